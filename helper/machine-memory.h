/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_MACHINE_MEMORY_H
#define DHCPBACKUP_MACHINE_MEMORY_H

#include "ns3/scenario.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief How much memory processes here can still take: what the system says is available, or less
 *        if a control group of this process leaves less (cgroup versions 1 and 2).
 * @param root where the system's files are, "" for this machine's
 * @return bytes; the largest number if nothing is known
 */
uint64_t AvailableMemory(const std::string& root = "");

/**
 * @brief How many runs of a scenario can be made at once, for the processors and for the memory.
 * @param scenario the scenario
 * @param available bytes that there are
 * @param force make them even if there is not enough memory for one
 * @return at least 1
 * @throw UsageError with the figures if there is not enough memory for one run
 */
uint32_t RunsThatFit(const Scenario& scenario, uint64_t available, bool force);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_MACHINE_MEMORY_H
