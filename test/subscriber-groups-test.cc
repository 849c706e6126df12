/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/backup-network-helper.h"
#include "ns3/channel.h"
#include "ns3/data-rate.h"
#include "ns3/scenario-check.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-json.h"
#include "ns3/scenario-runner.h"
#include "ns3/settled-start.h"
#include "ns3/simulator.h"
#include "ns3/summary-table.h"
#include "ns3/witness-tap.h"
#include "tshark-oracle.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <sstream>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

namespace
{

SubscriberGroup
Group(const std::string& name, uint32_t count, SubscriberModel model, RelayRange relays = {})
{
    SubscriberGroup group;
    group.name = name;
    group.count = count;
    group.model = model;
    group.relays = relays;
    group.arrival = {ArrivalKind::STEADY, 0, 2 * MINUTE};
    return group;
}

/// Seven homes behind three relays, three offices behind the last two, four phones everywhere.
Scenario
Town()
{
    Scenario scenario;
    scenario.name = "town";
    scenario.subscribers.groups = {
        Group("homes", 6, SubscriberModel::POPULATION),
        Group("offices", 3, SubscriberModel::HOSTS, {1, 2}),
        Group("phones", 4, SubscriberModel::POPULATION),
    };
    scenario.subscribers.groups[0].latecomers = {1, 3 * MINUTE, MINUTE};
    scenario.network.relays = 3;
    scenario.leases.time = 10 * MINUTE;
    scenario.designs = {"plain", "relay-backup"};
    return scenario;
}

std::vector<std::string>
ErrorsAfter(const std::function<void(Scenario&)>& change)
{
    Scenario scenario = Town();
    change(scenario);
    std::vector<std::string> texts;
    for (const ScenarioProblem& problem : scenario.Errors())
    {
        texts.push_back(problem.place + ": " + problem.text);
    }
    return texts;
}

/// Errors of a file with these subscribers.
std::vector<std::string>
ErrorsOf(const std::string& subscribers)
{
    return ParseScenario(R"({"name": "x", "subscribers": )" + subscribers + "}", "f").errors;
}

class Groups : public testing::Test
{
  protected:
    ~Groups() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design = "relay-backup")
    {
        ASSERT_THAT(scenario.Errors(), IsEmpty());
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        ScheduleSettledStart(network, *helper);
    }

    static void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    Scenario scenario{Town()};
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
};

} // namespace

TEST(SubscriberPlan, OneGroupIsDealtOutToAllRelays)
{
    Scenario scenario;
    scenario.subscribers.count = 7;
    scenario.subscribers.latecomers.count = 1;
    scenario.network.relays = 3;
    const SubscriberPlan plan = scenario.Plan();
    EXPECT_EQ(plan.Count(), 8u);
    for (uint32_t i = 0; i < 8; ++i)
    {
        EXPECT_EQ(plan.PlaceOf(i).relay, i % 3);
        EXPECT_EQ(plan.PlaceOf(i).line, i / 3) << "hosts have a line each";
        EXPECT_EQ(plan.PlaceOf(i).index, i);
    }
    EXPECT_EQ(plan.CountAt(0), 3u);
    EXPECT_EQ(plan.CountAt(2), 2u);
    scenario.subscribers.model = SubscriberModel::POPULATION;
    EXPECT_EQ(scenario.Plan().PlaceOf(7).line, 0u) << "a population shares one";
}

