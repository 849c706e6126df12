/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DESIGN_RULES_H
#define DHCPBACKUP_DESIGN_RULES_H

#include "ns3/scenario.h"

namespace ns3::dhcpbackup
{

/**
 * @brief Look for knobs with which one of the scenario's designs makes no sense.
 * @param scenario the scenario; names of designs that are not known are passed over
 * @return all problems with the places as in scenario files
 */
std::vector<ScenarioProblem> DesignProblems(const Scenario& scenario);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DESIGN_RULES_H
