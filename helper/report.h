/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REPORT_H
#define DHCPBACKUP_REPORT_H

#include "ns3/scenario.h"
#include "ns3/study.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Write a study as one page for people: folder/report.html, which needs no other file and no
 *        network.
 * @param scenario what was run
 * @param outcome what came of it
 * @param folder a results folder with timeline.csv and outages.csv
 * @throw std::runtime_error if a file cannot be read or written
 */
void WriteReport(const Scenario& scenario, const StudyOutcome& outcome, const std::string& folder);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REPORT_H
