/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario-json.h"

#include "ns3/fault-json.h"
#include "ns3/json-text.h"
#include "ns3/text-hash.h"
#include "ns3/quantity-text.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

/// A link for people and files.
json::object
LinkObject(const LinkSettings& link)
{
    return {{"rate", RateText(link.rate)}, {"delay", DurationText(link.delay)}};
}

/// The name of a value in scenario files.
template <typename T>
const std::string&
NameIn(const std::vector<std::pair<std::string, T>>& names, T value)
{
    const auto it = std::find_if(names.begin(), names.end(), [value](const auto& name) {
        return name.second == value;
    });
    return it->first;
}

/// A time that may be "never".
std::string
LimitText(Duration limit)
{
    return limit == NEVER ? "never" : DurationText(limit);
}

/// What there is to say of subscribers who are alike.
json::object
GroupObject(const SubscriberGroup& group)
{
    const ArrivalSettings& arrival = group.arrival;
    const Latecomers& late = group.latecomers;
    json::object profiles;
    for (const auto& [name, share] : group.profiles)
    {
        profiles[name] = share;
    }
    return {{"count", group.count},
            {"model", NameIn(SubscriberModelNames(), group.model)},
            {"clientId", NameIn(ClientIdNames(), group.clientId)},
            {"profiles", profiles},
            {"arrival",
             {{"kind", ToString(arrival.kind)},
              {"at", DurationText(arrival.at)},
              {"within", DurationText(arrival.within)},
              {"share", arrival.share}}},
            {"latecomers",
             {{"count", late.count},
              {"from", DurationText(late.from)},
              {"within", DurationText(late.within)}}},
            {"churn",
             {{"stay", LimitText(group.churn.stay)},
              {"away", DurationText(group.churn.away)},
              {"returns", group.churn.returns},
              {"releases", group.churn.releases}}}};
}

json::object
SubscribersObject(const Subscribers& subscribers)
{
    if (subscribers.groups.empty())
    {
        return GroupObject(subscribers);
    }
    json::array groups;
    for (const SubscriberGroup& group : subscribers.groups)
    {
        json::object object{{"name", group.name}};
        for (const auto& [key, value] : GroupObject(group))
        {
            object[key] = value;
        }
        object["relays"] = {{"first", group.relays.first}, {"count", group.relays.count}};
        if (group.access)
        {
            object["access"] = LinkObject(*group.access);
        }
        groups.push_back(object);
    }
    return {{"groups", groups}};
}

/// A bound of the lease time: none is the lease time itself.
std::string
BoundText(Duration bound)
{
    return bound == 0 ? "lease" : DurationText(bound);
}

json::object
ServerObject(const Server& server)
{
    const Store& store = server.store;
    return {{"real", NameIn(RealServerNames(), server.real)},
            {"profile", NameIn(ServerKindNames(), server.profile)},
            {"authoritative", server.authoritative},
            {"serviceTime", DurationText(server.serviceTime)},
            {"serviceTimePerLease", DurationText(server.serviceTimePerLease)},
            {"cacheThreshold", server.cacheThreshold},
            {"queue", server.queue},
            {"drop", NameIn(QueueDropNames(), server.drop)},
            {"workers", server.workers},
            {"store",
             {{"sync", NameIn(SyncRuleNames(), store.sync)},
              {"latency", DurationText(store.latency)},
              {"batch", store.batch},
              {"delay", DurationText(store.delay)},
              {"loadPerLease", DurationText(store.loadPerLease)}}},
            {"leasequery", server.leasequery},
            {"hold", DurationText(server.hold)},
            {"quietAfterLoss", DurationText(server.quietAfterLoss)},
            {"ignoreOldReplays", server.ignoreOldReplays}};
}

json::object
PairObject(const Pair& pair)
{
    return {{"firstShare", pair.firstShare},
            {"heartbeatDelay", DurationText(pair.kea.heartbeatDelay)},
            {"maxResponseDelay", DurationText(pair.kea.maxResponseDelay)},
            {"maxAckDelay", DurationText(pair.kea.maxAckDelay)},
            {"maxUnackedClients", pair.kea.maxUnackedClients},
            {"pageSize", pair.kea.pageSize},
            {"syncTimeout", DurationText(pair.kea.syncTimeout)},
            {"delayedUpdates", pair.kea.delayedUpdates},
            {"requestTimeout", DurationText(pair.kea.requestTimeout)},
            {"mclt", DurationText(pair.failover.mclt)},
            {"maxUnackedUpdates", pair.failover.maxUnackedUpdates},
            {"split", pair.failover.split},
            {"loadBalanceMax", DurationText(pair.failover.loadBalanceMax)},
            {"autoPartnerDown", LimitText(pair.failover.autoPartnerDown)}};
}

