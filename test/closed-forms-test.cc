/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expectations.h"

#include "ns3/scenario-runner.h"

#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;

namespace
{

constexpr uint32_t SUBSCRIBERS = 400;
constexpr double LEASE = 3600;

/// Subscribers with random phases, and an outage of the server after two leases.
Scenario
OutageScenario(double outage)
{
    Scenario scenario;
    scenario.subscribers.count = SUBSCRIBERS;
    scenario.network.relays = 4;
    Fault crash;
    crash.at = scenario.subscribers.arrival.within + 2 * scenario.leases.time;
    crash.length = Duration(outage * SECOND);
    scenario.faults.faults.push_back(crash);
    return scenario;
}

class OutageLength : public testing::TestWithParam<double>
{
};

} // namespace

TEST_P(OutageLength, PlainDesignLosesTheShareThatTheScheduleSays)
{
    const double outage = GetParam() * LEASE;
    const RunRecord record = RunScenario(OutageScenario(outage), "plain", "", {});
    const double share = expectations::ShareLost(outage, LEASE);
    const auto [low, high] = expectations::BinomialBand(SUBSCRIBERS, share);
    EXPECT_EQ(record.Value("leases_exposed"), SUBSCRIBERS);
    EXPECT_GE(record.Value("leases_lost"), low) << "expected share " << share;
    EXPECT_LE(record.Value("leases_lost"), high) << "expected share " << share;
    EXPECT_EQ(record.Value("client_outages_censored"), 0);
    EXPECT_EQ(record.Value("violations"), 0);
}

TEST_P(OutageLength, RelayWithBackupLosesNone)
{
    const double outage = GetParam() * LEASE;
    const RunRecord record = RunScenario(OutageScenario(outage), "relay-backup", "", {});
    EXPECT_EQ(record.Value("renewal_survival"), 1);
    EXPECT_EQ(record.Value("client_outages"), 0);
    EXPECT_EQ(record.Value("violations"), 0);
    EXPECT_EQ(record.Value("resync_conflicts"), 0);
}

INSTANTIATE_TEST_SUITE_P(QuarterToOneAndAHalfLeases,
                         OutageLength,
                         testing::Values(0.25, 0.6, 0.75, 0.9, 1.0, 1.5));

TEST(ClosedForms, ClientsAskAsOftenAsTheScheduleSays_Rfc2131_4_4_5)
{
    // All T1 lie in the outage, and all leases end in it: each client asks at every attempt.
    const RunRecord record = RunScenario(OutageScenario(1.5 * LEASE), "plain", "", {});
    const double attempts = expectations::RenewalAttempts(LEASE).size();
    // T1 and T2 are spread by a second, which now and then moves the last attempt past the end.
    EXPECT_NEAR(record.Value("requests_lost") / SUBSCRIBERS, attempts, 0.05);
    EXPECT_EQ(record.Value("requests_sent"),
              record.Value("requests_acked_by_server") + record.Value("requests_lost"));
}

TEST(ClosedForms, JournalHoldsTheClientsThatRenewInTheOutage)
{
    for (const double outage : {600.0, 1200.0, 2400.0})
    {
        const RunRecord record = RunScenario(OutageScenario(outage), "relay-backup", "", {});
        const double share = expectations::ShareRenewing(outage, LEASE);
        const auto [low, high] = expectations::BinomialBand(SUBSCRIBERS, share);
        EXPECT_GE(record.Value("journal_peak"), low) << outage;
        EXPECT_LE(record.Value("journal_peak"), high) << outage;
        // All leases are in the mirrors when the journals are longest.
        EXPECT_EQ(record.Value("relay_state_peak"), SUBSCRIBERS + record.Value("journal_peak"));
    }
}

TEST(ClosedForms, ResyncLastsAsLongAsTheJournalAtTheReplayRate)
{
    Scenario scenario = OutageScenario(2400);
    scenario.network.relays = 1;
    scenario.relay.replayRate = 2;
    const RunRecord record = RunScenario(scenario, "relay-backup", "", {});
    const double messages = record.Value("resync_messages");
    EXPECT_GT(messages, 0.9 * SUBSCRIBERS);
    // The last of n messages leaves (n - 1) / rate after the first; its answer takes 4 ms.
    EXPECT_NEAR(record.Value("resync_duration"), (messages - 1) / 2, 0.6);
}

TEST(ClosedForms, SteadyLoadIsOneRenewalAClientEveryT1)
{
    Scenario scenario;
    scenario.subscribers.count = SUBSCRIBERS;
    scenario.network.relays = 4;
    scenario.run.duration = 10 * HOUR;
    const RunRecord record = RunScenario(scenario, "plain", "", {});
    // The first address comes within 30 min; from then on a renewal each half hour.
    const double periods = (10 * 3600 - 0.5 * 1800) / (LEASE / 2);
    EXPECT_NEAR(record.Value("renewals_by_server") / SUBSCRIBERS, periods, 0.6);
    EXPECT_NEAR(record.Value("client_messages_per_renewal"), 1, 0.12);
    EXPECT_EQ(record.Value("relay_state_peak"), 0) << "a plain relay keeps nothing";
    EXPECT_EQ(record.Value("client_outages"), 0);
}

TEST(ClosedForms, DrainTakesAtLeastTheWorkOfAllExchanges)
{
    Scenario scenario;
    scenario.subscribers.count = SUBSCRIBERS;
    scenario.network.relays = 4;
    scenario.subscribers.arrival.within = 1 * SECOND;
    scenario.server.serviceTime = 50 * MILLISECOND;
    scenario.server.queue = 100000;
    scenario.leases.offerHold = 10 * MINUTE;
    const RunRecord record = RunScenario(scenario, "plain", "", {});
    // Two messages a client at least; all start within 10 s of one another, 1 s after power.
    const double work = SUBSCRIBERS * 2 * 0.05;
    EXPECT_GE(record.Value("first_address_max"), work - 11);
    EXPECT_EQ(record.Value("server_queue_drops"), 0);
    EXPECT_EQ(record.Value("client_outages_censored"), 0);
}

TEST(ClosedForms, SameSeedSameEvents)
{
    const Scenario scenario = OutageScenario(3000);
    const RunRecord first = RunScenario(scenario, "relay-backup", "", {});
    const RunRecord second = RunScenario(scenario, "relay-backup", "", {});
    EXPECT_EQ(first.traceHash, second.traceHash);
    Scenario other = scenario;
    other.run.run = 2;
    EXPECT_NE(RunScenario(other, "relay-backup", "", {}).traceHash, first.traceHash);
}

TEST(Expectations, ScheduleOfAnHour)
{
    const std::vector<double> expected =
        {1800, 2475, 2812.5, 2981.25, 3065.625, 3125.625, 3150, 3375, 3487.5, 3547.5};
    EXPECT_EQ(expectations::RenewalAttempts(3600), expected);
}
