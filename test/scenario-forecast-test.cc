/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-forecast.h"

#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

// All expectations are computed by hand for 1000 subscribers, 20 relays, leases of 1 h with T1 at
// 30 min, and a server that needs 100 us a message, relays that replay 50 promises a second, unless
// a test says otherwise.

/// The forecast for one fault.
FaultForecast
ForecastOf(const Fault& fault, Scenario scenario = {})
{
    scenario.relay.replayRate = 50;
    scenario.faults.faults = {fault};
    return MakeForecast(scenario).faults.at(0);
}

Fault
CrashFor(Duration length)
{
    Fault fault;
    fault.at = 150 * MINUTE;
    fault.length = length;
    return fault;
}

TEST(ScenarioForecast, SteadyLoadIsSubscribersByT1)
{
    const ScenarioForecast forecast = MakeForecast({});
    EXPECT_DOUBLE_EQ(forecast.renewalRate, 1000.0 / 1800.0);
    EXPECT_DOUBLE_EQ(forecast.renewalLoad, 1000.0 / 1800.0 * 1e-4);
    EXPECT_DOUBLE_EQ(forecast.capacity, 10'000);
}

TEST(ScenarioForecast, PlainDesignLosesWhatRunsOutBeforeTheHealing)
{
    const std::pair<int, double> shares[] =
        {{15, 0}, {30, 0}, {45, 0.5}, {50, 2.0 / 3}, {60, 1}, {75, 1}};
    for (const auto& [minutes, share] : shares)
    {
        const FaultForecast fault = ForecastOf(CrashFor(minutes * MINUTE));
        EXPECT_TRUE(fault.total);
        EXPECT_DOUBLE_EQ(fault.struck, 1000) << minutes;
        EXPECT_NEAR(fault.plainShare, share, 1e-12) << minutes;
        EXPECT_NEAR(fault.plainLost, 1000 * share, 1e-9) << minutes;
        // Two messages of 100 us for each new lease.
        EXPECT_NEAR(fault.drainSeconds, 0.2 * share, 1e-12) << minutes;
        EXPECT_EQ(fault.backupShare, 0) << minutes;
    }
}

TEST(ScenarioForecast, OtherT1ChangesTheAgesOfLeases)
{
    Scenario scenario;
    scenario.leases.t1 = 0.25; // ages up to 15 min, so at least 45 min are left
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(45 * MINUTE), scenario).plainShare, 0);
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(51 * MINUTE), scenario).plainShare, 0.4);
}

TEST(ScenarioForecast, JournalHoldsEachRenewingSubscriberOnce)
{
    const std::pair<int, double> journals[] = {{15, 500}, {30, 1000}, {75, 1000}};
    for (const auto& [minutes, journal] : journals)
    {
        const FaultForecast fault = ForecastOf(CrashFor(minutes * MINUTE));
        EXPECT_DOUBLE_EQ(fault.journal, journal);
        EXPECT_DOUBLE_EQ(fault.journalPerRelay, journal / 20);
        EXPECT_DOUBLE_EQ(fault.resyncSeconds, journal / 20 / 50); // 50 replays a second
        EXPECT_DOUBLE_EQ(fault.resyncRate, 1000);                 // 20 relays at once
    }
}

TEST(ScenarioForecast, WithoutInterceptionRenewalsAreSeenFromT2On)
{
    Scenario scenario;
    scenario.relay.interception = INTERCEPT_NONE;
    // T2 is 22.5 min after T1; then 500 in 15 min.
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(20 * MINUTE), scenario).journal, 0);
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(2250 * SECOND), scenario).journal, 500);
}

TEST(ScenarioForecast, StandInLimitEndsLeasesLater)
{
    Scenario scenario;
    scenario.relay.standInLimit = 20 * MINUTE;
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(50 * MINUTE), scenario).backupShare, 0);
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(65 * MINUTE), scenario).backupShare, 0.5);
    scenario.relay.standInLimit = 0; // no better than plain
    EXPECT_DOUBLE_EQ(ForecastOf(CrashFor(45 * MINUTE), scenario).backupShare, 0.5);
}

TEST(ScenarioForecast, OneLinkStrikesItsOwnSubscribers)
{
    Fault fault = CrashFor(45 * MINUTE);
    fault.kind = FaultKind::LINK_DOWN;
    fault.target.kind = TargetKind::CORE;
    EXPECT_DOUBLE_EQ(ForecastOf(fault).struck, 1000);
    fault.target.index = 3;
    const FaultForecast one = ForecastOf(fault);
    EXPECT_DOUBLE_EQ(one.struck, 50);
    EXPECT_DOUBLE_EQ(one.plainLost, 25);
    EXPECT_DOUBLE_EQ(one.journalPerRelay, 50);
    EXPECT_DOUBLE_EQ(one.resyncRate, 50);
}

