/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LIVE_COMMAND_H
#define DHCPBACKUP_LIVE_COMMAND_H

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

extern const char LIVE_HELP[];     //!< manual of the verb live
extern const char VALIDATE_HELP[]; //!< manual of the verb validate

/**
 * @brief Run a scenario against a real server.
 * @param arguments the words of the command line from the verb on
 * @return exit code
 */
int LiveVerb(const std::vector<std::string>& arguments);

/**
 * @brief Hold the simulated servers against the real ones.
 * @param arguments the words of the command line from the verb on
 * @return exit code
 */
int ValidateVerb(const std::vector<std::string>& arguments);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LIVE_COMMAND_H
