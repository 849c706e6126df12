/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SWEEP_REPORT_H
#define DHCPBACKUP_SWEEP_REPORT_H

#include "ns3/sweep.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What a sweep's files tell.
struct SweepReport
{
    const SweepPlan& plan;                   //!< what was varied
    Run run;                                 //!< seed, first run, replications
    const std::vector<SweepResult>& results; //!< in the order of the grid
    std::vector<std::string> metrics;        //!< which the page shows
};

/**
 * @brief Write sweep.csv, report.html and manifest.json.
 * @param report what they tell
 * @param folder where to
 * @throw std::runtime_error if a file cannot be written
 */
void WriteSweepReport(const SweepReport& report, const std::string& folder);

/**
 * @brief A metric of all designs in a line.
 * @param result a point
 * @param metric the metric's name
 * @return for example "client_outage_total plain 1815000 +- 1200, relay-backup 0.0 +- 0.0"
 */
std::string SweepLine(const SweepResult& result, const std::string& metric);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SWEEP_REPORT_H
