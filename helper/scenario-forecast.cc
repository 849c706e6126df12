/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario-forecast.h"

#include "ns3/client-profile.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

// What a run costs, for orders of magnitude; all in this one place. Fitted to the processor time
// and peak memory of examples/scenarios/link-outage.json (1000 subscribers, 4.5 h) and
// power-return.json (6000 subscribers, 10 min) in a release build against Debian's ns-3 3.37, on
// one of two virtual processors; populations to 10,000, 100,000 and 300,000 settled subscribers over
// 63 min (800 to 1000 bytes each, of which the witnesses have the most). A design whose clients
// repeat their messages for long takes up to twice that time.
/// A process before it has subscribers.
constexpr double BASE_BYTES = 18e6;

/// What a subscriber costs, with all that servers, relays and witnesses keep of it.
struct SubscriberCost
{
    double bytes;             //!< of memory
    double seconds;           //!< to build it
    double secondsPerMessage; //!< over both links, with the handling at both ends
};

/// A host with IP stack, link, client and its end at the relay.
constexpr SubscriberCost HOST_COST{23e3, 0.3e-3, 100e-6};
/// A place in a population.
constexpr SubscriberCost POPULATION_COST{1000, 5e-6, 20e-6};

double
ToSeconds(Duration time)
{
    return double(time) / double(SECOND);
}

double
Clamp01(double share)
{
    return std::min(1.0, std::max(0.0, share));
}

/// T1 in seconds.
double
FirstRenewal(const Leases& leases)
{
    return leases.t1 * ToSeconds(leases.time);
}

/// The share of those who switch on in [from, from + within) that is on at a time.
double
ShareOn(Instant from, Duration within, Instant now)
{
    return within == 0 ? (now >= from ? 1.0 : 0.0) : Clamp01(double(now - from) / double(within));
}

/// Subscribers that are on at a time.
double
OnAt(const Subscribers& subscribers, Instant now)
{
    double on = 0;
    for (uint32_t i = 0; i < subscribers.GroupCount(); ++i)
    {
        const SubscriberGroup& group = subscribers.Group(i);
        const double coming = group.arrival.Coming();
        on += group.count * (1 - coming + coming * group.arrival.OnAt(now)) +
              group.latecomers.count *
                  ShareOn(group.latecomers.from, group.latecomers.within, now);
    }
    return on;
}

/// The integral of floor(u) over u from 0 to x; 0 for negative x.
double
FloorIntegral(double x)
{
    const double n = std::floor(std::max(0.0, x));
    return n * (n - 1) / 2 + n * (std::max(0.0, x) - n);
}

/// Renewals until the end of the run of those who switch on in [from, from + within).
double
Renewals(uint32_t count, Instant from, Duration within, const Scenario& scenario)
{
    const double t1 = FirstRenewal(scenario.leases);
    const double first = ToSeconds(scenario.EffectiveDuration() - from) / t1;
    const double spread = ToSeconds(within) / t1;
    return within == 0 ? count * std::floor(std::max(0.0, first))
                       : count * (FloorIntegral(first) - FloorIntegral(first - spread)) / spread;
}

/// The most messages a second while a group switches on.
double
ArrivalRate(const SubscriberGroup& group)
{
    // Switching on and the client's random start delay are both uniform; their sum is densest, and
    // flat, at the longer of the two.
    const ClientProfile profile;
    const Duration spread =
        std::max(group.arrival.within, profile.startDelayMax - profile.startDelayMin);
    // The peak of a rush is 9 / 4 of an even rate.
    const double peak = group.arrival.kind == ArrivalKind::MORNING_RUSH ? 2.25 : 1;
    return SERVER_MESSAGES_PER_LEASE * group.count * group.arrival.Coming() * peak /
           ToSeconds(spread);
}

/// Groups are reckoned as if all of them came at the same time.
void
ForecastArrival(const Scenario& scenario, ScenarioForecast& forecast)
{
    const double service = ToSeconds(scenario.server.serviceTime);
    forecast.capacity = service > 0 ? 1 / service : 0;
    for (uint32_t i = 0; i < scenario.subscribers.GroupCount(); ++i)
    {
        const SubscriberGroup& group = scenario.subscribers.Group(i);
        const double rate = ArrivalRate(group);
        forecast.arrivalRate += rate;
        forecast.arrivalDrainSeconds +=
            SERVER_MESSAGES_PER_LEASE * group.count * group.arrival.Coming() * service;
    }
    if (service > 0 && forecast.arrivalRate > forecast.capacity)
    {
        forecast.overflowSeconds =
            scenario.server.queue / (forecast.arrivalRate - forecast.capacity);
    }
}

