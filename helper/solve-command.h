/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SOLVE_COMMAND_H
#define DHCPBACKUP_SOLVE_COMMAND_H

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

extern const char SOLVE_HELP[]; //!< manual of the verb solve

/**
 * @brief Search for the first of several that holds, if all behind it hold too.
 * @param count how many there are, at least one
 * @param holds asked of as few as possible, of the last one first
 * @return its index, nothing if the last one does not hold
 */
std::optional<size_t> FirstThatHolds(size_t count, const std::function<bool(size_t)>& holds);

/**
 * @brief Search for the smallest or largest value of a scenario that meets its thresholds.
 * @param arguments the verb and what stands behind it
 * @return the exit code
 */
int SolveVerb(const std::vector<std::string>& arguments);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SOLVE_COMMAND_H
