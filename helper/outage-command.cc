/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-command.h"

#include "ns3/design.h"
#include "ns3/nearest-name.h"
#include "ns3/scenario-check.h"
#include "ns3/scenario-file.h"
#include "ns3/study.h"
#include "ns3/summary-table.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <iostream>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int EXIT_FAILED = 1;
constexpr int EXIT_USAGE = 2;
constexpr int EXIT_INTERRUPTED = 130;

const char GENERAL_HELP[] =
    R"(dhcp-outage: what happens to DHCP subscribers when the server or the link to it fails

usage: dhcp-outage run SCENARIO [options]    simulate, write results and plots
       dhcp-outage check SCENARIO            say beforehand what would happen and cost
       dhcp-outage designs                   list the designs that can be compared
       dhcp-outage VERB --help               all about a verb

exit codes: 0 all is well, 1 the run failed, 2 the command line or the scenario is wrong,
            130 interrupted
)";

const char RUN_HELP[] =
    R"(dhcp-outage run SCENARIO [--results FOLDER] [--seed N] [--run N] [--quiet]

Simulates the scenario once for each of its designs, on the same arrivals, faults and random
draws, each in a process of its own, and prints the comparison.

  SCENARIO          a scenario file (JSON with comments); see examples/scenarios
  --results FOLDER  where result folders go (default: results, in the present folder)
  --seed N          random seed in place of the scenario's
  --run N           run number in place of the scenario's: other draws of the same seed
  --quiet           no progress on standard error

Files written to FOLDER/NAME-HASH-sSEED-rRUN; FOLDER/latest points there when all is complete:
  manifest.json     the scenario with every value, its hash, seed, run and trace hashes
  summary.json      all figures with units, violations with evidence, faults as they happened
  timeline.csv      one line a second and design
  outages.csv       one line a client outage; censored=1 if the run ended first
  plots/            SVG and PNG, and plots.gp that made them
  environment.json  what may differ from machine to machine: time, memory, versions
The same scenario, seed and run give the same bytes in all files but environment.json.

example: dhcp-outage run examples/scenarios/link-outage.json --results /tmp/outages
)";

const char CHECK_HELP[] =
    R"(dhcp-outage check SCENARIO

Reads and checks a scenario and says, without simulating, what it will do: load, faults, what the
closed forms expect, and what the run will cost. Exit code 2 if the scenario is wrong.
)";

const char DESIGNS_HELP[] =
    R"(dhcp-outage designs

Lists the designs that a scenario can name in "designs", with one line about each.
)";

/// The words behind a verb, taken apart.
struct Words
{
    std::string scenario;          //!< path, empty if missing
    std::string results{"results"}; //!< folder
    std::string seed;              //!< number as text, empty if not given
    std::string run;               //!< number as text, empty if not given
    bool quiet{false};             //!< no progress
};

/// Thrown for a wrong command line.
class UsageError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

Words
TakeApart(const std::vector<std::string>& arguments)
{
    Words words;
    const std::vector<std::pair<std::string, std::string*>> options = {
        {"--results", &words.results},
        {"--seed", &words.seed},
        {"--run", &words.run}};
    for (size_t i = 1; i < arguments.size(); ++i)
    {
        const std::string& word = arguments[i];
        const auto option = std::find_if(options.begin(), options.end(), [&word](const auto& o) {
            return o.first == word;
        });
        if (option != options.end())
        {
            if (++i == arguments.size())
            {
                throw UsageError(word + " needs a value behind it");
            }
            *option->second = arguments[i];
        }
        else if (word == "--quiet")
        {
            words.quiet = true;
        }
        else if (word.compare(0, 1, "-") == 0)
        {
            throw UsageError("unknown option " + word +
                             NearestNameHint(word, {"--results", "--seed", "--run", "--quiet"}));
        }
        else if (!words.scenario.empty())
        {
            throw UsageError("one scenario at a time: " + words.scenario + " or " + word);
        }
        else
        {
            words.scenario = word;
        }
    }
    if (words.scenario.empty())
    {
        throw UsageError("which scenario? For example examples/scenarios/server-outage.json");
    }
    return words;
}

