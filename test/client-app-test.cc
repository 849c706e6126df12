/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"
#include "tshark-oracle.h"

#include "ns3/arp-header.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/backup-network-helper.h"
#include "ns3/csma-helper.h"
#include "ns3/csma-net-device.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/witness-tap.h"

#include <filesystem>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

constexpr IpAddr FIRST_ADDRESS = 10u << 24 | 2;

/// What a client's traces tell.
struct ClientLog
{
    void Tx(uint32_t, const DhcpMessage& message)
    {
        sent.push_back(message);
        at.push_back(Simulator::Now().GetNanoSeconds());
    }

    void Bound(uint32_t, const ClientLease& lease)
    {
        leases.push_back(lease);
    }

    void Lost(uint32_t, IpAddr, LossCause cause)
    {
        losses.push_back(cause);
    }

    void Informed(uint32_t, const ClientLease& parameters)
    {
        informed.push_back(parameters);
    }

    void Probe(uint32_t, IpAddr address)
    {
        probes.push_back(address);
    }

    void Announce(uint32_t, IpAddr address)
    {
        announcements.push_back(address);
    }

    void Conflict(uint32_t, IpAddr address)
    {
        conflicts.push_back(address);
    }

    void Served(const DhcpMessage&)
    {
        ++served;
    }

    void Binding(BindingEvent event, IpAddr address, const dhcpbackup::Binding&)
    {
        bindings.emplace_back(event, address);
    }

    size_t served{0};
    std::vector<DhcpMessage> sent;
    std::vector<Instant> at;
    std::vector<ClientLease> leases;
    std::vector<LossCause> losses;
    std::vector<ClientLease> informed;
    std::vector<IpAddr> probes;
    std::vector<IpAddr> announcements;
    std::vector<IpAddr> conflicts;
    std::vector<std::pair<BindingEvent, IpAddr>> bindings;
};

/// One subscriber behind a relay.
class ClientAppTest : public testing::Test
{
  protected:
    ClientAppTest()
    {
        scenario.subscribers.count = 1;
        scenario.subscribers.arrival.within = 0;
        scenario.network.relays = 1;
        scenario.leases.time = 1 * HOUR;
    }

    ~ClientAppTest() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& profile)
    {
        scenario.subscribers.profiles = {{profile, 1}};
        const BackupNetworkHelper helper(scenario);
        network = helper.Install(MakeDesign("plain", scenario.relay));
        if (!scenario.run.pcap.empty())
        {
            helper.EnablePcap(network, folder.string());
        }
        client = network.clients[0];
        client->TraceConnectWithoutContext("Tx", MakeCallback(&ClientLog::Tx, &log));
        client->TraceConnectWithoutContext("Bound", MakeCallback(&ClientLog::Bound, &log));
        client->TraceConnectWithoutContext("Lost", MakeCallback(&ClientLog::Lost, &log));
        client->TraceConnectWithoutContext("Informed", MakeCallback(&ClientLog::Informed, &log));
        client->TraceConnectWithoutContext("ArpProbe", MakeCallback(&ClientLog::Probe, &log));
        client->TraceConnectWithoutContext("ArpAnnouncement",
                                           MakeCallback(&ClientLog::Announce, &log));
        client->TraceConnectWithoutContext("ArpConflict", MakeCallback(&ClientLog::Conflict, &log));
        network.server->TraceConnectWithoutContext("Rx", MakeCallback(&ClientLog::Served, &log));
        network.server->TraceConnectWithoutContext("Binding",
                                                   MakeCallback(&ClientLog::Binding, &log));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// A stranger on the subscriber's link who took an address without asking.
    void AddSquatter(IpAddr address)
    {
        Ptr<Node> node = CreateObject<Node>();
        InternetStackHelper().Install(node);
        Ptr<CsmaChannel> link =
            DynamicCast<CsmaChannel>(network.accessDevices.Get(0)->GetChannel());
        Ptr<NetDevice> device = CsmaHelper().Install(node, link).Get(0);
        Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
        const uint32_t interface = ipv4->AddInterface(device);
        ipv4->AddAddress(interface,
                         Ipv4InterfaceAddress(Ipv4Address(address), Ipv4Mask("255.255.255.0")));
        ipv4->SetUp(interface);
    }

    Ipv4Address AddressNow() const
    {
        return client->GetNode()->GetObject<Ipv4>()->GetAddress(1, 0).GetLocal();
    }

    std::vector<MessageType> TypesSince(size_t first) const
    {
        std::vector<MessageType> types;
        for (size_t i = first; i < log.sent.size(); ++i)
        {
            types.push_back(log.sent[i].type);
        }
        return types;
    }

    std::filesystem::path folder;
    Scenario scenario;
    BackupNetwork network;
    Ptr<LeaseClient> client;
    ClientLog log;
};

} // namespace

