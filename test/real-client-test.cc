/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Real clients, served by the simulated server through the simulated relay in real time.
 */

#include "ns3/boolean.h"
#include "ns3/design.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/lease-relay.h"
#include "ns3/lease-server.h"
#include "ns3/live-keeper.h"
#include "ns3/live-namespace.h"
#include "ns3/packet-socket-device.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/scenario.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

using namespace ns3;
using namespace ns3::dhcpbackup;
using testing::HasSubstr;

namespace
{

constexpr uint32_t LEASE_SECONDS = 20;

/// What a client calls when something changes: writes it down, and does what it says.
constexpr char SCRIPT[] = R"(#!/bin/sh
what=$1$reason
address=${ip:-$new_ip_address}
echo "$what $address" >>"$(dirname "$0")/events"
case $what in
*bound | *BOUND | *renew* | *RENEW | *REBIND)
    ip address replace "$address/24" dev dhcp0
    ip route replace default via 10.0.0.1
    ;;
*deconfig | *EXPIRE | *RELEASE) ip address flush dev dhcp0 ;;
esac
)";

/// A real client and how it is started; $D is the folder with the script.
struct RealClient
{
    const char* name;    //!< its program
    const char* command; //!< for a shell
    int renew;           //!< the signal that makes it renew, 0 if it does so by itself at T1
    int release;         //!< the signal that makes it release, 0 if there is none
};

void
PrintTo(const RealClient& client, std::ostream* os)
{
    *os << client.name;
}

const RealClient CLIENTS[] = {
    {"udhcpc", "exec busybox udhcpc -f -R -i dhcp0 -s $D/script -t 5 -T 1", SIGUSR1, SIGTERM},
    {"dhclient",
     "exec dhclient -4 -d --no-pid -sf $D/script -lf $D/dhclient.leases -cf /dev/null dhcp0",
     0,
     0},
    {"dhcpcd",
     "exec unshare -m sh -c 'mount -t tmpfs none /var/lib/dhcpcd; mount -t tmpfs none /run; "
     "exec dhcpcd -4 -B -f /dev/null -c $D/script --noarp dhcp0'",
     0,
     SIGALRM},
};

/// Real client - relay with backup - server.
class RealClientRealTime : public testing::TestWithParam<RealClient>
{
  protected:
    void SetUp() override
    {
        try
        {
            space = std::make_unique<LiveNamespace>();
        }
        catch (const std::exception& error)
        {
            GTEST_SKIP() << "SKIPPED, nothing was tested: " << error.what();
        }
        const std::string name = GetParam().name == std::string("udhcpc") ? "busybox"
                                                                          : GetParam().name;
        if (space->Do({"sh", "-c", "command -v " + name}).code != 0)
        {
            GTEST_SKIP() << "SKIPPED, nothing was tested: " << name << " is not installed";
        }
        GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        space->Do({"ip", "link", "set", "dhcp0", "up"});
        std::ofstream(space->Folder() + "/script") << SCRIPT;
        std::filesystem::permissions(space->Folder() + "/script",
                                     std::filesystem::perms::owner_all);
    }

    void TearDown() override
    {
        Simulator::Destroy();
        GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::DefaultSimulatorImpl"));
    }

    static Ptr<Node> MakeNode()
    {
        Ptr<Node> node = CreateObject<Node>();
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(node);
        return node;
    }

    /// The end of the client's cable, which has the gateway's address.
    Ptr<PacketSocketDevice> AddCable(Ptr<Node> node)
    {
        const Ptr<PacketSocketDevice> device = CreateObject<PacketSocketDevice>();
        device->SetAddress(Mac48Address("02:02:00:00:00:01"));
        node->AddDevice(device);
        AddAddress(device, "10.0.0.1", "255.255.255.0");
        device->Open(space->TakePacketSocket(), Mac48Address(OUTSIDE_HARDWARE));
        return device;
    }

    void AddServer(Ptr<Node> node)
    {
        server = CreateObject<LeaseServer>();
        SubnetConfig subnet;
        subnet.network = 10u << 24;
        subnet.mask = 0xffffff00;
        subnet.router = subnet.network + 1;
        subnet.poolFirst = subnet.network + 10;
        subnet.poolLast = subnet.network + 20;
        subnet.leaseTime = LEASE_SECONDS;
        server->AddSubnet(subnet);
        server->TraceConnectWithoutContext("Tx", MakeCallback(&RealClientRealTime::Answered, this));
        node->AddApplication(server);
    }

    /// Client - relay with backup - server.
    void BuildWithRelay()
    {
        Ptr<Node> nodes[2]{MakeNode(), MakeNode()}; // server and relay
        const NetDeviceContainer core = PointToPointHelper().Install(nodes[0], nodes[1]);
        AddAddress(core.Get(0), "172.16.0.1", "255.255.255.0");
        AddAddress(core.Get(1), "172.16.0.2", "255.255.255.0");
        Ipv4StaticRoutingHelper()
            .GetStaticRouting(nodes[0]->GetObject<Ipv4>())
            ->SetDefaultRoute(Ipv4Address("172.16.0.2"), 1);
        const Ptr<PacketSocketDevice> device = AddCable(nodes[1]);
        AddServer(nodes[0]);
        relay = CreateObject<LeaseRelay>();
        RelayPolicy knobs = DefaultRelayKnobs();
        knobs.answerAfter = 1 * SECOND;
        knobs.failuresToSuspect = 1;
        knobs.failuresToStandIn = 1;
        relay->SetPolicy(MakeDesign("relay-backup", knobs).policy);
        relay->AddServer(Ipv4Address("172.16.0.1"));
        relay->AddAccessDevice(device);
        relay->TraceConnectWithoutContext("StoodIn", MakeCallback(&RealClientRealTime::StoodIn, this));
        nodes[1]->AddApplication(relay);
    }

