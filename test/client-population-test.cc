/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tshark-oracle.h"

#include "ns3/backup-network-helper.h"
#include "ns3/client-profile.h"
#include "ns3/dhcp-message.h"
#include "ns3/ethernet-header.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/udp-datagram.h"
#include "ns3/witness-tap.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <map>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// A DHCP message as it was captured on an access link.
struct Captured
{
    Instant at;
    Mac48Address from;
    Mac48Address to;
    UdpAddresses addresses;
    DhcpMessage message;
    DhcpBytes bytes;
};

/// By hardware address of the client that it comes from or is for.
using Transcript = std::map<DhcpBytes, std::vector<Captured>>;

/// Fifty subscribers behind a relay, short leases and an outage.
class Population : public testing::Test
{
  protected:
    Population()
    {
        scenario.subscribers.count = 50;
        scenario.subscribers.arrival.within = 5 * MINUTE;
        scenario.network.relays = 1;
        scenario.network.access = {1'000'000'000, 100 * MICROSECOND};
        scenario.leases.time = 10 * MINUTE;
    }

    ~Population() override
    {
        Simulator::Destroy();
    }

    void Build(SubscriberModel model, const std::string& design = "relay-backup")
    {
        Simulator::Destroy();
        transcript.clear();
        scenario.subscribers.model = model;
        ASSERT_TRUE(scenario.Errors().empty());
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        for (uint32_t i = 0; i < network.accessDevices.GetN(); ++i)
        {
            network.accessDevices.Get(i)->TraceConnectWithoutContext(
                "PromiscSniffer",
                MakeCallback(&Population::Sniff, this));
        }
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    void Add(FaultKind kind, Instant at, Duration length)
    {
        Fault fault(kind);
        fault.at = at;
        fault.length = length;
        scenario.faults.faults.push_back(fault);
    }

    void Sniff(Ptr<const Packet> packet)
    {
        Ptr<Packet> frame = packet->Copy();
        EthernetHeader ethernet;
        frame->RemoveHeader(ethernet);
        DhcpBytes bytes(frame->GetSize());
        frame->CopyData(bytes.data(), bytes.size());
        Captured captured;
        captured.at = Simulator::Now().GetNanoSeconds();
        captured.from = ethernet.GetSource();
        captured.to = ethernet.GetDestination();
        ByteView payload;
        if (ethernet.GetLengthType() != 0x0800 ||
            !ParseDatagram(bytes, captured.addresses, payload) ||
            (captured.addresses.destinationPort != CLIENT_PORT &&
             captured.addresses.destinationPort != SERVER_PORT))
        {
            return;
        }
        ASSERT_EQ(ParseMessage(payload, captured.message), ParseError::NONE);
        captured.bytes.assign(payload.begin(), payload.end());
        const auto& chaddr = captured.message.chaddr;
        transcript[DhcpBytes(chaddr.begin(), chaddr.end())].push_back(captured);
    }

    /// How many subscribers are in a state.
    uint32_t CountOf(ClientPhase phase) const
    {
        uint32_t count = 0;
        for (uint32_t i = 0; i < scenario.Population(); ++i)
        {
            count += network.StateOf(i).phase == phase;
        }
        return count;
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    Transcript transcript;
};

/// The same through an outage, for a profile and a design.
class PopulationProfile
    : public Population,
      public testing::WithParamInterface<std::tuple<ClientProfile, std::string>>
{
};

void
CountFrame(uint32_t* count, Ptr<const Packet>)
{
    ++*count;
}

/// A subscriber's hardware address as in a message.
DhcpBytes
ChaddrOf(uint32_t subscriber)
{
    DhcpBytes chaddr(DhcpMessage().chaddr.size());
    BackupNetworkHelper::HardwareAddressOf(subscriber).CopyTo(chaddr.data());
    return chaddr;
}

/// Hosts ask for the gateway's hardware address before they send to a server itself.
constexpr Duration ARP_AND_SERIALISATION = 1 * MILLISECOND;

} // namespace

TEST_P(PopulationProfile, TalksAsHostsDoThroughAnOutage)
{
    scenario.subscribers.profiles = {{std::get<0>(GetParam()).name, 1}};
    Add(FaultKind::SERVER_CRASH, 30 * MINUTE, 16 * MINUTE);
    Build(SubscriberModel::HOSTS, std::get<1>(GetParam()));
    RunUntil(60 * MINUTE);
    const Transcript hosts = transcript;
    const uint32_t bound = CountOf(ClientPhase::BOUND);
    Build(SubscriberModel::POPULATION, std::get<1>(GetParam()));
    RunUntil(60 * MINUTE);

    ASSERT_EQ(hosts.size(), scenario.subscribers.count);
    ASSERT_EQ(transcript.size(), hosts.size());
    EXPECT_EQ(CountOf(ClientPhase::BOUND), bound);
    for (const auto& [client, expected] : hosts)
    {
        const std::vector<Captured>& found = transcript.at(client);
        ASSERT_EQ(found.size(), expected.size());
        EXPECT_GT(found.size(), 8u) << "an outage without renewals shows little";
        for (size_t i = 0; i < expected.size(); ++i)
        {
            EXPECT_EQ(found[i].bytes, expected[i].bytes) << i;
            EXPECT_EQ(found[i].addresses.source, expected[i].addresses.source);
            EXPECT_EQ(found[i].addresses.destination, expected[i].addresses.destination);
            EXPECT_EQ(found[i].addresses.sourcePort, expected[i].addresses.sourcePort);
            EXPECT_EQ(found[i].to.IsBroadcast(), expected[i].to.IsBroadcast());
            EXPECT_NEAR(found[i].at, expected[i].at, ARP_AND_SERIALISATION);
            if (found[i].addresses.destinationPort == SERVER_PORT)
            {
                EXPECT_EQ(found[i].from, expected[i].from) << "each has its own address";
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All,
                         PopulationProfile,
                         testing::Combine(testing::ValuesIn(KnownClientProfiles()),
                                          testing::Values("plain", "relay-backup")),
                         [](const auto& info) {
                             std::string name = std::get<0>(info.param).name;
                             name += "_" + std::get<1>(info.param);
                             for (char& letter : name)
                             {
                                 letter = std::isalnum(letter) ? letter : '_';
                             }
                             return name;
                         });

TEST_F(Population, IsSwitchedOffAndOnOneByOne)
{
    Build(SubscriberModel::POPULATION);
    RunUntil(6 * MINUTE);
    EXPECT_EQ(CountOf(ClientPhase::BOUND), 50u);
    const auto& population = network.populations[0];
    const IpAddr address = network.StateOf(7).address;
    transcript.clear();
    population->SwitchOff(7);
    RunUntil(8 * MINUTE);
    EXPECT_TRUE(transcript[ChaddrOf(7)].empty()) << "it is off";
    EXPECT_EQ(CountOf(ClientPhase::BOUND), 49u);
    population->SwitchOn(7);
    RunUntil(9 * MINUTE);
    ASSERT_FALSE(transcript[ChaddrOf(7)].empty());
    const DhcpMessage& first = transcript[ChaddrOf(7)].front().message;
    EXPECT_EQ(first.type, DHCPREQUEST) << "RFC 2131 3.2: it asks for the address it had";
    EXPECT_EQ(first.options.GetU32(OPT_REQUESTED_ADDRESS), address);
    EXPECT_EQ(network.StateOf(7).phase, ClientPhase::BOUND);
}

TEST_F(Population, ReleasesWhenItIsSwitchedOffGracefully_Rfc2131_4_4_6)
{
    Build(SubscriberModel::POPULATION);
    RunUntil(6 * MINUTE);
    transcript.clear();
    network.populations[0]->SwitchOff(7, true);
    RunUntil(6 * MINUTE + SECOND);
    ASSERT_EQ(transcript[ChaddrOf(7)].size(), 1u);
    EXPECT_EQ(transcript[ChaddrOf(7)].front().message.type, DHCPRELEASE);
}

TEST_F(Population, LosesPowerAndComesBackByAFault)
{
    scenario.subscribers.count = 20;
    Add(FaultKind::POWER_LOSS, 6 * MINUTE, 2 * MINUTE);
    Build(SubscriberModel::POPULATION);
    RunUntil(7 * MINUTE);
    EXPECT_EQ(CountOf(ClientPhase::BOUND), 0u);
    RunUntil(10 * MINUTE);
    EXPECT_EQ(CountOf(ClientPhase::BOUND), 20u);
}

TEST_F(Population, WhatTheServersHostSaysToASubscriberIsNotSentBackToIt)
{
    // A closed port is answered to the subscriber that renews; there is no host to take it.
    Add(FaultKind::SERVER_CRASH, 6 * MINUTE, 4 * MINUTE);
    Build(SubscriberModel::POPULATION, "plain");
    RunUntil(6 * MINUTE);
    uint32_t sent = 0;
    network.coreDevices.Get(0)->TraceConnectWithoutContext("MacTx",
                                                           MakeBoundCallback(&CountFrame, &sent));
    transcript.clear();
    RunUntil(10 * MINUTE);
    uint32_t requests = 0;
    for (const auto& [client, messages] : transcript)
    {
        requests += messages.size();
    }
    EXPECT_GT(requests, 0u);
    EXPECT_EQ(sent, requests);
}

TEST_F(Population, ItsLineIsCaptured_Tshark)
{
    scenario.run.pcap = {{LinkName::ACCESS, 0}};
    Build(SubscriberModel::POPULATION);
    const auto folder = std::filesystem::temp_directory_path() /
                        ("dhcp-backup-population-test-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    helper->EnablePcap(network, folder.string());
    RunUntil(20 * MINUTE);
    Simulator::Destroy();
    network = {}; // closes the file
    const OracleReport report = JudgeCapture((folder / "access-0.pcap").string());
    EXPECT_GT(report.messages, 50u * 4);
    EXPECT_EQ(report.complaints, std::vector<std::string>());
    std::filesystem::remove_all(folder);
}
