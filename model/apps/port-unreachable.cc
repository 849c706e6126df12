/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "port-unreachable.h"

#include "ns3/icmpv4.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3::dhcpbackup
{

bool
IsPortUnreachable(uint8_t type, uint8_t code)
{
    return type == Icmpv4Header::ICMPV4_DEST_UNREACH &&
           code == Icmpv4DestinationUnreachable::ICMPV4_PORT_UNREACHABLE;
}

std::optional<IpAddr>
AbsentServerOf(Ptr<const Packet> icmp)
{
    Ptr<Packet> copy = icmp->Copy();
    Icmpv4Header header;
    if (copy->RemoveHeader(header) == 0 || !IsPortUnreachable(header.GetType(), header.GetCode()))
    {
        return std::nullopt;
    }
    Icmpv4DestinationUnreachable unreachable;
    copy->RemoveHeader(unreachable);
    uint8_t ports[8];
    unreachable.GetData(ports);
    const Ipv4Header& returned = unreachable.GetHeader();
    const bool toServer = returned.GetProtocol() == UdpL4Protocol::PROT_NUMBER &&
                          (ports[2] << 8 | ports[3]) == SERVER_PORT;
    return toServer ? std::optional<IpAddr>(returned.GetDestination().Get()) : std::nullopt;
}

} // namespace ns3::dhcpbackup
