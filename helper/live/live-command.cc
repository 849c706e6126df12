/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "live-command.h"

#include "ns3/live-run.h"
#include "ns3/live-spread.h"
#include "ns3/nearest-name.h"
#include "ns3/quantity-text.h"
#include "ns3/study-command.h"
#include "ns3/study.h"
#include "ns3/summary-table.h"
#include "ns3/validation.h"

#include <algorithm>
#include <iostream>
#include <set>
#include <stdexcept>

namespace ns3::dhcpbackup
{

const char LIVE_HELP[] =
    R"(dhcp-outage live SCENARIO [--results FOLDER] [--seed N] [--run N] [--quiet]

Runs the scenario in real time against the real server that it names ("server": {"real": "kea"}, or
dhcpd or dnsmasq): subscribers and relays are simulated, the server is the installed program, and the
scenario's faults strike its process and its link. It works in a network namespace of its own, with
all its files in a temporary folder; the host's network is not touched. Needs root, or a system on
which users may make namespaces. All is cleaned up afterwards, whatever happens.

  SCENARIO and options as for "run"; each design takes as long as the scenario lasts

Files written: as for "run", to FOLDER/NAME-live-HASH-sSEED-rRUN, and for each design
  DESIGN/live.json   how far the simulator was behind real time, and whether the run is valid: it is
                     not if more than one sample in a hundred was late by more than 20 ms
  DESIGN/server.log  what the server said
Exit code 1 if a run is not valid, if the server does not start or ends by itself.

example: dhcp-outage live examples/scenarios/live-kea.json
)";

const char VALIDATE_HELP[] =
    R"(dhcp-outage validate [--server NAME]
dhcp-outage validate SCENARIO [--runs N] [--results FOLDER] [--seed N] [--run N] [--quiet]

Holds the simulated servers against the real ones: asks kea, dhcpd and dnsmasq, authoritative and not,
for an address in all the ways that a relay's replay can ask for it and in all the states that a lease
can be in, asks their profiles the same, and prints both. Each server runs in a network namespace of
its own. Takes about five minutes, most of which is waiting for leases to end.

  --server NAME  only kea, dhcpd or dnsmasq

With a scenario for "live": simulates it, runs it live N times (default 1), and prints the figures of
each design side by side; of several live runs the least and the most, and how far the simulated figure
lies outside of that. Repetitions differ by chance of the real system only.

Lines: REN the address in ciaddr; IRB in option 50; SEL with option 54 = the server; SELov = the relay,
with its override (RFC 5107); SELoth = another server.
Columns: S0 lease active; S1 just expired, S2 15 s ago; S3 active, after a restart with the lease file;
S7 the same, expired meanwhile; S4 after a restart without the file; U unknown client, free address;
C somebody else's address; O outside the pool; W another subnet; Y the client holds another address.
Cells: A an ACK with a fresh lease, N a NAK, - silence; real/profile where they differ.
Exit code 1 if a cell differs.
)";

