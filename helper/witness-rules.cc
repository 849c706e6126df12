/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "witness-rules.h"

#include "ns3/client-profile.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// The longest time from a client's first REQUEST to its next DISCOVER if nobody answers.
Duration
GivingUp(const ClientProfile& profile)
{
    Duration sum = 0;
    Duration wait = profile.firstRetry;
    for (uint32_t i = 0; i < profile.requestTries; ++i)
    {
        sum += wait + profile.retryJitter;
        wait = std::min(2 * wait, profile.maxRetry);
    }
    return sum;
}

} // namespace

Duration
RecoveryBound(const Scenario& scenario, const RelayPolicy& policy)
{
    for (uint32_t relay = 0; relay < scenario.network.relays; ++relay)
    {
        if (scenario.PoolSize(relay) < scenario.SubscribersAt(relay))
        {
            return NEVER;
        }
    }
    const ClientProfile profile;
    const Duration pause = profile.maxRetry + profile.retryJitter;
    const Duration work = 2 * Duration(scenario.Population()) * scenario.server.serviceTime;
    const Duration rounds = 2 + 2 * (work / pause + 1);
    Duration bound = profile.startDelayMax + GivingUp(profile) + rounds * pause;
    if (policy.backup)
    {
        const double replay = scenario.SubscribersAt(0) / policy.replayRate;
        bound += policy.probeInterval + policy.replayTries * policy.replayTimeout +
                 Duration(2 * replay * SECOND);
    }
    return bound;
}

WitnessRules
RulesFor(const Scenario& scenario, const RelayPolicy& policy)
{
    WitnessRules rules;
    rules.addresses.bound = policy.backup ? policy.standInLimit : 0;
    rules.addresses.offerHold = scenario.leases.offerHold;
    rules.recovery = RecoveryBound(scenario, policy);
    rules.stopAtFirst = scenario.run.stopOnViolation;
    return rules;
}

} // namespace ns3::dhcpbackup
