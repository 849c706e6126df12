/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/backup-network-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gtest/gtest.h>
#include <map>
#include <set>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// What a server takes from its queue.
struct ServerLog
{
    void Rx(const DhcpMessage& message)
    {
        xids.insert(message.xid);
        discovers += message.type == DHCPDISCOVER;
        requests += message.type == DHCPREQUEST;
        giaddrs.insert(message.giaddr);
        addresses.insert(message.ciaddr);
    }

    std::set<uint32_t> xids;    //!< of all messages
    std::set<IpAddr> giaddrs;   //!< of all messages
    std::set<IpAddr> addresses; //!< ciaddr of all messages
    uint32_t discovers{0};      //!< DISCOVERs
    uint32_t requests{0};       //!< REQUESTs
};

/// One relay with a near server, which has two addresses, and a far one, which has enough. So
/// subscribers 0 and 1, who come first, have leases of the near one, and subscriber 2 of the far
/// one.
class TwoServersTest : public testing::Test
{
  protected:
    static constexpr Duration LEASE = 20 * MINUTE;
    static constexpr Instant OUTAGE = 15 * MINUTE;
    static constexpr IpAddr NEAR = 192u << 24 | 168u << 16 | 1; // 192.168.0.1

    ~TwoServersTest() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design)
    {
        Scenario scenario;
        scenario.subscribers.count = 3;
        scenario.subscribers.arrival.within = SECOND;
        scenario.network.relays = 1;
        scenario.leases.time = LEASE;
        scenario.relay.syncInterval = 0;
        scenario.network.coreSockets = true; // the near server is not on the core
        const BackupNetworkHelper helper(scenario);
        network = helper.Install(MakeDesign(design, scenario.relay));
        network.clients[2]->SetStartTime(Minutes(1));
        far = network.server;
        FAR = helper.ServerId();
        relay = network.relays[0];
        gateway = helper.GatewayOf(0);
        near = AddServer();
        relay->AddServer(Ipv4Address(NEAR));
        near->TraceConnectWithoutContext("Rx", MakeCallback(&ServerLog::Rx, &nearLog));
        far->TraceConnectWithoutContext("Rx", MakeCallback(&ServerLog::Rx, &farLog));
        relay->TraceConnectWithoutContext("ServerTx",
                                          MakeCallback(&TwoServersTest::ToServer, this));
        relay->TraceConnectWithoutContext("ClientTx",
                                          MakeCallback(&TwoServersTest::ToClient, this));
    }

    /// A server of two addresses at the end of a shorter link to the relay.
    Ptr<LeaseServer> AddServer()
    {
        Ptr<Node> node = CreateObject<Node>();
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(node);
        PointToPointHelper link;
        link.SetDeviceAttribute("DataRate", StringValue("1Gbps"));
        link.SetChannelAttribute("Delay", StringValue("1ms"));
        const NetDeviceContainer ends = link.Install(relay->GetNode(), node);
        for (uint32_t end = 0; end < 2; ++end)
        {
            Ptr<Ipv4> ipv4 = ends.Get(end)->GetNode()->GetObject<Ipv4>();
            const uint32_t interface = ipv4->AddInterface(ends.Get(end));
            ipv4->AddAddress(interface, {Ipv4Address(end == 0 ? NEAR + 1 : NEAR), Ipv4Mask("/30")});
            ipv4->SetUp(interface);
        }
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(node->GetObject<Ipv4>())
            ->SetDefaultRoute(Ipv4Address(NEAR + 1), 1);
        SubnetConfig subnet;
        subnet.router = gateway;
        subnet.network = gateway - 1;
        subnet.mask = 0xffffff00;
        subnet.poolFirst = gateway + 127;
        subnet.poolLast = gateway + 128;
        subnet.leaseTime = LEASE / SECOND;
        Ptr<LeaseServer> server = CreateObject<LeaseServer>();
        server->AddSubnet(subnet);
        node->AddApplication(server);
        return server;
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// All have leases; the near server dies with its host at OUTAGE, and the run stops there.
    void BeginOutage()
    {
        RunUntil(OUTAGE);
        for (uint32_t i = 0; i < 3; ++i)
        {
            ASSERT_NE(Address(i), 0u) << i;
            ASSERT_EQ(ServerOf(i), i < 2 ? NEAR : FAR) << i;
        }
        near->Crash(CrashKind::HOST);
        nearLog = {};
        farLog = {};
        acks.clear();
    }

    IpAddr Address(uint32_t subscriber) const
    {
        const ClientState& state = network.clients[subscriber]->GetState();
        return state.HoldsAddress() ? state.address : 0;
    }

    IpAddr ServerOf(uint32_t subscriber) const
    {
        return network.clients[subscriber]->GetState().serverId;
    }

    void ToServer(uint32_t, const DhcpMessage& message, MessagePurpose purpose)
    {
        if (purpose != MessagePurpose::RELAYED)
        {
            own.insert(message.xid);
        }
        if (purpose == MessagePurpose::REPLAY)
        {
            replays.insert(message.xid);
        }
    }

    void ToClient(uint32_t, const DhcpMessage& message)
    {
        if (message.type == DHCPACK)
        {
            acks[message.yiaddr].insert(message.options.GetU32(OPT_SERVER_ID).value_or(0));
        }
    }

    BackupNetwork network;
    Ptr<LeaseServer> near;
    Ptr<LeaseServer> far;
    IpAddr gateway{0};
    IpAddr FAR{0};
    Ptr<LeaseRelay> relay;
    ServerLog nearLog;
    ServerLog farLog;
    std::set<uint32_t> own;                  // xids of the relay's own messages
    std::set<uint32_t> replays;              // xids of its replays
    std::map<IpAddr, std::set<IpAddr>> acks; // servers in ACKs for an address
};

} // namespace

