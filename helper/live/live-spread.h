/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LIVE_SPREAD_H
#define DHCPBACKUP_LIVE_SPREAD_H

#include "ns3/run-record.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief Hold a simulated run against repetitions of a live one.
 * @param simulated the figures of the simulation
 * @param live those of the live runs, two or more
 * @return a line for each figure of the summary: simulated, the least and the most of the live runs,
 *         and how far the simulated figure lies outside of them. Figures that only the simulated
 *         server has are left out
 */
std::string SpreadTable(const RunRecord& simulated, const std::vector<RunRecord>& live);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LIVE_SPREAD_H