TEST_F(ClientAppTest, ProbesAndAnnouncesAFreeAddress_Rfc5227_2_1)
{
    Build("dhcpcd");
    RunUntil(1 * MINUTE);
    EXPECT_EQ(log.probes, std::vector<IpAddr>(3, FIRST_ADDRESS));
    EXPECT_EQ(log.announcements, std::vector<IpAddr>(2, FIRST_ADDRESS));
    EXPECT_TRUE(log.conflicts.empty());
    ASSERT_EQ(log.leases.size(), 1u);
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.2"));
}

TEST_F(ClientAppTest, DeclinesAnAddressThatAStrangerUses_Rfc2131_3_1_5)
{
    Build("dhcpcd");
    AddSquatter(FIRST_ADDRESS);
    RunUntil(1 * MINUTE);
    EXPECT_EQ(log.conflicts, std::vector<IpAddr>{FIRST_ADDRESS});
    const std::vector<MessageType> expected =
        {DHCPDISCOVER, DHCPREQUEST, DHCPDECLINE, DHCPDISCOVER, DHCPREQUEST};
    EXPECT_EQ(TypesSince(0), expected);
    const std::pair<BindingEvent, IpAddr> declined{BindingEvent::DECLINED, FIRST_ADDRESS};
    EXPECT_NE(std::find(log.bindings.begin(), log.bindings.end(), declined), log.bindings.end());
    ASSERT_EQ(log.leases.size(), 1u) << "the stranger's address was never used";
    EXPECT_EQ(log.leases[0].address, FIRST_ADDRESS + 1);
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.3"));
}

TEST_F(ClientAppTest, WithoutProbingTheStrangerIsNotNoticed)
{
    Build("dhclient");
    AddSquatter(FIRST_ADDRESS);
    RunUntil(1 * MINUTE);
    EXPECT_TRUE(log.probes.empty());
    EXPECT_EQ(log.leases[0].address, FIRST_ADDRESS);
}

TEST_F(ClientAppTest, TwoProbersOfOneAddressBothGiveWay_Rfc5227_2_1_1)
{
    // A probe of somebody else for the same address counts as a conflict; one's own does not.
    Build("dhcpcd");
    RunUntil(1 * SECOND);
    Ptr<Node> node = CreateObject<Node>();
    Ptr<CsmaChannel> link = DynamicCast<CsmaChannel>(network.accessDevices.Get(0)->GetChannel());
    Ptr<NetDevice> device = CsmaHelper().Install(node, link).Get(0);
    while (log.probes.empty())
    {
        RunUntil(Simulator::Now().GetNanoSeconds() + 100 * MILLISECOND);
    }
    EXPECT_TRUE(log.conflicts.empty());
    const auto probe = [&](const Address& hardware, IpAddr target) {
        ArpHeader header;
        header.SetRequest(hardware,
                          Ipv4Address::GetZero(),
                          device->GetBroadcast(),
                          Ipv4Address(target));
        Ptr<Packet> packet = Create<Packet>();
        packet->AddHeader(header);
        device->Send(packet, device->GetBroadcast(), ArpL3Protocol::PROT_NUMBER);
        RunUntil(Simulator::Now().GetNanoSeconds() + 100 * MILLISECOND);
    };
    probe(device->GetAddress(), FIRST_ADDRESS + 1);
    EXPECT_TRUE(log.conflicts.empty()) << "another address";
    probe(network.accessDevices.Get(0)->GetAddress(), FIRST_ADDRESS);
    EXPECT_TRUE(log.conflicts.empty()) << "one's own probe that comes back";
    probe(device->GetAddress(), FIRST_ADDRESS);
    EXPECT_EQ(log.conflicts, std::vector<IpAddr>{FIRST_ADDRESS});
    EXPECT_EQ(log.sent.back().type, DHCPDECLINE);
}

