/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_JSON_H
#define DHCPBACKUP_SCENARIO_JSON_H

#include "ns3/scenario.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief Write a scenario with every value, defaults too.
 * @param scenario a scenario without errors
 * @return a scenario file that gives the same scenario; the same text for the same scenario
 */
std::string ToJson(const Scenario& scenario);

/**
 * @brief A short name for everything in a scenario that decides the results of one design.
 *
 * Not part of it are the name and description, run.seed and run.run (which stand beside it in the
 * names of results), the list of designs and run.pcap. A duration of "auto" counts as the time that
 * it comes to.
 *
 * @param scenario a scenario without errors
 * @return 16 hexadecimal digits (FNV-1a, 64 bits), the same on every machine
 */
std::string ScenarioHash(const Scenario& scenario);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_JSON_H
