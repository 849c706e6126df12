/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Kea's load generator perfdhcp, served by the simulated server in real time.
 */

#include "ns3/arp-l3-protocol.h"
#include "ns3/boolean.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/lag-meter.h"
#include "ns3/lease-server.h"
#include "ns3/live-keeper.h"
#include "ns3/live-namespace.h"
#include "ns3/packet-socket-device.h"
#include "ns3/run-record.h"
#include "ns3/simulator.h"
#include "ns3/string.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <regex>
#include <sstream>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// The simulated server at the end of perfdhcp's cable.
class PerfdhcpRealTime : public testing::Test
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
        if (space->Do({"sh", "-c", "command -v perfdhcp"}).code != 0)
        {
            GTEST_SKIP() << "SKIPPED, nothing was tested: perfdhcp (kea-admin) is not installed";
        }
        GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        space->Do({"ip", "link", "set", "dhcp0", "up"});
        space->Do({"ip", "address", "add", "10.0.0.2/16", "dev", "dhcp0"});
        Build();
    }

    void TearDown() override
    {
        Simulator::Destroy();
        GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::DefaultSimulatorImpl"));
    }

    void Build()
    {
        Ptr<Node> node = CreateObject<Node>();
        InternetStackHelper stack;
        stack.SetIpv6StackInstall(false);
        stack.Install(node);
        const Ptr<PacketSocketDevice> device = CreateObject<PacketSocketDevice>();
        device->SetAddress(Mac48Address("02:02:00:00:00:01"));
        node->AddDevice(device);
        const Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(Ipv4Address("10.0.0.1"), Ipv4Mask("255.255.0.0")));
        ipv4->SetUp(interface);
        device->Open(space->TakePacketSocket(), Mac48Address(OUTSIDE_HARDWARE));
        server = CreateObject<LeaseServer>();
        SubnetConfig subnet;
        subnet.network = 10u << 24;
        subnet.mask = 0xffff0000;
        subnet.router = subnet.network + 1;
        subnet.poolFirst = subnet.network + 256;
        subnet.poolLast = subnet.network + 65000;
        subnet.leaseTime = 3600;
        server->AddSubnet(subnet);
        node->AddApplication(server);
    }

    /// Let perfdhcp work for some seconds.
    void Run(const std::string& options, int seconds)
    {
        lag.Start();
        Simulator::Schedule(MilliSeconds(500), &PerfdhcpRealTime::StartPerfdhcp, this, options);
        Simulator::Stop(Seconds(seconds));
        Simulator::Run();
        std::ifstream file(space->Folder() + "/perfdhcp");
        std::ostringstream text;
        text << file.rdbuf();
        report = text.str();
        RecordProperty("lagP99Ms", std::to_string(Quantile(lag.Samples(), 0.99) * 1e3));
    }

    /// All numbers that perfdhcp tells under a name, DISCOVER - OFFER first.
    std::vector<double> Told(const std::string& name) const
    {
        std::vector<double> numbers;
        const std::regex line(name + ": *([0-9.]+)");
        for (std::sregex_iterator it(report.begin(), report.end(), line), end; it != end; ++it)
        {
            numbers.push_back(std::stod((*it)[1]));
        }
        return numbers;
    }

  public: // what is scheduled
    void StartPerfdhcp(std::string options)
    {
        space->Start(space->Folder() + "/perfdhcp",
                     {"sh", "-c", "exec perfdhcp -4 -l 10.0.0.2 " + options + " 10.0.0.1"});
    }

  protected:
    std::unique_ptr<LiveNamespace> space;
    Ptr<LeaseServer> server;
    LagMeter lag;
    std::string report;
};

} // namespace

TEST_F(PerfdhcpRealTime, AllAreServedAtARate)
{
    // A rate that a busy machine bears too: this is about answers, not about speed.
    Run("-r 100 -R 40000 -p 4 -W 1000000", 8);
    const std::vector<double> received = Told("received packets");
    const std::vector<double> drops = Told("drops");
    ASSERT_EQ(received.size(), 2u) << report;
    ASSERT_EQ(drops.size(), 2u) << report;
    EXPECT_GT(received[1], 250) << report;
    EXPECT_LE(drops[0] + drops[1], 0.005 * (received[0] + received[1])) << report;
    EXPECT_GE(server->GetMachine()->ActiveLeases(), received[1]) << report;
}

TEST_F(PerfdhcpRealTime, AllOfAnAvalancheAreServed)
{
    Run("--scenario avalanche -R 1000", 20);
    EXPECT_EQ(server->GetMachine()->ActiveLeases(), 1000u) << report;
    EXPECT_THAT(report, testing::HasSubstr("It took"));
}
