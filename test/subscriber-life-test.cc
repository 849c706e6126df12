/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/backup-network-helper.h"
#include "ns3/dhcp-message.h"
#include "ns3/scenario-forecast.h"
#include "ns3/settled-start.h"
#include "ns3/simulator.h"
#include "ns3/witness-tap.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::dhcpbackup;
using testing::IsEmpty;

namespace
{

/// What subscribers say and hear, and when they come and go.
struct Diary
{
    std::map<uint32_t, std::vector<std::pair<Instant, bool>>> power;
    std::map<uint32_t, std::vector<DhcpBytes>> messages;
    uint32_t releases{0};
};

class Life : public testing::TestWithParam<SubscriberModel>
{
  protected:
    Life()
    {
        scenario.subscribers.count = 40;
        scenario.subscribers.model = GetParam();
        scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
        scenario.subscribers.churn.stay = 20 * MINUTE;
        scenario.subscribers.churn.away = 4 * MINUTE;
        scenario.network.relays = 2;
        scenario.network.access = {1'000'000'000, 100 * MICROSECOND};
        scenario.leases.time = 10 * MINUTE;
    }

    ~Life() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design = "plain")
    {
        Simulator::Destroy();
        diary = {};
        ASSERT_THAT(scenario.Errors(), IsEmpty());
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        network.TraceSubscribers("Power", MakeCallback(&Life::Power, this));
        network.TraceSubscribers("Tx", MakeCallback(&Life::Message, this));
        network.TraceSubscribers("Rx", MakeCallback(&Life::Message, this));
        ScheduleSettledStart(network, *helper);
    }

    static void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    void Power(uint32_t subscriber, bool on)
    {
        diary.power[subscriber].emplace_back(Simulator::Now().GetNanoSeconds(), on);
    }

    void Message(uint32_t subscriber, const DhcpMessage& message)
    {
        DhcpBytes bytes;
        ASSERT_TRUE(WriteMessage(message, MAX_DATAGRAM, bytes));
        diary.messages[subscriber].push_back(bytes);
        diary.releases += message.type == DHCPRELEASE;
    }

