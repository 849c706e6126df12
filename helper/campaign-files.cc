/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "campaign-files.h"

#include "ns3/design-runs.h"
#include "ns3/figures.h"
#include "ns3/json-text.h"
#include "ns3/metric-catalogue.h"
#include "ns3/overview.h"
#include "ns3/results-database.h"
#include "ns3/results-format.h"
#include "ns3/scenario-json.h"
#include "ns3/scenario-runner.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cmath>
#include <filesystem>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;
namespace json = boost::json;

/// A figure, or nothing if there was nothing to measure.
std::string
CsvNumber(double value)
{
    return std::isnan(value) ? "" : NumberText(value);
}

/// The mean of every figure of every design in every part.
std::string
IntervalsText(const std::vector<CampaignPart>& parts)
{
    std::ostringstream os;
    os << "outage,subscribers,design,metric,unit,runs,mean,low,high\n";
    for (const CampaignPart& part : parts)
    {
        for (const DesignRuns& runs : ByDesign(part.outcome.records))
        {
            for (const MetricInfo& metric : MetricCatalogue())
            {
                if (metric.measured)
                {
                    continue;
                }
                const StudentInterval interval = IntervalOf(runs.Values(metric.name));
                os << part.outage << "," << part.Subscribers() << "," << runs.design
                   << "," << metric.name << "," << metric.unit << "," << interval.values << ","
                   << CsvNumber(interval.mean) << "," << CsvNumber(interval.Low()) << ","
                   << CsvNumber(interval.High()) << "\n";
            }
        }
    }
    return os.str();
}

void
WriteDatabase(const std::vector<CampaignPart>& parts, const std::string& path)
{
    ResultsDatabase database(path);
    for (const CampaignPart& part : parts)
    {
        const std::string hash = ScenarioHash(part.scenario);
        for (const RunRecord& record : part.outcome.records)
        {
            database.AddRun({hash, part.scenario.run.seed, record.run},
                            part.scenario.name,
                            record);
        }
    }
    database.Commit();
}

/// What a part cost: sums over its runs, and the largest memory.
json::object
CostOf(const CampaignPart& part)
{
    double processor = 0;
    double memory = 0;
    for (const RunRecord& record : part.outcome.records)
    {
        processor += record.Value("cpu_time");
        memory = std::max(memory, record.Value("memory_peak"));
    }
    return {{"part", part.folder},
            {"runs", part.outcome.records.size()},
            {"cpu_time_s", processor},
            {"memory_peak_bytes", memory}};
}

} // namespace

void
WriteCampaignFiles(const Scenario& scenario,
                   const std::vector<CampaignPart>& parts,
                   const std::string& folder)
{
    json::array folders;
    json::array costs;
    for (const CampaignPart& part : parts)
    {
        folders.push_back(json::value(part.folder));
        costs.push_back(CostOf(part));
    }
    WriteFile(folder + "/scenario.json", ToJson(scenario));
    WriteFile(folder + "/manifest.json",
              PrettyJson({{"format", RESULTS_FORMAT},
                          {"scenario_hash", ScenarioHash(scenario)},
                          {"seed", scenario.run.seed},
                          {"run", scenario.run.run},
                          {"parts", folders},
                          {"scenario", json::parse(ToJson(scenario))}}));
    WriteFile(folder + "/environment.json", PrettyJson({{"cost", costs}}));
    WriteFile(folder + "/intervals.csv", IntervalsText(parts));
    fs::remove(folder + "/results.sqlite"); // of a call that was cut off while it wrote
    WriteDatabase(parts, folder + "/results.sqlite");
    WriteFile(folder + "/report.html", CampaignReport(scenario, parts));
    fs::create_directory(folder + "/plots");
    WriteFile(folder + "/plots/plots.gp", OverviewPlot(scenario, parts));
    RunGnuplot(folder); // without it, the plot is missing as are those of the parts
}

} // namespace ns3::dhcpbackup
