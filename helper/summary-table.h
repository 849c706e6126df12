/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUMMARY_TABLE_H
#define DHCPBACKUP_SUMMARY_TABLE_H

#include "ns3/requirement.h"
#include "ns3/run-record.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief The comparison of designs as a table.
 * @param records by design
 * @param verdicts on the scenario's thresholds, listed first
 * @return lines of at most some 80 columns
 */
std::string SummaryTable(const std::vector<RunRecord>& records,
                         const std::vector<ThresholdVerdict>& verdicts);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUMMARY_TABLE_H