TEST(SubscriberPlan, GroupsFollowEachOtherOnTheirRelays)
{
    // Homes 0..6 behind 0 1 2 0 1 2 0, offices 7..9 behind 1 2 1, phones 10..13 behind 0 1 2 0.
    const SubscriberPlan plan = Town().Plan();
    EXPECT_EQ(plan.Count(), 14u);
    const uint32_t relays[] = {0, 1, 2, 0, 1, 2, 0, 1, 2, 1, 0, 1, 2, 0};
    const uint32_t groups[] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2};
    // At relay 1: the homes' line, two offices' lines, the phones' line.
    const uint32_t lines[] = {0, 0, 0, 0, 0, 0, 0, 1, 1, 2, 1, 3, 2, 1};
    for (uint32_t i = 0; i < 14; ++i)
    {
        EXPECT_EQ(plan.PlaceOf(i).relay, relays[i]) << i;
        EXPECT_EQ(plan.PlaceOf(i).group, groups[i]) << i;
        EXPECT_EQ(plan.PlaceOf(i).line, lines[i]) << i;
    }
    EXPECT_EQ(plan.CountAt(0), 5u);
    EXPECT_EQ(plan.CountAt(1), 5u);
    EXPECT_EQ(plan.CountAt(2), 4u);
    EXPECT_EQ(plan.RowAt(1, 0).count, 0u) << "no office there";
    EXPECT_EQ(plan.RowAt(1, 2).first, 8u);
    EXPECT_EQ(plan.RowAt(0, 1).step, 3u);
}

