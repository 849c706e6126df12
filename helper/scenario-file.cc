/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario-file.h"

#include "ns3/client-profile.h"
#include "ns3/fault-json.h"
#include "ns3/json-reader.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

/// No scenario is as large as this; it bounds what is read from a device or a wrong file.
constexpr size_t MAX_FILE = 16 << 20;

/// Told apart from "0s", which is refused.
const JsonReader::TimeWord AUTO{"auto", -1};
const JsonReader::TimeWord NEVER_WORD{"never", NEVER};
const JsonReader::TimeWord LEASE_TIME{"lease", 0};

const JsonReader::Choices<ArrivalKind> ARRIVALS = {
    {ToString(ArrivalKind::STEADY), ArrivalKind::STEADY},
    {ToString(ArrivalKind::POWER_RETURN), ArrivalKind::POWER_RETURN},
    {ToString(ArrivalKind::SETTLED), ArrivalKind::SETTLED},
    {ToString(ArrivalKind::MORNING_RUSH), ArrivalKind::MORNING_RUSH},
};

/// Read a whole number of a range.
template <typename T>
void
ReadRanged(JsonReader& reader, const std::string& key, T& target, const IntegerRange& range)
{
    reader.ReadInteger(key, target, range.min, range.max);
}

/// Client profiles and their shares; unknown names are unknown keys.
void
ReadProfiles(JsonReader reader, std::map<std::string, double>& profiles)
{
    profiles.clear();
    for (const std::string& name : ClientProfileNames())
    {
        if (reader.Has(name))
        {
            reader.ReadNumber(name, profiles[name]);
        }
    }
    reader.Finish();
}

/// Rate and delay of a link.
void
ReadLink(JsonReader& reader, LinkSettings& link)
{
    reader.ReadRate("rate", link.rate);
    reader.ReadTime("delay", link.delay);
}

/// What one group has, and all groups together can have.
void
ReadHabits(JsonReader& reader, SubscriberGroup& group)
{
    reader.ReadChoice("model", group.model, SubscriberModelNames());
    reader.ReadChoice("clientId", group.clientId, ClientIdNames());
    if (reader.Has("profiles"))
    {
        ReadProfiles(reader.Section("profiles"), group.profiles);
    }
    group.arrival = reader.Has("arrival") ? ArrivalSettings() : group.arrival;
    JsonReader arrival = reader.Section("arrival");
    arrival.ReadChoice("kind", group.arrival.kind, ARRIVALS);
    if (group.arrival.kind == ArrivalKind::SETTLED)
    {
        group.arrival.within = 0;
    }
    arrival.ReadTime("at", group.arrival.at);
    arrival.ReadTime("within", group.arrival.within);
    arrival.ReadNumber("share", group.arrival.share);
    arrival.Finish();
    group.churn = reader.Has("churn") ? Churn() : group.churn;
    JsonReader churn = reader.Section("churn");
    churn.ReadTime("stay", group.churn.stay, NEVER_WORD);
    churn.ReadTime("away", group.churn.away);
    churn.ReadNumber("returns", group.churn.returns);
    churn.ReadNumber("releases", group.churn.releases);
    churn.Finish();
}

void
ReadCounts(JsonReader& reader, SubscriberGroup& group)
{
    reader.Require("count", "the number of subscribers");
    ReadRanged(reader, "count", group.count, SUBSCRIBER_RANGE);
    JsonReader latecomers = reader.Section("latecomers");
    ReadRanged(latecomers, "count", group.latecomers.count, LATECOMER_RANGE);
    latecomers.ReadTime("from", group.latecomers.from);
    latecomers.ReadTime("within", group.latecomers.within);
    latecomers.Finish();
}

/// A group; a key that it does not have is as in the section.
SubscriberGroup
ReadGroup(JsonReader reader, SubscriberGroup group, const LinkSettings& access)
{
    reader.Require("name", "a short name of a-z, 0-9 and -");
    reader.ReadText("name", group.name);
    ReadCounts(reader, group);
    ReadHabits(reader, group);
    JsonReader relays = reader.Section("relays");
    ReadRanged(relays, "first", group.relays.first, FIRST_RELAY_RANGE);
    ReadRanged(relays, "count", group.relays.count, RELAY_COUNT_RANGE);
    relays.Finish();
    if (reader.Has("access"))
    {
        group.access = access;
        JsonReader link = reader.Section("access");
        ReadLink(link, *group.access);
        link.Finish();
    }
    reader.Finish();
    return group;
}

