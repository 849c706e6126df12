/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * The rules of Scenario::Errors and Scenario::Warnings.
 */

#include "scenario.h"

#include "ns3/design-rules.h"
#include "ns3/design.h"
#include "ns3/json-document.h"
#include "ns3/metric-catalogue.h"
#include "ns3/nearest-name.h"
#include "ns3/outage-rules.h"
#include "ns3/requirement.h"
#include "ns3/scenario-checker.h"
#include "ns3/subscriber-rules.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// Subscribers' addresses are taken from 10.0.0.0/8.
constexpr uint64_t ACCESS_ADDRESSES = 1 << 24;
/// The smallest subnet of a relay.
constexpr uint64_t MIN_SUBNET = 256;
/// In each subnet: network, gateway, broadcast.
constexpr uint64_t RESERVED_ADDRESSES = 3;

void
CheckNetwork(const Scenario& scenario, ScenarioChecker& check)
{
    const Network& network = scenario.network;
    check.InRange("network.relays", network.relays, RELAY_RANGE);
    check.Link("network.access", network.access);
    check.Link("network.core", network.core);
    check.InRange("network.core.queue", network.coreQueue, QUEUE_RANGE);
    if (network.relays == 0)
    {
        return;
    }
    if (network.relays > scenario.Population() && scenario.Population() > 0 &&
        network.relays <= RELAY_RANGE.max)
    {
        check.Add("network.relays",
                  std::to_string(network.relays),
                  "at most one for each of the " + std::to_string(scenario.Population()) +
                      " subscribers");
        return;
    }
    if (network.sharedPool)
    {
        const uint64_t total = scenario.TotalPool();
        if (total + RESERVED_ADDRESSES > ACCESS_ADDRESSES)
        {
            check.Add("network.sharedPool",
                      "true",
                      "false, since one subnet of 10.0.0.0/8 does not hold " +
                          std::to_string(total) + " addresses");
        }
        return;
    }
    uint64_t largest = 0;
    for (uint32_t relay = 0; relay < std::min<uint64_t>(network.relays, RELAY_RANGE.max); ++relay)
    {
        largest = std::max<uint64_t>(largest, scenario.PoolSize(relay));
    }
    uint64_t subnet = MIN_SUBNET;
    while (subnet < largest + RESERVED_ADDRESSES)
    {
        subnet *= 2;
    }
    const uint64_t fit = ACCESS_ADDRESSES / subnet;
    if (network.relays > fit && network.relays <= RELAY_RANGE.max)
    {
        check.Add("network.relays",
                  std::to_string(network.relays),
                  "at most " + std::to_string(fit) + ", since subnets of " +
                      std::to_string(subnet) + " addresses must fit into 10.0.0.0/8");
    }
}

void
CheckServer(const Server& server, ScenarioChecker& check)
{
    check.Time("server.serviceTime", server.serviceTime);
    check.Time("server.serviceTimePerLease", server.serviceTimePerLease);
    check.InRange("server.queue", server.queue, QUEUE_RANGE);
    check.InRange("server.workers", server.workers, WORKER_RANGE);
    check.Time("server.store.latency", server.store.latency);
    check.InRange("server.store.batch", server.store.batch, BATCH_RANGE);
    check.Time("server.store.delay", server.store.delay);
    check.Time("server.store.loadPerLease", server.store.loadPerLease);
    check.Time("server.hold", server.hold);
    check.Time("server.quietAfterLoss", server.quietAfterLoss);
    if (!(server.cacheThreshold >= 0 && server.cacheThreshold < 1))
    {
        check.Add("server.cacheThreshold",
                  NumberText(server.cacheThreshold),
                  "a share of the lease from 0 to below 1");
    }
    if (server.leasequery && !ProfileOf(server.profile, server.authoritative).answersLeasequery)
    {
        check.Add("server.leasequery", "true", "false, since this profile does not answer it");
    }
}

