/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expectations.h"
#include "fault-play.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

TEST_F(FaultPlay, EveryBeginningAndHealingIsTracedAndRecorded)
{
    Add(FaultKind::LOSS, 5 * MINUTE, 3 * MINUTE).repeat = {4 * MINUTE, 2, 0, 0, 0};
    Add(FaultKind::SERVER_PAUSE, 6 * MINUTE, 2 * MINUTE);
    Build();
    RunUntil(HOUR);
    EXPECT_EQ(traced,
              (std::vector<
                  std::string>{"+0@5min", "+2@6min", "-0@8min", "-2@8min", "+1@9min", "-1@12min"}));
    ASSERT_EQ(tap->Faults().size(), 6u);
    EXPECT_EQ(tap->Faults()[0],
              "5min begins: loss of core at 5min for 3min, share 1, direction both");
    EXPECT_EQ(tap->Faults()[3], "8min heals: server-pause at 6min for 2min");
}

TEST_F(FaultPlay, AtTheSameInstantBeginningsComeBeforeHealings)
{
    // However they are written down: the server is not up in between, so one lost store counts.
    for (const bool turned : {false, true})
    {
        scenario.faults.faults.clear();
        traced.clear();
        Add(FaultKind::SERVER_CRASH, 5 * MINUTE, MINUTE).store = StoreFate::LOST;
        Add(FaultKind::SERVER_CRASH, 6 * MINUTE, MINUTE);
        if (turned)
        {
            std::swap(scenario.faults.faults[0], scenario.faults.faults[1]);
        }
        Build();
        RunUntil(6 * MINUTE + 1);
        EXPECT_EQ(LeasesOfServer(), 4u) << "it has not come back in between";
        RunUntil(7 * MINUTE + 1);
        EXPECT_EQ(LeasesOfServer(), 0u);
        EXPECT_EQ(traced[1][0], '+');
        EXPECT_EQ(traced[2][0], '-');
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, TheServerIsBackAfterTheLastOfItsCrashes)
{
    Add(FaultKind::SERVER_CRASH, 4 * MINUTE, 10 * MINUTE);
    Add(FaultKind::SERVER_CRASH, 5 * MINUTE, 2 * MINUTE);
    Add(FaultKind::SERVER_CRASH, 12 * MINUTE, 8 * MINUTE);
    Build();
    EXPECT_TRUE(ServesUntil(4 * MINUTE));
    EXPECT_FALSE(ServesUntil(20 * MINUTE));
    EXPECT_TRUE(ServesUntil(23 * MINUTE));
    EXPECT_EQ(LeasesOfServer(), 4u);
}

TEST_F(FaultPlay, TheWorstStoreOfAnUnbrokenDowntimeCounts)
{
    // The one that lost it heals long before the end of the downtime.
    Add(FaultKind::SERVER_CRASH, 4 * MINUTE, 6 * MINUTE);
    Add(FaultKind::SERVER_CRASH, 5 * MINUTE, MINUTE).store = StoreFate::LOST;
    // A later one keeps what there is then.
    Add(FaultKind::SERVER_CRASH, 40 * MINUTE, MINUTE);
    Build();
    RunUntil(10 * MINUTE - 1);
    EXPECT_EQ(LeasesOfServer(), 4u);
    RunUntil(10 * MINUTE);
    EXPECT_EQ(LeasesOfServer(), 0u);
    RunUntil(41 * MINUTE);
    EXPECT_EQ(LeasesOfServer(), 4u);
}

TEST_F(FaultPlay, AStaleStoreHoldsWhatItHeldSomeTimeBeforeTheCrash)
{
    // Two subscribers come at 5 min; the store that is read at 11 min is that of 4 min.
    scenario.subscribers.latecomers = {2, 5 * MINUTE, SECOND};
    Fault& crash = Add(FaultKind::SERVER_CRASH, 10 * MINUTE, MINUTE);
    crash.store = StoreFate::STALE;
    crash.age = 6 * MINUTE;
    Build();
    RunUntil(9 * MINUTE);
    EXPECT_EQ(LeasesOfServer(), 6u);
    RunUntil(11 * MINUTE);
    EXPECT_EQ(LeasesOfServer(), 4u);
}

TEST_F(FaultPlay, ALostStoreIsWorseThanAStaleOne)
{
    Fault& crash = Add(FaultKind::SERVER_CRASH, 4 * MINUTE, MINUTE);
    crash.store = StoreFate::STALE;
    crash.age = MINUTE;
    Add(FaultKind::SERVER_CRASH, 4 * MINUTE, 30 * SECOND).store = StoreFate::LOST;
    Add(FaultKind::SERVER_CRASH, 4 * MINUTE, 40 * SECOND);
    Build();
    RunUntil(5 * MINUTE);
    EXPECT_EQ(LeasesOfServer(), 0u);
}

TEST_F(FaultPlay, FactorsOfASlowServerMultiply)
{
    scenario.server.serviceTime = 100 * MILLISECOND;
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    Add(FaultKind::SERVER_SLOW, 4 * MINUTE, 14 * MINUTE).factor = 2;
    Add(FaultKind::SERVER_SLOW, 8 * MINUTE, 5 * MINUTE).factor = 3;
    Build();
    // Renewals come about every 5 min; what each waits is its own service time.
    const auto wait = [this](Instant until) {
        lastWait = 0;
        RunUntil(until);
        return lastWait;
    };
    EXPECT_EQ(wait(3 * MINUTE), 100 * MILLISECOND);
    EXPECT_EQ(wait(8 * MINUTE), 200 * MILLISECOND);
    EXPECT_EQ(wait(13 * MINUTE), 600 * MILLISECOND);
    EXPECT_EQ(wait(18 * MINUTE), 200 * MILLISECOND);
    EXPECT_EQ(wait(24 * MINUTE), 100 * MILLISECOND);
}

TEST_F(FaultPlay, ACrashInAPauseAndAPauseInACrash)
{
    // Paused from 4 to 20, crashed from 6 to 8: it comes back and stands still until 20 min.
    Add(FaultKind::SERVER_PAUSE, 4 * MINUTE, 16 * MINUTE);
    Add(FaultKind::SERVER_CRASH, 6 * MINUTE, 2 * MINUTE);
    // Crashed from 30 to 45, paused from 32 to 34.
    Add(FaultKind::SERVER_CRASH, 30 * MINUTE, 15 * MINUTE);
    Add(FaultKind::SERVER_PAUSE, 32 * MINUTE, 2 * MINUTE);
    Build();
    RunUntil(4 * MINUTE);
    EXPECT_FALSE(ServesUntil(20 * MINUTE - 1));
    EXPECT_GT(network.server->GetQueueLength(), 0u) << "it has filled since 8 min";
    EXPECT_TRUE(ServesUntil(20 * MINUTE + SECOND));
    RunUntil(30 * MINUTE);
    EXPECT_FALSE(ServesUntil(45 * MINUTE));
    EXPECT_TRUE(ServesUntil(50 * MINUTE));
}

TEST_F(FaultPlay, PausesAddUp)
{
    Add(FaultKind::SERVER_PAUSE, 4 * MINUTE, 4 * MINUTE);
    Add(FaultKind::SERVER_PAUSE, 6 * MINUTE, 8 * MINUTE);
    Build();
    RunUntil(4 * MINUTE);
    EXPECT_FALSE(ServesUntil(14 * MINUTE - 1));
    EXPECT_TRUE(ServesUntil(14 * MINUTE + SECOND));
}

/// Counts frames that a device was given and those that it dropped.
struct DeviceCount
{
    void Rx(Ptr<const Packet>)
    {
        ++received;
    }

    void Drop(Ptr<const Packet>)
    {
        ++dropped;
    }

    uint32_t received{0};
    uint32_t dropped{0};
};

void
Watch(DeviceCount& count, Ptr<NetDevice> device)
{
    device->TraceConnectWithoutContext("MacRx", MakeCallback(&DeviceCount::Rx, &count));
    device->TraceConnectWithoutContext("PhyRxDrop", MakeCallback(&DeviceCount::Drop, &count));
}

TEST_F(FaultPlay, OneWayFaultsStrikeOneDirectionOnly)
{
    for (const auto direction : {FaultDirection::UPSTREAM, FaultDirection::DOWNSTREAM})
    {
        scenario.faults.faults.clear();
        Fault& fault = Add(FaultKind::LINK_DOWN, 4 * MINUTE, 4 * MINUTE);
        fault.direction = direction;
        fault.target.index = 1;
        Build();
        DeviceCount down;
        DeviceCount up;
        DeviceCount other;
        Watch(down, network.coreDevices.Get(2));
        Watch(up, network.coreDevices.Get(3));
        Watch(other, network.coreDevices.Get(1));
        RunUntil(4 * MINUTE);
        down = {};
        up = {};
        RunUntil(8 * MINUTE);
        const bool upstream = direction == FaultDirection::UPSTREAM;
        EXPECT_EQ(up.received == 0, upstream);
        EXPECT_EQ(up.dropped > 0, upstream);
        EXPECT_EQ(down.received, 0u) << "no request arrives, or its answer does not";
        EXPECT_EQ(down.dropped > 0, !upstream);
        EXPECT_EQ(other.dropped, 0u);
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, AHostThatIsDownIsSilentAndOneThatIsUpSaysThatThePortIsClosed)
{
    for (const bool hostDown : {false, true})
    {
        scenario.faults.faults.clear();
        Add(FaultKind::SERVER_CRASH, 4 * MINUTE, 4 * MINUTE).hostDown = hostDown;
        Build();
        RunUntil(4 * MINUTE);
        DeviceCount relay;
        DeviceCount server;
        Watch(relay, network.coreDevices.Get(0));
        Watch(server, network.coreDevices.Get(1));
        RunUntil(8 * MINUTE);
        EXPECT_GT(server.received, 0u);
        EXPECT_EQ(relay.received > 0, !hostDown);
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, AnAccessLinkIsOneSubscribers)
{
    Add(FaultKind::LINK_DOWN, 3 * MINUTE, SECOND).target.index = 1; // a core link of that number
    Add(FaultKind::LINK_DOWN, 4 * MINUTE, 20 * MINUTE).target = {TargetKind::ACCESS, 1};
    Build("relay-backup");
    RunUntil(20 * MINUTE);
    for (uint32_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(network.clients[i]->GetState().HoldsAddress(), i != 1) << i;
    }
    RunUntil(30 * MINUTE);
    EXPECT_TRUE(IsBound(1));
}

TEST_F(FaultPlay, DamagedMessagesAreNeverRead)
{
    // On either kind of link every frame arrives with one bit flipped, for an hour.
    for (const bool access : {false, true})
    {
        scenario.faults.faults.clear();
        for (int32_t i = 0; i < (access ? 4 : 2); ++i)
        {
            Fault& fault = Add(FaultKind::CORRUPTION, 4 * MINUTE, HOUR);
            fault.target = {access ? TargetKind::ACCESS : TargetKind::CORE, i};
        }
        Build();
        RunUntil(4 * MINUTE);
        EXPECT_FALSE(ServesUntil(60 * MINUTE));
        EXPECT_EQ(tap->Meter().DropsByCause().size(), 0u) << "checksums stop them, not the parser";
        EXPECT_TRUE(ServesUntil(90 * MINUTE));
        EXPECT_EQ(LeasesOfServer(), 4u);
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, DoubledAndReorderedMessagesDoNoHarm)
{
    for (const std::string design : {"plain", "relay-backup"})
    {
        scenario.faults.faults.clear();
        scenario.subscribers.count = 40;
        scenario.subscribers.arrival.within = 5 * MINUTE;
        Add(FaultKind::DUPLICATION, 0, 2 * HOUR).share = 1;
        Fault& delay = Add(FaultKind::DELAY, 0, 2 * HOUR);
        delay.jitter = 900 * MILLISECOND;
        Fault& access = Add(FaultKind::DUPLICATION, 0, 2 * HOUR);
        access.target = {TargetKind::ACCESS, 7};
        Build(design);
        RunUntil(2 * HOUR);
        EXPECT_EQ(tap->Violations().Count(), 0u) << design;
        EXPECT_EQ(LeasesOfServer(), 40u) << design;
        EXPECT_EQ(tap->Meter().GetTotals().renewalsByNobody, 0u) << design;
        EXPECT_EQ(tap->Meter().GetTotals().addressChanges, 0u) << design;
        Simulator::Destroy();
    }
}

/// What became of messages on a link: received or lost, by their bytes.
struct Fates
{
    static std::string Essence(Ptr<const Packet> packet)
    {
        // Behind PPP, IPv4 and UDP headers.
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), bytes.size());
        return std::string(bytes.begin() + 30, bytes.end());
    }

    void Rx(Ptr<const Packet> packet)
    {
        passed.insert(Essence(packet));
    }

    void Drop(Ptr<const Packet> packet)
    {
        lost.insert(Essence(packet));
    }

    std::set<std::string> passed;
    std::set<std::string> lost;
};

TEST_F(FaultPlay, ARelayThatCrashesKeepsNothingUntilItIsBack)
{
    scenario.subscribers.latecomers = {4, 2 * MINUTE, 30 * SECOND};
    Fault& crash = Add(FaultKind::RELAY_CRASH, 1 * MINUTE, 20 * MINUTE);
    crash.target.index = 0;
    crash.store = StoreFate::LOST;
    Build("relay-backup");
    RunUntil(50 * SECOND);
    EXPECT_EQ(tap->Meter().GetTotals().relayStatePeak, 4u) << "two at each relay";
    RunUntil(4 * MINUTE);
    EXPECT_EQ(network.relays[1]->GetMachine()->Mirror().Size(), 4u);
    EXPECT_EQ(tap->Meter().GetTotals().relayStatePeak, 4u)
        << "two more at the other relay, and none at the one that is down";
}

TEST_F(FaultPlay, EveryDesignLosesTheSameMessages)
{
    scenario.subscribers.count = 200;
    scenario.subscribers.arrival.within = 5 * MINUTE;
    Add(FaultKind::LOSS, 0, 2 * HOUR).share = 0.3;
    std::map<std::string, Fates> links;
    for (const std::string design : {"plain", "relay-backup"})
    {
        Build(design);
        Ptr<NetDevice> device = network.coreDevices.Get(1);
        device->TraceConnectWithoutContext("PhyRxEnd", MakeCallback(&Fates::Rx, &links[design]));
        device->TraceConnectWithoutContext("PhyRxDrop", MakeCallback(&Fates::Drop, &links[design]));
        RunUntil(2 * HOUR);
        Simulator::Destroy();
    }
    const Fates& plain = links["plain"];
    const Fates& backup = links["relay-backup"];
    size_t common = 0;
    for (const std::string& message : backup.lost)
    {
        EXPECT_EQ(plain.passed.count(message), 0u);
        common += plain.lost.count(message);
    }
    for (const std::string& message : backup.passed)
    {
        EXPECT_EQ(plain.lost.count(message), 0u);
        common += plain.passed.count(message);
    }
    EXPECT_GT(common, 500u) << "else this says nothing";
    EXPECT_NE(plain.lost, backup.lost) << "the designs send other messages as well";
    for (const Fates* fates : {&plain, &backup})
    {
        const uint32_t all = fates->lost.size() + fates->passed.size();
        const auto [low, high] = expectations::BinomialBand(all, 0.3);
        EXPECT_GE(fates->lost.size(), low);
        EXPECT_LE(fates->lost.size(), high);
    }
}

} // namespace
