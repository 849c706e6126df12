/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expectations.h"
#include "fault-play.h"

#include <algorithm>
#include <map>

using namespace ns3;
using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

TEST_F(FaultPlay, SubscribersLosePowerAndComeBack)
{
    Add(FaultKind::POWER_LOSS, 4 * MINUTE, 3 * MINUTE).target.index = 1;
    Build();
    RunUntil(5 * MINUTE);
    for (uint32_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(network.clients[i]->GetState().HoldsAddress(), i != 1) << i;
    }
    RunUntil(7 * MINUTE - 1);
    EXPECT_FALSE(IsBound(1));
    RunUntil(8 * MINUTE);
    EXPECT_TRUE(IsBound(1));
}

TEST_F(FaultPlay, PowerIsBackWhenNoLossIsLeft)
{
    Add(FaultKind::POWER_LOSS, 4 * MINUTE, 10 * MINUTE);
    Add(FaultKind::POWER_LOSS, 6 * MINUTE, 2 * MINUTE).target.index = 0;
    Add(FaultKind::POWER_LOSS, 12 * MINUTE, 8 * MINUTE).target.index = 1;
    Build();
    RunUntil(14 * MINUTE - 1);
    for (uint32_t i = 0; i < 4; ++i)
    {
        EXPECT_FALSE(IsBound(i)) << i;
    }
    RunUntil(16 * MINUTE);
    for (uint32_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(IsBound(i), i != 1) << i;
    }
    RunUntil(21 * MINUTE);
    EXPECT_TRUE(IsBound(1));
}

TEST_F(FaultPlay, AShareOfSubscribersIsDrawnForEachOfThem)
{
    scenario.subscribers.count = 1000;
    scenario.network.relays = 2;
    Add(FaultKind::POWER_LOSS, 4 * MINUTE, MINUTE).share = 0.3;
    Add(FaultKind::POWER_LOSS, 14 * MINUTE, MINUTE).share = 0.3;
    std::map<std::string, std::vector<bool>> off;
    for (const std::string design : {"plain", "relay-backup"})
    {
        Build(design);
        for (const Instant at : {4 * MINUTE, 14 * MINUTE})
        {
            RunUntil(at + SECOND);
            for (uint32_t i = 0; i < 1000; ++i)
            {
                off[design].push_back(!network.clients[i]->GetState().HoldsAddress());
            }
        }
        Simulator::Destroy();
    }
    EXPECT_EQ(off["plain"], off["relay-backup"]) << "the same ones in every design";
    const auto middle = off["plain"].begin() + 1000;
    const std::vector<bool> first(off["plain"].begin(), middle);
    const std::vector<bool> second(middle, off["plain"].end());
    EXPECT_NE(first, second) << "each fault draws anew";
    const auto [low, high] = expectations::BinomialBand(1000, 0.3);
    for (const auto& struck : {first, second})
    {
        const uint32_t count = std::count(struck.begin(), struck.end(), true);
        EXPECT_GE(count, low);
        EXPECT_LE(count, high);
    }
}

TEST_F(FaultPlay, WhoArrivesWithoutPowerStartsWhenItIsBack)
{
    scenario.subscribers.latecomers = {2, 5 * MINUTE, SECOND};
    Add(FaultKind::POWER_LOSS, 4 * MINUTE, 10 * MINUTE);
    // This one is over before they come.
    Add(FaultKind::POWER_LOSS, MINUTE, MINUTE).target.index = 4;
    Build();
    RunUntil(3 * MINUTE);
    EXPECT_FALSE(IsBound(4)) << "it has not arrived";
    RunUntil(14 * MINUTE - 1);
    EXPECT_FALSE(network.clients[4]->GetState().HoldsAddress());
    RunUntil(16 * MINUTE);
    EXPECT_TRUE(IsBound(4));
    EXPECT_TRUE(IsBound(5));
}

/// What a subscriber sends.
class Sent
{
  public:
    explicit Sent(const Ptr<LeaseClient>& client)
    {
        client->TraceConnectWithoutContext("Tx", MakeCallback(&Sent::Tx, this));
    }

    void Tx(uint32_t, const DhcpMessage& message)
    {
        messages.push_back(message);
    }

    std::vector<DhcpMessage> messages;
};

