/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/backup-network-helper.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-runner.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Forty subscribers in an outage of every kind: process dead, host dead, link down, relay dead.
Scenario
AllOutages(SubscriberModel model)
{
    const auto read = ParseScenario(R"({
        "name": "all-outages",
        "subscribers": {"count": 40, "arrival": {"within": "5min"}},
        "network": {"relays": 2},
        "leases": {"time": "20min"},
        "faults": [
            {"kind": "server-crash", "at": "30min", "for": "25min"},
            {"kind": "server-crash", "at": "80min", "for": "25min", "host": "down"},
            {"kind": "link-down", "target": "core", "at": "130min", "for": "25min"},
            {"kind": "relay-crash", "target": "relay", "at": "180min", "for": "10min"},
        ]
    })",
                                    "all-outages");
    EXPECT_TRUE(read.scenario) << testing::PrintToString(read.errors);
    Scenario scenario = *read.scenario;
    scenario.subscribers.model = model;
    return scenario;
}

/// Model and design.
class DirectLinkParity
    : public testing::TestWithParam<std::tuple<SubscriberModel, const char*>>
{
  protected:
    ~DirectLinkParity() override
    {
        Simulator::Destroy();
    }
};

TEST_P(DirectLinkParity, GivesTheTraceThatSocketsGive)
{
    const auto& [model, design] = GetParam();
    Scenario scenario = AllOutages(model);
    const RunRecord direct = RunScenario(scenario, design, "", {});
    scenario.network.coreSockets = true;
    const RunRecord sockets = RunScenario(scenario, design, "", {});
    EXPECT_EQ(direct.traceHash, sockets.traceHash);
}

INSTANTIATE_TEST_SUITE_P(
    Designs,
    DirectLinkParity,
    testing::Combine(testing::Values(SubscriberModel::HOSTS, SubscriberModel::POPULATION),
                     testing::Values("plain",
                                     "relay-backup",
                                     "short-lease",
                                     "hot-standby",
                                     "failover-mclt")));

/// A network of two subscribers whose core is direct, with a look at what stacks are given.
class DirectLinkTest : public testing::Test
{
  protected:
    DirectLinkTest()
    {
        Scenario scenario;
        scenario.subscribers.count = 2;
        scenario.subscribers.arrival.within = SECOND;
        scenario.network.relays = 1;
        network = BackupNetworkHelper(scenario).Install(MakeDesign("plain", scenario.relay));
        Watch(network.server->GetNode(), MakeCallback(&DirectLinkTest::AtServer, this));
        Watch(network.relays.front()->GetNode(), MakeCallback(&DirectLinkTest::AtRelay, this));
    }

    ~DirectLinkTest() override
    {
        Simulator::Destroy();
    }

    using Sink = Callback<void, Ptr<const Packet>, Ptr<Ipv4>, uint32_t>;

    static void Watch(Ptr<Node> node, const Sink& sink)
    {
        node->GetObject<Ipv4L3Protocol>()->TraceConnectWithoutContext("Rx", sink);
    }

    void AtServer(Ptr<const Packet>, Ptr<Ipv4>, uint32_t)
    {
        ++serverStack;
    }

    void AtRelay(Ptr<const Packet> packet, Ptr<Ipv4> ipv4, uint32_t interface)
    {
        Ipv4Header header;
        packet->PeekHeader(header);
        const bool core = ipv4->GetNetDevice(interface) == network.coreDevices.Get(0);
        relayIcmp += core && header.GetProtocol() == Icmpv4L4Protocol::PROT_NUMBER;
        relayOther += core && header.GetProtocol() != Icmpv4L4Protocol::PROT_NUMBER;
    }

    void RunFor(Duration time)
    {
        Simulator::Stop(NanoSeconds(time));
        Simulator::Run();
    }

    /// Send a datagram from the relay's end of the core link.
    void SendToServer(uint16_t port, bool damaged)
    {
        DhcpBytes datagram;
        const DhcpBytes payload(300, 0);
        WriteDatagram({network.relays.front()->GetNode()->GetObject<Ipv4>()->GetAddress(1, 0)
                           .GetLocal()
                           .Get(),
                       BackupNetworkHelper(Scenario()).ServerId(),
                       SERVER_PORT,
                       port},
                      payload,
                      0,
                      datagram);
        datagram.back() ^= damaged ? 1 : 0;
        network.coreDevices.Get(0)->Send(Create<Packet>(datagram.data(), datagram.size()),
                                         network.coreDevices.Get(0)->GetBroadcast(),
                                         Ipv4L3Protocol::PROT_NUMBER);
    }

    BackupNetwork network;
    uint32_t serverStack{0};
    uint32_t relayIcmp{0};
    uint32_t relayOther{0};
};

TEST_F(DirectLinkTest, KeepsDhcpAwayFromTheStacks)
{
    RunFor(10 * MINUTE); // no renewals yet, which the router forwards
    EXPECT_EQ(network.clients.front()->GetState().phase, ClientPhase::BOUND);
    EXPECT_EQ(serverStack, 0u);
    EXPECT_EQ(relayOther, 0u);
}

TEST_F(DirectLinkTest, LeavesAnotherPortToTheStackWhichRefusesIt_Rfc1122_4_1_3_1)
{
    RunFor(MINUTE);
    SendToServer(4242, false);
    RunFor(SECOND);
    EXPECT_EQ(serverStack, 1u);
    EXPECT_EQ(relayIcmp, 1u);
}

TEST_F(DirectLinkTest, LeavesADamagedDatagramToTheStackWhichDropsIt_Rfc768)
{
    RunFor(MINUTE);
    SendToServer(SERVER_PORT, true);
    RunFor(SECOND);
    EXPECT_EQ(serverStack, 1u);
    EXPECT_EQ(relayIcmp, 0u);
}

TEST_F(DirectLinkTest, LetsTheStackOfADeadProcessRefuse_Rfc1122_4_1_3_1)
{
    RunFor(MINUTE);
    network.server->Crash(CrashKind::PROCESS);
    SendToServer(SERVER_PORT, false);
    RunFor(SECOND);
    EXPECT_EQ(relayIcmp, 1u);
}

TEST_F(DirectLinkTest, ADeadHostIsSilent)
{
    RunFor(MINUTE);
    network.server->Crash(CrashKind::HOST);
    SendToServer(SERVER_PORT, false);
    RunFor(SECOND);
    EXPECT_EQ(relayIcmp, 0u);
    EXPECT_EQ(serverStack, 0u);
}

} // namespace
