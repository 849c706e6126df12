/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_OUTAGE_COMMAND_H
#define DHCPBACKUP_OUTAGE_COMMAND_H

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief The command line of dhcp-outage.
 * @param arguments all words behind the program's name: the verb first
 * @return the exit code: 0 all is well, 1 the run failed, 2 the command line or the scenario is
 *         wrong, 130 interrupted
 */
int OutageCommand(const std::vector<std::string>& arguments);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_OUTAGE_COMMAND_H
