/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/command-words.h"
#include "ns3/server-machine.h"
#include "ns3/sweep-plan.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace ns3::dhcpbackup;
using testing::ElementsAre;
using testing::HasSubstr;

namespace
{

/// A scenario file that is removed at the end of a test.
class SweepPlanTest : public testing::Test
{
  protected:
    SweepPlanTest()
    {
        std::ofstream(file) << R"({ // comments may stay
  "name": "swept", "subscribers": { "count": 20 },
  "faults": [ { "kind": "server-crash", "at": "2h", "for": "15min" } ], })";
    }

    ~SweepPlanTest() override
    {
        std::filesystem::remove(file);
    }

    /// The values of one variation, as text.
    std::vector<std::string> ValuesOf(const std::string& words)
    {
        SweepPlan plan(file);
        plan.Vary(words);
        std::vector<std::string> texts;
        for (const auto& value : plan.Variations()[0].values)
        {
            texts.push_back(VariedText(value));
        }
        return texts;
    }

    /// What is wrong with a variation, or with the grid that it makes.
    std::string ProblemOf(const std::string& words)
    {
        try
        {
            SweepPlan plan(file);
            plan.Vary(words);
            plan.Grid();
        }
        catch (const UsageError& error)
        {
            return error.what();
        }
        return "";
    }

    std::string file = (std::filesystem::temp_directory_path() /
                        ("dhcp-backup-sweep-" + std::to_string(getpid()) + ".json"))
                           .string();
};

} // namespace

TEST_F(SweepPlanTest, RangesAreEvenAndIncludeBothEnds)
{
    EXPECT_THAT(ValuesOf("faults[0].for=15min..3h/12"),
                ElementsAre("15min",
                            "30min",
                            "45min",
                            "1h",
                            "75min",
                            "90min",
                            "105min",
                            "2h",
                            "135min",
                            "150min",
                            "165min",
                            "3h"));
    EXPECT_THAT(ValuesOf("network.core.rate=1Mbps..2Mbps/3"),
                ElementsAre("1Mbps", "1500kbps", "2Mbps"));
    EXPECT_THAT(ValuesOf("leases.t1=0.25..0.75/3"), ElementsAre("0.25", "0.5", "0.75"));
    EXPECT_THAT(ValuesOf("network.relays=1..9/3"), ElementsAre("1", "5", "9"));
    EXPECT_THAT(ValuesOf("network.relays=9..1/3"), ElementsAre("9", "5", "1"));
}

TEST_F(SweepPlanTest, WholeSecondsAndWholeNumbersStayWhole)
{
    EXPECT_THAT(ValuesOf("leases.time=10s..20s/4"), ElementsAre("10s", "13s", "17s", "20s"));
    EXPECT_THAT(ValuesOf("relay.answerAfter=1ms..2ms/3"), ElementsAre("1ms", "1500us", "2ms"));
    EXPECT_THAT(ValuesOf("network.relays=1..4/3"), ElementsAre("1", "3", "4"));
    EXPECT_THAT(ValuesOf("network.relays=1..3/50"), ElementsAre("1", "2", "3"));
}

TEST_F(SweepPlanTest, ListsTakeTheKindOfTheirPath)
{
    EXPECT_THAT(ValuesOf("leases.time=10min,1h,24h"), ElementsAre("10min", "1h", "24h"));
    EXPECT_THAT(ValuesOf("server.profile=kea,dhcpd"), ElementsAre("kea", "dhcpd"));
    EXPECT_THAT(ValuesOf("server.leasequery=true,false"), ElementsAre("true", "false"));
    EXPECT_THAT(ValuesOf("relay.replayRate=5,10.5"), ElementsAre("5", "10.5"));
}

