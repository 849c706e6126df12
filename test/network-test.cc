/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"
#include "tshark-oracle.h"

#include "ns3/backup-network-helper.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/witness-tap.h"

#include <filesystem>
#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// A few hosts behind two relays, short leases.
class NetworkTest : public testing::Test
{
  protected:
    NetworkTest()
    {
        scenario.subscribers.count = 4;
        scenario.subscribers.arrival.within = 1 * SECOND;
        scenario.network.relays = 2;
        scenario.leases.time = 10 * MINUTE;
    }

    ~NetworkTest() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design)
    {
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    void Crash(Instant at, Duration length, bool hostDown = false)
    {
        Fault crash;
        crash.at = at;
        crash.length = length;
        crash.hostDown = hostDown;
        scenario.faults.faults.push_back(crash);
    }

    /// The addresses of a host's interface.
    std::vector<Ipv4Address> AddressesOf(uint32_t subscriber) const
    {
        Ptr<Ipv4> ipv4 = network.clients[subscriber]->GetNode()->GetObject<Ipv4>();
        std::vector<Ipv4Address> addresses;
        for (uint32_t i = 0; i < ipv4->GetNAddresses(1); ++i)
        {
            addresses.push_back(ipv4->GetAddress(1, i).GetLocal());
        }
        return addresses;
    }

    /// Whether a host has a default route.
    bool HasDefaultRoute(uint32_t subscriber) const
    {
        Ptr<Ipv4> ipv4 = network.clients[subscriber]->GetNode()->GetObject<Ipv4>();
        Ptr<Ipv4StaticRouting> routing = Ipv4StaticRoutingHelper().GetStaticRouting(ipv4);
        return routing->GetDefaultRoute().GetDest() == Ipv4Address("0.0.0.0") &&
               routing->GetDefaultRoute().IsGateway();
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
};

/// Counts ACKs on a client's link by transaction.
struct AckCounter
{
    void Rx(uint32_t, const DhcpMessage& message)
    {
        if (message.type == DHCPACK)
        {
            ++acks[message.xid];
        }
    }

    std::map<uint32_t, int> acks;
};

uint32_t g_echoes = 0;

void
CountPacket(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        ++g_echoes;
        socket->SendTo(packet, 0, from);
    }
}

} // namespace

TEST_F(NetworkTest, AddressAndRouteComeWithTheLeaseAndGoWithIt)
{
    Crash(4 * MINUTE, 30 * MINUTE);
    Build("plain");
    RunUntil(3 * MINUTE);
    const auto held = AddressesOf(0);
    ASSERT_EQ(held.size(), 1u);
    EXPECT_EQ(held[0].CombineMask("255.255.255.0"), Ipv4Address("10.0.0.0"));
    EXPECT_TRUE(HasDefaultRoute(0));
    RunUntil(20 * MINUTE);
    EXPECT_EQ(AddressesOf(0), std::vector<Ipv4Address>{Ipv4Address("0.0.0.0")});
    EXPECT_FALSE(HasDefaultRoute(0));
    RunUntil(40 * MINUTE);
    EXPECT_EQ(AddressesOf(0), held) << "the server remembers the client";
    EXPECT_TRUE(HasDefaultRoute(0));
}

TEST_F(NetworkTest, UserTrafficFlowsWhileTheLeaseIsHeldAndStopsWithIt)
{
    Crash(4 * MINUTE, 30 * MINUTE);
    Build("plain");
    Ptr<Socket> far =
        Socket::CreateSocket(network.server->GetNode(), UdpSocketFactory::GetTypeId());
    far->Bind(InetSocketAddress(Ipv4Address::GetAny(), 7));
    far->SetRecvCallback(MakeCallback(&CountPacket));
    Ptr<Socket> near =
        Socket::CreateSocket(network.clients[0]->GetNode(), UdpSocketFactory::GetTypeId());
    near->Bind();
    const auto ping = [&](Instant until) {
        g_echoes = 0;
        near->SendTo(Create<Packet>(100),
                     0,
                     InetSocketAddress(Ipv4Address(helper->ServerId()), 7));
        RunUntil(until);
        return g_echoes == 1 && near->GetRxAvailable() > 0;
    };
    RunUntil(1 * MINUTE);
    EXPECT_TRUE(ping(2 * MINUTE)) << "there and back through the relay";
    RunUntil(20 * MINUTE);
    while (near->Recv())
    {
    }
    EXPECT_FALSE(ping(21 * MINUTE));
}

TEST_F(NetworkTest, ExactlyOneAckReachesTheClientWhoeverComesFirst)
{
    // The server is slower than the relay's patience now and then: its own work takes 2.5 s.
    for (const Duration service : {100 * MICROSECOND, 2500 * MILLISECOND})
    {
        scenario.server.serviceTime = service;
        scenario.subscribers.count = 1;
        scenario.network.relays = 1;
        Build("relay-backup");
        AckCounter counter;
        network.clients[0]->TraceConnectWithoutContext("Rx",
                                                       MakeCallback(&AckCounter::Rx, &counter));
        RunUntil(1 * HOUR);
        EXPECT_GE(counter.acks.size(), 10u);
        for (const auto& [xid, count] : counter.acks)
        {
            EXPECT_EQ(count, 1) << "service " << service << " xid " << xid;
        }
        const auto& totals = tap->Meter().GetTotals();
        EXPECT_EQ(totals.renewalsByRelay > 0, service > 2 * SECOND);
        Simulator::Destroy();
    }
}

