/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "solve-command.h"

#include "ns3/requirement.h"
#include "ns3/study-command.h"
#include "ns3/sweep-command.h"
#include "ns3/sweep-report.h"

#include <algorithm>
#include <iostream>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int EXIT_FAILED = 1;
constexpr int EXIT_NOT_MET = 3;

/// So many values are found within eight steps.
constexpr char DEFAULT_COUNT[] = "/65";

/// What is searched.
struct Search
{
    std::string file;                //!< the scenario's
    std::string path;                //!< what is varied
    std::vector<std::string> values; //!< from the one that is wanted least to the one that is most
    Run run;                         //!< seed, first run, replications
    std::string folder;              //!< the results
    bool force{false};               //!< also with too little memory
};

/// A scenario with one value of each of these.
SweepPlan
PlanOf(const Search& search, const std::vector<std::string>& values)
{
    std::string words = search.path + "=";
    for (size_t i = 0; i < values.size(); ++i)
    {
        words += (i == 0 ? "" : ",") + values[i];
    }
    SweepPlan plan(search.file);
    plan.Vary(words);
    return plan;
}

/// Runs one value after the other and remembers which.
class Walk
{
  public:
    explicit Walk(const Search& search)
        : m_search(search)
    {
    }

    /// Whether all thresholds are met with a value.
    bool Holds(size_t index)
    {
        const SweepPlan plan = PlanOf(m_search, {m_search.values[index]});
        const auto results =
            Sweep(plan);
        m_failed += PrintFailedRuns(results, m_search.run);
        m_steps.insert(index);
        const auto verdicts = Judge(plan.Base().require, results[0].records);
        const auto broken =
            std::find_if(verdicts.begin(), verdicts.end(), [](const ThresholdVerdict& verdict) {
                return !verdict.met;
            });
        const bool met = broken == verdicts.end() && results[0].failed.empty();
        std::cout << "[" << m_steps.size() << "] " << m_search.path << "=" << m_search.values[index]
                  << ": "
                  << (met                        ? "all met"
                      : broken == verdicts.end() ? "not known, since runs failed"
                                                 : "NOT MET  " + ToString(*broken))
                  << std::endl;
        return met;
    }

    /// Write the curve that was walked.
    void WriteCurve(const std::vector<std::string>& metrics) const
    {
        std::vector<std::string> values;
        for (const size_t index : m_steps)
        {
            values.push_back(m_search.values[index]);
        }
        const SweepPlan plan = PlanOf(m_search, values);
        const auto results =
            Sweep(plan);
        WriteSweepReport({plan, m_search.run, results, metrics}, m_search.folder);
    }

    /// Run what is not known yet.
    std::vector<SweepResult> Sweep(const SweepPlan& plan) const
    {
        return RunSweep(
            plan,
            m_search.run,
            m_search.folder,
            [](const auto&, const auto&) {},
            m_search.force);
    }

    /// How many runs failed.
    size_t Failed() const
    {
        return m_failed;
    }

  private:
    const Search& m_search;   //!< what is searched
    std::set<size_t> m_steps; //!< values that were run
    size_t m_failed{0};       //!< runs
};

/// The metrics that thresholds are about, each once.
std::vector<std::string>
MetricsOfThresholds(const Scenario& scenario)
{
    std::vector<std::string> metrics;
    for (const std::string& text : scenario.require)
    {
        std::string problem;
        const std::string metric = ParseRequirement(text, problem)->metric;
        if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end())
        {
            metrics.push_back(metric);
        }
    }
    return metrics;
}

