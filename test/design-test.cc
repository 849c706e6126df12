/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/design.h"

#include <gtest/gtest.h>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

RelayPolicy
OddKnobs()
{
    RelayPolicy knobs;
    knobs.interception = INTERCEPT_SERVER_ID_OVERRIDE;
    knobs.answerAfter = 7 * SECOND;
    knobs.replayRate = 3;
    return knobs;
}

TEST(Design, PlainNeverStandsInWhateverTheKnobs)
{
    RelayPolicy knobs = OddKnobs();
    knobs.backup = true;
    const Design design = MakeDesign("plain", knobs);
    EXPECT_EQ(design.name, "plain");
    EXPECT_FALSE(design.policy.backup);
    EXPECT_EQ(design.policy.interception, INTERCEPT_NONE);
}

TEST(Design, RelayBackupStandsInWithTheKnobs)
{
    const Design design = MakeDesign("relay-backup", OddKnobs());
    EXPECT_EQ(design.name, "relay-backup");
    EXPECT_TRUE(design.policy.backup);
    EXPECT_EQ(design.policy.interception, INTERCEPT_SERVER_ID_OVERRIDE);
    EXPECT_EQ(design.policy.answerAfter, 7 * SECOND);
    EXPECT_EQ(design.policy.replayRate, 3);
}

TEST(Design, BoundedNeverPromisesMoreThanMcltBeyondTheServersLease)
{
    RelayPolicy knobs = OddKnobs();
    knobs.mclt = 20 * MINUTE;
    const Design design = MakeDesign("relay-backup-bounded", knobs);
    EXPECT_TRUE(design.policy.backup);
    EXPECT_EQ(design.policy.grant, GRANT_MCLT);
    EXPECT_EQ(design.policy.standInLimit, 20 * MINUTE);
    EXPECT_EQ(design.hold, 20 * MINUTE) << "the server must not give the address away before";
    EXPECT_EQ(MakeDesign("relay-backup", knobs).hold, 0);
    knobs.standInLimit = 5 * MINUTE;
    EXPECT_EQ(MakeDesign("relay-backup-bounded", knobs).policy.standInLimit, 5 * MINUTE);
}

TEST(Design, SurvivableRelayGrantsWhatIsLeftDownToTheThreshold)
{
    RelayPolicy knobs = OddKnobs();
    knobs.threshold = 3 * MINUTE;
    const Design design = MakeDesign("survivable-relay", knobs);
    EXPECT_TRUE(design.policy.backup);
    EXPECT_EQ(design.policy.grant, GRANT_THRESHOLD);
    EXPECT_EQ(design.policy.threshold, 3 * MINUTE);
}

TEST(Design, WhatIsNoBackupStaysNoneWhateverTheKnobs)
{
    RelayPolicy knobs = OddKnobs();
    knobs.backup = true;
    knobs.splitLease = true;
    for (const char* const name : {"plain", "long-lease", "split-scope"})
    {
        const Design design = MakeDesign(name, knobs);
        EXPECT_FALSE(design.policy.backup) << name;
        EXPECT_FALSE(design.policy.splitLease) << name;
        EXPECT_EQ(design.policy.interception, INTERCEPT_NONE) << name;
        EXPECT_EQ(design.longLease, design.name == "long-lease");
    }
    EXPECT_FALSE(MakeDesign("short-lease", knobs).policy.backup);
    EXPECT_TRUE(MakeDesign("short-lease", knobs).policy.splitLease);
    EXPECT_FALSE(MakeDesign("relay-backup", knobs).policy.splitLease);
}

TEST(Design, LeasequeryRebuildAsksInBulkUnlessToldOtherwise)
{
    RelayPolicy knobs = OddKnobs();
    EXPECT_EQ(MakeDesign("leasequery-rebuild", knobs).policy.leasequery, LEASEQUERY_BULK);
    EXPECT_TRUE(MakeDesign("leasequery-rebuild", knobs).leasequery);
    EXPECT_TRUE(MakeDesign("leasequery-rebuild", knobs).policy.backup);
    knobs.leasequery = LEASEQUERY_SINGLE;
    EXPECT_EQ(MakeDesign("leasequery-rebuild", knobs).policy.leasequery, LEASEQUERY_SINGLE);
    EXPECT_EQ(MakeDesign("relay-backup", OddKnobs()).policy.leasequery, LEASEQUERY_OFF);
}

