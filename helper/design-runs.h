/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DESIGN_RUNS_H
#define DHCPBACKUP_DESIGN_RUNS_H

#include "ns3/run-record.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// The runs of one design.
struct DesignRuns
{
    std::string design;                 //!< its name
    std::vector<const RunRecord*> runs; //!< in their order, at least one

    /**
     * @param metric a metric's name
     * @return its value in each run, NaN where there was nothing to measure
     */
    std::vector<double> Values(const std::string& metric) const;

    /**
     * @param metric a metric's name
     * @param group a group, from 0
     * @return its value for that group in each run, NaN where there was nothing to measure
     */
    std::vector<double> Values(const std::string& metric, uint32_t group) const;
};

/**
 * @brief Put the runs of each design together.
 * @param records runs, which must outlive the result
 * @return the designs in the order in which they come first
 */
std::vector<DesignRuns> ByDesign(const std::vector<RunRecord>& records);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DESIGN_RUNS_H
