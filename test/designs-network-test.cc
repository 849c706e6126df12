/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-runner.h"
#include "ns3/settled-start.h"
#include "ns3/simulator.h"
#include "ns3/witness-rules.h"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <set>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Eight hosts behind two relays, which come within a second and have leases of an hour.
class DesignsNetworkTest : public testing::Test
{
  protected:
    DesignsNetworkTest()
    {
        scenario.subscribers.count = 8;
        scenario.subscribers.arrival.within = SECOND;
        scenario.network.relays = 2;
    }

    ~DesignsNetworkTest() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design)
    {
        const Design made = MakeDesign(design, scenario.relay);
        network = BackupNetworkHelper(scenario).Install(made);
        tap = std::make_unique<WitnessTap>(network,
                                           scenario.Population(),
                                           RulesFor(scenario, made));
        network.TraceSubscribers("Bound", MakeCallback(&DesignsNetworkTest::Bound, this));
        network.TraceSubscribers("Lost", MakeCallback(&DesignsNetworkTest::Lost, this));
        for (const auto& server : {network.server, network.partner})
        {
            if (server)
            {
                server->TraceConnectWithoutContext("Rx",
                                                   MakeCallback(&DesignsNetworkTest::Rx, this));
            }
        }
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// The server's process is down for a while.
    void Crash(Instant at, Duration length, StoreFate store = StoreFate::KEPT)
    {
        Fault crash;
        crash.at = at;
        crash.length = length;
        crash.store = store;
        scenario.faults.faults.push_back(crash);
    }

    void Bound(uint32_t subscriber, const ClientLease& lease)
    {
        bound[subscriber] = lease;
    }

    void Lost(uint32_t subscriber, IpAddr, LossCause)
    {
        lost.emplace(subscriber, Simulator::Now().GetNanoSeconds());
    }

    void Rx(const DhcpMessage& message)
    {
        requests += message.type == DHCPREQUEST;
    }

    IpAddr ServerOf(uint32_t subscriber) const
    {
        return network.StateOf(subscriber).serverId;
    }

    Scenario scenario;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    std::map<uint32_t, ClientLease> bound; // latest lease
    std::map<uint32_t, Instant> lost;      // first loss
    uint32_t requests{0};                  // that servers took
};

} // namespace

TEST_F(DesignsNetworkTest, LongLeaseAsksSeldomAndOutlivesTheOutage)
{
    Crash(40 * MINUTE, 75 * MINUTE);
    for (const std::string design : {"plain", "long-lease"})
    {
        Build(design);
        RunUntil(4 * HOUR);
        const bool longLease = design == "long-lease";
        EXPECT_EQ(lost.size(), longLease ? 0u : 8u);
        EXPECT_EQ(requests, longLease ? 8u : requests);
        EXPECT_NEAR(double(bound[0].expiry - bound[0].start),
                    double(longLease ? 24 * HOUR : HOUR),
                    double(SECOND));
        EXPECT_EQ(tap->Violations().Count(), 0u);
        Simulator::Destroy();
        lost.clear();
        requests = 0;
    }
}

TEST_F(DesignsNetworkTest, ShortLeaseKeepsRenewalsFromTheServerUntilItsT1)
{
    scenario.relay.shortLease = 5 * MINUTE;
    Build("short-lease");
    RunUntil(29 * MINUTE);
    EXPECT_EQ(requests, 8u) << "one each for the first lease";
    for (const auto& [subscriber, lease] : bound)
    {
        EXPECT_EQ(lease.expiry - lease.start, 5 * MINUTE) << subscriber;
        EXPECT_GT(lease.start, 20 * MINUTE);
    }
    RunUntil(34 * MINUTE);
    EXPECT_EQ(requests, 16u) << "and one each at the server's T1";
    tap->Finish();
    EXPECT_EQ(tap->Violations().Count(), 0u);
    EXPECT_TRUE(lost.empty());
}

