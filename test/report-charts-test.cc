/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/report-charts.h"
#include "ns3/run-record.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

using namespace ns3::dhcpbackup;
using testing::ElementsAre;
using testing::IsEmpty;

namespace
{

/// A crash from 100 s to 200 s in a run of half an hour.
Scenario
Crash()
{
    Scenario scenario;
    scenario.designs = {"plain", "relay-backup"};
    Fault fault(FaultKind::SERVER_CRASH);
    fault.at = 100 * SECOND;
    fault.length = 100 * SECOND;
    scenario.faults.faults.push_back(fault);
    scenario.run.duration = 30 * MINUTE;
    return scenario;
}

/// A quiet line of timeline.csv with three counts.
std::string
Line(const std::string& design, int second, int without, int discovers, int requests, int replays)
{
    return design + "," + std::to_string(second) + "," + std::to_string(without) + "," +
           std::to_string(discovers) + "," + std::to_string(requests) + ",0,0,0,0,0," +
           std::to_string(replays) + ",0,0\n";
}

/// Half an hour in which nothing happens but what is said of some seconds.
std::string
Timeline(const std::map<int, std::string>& plain)
{
    std::string text = TimelineHeading();
    for (int second = 0; second <= 1800; ++second)
    {
        const auto it = plain.find(second);
        text += it == plain.end() ? Line("plain", second, 0, 0, 0, 0) : it->second;
    }
    return text;
}

std::vector<std::string>
TitlesOf(const std::vector<Chart>& charts)
{
    std::vector<std::string> titles;
    for (const Chart& chart : charts)
    {
        titles.push_back(chart.title);
    }
    return titles;
}

} // namespace

TEST(ReportCharts, AreThoseInWhichSomethingHappens)
{
    EXPECT_THAT(TimelineCharts(Crash(), Timeline({})), IsEmpty());
    EXPECT_THAT(TitlesOf(TimelineCharts(Crash(), Timeline({{50, Line("plain", 50, 3, 0, 0, 0)}}))),
                ElementsAre("Subscribers without an address"));
    // Within five minutes after the healing.
    EXPECT_THAT(
        TitlesOf(TimelineCharts(Crash(), Timeline({{210, Line("plain", 210, 0, 1, 2, 5)}}))),
        ElementsAre("Load of the server",
                    "Storm at the server after the last healing",
                    "Resynchronisation after the last healing"));
    Scenario quiet = Crash();
    quiet.faults.faults.clear();
    EXPECT_THAT(TitlesOf(TimelineCharts(quiet, Timeline({{210, Line("plain", 210, 0, 1, 2, 5)}}))),
                ElementsAre("Load of the server"));
}

TEST(ReportCharts, AStormIsTheSumOfBothKindsSecondBySecond)
{
    const auto charts = TimelineCharts(Crash(), Timeline({{210, Line("plain", 210, 0, 1, 2, 0)}}));
    ASSERT_EQ(charts.size(), 2u);
    const Chart& storm = charts[1];
    EXPECT_EQ(storm.xLabel, "since the last healing [s]");
    ASSERT_EQ(storm.series.size(), 1u) << "of the other design nothing is known";
    EXPECT_EQ(storm.series[0].name, "plain");
    ASSERT_EQ(storm.x.size(), 321u);
    EXPECT_EQ(storm.x.front(), -20);
    EXPECT_EQ(storm.x.back(), 300);
    EXPECT_EQ(storm.series[0].values[30], 3);
    EXPECT_EQ(storm.series[0].values[29], 0);
    ASSERT_EQ(storm.bands.size(), 1u);
    EXPECT_EQ(storm.bands[0].to, 0);
}

TEST(ReportCharts, APointIsTheMostInItsTime)
{
    // 1801 seconds are more than 480 points: four seconds each.
    const auto charts = TimelineCharts(Crash(),
                                       Timeline({{600, Line("plain", 600, 5, 0, 0, 0)},
                                                 {601, Line("plain", 601, 7, 0, 0, 0)},
                                                 {603, Line("plain", 603, 6, 0, 0, 0)},
                                                 {604, Line("plain", 604, 2, 0, 0, 0)}}));
    ASSERT_EQ(charts.size(), 1u);
    EXPECT_EQ(charts[0].note, "Each point is the most in 4 s.");
    EXPECT_EQ(charts[0].x[150], 10) << "minutes";
    EXPECT_EQ(charts[0].series[0].values[149], 0);
    EXPECT_EQ(charts[0].series[0].values[150], 7);
    EXPECT_EQ(charts[0].series[0].values[151], 2);
    EXPECT_EQ(charts[0].bands[0].label, "server-crash");
}

TEST(ReportCharts, OutagesAreCountedThatAreLongerThanATime)
{
    const Chart chart = OutageChart(Crash(),
                                    OutagesHeading() + "plain,1,expired,0,0,10,0\n"
                                                       "plain,2,expired,0,0,20,0\n"
                                                       "plain,3,switched-on,0,0,99,0\n");
    ASSERT_EQ(chart.series.size(), 2u);
    EXPECT_EQ(chart.xLabel, "longer than [s]");
    EXPECT_EQ(chart.x.back(), 20);
    const std::vector<double>& plain = chart.series[0].values;
    EXPECT_EQ(plain.front(), 2);
    EXPECT_EQ(plain[239], 2);
    EXPECT_EQ(plain[240], 1) << "none is longer than itself";
    EXPECT_EQ(plain.back(), 0);
    EXPECT_EQ(chart.series[1].values.front(), 0);
    EXPECT_TRUE(OutageChart(Crash(), OutagesHeading()).series.empty());
}
