/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-runner.h"
#include "ns3/simulator.h"

#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Sixty settled hosts behind two relays; the first server's host is dead for two hours.
Scenario
LongOutage()
{
    Scenario scenario;
    scenario.subscribers.count = 60;
    scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
    scenario.network.relays = 2;
    scenario.leases.poolPerRelay = 100;
    Fault crash;
    crash.at = HOUR;
    crash.length = 2 * HOUR;
    crash.hostDown = true;
    scenario.faults.faults = {crash};
    return scenario;
}

/// When the second server changed its state, and to what.
struct PairLog
{
    void State(const char*, const char* to)
    {
        states.emplace_back(Simulator::Now().GetNanoSeconds(), to);
    }

    std::vector<std::pair<Instant, std::string>> states;
};

} // namespace

TEST(Combinations, RelaysLetTheStandbySeeWhoWaitsAndCoverTheTimeUntilItServes)
{
    for (const std::string design : {"hot-standby+relay-backup", "load-balancing+relay-backup"})
    {
        SCOPED_TRACE(design);
        PairLog log;
        const RunRecord record =
            RunScenario(LongOutage(), design, "", {}, [&log](const BackupNetwork& network) {
                network.partner->TraceConnectWithoutContext("PairState",
                                                            MakeCallback(&PairLog::State, &log));
            });
        const auto down = std::find_if(log.states.begin(), log.states.end(), [](const auto& s) {
            return s.second == "partner-down";
        });
        ASSERT_NE(down, log.states.end()) << "the second server noticed";
        EXPECT_LT(down->first, HOUR + 45 * MINUTE);
        EXPECT_EQ(record.Value("client_outages"), 0);
        EXPECT_EQ(record.Value("violations"), 0)
            << (record.violations.empty() ? "" : record.violations[0].evidence);
        EXPECT_EQ(record.Value("renewal_survival"), 1);
        EXPECT_GT(record.Value("renewals_by_relay"), 0);
    }
}

TEST(Combinations, EachOfThemRunsAndKeepsTheInvariants)
{
    for (const std::string& design : DesignNames())
    {
        if (design.find('+') == std::string::npos)
        {
            continue;
        }
        SCOPED_TRACE(design);
        const RunRecord record = RunScenario(LongOutage(), design, "", {});
        EXPECT_EQ(record.Value("violations"), 0)
            << (record.violations.empty() ? "" : record.violations[0].evidence);
    }
}
