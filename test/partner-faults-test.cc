/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/backup-network-helper.h"
#include "ns3/simulator.h"
#include "ns3/witness-rules.h"
#include "ns3/witness-tap.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Forty hosts behind two relays and two servers, of which the second fails, or the way between.
class PartnerFaultsTest : public testing::Test
{
  protected:
    PartnerFaultsTest()
    {
        scenario.subscribers.count = 40;
        scenario.subscribers.arrival.within = MINUTE;
        scenario.network.relays = 2;
        scenario.leases.poolPerRelay = 60;
    }

    ~PartnerFaultsTest() override
    {
        Simulator::Destroy();
    }

    Fault& Add(FaultKind kind, const FaultTarget& target, Instant at, Duration length)
    {
        Fault fault(kind);
        fault.target = target;
        fault.at = at;
        fault.length = length;
        scenario.faults.faults.push_back(fault);
        return scenario.faults.faults.back();
    }

    void Build(const std::string& design)
    {
        scenario.designs = {design};
        ASSERT_TRUE(scenario.Errors().empty());
        const Design made = MakeDesign(design, scenario.relay);
        network = BackupNetworkHelper(scenario).Install(made);
        tap = std::make_unique<WitnessTap>(network,
                                           scenario.Population(),
                                           RulesFor(scenario, made));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// Clients that lost the address which they had.
    size_t Losses() const
    {
        const auto& all = tap->Meter().Outages();
        return std::count_if(all.begin(), all.end(), [](const ClientOutage& outage) {
            return outage.from > 2 * MINUTE;
        });
    }

    static constexpr FaultTarget SECOND_SERVER{TargetKind::SERVER, 1};
    static constexpr FaultTarget BETWEEN{TargetKind::PARTNERS, ALL_TARGETS};

    Scenario scenario;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
};

} // namespace

TEST_F(PartnerFaultsTest, TheStandbyItselfGoesDownAndComesBackWithWhatItMissed)
{
    Add(FaultKind::SERVER_CRASH, SECOND_SERVER, 40 * MINUTE, 2 * HOUR).store = StoreFate::LOST;
    Build("hot-standby");
    RunUntil(2 * HOUR);
    EXPECT_STREQ(network.server->GetPairState(), "partner-down");
    RunUntil(4 * HOUR);
    EXPECT_STREQ(network.server->GetPairState(), "hot-standby");
    EXPECT_STREQ(network.partner->GetPairState(), "hot-standby");
    EXPECT_EQ(network.partner->GetMachine()->ActiveLeases(), scenario.Population());
    tap->Finish();
    EXPECT_EQ(Losses(), 0u) << "the first serves alone";
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(PartnerFaultsTest, FaultsOfTheServerStillStrikeTheFirst)
{
    Add(FaultKind::SERVER_CRASH, {TargetKind::SERVER, ALL_TARGETS}, 40 * MINUTE, HOUR);
    Add(FaultKind::SERVER_CRASH, {TargetKind::SERVER, 0}, 90 * MINUTE, HOUR);
    Build("hot-standby");
    RunUntil(2 * HOUR);
    EXPECT_STREQ(network.partner->GetPairState(), "partner-down") << "one downtime of two faults";
}

TEST_F(PartnerFaultsTest, BothServersDownLeaveNobodyToServe)
{
    Add(FaultKind::SERVER_CRASH, {TargetKind::SERVER, 0}, 40 * MINUTE, 2 * HOUR);
    Add(FaultKind::SERVER_CRASH, SECOND_SERVER, 40 * MINUTE, 2 * HOUR);
    Build("load-balancing");
    RunUntil(4 * HOUR);
    tap->Finish();
    EXPECT_EQ(Losses(), scenario.Population());
}

TEST_F(PartnerFaultsTest, ASecondServerThatIsNotThereCannotFail)
{
    Add(FaultKind::SERVER_CRASH, SECOND_SERVER, 40 * MINUTE, 2 * HOUR);
    Add(FaultKind::LINK_DOWN, BETWEEN, 40 * MINUTE, 2 * HOUR);
    scenario.designs = {"plain", "hot-standby"};
    ASSERT_TRUE(scenario.Errors().empty()) << "one of the designs has it";
    const Design plain = MakeDesign("plain", scenario.relay);
    network = BackupNetworkHelper(scenario).Install(plain);
    tap = std::make_unique<WitnessTap>(network, scenario.Population(), RulesFor(scenario, plain));
    RunUntil(4 * HOUR);
    tap->Finish();
    EXPECT_EQ(Losses(), 0u);
}

TEST_F(PartnerFaultsTest, ASplitBrainOfHotStandbyMakesThePrimaryServeAloneWithoutHarm)
{
    // The standby counts clients that wait for the primary; it serves, so there are none.
    Add(FaultKind::LINK_DOWN, BETWEEN, 40 * MINUTE, HOUR);
    Build("hot-standby");
    RunUntil(95 * MINUTE);
    EXPECT_STREQ(network.server->GetPairState(), "partner-down");
    EXPECT_STREQ(network.partner->GetPairState(), "hot-standby");
    RunUntil(4 * HOUR);
    EXPECT_STREQ(network.server->GetPairState(), "hot-standby");
    EXPECT_STREQ(network.partner->GetPairState(), "hot-standby");
    tap->Finish();
    EXPECT_EQ(Losses(), 0u);
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(PartnerFaultsTest, RelaysReachBothServersWhileTheyCannotReachEachOther)
{
    Add(FaultKind::LINK_DOWN, BETWEEN, 40 * MINUTE, HOUR);
    Build("split-scope");
    RunUntil(100 * MINUTE);
    tap->Finish();
    EXPECT_EQ(Losses(), 0u) << "only what is from a server to the other is struck";
}

TEST_F(PartnerFaultsTest, OneWayBetweenServersCanFailAlone)
{
    // Upstream is towards the first: it hears nothing of the second, which hears its heartbeats.
    Add(FaultKind::LINK_DOWN, BETWEEN, 40 * MINUTE, 30 * SECOND).direction =
        FaultDirection::UPSTREAM;
    Build("hot-standby");
    uint32_t toSecond = 0;
    uint32_t toFirst = 0;
    struct Counter
    {
        static void Drop(uint32_t* count, Ptr<const Packet>)
        {
            ++*count;
        }
    };
    const auto deviceOf = [](Ptr<LeaseServer> server) {
        const Ptr<Node> node = server->GetNode();
        return node->GetDevice(node->GetNDevices() - 1);
    };
    deviceOf(network.server)
        ->TraceConnectWithoutContext("PhyRxDrop", MakeBoundCallback(&Counter::Drop, &toFirst));
    deviceOf(network.partner)
        ->TraceConnectWithoutContext("PhyRxDrop", MakeBoundCallback(&Counter::Drop, &toSecond));
    RunUntil(42 * MINUTE);
    EXPECT_GE(toFirst, 2u) << "heartbeats and answers";
    EXPECT_EQ(toSecond, 0u);
}