TEST(Design, UnknownDesignIsRefusedWithTheNearestName)
{
    const auto textOf = [](const std::string& name) -> std::string {
        try
        {
            MakeDesign(name, {});
        }
        catch (const std::invalid_argument& error)
        {
            return error.what();
        }
        return "accepted";
    };
    EXPECT_EQ(textOf("relay-bakup"),
              "unknown design \"relay-bakup\"; did you mean \"relay-backup\"?");
    EXPECT_EQ(textOf("magic"), "unknown design \"magic\"");
    EXPECT_EQ(textOf("PLAIN"), "unknown design \"PLAIN\"; did you mean \"plain\"?");
}

TEST(Design, CombinationsHaveBothParts)
{
    const Design design = MakeDesign("hot-standby+relay-backup", OddKnobs());
    EXPECT_EQ(design.name, "hot-standby+relay-backup");
    EXPECT_EQ(design.servers, ServerArrangement::HOT_STANDBY);
    EXPECT_TRUE(design.policy.backup);
    EXPECT_TRUE(design.policy.sharedLeases);
    EXPECT_EQ(design.policy.interception, INTERCEPT_SERVER_ID_OVERRIDE);
    EXPECT_FALSE(MakeDesign("split-scope+relay-backup", OddKnobs()).policy.sharedLeases)
        << "these servers tell each other nothing";
    EXPECT_TRUE(MakeDesign("long-lease+short-lease", OddKnobs()).longLease);
    EXPECT_TRUE(MakeDesign("long-lease+short-lease", OddKnobs()).policy.splitLease);
    EXPECT_EQ(MakeDesign("failover-mclt+relay-backup-bounded", OddKnobs()).policy.grant,
              GRANT_MCLT);
}

TEST(Design, CombinationsThatMakeNoneAreRefusedWithTheReason)
{
    const std::pair<const char*, const char*> cases[] = {
        {"plain+relay-backup", "plain is the absence of any other design"},
        {"hot-standby+load-balancing", "both say which servers there are"},
        {"relay-backup+short-lease", "both say what relays do"},
        {"failover-mclt+relay-backup", "relay-backup-bounded keeps it"},
        {"hot-standby+leasequery-rebuild", "cannot tell which server to ask"},
        {"long-lease+relay-backup", "with long leases few renewals fall into an outage"},
        {"relay-backup+hot-standby", "the design is called \"hot-standby+relay-backup\""},
        {"hot-standby+survivable-relay", "not among the combinations that are offered"},
        {"hot-standby+relay-bakup", "unknown design"},
        {"hot-standby+relay-backup+plain", "unknown design"},
        {"+", "unknown design"},
    };
    for (const auto& [name, reason] : cases)
    {
        EXPECT_NE(WhyNoDesign(name).find(reason), std::string::npos)
            << name << ": " << WhyNoDesign(name);
        EXPECT_THROW(MakeDesign(name, {}), std::invalid_argument) << name;
    }
    EXPECT_EQ(WhyNoDesign("hot-standby+relay-backup"), "");
}

TEST(Design, EveryKnownDesignCanBeMadeAndIsDescribed)
{
    ASSERT_EQ(DesignNames(), (std::vector<std::string>{"plain",
                                                   "long-lease",
                                                   "short-lease",
                                                   "split-scope",
                                                   "hot-standby",
                                                   "load-balancing",
                                                   "failover-mclt",
                                                   "relay-backup",
                                                   "relay-backup-bounded",
                                                   "survivable-relay",
                                                   "leasequery-rebuild",
                                                   "long-lease+short-lease",
                                                   "split-scope+relay-backup",
                                                   "hot-standby+relay-backup",
                                                   "load-balancing+relay-backup",
                                                   "failover-mclt+relay-backup-bounded"}));
    for (const DesignDescription& known : KnownDesigns())
    {
        EXPECT_EQ(MakeDesign(known.name, {}).name, known.name);
        EXPECT_FALSE(known.text.empty());
        EXPECT_EQ(known.text.find('\n'), std::string::npos);
    }
}

} // namespace

} // namespace ns3::dhcpbackup
