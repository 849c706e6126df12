/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_FILE_H
#define DHCPBACKUP_SCENARIO_FILE_H

#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A scenario that was read, or why it cannot be used.
struct LoadedScenario
{
    Scenario scenario;               //!< to be used only if there are no errors
    std::vector<std::string> errors; //!< one line each: `file:place: found X, expected Y`

    /// @return whether the scenario can be run
    bool Ok() const
    {
        return errors.empty();
    }
};

/**
 * @ingroup dhcp-backup
 * @brief Read a scenario file: JSON with comments and trailing commas.
 *
 * All errors are found at once. Places are paths as `faults[2].at`, or `line:column` where the text
 * is not JSON at all.
 *
 * @param path the file
 * @return the scenario, checked by Scenario::Errors(), or all errors
 */
LoadedScenario LoadScenario(const std::string& path);

/**
 * @brief Read a scenario from a text, as LoadScenario does from a file.
 * @param text the text
 * @param file what to call the text in errors
 * @return the scenario or all errors
 */
LoadedScenario ParseScenario(const std::string& text, const std::string& file);

/**
 * @brief Write a scenario with every value, defaults too.
 * @param scenario a scenario without errors
 * @return a scenario file that gives the same scenario; the same text for the same scenario
 */
std::string ToJson(const Scenario& scenario);

/**
 * @brief A short name for everything in a scenario that decides the results of one design.
 *
 * Not part of it are the name and description, run.seed and run.run (which stand beside it in the
 * names of results), the list of designs and run.pcap. A duration of "auto" counts as the time that
 * it comes to.
 *
 * @param scenario a scenario without errors
 * @return 16 hexadecimal digits (FNV-1a, 64 bits), the same on every machine
 */
std::string ScenarioHash(const Scenario& scenario);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_FILE_H
