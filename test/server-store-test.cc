/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * The server as an application: store, crash and restart, slow-down, lease file.
 */

#include "transcript.h"

#include "ns3/backup-network-helper.h"
#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// A few hosts that want addresses within the first second, leases of 10 min.
class LeaseServerTest : public testing::Test
{
  protected:
    LeaseServerTest()
    {
        scenario.subscribers.count = 4;
        scenario.subscribers.arrival.within = 1 * SECOND;
        scenario.network.relays = 1;
        scenario.leases.time = 10 * MINUTE;
    }

    ~LeaseServerTest() override
    {
        Simulator::Destroy();
    }

    LeaseServer& Build()
    {
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign("plain", scenario.relay));
        network.server->TraceConnectWithoutContext(
            "Tx",
            MakeCallback(&LeaseServerTest::Sent, this));
        return *network.server;
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// A DISCOVER by a stranger, without option 82.
    void Discover()
    {
        DhcpMessage discover = test::FromClient(test::Client(77), DHCPDISCOVER, 1);
        discover.giaddr = helper->GatewayOf(0);
        DhcpBytes bytes;
        WriteMessage(discover, MIN_DATAGRAM, bytes);
        Ptr<Socket> relay =
            Socket::CreateSocket(network.relays[0]->GetNode(), UdpSocketFactory::GetTypeId());
        relay->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                      0,
                      InetSocketAddress(Ipv4Address(helper->ServerId()), SERVER_PORT));
    }

    void Sent(const DhcpMessage& message)
    {
        acks += message.type == DHCPACK ? 1 : 0;
        naks += message.type == DHCPNAK ? 1 : 0;
        lastSent = Simulator::Now().GetNanoSeconds();
    }

    uint32_t Leases() const
    {
        return network.server->GetMachine()->ActiveLeases();
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    uint32_t acks{0};
    uint32_t naks{0};
    Instant lastSent{0};
};

} // namespace

TEST_F(LeaseServerTest, AKeptStoreHasWhatWasAcknowledged)
{
    LeaseServer& server = Build();
    RunUntil(1 * MINUTE);
    ASSERT_EQ(Leases(), 4u);
    server.Crash(CrashKind::PROCESS);
    server.Restart(StoreFate::KEPT);
    RunUntil(2 * MINUTE);
    EXPECT_EQ(Leases(), 4u);
}

TEST_F(LeaseServerTest, WithoutASyncACrashForgetsEverything)
{
    LeaseServer& server = Build();
    server.SetAttribute("StoreSync", EnumValue(SYNC_NEVER));
    RunUntil(1 * MINUTE);
    ASSERT_EQ(Leases(), 4u);
    server.Crash(CrashKind::HOST);
    server.Restart(StoreFate::KEPT);
    EXPECT_EQ(Leases(), 0u);
}

TEST_F(LeaseServerTest, BehindTheAckACrashForgetsTheLastLeases)
{
    LeaseServer& server = Build();
    server.SetAttribute("StoreSync", EnumValue(SYNC_BEHIND));
    server.SetAttribute("StoreBatch", UintegerValue(3));
    server.SetAttribute("StoreDelay", TimeValue(Minutes(5)));
    RunUntil(1 * MINUTE);
    EXPECT_EQ(acks, 4u);
    server.Crash(CrashKind::PROCESS);
    server.Restart(StoreFate::KEPT);
    EXPECT_EQ(Leases(), 3u) << "one batch of three was written";
}

TEST_F(LeaseServerTest, BeforeTheAckNoClientHasWhatTheStoreHasNot)
{
    for (const uint32_t batch : {1, 100})
    {
        acks = 0;
        LeaseServer& server = Build();
        server.SetAttribute("StoreBatch", UintegerValue(batch));
        server.SetAttribute("StoreDelay", TimeValue(Minutes(5)));
        server.SetAttribute("StoreLatency", TimeValue(MilliSeconds(1)));
        RunUntil(1 * MINUTE);
        EXPECT_EQ(acks, batch == 1 ? 4u : 0u) << "a batch that is not together holds its ACKs back";
        EXPECT_EQ(Leases(), 4u);
        server.Crash(CrashKind::PROCESS);
        server.Restart(StoreFate::KEPT);
        EXPECT_EQ(Leases(), acks);
        Simulator::Destroy();
    }
}