void
CheckPair(const PartnerSettings& pair, ScenarioChecker& check)
{
    check.PositiveTime("pair.heartbeatDelay", pair.heartbeatDelay);
    check.PositiveTime("pair.maxResponseDelay", pair.maxResponseDelay);
    check.Time("pair.maxAckDelay", pair.maxAckDelay);
    check.InRange("pair.maxUnackedClients", pair.maxUnackedClients, UNACKED_RANGE);
    check.InRange("pair.pageSize", pair.pageSize, PAGE_RANGE);
    check.PositiveTime("pair.syncTimeout", pair.syncTimeout);
    check.InRange("pair.delayedUpdates", pair.delayedUpdates, DELAYED_RANGE);
    check.PositiveTime("pair.requestTimeout", pair.requestTimeout);
    if (pair.maxResponseDelay <= pair.heartbeatDelay && pair.maxResponseDelay > 0)
    {
        check.Add("pair.maxResponseDelay",
                  DurationText(pair.maxResponseDelay),
                  "more than pair.heartbeatDelay, or a healthy partner is suspected");
    }
}

void
CheckFailover(const FailoverSettings& failover, ScenarioChecker& check)
{
    check.Time("pair.mclt", failover.mclt);
    if (failover.mclt < SECOND)
    {
        check.Add("pair.mclt", DurationText(failover.mclt), "at least 1s, the first lease");
    }
    check.InRange("pair.maxUnackedUpdates", failover.maxUnackedUpdates, WINDOW_RANGE);
    check.InRange("pair.split", failover.split, SPLIT_RANGE);
    check.Time("pair.loadBalanceMax", failover.loadBalanceMax);
    if (failover.autoPartnerDown != NEVER)
    {
        check.Time("pair.autoPartnerDown", failover.autoPartnerDown);
    }
}

/// A bound of the lease time must lie on its side of it.
void
CheckLeaseBound(const std::string& place, Duration bound, bool fits, ScenarioChecker& check)
{
    check.Time(place, bound);
    if (bound % SECOND != 0)
    {
        check.Add(place, DurationText(bound), "whole seconds, as on the wire");
    }
    if (bound != 0 && !fits)
    {
        check.Add(place, DurationText(bound), "leases.time between leases.minTime and .maxTime");
    }
}

void
CheckLeases(const Scenario& scenario, ScenarioChecker& check)
{
    const Leases& leases = scenario.leases;
    CheckLeaseBound("leases.minTime", leases.minTime, leases.minTime <= leases.time, check);
    CheckLeaseBound("leases.maxTime", leases.maxTime, leases.maxTime >= leases.time, check);
    const Subscribers& all = scenario.subscribers;
    const uint32_t most = all.groups.empty() ? all.count : scenario.Population();
    if (leases.reserved > most)
    {
        check.Add("leases.reserved",
                  std::to_string(leases.reserved),
                  all.groups.empty() ? "at most subscribers.count = " + std::to_string(most)
                                     : "at most " + std::to_string(most) + ", all subscribers");
    }
    const uint64_t relays = std::max(1u, scenario.network.relays);
    if (leases.poolPerRelay != 0 && (leases.reserved + relays - 1) / relays > leases.poolPerRelay)
    {
        check.Add("leases.reserved",
                  std::to_string(leases.reserved),
                  "no more than leases.poolPerRelay addresses behind a relay");
    }
    check.PositiveTime("leases.time", leases.time);
    if (leases.time % SECOND != 0)
    {
        check.Add("leases.time", DurationText(leases.time), "whole seconds, as on the wire");
    }
    if (!(leases.t1 > 0 && leases.t1 < leases.t2 && leases.t2 < 1))
    {
        check.Add("leases.t1",
                  "t1 = " + NumberText(leases.t1) + " and t2 = " + NumberText(leases.t2),
                  "shares of the lease with 0 < t1 < t2 < 1");
    }
    check.InRange("leases.poolPerRelay", leases.poolPerRelay, POOL_RANGE);
    check.PositiveTime("leases.offerHold", leases.offerHold);
    check.PositiveTime("leases.longTime", leases.longTime);
}

