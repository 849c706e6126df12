/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/campaign-files.h"
#include "ns3/campaign.h"
#include "ns3/command-words.h"
#include "ns3/folder-lock.h"
#include "ns3/overview.h"
#include "ns3/scenario-file.h"

#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

/// A scenario of two outages; `extra` are members of the outermost object.
std::string
TwoOutages(const std::string& extra = "")
{
    return R"({"name": "two", "subscribers": {"count": 1000,
        "arrival": {"kind": "settled"},
        "latecomers": {"count": 30, "from": "10min", "within": "5min"}},
        "network": {"relays": 50},
        "outages": [
          {"name": "crash", "faults": [{"kind": "server-crash", "at": "1h", "for": "10min"}]},
          {"name": "cut", "faults": [{"kind": "link-down", "target": "core[7]", "at": "1h",
                                      "for": "30min"}]}])" +
           extra + "}";
}

std::vector<std::string>
ErrorsOf(const std::string& text)
{
    return ParseScenario(text, "f").errors;
}

Scenario
Parsed(const std::string& text)
{
    const ScenarioResult result = ParseScenario(text, "f");
    EXPECT_TRUE(result.scenario) << testing::PrintToString(result.errors);
    return result.scenario.value_or(Scenario());
}

} // namespace

TEST(Outages, TakeThePlaceOfFaultsAndComeBackFromJson)
{
    const Scenario scenario =
        Parsed(TwoOutages(R"(, "run": {"intervals": {"subscribers": 200, "replications": 4}})"));
    ASSERT_EQ(scenario.outages.size(), 2u);
    EXPECT_EQ(scenario.outages[1].name, "cut");
    EXPECT_EQ(scenario.outages[1].faults.faults[0].target.index, 7);
    EXPECT_EQ(scenario.run.intervals.subscribers, 200u);
    const std::string json = ToJson(scenario);
    EXPECT_THAT(json, Not(HasSubstr("\"faults\": [],")));
    EXPECT_EQ(ToJson(Parsed(json)), json);
}

TEST(Outages, ScenariosWithoutAreWrittenAsBefore)
{
    const std::string json = ToJson(Parsed(R"({"name": "x", "subscribers": {"count": 10}})"));
    EXPECT_THAT(json, Not(HasSubstr("outages")));
    EXPECT_THAT(json, Not(HasSubstr("intervals")));
}

TEST(Outages, RunsAreLongEnoughForTheOneThatHealsLast)
{
    EXPECT_EQ(Parsed(TwoOutages()).EffectiveDuration(), 90 * MINUTE + HOUR + 10 * MINUTE);
    EXPECT_THAT(ErrorsOf(TwoOutages(R"(, "run": {"duration": "145min"})")),
                ElementsAre("f:run.duration: found 145min, expected auto or at least 150min: runs "
                            "end no sooner than the last healing plus one lease (outages[1])"));
}

TEST(Outages, WhatIsWrongWithThemIsToldWithItsPlace)
{
    EXPECT_THAT(ErrorsOf(R"({"name": "x", "subscribers": {"count": 10}, "outages": [
                   {"name": "a", "faults": [{"kind": "server-crash", "at": "1h", "for": "0s"}]},
                   {"name": "a", "faults": []},
                   {"name": "A b", "faults": [{"kind": "relay-crash", "target": "relay[10]",
                                               "at": "1h", "for": "1min"}]},
                   {"name": "plots", "faults": []}]})"),
                ElementsAre("f:outages[0].faults[0].for: found 0s, expected more than 0s and at "
                            "most 87600h",
                            "f:outages[1].name: found \"a\" once more, expected each name once",
                            "f:outages[2].name: found \"A b\", expected 1 to 64 characters of a-z, "
                            "0-9 and -",
                            "f:outages[2].faults[0].target: found relay[10], expected a number "
                            "below 10",
                            "f:outages[3].name: found \"plots\", expected another name: results "
                            "have plots there"));
    EXPECT_THAT(ErrorsOf(TwoOutages(
                    R"(, "faults": [{"kind": "server-crash", "at": "1h", "for": "1min"}])")),
                ElementsAre("f:faults: found faults besides outages, expected either of them"));
    EXPECT_THAT(ErrorsOf(R"({"name": "x", "subscribers": {"count": 10}, "outages": [{}]})"),
                ElementsAre("f:outages[0].name: found nothing, expected a short name of a-z, 0-9 "
                            "and -",
                            "f:outages[0].faults: found nothing, expected what breaks"));
}

TEST(Intervals, ReduceInProportionWhatIsThereForSubscribers)
{
    const Scenario reduced = Parsed(TwoOutages()).Reduced(200);
    EXPECT_EQ(reduced.subscribers.count, 200u);
    EXPECT_EQ(reduced.subscribers.latecomers.count, 6u);
    EXPECT_EQ(reduced.network.relays, 10u);
    EXPECT_EQ(reduced.server.queue, Server().queue) << "the server stays as it is";
    const Scenario tiny = Parsed(TwoOutages()).Reduced(2);
    EXPECT_EQ(tiny.subscribers.latecomers.count, 1u) << "none vanishes";
    EXPECT_EQ(tiny.network.relays, 1u);
}