TEST_F(FaultPlay, ALostCarrierIsNoticedAndItsReturnAsksForTheAddress_Rfc2131_3_2)
{
    Fault& unplugged = Add(FaultKind::LINK_DOWN, 4 * MINUTE, MINUTE / 2);
    unplugged.target = {TargetKind::ACCESS, 1};
    unplugged.carrierLost = true;
    Add(FaultKind::LINK_DOWN, 4 * MINUTE, MINUTE / 2).target = {TargetKind::ACCESS, 2};
    Build();
    RunUntil(4 * MINUTE - 1);
    const IpAddr address = network.clients[1]->GetState().address;
    Sent unpluggedOnes(network.clients[1]);
    Sent broken(network.clients[2]);
    RunUntil(4 * MINUTE + 20 * SECOND);
    EXPECT_TRUE(network.clients[0]->GetState().HoldsAddress()) << "the fault is another one's";
    EXPECT_FALSE(network.clients[1]->GetState().HoldsAddress());
    EXPECT_TRUE(network.clients[2]->GetState().HoldsAddress()) << "its host notices nothing";
    EXPECT_TRUE(unpluggedOnes.messages.empty());
    RunUntil(4 * MINUTE + 50 * SECOND);
    EXPECT_TRUE(IsBound(1));
    EXPECT_EQ(network.clients[1]->GetState().address, address);
    ASSERT_FALSE(unpluggedOnes.messages.empty());
    EXPECT_EQ(ShapeOf(unpluggedOnes.messages[0]), RequestShape::INIT_REBOOT);
    EXPECT_EQ(unpluggedOnes.messages[0].options.GetU32(OPT_REQUESTED_ADDRESS), address);
    EXPECT_TRUE(broken.messages.empty()) << "it does not renew before 5 min";
}

TEST_F(FaultPlay, TheCarrierIsBackWhenNoLossIsLeft)
{
    for (const auto& [at, length] :
         {std::pair{3 * MINUTE, MINUTE}, {3 * MINUTE + 30 * SECOND, MINUTE}})
    {
        Fault& fault = Add(FaultKind::LINK_DOWN, at, length);
        fault.target = {TargetKind::ACCESS, 0};
        fault.carrierLost = true;
    }
    // Power and carrier are two things.
    Add(FaultKind::POWER_LOSS, 3 * MINUTE, 3 * MINUTE).target.index = 1;
    Fault& dark = Add(FaultKind::LINK_DOWN, 4 * MINUTE, MINUTE);
    dark.target = {TargetKind::ACCESS, 1};
    dark.carrierLost = true;
    Build();
    RunUntil(4 * MINUTE + 29 * SECOND);
    EXPECT_FALSE(network.clients[0]->GetState().HoldsAddress());
    RunUntil(4 * MINUTE + 50 * SECOND);
    EXPECT_TRUE(IsBound(0));
    RunUntil(6 * MINUTE - 1);
    EXPECT_FALSE(IsBound(1)) << "it has carrier, but no power";
    RunUntil(6 * MINUTE + 30 * SECOND);
    EXPECT_TRUE(IsBound(1));
}

TEST_F(FaultPlay, AClientThatDoesNotLookAtItsLinkMissesALostCarrier)
{
    scenario.subscribers.profiles = {{"dhclient", 1}};
    Fault& fault = Add(FaultKind::LINK_DOWN, 4 * MINUTE, MINUTE / 2);
    fault.target = {TargetKind::ACCESS, 1};
    fault.carrierLost = true;
    Build();
    RunUntil(4 * MINUTE + 20 * SECOND);
    EXPECT_TRUE(network.clients[1]->GetState().HoldsAddress());
}

TEST_F(FaultPlay, ARelayIsBackAfterTheLastOfItsCrashes)
{
    // The server is away from 8 min on, so that relay 0 has promised something by 20 min.
    scenario.relay.syncInterval = 0;
    Add(FaultKind::SERVER_CRASH, 8 * MINUTE, 50 * MINUTE);
    Add(FaultKind::RELAY_CRASH, 20 * MINUTE, MINUTE).target.index = 0;
    Add(FaultKind::RELAY_CRASH, 20 * MINUTE + 30 * SECOND, MINUTE).target.index = 0;
    Build("relay-backup");
    RunUntil(20 * MINUTE - 1);
    const auto promised = network.relays[0]->GetMachine()->Journal().Size();
    EXPECT_GT(promised, 0u);
    RunUntil(21 * MINUTE + 10 * SECOND);
    EXPECT_EQ(network.relays[0]->GetMachine(), nullptr);
    EXPECT_NE(network.relays[1]->GetMachine(), nullptr);
    RunUntil(21 * MINUTE + 30 * SECOND + 1);
    ASSERT_NE(network.relays[0]->GetMachine(), nullptr);
    EXPECT_EQ(network.relays[0]->GetMachine()->Journal().Size(), promised);
}

TEST_F(FaultPlay, TheWorstStoreOfARelaysDowntimeCounts)
{
    scenario.relay.syncInterval = 0;
    Add(FaultKind::SERVER_CRASH, 8 * MINUTE, 17 * MINUTE);
    Add(FaultKind::RELAY_CRASH, 20 * MINUTE, 10 * SECOND).store = StoreFate::LOST;
    Add(FaultKind::RELAY_CRASH, 20 * MINUTE, 20 * SECOND);
    Add(FaultKind::RELAY_CRASH, 30 * MINUTE, 20 * SECOND);
    Build("relay-backup");
    RunUntil(20 * MINUTE + 20 * SECOND + 1);
    for (const auto& relay : network.relays)
    {
        EXPECT_EQ(relay->GetMachine()->Journal().Size(), 0u);
        EXPECT_EQ(relay->GetMachine()->Mirror().Size(), 0u);
    }
    RunUntil(30 * MINUTE + 20 * SECOND + 1);
    for (const auto& relay : network.relays)
    {
        EXPECT_EQ(relay->GetMachine()->Mirror().Size(), 2u) << "a later crash keeps what there is";
    }
}