TEST_F(LeaseServerTest, ACrashTakesTheRepliesThatWaitForTheStore)
{
    LeaseServer& server = Build();
    server.SetAttribute("StoreLatency", TimeValue(Seconds(60)));
    RunUntil(20 * SECOND);
    EXPECT_GT(Leases(), 0u);
    server.Crash(CrashKind::PROCESS);
    RunUntil(100 * SECOND);
    EXPECT_EQ(acks, 0u);
    server.Restart(StoreFate::KEPT);
    EXPECT_EQ(Leases(), 0u);
}

TEST_F(LeaseServerTest, APausedServerKeepsItsRepliesBack)
{
    LeaseServer& server = Build();
    server.SetAttribute("StoreLatency", TimeValue(Seconds(60)));
    RunUntil(20 * SECOND);
    server.Pause();
    RunUntil(100 * SECOND);
    EXPECT_EQ(acks, 0u);
    server.Resume();
    RunUntil(200 * SECOND);
    EXPECT_GT(acks, 0u);
}

TEST_F(LeaseServerTest, AServerBehindItsStoreTakesNoMoreMessages)
{
    scenario.subscribers.count = 20;
    LeaseServer& server = Build();
    server.SetAttribute("StoreLatency", TimeValue(Seconds(100)));
    RunUntil(90 * SECOND);
    EXPECT_EQ(Leases(), 2u) << "one is being written, one waits";
    EXPECT_GT(server.GetQueueLength(), 0u);
    RunUntil(250 * SECOND);
    EXPECT_EQ(acks, 2u);
    EXPECT_LE(Leases(), 4u);
}

TEST_F(LeaseServerTest, ExpiredLeasesNeedNoWriting)
{
    LeaseServer& server = Build();
    server.SetAttribute("StoreLatency", TimeValue(Seconds(60)));
    RunUntil(10 * MINUTE);
    for (const Ptr<LeaseClient>& client : network.clients)
    {
        client->SwitchOff();
    }
    RunUntil(20 * MINUTE);
    EXPECT_GT(Leases(), 0u);
    while (Leases() > 0 && Simulator::Now() < Hours(5))
    {
        RunUntil(Simulator::Now().GetNanoSeconds() + SECOND);
    }
    ASSERT_EQ(Leases(), 0u);
    Discover();
    const Instant asked = Simulator::Now().GetNanoSeconds();
    RunUntil(asked + SECOND);
    EXPECT_GT(lastSent, asked) << "the store is idle";
}

namespace
{

/// Sizes of the packets that a device sends.
struct Sizes
{
    explicit Sizes(Ptr<NetDevice> device)
    {
        device->TraceConnectWithoutContext("MacTx", MakeCallback(&Sizes::Sent, this));
    }

    void Sent(Ptr<const Packet> packet)
    {
        ++count;
        smallest = std::min(smallest, packet->GetSize());
    }

    uint32_t count{0};
    uint32_t smallest{UINT32_MAX};
};

} // namespace

TEST_F(LeaseServerTest, OnlyKeaSendsLessThan300Bytes)
{
    for (const ServerKind kind : {SERVER_RFC2131, SERVER_KEA})
    {
        scenario.server.profile = kind;
        Build();
        RunUntil(1 * MINUTE);
        Sizes sizes(network.coreDevices.Get(1));
        Discover();
        RunUntil(1 * MINUTE + SECOND);
        EXPECT_EQ(sizes.count, 1u);
        EXPECT_EQ(sizes.smallest < MIN_MESSAGE + IP_UDP_HEADERS, kind == SERVER_KEA);
        Simulator::Destroy();
    }
}