json::object
RelayObject(const RelayPolicy& relay)
{
    return {{"interception", InterceptionName(relay.interception)},
            {"answerAfter", DurationText(relay.answerAfter)},
            {"failuresToSuspect", relay.failuresToSuspect},
            {"failuresToStandIn", relay.failuresToStandIn},
            {"icmpHint", relay.icmpHint},
            {"probeInterval", DurationText(relay.probeInterval)},
            {"answersToReturn", relay.answersToReturn},
            {"resendClients", relay.resendClients},
            {"grant", NameIn(GrantNames(), relay.grant)},
            {"mclt", DurationText(relay.mclt)},
            {"threshold", DurationText(relay.threshold)},
            {"standInLimit", LimitText(relay.standInLimit)},
            {"maxStandIns", relay.maxStandIns},
            {"journalCapacity", relay.journalCapacity},
            {"overflow", NameIn(OverflowNames(), relay.overflow)},
            {"replayRate", relay.replayRate},
            {"replayOrder", NameIn(ReplayOrderNames(), relay.replayOrder)},
            {"replayTimeout", DurationText(relay.replayTimeout)},
            {"replayTries", relay.replayTries},
            {"lazyReplay", relay.lazyReplay},
            {"holdDiscovers", relay.holdDiscovers},
            {"syncInterval", LimitText(relay.syncInterval)},
            {"leasequery", NameIn(LeasequeryNames(), relay.leasequery)},
            {"shortLease", DurationText(relay.shortLease)},
            {"maxHops", relay.maxHops}};
}

json::object
RunObject(const Run& run)
{
    json::array pcap;
    for (const LinkName& link : run.pcap)
    {
        pcap.emplace_back(ToString(link));
    }
    json::object object{{"duration", run.duration == 0 ? "auto" : DurationText(run.duration)},
            {"seed", run.seed},
            {"run", run.run},
            {"replications", run.replications},
            {"stopAt", {{"metric", run.stopAt.metric}, {"halfWidth", run.stopAt.halfWidth}}},
            {"stopOnViolation", run.stopOnViolation},
            {"pcap", pcap}};
    if (run.intervals.subscribers != 0)
    {
        object["intervals"] = {{"subscribers", run.intervals.subscribers},
                               {"replications", run.intervals.replications}};
    }
    return object;
}

json::object
ScenarioObject(const Scenario& scenario)
{
    const Leases& leases = scenario.leases;
    json::object core = LinkObject(scenario.network.core);
    core["queue"] = scenario.network.coreQueue;
    core["sockets"] = scenario.network.coreSockets;
    json::object object{{"name", scenario.name},
            {"description", scenario.description},
            {"subscribers", SubscribersObject(scenario.subscribers)},
            {"network",
             {{"relays", scenario.network.relays},
              {"sharedPool", scenario.network.sharedPool},
              {"access", LinkObject(scenario.network.access)},
              {"core", core}}},
            {"leases",
             {{"time", DurationText(leases.time)},
              {"t1", leases.t1},
              {"t2", leases.t2},
              {"poolPerRelay", leases.poolPerRelay},
              {"offerHold", DurationText(leases.offerHold)},
              {"minTime", BoundText(leases.minTime)},
              {"maxTime", BoundText(leases.maxTime)},
              {"reserved", leases.reserved},
              {"longTime", DurationText(leases.longTime)}}},
            {"server", ServerObject(scenario.server)},
            {"pair", PairObject(scenario.pair)},
            {"relay", RelayObject(scenario.relay)},
            {"designs", json::array(scenario.designs.begin(), scenario.designs.end())},
            {"faults", FaultsArray(scenario.faults)},
            {"require", json::array(scenario.require.begin(), scenario.require.end())},
            {"run", RunObject(scenario.run)}};
    if (!scenario.outages.empty())
    {
        object.erase("faults");
        json::array outages;
        for (const NamedOutage& outage : scenario.outages)
        {
            outages.push_back({{"name", outage.name}, {"faults", FaultsArray(outage.faults)}});
        }
        object["outages"] = outages;
    }
    return object;
}

} // namespace

std::string
ToJson(const Scenario& scenario)
{
    return PrettyJson(ScenarioObject(scenario));
}

std::string
ScenarioHash(const Scenario& scenario)
{
    Scenario essence = scenario;
    essence.name.clear();
    essence.description.clear();
    essence.designs.clear();
    essence.require.clear();
    essence.run = Run{};
    essence.run.duration = scenario.EffectiveDuration();
    essence.run.stopOnViolation = scenario.run.stopOnViolation;
    return TextHash(ToJson(essence));
}

} // namespace ns3::dhcpbackup