namespace
{

constexpr int EXIT_FAILED = 1;
constexpr int EXIT_NOT_MET = 3;

/// How often "validate" runs a scenario live.
constexpr IntegerRange RUNS_RANGE{1, 100};

/// Where results go.
std::string
ResultsOf(const CommandWords& words)
{
    const std::string results = words.Option("--results");
    return results.empty() ? "results" : results;
}

/// Say all that a real server cannot do of a scenario.
void
RefuseUnlessLive(const Scenario& scenario, const std::string& file)
{
    std::string problems;
    for (const ScenarioProblem& problem : LiveErrors(scenario))
    {
        problems += (problems.empty() ? "" : "\n") + file + ":" + problem.place + ": " + problem.text;
    }
    if (!problems.empty())
    {
        throw UsageError(problems);
    }
}

/// The scenario, to be run once; refused with all that a real server cannot do of it.
Scenario
LoadLive(const CommandWords& words)
{
    Scenario scenario = LoadOneOutageOf(words);
    scenario.run.replications = 1;
    RefuseUnlessLive(scenario, words.Argument());
    std::cout << scenario.name << ", seed " << scenario.run.seed << ", run " << scenario.run.run
              << ": " << scenario.Population() << " subscribers, "
              << DurationText(scenario.EffectiveDuration()) << " of real time for each design"
              << std::endl;
    for (const std::string& warning : scenario.Warnings())
    {
        std::cout << "warning: " << warning << std::endl;
    }
    return scenario;
}

/// Run a scenario live, once.
StudyOutcome
RunLiveStudy(const Scenario& scenario, const CommandWords& words, const std::string& suffix)
{
    StudyVariant live;
    live.runner = RunLive;
    live.suffix = suffix;
    live.kept = {"live.json", "server.log"};
    live.atOnce = 1; // else they would make each other late
    const StudyOutcome outcome =
        RunStudy(scenario, ResultsOf(words), !words.Flag("--quiet"), live);
    if (!outcome.failed.empty())
    {
        throw std::runtime_error("design " + outcome.failed[0].design + ": " +
                                 outcome.failed[0].reason);
    }
    return outcome;
}

/// Print how the real-time simulator kept up; gives whether the figures are worth anything.
bool
TellLag(const StudyOutcome& outcome)
{
    bool valid = true;
    for (const RunRecord& record : outcome.records)
    {
        const LiveReport report =
            ReadLiveReport(outcome.folder + "/" + record.design + "/live.json");
        std::cout << record.design << " with " << report.server << ": behind real time by "
                  << DurationText(report.lagMedian) << " (p50), " << DurationText(report.lagP99)
                  << " (p99), " << DurationText(report.lagMax) << " (max)\n";
        if (!report.invalid.empty())
        {
            std::cout << "INVALID: " << report.invalid << "\n";
            valid = false;
        }
    }
    std::cout << std::flush;
    return valid;
}

/// One scenario simulated and live, side by side.
int
CompareOutage(const std::vector<std::string>& arguments)
{
    const CommandWords words(
        arguments,
        {{"--runs", "--results", "--seed", "--run"}, {"--quiet"}, WHICH_SCENARIO});
    const Scenario scenario = LoadLive(words);
    const uint64_t runs = words.Number("--runs", 1, RUNS_RANGE);
    std::vector<StudyOutcome> outcomes{
        RunStudy(scenario, ResultsOf(words), !words.Flag("--quiet"))};
    bool valid = true;
    for (uint64_t run = 1; run <= runs; ++run)
    {
        outcomes.push_back(RunLiveStudy(scenario, words, "-live-" + std::to_string(run)));
        valid = TellLag(outcomes.back()) && valid;
    }
    for (size_t design = 0; design < scenario.designs.size(); ++design)
    {
        std::vector<RunRecord> columns;
        for (size_t i = 0; i < outcomes.size(); ++i)
        {
            columns.push_back(outcomes[i].records[design]);
            columns.back().design = i == 0 ? "simulated" : "live " + std::to_string(i);
            columns.back().violations.clear(); // they are counted; the evidence is in the results
        }
        std::cout << "\n"
                  << scenario.designs[design] << "\n"
                  << (runs == 1 ? SummaryTable(columns, {}, TableKind::RUN)
                                : SpreadTable(columns[0], {columns.begin() + 1, columns.end()}));
    }
    std::cout << std::flush;
    return valid ? 0 : EXIT_FAILED;
}

} // namespace

int
LiveVerb(const std::vector<std::string>& arguments)
{
    const CommandWords words(arguments,
                             {{"--results", "--seed", "--run"}, {"--quiet"}, WHICH_SCENARIO});
    const Scenario scenario = LoadLive(words);
    const StudyOutcome outcome = RunLiveStudy(scenario, words, "-live");
    std::cout << "\n"
              << SummaryTable(outcome.records, outcome.verdicts, TableKind::RUN)
              << "\nresults: " << outcome.folder << std::endl;
    const bool met = std::all_of(outcome.verdicts.begin(),
                                 outcome.verdicts.end(),
                                 [](const ThresholdVerdict& verdict) { return verdict.met; });
    return !TellLag(outcome) ? EXIT_FAILED : met ? 0 : EXIT_NOT_MET;
}

int
ValidateVerb(const std::vector<std::string>& arguments)
{
    const std::set<std::string> given(arguments.begin(), arguments.end());
    if (given.count("--server") == 0 && arguments.size() > 1)
    {
        return CompareOutage(arguments);
    }
    const CommandWords words(arguments, {{"--server"}, {}, ""});
    const std::string only = words.Option("--server");
    std::vector<ServerKind> kinds;
    std::vector<std::string> names;
    for (const auto& [name, kind] : RealServerNames())
    {
        if (kind != SERVER_RFC2131)
        {
            names.push_back(name);
            if (only.empty() || only == name)
            {
                kinds.push_back(kind);
            }
        }
    }
    if (kinds.empty())
    {
        throw UsageError("no server " + only + NearestNameHint(only, names));
    }
    std::cout << "asking real servers and their profiles; this takes some minutes" << std::endl;
    size_t differences = 0;
    for (const AnswerComparison& comparison : CompareAnswers(kinds))
    {
        std::cout << "\n" << AnswerTable(comparison);
        differences += CountDifferences(comparison);
    }
    std::cout << "\n" << differences << " cells differ" << std::endl;
    return differences == 0 ? 0 : EXIT_FAILED;
}

} // namespace ns3::dhcpbackup