TEST_F(LeaseServerTest, AHostThatIsDownIsSilentOneThatIsUpSendsIcmp)
{
    for (const CrashKind kind : {CrashKind::PROCESS, CrashKind::HOST})
    {
        LeaseServer& server = Build();
        RunUntil(1 * MINUTE);
        server.Crash(kind);
        Sizes sizes(network.coreDevices.Get(1));
        RunUntil(9 * MINUTE);
        EXPECT_EQ(sizes.count > 0, kind == CrashKind::PROCESS);
        Simulator::Destroy();
    }
}

TEST_F(LeaseServerTest, TheScenariosServerIsTheOneThatIsBuilt)
{
    scenario.network.relays = 2;
    scenario.leases.reserved = 3;
    scenario.leases.minTime = 5 * MINUTE;
    scenario.leases.maxTime = 20 * MINUTE;
    scenario.server.profile = SERVER_DNSMASQ;
    scenario.server.authoritative = false;
    scenario.server.cacheThreshold = 0.5;
    scenario.server.hold = 1 * HOUR;
    scenario.server.quietAfterLoss = 2 * HOUR;
    scenario.server.ignoreOldReplays = true;
    LeaseServer& server = Build();
    RunUntil(1 * MINUTE);
    const ServerConfig& config = server.GetMachine()->Config();
    EXPECT_EQ(config.kind, SERVER_DNSMASQ);
    EXPECT_FALSE(config.authoritative);
    EXPECT_EQ(config.cacheThreshold, 0.5);
    EXPECT_EQ(config.reallocationHold, 1 * HOUR);
    EXPECT_EQ(config.quietAfterLoss, 2 * HOUR);
    EXPECT_TRUE(config.ignoreOldReplays);
    // Subscribers 0 and 2 are behind relay 0, in this order whoever came first.
    const IpAddr first = helper->GatewayOf(0) + 1;
    for (const uint32_t subscriber : {0, 2})
    {
        const IpAddr address = first + subscriber / 2;
        const auto& client = server.GetMachine()->TableFor(address)->At(address).client;
        EXPECT_EQ(client.chaddr[5], subscriber);
    }
}

TEST_F(LeaseServerTest, AStaleStoreHasTheLeasesOfTheSnapshot)
{
    scenario.subscribers.latecomers = {2, 2 * MINUTE, 1 * SECOND};
    LeaseServer& server = Build();
    RunUntil(1 * MINUTE);
    server.TakeSnapshot();
    RunUntil(3 * MINUTE);
    ASSERT_EQ(Leases(), 6u);
    server.Crash(CrashKind::PROCESS);
    server.Restart(StoreFate::STALE);
    EXPECT_EQ(Leases(), 4u);
}

TEST_F(LeaseServerTest, ALostStoreIsEmpty)
{
    LeaseServer& server = Build();
    RunUntil(1 * MINUTE);
    server.Crash(CrashKind::PROCESS);
    server.Restart(StoreFate::LOST);
    EXPECT_EQ(Leases(), 0u);
}

TEST_F(LeaseServerTest, ReadingTheStoreTakesTimeInWhichNothingIsAnswered)
{
    LeaseServer& server = Build();
    server.SetAttribute("LoadTimePerLease", TimeValue(Minutes(2)));
    RunUntil(1 * MINUTE);
    server.Crash(CrashKind::PROCESS);
    server.Restart(StoreFate::KEPT);
    acks = 0;
    RunUntil(9 * MINUTE);
    EXPECT_EQ(acks, 0u) << "T1 passed in the eight minutes of reading";
    RunUntil(10 * MINUTE);
    EXPECT_GT(acks, 0u);
    EXPECT_EQ(Leases(), 4u);
}