TEST_F(DesignsNetworkTest, ShortLeaseHidesOutagesThatEndBeforeT1AndNoOthers)
{
    scenario.relay.shortLease = 5 * MINUTE;
    Crash(5 * MINUTE, 20 * MINUTE);
    Build("short-lease");
    RunUntil(40 * MINUTE);
    EXPECT_TRUE(lost.empty());
    Simulator::Destroy();
    scenario.faults.faults.clear();
    Crash(20 * MINUTE, 25 * MINUTE);
    Build("short-lease");
    RunUntil(44 * MINUTE);
    EXPECT_EQ(lost.size(), 8u);
    for (const auto& [subscriber, at] : lost)
    {
        EXPECT_GT(at, 30 * MINUTE) << subscriber;
        EXPECT_LT(at, 35 * MINUTE + 12 * SECOND) << "T1, a short lease, and the client's start";
    }
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(DesignsNetworkTest, SplitScopeServersOfferFromTheirOwnPartsOfThePool)
{
    scenario.leases.poolPerRelay = 10;
    Build("split-scope");
    RunUntil(5 * MINUTE);
    const IpAddr gateway = BackupNetworkHelper(scenario).GatewayOf(0);
    const AddressPool& first = network.server->GetMachine()->TableFor(gateway)->Pool();
    const AddressPool& second = network.partner->GetMachine()->TableFor(gateway)->Pool();
    EXPECT_EQ(first.Size(), 8u);
    EXPECT_EQ(second.Size(), 2u);
    for (IpAddr address = gateway + 1; address <= gateway + 10; ++address)
    {
        EXPECT_NE(first.Contains(address), second.Contains(address)) << address;
    }
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases() +
                  network.partner->GetMachine()->ActiveLeases(),
              8u);
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(DesignsNetworkTest, SplitScopeServersCannotRenewEachOthersLeases)
{
    scenario.leases.poolPerRelay = 10; // 2 addresses at the second server for 4 subscribers
    Crash(10 * MINUTE, 2 * HOUR);
    Build("split-scope");
    RunUntil(9 * MINUTE);
    std::map<uint32_t, IpAddr> before;
    std::set<uint32_t> served; // by the first server
    for (uint32_t i = 0; i < 8; ++i)
    {
        before[i] = network.StateOf(i).address;
        if (ServerOf(i) == network.server->GetMachine()->Config().serverId)
        {
            served.insert(i);
        }
    }
    ASSERT_FALSE(served.empty());
    RunUntil(100 * MINUTE);
    for (uint32_t i = 0; i < 8; ++i)
    {
        EXPECT_EQ(lost.count(i), served.count(i)) << i;
        const ClientState& state = network.StateOf(i);
        if (state.HoldsAddress())
        {
            EXPECT_EQ(state.address == before[i], served.count(i) == 0) << i;
        }
    }
    EXPECT_EQ(network.partner->GetMachine()->ActiveLeases(), 4u) << "all that it has";
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(DesignsNetworkTest, LeasequeryRebuildLearnsAgainWhatACrashOfTheRelayTook)
{
    for (const std::string design : {"relay-backup", "leasequery-rebuild"})
    {
        Build(design);
        RunUntil(10 * MINUTE);
        network.relays[0]->Crash();
        network.relays[0]->Restart(true);
        RunUntil(11 * MINUTE);
        EXPECT_EQ(network.relays[0]->GetMachine()->Mirror().Size(),
                  design == "relay-backup" ? 0u : 4u);
        Simulator::Destroy();
    }
}

TEST_F(DesignsNetworkTest, EveryDesignCanBeginSettledAndLosesNobodyWhileNothingFails)
{
    scenario.subscribers.count = 40;
    scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
    scenario.leases.poolPerRelay = 100; // room in every part of a pool
    for (const SubscriberModel model : {SubscriberModel::HOSTS, SubscriberModel::POPULATION})
    {
        scenario.subscribers.model = model;
        for (const std::string& design : DesignNames())
        {
            SCOPED_TRACE(design);
            scenario.designs = {design};
            ASSERT_TRUE(scenario.Errors().empty());
            const RunRecord record = RunScenario(scenario, design, "", {});
            EXPECT_EQ(record.Value("violations"), 0)
                << (record.violations.empty() ? "" : record.violations[0].evidence);
            EXPECT_EQ(record.Value("client_outages"), 0);
        }
    }
}

TEST_F(DesignsNetworkTest, SettledServersLeasesBehindRelaysThatSplitThemAreOfAllAges)
{
    scenario.subscribers.count = 200;
    scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
    Build("short-lease");
    const BackupNetworkHelper helper(scenario);
    ScheduleSettledStart(network, helper);
    // Each lease reaches the server's T1 once in half an hour: by 15 min, half of them have.
    RunUntil(15 * MINUTE);
    EXPECT_NEAR(requests, 100, 3 * 7.1 + 200 * 2.5 / 30) << "a cycle of 5 min shifts them";
    RunUntil(33 * MINUTE);
    EXPECT_GE(requests, 200u);
    EXPECT_TRUE(lost.empty());
}

TEST_F(DesignsNetworkTest, LongLeasesThatTheServerHasForgottenAreNoContradictionBeforeTheirT1)
{
    scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
    Crash(HOUR, 10 * MINUTE, StoreFate::LOST);
    const RunRecord soon = RunScenario(scenario, "long-lease", "", {});
    EXPECT_EQ(soon.Value("violations"), 0);
    scenario.run.duration = 24 * HOUR; // every client has renewed, and the server knows them all
    const RunRecord late = RunScenario(scenario, "long-lease", "", {});
    EXPECT_EQ(late.Value("violations"), 0);
}
