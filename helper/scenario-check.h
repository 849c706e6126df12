/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_CHECK_H
#define DHCPBACKUP_SCENARIO_CHECK_H

#include "ns3/scenario.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Say in words what a scenario will do and cost, without simulating it.
 * @param scenario a scenario without errors
 * @return lines of at most 79 characters, the last one ended too
 */
std::string CheckText(const Scenario& scenario);

/**
 * @brief Write a time for people.
 * @param time nanoseconds, not negative
 * @return for example "2 h 30 min" or "100 us"
 */
std::string TimeInWords(Duration time);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_CHECK_H
