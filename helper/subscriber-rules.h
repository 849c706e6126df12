/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_RULES_H
#define DHCPBACKUP_SUBSCRIBER_RULES_H

#include "ns3/scenario.h"

namespace ns3::dhcpbackup
{

/**
 * @param scenario a scenario
 * @return what is wrong with its subscribers, with the places as in scenario files
 */
std::vector<ScenarioProblem> SubscriberProblems(const Scenario& scenario);

/**
 * @param scenario a scenario
 * @return its faults that strike what those subscribers do not have
 */
std::vector<ScenarioProblem> SubscriberFaultProblems(const Scenario& scenario);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_RULES_H
