/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "core-switch.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/log.h"
#include "ns3/packet.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("CoreSwitch");
NS_OBJECT_ENSURE_REGISTERED(CoreSwitch);

namespace
{

/// Bytes of an IPv4 header without options; the last four are the destination (RFC 791 3.1).
constexpr uint32_t IPV4_HEADER = 20;

} // namespace

TypeId
CoreSwitch::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::CoreSwitch")
                            .SetParent<Object>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<CoreSwitch>();
    return tid;
}

void
CoreSwitch::DoDispose()
{
    m_routes.clear();
    Object::DoDispose();
}

void
CoreSwitch::AddLink(Ptr<NetDevice> device)
{
    device->SetReceiveCallback(MakeCallback(&CoreSwitch::Receive, Ptr<CoreSwitch>(this)));
}

void
CoreSwitch::AddRoute(IpAddr network, IpAddr mask, Ptr<NetDevice> device)
{
    auto prefixes = std::find_if(m_routes.begin(), m_routes.end(), [mask](const Prefixes& known) {
        return known.mask <= mask;
    });
    if (prefixes == m_routes.end() || prefixes->mask != mask)
    {
        prefixes = m_routes.insert(prefixes, {mask, {}});
    }
    prefixes->links[network & mask] = device;
}

NetDevice*
CoreSwitch::LinkTo(IpAddr destination) const
{
    for (const Prefixes& prefixes : m_routes)
    {
        const auto link = prefixes.links.find(destination & prefixes.mask);
        if (link != prefixes.links.end())
        {
            return PeekPointer(link->second);
        }
    }
    return nullptr;
}

bool
CoreSwitch::Receive(Ptr<NetDevice>,
                    Ptr<const Packet> packet,
                    uint16_t protocol,
                    const Address&)
{
    uint8_t header[IPV4_HEADER];
    if (protocol != Ipv4L3Protocol::PROT_NUMBER ||
        packet->CopyData(header, IPV4_HEADER) < IPV4_HEADER)
    {
        return false;
    }
    const uint8_t* const to = header + IPV4_HEADER - 4;
    const IpAddr destination = IpAddr(to[0]) << 24 | to[1] << 16 | to[2] << 8 | to[3];
    NetDevice* const link = LinkTo(destination);
    if (!link)
    {
        NS_LOG_LOGIC("no link leads to " << destination);
        return false;
    }
    return link->Send(packet->Copy(), link->GetBroadcast(), protocol);
}

} // namespace ns3::dhcpbackup