Search
SearchOf(const CommandWords& words, const Scenario& scenario)
{
    const std::string smallest = words.Option("--smallest");
    const std::string largest = words.Option("--largest");
    if (smallest.empty() == largest.empty())
    {
        throw UsageError("which value is searched for? Either --smallest PATH or --largest PATH");
    }
    std::string range = words.Option("--range");
    if (range.find("..") == std::string::npos)
    {
        throw UsageError("--range FROM..TO is needed, such as --range 0s..4h");
    }
    if (scenario.require.empty())
    {
        throw UsageError("the scenario has no thresholds (\"require\") that could be met");
    }
    Search search;
    search.file = words.Argument();
    search.path = smallest + largest;
    search.run = scenario.run;
    range += range.find('/') == std::string::npos ? DEFAULT_COUNT : "";
    SweepPlan plan(search.file);
    plan.Vary(search.path + "=" + range);
    plan.Grid(); // refuses what cannot be run
    for (const auto& value : plan.Variations()[0].values)
    {
        search.values.push_back(VariedText(value));
    }
    if (smallest.empty())
    {
        std::reverse(search.values.begin(), search.values.end());
    }
    search.folder = SweepFolder(plan, words.Option("--results"), "solve");
    return search;
}

} // namespace

const char SOLVE_HELP[] =
    R"(dhcp-outage solve SCENARIO (--smallest PATH | --largest PATH) --range FROM..TO[/COUNT]
                  [--results FOLDER] [--seed N] [--run N] [--replications N] [--force]

Searches for the smallest (or largest) value with which the scenario meets all its thresholds
("require") in every run, by bisection over COUNT evenly spaced values (default 65). It supposes
that thresholds which are met with a value are met with all larger (or smaller) ones, too.
FROM is the smaller end.

  --smallest PATH, --largest PATH   a key of the scenario, such as relay.mclt; see sweep --help
  --replications N  so many runs of each design with each value (default: the scenario's, or 10)
  --force           also with less memory than a run is reckoned to need

A line tells each value that was run. Files are those of sweep, in FOLDER/NAME-solve-HASH, with the
curve of the values that were run. Nothing is run twice.
Exit code 3 if no value of the range meets the thresholds, 1 if a run failed.

example: dhcp-outage solve my.json --smallest leases.time --range 10min..24h
)";

std::optional<size_t>
FirstThatHolds(size_t count, const std::function<bool(size_t)>& holds)
{
    size_t good = count - 1;
    if (!holds(good))
    {
        return std::nullopt;
    }
    if (good == 0 || holds(0))
    {
        return 0;
    }
    size_t bad = 0;
    while (good - bad > 1)
    {
        const size_t middle = bad + (good - bad) / 2;
        (holds(middle) ? good : bad) = middle;
    }
    return good;
}

int
SolveVerb(const std::vector<std::string>& arguments)
{
    const CommandWords words(
        arguments,
        {{"--smallest", "--largest", "--range", "--results", "--seed", "--run", "--replications"},
         {"--force"},
         WHICH_SCENARIO});
    Scenario scenario = LoadOneOutageOf(words);
    SetReplications(scenario, words, DEFAULT_REPLICATIONS);
    Search search = SearchOf(words, scenario);
    search.force = words.Flag("--force");
    std::cout << search.path << " of " << scenario.name << ", " << search.values.size()
              << " values between " << search.values.front() << " and " << search.values.back()
              << ", " << scenario.run.replications << " runs of each design with each" << std::endl;
    Walk walk(search);
    const auto found =
        FirstThatHolds(search.values.size(), [&walk](size_t index) { return walk.Holds(index); });
    walk.WriteCurve(MetricsOfThresholds(scenario));
    const std::string kind = words.Option("--smallest").empty() ? "largest" : "smallest";
    if (!found)
    {
        std::cout << "no " << search.path << " between " << search.values.front() << " and "
                  << search.values.back() << " meets the thresholds\n";
    }
    else
    {
        std::cout << kind << " " << search.path
                  << " that meets the thresholds: " << search.values[*found];
        std::cout << (*found == 0 ? ", the end of the range"
                                  : " (" + search.values[*found - 1] + " does not)")
                  << "\n";
    }
    std::cout << "results of the search: " << search.folder << std::endl;
    return walk.Failed() > 0 ? EXIT_FAILED : found ? 0 : EXIT_NOT_MET;
}

} // namespace ns3::dhcpbackup
