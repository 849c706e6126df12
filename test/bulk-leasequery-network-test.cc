/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tshark-oracle.h"

#include "ns3/backup-network-helper.h"
#include "ns3/inet-socket-address.h"
#include "ns3/message-stream.h"
#include "ns3/pcap-file.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/udp-datagram.h"
#include "ns3/witness-tap.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// A relay that crashes without a store, shortly before its server does (hazard H14).
class BulkNetworkTest : public testing::Test
{
  protected:
    static constexpr Duration LEASE = 20 * MINUTE;
    static constexpr Instant RELAY_CRASH = 65 * MINUTE;
    static constexpr Instant OUTAGE = RELAY_CRASH + 30 * SECOND;

    BulkNetworkTest()
    {
        scenario.subscribers.count = 40;
        scenario.subscribers.arrival.within = LEASE / 2;
        scenario.network.relays = 2;
        scenario.leases.time = LEASE;
        scenario.server.leasequery = true;
        scenario.relay.leasequery = LEASEQUERY_BULK;
        scenario.relay.interception = INTERCEPT_SNOOP;
    }

    ~BulkNetworkTest() override
    {
        Simulator::Destroy();
    }

    void Build()
    {
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign("relay-backup", scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        network.server->TraceConnectWithoutContext("Drop",
                                                   MakeCallback(&BulkNetworkTest::Dropped, this));
        network.relays[0]->TraceConnectWithoutContext(
            "ServerTx",
            MakeCallback(&BulkNetworkTest::Asked, this));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    void Clear()
    {
        Simulator::Destroy();
        drops.clear();
        bulkQueries = 0;
        singleQueries = 0;
    }

    void Dropped(const char* reason)
    {
        ++drops[reason];
    }

    void Asked(uint32_t, const DhcpMessage& message, MessagePurpose)
    {
        bulkQueries += message.type == DHCPBULKLEASEQUERY;
        singleQueries += message.type == DHCPLEASEQUERY;
    }

    /// The mirror of the first relay by address.
    std::map<IpAddr, MirrorRecord> Mirror() const
    {
        std::map<IpAddr, MirrorRecord> records;
        network.relays[0]->GetMachine()->Mirror().ForEach(
            [&records](const MirrorRecord& record) { records.emplace(record.address, record); });
        return records;
    }

    /// How long a lease of the mirror is in full, seconds.
    uint32_t FullLease(const MirrorRecord& record) const
    {
        const LeaseMirror& mirror = network.relays[0]->GetMachine()->Mirror();
        return *mirror.ParametersOf(record).GetU32(OPT_LEASE_TIME);
    }

    /// Let the first relay crash and come back after 5 s.
    void CrashRelay()
    {
        RunUntil(RELAY_CRASH);
        network.relays[0]->Crash();
        RunUntil(RELAY_CRASH + 5 * SECOND);
        network.relays[0]->Restart(false);
        EXPECT_TRUE(Mirror().empty());
    }

    /// A connection to the server's TCP port 67 from the second relay's node.
    Ptr<Socket> Connect()
    {
        Ptr<Socket> socket =
            Socket::CreateSocket(network.relays[1]->GetNode(), TcpSocketFactory::GetTypeId());
        socket->Bind();
        socket->Connect(InetSocketAddress(Ipv4Address(helper->ServerId()), SERVER_PORT));
        return socket;
    }

    static void Send(const Ptr<Socket>& socket, const std::vector<uint8_t>& bytes)
    {
        socket->Send(Create<Packet>(bytes.data(), bytes.size()));
    }

    static std::vector<uint8_t> QueryForAll()
    {
        DhcpMessage query;
        query.type = DHCPBULKLEASEQUERY;
        query.hlen = 0;
        std::vector<uint8_t> bytes;
        WriteToStream(query, bytes);
        return bytes;
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    std::map<std::string, uint32_t> drops;
    uint32_t bulkQueries{0};
    uint32_t singleQueries{0};
};

} // namespace

TEST_F(BulkNetworkTest, H14_TheWholeMirrorComesBack_Rfc6926)
{
    Build();
    RunUntil(RELAY_CRASH - 1);
    const auto before = Mirror();
    ASSERT_EQ(before.size(), 20u);
    CrashRelay();
    RunUntil(RELAY_CRASH + 7 * SECOND);
    const auto after = Mirror();
    ASSERT_EQ(after.size(), before.size());
    for (const auto& [address, record] : before)
    {
        ASSERT_TRUE(after.count(address)) << ToString(address);
        const MirrorRecord& again = after.at(address);
        EXPECT_EQ(again.client.Unpack(), record.client.Unpack());
        EXPECT_EQ(again.port, record.port);
        EXPECT_EQ(again.serverId, record.serverId);
        EXPECT_EQ(again.server, record.server);
        const Instant end = network.server->GetMachine()->TableFor(address)->At(address).expiry;
        EXPECT_LE(again.serverExpiry, end) << "never longer than the server takes it to be";
        EXPECT_GT(again.serverExpiry, end - 2 * SECOND) << "1 s of rounding, and the way";
        EXPECT_EQ(again.clientExpiry, again.serverExpiry);
        EXPECT_LE(FullLease(again), LEASE / SECOND);
        EXPECT_GE(FullLease(again), LEASE / SECOND - 1);
    }
    EXPECT_EQ(bulkQueries, 1u);
    EXPECT_TRUE(drops.empty());
}

TEST_F(BulkNetworkTest, H14_WithTheMirrorTheRelayCanStandInForAll)
{
    Fault crash;
    crash.at = OUTAGE;
    crash.length = LEASE;
    crash.hostDown = true;
    scenario.faults.faults = {crash};
    for (const LeasequeryUse use : {LEASEQUERY_OFF, LEASEQUERY_SINGLE, LEASEQUERY_BULK})
    {
        SCOPED_TRACE(use);
        scenario.relay.leasequery = use;
        Build();
        CrashRelay();
        RunUntil(OUTAGE + 2 * LEASE + 10 * MINUTE);
        EXPECT_EQ(tap->Meter().GetSurvival().lost > 0, use != LEASEQUERY_BULK)
            << "about single leases nobody can be asked any more";
        EXPECT_EQ(tap->Violations().Count(), 0u);
        EXPECT_EQ(network.relays[0]->GetMachine()->Journal().Size(), 0u);
        Clear();
    }
}

TEST_F(BulkNetworkTest, ARelayWithItsMemoryAsksNobody)
{
    scenario.relay.syncInterval = 0;
    Build();
    RunUntil(RELAY_CRASH);
    network.relays[0]->Crash();
    network.relays[0]->Restart(false);
    EXPECT_EQ(Mirror().size(), 20u);
    RunUntil(RELAY_CRASH + 5 * SECOND);
    EXPECT_EQ(bulkQueries, 0u);
    network.relays[0]->Crash();
    network.relays[0]->Restart(true);
    RunUntil(RELAY_CRASH + 10 * SECOND);
    EXPECT_EQ(bulkQueries, 1u) << "but the store is gone now";
    EXPECT_EQ(Mirror().size(), 20u);
}

TEST_F(BulkNetworkTest, AServerThatIsAwayIsAskedAgainUntilItIsBack)
{
    for (const bool hostDown : {false, true})
    {
        SCOPED_TRACE(hostDown);
        Build();
        RunUntil(RELAY_CRASH);
        network.server->Crash(hostDown ? CrashKind::HOST : CrashKind::PROCESS);
        network.relays[0]->Crash();
        network.relays[0]->Restart(false);
        RunUntil(RELAY_CRASH + 1 * MINUTE);
        EXPECT_EQ(bulkQueries, 0u) << "no connection comes about";
        EXPECT_TRUE(Mirror().empty());
        network.server->Restart(StoreFate::KEPT);
        RunUntil(RELAY_CRASH + 3 * MINUTE);
        EXPECT_EQ(bulkQueries, 1u);
        EXPECT_EQ(Mirror().size(), 20u);
        Clear();
    }
}

TEST_F(BulkNetworkTest, AServerThatDiesInTheMiddleIsAskedAgain)
{
    scenario.network.core.rate = 200000; // 20 answers take a third of a second
    for (const CrashKind kind : {CrashKind::PROCESS, CrashKind::HOST})
    {
        SCOPED_TRACE(int(kind));
        Build();
        CrashRelay();
        while (bulkQueries == 0)
        {
            RunUntil(Simulator::Now().GetNanoSeconds() + 1 * MILLISECOND);
        }
        network.server->Pause();
        RunUntil(Simulator::Now().GetNanoSeconds() + 1 * SECOND);
        EXPECT_TRUE(Mirror().empty()) << "a process that is stopped makes no answers";
        network.server->Crash(kind);
        RunUntil(RELAY_CRASH + 10 * SECOND);
        network.server->Restart(StoreFate::KEPT);
        network.server->Resume();
        RunUntil(RELAY_CRASH + 20 * SECOND);
        EXPECT_EQ(bulkQueries, 2u);
        EXPECT_EQ(Mirror().size(), 20u);
        Clear();
    }
}

TEST_F(BulkNetworkTest, AServerWithoutBulkLeasequeryIsAskedAboutSingleLeases)
{
    scenario.server.profile = SERVER_DHCPD;
    Build();
    CrashRelay();
    RunUntil(RELAY_CRASH + LEASE);
    EXPECT_EQ(bulkQueries, 0u) << "nobody listens";
    EXPECT_GT(singleQueries, 0u);
    EXPECT_EQ(Mirror().size(), 20u);
}

TEST_F(BulkNetworkTest, GarbageOnTheChannelCostsItsSenderTheConnectionOnly_Cve20103616)
{
    Build();
    RunUntil(1 * SECOND);
    DhcpMessage wrong;
    std::vector<uint8_t> discover;
    WriteToStream(wrong, discover);
    std::vector<std::vector<uint8_t>> garbage = {
        {0, 0},
        {0xff, 0xff, 1, 2, 3}, // and then nothing
        std::vector<uint8_t>(70000, 0xff),
        discover,
        {'G', 'E', 'T', ' ', '/'}};
    for (const auto& bytes : garbage)
    {
        Ptr<Socket> socket = Connect();
        RunUntil(Simulator::Now().GetNanoSeconds() + 1 * SECOND);
        Send(socket, bytes);
    }
    RunUntil(RELAY_CRASH);
    EXPECT_EQ(drops["too short"] + drops["not a DHCP message"], 1u);
    EXPECT_EQ(drops["not a bulk leasequery"], 1u);
    EXPECT_EQ(drops["a connection for bulk leasequery is idle"], 2u);
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 40u);
    EXPECT_EQ(tap->Meter().GetTotals().renewalsByNobody, 0u);
    CrashRelay();
    RunUntil(RELAY_CRASH + 7 * SECOND);
    EXPECT_EQ(Mirror().size(), 20u);
}

TEST_F(BulkNetworkTest, SoManyConnectionsAndNoMore_Rfc6926_6_3)
{
    Build();
    RunUntil(1 * SECOND);
    std::vector<Ptr<Socket>> sockets;
    for (size_t i = 0; i <= BULK_MAX_CONNECTIONS; ++i)
    {
        sockets.push_back(Connect());
    }
    RunUntil(2 * SECOND);
    EXPECT_EQ(drops["too many connections for bulk leasequery"], 1u);
    sockets[0]->Close();
    RunUntil(3 * SECOND);
    Ptr<Socket> another = Connect();
    RunUntil(4 * SECOND);
    EXPECT_EQ(drops["too many connections for bulk leasequery"], 1u) << "one place was free";
    std::vector<uint8_t> many;
    for (size_t i = 0; i <= BULK_MAX_QUERIES; ++i)
    {
        const auto query = QueryForAll();
        many.insert(many.end(), query.begin(), query.end());
    }
    network.server->Pause(); // else they are answered as they come
    Send(another, many);
    RunUntil(5 * SECOND);
    EXPECT_EQ(drops["too many queries at a time"], 1u);
}

TEST_F(BulkNetworkTest, TheCaptureIsInOrder)
{
    const std::string folder =
        testing::TempDir() + "bulk-leasequery-" + std::to_string(getpid());
    std::filesystem::create_directories(folder);
    scenario.run.pcap = {{LinkName::CORE, 0}};
    Build();
    helper->EnablePcap(network, folder);
    CrashRelay();
    RunUntil(RELAY_CRASH + 10 * SECOND);
    Clear();
    network = {}; // closes the files
    const std::string capture = folder + "/core-0.pcap";
    EXPECT_TRUE(JudgeCapture(capture).complaints.empty());
    const StreamReport streams = JudgeStreams(capture);
    EXPECT_EQ(streams.complaints, std::vector<std::string>());

    // tshark does not read DHCP over TCP, so each message is shown to it as a datagram.
    const std::string datagrams = folder + "/datagrams.pcap";
    PcapFile pcap;
    pcap.Open(datagrams, std::ios::out | std::ios::binary);
    pcap.Init(101); // DLT_RAW
    std::map<MessageType, uint32_t> types;
    for (const auto* bytes : {&streams.toServer, &streams.fromServer})
    {
        MessageStream stream;
        stream.Append(*bytes);
        for (DhcpMessage message; stream.Next(message);)
        {
            ++types[message.type];
            std::vector<uint8_t> framed;
            WriteToStream(message, framed);
            DhcpBytes packet;
            WriteDatagram({0x0a000001, 0x0a090001, SERVER_PORT, SERVER_PORT},
                          ByteView(framed).subspan(MESSAGE_SIZE_FIELD),
                          0,
                          packet);
            pcap.Write(0, 0, packet.data(), packet.size());
        }
        EXPECT_EQ(stream.Error(), ParseError::NONE);
        EXPECT_EQ(stream.Waiting(), 0u);
    }
    pcap.Close();
    EXPECT_EQ(types[DHCPBULKLEASEQUERY], 1u);
    EXPECT_EQ(types[DHCPLEASEACTIVE], 20u);
    EXPECT_EQ(types[DHCPLEASEQUERYDONE], 1u);
    const OracleReport report = JudgeCapture(datagrams);
    EXPECT_EQ(report.complaints, std::vector<std::string>());
    EXPECT_EQ(report.messages, 22u);
    std::filesystem::remove_all(folder);
}