TEST_F(Groups, HostsAndPopulationsLiveBehindTheSameRelays)
{
    Build();
    EXPECT_EQ(network.clients.size(), 3u);
    EXPECT_EQ(network.populations.size(), 6u);
    RunUntil(20 * MINUTE);
    std::set<IpAddr> addresses;
    for (uint32_t i = 0; i < 14; ++i)
    {
        const ClientState state = network.StateOf(i);
        EXPECT_EQ(state.phase, ClientPhase::BOUND) << i;
        addresses.insert(state.address);
        const uint32_t relay = network.plan->PlaceOf(i).relay;
        EXPECT_EQ(state.address & 0xffffff00, (helper->GatewayOf(relay) & 0xffffff00)) << i;
        const MirrorRecord* const record =
            network.relays[relay]->GetMachine()->Mirror().Find(state.address);
        ASSERT_TRUE(record) << i;
        EXPECT_EQ(record->client.Unpack(), network.IdentityOf(i));
    }
    EXPECT_EQ(addresses.size(), 14u);
    tap->Finish();
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_F(Groups, EachHasItsClientIdAndItsClients)
{
    scenario.subscribers.groups[1].clientId = ClientIdChoice::NONE;
    scenario.subscribers.groups[2].clientId = ClientIdChoice::DUID;
    scenario.subscribers.groups[1].profiles = {{"windows", 1}};
    Build();
    RunUntil(20 * MINUTE);
    EXPECT_EQ(network.IdentityOf(0).clientId.size(), 7u);
    EXPECT_EQ(network.IdentityOf(7).clientId, "");
    EXPECT_EQ(uint8_t(network.IdentityOf(13).clientId.at(0)), 255);
    EXPECT_STREQ(network.ProfileOf(7).name, "windows");
    EXPECT_STREQ(network.ProfileOf(6).name, "rfc2131");
    EXPECT_STREQ(network.ProfileOf(10).name, "rfc2131");
}

TEST_F(Groups, OneMayBeSettledWhenAnotherComes)
{
    for (const bool shared : {false, true})
    {
        Simulator::Destroy();
        scenario.network.sharedPool = shared;
        scenario.subscribers.groups[0].arrival = {ArrivalKind::SETTLED, 0, 0};
        scenario.subscribers.groups[1].arrival = {ArrivalKind::SETTLED, 0, 0};
        Build();
        RunUntil(MILLISECOND);
        for (uint32_t i = 0; i < 14; ++i)
        {
            const bool settled = i < 6 || (i >= 7 && i < 10);
            EXPECT_EQ(network.StateOf(i).HoldsAddress(), settled) << i;
        }
        RunUntil(30 * MINUTE);
        tap->Finish();
        EXPECT_EQ(tap->Violations().Count(), 0u);
        EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
    }
}

TEST_F(Groups, AccessLinksAreTheirOwn)
{
    scenario.subscribers.groups[1].access = LinkSettings{1'000'000, 7 * MILLISECOND};
    Build();
    TimeValue delay;
    network.AccessDeviceOf(7)->GetChannel()->GetAttribute("Delay", delay);
    EXPECT_EQ(delay.Get(), MilliSeconds(7));
    network.AccessDeviceOf(0)->GetChannel()->GetAttribute("Delay", delay);
    EXPECT_EQ(delay.Get(), MilliSeconds(1));
    // Three homes behind relay 0 share a line that is as fast as three.
    DataRateValue rate;
    network.AccessDeviceOf(0)->GetAttribute("DataRate", rate);
    EXPECT_EQ(rate.Get().GetBitRate(), 300'000'000u);
}

TEST_F(Groups, FaultsFindEverySubscriber)
{
    Fault power(FaultKind::POWER_LOSS);
    power.target.index = 12; // a phone
    power.at = 10 * MINUTE;
    power.length = MINUTE;
    Fault link(FaultKind::LINK_DOWN);
    link.target = {TargetKind::ACCESS, 8}; // an office
    link.at = 10 * MINUTE;
    link.length = 15 * MINUTE;
    scenario.faults.faults = {power, link};
    Build("plain");
    RunUntil(10 * MINUTE + 30 * SECOND);
    for (uint32_t i = 0; i < 14; ++i)
    {
        EXPECT_EQ(network.StateOf(i).HoldsAddress(), i != 12) << i;
    }
    RunUntil(24 * MINUTE);
    for (uint32_t i = 0; i < 14; ++i)
    {
        EXPECT_EQ(network.StateOf(i).HoldsAddress(), i != 8) << i;
    }
}

TEST_F(Groups, FiguresAreThoseOfTheirSubscribersAlone)
{
    // The server is away for 20 min: with plain relays everybody who is on loses his lease of
    // 10 min. The phones come when it is back: they are not exposed to the fault.
    scenario.subscribers.groups[0].latecomers.count = 0;
    scenario.subscribers.groups[2].arrival = {ArrivalKind::STEADY, 40 * MINUTE, MINUTE};
    Fault crash(FaultKind::SERVER_CRASH);
    crash.at = 15 * MINUTE;
    crash.length = 20 * MINUTE;
    scenario.faults.faults = {crash};
    const RunRecord record = RunScenario(scenario, "plain", "", {});
    ASSERT_EQ(record.groups.size(), 3u);
    EXPECT_EQ(record.groups[1].name, "offices");
    EXPECT_EQ(record.groups[1].subscribers, 3u);
    const double exposed[] = {6, 3, 0};
    double outage = 0;
    for (uint32_t group = 0; group < 3; ++group)
    {
        EXPECT_EQ(record.Value("leases_exposed", group), exposed[group]);
        EXPECT_EQ(record.Value("leases_lost", group), exposed[group]);
        EXPECT_EQ(record.Value("client_outages", group), exposed[group]);
        outage += record.Value("client_outage_total", group);
    }
    EXPECT_EQ(record.Value("renewal_survival", 0), 0);
    EXPECT_TRUE(std::isnan(record.Value("renewal_survival", 2))) << "nothing to measure";
    EXPECT_DOUBLE_EQ(outage, record.Value("client_outage_total"));
    EXPECT_EQ(std::max(record.Value("client_outage_max", 0), record.Value("client_outage_max", 1)),
              record.Value("client_outage_max"));
    EXPECT_GT(record.Value("first_address_max", 2), 0);
    const std::string table = SummaryTable({record}, {}, TableKind::RUN);
    EXPECT_THAT(table, HasSubstr("offices (3): client outages"));
    EXPECT_THAT(table, HasSubstr("phones (4): survival [%]"));
    std::ostringstream csv;
    WriteGroups(csv, "plain", record.groups);
    EXPECT_THAT(csv.str(), HasSubstr("plain,offices,3,leases_lost,3,1\n"));
    EXPECT_THAT(csv.str(), HasSubstr("plain,phones,4,renewal_survival,,share\n"));
}

TEST_F(Groups, WithoutGroupsThereAreNoFiguresOfGroups)
{
    Scenario plain;
    plain.subscribers.count = 2;
    plain.network.relays = 1;
    plain.run.duration = MINUTE;
    EXPECT_THAT(RunScenario(plain, "plain", "", {}).groups, IsEmpty());
}

TEST_F(Groups, ASubscriberOfAPopulationIsCapturedAlone_Tshark)
{
    scenario.run.pcap = {{LinkName::SUBSCRIBER, 3}, {LinkName::ACCESS, 3}};
    scenario.subscribers.groups[0].profiles = {{"rfc2131", 0.5}, {"udhcpc", 0.5}};
    Build();
    const auto folder = std::filesystem::temp_directory_path() /
                        ("dhcp-backup-groups-test-" + std::to_string(getpid()));
    std::filesystem::create_directory(folder);
    helper->EnablePcap(network, folder.string());
    uint32_t messages[2] = {0, 0};
    for (const char* const source : {"Tx", "Rx"})
    {
        network.populations[0]->TraceConnectWithoutContext(
            source,
            MakeBoundCallback(+[](uint32_t* counts, uint32_t subscriber, const DhcpMessage&) {
                                  counts[0] += subscriber == 3;
                                  ++counts[1];
                              },
                              &messages[0]));
    }
    RunUntil(20 * MINUTE);
    Simulator::Destroy();
    network = {}; // closes the files
    const OracleReport alone = JudgeCapture((folder / "subscriber-3.pcap").string());
    const OracleReport line = JudgeCapture((folder / "access-3.pcap").string());
    EXPECT_THAT(alone.complaints, IsEmpty());
    EXPECT_EQ(alone.messages, messages[0]);
    EXPECT_EQ(line.messages, messages[1]);
    EXPECT_GT(messages[0], 4u);
    EXPECT_GT(messages[1], 2 * messages[0]);
    std::filesystem::remove_all(folder);
}

TEST(SubscriberGroups, AreReadWithWhatTheSectionSaysForAll)
{
    const ScenarioResult result = ParseScenario(R"({"name": "x", "subscribers": {
        "model": "population", "arrival": {"kind": "settled"}, "profiles": {"udhcpc": 1},
        "groups": [
          {"name": "a", "count": 5},
          {"name": "b", "count": 2, "model": "hosts", "profiles": {"apple": 1},
           "arrival": {"kind": "steady", "at": "1min"}, "relays": {"first": 1},
           "access": {"delay": "9ms"}, "latecomers": {"count": 1}}]},
        "network": {"relays": 2, "access": {"rate": "5Mbps"}}})",
                                                "f");
    ASSERT_THAT(result.errors, IsEmpty());
    const auto& groups = result.scenario->subscribers.groups;
    ASSERT_EQ(groups.size(), 2u);
    EXPECT_EQ(groups[0].model, SubscriberModel::POPULATION);
    EXPECT_EQ(groups[0].arrival.kind, ArrivalKind::SETTLED);
    EXPECT_EQ(groups[0].profiles.count("udhcpc"), 1u);
    EXPECT_FALSE(groups[0].access);
    EXPECT_EQ(groups[1].model, SubscriberModel::HOSTS);
    EXPECT_EQ(groups[1].arrival.within, ArrivalSettings().within);
    EXPECT_EQ(groups[1].relays.first, 1u);
    EXPECT_EQ(groups[1].access->rate, 5'000'000u);
    EXPECT_EQ(groups[1].access->delay, 9 * MILLISECOND);
    EXPECT_EQ(result.scenario->Population(), 8u);
    const std::string expanded = ToJson(*result.scenario);
    const ScenarioResult again = ParseScenario(expanded, "f");
    ASSERT_THAT(again.errors, IsEmpty());
    EXPECT_EQ(ToJson(*again.scenario), expanded);
}

