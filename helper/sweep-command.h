/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SWEEP_COMMAND_H
#define DHCPBACKUP_SWEEP_COMMAND_H

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

extern const char SWEEP_HELP[]; //!< manual of the verb sweep

/**
 * @brief Simulate a scenario with varied values and write what came of it.
 * @param arguments the verb and what stands behind it
 * @return the exit code
 */
int SweepVerb(const std::vector<std::string>& arguments);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SWEEP_COMMAND_H
