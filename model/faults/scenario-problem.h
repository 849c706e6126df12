/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_PROBLEM_H
#define DHCPBACKUP_SCENARIO_PROBLEM_H

#include <string>

namespace ns3::dhcpbackup
{

/// A value of a scenario that makes no sense.
struct ScenarioProblem
{
    std::string place; //!< for example "faults[2].target"
    std::string text;  //!< what was found there and what was expected
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_PROBLEM_H
