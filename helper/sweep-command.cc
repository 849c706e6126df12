/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-command.h"

#include "ns3/metric-catalogue.h"
#include "ns3/nearest-name.h"
#include "ns3/scenario-json.h"
#include "ns3/study-command.h"
#include "ns3/sweep-report.h"
#include "ns3/text-hash.h"

#include <cmath>
#include <filesystem>
#include <iostream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int EXIT_FAILED = 1;

/// What the page shows unless it is told.
const char* const DEFAULT_METRICS[] = {"renewal_survival",
                                       "client_outage_total",
                                       "server_peak",
                                       "duplicate_address_time"};

std::vector<std::string>
MetricsOf(const CommandWords& words)
{
    std::vector<std::string> metrics = words.Options("--metric");
    for (const std::string& metric : metrics)
    {
        const MetricInfo* const info = FindMetric(metric);
        if (!info || info->measured)
        {
            throw UsageError("--metric " + metric +
                             (info ? ": differs from machine to machine"
                                   : ": no such metric" + NearestNameHint(metric, MetricNames())));
        }
    }
    if (metrics.empty())
    {
        metrics.assign(std::begin(DEFAULT_METRICS), std::end(DEFAULT_METRICS));
    }
    return metrics;
}

void
PrintPoint(const SweepPlan& plan,
           const SweepResult& result,
           const SweepProgress& progress,
           const std::string& metric)
{
    std::cout << "[" << progress.complete << "/" << progress.points << "] ";
    for (size_t i = 0; i < result.values.size(); ++i)
    {
        std::cout << (i == 0 ? "" : ", ") << plan.Variations()[i].path << "=" << result.values[i];
    }
    std::cout << ": " << SweepLine(result, metric);
    if (!result.failed.empty())
    {
        std::cout << "; " << result.failed.size() << " runs FAILED";
    }
    if (progress.complete < progress.points && !std::isnan(progress.secondsLeft))
    {
        const auto seconds = int64_t(std::ceil(progress.secondsLeft));
        std::cout << "; " << seconds / 60 << ":" << std::to_string(100 + seconds % 60).substr(1)
                  << " left";
    }
    std::cout << std::endl;
}

} // namespace

const char SWEEP_HELP[] =
    R"(dhcp-outage sweep SCENARIO --vary PATH=VALUES [--vary PATH=VALUES ...] [--results FOLDER]
                  [--seed N] [--run N] [--replications N] [--metric NAME ...] [--quiet]
                  [--force]

Runs the scenario at every combination of the values, each design several times, on all processors.
A line a point tells how far it is. What is complete is kept at once: the same command goes on where
an interrupted one stopped, and runs nothing twice.

  --vary PATH=FROM..TO/COUNT   so many evenly spaced times, rates or numbers, both ends included
  --vary PATH=V1,V2,...        these values
  --replications N  so many runs at each point (default: the scenario's, or 10)
  --metric NAME     what lines and page show; may be given several times
  --results FOLDER, --seed N, --run N as for run; --quiet: no lines a point;
  --force: also with less memory than a run is reckoned to need

A PATH is a key of the scenario with every value, as in scenario.json of any results folder, such as
leases.time or faults[0].for.

Files written to FOLDER/NAME-sweep-HASH:
  sweep.csv         one line a point, design and metric: mean, ends of the 95 % interval (Student),
                    and whether the design keeps its thresholds ("require")
  report.html       curves with bands, heat maps of two variations, all points; needs no network
  results.sqlite    the figures of all runs
  manifest.json, scenario.json   what was run
Exit code 1 if a run failed: the others go on, and the command that repeats it is printed.

example: dhcp-outage sweep examples/scenarios/server-outage.json \
           --vary faults[0].for=15min..3h/12 --vary leases.time=10min,1h,24h
)";

std::string
SweepFolder(const SweepPlan& plan, const std::string& results, const std::string& kind)
{
    std::string what = ScenarioHash(plan.Base());
    for (const Variation& variation : plan.Variations())
    {
        what += " " + variation.path;
    }
    return (results.empty() ? "results" : results) + "/" + plan.Base().name + "-" + kind + "-" +
           TextHash(what).substr(0, 8);
}

size_t
PrintFailedRuns(const std::vector<SweepResult>& results, const Run& run)
{
    size_t count = 0;
    for (const SweepResult& result : results)
    {
        for (const FailedRun& failed : result.failed)
        {
            ++count;
            std::cout << "FAILED   " << failed.design << ", run " << failed.run << ": "
                      << failed.reason << "; it is missing in all figures. To repeat it:\n"
                      << "         dhcp-outage run " << result.scenarioFile << " --seed "
                      << run.seed << " --run " << failed.run << " --replications 1 --design "
                      << failed.design << "\n";
        }
    }
    return count;
}

int
SweepVerb(const std::vector<std::string>& arguments)
{
    const CommandWords words(
        arguments,
        {{"--vary", "--results", "--seed", "--run", "--replications", "--metric"},
         {"--quiet", "--force"},
         WHICH_SCENARIO});
    const std::vector<std::string> metrics = MetricsOf(words);
    Scenario scenario = LoadOneOutageOf(words);
    SetReplications(scenario, words, DEFAULT_REPLICATIONS);
    SweepPlan plan(words.Argument());
    for (const std::string& vary : words.Options("--vary"))
    {
        plan.Vary(vary);
    }
    if (plan.Variations().empty())
    {
        throw UsageError("what is to be varied? For example --vary leases.time=10min,1h,24h");
    }
    const std::string folder = SweepFolder(plan, words.Option("--results"), "sweep");
    const bool quiet = words.Flag("--quiet");
    std::cout << "sweep of " << scenario.name << ", seed " << scenario.run.seed << ", "
              << scenario.run.replications << " runs of each design at each point" << std::endl;
    const auto results = RunSweep(plan,
                                  scenario.run,
                                  folder,
                                  [&](const SweepResult& result, const SweepProgress& progress) {
                                      if (!quiet)
                                      {
                                          PrintPoint(plan, result, progress, metrics.front());
                                      }
                                  },
                                  words.Flag("--force"));
    WriteSweepReport({plan, scenario.run, results, metrics}, folder);
    const size_t failed = PrintFailedRuns(results, scenario.run);
    std::cout << "results of the sweep: " << folder << std::endl;
    return failed > 0 ? EXIT_FAILED : 0;
}

} // namespace ns3::dhcpbackup