TEST(ScenarioForecast, PartialLossIsNotForetold)
{
    Fault fault = CrashFor(75 * MINUTE);
    fault.kind = FaultKind::LOSS;
    fault.target.kind = TargetKind::CORE;
    fault.share = 0.5;
    EXPECT_FALSE(ForecastOf(fault).total);
    EXPECT_EQ(ForecastOf(fault).plainLost, 0);
    fault.share = 1;
    EXPECT_TRUE(ForecastOf(fault).total);
    EXPECT_DOUBLE_EQ(ForecastOf(fault).plainLost, 1000);
    fault.target = {TargetKind::ACCESS, 3}; // the closed forms are for many
    EXPECT_FALSE(ForecastOf(fault).total);
}

TEST(ScenarioForecast, OnlyWhatKeepsAllAnswersAwayForOnceIsForetold)
{
    for (const FaultKindInfo& info : FaultKinds())
    {
        Fault fault(info.kind);
        fault.at = 150 * MINUTE;
        fault.length = 75 * MINUTE;
        fault.share = 0.5;
        EXPECT_EQ(ForecastOf(fault).total,
                  info.kind == FaultKind::SERVER_CRASH || info.kind == FaultKind::SERVER_PAUSE ||
                      info.kind == FaultKind::LINK_DOWN)
            << info.name;
        fault.repeat.every = 3 * HOUR;
        fault.repeat.times = 2;
        EXPECT_FALSE(ForecastOf(fault).total) << info.name;
    }
}

TEST(ScenarioForecast, SubscribersWhoComeDuringTheFaultWait)
{
    Scenario scenario;
    scenario.subscribers.latecomers = {300, 140 * MINUTE, 30 * MINUTE};
    // From 150 to 165 min: a third of the latecomers came before, a half comes now.
    const FaultForecast fault = ForecastOf(CrashFor(15 * MINUTE), scenario);
    EXPECT_DOUBLE_EQ(fault.struck, 1100);
    EXPECT_DOUBLE_EQ(fault.waiting, 150);
}

TEST(ScenarioForecast, StormOverflowsTheQueueOfASlowServer)
{
    Scenario scenario;
    scenario.subscribers.count = 6000;
    scenario.subscribers.arrival = {ArrivalKind::POWER_RETURN, 0, 2 * SECOND};
    scenario.server.serviceTime = MILLISECOND;
    // The start delay of 1 to 10 s spreads them over 9 s: 12000 messages / 9 s against 1000.
    const ScenarioForecast forecast = MakeForecast(scenario);
    EXPECT_DOUBLE_EQ(forecast.arrivalRate, 12'000.0 / 9);
    EXPECT_DOUBLE_EQ(forecast.overflowSeconds, 166 / (12'000.0 / 9 - 1000));
    EXPECT_DOUBLE_EQ(forecast.arrivalDrainSeconds, 12);

    scenario.subscribers.arrival.within = 30 * SECOND; // 400 messages a second
    EXPECT_DOUBLE_EQ(MakeForecast(scenario).arrivalRate, 400);
    EXPECT_EQ(MakeForecast(scenario).overflowSeconds, 0);

    scenario.server.serviceTime = 0; // no limit
    EXPECT_EQ(MakeForecast(scenario).capacity, 0);
    EXPECT_EQ(MakeForecast(scenario).overflowSeconds, 0);
}

TEST(ScenarioForecast, MessagesAreThoseOfLeasesAndRenewals)
{
    Scenario scenario;
    scenario.subscribers.arrival.within = 0;
    scenario.run.duration = 100 * MINUTE; // renewals at 30, 60 and 90 min
    EXPECT_DOUBLE_EQ(MakeForecast(scenario).messages, 1000 * (4 + 3 * 2));
    scenario.run.duration = 29 * MINUTE; // none
    EXPECT_DOUBLE_EQ(MakeForecast(scenario).messages, 1000 * 4);
    // Of those who come within 30 min, a third has been on for 90 min or more after 100 min and has
    // renewed three times, the others twice.
    scenario.subscribers.arrival.within = 30 * MINUTE;
    scenario.run.duration = 100 * MINUTE;
    EXPECT_NEAR(MakeForecast(scenario).messages, 1000 * (4 + (3.0 / 3 + 2 * 2.0 / 3) * 2), 1e-6);
    // Half of them have come after 15 min.
    scenario.run.duration = 15 * MINUTE;
    EXPECT_DOUBLE_EQ(MakeForecast(scenario).messages, 2000);
}

TEST(ScenarioForecast, CostGrowsWithSubscribersAndMessages)
{
    Scenario scenario;
    const ScenarioForecast small = MakeForecast(scenario);
    scenario.subscribers.count = 10'000;
    const ScenarioForecast large = MakeForecast(scenario);
    EXPECT_GT(small.wallSeconds, 0);
    EXPECT_NEAR(large.wallSeconds, 10 * small.wallSeconds, 1e-6);
    EXPECT_GT(large.memoryBytes, 2 * small.memoryBytes);
}

} // namespace

} // namespace ns3::dhcpbackup
