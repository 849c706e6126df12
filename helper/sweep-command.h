/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SWEEP_COMMAND_H
#define DHCPBACKUP_SWEEP_COMMAND_H

#include "ns3/sweep.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

extern const char SWEEP_HELP[]; //!< manual of the verb sweep

/**
 * @param plan what is varied
 * @param results the folder of results, empty for the usual one
 * @param kind what is done with it
 * @return where its results are kept: other values of the same paths go on there
 */
std::string SweepFolder(const SweepPlan& plan, const std::string& results, const std::string& kind);

/**
 * @brief Print each run that failed with the command that repeats it.
 * @param results points
 * @param run their seed
 * @return how many there are
 */
size_t PrintFailedRuns(const std::vector<SweepResult>& results, const Run& run);

/**
 * @brief Simulate a scenario with varied values and write what came of it.
 * @param arguments the verb and what stands behind it
 * @return the exit code
 */
int SweepVerb(const std::vector<std::string>& arguments);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SWEEP_COMMAND_H
