/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario.h"

#include "ns3/fault-generator.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

/// How long a run goes on after the last healing plus one lease.
constexpr Duration SETTLING_TIME = 10 * MINUTE;

} // namespace

std::string
ToString(const LinkName& link)
{
    static const char* const names[] = {"core", "access", "subscriber"};
    return std::string(names[link.kind]) + "[" + std::to_string(link.index) + "]";
}

std::optional<LinkName>
ParseLinkName(const std::string& text)
{
    const size_t open = text.find('[');
    if (open == std::string::npos || text.back() != ']')
    {
        return std::nullopt;
    }
    const std::string index = text.substr(open + 1, text.size() - open - 2);
    // Nine digits always fit; more than that is no link that could exist.
    if (index.empty() || index.size() > 9 ||
        index.find_first_not_of("0123456789") != std::string::npos)
    {
        return std::nullopt;
    }
    for (const LinkName::Kind kind : {LinkName::CORE, LinkName::ACCESS, LinkName::SUBSCRIBER})
    {
        const LinkName link{kind, uint32_t(std::stoul(index))};
        const std::string name = ToString(link);
        if (name.substr(0, name.find('[')) == text.substr(0, open))
        {
            return link;
        }
    }
    return std::nullopt;
}

const std::vector<std::pair<std::string, InterceptionMode>>&
InterceptionNames()
{
    static const std::vector<std::pair<std::string, InterceptionMode>> names = {
        {"none", INTERCEPT_NONE},
        {"snoop", INTERCEPT_SNOOP},
        {"server-id-override", INTERCEPT_SERVER_ID_OVERRIDE},
        {"proxy", INTERCEPT_PROXY},
    };
    return names;
}

const std::vector<std::pair<std::string, ServerKind>>&
RealServerNames()
{
    static const std::vector<std::pair<std::string, ServerKind>> names = {
        {"none", SERVER_RFC2131},
        {"kea", SERVER_KEA},
        {"dhcpd", SERVER_DHCPD},
        {"dnsmasq", SERVER_DNSMASQ},
    };
    return names;
}

const std::vector<std::pair<std::string, GrantRule>>&
GrantNames()
{
    static const std::vector<std::pair<std::string, GrantRule>> names = {
        {"full", GRANT_FULL},
        {"remainder", GRANT_REMAINDER},
        {"mclt", GRANT_MCLT},
        {"threshold", GRANT_THRESHOLD},
    };
    return names;
}

const std::vector<std::pair<std::string, OverflowRule>>&
OverflowNames()
{
    static const std::vector<std::pair<std::string, OverflowRule>> names = {
        {"refuse", OVERFLOW_REFUSE},
        {"drop-first", OVERFLOW_DROP_FIRST},
    };
    return names;
}

const std::vector<std::pair<std::string, ReplayOrder>>&
ReplayOrderNames()
{
    static const std::vector<std::pair<std::string, ReplayOrder>> names = {
        {"nearest-expiry", REPLAY_NEAREST_EXPIRY},
        {"oldest-promise", REPLAY_OLDEST_PROMISE},
    };
    return names;
}

const std::vector<std::pair<std::string, LeasequeryUse>>&
LeasequeryNames()
{
    static const std::vector<std::pair<std::string, LeasequeryUse>> names = {
        {"off", LEASEQUERY_OFF},
        {"single", LEASEQUERY_SINGLE},
        {"bulk", LEASEQUERY_BULK},
    };
    return names;
}

std::string
InterceptionName(InterceptionMode mode)
{
    for (const auto& [name, known] : InterceptionNames())
    {
        if (known == mode)
        {
            return name;
        }
    }
    return "unknown";
}

const std::vector<std::pair<std::string, SyncRule>>&
SyncRuleNames()
{
    static const std::vector<std::pair<std::string, SyncRule>> names = {
        {"before-ack", SYNC_BEFORE_ACK},
        {"behind", SYNC_BEHIND},
        {"never", SYNC_NEVER},
    };
    return names;
}

