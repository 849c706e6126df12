/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BENCHMARK_MEASUREMENT_H
#define DHCPBACKUP_BENCHMARK_MEASUREMENT_H

#include <cstdint>
#include <functional>

namespace ns3::dhcpbackup::benchmark
{

/// What a measurement of a network found.
struct Measurement
{
    double renewals{0}; //!< renewals a CPU second
    double doras{0};    //!< first leases a CPU second, 0 if not measured
    double bytes{0};    //!< heap a subscriber, all roles, 0 if not measured
};

/// @return CPU seconds that this process has used
double CpuSeconds();

/// @return bytes of the heap in use
double HeapBytes();

/**
 * @brief Measure in a process of its own, so that no measurement is warmed or burdened by another.
 * @param measure does it
 * @return what it found
 * @throw std::runtime_error if the process failed
 */
Measurement InChild(const std::function<Measurement()>& measure);

/// How DHCP passes the core.
enum class Core
{
    DIRECT, //!< frames on the devices
    SOCKETS //!< UDP sockets and IP stacks
};

/**
 * @brief Send packets as renewals do, on the same devices and links, without DHCP.
 * @param subscribers as many relays as a network of so many has
 * @param renewals how many there and back
 * @param core how they pass the core
 * @return round trips a CPU second, as renewals
 */
Measurement PacketFloor(uint32_t subscribers, uint32_t renewals, Core core);

/**
 * @brief Renewals and first leases in a network with all its witnesses.
 * @param subscribers how many
 * @param renewals how many renewals to measure, about
 * @param core how they pass the core
 * @param design the design
 * @return rates and memory
 */
Measurement Renewals(uint32_t subscribers, uint32_t renewals, Core core, const char* design);

/**
 * @brief First leases and renewals with DhcpClient and DhcpServer of ns-3.
 * @param segments LANs, with a server each
 * @param clients clients on each
 * @return rates and memory
 */
Measurement Ns3Dhcp(uint32_t segments, uint32_t clients);

} // namespace ns3::dhcpbackup::benchmark

#endif // DHCPBACKUP_BENCHMARK_MEASUREMENT_H
