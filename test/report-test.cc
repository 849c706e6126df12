/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/metric-catalogue.h"
#include "ns3/report-words.h"
#include "ns3/report.h"
#include "ns3/results-format.h"
#include "ns3/run-folder.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <regex>
#include <sstream>
#include <unistd.h>

using namespace ns3::dhcpbackup;
using testing::AnyOf;
using testing::HasSubstr;
using testing::Not;

namespace
{

const double NOTHING = std::numeric_limits<double>::quiet_NaN();

RunRecord
Record(const std::string& design, uint64_t run, double survival, double total, double longest)
{
    RunRecord record;
    record.design = design;
    record.run = run;
    record.metrics = {MakeMetric("renewal_survival", survival),
                      MakeMetric("client_outage_total", total),
                      MakeMetric("client_outage_max", longest),
                      MakeMetric("server_peak", 40 + double(run))};
    return record;
}

/// Two designs, one of which loses leases, in two runs each.
StudyOutcome
Outcome()
{
    StudyOutcome outcome;
    outcome.replications = 2;
    outcome.records = {Record("plain", 1, 0.25, 1800000, 2700),
                       Record("plain", 2, 0.25, 1800200, 2702),
                       Record("relay-backup", 1, 1, 0, NOTHING),
                       Record("relay-backup", 2, 1, 0, NOTHING)};
    return outcome;
}

Scenario
Example()
{
    Scenario scenario;
    scenario.name = "example";
    scenario.description = "What if <nobody> answers?";
    scenario.require = {"renewal_survival >= 0.5"};
    Fault fault(FaultKind::SERVER_CRASH);
    fault.at = 100 * SECOND;
    fault.length = 100 * SECOND;
    scenario.faults.faults.push_back(fault);
    scenario.run.replications = 2;
    return scenario;
}

/// The elements of a page as they begin, with their classes, without what repeats itself.
std::string
SkeletonOf(const std::string& page)
{
    static const std::regex tag("<(h1|h2|main|table|figure|ul|li|details|script|style|pre)\\b"
                                "( class=\"[a-z ]*\")?[^>]*>([^<{]*)");
    std::string skeleton;
    std::string last;
    for (std::sregex_iterator it(page.begin(), page.end(), tag); it != std::sregex_iterator(); ++it)
    {
        const bool heading = (*it)[1].str()[0] == 'h';
        const std::string line =
            (*it)[1].str() + (*it)[2].str() + (heading ? ": " + (*it)[3].str() : "") + "\n";
        skeleton += line == last ? "" : line;
        last = line;
    }
    return skeleton;
}

class ReportTest : public testing::Test
{
  protected:
    ReportTest()
    {
        std::filesystem::create_directory(folder);
        std::ofstream(folder + "/timeline.csv")
            << TimelineHeading() << "plain,0,1,0,0,0,0,0,0,0,0,0,0\n"
            << "relay-backup,0,0,0,0,0,0,0,0,0,0,0,0\n";
        std::ofstream(folder + "/outages.csv") << OutagesHeading() << "plain,1,expired,0,0,10,0\n";
    }

    ~ReportTest() override
    {
        std::filesystem::remove_all(folder);
    }

    std::string PageOf(const Scenario& scenario, StudyOutcome outcome)
    {
        outcome.verdicts = Judge(scenario.require, outcome.records);
        WriteReport(scenario, outcome, folder);
        return ReadFile(folder + "/report.html");
    }

    std::string folder = (std::filesystem::temp_directory_path() /
                          ("dhcp-backup-report-" + std::to_string(getpid())))
                             .string();
};

} // namespace

