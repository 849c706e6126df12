/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BULK_NETWORK_FIXTURE_H
#define DHCPBACKUP_BULK_NETWORK_FIXTURE_H

#include "ns3/backup-network-helper.h"
#include "ns3/config.h"
#include "ns3/inet-socket-address.h"
#include "ns3/message-stream.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"
#include "ns3/uinteger.h"
#include "ns3/witness-tap.h"

#include <gtest/gtest.h>
#include <map>

namespace ns3::dhcpbackup::test
{

/// Two relays with a server that answers bulk leasequery; the first one can lose its memory (hazard
/// H14).
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
        BufferBytes(131072);
    }

    /// How much TCP takes over before it has been sent; what is said here is so in later tests,
    /// too.
    static void BufferBytes(uint32_t bytes)
    {
        Config::SetDefault("ns3::TcpSocket::SndBufSize", UintegerValue(bytes));
    }

    /// Build the network.
    void Build(const std::string& design = "relay-backup")
    {
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        network.server->TraceConnectWithoutContext("Drop",
                                                   MakeCallback(&BulkNetworkTest::Dropped, this));
        network.relays[0]->TraceConnectWithoutContext("ServerTx",
                                                      MakeCallback(&BulkNetworkTest::Asked, this));
    }

    /// Let time pass.
    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// Make room for another network.
    void Clear()
    {
        Simulator::Destroy();
        drops.clear();
        bulkQueries = 0;
        singleQueries = 0;
    }

    /// The server refuses something.
    void Dropped(const char* reason)
    {
        ++drops[reason];
    }

    /// The first relay sends a message.
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

    /// Say something on a connection.
    static void Send(const Ptr<Socket>& socket, const std::vector<uint8_t>& bytes)
    {
        socket->Send(Create<Packet>(bytes.data(), bytes.size()));
    }

    /// A query for every address of the server, as it goes over TCP.
    static std::vector<uint8_t> QueryForAll(uint32_t xid = 0)
    {
        DhcpMessage query;
        query.type = DHCPBULKLEASEQUERY;
        query.hlen = 0;
        query.xid = xid;
        std::vector<uint8_t> bytes;
        WriteToStream(query, bytes);
        return bytes;
    }

    /// Be a server that says something to everybody at once, and then closes or waits.
    Ptr<Socket> Impersonate(const std::vector<uint8_t>& bytes, bool closes)
    {
        says = bytes;
        closesAtOnce = closes;
        Ptr<Socket> listener =
            Socket::CreateSocket(network.server->GetNode(), TcpSocketFactory::GetTypeId());
        listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT));
        listener->Listen();
        listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                    MakeCallback(&BulkNetworkTest::Impersonated, this));
        return listener;
    }

    /// Somebody has connected.
    void Impersonated(Ptr<Socket> socket, const Address&)
    {
        Send(socket, says);
        if (closesAtOnce)
        {
            socket->Close();
        }
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    std::map<std::string, uint32_t> drops;
    uint32_t bulkQueries{0};
    uint32_t singleQueries{0};
    std::vector<uint8_t> says;
    bool closesAtOnce{false};
};

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_BULK_NETWORK_FIXTURE_H
