/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REPORT_CHARTS_H
#define DHCPBACKUP_REPORT_CHARTS_H

#include "ns3/html-chart.h"
#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief The charts of one run over time: subscribers without an address, storm at the server, its
 *        queue, promises at relays, replays.
 * @param scenario what was run; its faults are shaded
 * @param timeline the text of timeline.csv
 * @return the charts; those in which nothing happens are left out
 */
std::vector<Chart> TimelineCharts(const Scenario& scenario, const std::string& timeline);

/**
 * @brief The distribution of client outages in one run.
 * @param scenario what was run
 * @param outages the text of outages.csv
 * @return how many outages were longer than a time; without lines if there were none
 */
Chart OutageChart(const Scenario& scenario, const std::string& outages);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REPORT_CHARTS_H
