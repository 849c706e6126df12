/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/simulator.h"
#include "ns3/witness-rules.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <memory>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Twenty hosts with leases of 120 s, behind one relay and two servers that do failover as in the
/// measurement: MCLT 30 s, max-response-delay 5 s.
class FailoverNetworkTest : public testing::Test
{
  protected:
    FailoverNetworkTest()
    {
        scenario.subscribers.count = 20;
        scenario.subscribers.arrival.within = 10 * SECOND;
        scenario.network.relays = 1;
        scenario.leases.time = 2 * MINUTE;
        scenario.leases.poolPerRelay = 60;
        scenario.pair.failover.mclt = 30 * SECOND;
        scenario.pair.kea.heartbeatDelay = SECOND;
        scenario.pair.kea.maxResponseDelay = 5 * SECOND;
    }

    ~FailoverNetworkTest() override
    {
        Simulator::Destroy();
    }

    void Build()
    {
        ASSERT_TRUE(scenario.Errors().empty());
        const Design made = MakeDesign("failover-mclt", scenario.relay);
        network = BackupNetworkHelper(scenario).Install(made);
        tap = std::make_unique<WitnessTap>(network,
                                           scenario.Population(),
                                           RulesFor(scenario, made));
        network.TraceSubscribers("Bound", MakeCallback(&FailoverNetworkTest::Bound, this));
        network.server->TraceConnectWithoutContext(
            "PairState",
            MakeCallback(&FailoverNetworkTest::FirstState, this));
        network.partner->TraceConnectWithoutContext(
            "PairState",
            MakeCallback(&FailoverNetworkTest::SecondState, this));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    void Bound(uint32_t subscriber, const ClientLease& lease)
    {
        leases[subscriber].push_back(lease.expiry - lease.start);
    }

    void FirstState(const char*, const char* to)
    {
        states[0].emplace_back(Simulator::Now().GetNanoSeconds(), to);
    }

    void SecondState(const char*, const char* to)
    {
        states[1].emplace_back(Simulator::Now().GetNanoSeconds(), to);
    }

    Scenario scenario;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    std::map<uint32_t, std::vector<Duration>> leases; // by subscriber
    std::vector<std::pair<Instant, std::string>> states[2];
};

} // namespace

TEST_F(FailoverNetworkTest, TheFirstLeaseIsMcltAndLaterOnesAreWhole)
{
    Build();
    RunUntil(10 * MINUTE);
    ASSERT_EQ(leases.size(), 20u);
    for (const auto& [subscriber, lengths] : leases)
    {
        ASSERT_GE(lengths.size(), 5u);
        EXPECT_EQ(lengths[0], 30 * SECOND) << subscriber;
        EXPECT_TRUE(std::all_of(lengths.begin() + 1, lengths.end(), [](Duration length) {
            return length == 2 * MINUTE;
        })) << subscriber;
    }
    tap->Finish();
    EXPECT_EQ(tap->Violations().Count(), 0u);
    EXPECT_TRUE(states[0].empty());
    EXPECT_TRUE(states[1].empty());
}

TEST_F(FailoverNetworkTest, TheEndOfTheProcessIsNoticedAtOnceAndSilenceAfterMaxResponseDelay)
{
    const Instant at = 5 * MINUTE;
    for (const bool process : {true, false})
    {
        Build();
        RunUntil(at);
        process ? network.server->Crash(CrashKind::PROCESS) : network.server->Pause();
        RunUntil(at + MINUTE);
        ASSERT_EQ(states[1].size(), 1u);
        EXPECT_EQ(states[1][0].second, "communications-interrupted");
        const Duration noticed = states[1][0].first - at;
        if (process)
        {
            EXPECT_LT(noticed, 10 * MILLISECOND);
        }
        else
        {
            // It was heard of at most a third of the delay before.
            EXPECT_GE(noticed, 5 * SECOND * 2 / 3 - 10 * MILLISECOND);
            EXPECT_LE(noticed, 5 * SECOND + MILLISECOND) << "its last word was on its way";
        }
        Simulator::Destroy();
        leases.clear();
        states[1].clear();
    }
}

TEST_F(FailoverNetworkTest, ALostStoreIsCopiedAndServedFromAfterMclt)
{
    Fault crash;
    crash.at = 5 * MINUTE;
    crash.length = 10 * SECOND;
    crash.store = StoreFate::LOST;
    scenario.faults.faults = {crash};
    Build();
    RunUntil(15 * MINUTE);
    const Instant back = crash.at + crash.length;
    ASSERT_EQ(states[0].size(), 3u);
    EXPECT_EQ(states[0][0].second, "recover-wait");
    EXPECT_LT(states[0][0].first - back, 100 * MILLISECOND);
    EXPECT_EQ(states[0][1].second, "recover-done");
    EXPECT_EQ(states[0][1].first, back + 30 * SECOND);
    EXPECT_EQ(states[0][2].second, "normal");
    EXPECT_LT(states[0][2].first - states[0][1].first, 100 * MILLISECOND);
    EXPECT_STREQ(network.partner->GetPairState(), "normal");
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 20u);
    EXPECT_EQ(network.partner->GetMachine()->ActiveLeases(), 20u);
    tap->Finish();
    EXPECT_EQ(tap->Violations().Count(), 0u);
    EXPECT_TRUE(std::all_of(tap->Meter().Outages().begin(),
                            tap->Meter().Outages().end(),
                            [](const ClientOutage& outage) { return outage.from < MINUTE; }));
}

TEST_F(FailoverNetworkTest, LeasesSurviveALongOutageOfTheFirstServer)
{
    for (const Duration autoPartnerDown : {NEVER, 5 * MINUTE})
    {
        Fault crash;
        crash.at = 5 * MINUTE;
        crash.length = 30 * MINUTE;
        scenario.faults.faults = {crash};
        scenario.pair.failover.autoPartnerDown = autoPartnerDown;
        // A client counts its lease from its first REQUEST, at T1, so what it is granted at T2 must
        // be longer than the 45 s between the two.
        scenario.pair.failover.mclt = MINUTE;
        Build();
        RunUntil(30 * MINUTE);
        EXPECT_STREQ(network.partner->GetPairState(),
                     autoPartnerDown == NEVER ? "communications-interrupted" : "partner-down");
        for (const auto& [subscriber, lengths] : leases)
        {
            // Alone it does not know what the partner would grant: never more than MCLT ahead.
            EXPECT_EQ(lengths.back(), autoPartnerDown == NEVER ? MINUTE : 2 * MINUTE);
        }
        RunUntil(50 * MINUTE);
        EXPECT_STREQ(network.partner->GetPairState(), "normal");
        EXPECT_STREQ(network.server->GetPairState(), "normal");
        for (const auto& [subscriber, lengths] : leases)
        {
            EXPECT_EQ(lengths.back(), 2 * MINUTE);
        }
        tap->Finish();
        EXPECT_EQ(tap->Violations().Count(), 0u);
        EXPECT_TRUE(std::all_of(tap->Meter().Outages().begin(),
                                tap->Meter().Outages().end(),
                                [](const ClientOutage& outage) { return outage.from < MINUTE; }));
        Simulator::Destroy();
        leases.clear();
    }
}
