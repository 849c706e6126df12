/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study.h"

#include "ns3/child-runs.h"
#include "ns3/fault-json.h"
#include "ns3/json-text.h"
#include "ns3/progress-line.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-runner.h"

#include <boost/json/parse.hpp>
#include <boost/json/value_to.hpp>
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

json::value
ProfilesToJson(const std::vector<ProfileCounts>& profiles)
{
    json::array array;
    for (const ProfileCounts& p : profiles)
    {
        array.push_back({{"profile", p.profile},
                         {"subscribers", p.subscribers},
                         {"discovers", p.discovers},
                         {"requests", p.requests},
                         {"declines", p.declines},
                         {"releases", p.releases},
                         {"informs", p.informs},
                         {"leases_lost", p.leasesLost}});
    }
    return array;
}

std::vector<ProfileCounts>
ProfilesFromJson(const json::array& array)
{
    std::vector<ProfileCounts> profiles;
    for (const json::value& value : array)
    {
        const auto count = [&value](const char* key) {
            return value.at(key).to_number<uint64_t>();
        };
        profiles.push_back({value.at("profile").as_string().c_str(),
                            uint32_t(count("subscribers")),
                            count("discovers"),
                            count("requests"),
                            count("declines"),
                            count("releases"),
                            count("informs"),
                            count("leases_lost")});
    }
    return profiles;
}

json::value
RecordToJson(const RunRecord& record)
{
    json::object metrics;
    for (const Metric& metric : record.metrics)
    {
        metrics[metric.name] = {{"value", metric.value}, {"unit", metric.unit}};
    }
    json::object drops;
    for (const auto& [cause, count] : record.drops)
    {
        drops[cause] = count;
    }
    json::array violations;
    for (const Violation& violation : record.violations)
    {
        violations.push_back({{"invariant", violation.invariant},
                              {"at_s", double(violation.at) / SECOND},
                              {"evidence", violation.evidence}});
    }
    json::array faults;
    for (const std::string& fault : record.faults)
    {
        faults.push_back(json::value(fault));
    }
    return {{"design", record.design},
            {"metrics", metrics},
            {"server_drops", drops},
            {"profiles", ProfilesToJson(record.profiles)},
            {"violations", violations},
            {"faults", faults},
            {"trace_hash", record.traceHash},
            {"events", record.events}};
}

RunRecord
RecordFromJson(const json::value& value)
{
    const json::object& object = value.as_object();
    RunRecord record;
    record.design = object.at("design").as_string().c_str();
    record.traceHash = object.at("trace_hash").as_string().c_str();
    record.events = object.at("events").to_number<uint64_t>();
    for (const auto& [name, metric] : object.at("metrics").as_object())
    {
        const json::value& number = metric.at("value");
        record.metrics.push_back({std::string(name),
                                  metric.at("unit").as_string().c_str(),
                                  number.is_null() ? std::numeric_limits<double>::quiet_NaN()
                                                   : number.to_number<double>()});
    }
    for (const auto& [cause, count] : object.at("server_drops").as_object())
    {
        record.drops[std::string(cause)] = count.to_number<uint64_t>();
    }
    record.profiles = ProfilesFromJson(object.at("profiles").as_array());
    for (const json::value& violation : object.at("violations").as_array())
    {
        record.violations.push_back(
            {violation.at("invariant").as_string().c_str(),
             Instant(violation.at("at_s").to_number<double>() * SECOND),
             violation.at("evidence").as_string().c_str()});
    }
    for (const json::value& fault : object.at("faults").as_array())
    {
        record.faults.push_back(fault.as_string().c_str());
    }
    return record;
}

/// What a child does: run a design and leave its files in a folder.
void
RunDesign(const Scenario& scenario,
          const std::string& design,
          const fs::path& folder,
          const ProgressCallback& progress)
{
    fs::create_directory(folder);
    const RunRecord record = RunScenario(scenario, design, folder.string(), progress);
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    WriteFile((folder / "record.json").string(), PrettyJson(RecordToJson(record)));
    WriteFile((folder / "cost.json").string(),
              PrettyJson({{"wall_s", record.wallSeconds},
                          {"memory_kB", int64_t(usage.ru_maxrss)}}));
}

/// Put the designs' tables behind one another.
void
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
}

std::vector<RunRecord>
Merge(const Scenario& scenario, const fs::path& folder)
{
    MergeTable(scenario, folder, "timeline.csv", TimelineHeading());
    MergeTable(scenario, folder, "outages.csv", OutagesHeading());
    MergeTable(scenario, folder, "profiles.csv", ProfilesHeading());
    std::vector<RunRecord> records;
    json::array summaries;
    json::object hashes;
    json::object costs;
    for (const std::string& design : scenario.designs)
    {
        const json::value summary = json::parse(ReadFile(folder / design / "record.json"));
        json::value cost = json::parse(ReadFile(folder / design / "cost.json"));
        records.push_back(RecordFromJson(summary));
        records.back().wallSeconds = cost.at("wall_s").to_number<double>();
        summaries.push_back(summary);
        hashes[design] = records.back().traceHash;
        costs[design] = cost;
        fs::remove(folder / design / "record.json");
        fs::remove(folder / design / "cost.json");
        if (fs::is_empty(folder / design))
        {
            fs::remove(folder / design);
        }
    }
    WriteFile((folder / "summary.json").string(), PrettyJson({{"designs", summaries}}));
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
    return records;
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
    StudyOutcome outcome;
    outcome.records = Merge(scenario, folder);
    outcome.figures = DrawFigures(scenario, outcome.records, folder.string());
    const fs::path final = base / (scenario.name + "-" + ScenarioHash(scenario).substr(0, 8) +
                                   "-s" + std::to_string(scenario.run.seed) + "-r" +
                                   std::to_string(scenario.run.run));
    Publish(folder, final);
    outcome.folder = final.string();
    return outcome;
}

} // namespace ns3::dhcpbackup
