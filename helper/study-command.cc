/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-command.h"

#include "ns3/fault.h"
#include "ns3/campaign.h"
#include "ns3/machine-memory.h"
#include "ns3/nearest-name.h"
#include "ns3/overview.h"
#include "ns3/scenario-file.h"
#include "ns3/study.h"
#include "ns3/summary-table.h"

#include <algorithm>
#include <iostream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int EXIT_FAILED = 1;
constexpr int EXIT_NOT_MET = 3;

} // namespace

const char RUN_HELP[] =
    R"(dhcp-outage run SCENARIO [--results FOLDER] [--seed N] [--run N] [--replications N]
                [--design NAME] [--outage NAME] [--quick] [--quiet] [--force]

Simulates the scenario once for each of its designs, on the same arrivals, faults and random
draws, each in a process of its own, and prints the comparison. With replications, as often with
other draws, and each figure has its 95 % interval (Student) over the runs.

  SCENARIO          a scenario file (JSON with comments); see examples/scenarios
  --results FOLDER  where result folders go (default: results, in the present folder)
  --seed N          random seed in place of the scenario's
  --run N           run number in place of the scenario's: other draws of the same seed
  --replications N  so many runs, numbered from --run on (default: the scenario's, or 1)
  --design NAME     only this design of the scenario
  --outage NAME     only this one of the scenario's outages
  --quick           with the subscribers of run.intervals in place of all
  --quiet           no progress on standard error
  --force           run it even if the machine has less memory than it is reckoned to need

A scenario with several outages ("outages") runs each of them, on the same arrivals and draws: its
results are a folder for each outage with the files below, and above them report.html,
results.sqlite, intervals.csv and plots/overview of all. Interrupted, the same command goes on
where it stopped.

Files written to FOLDER/NAME-HASH-sSEED-rRUN; FOLDER/latest points there when all is complete:
  report.html       the study as one page, with plots; opens without network
  manifest.json     the scenario with every value, its hash, seed, run and trace hashes
  scenario.json     the scenario with every value, to be run again
  summary.json      thresholds and whether they are met, all figures with units, violations
                    with evidence, faults as they happened
  results.sqlite    the figures and tables of all runs, as tables of a database
  metrics.csv       one line a figure, design and run
  intervals.csv     one line a figure and design: mean and 95 % interval over runs
  timeline.csv      one line a second and design, of the first run
  outages.csv       one line a client outage, of the first run; censored=1 if the run ended first
  profiles.csv      one line a client profile and design: messages sent, leases lost
  groups.csv        one line a figure, group of subscribers and design
  plots/            SVG and PNG of the first run, and plots.gp that made them
  environment.json  what may differ from machine to machine: time, memory, versions
The same scenario, seed and run give the same bytes in all files but environment.json.
Exit code 1 if a run failed: the others go on, and the command that repeats it is printed.
Exit code 3 if a threshold of the scenario ("require") is not met, in any run.

example: dhcp-outage run examples/scenarios/link-outage.json --results /tmp/outages
)";

const char COMPARE_HELP[] =
    R"(dhcp-outage compare SCENARIO [--results FOLDER] [--seed N] [--run N] [--replications N]
                    [--outage NAME] [--quick] [--quiet] [--force]

Runs every design of the scenario several times on all processors, all designs on the same
arrivals, faults and draws, and prints them side by side: survival, client outages, the storm at
the server, recovery, resynchronisation, doubled addresses, messages, and what relays keep. Each
figure is the mean over the runs with the half-width of its 95 % interval (Student).

  --replications N  so many runs, numbered from --run on (default: the scenario's, or 10)
  --quick           only the subscribers of run.intervals, and three runs

With "intervals" in section "run" of the scenario, all subscribers are run once, and the intervals
come from runs with fewer: N is the number of those.
"stopAt" in section "run" of the scenario stops earlier, when the intervals of a metric are narrow
enough. Other options, files and exit codes are those of run: dhcp-outage run --help

example: dhcp-outage compare examples/scenarios/server-outage.json --replications 20
)";

Scenario
ScenarioOrUsageError(const std::string& file)
{
    const ScenarioResult result = LoadScenario(file);
    if (!result.scenario)
    {
        std::string text;
        for (const std::string& error : result.errors)
        {
            text += (text.empty() ? "" : "\n") + error;
        }
        throw UsageError(text);
    }
    return *result.scenario;
}