TEST_F(TwoServersTest, BroadcastsGoToBothUnderOneGiaddrAndEachClientTakesOne_Rfc1542_4_1_1)
{
    Build("plain");
    RunUntil(5 * MINUTE);
    for (const ServerLog* log : {&nearLog, &farLog})
    {
        EXPECT_EQ(log->discovers, 3u);
        EXPECT_EQ(log->requests, 3u) << "also those that choose the other server";
        EXPECT_EQ(log->giaddrs, std::set<IpAddr>{gateway});
    }
    EXPECT_EQ(ServerOf(0), NEAR);
    EXPECT_EQ(ServerOf(1), NEAR);
    EXPECT_EQ(ServerOf(2), FAR);
    EXPECT_EQ(near->GetMachine()->ActiveLeases(), 2u);
    EXPECT_EQ(far->GetMachine()->ActiveLeases(), 1u);
}

TEST_F(TwoServersTest, WithoutBackupTheOtherServerGivesAnotherAddress)
{
    Build("plain");
    BeginOutage();
    const IpAddr address = Address(0);
    RunUntil(OUTAGE + LEASE);
    EXPECT_NE(Address(0), 0u);
    EXPECT_NE(Address(0), address) << "the far server knows nothing of the lease";
    EXPECT_EQ(ServerOf(0), FAR);
}

TEST_F(TwoServersTest, OnlyTheAbsentServersClientsAreStoodInForUnderItsName)
{
    Build("relay-backup");
    BeginOutage();
    const std::vector<IpAddr> addresses{Address(0), Address(1), Address(2)};
    RunUntil(OUTAGE + 2 * LEASE);
    const RelayMachine& machine = *relay->GetMachine();
    for (uint32_t i = 0; i < 3; ++i)
    {
        SCOPED_TRACE(i);
        const bool absent = i < 2;
        const IpAddr server = absent ? NEAR : FAR;
        EXPECT_EQ(Address(i), addresses[i]);
        EXPECT_EQ(acks[addresses[i]], std::set<IpAddr>{server});
        const MirrorRecord* const record = machine.Mirror().Find(addresses[i]);
        ASSERT_NE(record, nullptr);
        EXPECT_EQ(record->server, absent ? 1 : 0) << "numbered as they were added";
        EXPECT_EQ(record->serverId, server);
        EXPECT_EQ(record->standIns >= 2, absent);
        const JournalEntry* const owed = machine.Journal().Find(addresses[i]);
        ASSERT_EQ(owed != nullptr, absent);
        if (owed)
        {
            EXPECT_EQ(owed->server, 1);
            EXPECT_EQ(owed->serverId, NEAR);
            EXPECT_EQ(farLog.addresses.count(addresses[i]), 0u) << "no probe strays";
        }
    }
}

TEST_F(TwoServersTest, TheServerThatIsOwedIsToldAlsoAfterACrashOfTheRelay)
{
    for (const bool crash : {false, true})
    {
        SCOPED_TRACE(crash);
        Build("relay-backup");
        BeginOutage();
        RunUntil(OUTAGE + 8 * MINUTE);
        ASSERT_EQ(relay->GetMachine()->Journal().Size(), 2u);
        if (crash)
        {
            relay->Crash();
            EXPECT_TRUE(relay->Restart(false).empty());
            ASSERT_EQ(relay->GetMachine()->Journal().Size(), 2u);
            EXPECT_EQ(relay->GetMachine()->Mirror().Find(Address(0))->server, 1);
        }
        RunUntil(OUTAGE + 10 * MINUTE);
        replays.clear();
        near->Restart(StoreFate::KEPT);
        RunUntil(OUTAGE + 12 * MINUTE);
        EXPECT_EQ(relay->GetMachine()->Journal().Size(), 0u);
        // What found the server has settled one promise.
        EXPECT_EQ(replays.size(), 1u);
        for (const uint32_t xid : own)
        {
            EXPECT_EQ(farLog.xids.count(xid), 0u);
        }
        for (const uint32_t xid : replays)
        {
            EXPECT_EQ(nearLog.xids.count(xid), 1u);
        }
        for (const uint32_t i : {0, 1})
        {
            EXPECT_EQ(farLog.addresses.count(Address(i)), 0u);
            const Binding& binding = near->GetMachine()->TableFor(Address(i))->At(Address(i));
            EXPECT_EQ(binding.state, BindingState::ACTIVE);
            EXPECT_GE(binding.expiry, network.clients[i]->GetState().expiry);
        }
        Simulator::Destroy();
        own.clear();
    }
}