TEST(ReportWords, SayWhatTheFiguresSayEachWithItsNumber)
{
    // Half-widths of two values that differ by 200, 2 and 1: t = 12.706.
    EXPECT_EQ(
        ReportParagraph(Example(), Outcome()),
        "2 runs of each of 2 designs with 1,000 subscribers and 1 fault, each simulated for "
        "150min. Of the leases that were live when a fault began, there survived "
        "100.00 \u00b1 0.00 % with relay-backup; 25.00 \u00b1 0.00 % with plain. "
        "The time that clients were without an address, summed over them, is lowest with "
        "relay-backup (0.0 \u00b1 0.0 s) and highest with plain (1,800,100 \u00b1 1,300 s), a "
        "difference of 1,800,100 \u00b1 1,300 s. "
        "The longest client outage is 2,701 \u00b1 13 s with plain; there is none with "
        "relay-backup. "
        "The storm at the server, its busiest second, is 41.5 \u00b1 6.4 a second with every "
        "design. "
        "The figures are means over runs with their 95 % intervals (Student).");
}

TEST(ReportWords, DoNotTellApartWhatTheRunsDoNot)
{
    StudyOutcome outcome = Outcome();
    outcome.records[2].metrics[1].value = 1700000;
    outcome.records[3].metrics[1].value = 1899000;
    EXPECT_THAT(ReportParagraph(Example(), outcome),
                HasSubstr("but the runs do not tell these two apart: they differ by 0 \u00b1 "
                          "1,300,000 s"));
    // The same differences in each run are sure, however far the runs lie apart.
    outcome.records[0].metrics[1].value = 1700010;
    outcome.records[1].metrics[1].value = 1899010;
    EXPECT_THAT(ReportParagraph(Example(), outcome),
                HasSubstr(", a difference of 10.0 \u00b1 0.0 s"));
}

TEST(ReportWords, NameDesignsOfTheSameFigureTogether)
{
    StudyOutcome outcome = Outcome();
    outcome.records.push_back(Record("third", 1, 1, 0, NOTHING));
    outcome.records.push_back(Record("third", 2, 1, 0, NOTHING));
    const std::string text = ReportParagraph(Example(), outcome);
    EXPECT_THAT(text,
                HasSubstr("0.00 % with third, relay-backup; 25.00 \u00b1 0.00 % with plain."));
    EXPECT_THAT(text, HasSubstr("is lowest with relay-backup and third (0.0 \u00b1 0.0 s) and"));
}

TEST(ReportWords, NameDangersHolesAndSingleRuns)
{
    StudyOutcome outcome = Outcome();
    outcome.replications = 1;
    outcome.records = {outcome.records[0], outcome.records[2]};
    outcome.records[1].metrics.push_back(MakeMetric("duplicate_address_time", 70));
    outcome.records[1].metrics.push_back(MakeMetric("exposure_max", 5402));
    outcome.records[1].metrics.push_back(MakeMetric("violations", 3));
    outcome.failed = {{"plain", 7, "killed"}};
    const std::string text = ReportParagraph(Example(), outcome);
    EXPECT_THAT(text, HasSubstr("1 run of each of 2 designs"));
    EXPECT_THAT(text,
                HasSubstr("With relay-backup clients held the same address as another for "
                          "70.0 s."));
    EXPECT_THAT(text, HasSubstr("ended later than the server's record by up to 5,402.0 s."));
    EXPECT_THAT(text, HasSubstr("Invariants were violated, most often with relay-backup (3)."));
    EXPECT_THAT(text, HasSubstr(" 1 of the runs failed and are missing in all figures."));
    EXPECT_THAT(text, Not(AnyOf(HasSubstr("95 %"), HasSubstr("difference"))));
}

TEST_F(ReportTest, HasItsPartsInTheirOrder)
{
    EXPECT_EQ(SkeletonOf(PageOf(Example(), Outcome())),
              ReadFile(DHCPBACKUP_SOURCE_DIR "/test/data/report-skeleton.txt"));
}

TEST_F(ReportTest, NeedsNoOtherFileAndNoNetwork)
{
    const std::string page = PageOf(Example(), Outcome());
    EXPECT_FALSE(std::regex_search(page, std::regex("(src|href)=\"(?!data:)")));
    EXPECT_THAT(page,
                Not(AnyOf(HasSubstr("http:"),
                          HasSubstr("https:"),
                          HasSubstr("@import"),
                          HasSubstr("url("),
                          HasSubstr("fetch("))));
}