Scenario
LoadScenarioOf(const CommandWords& words)
{
    Scenario scenario = ScenarioOrUsageError(words.Argument());
    scenario.run.seed = words.Number("--seed", scenario.run.seed, SEED_RANGE);
    scenario.run.run = words.Number("--run", scenario.run.run, RUN_RANGE);
    return scenario;
}

Scenario
LoadOneOutageOf(const CommandWords& words)
{
    const Scenario scenario = LoadScenarioOf(words);
    if (IsCampaign(scenario))
    {
        throw UsageError(words.Argument() + ":" +
                         (scenario.outages.empty() ? "run.intervals" : "outages") +
                         ": only run, compare and check know this; for other verbs put the faults "
                         "of one outage into \"faults\", and leave run.intervals out");
    }
    return scenario;
}

void
SetReplications(Scenario& scenario, const CommandWords& words, uint32_t otherwise)
{
    Run& run = scenario.run;
    run.replications = run.replications == 0 ? otherwise : run.replications;
    // The last run must have a number, too.
    const uint64_t most = std::min(REPLICATION_RANGE.max, RUN_RANGE.max - run.run + 1);
    run.replications = uint32_t(words.Number("--replications", run.replications, {1, most}));
    if (run.replications > most)
    {
        throw UsageError("run.replications: at most " + std::to_string(most) +
                         " runs have numbers from " + std::to_string(run.run) + " on");
    }
}

namespace
{

/// Reduce the scenario to one of its outages.
void
KeepOutage(Scenario& scenario, const std::string& name)
{
    std::vector<std::string> names;
    for (const NamedOutage& outage : scenario.outages)
    {
        names.push_back(outage.name);
    }
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end())
    {
        throw UsageError("the scenario has no outage " + name + NearestNameHint(name, names));
    }
    scenario.outages = {scenario.outages[size_t(found - names.begin())]};
}

/// What the command line says of outages and of how many subscribers there are.
void
UseParts(Scenario& scenario, const CommandWords& words)
{
    if (!words.Option("--outage").empty())
    {
        KeepOutage(scenario, words.Option("--outage"));
    }
    if (words.Flag("--quick"))
    {
        if (scenario.run.intervals.subscribers == 0)
        {
            throw UsageError("--quick needs run.intervals in the scenario: how many subscribers "
                             "are enough");
        }
        scenario = scenario.Reduced(scenario.run.intervals.subscribers);
        scenario.run.replications = 0;
    }
}

/// Reduce the scenario to one of its designs, and its thresholds to those about it.
void
KeepDesign(Scenario& scenario, const std::string& design)
{
    const std::vector<std::string> all = scenario.designs;
    if (std::find(all.begin(), all.end(), design) == all.end())
    {
        throw UsageError("the scenario has no design " + design + NearestNameHint(design, all));
    }
    scenario.designs = {design};
    auto& require = scenario.require;
    require.erase(std::remove_if(require.begin(),
                                 require.end(),
                                 [&design](const std::string& text) {
                                     std::string problem;
                                     const auto rule = ParseRequirement(text, problem);
                                     return !rule->design.empty() && rule->design != design;
                                 }),
                  require.end());
}

/// Each run that failed, with the command that repeats it.
void
PrintFailed(const Scenario& scenario, const std::string& file, const StudyOutcome& outcome)
{
    for (const FailedRun& failed : outcome.failed)
    {
        std::cout << "FAILED   " << failed.design << ", run " << failed.run << ": " << failed.reason
                  << "; it is missing in all figures. To repeat it:\n"
                  << "         dhcp-outage run " << file << " --seed " << scenario.run.seed
                  << " --run " << failed.run << " --replications 1 --design " << failed.design
                  << "\n";
    }
}

/// What a study is about, for its first and last lines.
void
PrintHead(const Scenario& scenario, const std::string& which)
{
    std::cout << which << ": " << scenario.Population() << " subscribers, "
              << DurationText(scenario.EffectiveDuration()) << " simulated" << std::endl;
    for (const std::string& warning : scenario.Warnings())
    {
        std::cout << "warning: " << warning << std::endl;
    }
}

/// The exit code of studies that are complete.
int
ExitCodeOf(const std::vector<const StudyOutcome*>& outcomes)
{
    bool failed = false;
    bool met = true;
    for (const StudyOutcome* const outcome : outcomes)
    {
        failed = failed || !outcome->failed.empty();
        for (const ThresholdVerdict& verdict : outcome->verdicts)
        {
            met = met && verdict.met;
        }
    }
    return failed ? EXIT_FAILED : met ? 0 : EXIT_NOT_MET;
}