TEST_F(ClientAppTest, SwitchedOffGracefullyItReleases_Rfc2131_4_4_6)
{
    Build("rfc2131");
    RunUntil(1 * MINUTE);
    client->SwitchOff(true);
    RunUntil(2 * MINUTE);
    EXPECT_EQ(log.sent.back().type, DHCPRELEASE);
    EXPECT_EQ(log.bindings.back().first, BindingEvent::RELEASED);
    EXPECT_EQ(log.losses, std::vector<LossCause>{LossCause::STOPPED});
    EXPECT_EQ(AddressNow(), Ipv4Address("0.0.0.0"));
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 0u);
}

TEST_F(ClientAppTest, WithoutPowerOrByHabitItDoesNotRelease)
{
    Build("rfc2131");
    RunUntil(1 * MINUTE);
    client->SwitchOff(false);
    RunUntil(2 * MINUTE);
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 1u);
    Simulator::Destroy();
    Build("udhcpc");
    RunUntil(1 * MINUTE);
    client->SwitchOff(true);
    RunUntil(2 * MINUTE);
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 1u);
}

TEST_F(ClientAppTest, ARestartedHostAsksForItsAddress_Rfc2131_3_2)
{
    Build("rfc2131");
    RunUntil(1 * MINUTE);
    const size_t before = log.sent.size();
    client->SwitchOff(false);
    RunUntil(2 * MINUTE);
    client->SwitchOn();
    RunUntil(3 * MINUTE);
    EXPECT_EQ(TypesSince(before), std::vector<MessageType>{DHCPREQUEST});
    EXPECT_EQ(ShapeOf(log.sent.back()), RequestShape::INIT_REBOOT);
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.2"));
}

TEST_F(ClientAppTest, ALinkThatReturnsMakesItAskForItsAddress_Rfc2131_3_7)
{
    Build("rfc2131");
    RunUntil(1 * MINUTE);
    const size_t before = log.sent.size();
    client->CarrierLost();
    EXPECT_EQ(AddressNow(), Ipv4Address("0.0.0.0"));
    RunUntil(2 * MINUTE);
    EXPECT_EQ(log.sent.size(), before) << "silent meanwhile";
    client->CarrierReturned();
    client->CarrierReturned();
    RunUntil(3 * MINUTE);
    EXPECT_EQ(TypesSince(before), std::vector<MessageType>{DHCPREQUEST});
    EXPECT_EQ(ShapeOf(log.sent.back()), RequestShape::INIT_REBOOT);
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.2"));
}

TEST_F(ClientAppTest, AClientThatDoesNotNoticeItsLinkTalksIntoTheVoid)
{
    Build("udhcpc");
    RunUntil(1 * MINUTE);
    const Instant bound = log.leases[0].start;
    client->CarrierLost();
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.2"));
    const size_t atServer = log.served;
    RunUntil(bound + 31 * MINUTE);
    EXPECT_EQ(client->GetState().phase, ClientPhase::RENEWING) << "nobody answered";
    EXPECT_EQ(log.served, atServer) << "nobody heard it";
    const size_t before = log.sent.size();
    client->CarrierReturned();
    EXPECT_EQ(log.sent.size(), before);
    RunUntil(bound + 50 * MINUTE);
    EXPECT_EQ(client->GetState().phase, ClientPhase::BOUND);
    EXPECT_EQ(log.losses.size(), 0u);
}

TEST_F(ClientAppTest, SwitchedOffWithoutALinkItStaysOffWhenTheLinkReturns)
{
    Build("rfc2131");
    RunUntil(1 * MINUTE);
    client->CarrierLost();
    client->SwitchOff();
    client->CarrierReturned();
    const size_t before = log.sent.size();
    RunUntil(2 * MINUTE);
    EXPECT_EQ(log.sent.size(), before);
    client->CarrierLost();
    client->SwitchOn();
    RunUntil(3 * MINUTE);
    EXPECT_EQ(log.sent.size(), before) << "no link";
    client->CarrierReturned();
    RunUntil(4 * MINUTE);
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.2"));
}