const std::vector<std::pair<std::string, QueueDrop>>&
QueueDropNames()
{
    static const std::vector<std::pair<std::string, QueueDrop>> names = {
        {"newest", DROP_NEWEST},
        {"oldest", DROP_OLDEST},
    };
    return names;
}

void
Server::UseProfile()
{
    const ServerProfile known = ProfileOf(profile, authoritative);
    serviceTime = known.serviceTime;
    serviceTimePerLease = known.serviceTimePerLease;
    cacheThreshold = known.cacheThreshold;
}

RelayPolicy
DefaultRelayKnobs()
{
    RelayPolicy knobs;
    knobs.interception = INTERCEPT_SNOOP;
    return knobs;
}

uint32_t
Scenario::Population() const
{
    uint32_t population = 0;
    for (uint32_t group = 0; group < subscribers.GroupCount(); ++group)
    {
        population += subscribers.Group(group).Population();
    }
    return population;
}

uint32_t
Scenario::SubscribersAt(uint32_t relay) const
{
    return Plan().CountAt(relay);
}

uint32_t
Scenario::MostSubscribers() const
{
    const SubscriberPlan plan = Plan();
    uint32_t most = 0;
    for (uint32_t relay = 0; relay < network.relays; ++relay)
    {
        most = std::max(most, plan.CountAt(relay));
    }
    return most;
}

uint32_t
Scenario::PoolSize(uint32_t relay) const
{
    if (leases.poolPerRelay != 0)
    {
        return leases.poolPerRelay;
    }
    const uint32_t subscribersHere = SubscribersAt(relay);
    return subscribersHere + (subscribersHere + 3) / 4;
}

uint64_t
Scenario::TotalPool() const
{
    uint64_t total = 0;
    for (uint32_t relay = 0; relay < network.relays; ++relay)
    {
        total += PoolSize(relay);
    }
    return total;
}

FaultSchedule
Scenario::Occurrences() const
{
    return FaultGenerator(run.seed, run.run).Expand(faults);
}

Instant
Scenario::SettledFrom() const
{
    const Duration t1 = Duration(leases.t1 * double(leases.time));
    Instant settled = 0;
    for (uint32_t group = 0; group < subscribers.GroupCount(); ++group)
    {
        const ArrivalSettings& arrival = subscribers.Group(group).arrival;
        if (arrival.kind != ArrivalKind::SETTLED)
        {
            settled = std::max(settled, arrival.at + arrival.within + t1);
        }
    }
    return settled;
}

Instant
Scenario::LastArrival() const
{
    Instant last = 0;
    for (uint32_t group = 0; group < subscribers.GroupCount(); ++group)
    {
        last = std::max(last, subscribers.Group(group).LastArrival());
    }
    return last;
}

Duration
Scenario::EffectiveDuration() const
{
    if (run.duration != 0)
    {
        return run.duration;
    }
    const Duration settled = LastArrival() + 2 * leases.time;
    if (LastHealing() == 0)
    {
        return settled;
    }
    return std::max(settled, LastHealing() + leases.time + SETTLING_TIME);
}

Scenario
Scenario::With(const NamedOutage& outage) const
{
    Scenario one = *this;
    one.faults = outage.faults;
    one.outages.clear();
    return one;
}

Scenario
Scenario::Reduced(uint32_t count) const
{
    const double share = double(count) / subscribers.count;
    const auto part = [share](uint32_t number) {
        return number == 0 ? 0 : std::max(1u, uint32_t(std::lround(share * number)));
    };
    Scenario reduced = *this;
    reduced.subscribers.count = count;
    reduced.subscribers.latecomers.count = part(subscribers.latecomers.count);
    reduced.network.relays = std::min(part(network.relays), count);
    reduced.leases.reserved = part(leases.reserved);
    reduced.run.intervals = {};
    return reduced;
}

Instant
Scenario::LastHealing() const
{
    Instant last = faults.LastHealing();
    for (const NamedOutage& outage : outages)
    {
        last = std::max(last, outage.faults.LastHealing());
    }
    return last;
}

} // namespace ns3::dhcpbackup
