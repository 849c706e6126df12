/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_UDP_DATAGRAM_H
#define DHCPBACKUP_UDP_DATAGRAM_H

#include "ns3/dhcp-message.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The addresses of a UDP datagram over IPv4.
 *
 * Hosts without an address and relays that answer them cannot use an IP stack; like real ones they
 * build and read their frames themselves. Checksums are always written and always checked.
 */
struct UdpAddresses
{
    IpAddr source{0};            //!< IPv4 source
    IpAddr destination{0};       //!< IPv4 destination
    uint16_t sourcePort{0};      //!< UDP source port
    uint16_t destinationPort{0}; //!< UDP destination port
};

/// Time to live of the frames that are built here (RFC 1700's recommended default).
constexpr uint8_t DEFAULT_TTL = 64;

/**
 * @brief Put IPv4 and UDP headers before a payload.
 * @param addresses source and destination
 * @param payload at most 65507 bytes
 * @param identification the IPv4 identification field
 * @param datagram gets headers and payload
 * @param ttl the IPv4 time to live
 */
void WriteDatagram(const UdpAddresses& addresses,
                   ByteView payload,
                   uint16_t identification,
                   DhcpBytes& datagram,
                   uint8_t ttl = DEFAULT_TTL);

/**
 * @brief Take an unfragmented UDP datagram over IPv4 apart.
 * @param bytes an IPv4 packet, trailing link-layer padding allowed
 * @param addresses gets source and destination
 * @param payload gets the UDP payload within bytes
 * @return false if it is not such a datagram or a length or checksum is wrong; a UDP checksum of
 *         zero means "none" (RFC 768)
 */
bool ParseDatagram(ByteView bytes, UdpAddresses& addresses, ByteView& payload);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_UDP_DATAGRAM_H
