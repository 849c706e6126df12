/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-file.h"
#include "ns3/scenario-json.h"

#include <gmock/gmock.h>

using namespace ns3::dhcpbackup;

namespace
{

/// A scenario with a relay section.
ScenarioResult
WithRelay(const std::string& relay)
{
    return ParseScenario(R"({"name": "x", "subscribers": {"count": 10}, "relay": {)" + relay + "}}",
                         "f");
}

const char EVERY_KEY[] = R"(
    "interception": "proxy", "answerAfter": "3s", "failuresToSuspect": 2, "failuresToStandIn": 5,
    "icmpHint": true, "probeInterval": "4s", "answersToReturn": 6, "resendClients": 7,
    "grant": "mclt", "mclt": "8min", "threshold": "9min", "standInLimit": "10min",
    "maxStandIns": 11, "journalCapacity": 12, "overflow": "drop-first", "replayRate": 13,
    "replayOrder": "oldest-promise", "replayTimeout": "14s", "replayTries": 15,
    "lazyReplay": true, "holdDiscovers": false, "syncInterval": "16s", "leasequery": "bulk",
    "shortLease": "17min", "maxHops": 16)";

} // namespace

TEST(RelayScenario, EveryKeyReachesThePolicy)
{
    const ScenarioResult result = WithRelay(EVERY_KEY);
    ASSERT_TRUE(result.scenario) << testing::PrintToString(result.errors);
    const RelayPolicy& relay = result.scenario->relay;
    EXPECT_EQ(relay.interception, INTERCEPT_PROXY);
    EXPECT_EQ(relay.answerAfter, 3 * SECOND);
    EXPECT_EQ(relay.failuresToSuspect, 2u);
    EXPECT_EQ(relay.failuresToStandIn, 5u);
    EXPECT_TRUE(relay.icmpHint);
    EXPECT_EQ(relay.probeInterval, 4 * SECOND);
    EXPECT_EQ(relay.answersToReturn, 6u);
    EXPECT_EQ(relay.resendClients, 7u);
    EXPECT_EQ(relay.grant, GRANT_MCLT);
    EXPECT_EQ(relay.mclt, 8 * MINUTE);
    EXPECT_EQ(relay.threshold, 9 * MINUTE);
    EXPECT_EQ(relay.standInLimit, 10 * MINUTE);
    EXPECT_EQ(relay.maxStandIns, 11u);
    EXPECT_EQ(relay.journalCapacity, 12u);
    EXPECT_EQ(relay.overflow, OVERFLOW_DROP_FIRST);
    EXPECT_EQ(relay.replayRate, 13);
    EXPECT_EQ(relay.replayOrder, REPLAY_OLDEST_PROMISE);
    EXPECT_EQ(relay.replayTimeout, 14 * SECOND);
    EXPECT_EQ(relay.replayTries, 15u);
    EXPECT_TRUE(relay.lazyReplay);
    EXPECT_FALSE(relay.holdDiscovers);
    EXPECT_EQ(relay.syncInterval, 16 * SECOND);
    EXPECT_EQ(relay.leasequery, LEASEQUERY_BULK);
    EXPECT_EQ(relay.shortLease, 17 * MINUTE);
    EXPECT_EQ(relay.maxHops, 16u);
    EXPECT_EQ(WithRelay("").scenario->relay.maxHops, 4u) << "RFC 1542 section 4.1.1";
    const std::string written = ToJson(*result.scenario);
    EXPECT_EQ(ToJson(*ParseScenario(written, "g").scenario), written) << "nothing gets lost";
    EXPECT_THAT(written, testing::HasSubstr("\"oldest-promise\""));
}

TEST(RelayScenario, ImpossiblePoliciesAreRefusedAtTheirPlace)
{
    const std::pair<const char*, const char*> cases[] = {
        {R"("failuresToSuspect": 4)", "f:relay.failuresToSuspect: found 4, expected at most"},
        {R"("answersToReturn": 0)", "f:relay.answersToReturn: found 0"},
        {R"("mclt": "-1s")", "f:relay.mclt: found "},
        {R"("shortLease": "0s")", "f:relay.shortLease: found 0s, expected more than 0s"},
        {R"("grant": "ful")", "f:relay.grant: found \"ful\", expected one of full, remainder, "
                              "mclt, threshold; did you mean \"full\"?"},
        {R"("overflow": "drop")", "f:relay.overflow: found \"drop\""},
        {R"("replayOrder": "random")", "f:relay.replayOrder: found \"random\""},
        {R"("maxStandIns": 256)", "f:relay.maxStandIns: found 256"},
        {R"("maxHops": 17)", "f:relay.maxHops: found 17, expected a whole number from 0 to 16"},
        {R"("syncInterval": "often")", "f:relay.syncInterval: found \"often\", expected \"never\""},
        {R"("lazyReplay": true, "holdDiscovers": true)", "f:relay.holdDiscovers: found true"},
        {R"("leaseQuery": true)", "f:relay.leaseQuery: "},
    };
    for (const auto& [relay, expected] : cases)
    {
        const ScenarioResult result = WithRelay(relay);
        ASSERT_EQ(result.errors.size(), 1u) << relay << testing::PrintToString(result.errors);
        EXPECT_THAT(result.errors[0], testing::StartsWith(expected)) << relay;
    }
}
