/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PORT_UNREACHABLE_H
#define DHCPBACKUP_PORT_UNREACHABLE_H

#include "ns3/dhcp-values.h"
#include "ns3/packet.h"

#include <optional>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @param type type of an ICMP message
 * @param code its code
 * @return whether it says that nobody listens on a port
 */
bool IsPortUnreachable(uint8_t type, uint8_t code);

/**
 * @ingroup dhcp-backup
 * @brief Whether an ICMP message that passes by tells a client that its DHCP server is not there.
 * @param icmp the message, from its ICMP header on
 * @return the address that the client had asked on port 67, or nothing if it is about anything else
 */
std::optional<IpAddr> AbsentServerOf(Ptr<const Packet> icmp);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PORT_UNREACHABLE_H
