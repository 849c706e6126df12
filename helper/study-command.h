/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STUDY_COMMAND_H
#define DHCPBACKUP_STUDY_COMMAND_H

#include "ns3/command-words.h"
#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

extern const char RUN_HELP[];     //!< manual of the verb run
extern const char COMPARE_HELP[]; //!< manual of the verb compare

/// What verbs ask for that work on a scenario.
constexpr char WHICH_SCENARIO[] =
    "which scenario? For example examples/scenarios/server-outage.json";

/// Enough for intervals that mean something, few enough to wait for.
constexpr uint32_t DEFAULT_REPLICATIONS = 10;
/// The fewest whose intervals mean anything.
constexpr uint32_t QUICK_REPLICATIONS = 3;

/**
 * @brief Read a scenario.
 * @param file the file
 * @return the scenario
 * @throw UsageError with all that is wrong with it
 */
Scenario ScenarioOrUsageError(const std::string& file);

/**
 * @brief Set how often to run: what the command line says, or the scenario, or the verb.
 * @param scenario the scenario; its seed and first run are set
 * @param words the command line
 * @param otherwise what the verb says
 * @throw UsageError if the last run would have no number
 */
void SetReplications(Scenario& scenario, const CommandWords& words, uint32_t otherwise);

/**
 * @brief Read the scenario that the command line names, with its seed and run number.
 * @param words the command line
 * @return the scenario
 * @throw UsageError with all that is wrong with it
 */
Scenario LoadScenarioOf(const CommandWords& words);

/**
 * @brief Read the scenario that the command line names, as LoadScenarioOf does, for a verb that
 *        takes one outage at one size.
 * @param words the command line
 * @return the scenario
 * @throw UsageError also if the scenario has outages or run.intervals
 */
Scenario LoadOneOutageOf(const CommandWords& words);

/**
 * @brief Simulate a scenario and print what came of it.
 * @param arguments the verb and what stands behind it
 * @return the exit code
 */
int RunVerb(const std::vector<std::string>& arguments);

/**
 * @brief Simulate a scenario many times and print the comparison of its designs.
 * @param arguments the verb and what stands behind it
 * @return the exit code
 */
int CompareVerb(const std::vector<std::string>& arguments);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STUDY_COMMAND_H
