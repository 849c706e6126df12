/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/command-words.h"
#include "ns3/metric-catalogue.h"
#include "ns3/requirement.h"
#include "ns3/results-database.h"
#include "ns3/summary-table.h"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <set>
#include <sqlite3.h>
#include <sstream>
#include <unistd.h>

using namespace ns3::dhcpbackup;
using testing::ContainsRegex;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace
{

RunRecord
Record(const std::string& design, const std::vector<std::pair<std::string, double>>& values)
{
    RunRecord record;
    record.design = design;
    record.traceHash = "00ff";
    for (const auto& [name, value] : values)
    {
        record.metrics.push_back(MakeMetric(name, value));
    }
    return record;
}

/// What is wrong with a threshold.
std::string
ProblemOf(const std::string& text)
{
    std::string problem;
    EXPECT_FALSE(ParseRequirement(text, problem)) << text;
    return problem;
}

/// Whether a value keeps a threshold.
bool
IsMet(const std::string& text, double value)
{
    std::string problem;
    const auto requirement = ParseRequirement(text, problem);
    EXPECT_TRUE(requirement) << problem;
    return requirement && requirement->IsMet(value);
}

const double NOTHING = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST(MetricCatalogue, NamesAreUniqueAndComplete)
{
    std::set<std::string> names;
    const std::set<std::string> units = {"1", "s", "1/s", "share", "bytes"};
    for (const MetricInfo& metric : MetricCatalogue())
    {
        EXPECT_TRUE(names.insert(metric.name).second) << metric.name;
        EXPECT_TRUE(units.count(metric.unit)) << metric.name;
        EXPECT_EQ(FindMetric(metric.name), &metric);
    }
    EXPECT_EQ(FindMetric("no_such_metric"), nullptr);
}

TEST(MetricCatalogue, EveryRunHasExactlyItsMetricsInItsOrder)
{
    const OutageMeter meter(1);
    MessageMemory memory(1);
    ViolationLog log(memory);
    const AddressAuditor addresses(1, AddressRules(), memory, log);
    std::vector<std::string> expected;
    for (const MetricInfo& metric : MetricCatalogue())
    {
        if (!metric.measured)
        {
            expected.push_back(metric.name);
        }
    }
    std::vector<std::string> found;
    for (const Metric& metric : MetricsOf(meter, addresses, {}, 0, {1, SECOND, 0, 0}))
    {
        found.push_back(metric.name);
        EXPECT_EQ(metric.unit, FindMetric(metric.name)->unit);
    }
    EXPECT_EQ(found, expected);
}

TEST(MetricCatalogue, DocumentationSaysTheSame)
{
    std::ifstream file(DHCPBACKUP_SOURCE_DIR "/doc/metrics.rst");
    std::stringstream doc;
    doc << file.rdbuf();
    size_t entries = 0;
    size_t at = 0;
    for (const MetricInfo& metric : MetricCatalogue())
    {
        const std::string entry = "\n``" + std::string(metric.name) + "`` (" + metric.unit + ", " +
                                  ToString(metric.better) + ")\n  " + metric.formula + ".";
        const size_t place = doc.str().find(entry);
        EXPECT_NE(place, std::string::npos) << "doc/metrics.rst lacks:" << entry;
        EXPECT_GE(place, at) << metric.name << " is out of order";
        at = place;
        ++entries;
    }
    size_t found = 0;
    for (std::string line; std::getline(doc, line);)
    {
        found += line.compare(0, 2, "``") == 0 && line.find("`` (") != std::string::npos;
    }
    EXPECT_EQ(found, entries) << "doc/metrics.rst has other metrics too";
}

TEST(Requirement, ComparesInAllFiveWays)
{
    EXPECT_TRUE(IsMet("renewal_survival >= 0.5", 0.5));
    EXPECT_FALSE(IsMet("renewal_survival >= 0.5", 0.49));
    EXPECT_FALSE(IsMet("renewal_survival > 0.5", 0.5));
    EXPECT_TRUE(IsMet("renewal_survival > 0.5", 0.51));
    EXPECT_TRUE(IsMet("client_outages <= 3", 3));
    EXPECT_FALSE(IsMet("client_outages <= 3", 4));
    EXPECT_FALSE(IsMet("client_outages < 3", 3));
    EXPECT_TRUE(IsMet("client_outages < 3", 2));
    EXPECT_TRUE(IsMet("client_outages == 3", 3));
    EXPECT_FALSE(IsMet("client_outages == 3", 2));
    EXPECT_FALSE(IsMet("client_outages == 3", 4));
}

TEST(Requirement, NothingToMeasureIsGoodWhereLessIsBetter)
{
    EXPECT_TRUE(IsMet("client_outage_max <= 5", NOTHING));
    EXPECT_FALSE(IsMet("renewal_survival >= 0", NOTHING));
    EXPECT_FALSE(IsMet("renewals_by_relay >= 0", NOTHING));
}

TEST(Requirement, CanBeForOneDesign)
{
    std::string problem;
    const auto requirement = ParseRequirement("plain: leases_lost > 7", problem);
    ASSERT_TRUE(requirement);
    EXPECT_EQ(requirement->design, "plain");
    EXPECT_EQ(requirement->metric, "leases_lost");
    EXPECT_EQ(requirement->comparison, ">");
    EXPECT_EQ(requirement->bound, 7);
}

TEST(Requirement, WhatCannotBeReadIsRefusedWithTheReason)
{
    EXPECT_THAT(ProblemOf("renewal_survivl >= 0.9"),
                HasSubstr("did you mean \"renewal_survival\"?"));
    EXPECT_THAT(ProblemOf("wall_time <= 9"), HasSubstr("does not differ from machine to machine"));
    for (const char* text : {"",
                             "renewal_survival",
                             "renewal_survival >=",
                             "renewal_survival => 0.9",
                             "renewal_survival >= 0.9 0.8",
                             "renewal_survival >= much",
                             "renewal_survival >= 9x",
                             "renewal_survival >= inf",
                             "renewal_survival>=0.9",
                             "plain: >= 0.9"})
    {
        EXPECT_THAT(ProblemOf(text), StartsWith("a metric, one of < <= > >= ==")) << text;
    }
}

TEST(Requirement, IsJudgedInEachDesignThatItIsAbout)
{
    const std::vector<RunRecord> records = {Record("plain", {{"leases_lost", 5}}),
                                            Record("relay-backup", {{"leases_lost", 0}})};
    const auto verdicts = Judge({"leases_lost == 0", "plain: leases_lost > 4"}, records);
    ASSERT_EQ(verdicts.size(), 3u);
    EXPECT_EQ(verdicts[0].design, "plain");
    EXPECT_FALSE(verdicts[0].met);
    EXPECT_EQ(verdicts[0].value, 5);
    EXPECT_EQ(verdicts[1].design, "relay-backup");
    EXPECT_TRUE(verdicts[1].met);
    EXPECT_EQ(verdicts[2].design, "plain");
    EXPECT_TRUE(verdicts[2].met);
}

TEST(Requirement, EveryRunMustKeepIt)
{
    std::vector<RunRecord> records;
    for (const double lost : {1.0, 5.0, 3.0})
    {
        records.push_back(Record("plain", {{"leases_lost", lost}, {"client_outage_max", NOTHING}}));
        records.back().run = records.size() + 10;
    }
    const auto verdicts = Judge({"leases_lost <= 4",
                                 "leases_lost > 1",
                                 "leases_lost == 3",
                                 "leases_lost < 6",
                                 "client_outage_max < 1"},
                                records);
    std::vector<std::string> texts;
    for (const ThresholdVerdict& verdict : verdicts)
    {
        texts.push_back((verdict.met ? "met " : "not ") + ToString(verdict));
    }
    EXPECT_THAT(
        texts,
        ElementsAre(
            "not plain: leases_lost <= 4, found 5 in run 12; met in 2 of 3 runs",
            "not plain: leases_lost > 1, found 1 in run 11; met in 2 of 3 runs",
            "not plain: leases_lost == 3, found 1 in run 11; met in 1 of 3 runs",
            "met plain: leases_lost < 6, found 5 at worst in 3 runs",
            "met plain: client_outage_max < 1, found nothing to measure in 3 runs"));
}

TEST(Requirement, TheWorstRunIsOneWithAValueWhereNothingToMeasureIsGood)
{
    std::vector<RunRecord> records = {Record("plain", {{"client_outage_max", NOTHING}}),
                                      Record("plain", {{"client_outage_max", 2}})};
    records[1].run = 2;
    EXPECT_EQ(Judge({"client_outage_max < 9"}, records)[0].run, 2u);
    // Where more is better, nothing to measure is the worst.
    records[0].metrics = {MakeMetric("renewal_survival", NOTHING)};
    records[1].metrics = {MakeMetric("renewal_survival", 0.5)};
    const ThresholdVerdict verdict = Judge({"renewal_survival > 0"}, records)[0];
    EXPECT_EQ(verdict.run, 1u);
    EXPECT_EQ(verdict.runsMet, 1u);
    EXPECT_FALSE(verdict.met);
}

TEST(SummaryTable, RunsOfADesignGiveAMeanAndItsInterval)
{
    std::vector<RunRecord> records = {
        Record("plain", {{"leases_lost", 10}, {"client_outage_max", NOTHING}}),
        Record("plain", {{"leases_lost", 12}, {"client_outage_max", 3}}),
        Record("other", {{"leases_lost", 7}}),
        Record("other", {{"leases_lost", 7}})};
    records[1].run = 2;
    records[1].violations.push_back({"I1", 7 * SECOND, "evidence"});
    const std::string text = SummaryTable(records, {});
    // t(1) = 12.706, standard error 1.
    EXPECT_THAT(text, ContainsRegex("leases lost +11 \\+- 13 +7 \\+- 0\n"));
    EXPECT_THAT(text, ContainsRegex("client outage, longest \\[s\\] +3.0 \\(1\\) +-\n"));
    EXPECT_THAT(text, HasSubstr("95 % interval (Student) over runs"));
    EXPECT_THAT(text, HasSubstr("plain, run 2: I1 violated at 7 s: evidence\n"));
}

TEST(SummaryTable, AComparisonShowsWhatDesignsAreChosenByInBlocks)
{
    std::vector<RunRecord> records;
    for (const char* design : {"a", "b", "c", "d", "e"})
    {
        records.push_back(Record(design, {{"relay_state_peak", 7}}));
    }
    const std::string text = SummaryTable(records, {}, TableKind::COMPARISON);
    EXPECT_THAT(text, ContainsRegex(" a +b +c +d\n"));
    EXPECT_THAT(text, ContainsRegex("\n\n +e\nleases that survived"));
    EXPECT_THAT(text, ContainsRegex("kept at relays, peak +7 +7 +7 +7\n"));
    EXPECT_THAT(text, Not(HasSubstr("leases lost")));
    EXPECT_THAT(text, HasSubstr("storm at the server"));
    EXPECT_THAT(text, HasSubstr("messages of a subscriber"));
}

TEST(SummaryTable, ThresholdsComeFirstAndStopsAreSaid)
{
    RunRecord plain = Record("plain", {{"leases_lost", 5}, {"client_outage_max", NOTHING}});
    plain.violations.push_back({"I1", 7 * SECOND, "evidence"});
    plain.stoppedAt = 7 * SECOND;
    const std::string text =
        SummaryTable({plain}, Judge({"leases_lost == 0", "plain: client_outage_max < 1"}, {plain}));
    EXPECT_THAT(text,
                StartsWith("NOT MET  plain: leases_lost == 0, found 5\n"
                           "met      plain: client_outage_max < 1, found nothing to measure\n\n"));
    EXPECT_THAT(text, HasSubstr("plain: I1 violated at 7 s: evidence\n"));
    EXPECT_THAT(text, HasSubstr("plain: the run was stopped at the first violation, at 7 s"));
    EXPECT_THAT(SummaryTable({Record("plain", {})}, {}), StartsWith(" "));
}

namespace
{

/// A database file that is removed at the end of a test.
class ResultsDatabaseTest : public testing::Test
{
  protected:
    ~ResultsDatabaseTest() override
    {
        std::filesystem::remove(path);
    }

    /// The rows of a query, columns separated by bars.
    std::vector<std::string> Query(const std::string& sql)
    {
        sqlite3* database = nullptr;
        EXPECT_EQ(sqlite3_open(path.c_str(), &database), SQLITE_OK);
        std::vector<std::string> rows;
        const auto collect = [](void* to, int columns, char** values, char**) {
            std::string row;
            for (int i = 0; i < columns; ++i)
            {
                row += (i == 0 ? "" : "|") + std::string(values[i] ? values[i] : "NULL");
            }
            static_cast<std::vector<std::string>*>(to)->push_back(row);
            return 0;
        };
        char* error = nullptr;
        sqlite3_exec(database, sql.c_str(), collect, &rows, &error);
        EXPECT_EQ(error, nullptr) << error;
        sqlite3_free(error);
        sqlite3_close(database);
        return rows;
    }

    /// Write a run.
    void Write(const ResultsKey& key, double lost, const std::string& cause = "expired")
    {
        RunRecord record = Record(
            "plain",
            {{"leases_lost", lost}, {"client_outage_max", NOTHING}, {"wall_time", 1}});
        record.faults = {"2h begins: server-crash"};
        record.violations.push_back({"I1", 1500 * MILLISECOND, "it's held, by two"});
        ResultsDatabase database(path);
        database.AddRun(key, "study", record);
        database.AddTable(key,
                          "outages",
                          OutagesHeading() + "plain,17," + cause + ",1.500000,2.5,1,0\n");
        database.AddTable(key,
                          "timeline",
                          TimelineHeading() + "plain,0,1,2,3,4,5,6,7,8,9,10,11\n");
        database.Commit();
    }

    std::string path = (std::filesystem::temp_directory_path() /
                        ("dhcp-backup-results-" + std::to_string(getpid()) + ".sqlite"))
                           .string();
};

} // namespace

TEST_F(ResultsDatabaseTest, HoldsEverythingByKey)
{
    Write({"abc", 3, 4}, 5);
    EXPECT_THAT(Query("SELECT * FROM runs"), ElementsAre("abc|3|4|plain|study|00ff|NULL"));
    EXPECT_THAT(Query("SELECT * FROM metrics"),
                ElementsAre("abc|3|4|plain|leases_lost|5|1",
                            "abc|3|4|plain|client_outage_max|NULL|s"));
    EXPECT_THAT(Query("SELECT * FROM faults"),
                ElementsAre("abc|3|4|plain|0|2h begins: server-crash"));
    EXPECT_THAT(Query("SELECT * FROM violations"),
                ElementsAre("abc|3|4|plain|0|I1|1.5|it's held, by two"));
    EXPECT_THAT(Query("SELECT * FROM outages"),
                ElementsAre("abc|3|4|plain|17|expired|1.5|2.5|1|0"));
    EXPECT_THAT(Query("SELECT time_s, relay_request_per_s FROM timeline"), ElementsAre("0|11"));
    EXPECT_THAT(Query("SELECT typeof(run), typeof(subscriber), typeof(from_s), typeof(design) "
                      "FROM outages"),
                ElementsAre("integer|integer|real|text"));
}

TEST_F(ResultsDatabaseTest, SameKeyReplacesAndOthersStay)
{
    Write({"abc", 3, 4}, 5);
    Write({"abc", 3, 5}, 6);
    Write({"abc", 3, 4}, 7, "refused");
    EXPECT_THAT(
        Query("SELECT run, value FROM metrics WHERE metric='leases_lost' ORDER BY run"),
        ElementsAre("4|7", "5|6"));
    EXPECT_THAT(Query("SELECT run, cause FROM outages ORDER BY run"),
                ElementsAre("4|refused", "5|expired"));
    for (const std::string table : {"runs", "faults", "violations", "timeline"})
    {
        EXPECT_THAT(Query("SELECT COUNT(*) FROM " + table), ElementsAre("2")) << table;
    }
}

TEST_F(ResultsDatabaseTest, NothingIsThereWithoutCommit)
{
    Write({"abc", 3, 4}, 5);
    {
        ResultsDatabase database(path);
        database.AddRun({"abc", 3, 4}, "study", Record("plain", {}));
    }
    EXPECT_THAT(Query("SELECT COUNT(*) FROM metrics"), ElementsAre("2"));
}

TEST_F(ResultsDatabaseTest, WhatCannotBeWrittenIsSaid)
{
    EXPECT_THROW(ResultsDatabase("/no/such/folder/x.sqlite"), std::runtime_error);
    std::ofstream(path) << std::string(5000, 'x');
    EXPECT_THROW(ResultsDatabase{path}, std::runtime_error);
    std::filesystem::remove(path);
    ResultsDatabase database(path);
    EXPECT_THROW(database.AddTable({"abc", 1, 1}, "outages", "design\nplain\n"),
                 std::runtime_error);
}

TEST_F(ResultsDatabaseTest, GivesTheFiguresOfARunBackExactly)
{
    RunRecord record = Record("plain",
                              {{"renewal_survival", 0.1 + 0.2},
                               {"client_outage_total", 1815042.4285714286},
                               {"client_outage_max", NOTHING}});
    ResultsDatabase database(path);
    database.AddRun({"abc", 3, 4}, "study", record);
    const auto metrics = database.MetricsOfRun({"abc", 3, 4}, "plain");
    ASSERT_EQ(metrics.size(), 3u);
    EXPECT_EQ(metrics[0].name, "renewal_survival");
    EXPECT_EQ(metrics[0].unit, "share");
    EXPECT_EQ(metrics[0].value, 0.1 + 0.2);
    EXPECT_EQ(metrics[1].value, 1815042.4285714286);
    EXPECT_TRUE(std::isnan(metrics[2].value));
    EXPECT_TRUE(database.MetricsOfRun({"abc", 3, 5}, "plain").empty());
    EXPECT_TRUE(database.MetricsOfRun({"abc", 3, 4}, "other").empty());
}

TEST_F(ResultsDatabaseTest, OfAnotherVersionIsRefusedWithTheWayOut)
{
    Write({"abc", 3, 4}, 5);
    EXPECT_THAT(Query("PRAGMA user_version"), ElementsAre("1"));
    Query("PRAGMA user_version = 7");
    try
    {
        ResultsDatabase database(path);
        FAIL() << "not refused";
    }
    catch (const UsageError& error)
    {
        EXPECT_THAT(error.what(), HasSubstr("is of format 7, and this version of the program "
                                            "reads and writes format 1: use the version"));
    }
}
