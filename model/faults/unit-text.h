/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_UNIT_TEXT_H
#define DHCPBACKUP_UNIT_TEXT_H

#include "ns3/dhcp-values.h"

#include <string>

namespace ns3::dhcpbackup
{

/// The longest time in a scenario, so that sums of times stay far from their limit.
constexpr Duration MAX_SCENARIO_TIME = 3650 * 24 * HOUR;

/**
 * @brief Write a length of time exactly, in the largest unit that needs no fraction.
 * @param length the time, nanoseconds
 * @return for example "90min"; scenario files read it back as the same time
 */
std::string DurationText(Duration length);

/**
 * @brief Write a rate exactly, in the largest unit that needs no fraction.
 * @param rate bits a second
 * @return for example "2500Mbps"
 */
std::string RateText(uint64_t rate);

/**
 * @brief Write a number with as few digits as give it back exactly.
 * @param number a finite number
 * @return for example "0.875"
 */
std::string NumberText(double number);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_UNIT_TEXT_H
