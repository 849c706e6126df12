/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study.h"

#include "ns3/child-runs.h"
#include "ns3/fault-json.h"
#include "ns3/json-text.h"
#include "ns3/progress-line.h"
#include "ns3/record-json.h"
#include "ns3/results-database.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-runner.h"

#include <boost/json/parse.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <numeric>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <thread>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;
namespace json = boost::json;

/// Version of the files in a results folder.
constexpr int RESULTS_FORMAT = 1;

/// A folder that goes away unless it is kept.
class TemporaryFolder
{
  public:
    explicit TemporaryFolder(const fs::path& path)
        : m_path(path)
    {
        fs::create_directories(path);
    }

    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }

    const fs::path& Path() const
    {
        return m_path;
    }

  private:
    fs::path m_path;
};

std::string
ReadFile(const fs::path& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
    {
        throw std::runtime_error("cannot read " + path.string());
    }
    return text.str();
}

/// What a child does: run a design and leave its files in a folder.
void
RunDesign(const Scenario& scenario,
          const std::string& design,
          const fs::path& folder,
          const ProgressCallback& progress)
{
    const auto began = std::chrono::steady_clock::now();
    fs::create_directory(folder);
    const RunRecord record = RunScenario(scenario, design, folder.string(), progress);
    struct rusage usage; // memory of this process: it runs nothing else
    getrusage(RUSAGE_SELF, &usage);
    WriteFile((folder / "record.json").string(), PrettyJson(RecordToJson(record)));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    WriteFile((folder / "cost.json").string(),
              PrettyJson(MetricsToJson({MakeMetric("wall_time", took.count()),
                                        MakeMetric("memory_peak", 1024.0 * usage.ru_maxrss)})));
}

/// Put the designs' tables behind one another; gives the whole text.
std::string
MergeTable(const Scenario& scenario,
           const fs::path& folder,
           const std::string& file,
           const std::string& heading)
{
    std::string text = heading;
    for (const std::string& design : scenario.designs)
    {
        text += ReadFile(folder / design / file);
        fs::remove(folder / design / file);
    }
    WriteFile((folder / file).string(), text);
    return text;
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
                         {"met", verdict.met}});
    }
    return array;
}

/// A design without captures has nothing left in its folder.
void
RemoveEmptyFolders(const Scenario& scenario, const fs::path& folder)
{
    for (const std::string& design : scenario.designs)
    {
        if (fs::is_empty(folder / design))
        {
            fs::remove(folder / design);
        }
    }
}

StudyOutcome
Merge(const Scenario& scenario, const fs::path& folder)
{
    StudyOutcome outcome;
    std::vector<RunRecord>& records = outcome.records;
    json::array summaries;
    json::object hashes;
    json::object costs;
    for (const std::string& design : scenario.designs)
    {
        const json::value summary = json::parse(ReadFile(folder / design / "record.json"));
        const json::value cost = json::parse(ReadFile(folder / design / "cost.json"));
        records.push_back(RecordFromJson(summary));
        for (const Metric& metric : MetricsFromJson(cost))
        {
            records.back().metrics.push_back(metric);
        }
        summaries.push_back(summary);
        hashes[design] = records.back().traceHash;
        costs[design] = cost;
        fs::remove(folder / design / "record.json");
        fs::remove(folder / design / "cost.json");
    }
    outcome.verdicts = Judge(scenario.require, records);
    WriteFile((folder / "summary.json").string(),
              PrettyJson({{"require", VerdictsToJson(outcome.verdicts)}, {"designs", summaries}}));
    ResultsDatabase database((folder / "results.sqlite").string(),
                             {ScenarioHash(scenario), scenario.run.seed, scenario.run.run});
    for (const RunRecord& record : records)
    {
        database.AddRun(scenario.name, record);
    }
    database.AddTable("timeline",
                      MergeTable(scenario, folder, "timeline.csv", TimelineHeading()));
    database.AddTable("outages", MergeTable(scenario, folder, "outages.csv", OutagesHeading()));
    database.AddTable("profiles",
                      MergeTable(scenario, folder, "profiles.csv", ProfilesHeading()));
    database.Commit();
    RemoveEmptyFolders(scenario, folder);
    WriteFile((folder / "manifest.json").string(),
              PrettyJson({{"format", RESULTS_FORMAT},
                          {"scenario_hash", ScenarioHash(scenario)},
                          {"seed", scenario.run.seed},
                          {"run", scenario.run.run},
                          {"trace_hashes", hashes},
                          {"faults", FaultsArray(scenario.Occurrences())},
                          {"scenario", json::parse(ToJson(scenario))}}));
    struct utsname machine;
    uname(&machine);
    WriteFile((folder / "environment.json").string(),
              PrettyJson({{"cost", costs},
                          {"processors", std::thread::hardware_concurrency()},
                          {"system", std::string(machine.sysname) + " " + machine.release},
                          {"compiler", __VERSION__}}));
    return outcome;
}

/// Give the finished folder its name, in place of older results of the same run.
void
Publish(const fs::path& temporary, const fs::path& final)
{
    const fs::path old = final.parent_path() / (".old-" + std::to_string(getpid()));
    if (fs::exists(final))
    {
        fs::rename(final, old);
    }
    fs::rename(temporary, final);
    fs::remove_all(old);
    const fs::path link = final.parent_path() / "latest";
    const fs::path fresh = final.parent_path() / (".latest-" + std::to_string(getpid()));
    fs::create_directory_symlink(final.filename(), fresh);
    fs::rename(fresh, link);
}

} // namespace

StudyOutcome
RunStudy(const Scenario& scenario, const std::string& results, bool showProgress)
{
    const fs::path base(results);
    fs::create_directories(base);
    const TemporaryFolder temporary(base / (".running-" + std::to_string(getpid())));
    const fs::path& folder = temporary.Path();
    {
        ProgressLine line(scenario.name);
        RunInChildren(
            scenario.designs,
            [&](size_t i, const std::function<void(double)>& tell) {
                RunDesign(scenario, scenario.designs[i], folder / scenario.designs[i], tell);
            },
            [&](const std::vector<double>& shares) {
                if (showProgress)
                {
                    line.Update(std::accumulate(shares.begin(), shares.end(), 0.0) /
                                shares.size());
                }
            });
    }
    StudyOutcome outcome = Merge(scenario, folder);
    outcome.figures = DrawFigures(scenario, outcome.records, folder.string());
    const fs::path final = base / (scenario.name + "-" + ScenarioHash(scenario).substr(0, 8) +
                                   "-s" + std::to_string(scenario.run.seed) + "-r" +
                                   std::to_string(scenario.run.run));
    Publish(folder, final);
    outcome.folder = final.string();
    return outcome;
}

} // namespace ns3::dhcpbackup