void
ReadSubscribers(JsonReader reader, Subscribers& subscribers, const LinkSettings& access)
{
    ReadHabits(reader, subscribers);
    if (!reader.Has("groups"))
    {
        ReadCounts(reader, subscribers);
        reader.Finish();
        return;
    }
    for (const char* const key : {"count", "latecomers"})
    {
        if (reader.Has(key))
        {
            reader.Refuse(key, "it in each of the groups, since there are groups");
        }
    }
    for (const JsonReader& group : reader.Sections("groups"))
    {
        subscribers.groups.push_back(ReadGroup(group, subscribers, access));
    }
    if (subscribers.groups.empty())
    {
        reader.Refuse("groups", "a list of at least one group");
    }
    reader.Finish();
}

void
ReadNetwork(JsonReader reader, Network& network)
{
    ReadRanged(reader, "relays", network.relays, RELAY_RANGE);
    reader.ReadBool("sharedPool", network.sharedPool);
    JsonReader access = reader.Section("access");
    ReadLink(access, network.access);
    access.Finish();
    JsonReader core = reader.Section("core");
    ReadLink(core, network.core);
    ReadRanged(core, "queue", network.coreQueue, QUEUE_RANGE);
    core.ReadBool("sockets", network.coreSockets);
    core.Finish();
    reader.Finish();
}

void
ReadLeases(JsonReader reader, Leases& leases)
{
    reader.ReadTime("time", leases.time);
    reader.ReadNumber("t1", leases.t1);
    reader.ReadNumber("t2", leases.t2);
    ReadRanged(reader, "poolPerRelay", leases.poolPerRelay, POOL_RANGE);
    reader.ReadTime("offerHold", leases.offerHold);
    reader.ReadTime("minTime", leases.minTime, LEASE_TIME);
    reader.ReadTime("maxTime", leases.maxTime, LEASE_TIME);
    ReadRanged(reader, "reserved", leases.reserved, POOL_RANGE);
    reader.ReadTime("longTime", leases.longTime);
    reader.Finish();
}

void
ReadServer(JsonReader reader, Server& server)
{
    reader.ReadChoice("real", server.real, RealServerNames());
    server.profile = server.real; // what stands for it in simulations, unless another is named
    reader.ReadChoice("profile", server.profile, ServerKindNames());
    reader.ReadBool("authoritative", server.authoritative);
    server.UseProfile();
    reader.ReadTime("serviceTime", server.serviceTime);
    reader.ReadTime("serviceTimePerLease", server.serviceTimePerLease);
    reader.ReadNumber("cacheThreshold", server.cacheThreshold);
    ReadRanged(reader, "queue", server.queue, QUEUE_RANGE);
    reader.ReadChoice("drop", server.drop, QueueDropNames());
    ReadRanged(reader, "workers", server.workers, WORKER_RANGE);
    JsonReader store = reader.Section("store");
    store.ReadChoice("sync", server.store.sync, SyncRuleNames());
    store.ReadTime("latency", server.store.latency);
    ReadRanged(store, "batch", server.store.batch, BATCH_RANGE);
    store.ReadTime("delay", server.store.delay);
    store.ReadTime("loadPerLease", server.store.loadPerLease);
    store.Finish();
    reader.ReadBool("leasequery", server.leasequery);
    reader.ReadTime("hold", server.hold);
    reader.ReadTime("quietAfterLoss", server.quietAfterLoss);
    reader.ReadBool("ignoreOldReplays", server.ignoreOldReplays);
    reader.Finish();
}

void
ReadPair(JsonReader reader, Pair& pair)
{
    reader.ReadNumber("firstShare", pair.firstShare);
    reader.ReadTime("heartbeatDelay", pair.kea.heartbeatDelay);
    reader.ReadTime("maxResponseDelay", pair.kea.maxResponseDelay);
    reader.ReadTime("maxAckDelay", pair.kea.maxAckDelay);
    ReadRanged(reader, "maxUnackedClients", pair.kea.maxUnackedClients, UNACKED_RANGE);
    ReadRanged(reader, "pageSize", pair.kea.pageSize, PAGE_RANGE);
    reader.ReadTime("syncTimeout", pair.kea.syncTimeout);
    ReadRanged(reader, "delayedUpdates", pair.kea.delayedUpdates, DELAYED_RANGE);
    reader.ReadTime("requestTimeout", pair.kea.requestTimeout);
    reader.ReadTime("mclt", pair.failover.mclt);
    ReadRanged(reader, "maxUnackedUpdates", pair.failover.maxUnackedUpdates, WINDOW_RANGE);
    ReadRanged(reader, "split", pair.failover.split, SPLIT_RANGE);
    reader.ReadTime("loadBalanceMax", pair.failover.loadBalanceMax);
    reader.ReadTime("autoPartnerDown", pair.failover.autoPartnerDown, NEVER_WORD);
    reader.Finish();
}

