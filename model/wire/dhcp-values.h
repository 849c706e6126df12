/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DHCP_VALUES_H
#define DHCPBACKUP_DHCP_VALUES_H

#include <boost/core/span.hpp>
#include <cstdint>
#include <string>

namespace ns3::dhcpbackup
{

/// An IPv4 address in host byte order; 0 means "none". A bare number, since tables hold millions.
using IpAddr = uint32_t;

/// A point in time, nanoseconds since the start of the simulation. A bare number: until
/// Simulator::Run every ns3::Time is entered in a global set, which tables must not pay for.
using Instant = int64_t;

/// A length of time in nanoseconds.
using Duration = int64_t;

/// Bytes that somebody else owns.
using ByteView = boost::span<const uint8_t>;

/// One microsecond.
constexpr Duration MICROSECOND = 1000;
/// One millisecond.
constexpr Duration MILLISECOND = 1000 * MICROSECOND;
/// One second.
constexpr Duration SECOND = 1000 * MILLISECOND;
/// One minute.
constexpr Duration MINUTE = 60 * SECOND;
/// One hour.
constexpr Duration HOUR = 60 * MINUTE;
/// Later than anything: "no timer is set", "the lease is infinite".
constexpr Instant NEVER = INT64_MAX;

/// The limited broadcast address 255.255.255.255.
constexpr IpAddr BROADCAST = 0xffffffff;
/// The lease time that stands for "infinite" (RFC 2131 section 3.3).
constexpr uint32_t INFINITE_LEASE = 0xffffffff;
/// The UDP port of servers and relays (RFC 2131 section 4.1).
constexpr uint16_t SERVER_PORT = 67;
/// The UDP port of clients (RFC 2131 section 4.1).
constexpr uint16_t CLIENT_PORT = 68;

/**
 * @brief The instant at which a lease ends.
 * @param start when it starts to count
 * @param lease its length in seconds as on the wire; INFINITE_LEASE gives NEVER
 * @return the end, or NEVER
 */
constexpr Instant
LeaseEnd(Instant start, uint32_t lease)
{
    return lease == INFINITE_LEASE ? NEVER : start + lease * SECOND;
}

/**
 * @brief Write an address as dotted decimals.
 * @param address the address
 * @return for example "10.1.0.7"
 */
std::string ToString(IpAddr address);

/**
 * @brief Whether a host can hold an address: not none, loopback, multicast, reserved or broadcast.
 * @param address the address
 * @return true if it is a unicast address (RFC 1122 section 3.2.1.3)
 */
bool IsHostAddress(IpAddr address);

/**
 * @brief Write bytes as hexadecimal digits.
 * @param bytes the bytes
 * @return two digits a byte, no separator
 */
std::string ToHex(ByteView bytes);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DHCP_VALUES_H