    uint32_t Bound() const
    {
        uint32_t bound = 0;
        for (uint32_t i = 0; i < scenario.Population(); ++i)
        {
            bound += network.StateOf(i).HoldsAddress();
        }
        return bound;
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    Diary diary;
};

INSTANTIATE_TEST_SUITE_P(All,
                         Life,
                         testing::Values(SubscriberModel::HOSTS, SubscriberModel::POPULATION));

TEST_P(Life, SubscribersComeAndGoAsOftenAsTheyShould)
{
    Build();
    RunUntil(10 * HOUR);
    // A turn takes 24 min on average, so 25 in 10 h; 40 of them have a standard deviation of some
    // sqrt(40 * 25) = 32 turns (the times are exponential, and the stays dominate).
    uint32_t leavings = 0;
    Duration on = 0;
    for (auto& [subscriber, switches] : diary.power)
    {
        Instant since = 0;
        bool is = false;
        for (const auto& [at, now] : switches)
        {
            EXPECT_NE(is, now) << "turns alternate";
            on += is ? at - since : 0;
            leavings += !now;
            since = at;
            is = now;
        }
        on += is ? 10 * HOUR - since : 0;
    }
    EXPECT_NEAR(leavings, 40 * 25, 4 * 32);
    EXPECT_NEAR(double(on) / (40.0 * 10 * HOUR), 20.0 / 24, 0.03);
    tap->Finish();
    EXPECT_EQ(tap->Violations().Count(), 0u);
    EXPECT_EQ(diary.releases, 0u) << "nobody leaves in good order";
    EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
}

TEST_P(Life, DesignsSeeTheSame)
{
    Fault crash(FaultKind::SERVER_CRASH);
    crash.at = HOUR;
    crash.length = 30 * MINUTE;
    scenario.faults.faults = {crash};
    Build("plain");
    RunUntil(3 * HOUR);
    const auto plain = diary.power;
    Build("relay-backup");
    RunUntil(3 * HOUR);
    EXPECT_EQ(diary.power, plain);
    tap->Finish();
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_P(Life, WhoLeavesInGoodOrderReleases_Rfc2131_4_4_6)
{
    scenario.subscribers.churn.releases = 1;
    scenario.subscribers.churn.returns = 0;
    Fault crash(FaultKind::SERVER_PAUSE);
    crash.at = SECOND;
    crash.length = SECOND;
    scenario.faults.faults = {crash};
    Build();
    RunUntil(20 * HOUR);
    EXPECT_EQ(diary.releases, 40u);
    EXPECT_EQ(Bound(), 0u) << "all are gone for good";
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 0u);
    tap->Finish();
    const auto survival = tap->Meter().GetSurvival();
    EXPECT_EQ(survival.exposed, 40u);
    EXPECT_EQ(survival.released + survival.renewed, 40u) << "they leave the denominator";
    for (const ClientOutage& outage : tap->Meter().Outages())
    {
        EXPECT_EQ(outage.to, 0) << "the settled start takes no time, and who left is not in outage";
    }
    EXPECT_EQ(tap->Meter().Seconds().back().withoutService, 0u);
    EXPECT_EQ(tap->Violations().Count(), 0u);
}

TEST_P(Life, WhoComesBackInTimeAsksForItsAddress_Rfc2131_3_2)
{
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    scenario.leases.time = 24 * HOUR;
    Build();
    RunUntil(MINUTE);
    const IpAddr address = network.StateOf(0).address;
    network.subscribers->Leave(0, false);
    EXPECT_FALSE(network.StateOf(0).HoldsAddress());
    network.subscribers->SwitchOff(0);
    network.subscribers->Return(0);
    RunUntil(2 * MINUTE);
    EXPECT_FALSE(network.StateOf(0).HoldsAddress()) << "there, but without power";
    network.subscribers->SwitchOn(0);
    RunUntil(3 * MINUTE);
    EXPECT_TRUE(network.StateOf(0).HoldsAddress());
    EXPECT_EQ(network.StateOf(0).address, address);
    network.subscribers->SwitchOff(0);
    network.subscribers->Leave(0, true);
    EXPECT_EQ(diary.releases, 0u) << "no power, no word";
    network.subscribers->SwitchOn(0);
    RunUntil(4 * MINUTE);
    EXPECT_FALSE(network.StateOf(0).HoldsAddress()) << "with power, but away";
}

TEST_P(Life, AShareComesWithThePowerWhileTheOthersStay)
{
    scenario.subscribers.churn = {};
    scenario.subscribers.count = 400;
    scenario.subscribers.arrival = {ArrivalKind::POWER_RETURN, 2 * MINUTE, 10 * SECOND, 0.3};
    Build();
    RunUntil(MINUTE);
    const uint32_t before = Bound();
    EXPECT_NEAR(before, 280, 4 * std::sqrt(400 * 0.3 * 0.7));
    EXPECT_EQ(diary.power.size(), before);
    RunUntil(5 * MINUTE);
    EXPECT_EQ(Bound(), 400u);
    for (const auto& [subscriber, switches] : diary.power)
    {
        ASSERT_EQ(switches.size(), 1u);
        const Instant at = switches[0].first;
        EXPECT_EQ(at != 0, !helper->IsSettled(subscriber));
        EXPECT_TRUE(at == 0 || (at >= 2 * MINUTE && at < 2 * MINUTE + 10 * SECOND)) << at;
    }
}

TEST(LifeOfBothKinds, IsTheSameToTheByte)
{
    // Hosts and population through an outage with churn, releases and newcomers.
    std::map<uint32_t, std::vector<DhcpBytes>> messages[2];
    for (const SubscriberModel model : {SubscriberModel::HOSTS, SubscriberModel::POPULATION})
    {
        Scenario scenario;
        scenario.subscribers.count = 30;
        scenario.subscribers.model = model;
        scenario.subscribers.arrival = {ArrivalKind::MORNING_RUSH, 0, 10 * MINUTE};
        scenario.subscribers.latecomers = {5, 20 * MINUTE, 10 * MINUTE};
        scenario.subscribers.profiles = {{"rfc2131", 0.5}, {"systemd", 0.3}, {"udhcpc", 0.2}};
        scenario.subscribers.churn = {15 * MINUTE, 3 * MINUTE, 0.9, 0.5};
        scenario.network.relays = 1;
        scenario.network.access = {1'000'000'000, 100 * MICROSECOND};
        scenario.leases.time = 10 * MINUTE;
        Fault crash(FaultKind::SERVER_CRASH);
        crash.at = 30 * MINUTE;
        crash.length = 16 * MINUTE;
        scenario.faults.faults = {crash};
        const BackupNetworkHelper helper(scenario);
        const BackupNetwork network = helper.Install(MakeDesign("relay-backup", scenario.relay));
        WitnessTap tap(network, scenario.Population());
        auto& found = messages[size_t(model)];
        network.TraceSubscribers(
            "Tx",
            MakeBoundCallback(+[](std::map<uint32_t, std::vector<DhcpBytes>>* all,
                                  uint32_t subscriber,
                                  const DhcpMessage& message) {
                                  DhcpBytes bytes;
                                  WriteMessage(message, MAX_DATAGRAM, bytes);
                                  (*all)[subscriber].push_back(bytes);
                              },
                              &found));
        Simulator::Stop(NanoSeconds(2 * HOUR));
        Simulator::Run();
        tap.Finish();
        EXPECT_EQ(tap.Violations().Count(), 0u);
        Simulator::Destroy();
    }
    EXPECT_EQ(messages[0].size(), 35u);
    EXPECT_EQ(messages[0], messages[1]);
}

TEST(MorningRush, HasItsPeakInTheMiddle)
{
    ArrivalSettings rush{ArrivalKind::MORNING_RUSH, HOUR, 3 * HOUR};
    // Irwin and Hall for three draws: 1/6 of all in the first third, 2/3 in the second.
    EXPECT_EQ(rush.OnAt(HOUR), 0);
    EXPECT_NEAR(rush.OnAt(2 * HOUR), 1.0 / 6, 1e-12);
    EXPECT_NEAR(rush.OnAt(2 * HOUR + 30 * MINUTE), 0.5, 1e-12);
    EXPECT_NEAR(rush.OnAt(3 * HOUR), 5.0 / 6, 1e-12);
    EXPECT_EQ(rush.OnAt(4 * HOUR), 1);
    EXPECT_EQ(rush.OnAt(9 * HOUR), 1);
    Scenario scenario;
    scenario.subscribers.count = 6000;
    scenario.subscribers.arrival = rush;
    const BackupNetworkHelper helper(scenario);
    uint32_t thirds[3] = {0, 0, 0};
    for (uint32_t i = 0; i < 6000; ++i)
    {
        const Instant at = helper.ArrivalOf(i) - HOUR;
        ASSERT_TRUE(at >= 0 && at < 3 * HOUR);
        ++thirds[at / HOUR];
    }
    EXPECT_NEAR(thirds[0], 1000, 4 * 29); // sqrt(6000 * 1/6 * 5/6)
    EXPECT_NEAR(thirds[1], 4000, 4 * 37);
    EXPECT_NEAR(thirds[2], 1000, 4 * 29);
    // 9 / 4 of an even rate: 2 * 6000 messages in 3 h.
    EXPECT_DOUBLE_EQ(MakeForecast(scenario).arrivalRate, 2.25 * 12000 / 10800);
}

TEST(MorningRush, WrongArrivalsAndChurnAreRefused)
{
    const auto places = [](const std::function<void(Scenario&)>& change) {
        Scenario scenario;
        change(scenario);
        std::vector<std::string> found;
        for (const ScenarioProblem& problem : scenario.Errors())
        {
            found.push_back(problem.place);
        }
        return found;
    };
    using testing::ElementsAre;
    EXPECT_THAT(places([](Scenario& s) { s.subscribers.arrival.share = 0.5; }),
                ElementsAre("subscribers.arrival.share"));
    EXPECT_THAT(places([](Scenario& s) {
                    s.subscribers.arrival = {ArrivalKind::POWER_RETURN, 0, SECOND, 0};
                }),
                ElementsAre("subscribers.arrival.share"));
    EXPECT_THAT(places([](Scenario& s) { s.subscribers.churn.stay = 0; }),
                ElementsAre("subscribers.churn.stay"));
    EXPECT_THAT(places([](Scenario& s) { s.subscribers.churn.away = -1; }),
                ElementsAre("subscribers.churn.away"));
    EXPECT_THAT(places([](Scenario& s) { s.subscribers.churn.returns = 1.1; }),
                ElementsAre("subscribers.churn.returns"));
    EXPECT_THAT(places([](Scenario& s) { s.subscribers.churn.releases = -0.1; }),
                ElementsAre("subscribers.churn.releases"));
}

} // namespace
