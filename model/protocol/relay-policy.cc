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
    if (!(replayRate > 0))
    {
        return "replayRate must be more than zero";
    }
    if (failuresToSuspect == 0 || failuresToStandIn == 0 || answersToReturn == 0 ||
        replayTries == 0 || journalCapacity == 0)
    {
        return "failuresToSuspect, failuresToStandIn, answersToReturn, replayTries and "
               "journalCapacity must be at least one";
    }
    if (failuresToSuspect > failuresToStandIn)
    {
        return "failuresToSuspect must not exceed failuresToStandIn";
    }
    if (mclt < 0 || threshold < 0 || standInLimit < 0 || syncInterval < 0)
    {
        return "mclt, threshold, standInLimit and syncInterval must not be negative";
    }
    if (splitLease && (shortLease < SECOND || interception == INTERCEPT_NONE))
    {
        return "splitLease needs a shortLease of at least a second, and an interception, since the "
               "relay must see every renewal";
    }
    if (splitLease && backup)
    {
        return "splitLease and backup cannot be had together: the journal knows of one lease only";
    }
    if (lazyReplay && holdDiscovers)
    {
        return "holdDiscovers waits for the journal to be replayed, which lazyReplay does not do";
    }
    return {};
}

} // namespace ns3::dhcpbackup