/// A scenario of several parts.
int
RunCampaignAndPrint(const Scenario& scenario, const CommandWords& words)
{
    const std::string which = scenario.name + ", seed " + std::to_string(scenario.run.seed);
    PrintHead(scenario, which);
    const std::string results = words.Option("--results");
    const CampaignOutcome campaign =
        RunCampaign(scenario,
                    results.empty() ? "results" : results,
                    !words.Flag("--quiet"),
                    words.Flag("--force"));
    std::vector<const StudyOutcome*> outcomes;
    double processor = 0;
    size_t runs = 0;
    for (const CampaignPart& part : campaign.parts)
    {
        outcomes.push_back(&part.outcome);
        for (const ThresholdVerdict& verdict : part.outcome.verdicts)
        {
            std::cout << (verdict.met ? "met      " : "NOT MET  ") << part.folder << ", "
                      << ToString(verdict) << "\n";
        }
        for (const RunRecord& record : part.outcome.records)
        {
            processor += record.Value("cpu_time");
            ++runs;
        }
    }
    std::cout << "\n" << OverviewTables(scenario, campaign.parts) << "\n";
    for (const CampaignPart& part : campaign.parts)
    {
        PrintFailed(part.scenario, part.outcome.folder + "/scenario.json", part.outcome);
    }
    std::cout << runs << " runs took " << DurationText(Duration(processor) * SECOND)
              << " of processor time\nresults of " << which << ": " << campaign.folder << std::endl;
    return ExitCodeOf(outcomes);
}

int
RunAndPrint(Scenario scenario, const CommandWords& words, TableKind kind)
{
    if (IsCampaign(scenario))
    {
        return RunCampaignAndPrint(scenario, words);
    }
    const uint32_t atOnce = RunsThatFit(scenario, AvailableMemory(), words.Flag("--force"));
    const Run& run = scenario.run;
    const std::string results = words.Option("--results");
    std::string which =
        scenario.name + ", seed " + std::to_string(run.seed) + ", run " + std::to_string(run.run);
    which += run.replications > 1 ? " to " + std::to_string(run.run + run.replications - 1) : "";
    PrintHead(scenario, which);
    StudyVariant variant;
    variant.atOnce = atOnce;
    const StudyOutcome outcome =
        RunStudy(scenario, results.empty() ? "results" : results, !words.Flag("--quiet"), variant);
    std::cout << "\n" << SummaryTable(outcome.records, outcome.verdicts, kind) << "\n";
    if (outcome.replications < run.replications)
    {
        std::cout << "stopped after " << outcome.replications << " replications: the intervals of "
                  << run.stopAt.metric << " are narrow enough (run.stopAt)\n";
    }
    PrintFailed(scenario, words.Argument(), outcome);
    if (!outcome.figures.problem.empty())
    {
        std::cout << outcome.figures.problem << "\n";
    }
    std::cout << "results of " << which << ": " << outcome.folder << std::endl;
    return ExitCodeOf({&outcome});
}

} // namespace

int
RunVerb(const std::vector<std::string>& arguments)
{
    const CommandWords words(arguments,
                             {{"--results",
                               "--seed",
                               "--run",
                               "--replications",
                               "--design",
                               "--outage"},
                              {"--quick", "--quiet", "--force"},
                              WHICH_SCENARIO});
    Scenario scenario = LoadScenarioOf(words);
    UseParts(scenario, words);
    scenario.run.intervals = {}; // they are for compare
    SetReplications(scenario, words, 1);
    if (!words.Option("--design").empty())
    {
        KeepDesign(scenario, words.Option("--design"));
    }
    return RunAndPrint(scenario, words, TableKind::RUN);
}

int
CompareVerb(const std::vector<std::string>& arguments)
{
    const CommandWords words(
        arguments,
        {{"--results", "--seed", "--run", "--replications", "--outage"},
         {"--quick", "--quiet", "--force"},
         WHICH_SCENARIO});
    Scenario scenario = LoadScenarioOf(words);
    UseParts(scenario, words);
    Intervals& intervals = scenario.run.intervals;
    if (intervals.subscribers == 0)
    {
        SetReplications(scenario,
                        words,
                        words.Flag("--quick") ? QUICK_REPLICATIONS : DEFAULT_REPLICATIONS);
    }
    else
    {
        intervals.replications =
            uint32_t(words.Number("--replications", intervals.replications, INTERVAL_RANGE));
        scenario.run.replications = std::max(1u, scenario.run.replications);
    }
    return RunAndPrint(scenario, words, TableKind::COMPARISON);
}

} // namespace ns3::dhcpbackup