    static void AddAddress(Ptr<NetDevice> device, const char* address, const char* mask)
    {
        Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface, Ipv4InterfaceAddress(Ipv4Address(address), Ipv4Mask(mask)));
        ipv4->SetUp(interface);
    }

  public: // what is scheduled
    void StartClient()
    {
        client = space->Start(space->Folder() + "/log",
                              {"env", "D=" + space->Folder(), "sh", "-c", GetParam().command});
    }

    void Signal(int signal)
    {
        space->Signal(client, signal);
    }

    void StoodIn(uint32_t, const MirrorRecord&)
    {
        ++standIns;
    }

    void Answered(const DhcpMessage& reply)
    {
        acks += reply.type == DHCPACK ? 1 : 0;
    }

    void LookAtAddress(std::string* addresses)
    {
        *addresses = space->Do({"ip", "-o", "-4", "address", "show", "dhcp0"}).output;
    }

  protected:
    std::string ReadFile(const std::string& name) const
    {
        std::ifstream file(space->Folder() + "/" + name);
        std::ostringstream text;
        text << file.rdbuf();
        return text.str();
    }

    std::unique_ptr<LiveNamespace> space;
    Ptr<LeaseServer> server;
    Ptr<LeaseRelay> relay;
    pid_t client{0};
    int standIns{0};
    int acks{0};
};

} // namespace

TEST_P(RealClientRealTime, KeepsItsAddressOnTheRelaysWordAndReleasesIt)
{
    const RealClient& real = GetParam();
    BuildWithRelay();
    // Clients wait up to 10 s before they begin, and take up to 2 s for an OFFER.
    constexpr int crash = 15;
    constexpr int late = crash + LEASE_SECONDS + 3;
    constexpr int back = late + 1;
    std::string before;
    std::string after;
    Simulator::Schedule(MilliSeconds(100), &RealClientRealTime::StartClient, this);
    Simulator::Schedule(Seconds(crash), &RealClientRealTime::LookAtAddress, this, &before);
    Simulator::Schedule(Seconds(crash), &LeaseServer::Crash, server, CrashKind::PROCESS);
    for (int at = crash + 1; real.renew != 0 && at < crash + 9; at += 4)
    {
        Simulator::Schedule(Seconds(at), &RealClientRealTime::Signal, this, real.renew);
    }
    Simulator::Schedule(Seconds(late), &RealClientRealTime::LookAtAddress, this, &after);
    Simulator::Schedule(Seconds(back), &LeaseServer::Restart, server, StoreFate::KEPT);
    if (real.release != 0)
    {
        Simulator::Schedule(Seconds(back + 5), &RealClientRealTime::Signal, this, real.release);
    }
    Simulator::Stop(Seconds(back + 8));
    Simulator::Run();
    const std::string story = ReadFile("events") + ReadFile("log");
    EXPECT_THAT(before, HasSubstr("10.0.0.")) << story;
    EXPECT_THAT(after, HasSubstr("10.0.0.")) << story;
    EXPECT_GT(standIns, 0) << story;
    EXPECT_EQ(server->GetMachine()->ActiveLeases(), real.release != 0 ? 0u : 1u) << story;
}

TEST_P(RealClientRealTime, IsServedDirectlyRenewsAtT1AndReleases_Rfc2131_4_4_5)
{
    const RealClient& real = GetParam();
    const Ptr<Node> node = MakeNode();
    AddCable(node);
    AddServer(node);
    constexpr int end = 12 + LEASE_SECONDS / 2 + 4; // it has begun, and renewed
    std::string address;
    Simulator::Schedule(MilliSeconds(100), &RealClientRealTime::StartClient, this);
    if (real.renew != 0)
    {
        Simulator::Schedule(Seconds(end - 4), &RealClientRealTime::Signal, this, real.renew);
    }
    Simulator::Schedule(Seconds(end), &RealClientRealTime::LookAtAddress, this, &address);
    if (real.release != 0)
    {
        Simulator::Schedule(Seconds(end + 1), &RealClientRealTime::Signal, this, real.release);
    }
    Simulator::Stop(Seconds(end + 3));
    Simulator::Run();
    const std::string story = ReadFile("events") + ReadFile("log");
    EXPECT_THAT(address, HasSubstr("10.0.0.1")) << story;
    EXPECT_GE(acks, 2) << "granted and renewed\n" << story;
    EXPECT_EQ(server->GetMachine()->ActiveLeases(), real.release != 0 ? 0u : 1u) << story;
}

INSTANTIATE_TEST_SUITE_P(Clients, RealClientRealTime, testing::ValuesIn(CLIENTS), [](const auto& info) {
    return std::string(info.param.name);
});
