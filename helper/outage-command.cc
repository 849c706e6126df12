/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-command.h"

#include "ns3/child-runs.h"
#include "ns3/client-profile.h"
#include "ns3/command-words.h"
#include "ns3/design.h"
#include "ns3/explain.h"
#include "ns3/hazards.h"
#include "ns3/live-command.h"
#include "ns3/nearest-name.h"
#include "ns3/scenario-check.h"
#include "ns3/solve-command.h"
#include "ns3/study-command.h"
#include "ns3/sweep-command.h"

#include <algorithm>
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
       dhcp-outage compare SCENARIO          run each design many times, with intervals
       dhcp-outage sweep SCENARIO --vary ... run it with varied values, on a grid
       dhcp-outage solve SCENARIO ...        find the value that meets its thresholds
       dhcp-outage live SCENARIO [options]   the same against a real server, in real time
       dhcp-outage validate                  hold the simulated servers against real ones
       dhcp-outage check SCENARIO            say beforehand what would happen and cost
       dhcp-outage explain RESULTS [--mac A] tell one subscriber's story
       dhcp-outage designs                   list the designs that can be compared
       dhcp-outage profiles                  list the clients that subscribers can have
       dhcp-outage hazards                   show what can go wrong, and what helps
       dhcp-outage VERB --help               all about a verb

exit codes: 0 all is well, 1 a run failed, 2 the command line or the scenario is wrong,
            3 a threshold of the scenario ("require") is not met, 130 interrupted
)";

const char CHECK_HELP[] =
    R"(dhcp-outage check SCENARIO

Reads and checks a scenario and says, without simulating, what it will do: load, faults, what the
closed forms expect, and what the run will cost. Exit code 2 if the scenario is wrong.
)";

const char EXPLAIN_HELP[] =
    R"(dhcp-outage explain RESULTS [--mac ADDRESS] [--design NAME] [--all]

Tells one subscriber's story: a message chart of client, relay and server with their states and the
lease as each of them believes it, and then in sentences why it lost or kept its address. The runs
that gave the results are repeated for that, which takes as long as they took.

  RESULTS        a results folder, for example results/latest
  --mac ADDRESS  whose story, for example 02:01:00:00:00:11; default: the longest outage's
  --design NAME  only this design; default: all of the results
  --all          every renewal in full; else those that went as they should are summed up

example: dhcp-outage explain results/latest --design plain
)";

const char DESIGNS_HELP[] =
    R"(dhcp-outage designs

Lists the designs that a scenario can name in "designs", with one line about each.
)";

const char PROFILES_HELP[] =
    R"(dhcp-outage profiles

Lists the clients that a scenario can name in "subscribers.profiles", with one line about each.
)";

const char HAZARDS_HELP[] =
    R"(dhcp-outage hazards

Shows what can go wrong when relays stand in for a server: each hazard is simulated twice in a small
network, without and with what helps against it, and a figure tells the difference. This takes a few
seconds. Hazards that no scenario can show, since relays here never do it wrong, are left out: see
doc/hazards.rst.
)";

int
CheckVerb(const std::vector<std::string>& arguments)
{
    std::cout << CheckText(
        LoadScenarioOf({arguments, {{"--seed", "--run"}, {}, WHICH_SCENARIO}}));
    return 0;
}

int
ExplainVerb(const std::vector<std::string>& arguments)
{
    const CommandWords words(arguments,
                             {{"--mac", "--design"},
                              {"--all"},
                              "which results? For example results/latest"});
    std::cout << Explain({words.Argument(),
                          words.Option("--mac"),
                          words.Option("--design"),
                          words.Flag("--all")});
    return 0;
}

int
DesignsVerb(const std::vector<std::string>& arguments)
{
    const CommandWords none(arguments, {});
    for (const DesignDescription& design : KnownDesigns())
    {
        std::cout << design.name << ": " << design.text << "\n";
    }
    return 0;
}

int
ProfilesVerb(const std::vector<std::string>& arguments)
{
    const CommandWords none(arguments, {});
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        std::cout << profile.name << ": " << profile.text << "\n";
    }
    return 0;
}

int
HazardsVerb(const std::vector<std::string>& arguments)
{
    const CommandWords none(arguments, {});
    for (const Hazard& hazard : SimulatedHazards())
    {
        const double without = MeasureHazard(hazard, false);
        std::cout << HazardText(hazard, without, MeasureHazard(hazard, true)) << std::endl;
    }
    return 0;
}

/// A verb of the command line.
struct Verb
{
    const char* name;                                  //!< first word
    const char* help;                                  //!< manual
    int (*act)(const std::vector<std::string>& words); //!< what it does
};

const Verb VERBS[] = {{"run", RUN_HELP, RunVerb},
                      {"compare", COMPARE_HELP, CompareVerb},
                      {"sweep", SWEEP_HELP, SweepVerb},
                      {"solve", SOLVE_HELP, SolveVerb},
                      {"live", LIVE_HELP, LiveVerb},
                      {"validate", VALIDATE_HELP, ValidateVerb},
                      {"check", CHECK_HELP, CheckVerb},
                      {"explain", EXPLAIN_HELP, ExplainVerb},
                      {"designs", DESIGNS_HELP, DesignsVerb},
                      {"profiles", PROFILES_HELP, ProfilesVerb},
                      {"hazards", HAZARDS_HELP, HazardsVerb}};

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
        std::cerr << "dhcp-outage: " << stop.what()
                  << (stop.Kept() || arguments[0] == "sweep" || arguments[0] == "solve"
                          ? "; the same command goes on where this one stopped"
                                              : ", nothing was written")
                  << std::endl;
        return EXIT_INTERRUPTED;
    }
    catch (const std::exception& error)
    {
        std::cerr << "dhcp-outage: " << error.what() << std::endl;
        return EXIT_FAILED;
    }
}

} // namespace ns3::dhcpbackup
