/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "udp-datagram.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

constexpr size_t IP_HEADER = 20;
constexpr size_t UDP_HEADER = 8;
constexpr uint8_t PROTOCOL_UDP = 17;

uint16_t
Read16(ByteView bytes, size_t at)
{
    return bytes[at] << 8 | bytes[at + 1];
}

uint32_t
Read32(ByteView bytes, size_t at)
{
    return uint32_t(Read16(bytes, at)) << 16 | Read16(bytes, at + 2);
}

void
Put16(uint8_t* at, uint16_t value)
{
    at[0] = value >> 8;
    at[1] = value & 0xff;
}

void
Put32(uint8_t* at, uint32_t value)
{
    Put16(at, value >> 16);
    Put16(at + 2, value & 0xffff);
}

/// Sum of 16-bit words as of RFC 1071, not yet folded.
uint32_t
Sum(ByteView bytes)
{
    uint32_t sum = 0;
    size_t i = 0;
    for (; i + 1 < bytes.size(); i += 2)
    {
        sum += bytes[i] << 8 | bytes[i + 1];
    }
    if (i < bytes.size())
    {
        sum += bytes[i] << 8;
    }
    return sum;
}

uint16_t
Fold(uint32_t sum)
{
    while (sum >> 16)
    {
        sum = (sum & 0xffff) + (sum >> 16);
    }
    return ~sum & 0xffff;
}

/// Checksum over pseudo header, UDP header and payload (RFC 768); 0 for a correct received one.
uint16_t
UdpChecksum(ByteView addresses, ByteView udp)
{
    return Fold(Sum(addresses) + PROTOCOL_UDP + udp.size() + Sum(udp));
}

} // namespace

void
WriteDatagram(const UdpAddresses& addresses,
              ByteView payload,
              uint16_t identification,
              DhcpBytes& datagram,
              uint8_t ttl)
{
    datagram.assign(IP_HEADER + UDP_HEADER + payload.size(), 0);
    uint8_t* const ip = datagram.data();
    uint8_t* const udp = ip + IP_HEADER;
    ip[0] = 0x45;
    Put16(ip + 2, datagram.size());
    Put16(ip + 4, identification);
    ip[8] = ttl;
    ip[9] = PROTOCOL_UDP;
    Put32(ip + 12, addresses.source);
    Put32(ip + 16, addresses.destination);
    Put16(ip + 10, Fold(Sum(ByteView(ip, IP_HEADER))));
    Put16(udp, addresses.sourcePort);
    Put16(udp + 2, addresses.destinationPort);
    Put16(udp + 4, UDP_HEADER + payload.size());
    std::copy(payload.begin(), payload.end(), udp + UDP_HEADER);
    const uint16_t checksum =
        UdpChecksum(ByteView(ip + 12, 8), ByteView(udp, UDP_HEADER + payload.size()));
    Put16(udp + 6, checksum == 0 ? 0xffff : checksum);
}

bool
ParseDatagram(ByteView bytes, UdpAddresses& addresses, ByteView& payload)
{
    if (bytes.size() < IP_HEADER + UDP_HEADER || bytes[0] >> 4 != 4 || bytes[9] != PROTOCOL_UDP)
    {
        return false;
    }
    const size_t header = 4 * (bytes[0] & 15);
    const size_t total = Read16(bytes, 2);
    const bool fragment = (Read16(bytes, 6) & 0x3fff) != 0;
    if (header < IP_HEADER || total < header + UDP_HEADER || total > bytes.size() || fragment ||
        Fold(Sum(bytes.first(header))) != 0)
    {
        return false;
    }
    const auto udp = bytes.subspan(header, total - header);
    const size_t length = Read16(udp, 4);
    if (length < UDP_HEADER || length > udp.size())
    {
        return false;
    }
    if (Read16(udp, 6) != 0 && UdpChecksum(bytes.subspan(12, 8), udp.first(length)) != 0)
    {
        return false;
    }
    addresses = {Read32(bytes, 12), Read32(bytes, 16), Read16(udp, 0), Read16(udp, 2)};
    payload = udp.subspan(UDP_HEADER, length - UDP_HEADER);
    return true;
}

} // namespace ns3::dhcpbackup