void
CheckRelay(const RelayPolicy& relay, ScenarioChecker& check)
{
    check.PositiveTime("relay.answerAfter", relay.answerAfter);
    check.InRange("relay.failuresToSuspect", relay.failuresToSuspect, KNOB_RANGE);
    check.InRange("relay.failuresToStandIn", relay.failuresToStandIn, KNOB_RANGE);
    if (relay.failuresToStandIn > 0 && relay.failuresToSuspect > relay.failuresToStandIn)
    {
        check.Add("relay.failuresToSuspect",
                  std::to_string(relay.failuresToSuspect),
                  "at most relay.failuresToStandIn, which is " +
                      std::to_string(relay.failuresToStandIn));
    }
    check.PositiveTime("relay.probeInterval", relay.probeInterval);
    check.InRange("relay.answersToReturn", relay.answersToReturn, KNOB_RANGE);
    check.Time("relay.mclt", relay.mclt);
    check.Time("relay.threshold", relay.threshold);
    check.PositiveTime("relay.shortLease", relay.shortLease);
    check.InRange("relay.maxStandIns", relay.maxStandIns, STAND_IN_RANGE);
    if (relay.syncInterval != NEVER)
    {
        check.Time("relay.syncInterval", relay.syncInterval);
    }
    if (relay.lazyReplay && relay.holdDiscovers)
    {
        check.Add("relay.holdDiscovers",
                  "true together with relay.lazyReplay",
                  "one of them, since lazyReplay never gets done with the journal");
    }
    check.InRange("relay.resendClients", relay.resendClients, RESEND_RANGE);
    check.InRange("relay.journalCapacity", relay.journalCapacity, KNOB_RANGE);
    if (!(relay.replayRate > 0 && relay.replayRate <= MAX_REPLAY_RATE))
    {
        check.Add("relay.replayRate",
                  NumberText(relay.replayRate),
                  "replays a second, above 0 and at most " + NumberText(MAX_REPLAY_RATE));
    }
    check.PositiveTime("relay.replayTimeout", relay.replayTimeout);
    check.InRange("relay.replayTries", relay.replayTries, KNOB_RANGE);
    check.InRange("relay.maxHops", relay.maxHops, HOP_RANGE);
    if (relay.standInLimit != NEVER)
    {
        check.Time("relay.standInLimit", relay.standInLimit);
    }
}

void
CheckDesigns(const std::vector<std::string>& designs, ScenarioChecker& check)
{
    const std::vector<std::string> known = DesignNames();
    std::string list;
    for (const std::string& name : known)
    {
        list += (list.empty() ? "" : ", ") + name;
    }
    if (designs.empty())
    {
        check.Add("designs", "an empty list", "one or more of " + list);
    }
    std::set<std::string> seen;
    for (size_t i = 0; i < designs.size(); ++i)
    {
        const std::string place = "designs[" + std::to_string(i) + "]";
        const std::string found = "\"" + KeyExcerpt(designs[i]) + "\"";
        const std::string reason = WhyNoDesign(designs[i]);
        if (!reason.empty() && designs[i].find('+') != std::string::npos)
        {
            check.Add(place, found, "another design, since " + reason);
        }
        else if (!reason.empty())
        {
            check.Add(place, found, "one of " + list + NearestNameHint(designs[i], known));
        }
        else if (!seen.insert(designs[i]).second)
        {
            check.Add(place, found + " once more", "each design once");
        }
    }
}

void
CheckRequire(const Scenario& scenario, ScenarioChecker& check)
{
    for (size_t i = 0; i < scenario.require.size(); ++i)
    {
        const std::string& text = scenario.require[i];
        const std::string place = "require[" + std::to_string(i) + "]";
        std::string problem;
        const auto requirement = ParseRequirement(text, problem);
        const auto& designs = scenario.designs;
        if (!requirement)
        {
            check.Add(place, "\"" + KeyExcerpt(text) + "\"", problem);
        }
        else if (!requirement->design.empty() &&
                 std::find(designs.begin(), designs.end(), requirement->design) == designs.end())
        {
            check.Add(place,
                      "design \"" + KeyExcerpt(requirement->design) + "\"",
                      "one of the scenario's designs" +
                          NearestNameHint(requirement->design, designs));
        }
    }
}