TEST_F(NetworkTest, StandsInForALinkThatIsDownAndForADeadHost)
{
    Fault down(FaultKind::LINK_DOWN);
    down.target.index = 0;
    down.at = 8 * MINUTE;
    down.length = 30 * MINUTE;
    scenario.faults.faults.push_back(down);
    Crash(60 * MINUTE, 30 * MINUTE, true);
    Build("relay-backup");
    RunUntil(50 * MINUTE);
    EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
    EXPECT_GT(tap->Meter().GetTotals().renewalsByRelay, 0u);
    EXPECT_EQ(network.relays[1]->GetMachine()->Journal().HighWater(), 0u)
        << "the other link was up";
    RunUntil(2 * HOUR);
    EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
    EXPECT_EQ(network.relays[0]->GetMachine()->Journal().Size(), 0u);
    EXPECT_EQ(network.relays[0]->GetMachine()->State(), RelayState::FORWARDING);
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(NetworkTest, ServerIdOverrideStandsInToo_Rfc5107)
{
    scenario.relay.interception = INTERCEPT_SERVER_ID_OVERRIDE;
    Crash(8 * MINUTE, 30 * MINUTE);
    Build("relay-backup");
    RunUntil(30 * MINUTE);
    EXPECT_EQ(network.clients[0]->GetState().serverId, helper->GatewayOf(0))
        << "the relay's own ACK names the relay too";
    RunUntil(1 * HOUR);
    EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
    EXPECT_GT(tap->Meter().GetTotals().renewalsByRelay, 0u);
    EXPECT_EQ(network.relays[0]->GetMachine()->Journal().Size(), 0u);
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(NetworkTest, APausedServerAnswersWhatItsQueueKept)
{
    Fault pause(FaultKind::SERVER_PAUSE);
    pause.at = 8 * MINUTE;
    pause.length = 20 * MINUTE;
    scenario.faults.faults.push_back(pause);
    scenario.server.queue = 5;
    Build("relay-backup");
    RunUntil(28 * MINUTE - 1);
    const auto served = tap->Meter().GetTotals().serverMessages;
    RunUntil(28 * MINUTE + 100 * MILLISECOND);
    EXPECT_GE(tap->Meter().GetTotals().serverMessages, served + 5) << "what waited is served";
    for (const SecondCounts& second : tap->Meter().Seconds())
    {
        EXPECT_LE(second.queuePeak, 5u);
    }
    RunUntil(1 * HOUR);
    EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
    EXPECT_GT(tap->Meter().DropsByCause().at("queue full"), 0u);
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(NetworkTest, OverlappingFaultsAddUp)
{
    Crash(8 * MINUTE, 10 * MINUTE);
    Crash(10 * MINUTE, 4 * MINUTE);
    Crash(12 * MINUTE, 10 * MINUTE);
    Build("plain");
    RunUntil(20 * MINUTE);
    const auto served = tap->Meter().GetTotals().serverMessages;
    RunUntil(21 * MINUTE);
    EXPECT_EQ(tap->Meter().GetTotals().serverMessages, served) << "still down";
    RunUntil(30 * MINUTE);
    EXPECT_GT(tap->Meter().GetTotals().serverMessages, served);
}

TEST_F(NetworkTest, GarbageDoesNotStopService_Cve2010_3616)
{
    Build("relay-backup");
    Ptr<Socket> attacker =
        Socket::CreateSocket(network.server->GetNode(), UdpSocketFactory::GetTypeId());
    attacker->Bind();
    DhcpBytes bytes;
    WriteMessage(DhcpMessage(), MIN_DATAGRAM, bytes);
    const Draw draw(5, 1);
    for (uint32_t i = 0; i < 2000; ++i)
    {
        DhcpBytes hostile = bytes;
        for (uint32_t k = 0; k < 8; ++k)
        {
            const uint32_t bits = draw.Bits(DrawPurpose::ARRIVAL, i, k);
            hostile[bits % hostile.size()] = bits >> 24;
        }
        hostile.resize(draw.Bits(DrawPurpose::ARRIVAL, i, 9) % (hostile.size() + 1));
        for (const IpAddr target : {helper->ServerId(), helper->GatewayOf(0)})
        {
            attacker->SendTo(Create<Packet>(hostile.data(), hostile.size()),
                             0,
                             InetSocketAddress(Ipv4Address(target), SERVER_PORT));
        }
    }
    RunUntil(2 * MINUTE);
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 4u);
}

TEST_F(NetworkTest, CapturesAreValid_Tshark)
{
    Crash(4 * MINUTE, 15 * MINUTE);
    scenario.run.pcap = {{LinkName::CORE, 0}, {LinkName::ACCESS, 0}};
    const auto folder = std::filesystem::temp_directory_path() /
                        ("dhcp-backup-network-test-" + std::to_string(getpid()));
    for (const std::string design : {"plain", "relay-backup"})
    {
        std::filesystem::create_directory(folder);
        Build(design);
        helper->EnablePcap(network, folder.string());
        RunUntil(1 * HOUR);
        Simulator::Destroy();
        network = {}; // closes the files
        for (const std::string file : {"/core-0.pcap", "/access-0.pcap"})
        {
            const OracleReport report = JudgeCapture(folder.string() + file);
            EXPECT_GT(report.messages, 8u) << design << file;
            EXPECT_EQ(report.complaints, std::vector<std::string>()) << design << file;
        }
        std::filesystem::remove_all(folder);
    }
}
