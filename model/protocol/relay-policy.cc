/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-policy.h"

namespace ns3::dhcpbackup
{

std::string
RelayPolicy::Validate() const
{
    if (answerAfter <= 0 || probeInterval <= 0 || replayTimeout <= 0)
    {
        return "answerAfter, probeInterval and replayTimeout must be more than zero";
    }
    if (replayRate <= 0)
    {
        return "replayRate must be more than zero";
    }
    if (failuresToStandIn == 0 || replayTries == 0 || journalCapacity == 0)
    {
        return "failuresToStandIn, replayTries and journalCapacity must be at least one";
    }
    return {};
}

} // namespace ns3::dhcpbackup