void
ReadRelay(JsonReader reader, RelayPolicy& relay)
{
    reader.ReadChoice("interception", relay.interception, InterceptionNames());
    reader.ReadTime("answerAfter", relay.answerAfter);
    ReadRanged(reader, "failuresToSuspect", relay.failuresToSuspect, KNOB_RANGE);
    ReadRanged(reader, "failuresToStandIn", relay.failuresToStandIn, KNOB_RANGE);
    reader.ReadBool("icmpHint", relay.icmpHint);
    reader.ReadTime("probeInterval", relay.probeInterval);
    ReadRanged(reader, "answersToReturn", relay.answersToReturn, KNOB_RANGE);
    ReadRanged(reader, "resendClients", relay.resendClients, RESEND_RANGE);
    reader.ReadChoice("grant", relay.grant, GrantNames());
    reader.ReadTime("mclt", relay.mclt);
    reader.ReadTime("threshold", relay.threshold);
    reader.ReadTime("standInLimit", relay.standInLimit, NEVER_WORD);
    ReadRanged(reader, "maxStandIns", relay.maxStandIns, STAND_IN_RANGE);
    ReadRanged(reader, "journalCapacity", relay.journalCapacity, KNOB_RANGE);
    reader.ReadChoice("overflow", relay.overflow, OverflowNames());
    reader.ReadNumber("replayRate", relay.replayRate);
    reader.ReadChoice("replayOrder", relay.replayOrder, ReplayOrderNames());
    reader.ReadTime("replayTimeout", relay.replayTimeout);
    ReadRanged(reader, "replayTries", relay.replayTries, KNOB_RANGE);
    reader.ReadBool("lazyReplay", relay.lazyReplay);
    reader.ReadBool("holdDiscovers", relay.holdDiscovers);
    reader.ReadTime("syncInterval", relay.syncInterval, NEVER_WORD);
    reader.ReadChoice("leasequery", relay.leasequery, LeasequeryNames());
    reader.ReadTime("shortLease", relay.shortLease);
    ReadRanged(reader, "maxHops", relay.maxHops, HOP_RANGE);
    reader.Finish();
}

void
ReadRun(JsonReader reader, Run& run)
{
    Duration duration = AUTO.value;
    reader.ReadTime("duration", duration, AUTO);
    if (duration == 0)
    {
        reader.Refuse("duration", "\"auto\" or more than 0s");
    }
    run.duration = duration == AUTO.value ? 0 : duration;
    ReadRanged(reader, "seed", run.seed, SEED_RANGE);
    ReadRanged(reader, "run", run.run, RUN_RANGE);
    ReadRanged(reader, "replications", run.replications, REPLICATION_RANGE);
    JsonReader stopAt = reader.Section("stopAt");
    stopAt.ReadText("metric", run.stopAt.metric);
    stopAt.ReadNumber("halfWidth", run.stopAt.halfWidth);
    stopAt.Finish();
    if (reader.Has("intervals"))
    {
        JsonReader intervals = reader.Section("intervals");
        intervals.Require("subscribers", "how many there are in these runs");
        ReadRanged(intervals, "subscribers", run.intervals.subscribers, SUBSCRIBER_RANGE);
        ReadRanged(intervals, "replications", run.intervals.replications, INTERVAL_RANGE);
        intervals.Finish();
    }
    reader.ReadBool("stopOnViolation", run.stopOnViolation);
    std::vector<std::string> links;
    reader.ReadTexts("pcap", links);
    for (const std::string& text : links)
    {
        const std::optional<LinkName> link = ParseLinkName(text);
        if (!link)
        {
            reader.Refuse("pcap", "links such as \"core[0]\" or \"access[17]\", or \"subscriber[17]\"");
            break;
        }
        run.pcap.push_back(*link);
    }
    reader.Finish();
}

/// Whether the file says how many relays there are.
bool
HasRelays(const json::value& root)
{
    const json::object* const file = root.if_object();
    const json::value* const network = file ? file->if_contains("network") : nullptr;
    return network && network->is_object() && network->as_object().contains("relays");
}