TEST_F(ClientAppTest, AHostWithAStaticAddressAsksForParametersOnly_Rfc2131_4_4_3)
{
    Build("rfc2131");
    client->SetAttribute("StaticAddress", Ipv4AddressValue("10.0.0.200"));
    RunUntil(1 * MINUTE);
    EXPECT_EQ(TypesSince(0), std::vector<MessageType>{DHCPINFORM});
    EXPECT_EQ(log.sent[0].ciaddr, 10u << 24 | 200);
    ASSERT_EQ(log.informed.size(), 1u);
    EXPECT_EQ(log.informed[0].router, 10u << 24 | 1);
    EXPECT_EQ(AddressNow(), Ipv4Address("10.0.0.200"));
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 0u);
}

TEST_F(ClientAppTest, AFastClockRenewsEarly)
{
    Build("systemd");
    client->SetAttribute("ClockRate", DoubleValue(1.25));
    client->SetAttribute("ClockOffset", TimeValue(Hours(100)));
    RunUntil(1 * HOUR);
    ASSERT_GE(log.sent.size(), 3u);
    // T1 is 1800 s +- 1 s by its own clock.
    EXPECT_NEAR(log.at[2] - log.at[1], 1440 * SECOND, 1 * SECOND);
    EXPECT_NEAR(log.leases[0].start, log.at[1], 1 * MICROSECOND) << "told in simulated time";
    EXPECT_NEAR(log.leases[0].expiry - log.leases[0].start, 2880 * SECOND, MICROSECOND);
}

TEST_F(ClientAppTest, ASlowClockKeepsTheAddressTooLong)
{
    scenario.faults.faults.emplace_back();
    scenario.faults.faults[0].at = 10 * MINUTE;
    scenario.faults.faults[0].length = 5 * HOUR;
    Build("systemd");
    client->SetAttribute("ClockRate", DoubleValue(0.8));
    RunUntil(74 * MINUTE);
    EXPECT_TRUE(log.losses.empty()) << "granted for 60 min, kept for 75 min";
    RunUntil(76 * MINUTE);
    EXPECT_EQ(log.losses, std::vector<LossCause>{LossCause::EXPIRED});
}

TEST_F(ClientAppTest, ARateThatChangesMovesWhatIsScheduled)
{
    Build("systemd");
    RunUntil(10 * MINUTE);
    client->SetClockRate(2);
    RunUntil(1 * HOUR);
    // 10 min at the true rate, then the other 20 min of T1 within 10.
    EXPECT_NEAR(log.at[2] - log.at[1], 20 * MINUTE, 2 * SECOND);
}

TEST_F(ClientAppTest, ClientIdsAreOfTheKindThatIsAskedFor_Rfc4361_6_1)
{
    const std::pair<ClientIdChoice, std::string> cases[] = {
        {ClientIdChoice::NONE, ""},
        {ClientIdChoice::HARDWARE, std::string("\1\2\1\0\0\0\0", 7)},
        {ClientIdChoice::DUID,
         // 255, IAID, DUID type 3, hardware type 1, address
         std::string("\xff\0\0\0\0\0\3\0\1\2\1\0\0\0\0", 15)}};
    for (const auto& [choice, expected] : cases)
    {
        scenario.subscribers.clientId = choice;
        Build("rfc2131");
        log = {};
        RunUntil(1 * MINUTE);
        ASSERT_EQ(log.leases.size(), 1u);
        const auto id = log.sent[0].options.Find(OPT_CLIENT_ID);
        EXPECT_EQ(id ? std::string(id->begin(), id->end()) : "", expected);
        Simulator::Destroy();
    }
}

