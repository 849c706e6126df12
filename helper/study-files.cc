/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-files.h"

#include "ns3/design-runs.h"
#include "ns3/fault-json.h"
#include "ns3/json-text.h"
#include "ns3/metric-catalogue.h"
#include "ns3/record-json.h"
#include "ns3/results-database.h"
#include "ns3/results-format.h"
#include "ns3/run-folder.h"
#include "ns3/scenario-file.h"
#include "ns3/student-interval.h"
#include "ns3/unit-text.h"

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cmath>
#include <filesystem>
#include <map>
#include <sys/utsname.h>
#include <thread>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;
namespace json = boost::json;

/// The tables that each run leaves, with their headings.
struct RunTable
{
    std::string name;         //!< of the table; the file is NAME.csv
    std::string (*heading)(); //!< its first line
};

const RunTable RUN_TABLES[] = {{"timeline", TimelineHeading},
                               {"outages", OutagesHeading},
                               {"profiles", ProfilesHeading},
                               {"groups", GroupsHeading}};

/// A number of a CSV file, empty if there is none.
std::string
CsvNumber(double value)
{
    return std::isnan(value) ? "" : NumberText(value);
}

/// The thresholds of the scenario and whether they are met.
json::array
VerdictsToJson(const std::vector<ThresholdVerdict>& verdicts)
{
    json::array array;
    for (const ThresholdVerdict& verdict : verdicts)
    {
        array.push_back({{"require", verdict.text},
                         {"design", verdict.design},
                         {"value", verdict.value},
                         {"run", verdict.run},
                         {"runs", verdict.runs},
                         {"runs_that_met", verdict.runsMet},
                         {"met", verdict.met}});
    }
    return array;
}

json::array
FailedToJson(const std::vector<FailedRun>& failed)
{
    json::array array;
    for (const FailedRun& run : failed)
    {
        array.push_back({{"design", run.design}, {"run", run.run}, {"reason", run.reason}});
    }
    return array;
}

/// The tables of the first run as CSV files, and those of all runs in the database, except the
/// timelines of the others, which would make it large.
void
WriteTables(const Scenario& scenario,
            const StudyOutcome& outcome,
            const std::string& folder,
            const TableFolder& tablesOf)
{
    ResultsDatabase database(folder + "/results.sqlite");
    const std::string hash = ScenarioHash(scenario);
    std::map<std::string, std::string> texts;
    for (const RunRecord& record : outcome.records)
    {
        const ResultsKey key{hash, scenario.run.seed, record.run};
        database.AddRun(key, scenario.name, record);
        for (const RunTable& table : RUN_TABLES)
        {
            const std::string path = tablesOf(record) + "/" + table.name + ".csv";
            const std::string rows = ReadFile(path);
            fs::remove(path);
            const bool first = record.run == scenario.run.run;
            if (first || table.name != "timeline")
            {
                database.AddTable(key, table.name, table.heading() + rows);
            }
            texts[table.name] += first ? rows : "";
        }
    }
    database.Commit();
    for (const RunTable& table : RUN_TABLES)
    {
        WriteFile(folder + "/" + table.name + ".csv", table.heading() + texts[table.name]);
    }
}

/// Every figure of every run.
void
WriteMetrics(const Scenario& scenario, const StudyOutcome& outcome, const std::string& folder)
{
    const std::string key = ScenarioHash(scenario) + "," + std::to_string(scenario.run.seed) + ",";
    std::string text = "scenario_hash,seed,run,design,metric,value,unit\n";
    for (const RunRecord& record : outcome.records)
    {
        for (const Metric& metric : record.metrics)
        {
            if (!FindMetric(metric.name)->measured)
            {
                text += key + std::to_string(record.run) + "," + record.design + "," + metric.name +
                        "," + CsvNumber(metric.value) + "," + metric.unit + "\n";
            }
        }
    }
    WriteFile(folder + "/metrics.csv", text);
}

/// The mean of every figure of every design, with its interval.
void
WriteIntervals(const StudyOutcome& outcome, const std::string& folder)
{
    std::string text = "design,metric,unit,runs,mean,low,high\n";
    for (const DesignRuns& runs : ByDesign(outcome.records))
    {
        for (const MetricInfo& metric : MetricCatalogue())
        {
            if (metric.measured)
            {
                continue;
            }
            const StudentInterval interval = IntervalOf(runs.Values(metric.name));
            text += runs.design + "," + metric.name + "," + metric.unit + "," +
                    std::to_string(interval.values) + "," + CsvNumber(interval.mean) + "," +
                    CsvNumber(interval.Low()) + "," + CsvNumber(interval.High()) + "\n";
        }
    }
    WriteFile(folder + "/intervals.csv", text);
}

void
WriteManifest(const Scenario& scenario, const StudyOutcome& outcome, const std::string& folder)
{
    json::object hashes;
    for (const RunRecord& record : outcome.records)
    {
        if (record.run == scenario.run.run)
        {
            hashes[record.design] = record.traceHash;
        }
    }
    WriteFile(folder + "/manifest.json",
              PrettyJson({{"format", RESULTS_FORMAT},
                          {"scenario_hash", ScenarioHash(scenario)},
                          {"seed", scenario.run.seed},
                          {"run", scenario.run.run},
                          {"replications", outcome.replications},
                          {"failed", FailedToJson(outcome.failed)},
                          {"trace_hashes", hashes},
                          {"faults", FaultsArray(scenario.Occurrences())},
                          {"scenario", json::parse(ToJson(scenario))}}));
}

void
WriteEnvironment(const StudyOutcome& outcome, const std::string& folder)
{
    json::array costs;
    for (const RunRecord& record : outcome.records)
    {
        json::object cost{{"design", record.design}, {"run", record.run}};
        for (const Metric& metric : record.metrics)
        {
            if (FindMetric(metric.name)->measured)
            {
                cost[metric.name] = {{"value", metric.value}, {"unit", metric.unit}};
            }
        }
        costs.push_back(cost);
    }
    struct utsname machine;
    uname(&machine);
    WriteFile(folder + "/environment.json",
              PrettyJson({{"cost", costs},
                          {"processors", std::thread::hardware_concurrency()},
                          {"system", std::string(machine.sysname) + " " + machine.release},
                          {"compiler", __VERSION__}}));
}

} // namespace

void
WriteStudyFiles(const Scenario& scenario,
                const StudyOutcome& outcome,
                const std::string& folder,
                const TableFolder& tablesOf)
{
    json::array summaries;
    for (const RunRecord& record : outcome.records)
    {
        RunRecord same = record;
        same.metrics.erase(
            std::remove_if(same.metrics.begin(),
                           same.metrics.end(),
                           [](const Metric& metric) { return FindMetric(metric.name)->measured; }),
            same.metrics.end());
        summaries.push_back(RecordToJson(same));
    }
    WriteFile(folder + "/summary.json",
              PrettyJson({{"require", VerdictsToJson(outcome.verdicts)},
                          {"failed", FailedToJson(outcome.failed)},
                          {"designs", summaries}}));
    WriteFile(folder + "/scenario.json", ToJson(scenario));
    WriteTables(scenario, outcome, folder, tablesOf);
    WriteMetrics(scenario, outcome, folder);
    WriteIntervals(outcome, folder);
    WriteManifest(scenario, outcome, folder);
    WriteEnvironment(outcome, folder);
}

} // namespace ns3::dhcpbackup
