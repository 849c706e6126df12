/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-network-fixture.h"
#include "tshark-oracle.h"

#include "ns3/pcap-file.h"
#include "ns3/udp-datagram.h"

#include <filesystem>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// The server's TCP port 67.
class BulkChannelTest : public BulkNetworkTest
{
  protected:
    /// Keep what will be said on a connection.
    void CollectFrom(const Ptr<Socket>& socket)
    {
        socket->SetRecvCallback(MakeCallback(&BulkChannelTest::Collect, this));
    }

    /// Something has been said.
    void Collect(Ptr<Socket> socket)
    {
        while (Ptr<Packet> packet = socket->Recv())
        {
            std::vector<uint8_t> bytes(packet->GetSize());
            packet->CopyData(bytes.data(), bytes.size());
            collected.Append(bytes);
        }
    }

    MessageStream collected; //!< what has been kept
};

} // namespace

TEST_F(BulkChannelTest, QueriesOfAConnectionAreAnsweredInTurnHoweverTheyCome_Rfc6926_8_4)
{
    Build();
    RunUntil(1 * SECOND);
    const Ptr<Socket> socket = Connect();
    CollectFrom(socket);
    std::vector<uint8_t> queries = QueryForAll(5);
    const std::vector<uint8_t> second = QueryForAll(6);
    queries.insert(queries.end(), second.begin(), second.end());
    const auto cut = queries.begin() + second.size() + 1; // in the size of the second one
    const auto early = queries.begin() + 100;
    RunUntil(2 * SECOND);
    network.server->Pause(); // so that both wait
    Send(socket, {queries.begin(), early});
    RunUntil(3 * SECOND);
    Send(socket, {early, cut});
    RunUntil(4 * SECOND);
    Send(socket, {cut, queries.end()});
    RunUntil(5 * SECOND);
    network.server->Resume();
    RunUntil(20 * SECOND);
    std::vector<uint32_t> ends;
    uint32_t answers = 0;
    for (DhcpMessage message; collected.Next(message); ++answers)
    {
        EXPECT_EQ(message.xid, ends.empty() ? 5u : 6u);
        if (message.type == DHCPLEASEQUERYDONE)
        {
            ends.push_back(message.xid);
        }
    }
    EXPECT_EQ(ends, (std::vector<uint32_t>{5, 6}));
    EXPECT_EQ(answers, 2 * (1 + scenario.TotalPool()));
    EXPECT_EQ(collected.Error(), ParseError::NONE);
    EXPECT_EQ(collected.Waiting(), 0u);
    EXPECT_TRUE(drops.empty());
}

TEST_F(BulkChannelTest, OnlyAServerThatIsThereLosesPatience_Rfc6926_6_3)
{
    const std::string idle = "a connection for bulk leasequery is idle";
    for (const bool dead : {false, true})
    {
        SCOPED_TRACE(dead);
        Build();
        RunUntil(1 * SECOND);
        const Ptr<Socket> socket = Connect();
        RunUntil(2 * SECOND);
        dead ? network.server->Crash(CrashKind::HOST) : network.server->Pause();
        RunUntil(2 * SECOND + 2 * BULK_DATA_TIMEOUT);
        EXPECT_EQ(drops[idle], 0u);
        network.server->Resume();
        RunUntil(1 * SECOND + 3 * BULK_DATA_TIMEOUT);
        EXPECT_EQ(drops[idle], 0u) << "it begins to wait when it goes on";
        RunUntil(3 * SECOND + 3 * BULK_DATA_TIMEOUT);
        EXPECT_EQ(drops[idle], dead ? 0u : 1u);
        Clear();
    }
}

TEST_F(BulkChannelTest, GarbageOnTheChannelCostsItsSenderTheConnectionOnly_Cve20103616)
{
    Build();
    RunUntil(1 * SECOND);
    DhcpMessage wrong;
    std::vector<uint8_t> discover;
    WriteToStream(wrong, discover);
    std::vector<uint8_t> reply = QueryForAll();
    reply[MESSAGE_SIZE_FIELD] = BOOTREPLY;
    std::vector<std::vector<uint8_t>> garbage = {{0, 0},
                                                 {0xff, 0xff, 1, 2, 3}, // and then nothing
                                                 std::vector<uint8_t>(70000, 0xff),
                                                 discover,
                                                 reply,
                                                 {'G', 'E', 'T', ' ', '/'}};
    for (const auto& bytes : garbage)
    {
        Ptr<Socket> socket = Connect();
        RunUntil(Simulator::Now().GetNanoSeconds() + 1 * SECOND);
        Send(socket, bytes);
    }
    RunUntil(RELAY_CRASH);
    EXPECT_EQ(drops,
              (std::map<std::string, uint32_t>{{"too short", 1},
                                               {"bad op", 1},
                                               {"not a bulk leasequery", 2},
                                               {"a connection for bulk leasequery is idle", 2}}));
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 40u);
    EXPECT_EQ(tap->Meter().GetTotals().renewalsByNobody, 0u);
    CrashRelay();
    RunUntil(RELAY_CRASH + 7 * SECOND);
    EXPECT_EQ(Mirror().size(), 20u);
}

TEST_F(BulkChannelTest, SoManyConnectionsAndNoMore_Rfc6926_6_3)
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
    Send(sockets[0], {1, 44, 1}); // the beginning of a message, and no more
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

TEST_F(BulkChannelTest, TheCaptureIsInOrder_Rfc6926_6_1)
{
    const std::string folder = testing::TempDir() + "bulk-leasequery-" + std::to_string(getpid());
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
        const ByteView all(*bytes);
        size_t at = 0;
        for (size_t size = 0; at + 2 <= all.size(); at += 2 + size)
        {
            size = all[at] << 8 | all[at + 1];
            ASSERT_LE(at + 2 + size, all.size());
            const ByteView payload = all.subspan(at + 2, size);
            DhcpMessage message;
            ASSERT_EQ(ParseMessage(payload, message), ParseError::NONE);
            ++types[message.type];
            DhcpBytes packet;
            WriteDatagram({0x0a000001, 0x0a090001, SERVER_PORT, SERVER_PORT}, payload, 0, packet);
            pcap.Write(0, 0, packet.data(), packet.size());
        }
        EXPECT_EQ(at, all.size());
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