FaultForecast
ForecastFault(const Scenario& scenario, const Fault& fault)
{
    FaultForecast forecast;
    const bool allLost = fault.kind == FaultKind::LOSS && fault.share >= 1;
    const TargetKind target = fault.target.kind;
    const bool elsewhere = target == TargetKind::ACCESS || target == TargetKind::PARTNERS ||
                           (target == TargetKind::SERVER && fault.target.index > 0);
    forecast.total = (InfoOf(fault.kind).stopsService || allLost) && !elsewhere &&
                     !fault.repeat.Periodic() && !fault.repeat.Random();
    if (!forecast.total)
    {
        return forecast;
    }
    const bool one = fault.target.kind == TargetKind::CORE && fault.target.index != ALL_TARGETS;
    const uint32_t relays = one ? 1 : scenario.network.relays;
    const double part =
        one ? double(scenario.SubscribersAt(uint32_t(fault.target.index))) / scenario.Population() : 1;
    forecast.struck = part * OnAt(scenario.subscribers, fault.at);
    forecast.waiting = part * OnAt(scenario.subscribers, fault.Healing()) - forecast.struck;

    const double lease = ToSeconds(scenario.leases.time);
    const double t1 = FirstRenewal(scenario.leases);
    const double length = ToSeconds(fault.length);
    forecast.plainShare = Clamp01((length - (lease - t1)) / t1);
    forecast.plainLost = forecast.plainShare * forecast.struck;
    forecast.drainSeconds =
        forecast.plainLost * SERVER_MESSAGES_PER_LEASE * ToSeconds(scenario.server.serviceTime);

    const RelayPolicy& relay = scenario.relay;
    if (relay.standInLimit != NEVER)
    {
        forecast.backupShare =
            Clamp01((length - ToSeconds(relay.standInLimit) - (lease - t1)) / t1);
    }
    // A relay that intercepts nothing sees only the broadcasts from T2 on.
    const bool none = relay.interception == INTERCEPT_NONE;
    const double seen = none ? scenario.leases.t2 * lease : t1;
    forecast.journal = forecast.struck * Clamp01((length - (seen - t1)) / t1);
    forecast.journalPerRelay = forecast.journal / relays;
    forecast.resyncSeconds = forecast.journalPerRelay / relay.replayRate;
    forecast.resyncRate = relays * relay.replayRate;
    return forecast;
}

/// The messages of a group's leases and renewals.
double
MessagesOf(const SubscriberGroup& group, const Scenario& scenario)
{
    // Who is settled has a lease, and is met at any time of the cycle from renewal to renewal.
    const double coming = group.arrival.Coming();
    const Duration end = scenario.EffectiveDuration();
    const double cycles = ToSeconds(end) / FirstRenewal(scenario.leases);
    const Latecomers& late = group.latecomers;
    const double renewals =
        (1 - coming) * group.count * cycles +
        coming * Renewals(group.count, group.arrival.at, group.arrival.within, scenario);
    const double arrivals =
        coming * group.count * group.arrival.OnAt(end) +
        late.count * ShareOn(late.from, late.within, end);
    return MESSAGES_PER_LEASE * arrivals +
           MESSAGES_PER_RENEWAL *
               (renewals + Renewals(late.count, late.from, late.within, scenario));
}

void
ForecastCost(const Scenario& scenario, ScenarioForecast& forecast)
{
    const Subscribers& subscribers = scenario.subscribers;
    for (uint32_t i = 0; i < subscribers.GroupCount(); ++i)
    {
        const SubscriberGroup& group = subscribers.Group(i);
        const bool hosts = group.model == SubscriberModel::HOSTS;
        const SubscriberCost& cost = hosts ? HOST_COST : POPULATION_COST;
        const double messages = MessagesOf(group, scenario);
        forecast.messages += messages;
        forecast.memoryBytes += cost.bytes * group.Population();
        forecast.wallSeconds += cost.seconds * group.Population() +
                                cost.secondsPerMessage * messages;
    }
    forecast.memoryBytes += BASE_BYTES;
}

} // namespace

ScenarioForecast
MakeForecast(const Scenario& scenario)
{
    ScenarioForecast forecast;
    for (uint32_t i = 0; i < scenario.subscribers.GroupCount(); ++i)
    {
        forecast.renewalRate +=
            scenario.subscribers.Group(i).count / FirstRenewal(scenario.leases);
    }
    forecast.renewalLoad = forecast.renewalRate * ToSeconds(scenario.server.serviceTime);
    ForecastArrival(scenario, forecast);
    ForecastCost(scenario, forecast);
    for (const Fault& fault : scenario.faults.faults)
    {
        forecast.faults.push_back(ForecastFault(scenario, fault));
    }
    return forecast;
}

} // namespace ns3::dhcpbackup
