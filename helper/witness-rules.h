/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_WITNESS_RULES_H
#define DHCPBACKUP_WITNESS_RULES_H

#include "ns3/scenario.h"
#include "ns3/witness-tap.h"

namespace ns3::dhcpbackup
{

/**
 * @brief What witnesses can hold a design against.
 * @param scenario the scenario
 * @param design the design
 * @return the rules
 */
WitnessRules RulesFor(const Scenario& scenario, const Design& design);

/**
 * @brief How long after the last healing clients may be without an address and relays in debt.
 *
 * A client is heard of within its longest pause, after it has given up a REQUEST that it may be
 * repeating. Each time that the server is given more than it can do in such a pause, some clients
 * are heard in the next one only. Relays find the server by a probe and then replay at their rate,
 * perhaps twice, if the server was too busy to answer.
 *
 * @param scenario the scenario
 * @param policy what its relays do in the design
 * @return the bound of invariant I10, NEVER if there are not enough addresses or some clients give
 *         up for good
 */
Duration RecoveryBound(const Scenario& scenario, const RelayPolicy& policy);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_WITNESS_RULES_H