TEST(SubscriberGroups, MistakesAreNamedWithTheirPlace)
{
    const auto with = [](const std::string& group) {
        return R"({"groups": [{"name": "a", "count": 30}, )" + group + "]}";
    };
    EXPECT_THAT(ErrorsOf(with(R"({"name": "b"})")),
                ElementsAre(HasSubstr("f:subscribers.groups[1].count: ")));
    EXPECT_THAT(ErrorsOf(with(R"({"name": "b", "count": 0})")),
                ElementsAre(HasSubstr("f:subscribers.groups[1].count: found 0, expected")));
    EXPECT_THAT(ErrorsOf(with(R"({"name": "b", "count": 1, "relay": 1})")),
                ElementsAre(HasSubstr("f:subscribers.groups[1].relay: found an unknown key")));
    EXPECT_THAT(ErrorsOf(with(R"({"name": "b", "count": 1, "profiles": {"apple": 0.5}})")),
                ElementsAre(HasSubstr("f:subscribers.groups[1].profiles: found shares")));
    EXPECT_THAT(ErrorsOf(R"({"count": 3, "groups": [{"name": "a", "count": 3}]})"),
                ElementsAre("f:subscribers.count: found 3, expected it in each of the groups, "
                            "since there are groups"));
    EXPECT_THAT(ErrorsOf(R"({"groups": []})").size(), 1u);
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.subscribers.groups[1].name = "homes"; }),
                ElementsAre("subscribers.groups[1].name: found \"homes\" once more, expected a "
                            "name for each group"));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.subscribers.groups[2].name = "my phones"; }),
                ElementsAre(HasSubstr("subscribers.groups[2].name: found \"my phones\"")));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.subscribers.groups[1].relays = {3, 0}; }),
                ElementsAre("subscribers.groups[1].relays.first: found 3, expected one of the 3 "
                            "relays of network.relays, from 0"));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.subscribers.groups[1].relays = {2, 2}; }),
                ElementsAre("subscribers.groups[1].relays.count: found 2, expected at most 1 of "
                            "the 3 relays of network.relays, counted from relay 2"));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) {
                    s.subscribers.groups[0].relays = {0, 2};
                    s.subscribers.groups[1].relays = {0, 1};
                    s.subscribers.groups[2].relays = {1, 1};
                }),
                ElementsAre(HasSubstr("behind relay 2 is no group")));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) {
                    s.subscribers.groups[1].access = LinkSettings{0, 0};
                }),
                ElementsAre(HasSubstr("subscribers.groups[1].access.rate: found 0bps")));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) {
                    Fault fault(FaultKind::LINK_DOWN);
                    fault.target = {TargetKind::ACCESS, 10};
                    fault.at = HOUR;
                    fault.length = MINUTE;
                    s.faults.faults = {fault};
                }),
                ElementsAre("faults[0].target: found access[10], expected no access link, since "
                            "subscribers.groups[2].model is population"));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) {
                    s.run.pcap = {{LinkName::SUBSCRIBER, 14}};
                }),
                ElementsAre("run.pcap[0]: found subscriber[14], expected a number below 14"));
}

