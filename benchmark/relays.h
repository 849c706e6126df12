/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BENCHMARK_RELAYS_H
#define DHCPBACKUP_BENCHMARK_RELAYS_H

#include <algorithm>
#include <cstdint>

namespace ns3::dhcpbackup::benchmark
{

/**
 * @param subscribers how many subscribers
 * @return how many relays they are behind: one for 2000, as an access node has
 */
constexpr uint32_t
RelaysOf(uint32_t subscribers)
{
    return std::max(1u, subscribers / 2000);
}

} // namespace ns3::dhcpbackup::benchmark

#endif // DHCPBACKUP_BENCHMARK_RELAYS_H