TEST_F(FaultPlay, PowerAndClocksDoNotMeddleWithEachOther)
{
    Add(FaultKind::CLOCK_RATE, 3 * MINUTE, 10 * MINUTE).clockRate = 1.5;
    Add(FaultKind::POWER_LOSS, 4 * MINUTE, 2 * MINUTE);
    Add(FaultKind::CLOCK_RATE, 5 * MINUTE, 2 * MINUTE).clockRate = 2;
    Build();
    RunUntil(4 * MINUTE - 1);
    EXPECT_TRUE(network.clients[0]->GetState().HoldsAddress());
    RunUntil(5 * MINUTE + 1);
    EXPECT_EQ(network.clients[0]->GetClockRate(), 3);
    EXPECT_FALSE(network.clients[0]->GetState().HoldsAddress());
    RunUntil(6 * MINUTE + 30 * SECOND);
    EXPECT_TRUE(network.clients[0]->GetState().HoldsAddress());
    RunUntil(8 * MINUTE);
    EXPECT_EQ(network.clients[0]->GetClockRate(), 1.5);
}

TEST(ServerFaults, BeginningAndHealingAreIdempotent)
{
    Scenario scenario;
    scenario.subscribers.count = 2;
    scenario.network.relays = 1;
    scenario.subscribers.arrival.within = SECOND;
    {
        const BackupNetwork network =
            BackupNetworkHelper(scenario).Install(MakeDesign("plain", scenario.relay));
        Simulator::Stop(Minutes(2));
        Simulator::Run();
        ServerFaults faults(*network.server);
        Fault crash;
        crash.store = StoreFate::LOST;
        faults.Heal(0); // never began
        EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 2u);
        faults.Begin(0, crash);
        faults.Begin(0, crash);
        faults.Heal(0);
        EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 0u);
        faults.Heal(0);
        // What one downtime lost is not lost again by the next.
        Simulator::Stop(Hours(1));
        Simulator::Run();
        EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 2u);
        faults.Begin(1, Fault());
        faults.Heal(1);
        EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 2u);
    }
    Simulator::Destroy();
}

TEST(RelayFaults, BeginningAndHealingAreIdempotent)
{
    Scenario scenario;
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    {
        const BackupNetwork network =
            BackupNetworkHelper(scenario).Install(MakeDesign("plain", scenario.relay));
        Simulator::Stop(Minutes(2));
        Simulator::Run();
        const auto isUp = [&network]() { return network.relays[0]->GetMachine() != nullptr; };
        RelayFaults faults(network.relays[0]);
        const Fault crash(FaultKind::RELAY_CRASH);
        faults.Heal(0); // never began
        EXPECT_TRUE(isUp());
        faults.Begin(0, crash);
        faults.Begin(0, crash);
        EXPECT_FALSE(isUp());
        faults.Heal(0);
        EXPECT_TRUE(isUp());
        faults.Begin(1, crash);
        faults.Begin(2, crash);
        faults.Heal(1);
        faults.Heal(1);
        EXPECT_FALSE(isUp());
        faults.Heal(2);
        EXPECT_TRUE(isUp());
    }
    Simulator::Destroy();
}

TEST(SubscriberFaults, BeginningAndHealingAreIdempotent)
{
    Scenario scenario;
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    scenario.subscribers.arrival.within = SECOND;
    {
        const BackupNetwork network =
            BackupNetworkHelper(scenario).Install(MakeDesign("plain", scenario.relay));
        Simulator::Stop(Minutes(2));
        Simulator::Run();
        const auto isOn = [&network]() { return network.clients[0]->GetState().wake != NEVER; };
        SubscriberFaults faults;
        faults.SetSubscribers(network.subscribers);
        const Fault loss(FaultKind::POWER_LOSS);
        faults.Heal(0); // never began
        EXPECT_TRUE(isOn());
        faults.Begin(0, loss);
        faults.Begin(0, loss);
        EXPECT_FALSE(isOn());
        faults.Heal(0);
        EXPECT_TRUE(isOn());
        faults.Heal(0);
        faults.Begin(1, loss);
        faults.Begin(2, loss);
        faults.Heal(1);
        faults.Heal(1);
        EXPECT_FALSE(isOn());
        faults.Heal(2);
        EXPECT_TRUE(isOn());
    }
    Simulator::Destroy();
}

} // namespace