TEST(SubscriberGroups, CheckNamesThem)
{
    std::istringstream lines(CheckText(Town()));
    std::string text;
    for (std::string word; lines >> word;)
    {
        text += word + " ";
    }
    EXPECT_THAT(text, HasSubstr("6 in homes, who switch on within 2 min from 0 s on; 1 new ones "));
    EXPECT_THAT(text, HasSubstr("3 in offices, who switch on"));
    EXPECT_THAT(text, HasSubstr("3 relays with 4 to 5 subscribers each and pools of 5 to 7 "));
}

TEST(SubscriberGroups, ReservedAddressesAreThoseOfTheFirstSubscribers)
{
    Scenario scenario = Town();
    scenario.leases.reserved = 9; // homes, and offices 7 and 8
    const BackupNetworkHelper helper(scenario);
    const SubnetConfig subnet = helper.RelaySubnet(1, MakeDesign("plain", scenario.relay));
    ASSERT_EQ(subnet.reservations.size(), 3u);
    const uint32_t expected[] = {1, 4, 7};
    for (uint32_t i = 0; i < 3; ++i)
    {
        ClientIdentity client;
        BackupNetworkHelper::HardwareAddressOf(expected[i]).CopyTo(client.chaddr.data());
        EXPECT_EQ(subnet.reservations[i].client, client.HardwareKey());
        EXPECT_EQ(subnet.reservations[i].address, subnet.poolFirst + i);
    }
}