TEST(Intervals, WhatMakesNoSenseWithFewerSubscribersIsRefused)
{
    EXPECT_THAT(ErrorsOf(TwoOutages(R"(, "run": {"intervals": {"subscribers": 1000}})")),
                ElementsAre("f:run.intervals.subscribers: found 1000, expected fewer than "
                            "subscribers.count, which is 1000"));
    EXPECT_THAT(ErrorsOf(TwoOutages(R"(, "run": {"intervals": {"subscribers": 100}})")),
                ElementsAre("f:run.intervals.subscribers: found 100, with which "
                            "outages[1].faults[0].target makes no sense: found core[7], expected a "
                            "number below 5"));
    EXPECT_THAT(ErrorsOf(TwoOutages(
                    R"(, "run": {"intervals": {"subscribers": 500, "replications": 1}})")),
                ElementsAre(HasSubstr("run.intervals.replications: found 1, expected a whole "
                                      "number from 2 to 10000")));
}

TEST(Campaign, HasAPartForEachOutageAndSize)
{
    const Scenario scenario =
        Parsed(TwoOutages(R"(, "run": {"intervals": {"subscribers": 500, "replications": 4}})"));
    EXPECT_TRUE(IsCampaign(scenario));
    const std::vector<CampaignPart> parts = PartsOf(scenario);
    std::vector<std::string> folders;
    for (const CampaignPart& part : parts)
    {
        folders.push_back(part.folder);
        EXPECT_FALSE(IsCampaign(part.scenario));
        EXPECT_THAT(part.scenario.Errors(), IsEmpty()) << part.folder;
        EXPECT_EQ(part.scenario.run.replications, part.reduced ? 4u : 0u);
    }
    EXPECT_THAT(folders, ElementsAre("crash", "crash-500", "cut", "cut-500"));
    EXPECT_EQ(parts[1].scenario.name, "two-crash-500");
    EXPECT_EQ(parts[1].scenario.network.relays, 25u);
    // A part is the very scenario that has its faults: results of one are those of the other.
    Scenario same = Parsed(TwoOutages());
    same.faults = same.outages[1].faults;
    same.outages.clear();
    EXPECT_EQ(ScenarioHash(parts[2].scenario), ScenarioHash(same));
    EXPECT_EQ(ViewsOf(parts).size(), 2u);
}

TEST(Campaign, PageAndTablesShowEveryOutageWithAllAndWithFewerSubscribers)
{
    Scenario scenario =
        Parsed(TwoOutages(R"(, "run": {"intervals": {"subscribers": 500, "replications": 2}})"));
    std::vector<CampaignPart> parts = PartsOf(scenario);
    double survival = 0.5;
    for (CampaignPart& part : parts)
    {
        part.outcome.replications = part.reduced ? 2 : 1;
        for (const std::string& design : scenario.designs)
        {
            for (uint64_t run = 1; run <= part.outcome.replications; ++run)
            {
                RunRecord record;
                record.design = design;
                record.run = run;
                survival += 0.01;
                record.metrics = {
                    MakeMetric("renewal_survival", survival),
                    MakeMetric("client_outage_max", std::numeric_limits<double>::quiet_NaN()),
                    MakeMetric("duplicate_address_time", 7200)};
                part.outcome.records.push_back(record);
            }
        }
    }
    parts[2].outcome.failed = {{"plain", 9, "killed <by> chance"}};
    const std::string page = CampaignReport(scenario, parts);
    EXPECT_THAT(page, HasSubstr("<h2>crash</h2>"));
    EXPECT_THAT(page, HasSubstr("<h2>cut</h2>"));
    EXPECT_THAT(page, HasSubstr("<td class=\"group\">51.00<span class=\"bar\"><i "
                                "style=\"width:51.0%\"></i></span></td>"));
    EXPECT_THAT(page, HasSubstr("killed &lt;by&gt; chance"));
    EXPECT_THAT(page, HasSubstr("href=\"cut-500/report.html\""));
    const std::string tables = OverviewTables(scenario, parts);
    EXPECT_THAT(tables, HasSubstr("crash, 1,000 subscribers, 1 run of each design\n"));
    EXPECT_THAT(tables, HasSubstr("cut, 500 subscribers, 2 runs of each design\n"));
    EXPECT_THAT(tables, HasSubstr("53.50 \u00b1 6.35"));
    const std::string plot = OverviewPlot(scenario, parts);
    EXPECT_THAT(plot, HasSubstr("(0):(2):(0):(51):"));
    EXPECT_THAT(plot, HasSubstr("(0):(1):(0):(2):")) << "hours";
}

TEST(FolderLock, KeepsOthersOutUntilItEnds)
{
    const std::string folder = (std::filesystem::temp_directory_path() /
                                ("dhcp-backup-lock-" + std::to_string(getpid())))
                                   .string();
    {
        const FolderLock mine(folder);
        EXPECT_THROW(FolderLock other(folder), UsageError);
    }
    EXPECT_NO_THROW(FolderLock next(folder)) << "it is free again";
    EXPECT_TRUE(std::filesystem::is_empty(folder));
    std::filesystem::remove_all(folder);
}

} // namespace ns3::dhcpbackup