/// Outages: names with faults.
std::vector<NamedOutage>
ReadOutages(JsonReader& reader)
{
    std::vector<NamedOutage> outages;
    for (JsonReader& entry : reader.Sections("outages"))
    {
        NamedOutage outage;
        entry.Require("name", "a short name of a-z, 0-9 and -");
        entry.ReadText("name", outage.name);
        entry.Require("faults", "what breaks");
        outage.faults = ReadFaults(entry);
        entry.Finish();
        outages.push_back(outage);
    }
    return outages;
}

/// Read the whole file.
Scenario
ReadScenario(const json::value& root, std::vector<ScenarioProblem>& problems)
{
    Scenario scenario;
    JsonReader reader(root, "", problems);
    reader.Require("name", "a short name of a-z, 0-9 and -");
    reader.ReadText("name", scenario.name);
    reader.ReadText("description", scenario.description);
    reader.Require("subscribers", "an object with at least a count");
    Network& network = scenario.network;
    // What groups do not say of their access links is known first, how many relays there are last.
    const bool relays = HasRelays(root);
    ReadNetwork(reader.Section("network"), network);
    if (reader.Has("subscribers"))
    {
        ReadSubscribers(reader.Section("subscribers"), scenario.subscribers, network.access);
    }
    if (!relays)
    {
        network.relays = std::max(1u, std::min(network.relays, scenario.Population()));
    }
    ReadLeases(reader.Section("leases"), scenario.leases);
    ReadServer(reader.Section("server"), scenario.server);
    ReadPair(reader.Section("pair"), scenario.pair);
    ReadRelay(reader.Section("relay"), scenario.relay);
    reader.ReadTexts("designs", scenario.designs);
    scenario.faults = ReadFaults(reader);
    scenario.outages = ReadOutages(reader);
    reader.ReadTexts("require", scenario.require);
    ReadRun(reader.Section("run"), scenario.run);
    reader.Finish();
    return scenario;
}

/// Whether a place is another one or lies in it.
bool
IsWithin(const std::string& place, const std::string& outer)
{
    return place.rfind(outer, 0) == 0 && (place.size() == outer.size() ||
                                          place[outer.size()] == '.' || place[outer.size()] == '[');
}

/// Read a file that is not too large; the error is empty if all went well.
std::string
ReadFile(const std::string& path, std::string& error)
{
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored))
    {
        error = "found a directory, expected a scenario file";
        return {};
    }
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    std::string text(MAX_FILE + 1, '\0');
    if (file)
    {
        file.read(text.data(), std::streamsize(text.size()));
        text.resize(size_t(file.gcount()));
    }
    if (!file.is_open() || file.bad())
    {
        const std::string reason = errno != 0 ? std::strerror(errno) : "reading failed";
        error = "found no readable file (" + reason + "), expected a scenario file";
    }
    else if (text.size() > MAX_FILE)
    {
        error = "found more than 16 MiB, expected a scenario file";
    }
    return text;
}

} // namespace

ScenarioResult
LoadScenario(const std::string& path)
{
    std::string error;
    const std::string text = ReadFile(path, error);
    if (!error.empty())
    {
        return {std::nullopt, {path + ": " + error}};
    }
    return ParseScenario(text, path);
}

ScenarioResult
ParseScenario(const std::string& text, const std::string& file)
{
    std::vector<std::string> errors;
    Scenario scenario;
    const JsonDocument document = ParseJson(text);
    std::vector<ScenarioProblem> problems = document.problems;
    if (document.valid)
    {
        scenario = ReadScenario(document.root, problems);
        // A value that could not be read keeps its default, which must not be blamed again; and
        // whether the run is long enough can be told only when everything else is known.
        const bool complete = problems.empty();
        for (const ScenarioProblem& problem : scenario.Errors())
        {
            const bool known =
                std::any_of(problems.begin(), problems.end(), [&](const ScenarioProblem& other) {
                    return IsWithin(problem.place, other.place);
                });
            if (!known && (complete || problem.place != "run.duration"))
            {
                problems.push_back(problem);
            }
        }
    }
    for (const ScenarioProblem& problem : problems)
    {
        const std::string place = problem.place.empty() ? "" : problem.place + ":";
        errors.push_back(file + ":" + place + " " + problem.text);
    }
    if (!errors.empty())
    {
        return {std::nullopt, errors};
    }
    return {scenario, {}};
}

} // namespace ns3::dhcpbackup