TEST_F(SweepPlanTest, PathsAreThoseOfTheScenarioWithEveryValue)
{
    EXPECT_EQ(ProblemOf("lease.time=1h"),
              "--vary lease.time=1h: the scenario has no lease; did you mean \"leases\"?");
    EXPECT_EQ(ProblemOf("leases.tme=1h"),
              "--vary leases.tme=1h: the scenario has no leases.tme; did you mean \"time\"?");
    EXPECT_THAT(ProblemOf("faults[1].for=1h"), HasSubstr("no faults[1], the list has 1 entries"));
    EXPECT_THAT(ProblemOf("faults.for=1h"), HasSubstr("the scenario has no faults.for"));
    EXPECT_THAT(ProblemOf("leases=1h"), HasSubstr("leases is no single value"));
    EXPECT_THAT(ProblemOf("leases[0]=1h"), HasSubstr("the scenario has no leases[0]"));
    for (const char* words :
         {"", "=1", ".leases=1", "faults[=1", "faults[x].for=1h", "leases..t1=1"})
    {
        EXPECT_THAT(ProblemOf(words), HasSubstr("expected PATH=FROM..TO/COUNT or")) << words;
    }
}

TEST_F(SweepPlanTest, ValuesThatCannotBeReadAreRefused)
{
    EXPECT_THAT(ProblemOf("leases.time"), HasSubstr("expected values behind leases.time"));
    EXPECT_THAT(ProblemOf("leases.time="), HasSubstr("expected values behind leases.time"));
    EXPECT_THAT(ProblemOf("leases.t1=much"), HasSubstr("found much, expected a number"));
    EXPECT_THAT(ProblemOf("server.leasequery=1"), HasSubstr("found 1, expected true or false"));
    EXPECT_THAT(ProblemOf("leases.time=1h,1h"), HasSubstr("1h comes twice"));
    EXPECT_THAT(ProblemOf("leases.time=1h..x/3"),
                HasSubstr("expected two times, two rates or two"));
    for (const char* words : {"leases.time=1h..2h",
                              "leases.time=1h..2h/1",
                              "leases.time=1h..2h/x",
                              "leases.time=1h..2h/3x",
                              "leases.time=1h..2h/10001"})
    {
        EXPECT_THAT(ProblemOf(words), HasSubstr("with a count from 2 to 10000")) << words;
    }
}

TEST_F(SweepPlanTest, AnImpossiblePointIsRefusedBeforeAnythingRuns)
{
    EXPECT_THAT(ProblemOf("leases.t1=0.5,0.9"),
                HasSubstr("with leases.t1=0.9:leases.t1: found t1 = 0.9 and t2 = 0.875"));
    EXPECT_THAT(ProblemOf("leases.time=1h,90"),
                HasSubstr("with leases.time=90:leases.time: found"));
}

TEST_F(SweepPlanTest, TheGridHasAllCombinationsTheLastVariationFastest)
{
    SweepPlan plan(file);
    plan.Vary("faults[0].for=15min,30min");
    plan.Vary("subscribers.count=20,30,40");
    const auto grid = plan.Grid();
    ASSERT_EQ(grid.size(), 6u);
    EXPECT_THAT(grid[0].values, ElementsAre("15min", "20"));
    EXPECT_THAT(grid[1].values, ElementsAre("15min", "30"));
    EXPECT_THAT(grid[5].values, ElementsAre("30min", "40"));
    EXPECT_EQ(grid[1].scenario.subscribers.count, 30u);
    EXPECT_EQ(grid[1].scenario.faults.faults[0].length, 15 * MINUTE);
    EXPECT_EQ(grid[5].scenario.faults.faults[0].length, 30 * MINUTE);
    EXPECT_EQ(grid[5].scenario.name, "swept");
    EXPECT_THROW(plan.Vary("subscribers.count=5"), UsageError) << "varied twice";
    plan.Vary("leases.t1=0.1..0.5/5000");
    EXPECT_THROW(plan.Grid(), UsageError) << "too many";
}

TEST_F(SweepPlanTest, WhatFollowsFromAVariedValueFollows)
{
    // A profile brings its own service time unless the file names one.
    SweepPlan plan(file);
    plan.Vary("server.profile=kea,dnsmasq");
    const auto grid = plan.Grid();
    for (const SweepPoint& point : grid)
    {
        EXPECT_EQ(point.scenario.server.serviceTime,
                  ProfileOf(point.scenario.server.profile, true).serviceTime);
    }
    EXPECT_NE(grid[0].scenario.server.serviceTime, grid[1].scenario.server.serviceTime);
}