TEST_F(ReportTest, PutsBrokenThresholdsFirst)
{
    Scenario scenario = Example();
    scenario.require = {"renewal_survival <= 1", "renewal_survival >= 0.5"};
    const std::string page = PageOf(scenario, Outcome());
    const size_t broken = page.find("NOT MET</b>plain: renewal_survival &gt;= 0.5, found 0.25");
    ASSERT_NE(broken, std::string::npos);
    EXPECT_LT(broken, page.find("met</b>plain: renewal_survival &lt;= 1"));
    EXPECT_LT(page.find("met</b>"), page.find("In short"));
}

TEST_F(ReportTest, BoldIsTheBestUnlessADesignHasNothingToMeasure)
{
    const std::string page = PageOf(Example(), Outcome());
    EXPECT_THAT(page, HasSubstr("<td>25.00 \u00b1 0.00</td><td class=\"best\">100.00 \u00b1 0.00"));
    EXPECT_THAT(page, HasSubstr("<td>2,701 \u00b1 13</td><td>-</td>"));
    EXPECT_THAT(page, HasSubstr("<td>41.5 \u00b1 6.4</td><td>41.5 \u00b1 6.4</td>"));
}

TEST_F(ReportTest, NothingIsBestWhereADesignHasNothingToMeasure)
{
    StudyOutcome outcome = Outcome();
    outcome.records.push_back(Record("third", 1, 0.5, 900000, 1000));
    outcome.records.push_back(Record("third", 2, 0.5, 900000, 1000));
    EXPECT_THAT(PageOf(Example(), outcome),
                HasSubstr("<td>2,701 \u00b1 13</td><td>-</td><td>1,000.0 \u00b1 0.0</td>"));
}

TEST_F(ReportTest, EscapesWhatTheScenarioSaysAndHoldsItWhole)
{
    const std::string page = PageOf(Example(), Outcome());
    EXPECT_THAT(page, HasSubstr("What if &lt;nobody&gt; answers?"));
    EXPECT_THAT(page, Not(HasSubstr("<nobody>")));
    EXPECT_THAT(page,
                HasSubstr("dhcp-outage compare scenario.json --seed 1 --run 1 "
                          "--replications 2"));
    EXPECT_THAT(page, HasSubstr("&quot;renewal_survival &gt;= 0.5&quot;"));
}

TEST_F(ReportTest, NumbersStayOnTheirLineInTheParagraph)
{
    const std::string page = PageOf(Example(), Outcome());
    EXPECT_THAT(page, HasSubstr("there survived 100.00&nbsp;\u00b1&nbsp;0.00&nbsp;% with"));
    EXPECT_THAT(page, HasSubstr("(1,800,100&nbsp;\u00b1&nbsp;1,300&nbsp;s), a difference"));
    EXPECT_THAT(page, HasSubstr("6.4&nbsp;a&nbsp;second with every design"));
}

TEST_F(ReportTest, ListsRunsThatFailedWithTheirCommand)
{
    StudyOutcome outcome = Outcome();
    outcome.failed = {{"plain", 7, "killed by <me>"}};
    const std::string page = PageOf(Example(), outcome);
    EXPECT_THAT(page, HasSubstr("<b>plain, run 7</b>killed by &lt;me&gt;"));
    EXPECT_THAT(page,
                HasSubstr("dhcp-outage run scenario.json --seed 1 --run 7 --replications 1 "
                          "--design plain"));
}

TEST(ResultsFormat, VersionIsThatOfTheBuild)
{
    EXPECT_THAT(ReadFile(DHCPBACKUP_SOURCE_DIR "/CMakeLists.txt"),
                HasSubstr("VERSION " + std::string(PROGRAM_VERSION) + "\n"));
}
