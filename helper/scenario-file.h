/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_FILE_H
#define DHCPBACKUP_SCENARIO_FILE_H

#include "ns3/scenario-json.h"
#include "ns3/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A scenario that was read, or why there is none.
struct ScenarioResult
{
    std::optional<Scenario> scenario; //!< only if there are no errors
    std::vector<std::string> errors;  //!< one line each: `file:place: found X, expected Y`
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
ScenarioResult LoadScenario(const std::string& path);

/**
 * @brief Read a scenario from a text, as LoadScenario does from a file.
 * @param text the text
 * @param file what to call the text in errors
 * @return the scenario or all errors
 */
ScenarioResult ParseScenario(const std::string& text, const std::string& file);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_FILE_H