TEST_F(ClientAppTest, DeclineReleaseAndInformAreValidOnTheWire_Tshark)
{
    folder = std::filesystem::temp_directory_path() /
             ("dhcp-backup-client-test-" + std::to_string(getpid()));
    scenario.run.pcap = {{LinkName::CORE, 0}, {LinkName::ACCESS, 0}};
    scenario.subscribers.clientId = ClientIdChoice::DUID;
    for (const bool inform : {false, true})
    {
        std::filesystem::create_directory(folder);
        Build(inform ? "udhcpc" : "dhcpcd");
        if (inform)
        {
            client->SetAttribute("StaticAddress", Ipv4AddressValue("10.0.0.200"));
        }
        else
        {
            ClientProfile profile = FindClientProfile("dhcpcd");
            profile.releases = true;
            client->SetProfile(profile);
            AddSquatter(FIRST_ADDRESS);
        }
        RunUntil(1 * MINUTE);
        client->SwitchOff(true);
        RunUntil(2 * MINUTE);
        std::set<MessageType> types;
        for (const DhcpMessage& message : log.sent)
        {
            types.insert(message.type);
        }
        EXPECT_EQ(types.count(DHCPINFORM), inform ? 1u : 0u);
        EXPECT_EQ(types.count(DHCPDECLINE), inform ? 0u : 1u);
        EXPECT_EQ(types.count(DHCPRELEASE), inform ? 0u : 1u);
        Simulator::Destroy();
        client = nullptr;
        network = {}; // closes the files
        log = {};
        for (const std::string file : {"/core-0.pcap", "/access-0.pcap"})
        {
            const OracleReport report = JudgeCapture(folder.string() + file);
            EXPECT_GE(report.messages, inform ? 2u : 8u) << file;
            EXPECT_EQ(report.complaints, std::vector<std::string>()) << file;
        }
        std::filesystem::remove_all(folder);
    }
}

TEST_F(ClientAppTest, ProfilesAreDrawnForEachSubscriberByItself)
{
    scenario.subscribers.profiles = {{"rfc2131", 0.5}, {"dhclient", 0.3}, {"udhcpc", 0.2}};
    scenario.subscribers.count = 2000;
    const BackupNetworkHelper helper(scenario);
    std::map<std::string, int> counts;
    for (uint32_t i = 0; i < 2000; ++i)
    {
        ++counts[helper.ProfileOf(i).name];
    }
    EXPECT_NEAR(counts["rfc2131"], 1000, 75) << "3.3 standard deviations";
    EXPECT_NEAR(counts["dhclient"], 600, 68);
    EXPECT_NEAR(counts["udhcpc"], 400, 60);
    Scenario other = scenario;
    other.subscribers.count = 20;
    other.leases.time = 2 * HOUR;
    const BackupNetworkHelper smaller(other);
    const BackupNetwork built = smaller.Install(MakeDesign("plain", other.relay));
    std::set<std::string> seen;
    for (uint32_t i = 0; i < 20; ++i)
    {
        EXPECT_STREQ(smaller.ProfileOf(i).name, helper.ProfileOf(i).name);
        EXPECT_EQ(built.clients[i]->GetProfileName(), helper.ProfileOf(i).name);
        seen.insert(built.clients[i]->GetProfileName());
    }
    EXPECT_EQ(seen.size(), 3u);
}

TEST_F(ClientAppTest, ProfileMeterCountsWhatEachKindOfClientSends)
{
    scenario.subscribers.profiles = {{"rfc2131", 0.5}, {"udhcpc", 0.5}};
    scenario.subscribers.count = 6;
    scenario.faults.faults.emplace_back();
    scenario.faults.faults[0].at = 10 * MINUTE;
    scenario.faults.faults[0].length = 5 * HOUR;
    const BackupNetworkHelper helper(scenario);
    network = helper.Install(MakeDesign("plain", scenario.relay));
    WitnessTap tap(network, 6);
    RunUntil(59 * MINUTE);
    const auto& counts = tap.Profiles().Counts();
    ASSERT_EQ(counts.size(), 2u);
    EXPECT_EQ(counts[0].profile, "rfc2131");
    EXPECT_EQ(counts[1].profile, "udhcpc");
    EXPECT_EQ(counts[0].subscribers + counts[1].subscribers, 6u);
    ASSERT_GT(counts[0].subscribers, 0u);
    ASSERT_GT(counts[1].subscribers, 0u);
    // One REQUEST for the offer and those from T1 on: until 60 s before the end of the lease the one
    // sends 9; the other with 1800, 899, 448, 223 and 110 s left.
    EXPECT_EQ(counts[0].requests, counts[0].subscribers * (1u + 9u));
    EXPECT_EQ(counts[1].requests, counts[1].subscribers * (1u + 5u));
    EXPECT_EQ(counts[0].discovers, counts[0].subscribers);
    EXPECT_EQ(counts[0].leasesLost + counts[1].leasesLost, 0u);
    RunUntil(62 * MINUTE);
    EXPECT_EQ(counts[0].leasesLost, counts[0].subscribers);
    EXPECT_EQ(counts[1].leasesLost, counts[1].subscribers);
}