/// Read a positive number from the command line into a scenario.
template <typename T>
void
TakeNumber(const std::string& option, const std::string& text, T& value)
{
    if (text.empty())
    {
        return;
    }
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() || value == 0)
    {
        throw UsageError(option + " needs a whole number from 1 on, not '" + text + "'");
    }
}

/// Read the scenario or say all that is wrong with it.
Scenario
Load(const Words& words)
{
    const ScenarioResult result = LoadScenario(words.scenario);
    if (!result.scenario)
    {
        std::string text;
        for (const std::string& error : result.errors)
        {
            text += (text.empty() ? "" : "\n") + error;
        }
        throw UsageError(text);
    }
    Scenario scenario = *result.scenario;
    TakeNumber("--seed", words.seed, scenario.run.seed);
    TakeNumber("--run", words.run, scenario.run.run);
    return scenario;
}

int
RunVerb(const std::vector<std::string>& arguments)
{
    const Words words = TakeApart(arguments);
    const Scenario scenario = Load(words);
    const std::string which = scenario.name + ", seed " + std::to_string(scenario.run.seed) +
                              ", run " + std::to_string(scenario.run.run);
    std::cout << which << ": " << scenario.Population() << " subscribers, "
              << DurationText(scenario.EffectiveDuration()) << " simulated" << std::endl;
    for (const std::string& warning : scenario.Warnings())
    {
        std::cout << "warning: " << warning << std::endl;
    }
    const StudyOutcome outcome = RunStudy(scenario, words.results, !words.quiet);
    std::cout << "\n" << SummaryTable(outcome.records) << "\n";
    if (!outcome.figures.problem.empty())
    {
        std::cout << outcome.figures.problem << "\n";
    }
    std::cout << "results of " << which << ": " << outcome.folder << std::endl;
    return 0;
}

int
CheckVerb(const std::vector<std::string>& arguments)
{
    std::cout << CheckText(Load(TakeApart(arguments)));
    return 0;
}

int
DesignsVerb(const std::vector<std::string>& arguments)
{
    if (arguments.size() > 1)
    {
        throw UsageError("designs takes no argument: " + arguments[1]);
    }
    for (const DesignDescription& design : KnownDesigns())
    {
        std::cout << design.name << ": " << design.text << "\n";
    }
    return 0;
}

/// A verb of the command line.
struct Verb
{
    const char* name;                                   //!< first word
    const char* help;                                   //!< manual
    int (*act)(const std::vector<std::string>& words);  //!< what it does
};

const Verb VERBS[] = {{"run", RUN_HELP, RunVerb},
                      {"check", CHECK_HELP, CheckVerb},
                      {"designs", DESIGNS_HELP, DesignsVerb}};

int
Dispatch(const std::vector<std::string>& arguments)
{
    const std::string word = arguments.empty() ? "--help" : arguments[0];
    if (word == "--help" || word == "-h" || word == "help")
    {
        std::cout << GENERAL_HELP;
        return 0;
    }
    std::vector<std::string> names;
    for (const Verb& verb : VERBS)
    {
        names.push_back(verb.name);
        if (word != verb.name)
        {
            continue;
        }
        const bool help = std::find(arguments.begin(), arguments.end(), "--help") !=
                          arguments.end();
        if (help)
        {
            std::cout << verb.help;
            return 0;
        }
        return verb.act(arguments);
    }
    throw UsageError("unknown verb " + word + NearestNameHint(word, names) +
                     "; see dhcp-outage --help");
}

} // namespace

int
OutageCommand(const std::vector<std::string>& arguments)
{
    try
    {
        return Dispatch(arguments);
    }
    catch (const UsageError& error)
    {
        std::cerr << "dhcp-outage: " << error.what() << std::endl;
        return EXIT_USAGE;
    }
    catch (const StudyInterrupted& stop)
    {
        std::cerr << "dhcp-outage: " << stop.what() << std::endl;
        return EXIT_INTERRUPTED;
    }
    catch (const std::exception& error)
    {
        std::cerr << "dhcp-outage: " << error.what() << std::endl;
        return EXIT_FAILED;
    }
}

} // namespace ns3::dhcpbackup
