/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expectations.h"

#include "ns3/backup-network-helper.h"
#include "ns3/simulator.h"
#include "ns3/witness-tap.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// A few hosts behind two relays, short leases, and faults.
class FaultPlay : public testing::Test
{
  protected:
    FaultPlay()
    {
        scenario.subscribers.count = 4;
        scenario.subscribers.arrival.within = 1 * SECOND;
        scenario.network.relays = 2;
        scenario.leases.time = 10 * MINUTE;
    }

    ~FaultPlay() override
    {
        Simulator::Destroy();
    }

    Fault& Add(FaultKind kind, Instant at, Duration length)
    {
        Fault fault(kind);
        fault.at = at;
        fault.length = length;
        scenario.faults.faults.push_back(fault);
        return scenario.faults.faults.back();
    }

    void Build(const std::string& design = "plain")
    {
        ASSERT_TRUE(scenario.Errors().empty());
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        network.server->TraceConnectWithoutContext("Rx", MakeCallback(&FaultPlay::Served, this));
        network.server->TraceConnectWithoutContext("Served",
                                                   MakeCallback(&FaultPlay::Waited, this));
        network.faults->TraceConnectWithoutContext("Fault", MakeCallback(&FaultPlay::Traced, this));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// Whether the server works on anything until then.
    bool ServesUntil(Instant end)
    {
        served = 0;
        RunUntil(end);
        return served > 0;
    }

    void Served(const DhcpMessage&)
    {
        ++served;
    }

    void Waited(Time wait)
    {
        lastWait = wait.GetNanoSeconds();
    }

    void Traced(uint32_t index, const Fault&, bool begins)
    {
        traced.push_back((begins ? "+" : "-") + std::to_string(index) + "@" +
                         DurationText(Simulator::Now().GetNanoSeconds()));
    }

    bool IsBound(uint32_t subscriber) const
    {
        return network.clients[subscriber]->GetState().phase == ClientPhase::BOUND;
    }

    uint32_t LeasesOfServer() const
    {
        return network.server->GetMachine()->ActiveLeases();
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    uint32_t served{0};
    Duration lastWait{0};
    std::vector<std::string> traced;
};

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

TEST_F(FaultPlay, ClocksRunAtTheProductOfAllRates)
{
    const auto add = [this](Instant at, Duration length, double rate) -> Fault& {
        Fault& fault = Add(FaultKind::CLOCK_RATE, at, length);
        fault.clockRate = rate;
        return fault;
    };
    add(4 * MINUTE, 10 * MINUTE, 1.1);
    add(5 * MINUTE, 2 * MINUTE, 0.5).target.index = 1;
    Build();
    network.clients[2]->SetClockRate(3);
    const auto rates = [this](Instant at) {
        RunUntil(at);
        return std::vector<double>{network.clients[0]->GetClockRate(),
                                   network.clients[1]->GetClockRate(),
                                   network.clients[2]->GetClockRate()};
    };
    EXPECT_EQ(rates(3 * MINUTE), (std::vector<double>{1, 1, 3}));
    EXPECT_EQ(rates(4 * MINUTE + 1), (std::vector<double>{1.1, 1.1, 3 * 1.1}));
    EXPECT_EQ(rates(6 * MINUTE), (std::vector<double>{1.1, 1.1 * 0.5, 3 * 1.1}));
    EXPECT_EQ(rates(8 * MINUTE), (std::vector<double>{1.1, 1.1, 3 * 1.1}));
    EXPECT_EQ(rates(15 * MINUTE), (std::vector<double>{1, 1, 3}));
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

TEST_F(FaultPlay, ASlowClockKeepsAnAddressTooLong)
{
    // The lease of 10 min ends after 20 true minutes for a client at half the rate.
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 0.5;
    scenario.faults.faults[0].target.index = 0;
    Add(FaultKind::SERVER_CRASH, 3 * MINUTE, HOUR);
    Build();
    RunUntil(14 * MINUTE);
    EXPECT_TRUE(network.clients[0]->GetState().HoldsAddress());
    EXPECT_FALSE(network.clients[1]->GetState().HoldsAddress());
    RunUntil(20 * MINUTE);
    EXPECT_FALSE(network.clients[0]->GetState().HoldsAddress());
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
        ServerFaults faults(network.server);
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
        faults.AddClient(network.clients[0]);
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