void
CheckDuration(const Scenario& scenario, ScenarioChecker& check)
{
    const Duration needed = scenario.faults.LastHealing() + scenario.leases.time;
    if (scenario.run.duration != 0 && !scenario.faults.faults.empty() &&
        scenario.run.duration < needed)
    {
        check.Add("run.duration",
                  DurationText(scenario.run.duration),
                  "auto or at least " + DurationText(needed) +
                      ": runs end no sooner than the last healing plus one lease");
    }
}

void
CheckReplications(const Run& run, ScenarioChecker& check)
{
    check.InRange("run.replications", run.replications, REPLICATION_RANGE);
    const MetricInfo* const metric = FindMetric(run.stopAt.metric);
    if (!metric || metric->measured)
    {
        check.Add("run.stopAt.metric",
                  "\"" + KeyExcerpt(run.stopAt.metric) + "\"",
                  metric ? "a metric that does not differ from machine to machine"
                         : "a metric of the catalogue" +
                               NearestNameHint(run.stopAt.metric, MetricNames()));
    }
    if (!(run.stopAt.halfWidth >= 0 && run.stopAt.halfWidth < 1))
    {
        check.Add("run.stopAt.halfWidth",
                  NumberText(run.stopAt.halfWidth),
                  "a share of the mean from 0 to below 1");
    }
}

void
CheckRun(const Scenario& scenario, ScenarioChecker& check)
{
    const Run& run = scenario.run;
    check.InRange("run.seed", run.seed, SEED_RANGE);
    check.InRange("run.run", run.run, RUN_RANGE);
    CheckReplications(run, check);
    std::set<std::string> seen;
    for (size_t i = 0; i < run.pcap.size(); ++i)
    {
        const bool core = run.pcap[i].kind == LinkName::CORE;
        const uint32_t links = core ? scenario.network.relays : scenario.Population();
        const std::string place = "run.pcap[" + std::to_string(i) + "]";
        const std::string found = ToString(run.pcap[i]);
        if (run.pcap[i].index >= links)
        {
            check.Add(place, found, "a number below " + std::to_string(links));
        }
        else if (!seen.insert(found).second)
        {
            check.Add(place, found + " once more", "each link once");
        }
    }
    check.Time("run.duration", run.duration);
    if (scenario.faults.Validate({scenario.network.relays, scenario.Population()}).empty())
    {
        CheckDuration(scenario, check);
    }
}

} // namespace

std::vector<ScenarioProblem>
Scenario::Errors() const
{
    std::vector<ScenarioProblem> problems;
    ScenarioChecker check(problems);
    if (!IsFolderName(name))
    {
        check.Add("name", "\"" + KeyExcerpt(name) + "\"", FOLDER_NAME_FORM);
    }
    for (const ScenarioProblem& problem : SubscriberProblems(*this))
    {
        problems.push_back(problem);
    }
    CheckNetwork(*this, check);
    CheckLeases(*this, check);
    CheckServer(server, check);
    CheckPair(pair.kea, check);
    CheckFailover(pair.failover, check);
    CheckRelay(relay, check);
    CheckDesigns(designs, check);
    for (const ScenarioProblem& problem : DesignProblems(*this))
    {
        problems.push_back(problem);
    }
    for (const ScenarioProblem& problem : faults.Validate({network.relays, Population()}))
    {
        problems.push_back(problem);
    }
    for (const ScenarioProblem& problem : SubscriberFaultProblems(*this))
    {
        problems.push_back(problem);
    }
    CheckRequire(*this, check);
    CheckRun(*this, check);
    for (const ScenarioProblem& problem : OutageProblems(*this))
    {
        problems.push_back(problem);
    }
    return problems;
}

} // namespace ns3::dhcpbackup