TEST_F(LeaseServerTest, ACrashWhileTheStoreIsReadStartsOver)
{
    LeaseServer& server = Build();
    server.SetAttribute("LoadTimePerLease", TimeValue(Minutes(1)));
    RunUntil(1 * MINUTE);
    server.Crash(CrashKind::PROCESS);
    server.Restart(StoreFate::KEPT);
    RunUntil(3 * MINUTE);
    server.Crash(CrashKind::HOST);
    acks = 0;
    RunUntil(7 * MINUTE);
    EXPECT_EQ(acks, 0u) << "it is down";
    server.Restart(StoreFate::KEPT);
    server.Restart(StoreFate::LOST); // it is coming up already
    EXPECT_EQ(Leases(), 4u);
    RunUntil(20 * MINUTE);
    EXPECT_GT(acks, 0u);
}

TEST_F(LeaseServerTest, SlowedDownEachMessageTakesLonger)
{
    scenario.subscribers.count = 1;
    scenario.server.serviceTime = 1 * MILLISECOND;
    LeaseServer& server = Build();
    struct Watch
    {
        void Served(Time waited)
        {
            last = waited;
        }

        Time last;
    } watch;
    server.TraceConnectWithoutContext("Served", MakeCallback(&Watch::Served, &watch));
    RunUntil(1 * MINUTE);
    EXPECT_EQ(watch.last, MilliSeconds(1));
    server.SetSlowdown(500);
    RunUntil(6 * MINUTE);
    EXPECT_EQ(watch.last, MilliSeconds(500));
    server.SetSlowdown(1);
    RunUntil(12 * MINUTE);
    EXPECT_EQ(watch.last, MilliSeconds(1));
}

TEST_F(LeaseServerTest, DnsmasqGrowsSlowerWithItsLeases)
{
    LeaseServer& server = Build();
    server.SetAttribute("Profile", EnumValue(SERVER_DNSMASQ));
    server.SetAttribute("ServiceTime", TimeValue(NanoSeconds(-1)));
    server.SetAttribute("ServiceTimePerLease", TimeValue(NanoSeconds(-1)));
    struct Watch
    {
        void Served(Time waited)
        {
            last = waited;
        }

        Time last;
    } watch;
    server.TraceConnectWithoutContext("Served", MakeCallback(&Watch::Served, &watch));
    RunUntil(6 * MINUTE);
    const ServerProfile profile = ProfileOf(SERVER_DNSMASQ, true);
    EXPECT_EQ(watch.last.GetNanoSeconds(), profile.serviceTime + 4 * profile.serviceTimePerLease);
}

TEST_F(LeaseServerTest, TheLeaseFileIsReadAtTheStartAndWrittenAtTheStop)
{
    const std::string path = (std::filesystem::temp_directory_path() /
                              ("lease-server-test-" + std::to_string(getpid())))
                                 .string();
    for (const uint32_t known : {0, 4})
    {
        LeaseServer& server = Build();
        server.SetAttribute("LeaseFile", StringValue(path));
        server.SetStopTime(Minutes(5));
        RunUntil(1);
        EXPECT_EQ(Leases(), known);
        RunUntil(6 * MINUTE);
        Simulator::Destroy();
    }
    std::ofstream(path, std::ios::app) << "damage";
    LeaseServer& server = Build();
    RunUntil(1);
    const auto errors = server.LoadLeases(path);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0], path + ", line 7: text behind the closing line");
    std::ofstream(path) << "dhcp-backup lease-table 2\nnonsense\nrecords 1\n";
    ASSERT_EQ(server.LoadLeases(path).size(), 1u);
    EXPECT_EQ(server.LoadLeases(path)[0], path + ", line 2: damaged record, skipped");
    EXPECT_EQ(server.SaveLeases(path),
              path + " could not be read as a whole and is not overwritten");
    EXPECT_EQ(server.SaveLeases(path + ".other"), "");
    EXPECT_EQ(server.SaveLeases("/nowhere/leases"), "/nowhere/leases could not be written");
    std::filesystem::remove(path);
    std::filesystem::remove(path + ".other");
}
