/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_OUTAGE_RULES_H
#define DHCPBACKUP_OUTAGE_RULES_H

#include "ns3/scenario.h"

namespace ns3::dhcpbackup
{

/// What a name must look like that folders get.
constexpr char FOLDER_NAME_FORM[] = "1 to 64 characters of a-z, 0-9 and -";

/**
 * @param name of a scenario or outage
 * @return whether it can name a folder anywhere
 */
bool IsFolderName(const std::string& name);

/**
 * @brief Look for what is wrong with the scenario's outages and with run.intervals.
 * @param scenario the scenario
 * @return all problems with the places as in scenario files
 */
std::vector<ScenarioProblem> OutageProblems(const Scenario& scenario);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_OUTAGE_RULES_H
