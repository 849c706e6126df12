/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-runner.h"
#include "ns3/witness-rules.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using testing::HasSubstr;

namespace
{

/// An outage of two leases with latecomers, at the end of which everything is as it should be.
Scenario
Outage()
{
    Scenario scenario;
    scenario.subscribers.count = 40;
    scenario.subscribers.latecomers = {10, 60 * MINUTE, 20 * MINUTE};
    scenario.network.relays = 2;
    scenario.leases.time = 20 * MINUTE;
    Fault crash;
    crash.at = 65 * MINUTE;
    crash.length = 40 * MINUTE;
    scenario.faults.faults = {crash};
    return scenario;
}

std::string
FirstOf(const RunRecord& record)
{
    return record.violations.empty() ? ""
                                     : record.violations[0].invariant + " " +
                                           record.violations[0].evidence;
}

} // namespace

TEST(Invariants, AllHoldInCleanRuns)
{
    Scenario bounded = Outage();
    bounded.relay.standInLimit = 5 * MINUTE;
    Scenario overriding = Outage();
    overriding.relay.interception = INTERCEPT_SERVER_ID_OVERRIDE;
    Scenario broadcast = Outage();
    broadcast.relay.interception = INTERCEPT_NONE;
    for (const Scenario& scenario : {Outage(), bounded, overriding, broadcast})
    {
        for (const std::string design : {"plain", "relay-backup"})
        {
            const RunRecord record = RunScenario(scenario, design, "", {});
            EXPECT_EQ(FirstOf(record), "") << design;
            EXPECT_EQ(record.Value("violations"), 0);
            EXPECT_EQ(record.stoppedAt, NEVER);
            EXPECT_GT(record.Value("leases_exposed"), 0) << "the outage is seen";
        }
    }
}

TEST(Invariants, LostStoreDoublesAddressesAndCanStopTheRun)
{
    Scenario scenario = Outage();
    scenario.faults.faults[0].store = StoreFate::LOST;
    scenario.faults.faults[0].length = 5 * MINUTE;
    scenario.subscribers.latecomers.from = 66 * MINUTE;
    const RunRecord whole = RunScenario(scenario, "plain", "", {});
    ASSERT_GT(whole.Value("violations"), 0);
    EXPECT_GT(whole.Value("duplicate_address_time"), 0);
    EXPECT_THAT(FirstOf(whole), HasSubstr("I1 10.0."));
    EXPECT_THAT(FirstOf(whole), HasSubstr("gets ACK")) << "with the last messages";
    EXPECT_EQ(whole.stoppedAt, NEVER);
    scenario.run.stopOnViolation = true;
    const RunRecord stopped = RunScenario(scenario, "plain", "", {});
    EXPECT_EQ(stopped.Value("violations"), 1);
    EXPECT_EQ(stopped.stoppedAt, whole.violations[0].at);
    EXPECT_EQ(FirstOf(stopped), FirstOf(whole));
}

TEST(Invariants, RulesFollowFromTheDesign)
{
    Scenario scenario = Outage();
    Design design;
    EXPECT_EQ(RulesFor(scenario, design).addresses.bound, 0) << "a plain relay promises nothing";
    design.policy.backup = true;
    EXPECT_EQ(RulesFor(scenario, design).addresses.bound, NEVER);
    design.policy.standInLimit = HOUR;
    EXPECT_EQ(RulesFor(scenario, design).addresses.bound, HOUR);
    scenario.leases.offerHold = 7 * SECOND;
    EXPECT_EQ(RulesFor(scenario, design).addresses.offerHold, 7 * SECOND);
    const Duration alone = RulesFor(scenario, design).recovery;
    design.servers = ServerArrangement::HOT_STANDBY;
    // 60 s of silence, four heartbeats of 10 s that are in vain for 10 s, and a page's 60 s.
    EXPECT_EQ(RulesFor(scenario, design).recovery, alone + 200 * SECOND);
    scenario.run.stopOnViolation = true;
    EXPECT_TRUE(RulesFor(scenario, design).stopAtFirst);
}

TEST(Invariants, RecoveryBoundIsComputed)
{
    Scenario scenario = Outage();
    scenario.subscribers.latecomers.count = 0;
    scenario.server.store.loadPerLease = 0;
    RelayPolicy plain;
    // The start delay of 10 s, five REQUESTs 4, 8, 16, 32 and 64 s apart and 1 s of jitter each,
    // four pauses of 65 s.
    EXPECT_EQ(RecoveryBound(scenario, plain), (10 + 124 + 5 + 4 * 65) * SECOND);
    scenario.server.serviceTime = 1 * SECOND; // 80 s of work: one pause more is full, twice
    EXPECT_EQ(RecoveryBound(scenario, plain), (10 + 124 + 5 + 6 * 65) * SECOND);
    RelayPolicy backup;
    backup.backup = true;
    backup.replayRate = 2;
    // A probe, three replays of 4 s in vain, and twenty promises at two a second, twice.
    EXPECT_EQ(RecoveryBound(scenario, backup),
              RecoveryBound(scenario, plain) + (1 + 12 + 2 * 10) * SECOND);
    Scenario mixed = scenario;
    mixed.subscribers.profiles = {{"rfc2131", 0.5}, {"android", 0.5}};
    EXPECT_EQ(RecoveryBound(mixed, plain), NEVER) << "some give up for good";
    mixed.subscribers.profiles = {{"rfc2131", 0.5}, {"dhclient", 0.5}};
    EXPECT_GT(RecoveryBound(mixed, plain), RecoveryBound(scenario, plain)) << "some sleep for long";
    scenario.leases.poolPerRelay = 19;
    EXPECT_EQ(RecoveryBound(scenario, plain), NEVER) << "somebody will never have an address";
}
