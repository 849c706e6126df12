/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hazard-trials.h"

#include "ns3/hazard-probe.h"
#include "ns3/simulator.h"

#include <memory>

namespace ns3::dhcpbackup
{

namespace
{

/// Forty subscribers behind two relays, with leases of one hour. They come early, so that what
/// happens in the first lease of all of them can be looked at.
HazardTrial
BaseTrial(const std::string& design)
{
    HazardTrial trial;
    trial.design = design;
    trial.scenario.subscribers.count = 40;
    trial.scenario.subscribers.arrival.within = 10 * MINUTE;
    trial.scenario.network.relays = 2;
    return trial;
}

/// The figure is one of the record's.
void
UseMetric(HazardTrial& trial, const std::string& name)
{
    trial.figure = [name](const RunRecord& record) { return record.Value(name); };
}

/// The figure is one of the probe's. @return the probe
template <typename Figure>
std::shared_ptr<HazardProbe>
UseProbe(HazardTrial& trial, Figure figure)
{
    const auto probe = std::make_shared<HazardProbe>();
    trial.actions = [probe, before = trial.actions](const BackupNetwork& network) {
        probe->Watch(network);
        if (before)
        {
            before(network);
        }
    };
    trial.figure = [probe, figure](const RunRecord&) { return figure(*probe); };
    return probe;
}

/// The figure is what the server takes for leased though nobody uses it, at a time when the last
/// promises have been replayed and not run out again.
void
UseLeasesOfNobody(HazardTrial& trial, Instant at)
{
    const auto probe =
        UseProbe(trial, [](const HazardProbe& watching) { return watching.LeasesOfNobody(); });
    trial.actions = [probe, at, before = trial.actions](const BackupNetwork& network) {
        before(network);
        probe->CountLeasesOfNobodyAt(at);
    };
}

/// The server dies, and its host with it.
void
AddCrash(Scenario& scenario, Instant at, Duration length, StoreFate store)
{
    Fault crash(FaultKind::SERVER_CRASH);
    crash.at = at;
    crash.length = length;
    crash.store = store;
    crash.hostDown = true;
    scenario.faults.faults.push_back(crash);
}

/// The first relay's core link is cut.
void
AddCut(Scenario& scenario, Instant at, Duration length)
{
    Fault cut(FaultKind::LINK_DOWN);
    cut.target = {TargetKind::CORE, 0};
    cut.at = at;
    cut.length = length;
    scenario.faults.faults.push_back(cut);
}

/// One pool with no address to spare, a cut that the leases behind it do not outlive at the server,
/// and new subscribers, half of them behind the other relay.
HazardTrial
CutSharedPool(const std::string& design)
{
    HazardTrial trial = BaseTrial(design);
    trial.scenario.network.sharedPool = true;
    trial.scenario.leases.poolPerRelay = 20;
    trial.scenario.subscribers.latecomers = {20, 70 * MINUTE, 10 * MINUTE};
    AddCut(trial.scenario, 15 * MINUTE, 80 * MINUTE);
    return trial;
}

void
ShutDown(const std::vector<Ptr<LeaseClient>>& clients)
{
    for (const auto& client : clients)
    {
        client->SwitchOff(true);
    }
}

/// Subscribers leave one line and appear on another.
void
Move(const std::vector<Ptr<LeaseClient>>& from, const std::vector<Ptr<LeaseClient>>& to)
{
    for (size_t i = 0; i < from.size(); ++i)
    {
        from[i]->SwitchOff();
        to[i]->SwitchOn();
    }
}

/// Ten subscribers of the first relay move to lines of the second one, which are unused before: a
/// host there with the same hardware address.
void
PlanMove(const BackupNetwork& network, Instant at)
{
    constexpr uint32_t movers = 10;
    std::vector<Ptr<LeaseClient>> from;
    std::vector<Ptr<LeaseClient>> to;
    for (uint32_t i = 0; i < 2 * movers; i += 2)
    {
        from.push_back(network.clients[i]);
        to.push_back(network.clients[i + 1]);
        network.accessDevices.Get(i + 1)->SetAddress(network.accessDevices.Get(i)->GetAddress());
        to.back()->SwitchOff();
    }
    Simulator::Schedule(NanoSeconds(at), &Move, from, to);
}

} // namespace

HazardTrial
SharedPoolTrial(bool countered)
{
    HazardTrial trial = CutSharedPool(countered ? "relay-backup-bounded" : "relay-backup");
    trial.scenario.relay.mclt = 30 * MINUTE;
    UseMetric(trial, "duplicate_address_time");
    return trial;
}

HazardTrial
LostStoreTrial(bool countered)
{
    HazardTrial trial = BaseTrial("relay-backup");
    AddCrash(trial.scenario, 100 * MINUTE, 10 * MINUTE, StoreFate::LOST);
    trial.scenario.subscribers.latecomers = {20, 111 * MINUTE, 10 * MINUTE};
    trial.scenario.server.quietAfterLoss = countered ? trial.scenario.leases.time : 0;
    UseMetric(trial, "duplicate_address_time");
    return trial;
}

HazardTrial
UnwrittenLeasesTrial(bool countered)
{
    // Without the counter what is new waits ten minutes for more of it. Subscribers come in the ten
    // minutes before the crash until the pool is full, and as many afterwards.
    HazardTrial trial = BaseTrial("relay-backup");
    trial.scenario.leases.poolPerRelay = 30;
    trial.scenario.subscribers.latecomers = {40, 90 * MINUTE, 20 * MINUTE};
    AddCrash(trial.scenario, 100 * MINUTE, 10 * SECOND, StoreFate::KEPT);
    if (!countered)
    {
        trial.scenario.server.store.sync = SYNC_BEHIND;
        trial.scenario.server.store.batch = 1000;
        trial.scenario.server.store.delay = 10 * MINUTE;
    }
    UseMetric(trial, "duplicate_address_time");
    return trial;
}

HazardTrial
LateRefusalTrial(bool countered)
{
    HazardTrial trial = CutSharedPool("relay-backup");
    if (countered)
    {
        trial.scenario.relay.grant = GRANT_MCLT;
        trial.scenario.relay.mclt = 4 * MINUTE;
    }
    UseProbe(trial,
             [](const HazardProbe& probe) { return double(probe.LongestConflict()) / SECOND; });
    return trial;
}

HazardTrial
LateReplayTrial(bool countered)
{
    // Longer than T1, so that every lease has been promised again when the server is back.
    HazardTrial trial = BaseTrial("relay-backup");
    AddCrash(trial.scenario, 100 * MINUTE, 40 * MINUTE, StoreFate::LOST);
    trial.scenario.subscribers.latecomers = {20, 135 * MINUTE, 10 * MINUTE};
    trial.scenario.relay.lazyReplay = !countered;
    trial.scenario.relay.holdDiscovers = countered;
    UseMetric(trial, "duplicate_address_time");
    return trial;
}

HazardTrial
LostReleaseTrial(bool countered)
{
    // A relay that sees broadcasts only stands in at T2 and in the first lease only. All leases of
    // before the outage have run out at the server when it comes back.
    HazardTrial trial = BaseTrial("relay-backup");
    AddCrash(trial.scenario, 15 * MINUTE, 60 * MINUTE, StoreFate::KEPT);
    trial.scenario.relay.interception = countered ? INTERCEPT_SNOOP : INTERCEPT_NONE;
    trial.actions = [](const BackupNetwork& network) {
        const std::vector<Ptr<LeaseClient>> half(network.clients.begin(),
                                                 network.clients.begin() + 20);
        Simulator::Schedule(NanoSeconds(66 * MINUTE), &ShutDown, half);
    };
    UseLeasesOfNobody(trial, 85 * MINUTE);
    return trial;
}

HazardTrial
MovedClientTrial(bool countered)
{
    HazardTrial trial = BaseTrial("relay-backup");
    AddCut(trial.scenario, 15 * MINUTE, 60 * MINUTE);
    trial.scenario.server.ignoreOldReplays = countered;
    trial.actions = [](const BackupNetwork& network) { PlanMove(network, 50 * MINUTE); };
    UseLeasesOfNobody(trial, 85 * MINUTE);
    return trial;
}

HazardTrial
LossyLinkTrial(bool countered)
{
    HazardTrial trial = BaseTrial("relay-backup");
    Fault loss(FaultKind::LOSS);
    loss.at = 15 * MINUTE;
    loss.length = 4 * HOUR;
    loss.share = 0.05;
    trial.scenario.faults.faults.push_back(loss);
    trial.scenario.relay.failuresToStandIn = countered ? 5 : 1;
    UseProbe(trial, [](const HazardProbe& probe) { return probe.TimesAway(); });
    return trial;
}

HazardTrial
EndlessLeaseTrial(bool countered)
{
    HazardTrial trial = BaseTrial("relay-backup");
    AddCrash(trial.scenario, 15 * MINUTE, 4 * HOUR, StoreFate::KEPT);
    trial.scenario.relay.maxStandIns = countered ? 2 : 0;
    UseMetric(trial, "exposure_max");
    return trial;
}

HazardTrial
RelayCrashTrial(bool countered)
{
    HazardTrial trial = BaseTrial("relay-backup");
    AddCrash(trial.scenario, 15 * MINUTE, 80 * MINUTE, StoreFate::KEPT);
    trial.scenario.relay.syncInterval = countered ? 0 : NEVER;
    trial.actions = [](const BackupNetwork& network) {
        for (const auto& relay : network.relays)
        {
            Simulator::Schedule(NanoSeconds(45 * MINUTE), &LeaseRelay::Crash, relay);
            Simulator::Schedule(NanoSeconds(46 * MINUTE), &LeaseRelay::Restart, relay, false);
        }
    };
    UseMetric(trial, "leases_lost");
    return trial;
}

HazardTrial
ReplayFloodTrial(bool countered)
{
    // Every relay owes more than the server's queue has room for.
    HazardTrial trial = BaseTrial("relay-backup");
    trial.scenario.subscribers.count = 200;
    trial.scenario.server.serviceTime = 10 * MILLISECOND;
    trial.scenario.server.queue = 50;
    AddCrash(trial.scenario, 15 * MINUTE, 40 * MINUTE, StoreFate::KEPT);
    trial.scenario.relay.replayRate = countered ? 5 : 10000;
    UseMetric(trial, "server_queue_drops");
    return trial;
}

} // namespace ns3::dhcpbackup
