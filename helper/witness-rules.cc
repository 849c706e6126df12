/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "witness-rules.h"

#include "ns3/client-profile.h"

#include <algorithm>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

/// The longest wait between two transmissions.
Duration
LongestWait(const RetrySchedule& schedule)
{
    // dhclient draws around the longest wait and adds a fraction of a second.
    const Duration spread =
        schedule.kind == RetrySchedule::GROWING ? schedule.longest / 2 + 1 * SECOND : 0;
    return Duration((1 + schedule.jitterShare) * double(schedule.longest)) + spread +
           schedule.jitter + schedule.lag;
}

/// The longest time from the first transmission to giving up, or to the next one if it never does.
Duration
GivingUp(const RetrySchedule& schedule)
{
    const Duration longest = LongestWait(schedule);
    if (schedule.patience != NEVER)
    {
        return schedule.patience + longest;
    }
    Duration sum = 0;
    Duration wait = schedule.first;
    for (uint32_t i = 0; i < schedule.tries; ++i)
    {
        sum += std::min(wait + schedule.jitter, longest);
        wait *= schedule.kind == RetrySchedule::DOUBLING ? 2 : 1;
    }
    return std::max(sum, longest);
}

/// A client's longest silence while it looks for an address, once what it asked for is given up.
Duration
Pause(const ClientProfile& profile)
{
    const AddressProbing& probing = profile.probing;
    const Duration probes = probing.wait + probing.count * probing.max + probing.announceWait;
    return LongestWait(profile.discover) + profile.pauseMax + profile.nakDelayMax +
           profile.offerWait + (probing.count > 0 ? probes + profile.declineDelayMax : 0);
}

/// How long a pair is busy with itself before it serves again: silence is noticed, the one that was
/// away waits for a heartbeat in each of its states, and copies the leases page by page.
Duration
PairRecovery(const Scenario& scenario, ServerArrangement servers)
{
    const PartnerSettings& pair = scenario.pair.kea;
    const uint64_t pages = scenario.TotalPool() / pair.pageSize + 1;
    const Duration wait = servers == ServerArrangement::FAILOVER ? scenario.pair.failover.mclt : 0;
    return wait + pair.maxResponseDelay + 4 * (pair.heartbeatDelay + pair.requestTimeout) +
           Duration(pages) * pair.syncTimeout;
}

/// The clients that subscribers of all groups have.
std::set<std::string>
ProfilesIn(const Subscribers& subscribers)
{
    std::set<std::string> names;
    for (uint32_t group = 0; group < subscribers.GroupCount(); ++group)
    {
        for (const auto& [name, share] : subscribers.Group(group).profiles)
        {
            names.insert(name);
        }
    }
    return names;
}

/// Whether half of each pool has room for all subscribers of its relay: chance decides how many of
/// them belong to which server.
bool
HalvesSuffice(const Scenario& scenario)
{
    for (uint32_t relay = 0; relay < scenario.network.relays; ++relay)
    {
        if (scenario.PoolSize(relay) / 2 < scenario.SubscribersAt(relay))
        {
            return false;
        }
    }
    return true;
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
    Duration pause = 0;
    Duration before = 0;
    for (const std::string& name : ProfilesIn(scenario.subscribers))
    {
        const ClientProfile& profile = FindClientProfile(name);
        if (profile.stopsOnNak || profile.stopsOnExpiry)
        {
            return NEVER;
        }
        const Duration asking = std::max(GivingUp(profile.request), GivingUp(profile.reboot));
        before = std::max(before, profile.startDelayMax + asking + profile.requestPause);
        pause = std::max(pause, Pause(profile));
    }
    const Server& server = scenario.server;
    const Duration clients = scenario.Population();
    const Duration work = 2 * clients *
                          (server.serviceTime + clients * server.serviceTimePerLease +
                           server.store.latency + server.store.delay);
    const Duration rounds = 2 + 2 * (work / pause + 1);
    Duration bound = before + rounds * pause + server.quietAfterLoss +
                     clients * server.store.loadPerLease;
    if (policy.backup)
    {
        const double replay = scenario.MostSubscribers() / policy.replayRate;
        bound += policy.probeInterval + policy.replayTries * policy.replayTimeout +
                 Duration(2 * replay * SECOND);
    }
    return bound;
}

WitnessRules
RulesFor(const Scenario& scenario, const Design& design)
{
    const RelayPolicy& policy = design.policy;
    WitnessRules rules;
    rules.addresses.bound = policy.backup ? policy.standInLimit : 0;
    rules.addresses.offerHold = scenario.leases.offerHold;
    rules.addresses.storesAtOnce = scenario.server.store.latency == 0;
    rules.recovery = RecoveryBound(scenario, policy);
    if (IsPair(design.servers) && rules.recovery != NEVER)
    {
        rules.recovery += PairRecovery(scenario, design.servers);
    }
    rules.addresses.severalGrant = IsPair(design.servers);
    const bool halves = IsPair(design.servers) && design.servers != ServerArrangement::HOT_STANDBY;
    if (halves && !HalvesSuffice(scenario))
    {
        rules.recovery = NEVER;
    }
    // Runs are long enough for every lease of leases.time to be renewed; long ones may not be.
    const Leases& leases = scenario.leases;
    rules.renewal = design.longLease ? Duration(leases.t1 * double(leases.longTime)) : 0;
    rules.splitsLeases = policy.splitLease;
    rules.stopAtFirst = scenario.run.stopOnViolation;
    return rules;
}

} // namespace ns3::dhcpbackup
