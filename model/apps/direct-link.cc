/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-link.h"

#include "ns3/abort.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/node.h"
#include "ns3/packet.h"

namespace ns3::dhcpbackup
{

namespace
{

/// What the node's own receive callback would do with it.
bool
PassToStack(Ptr<NetDevice> device,
            Ptr<const Packet> packet,
            uint16_t protocol,
            const Address& from)
{
    if (protocol != Ipv4L3Protocol::PROT_NUMBER)
    {
        return false;
    }
    device->GetNode()->GetObject<Ipv4L3Protocol>()->Receive(device,
                                                            packet,
                                                            protocol,
                                                            from,
                                                            device->GetAddress(),
                                                            NetDevice::PACKET_HOST);
    return true;
}

} // namespace

DirectLink::~DirectLink()
{
    Close();
}

void
DirectLink::Open(Ptr<NetDevice> device, const Receiver& receiver)
{
    Ptr<Ipv4> ipv4 = device->GetNode()->GetObject<Ipv4>();
    const int32_t interface = ipv4 ? ipv4->GetInterfaceForDevice(device) : -1;
    NS_ABORT_MSG_IF(interface < 0 || ipv4->GetNAddresses(interface) == 0,
                    "DirectLink needs a device with an IPv4 address on node "
                        << device->GetNode()->GetId());
    m_address = ipv4->GetAddress(interface, 0).GetLocal().Get();
    m_device = device;
    m_receiver = receiver;
    device->SetReceiveCallback(MakeCallback(&DirectLink::Receive, this));
}

void
DirectLink::Close()
{
    if (m_device)
    {
        m_device->SetReceiveCallback(MakeCallback(&PassToStack));
        m_device = nullptr;
    }
    m_receiver = Receiver();
}

bool
DirectLink::Send(const UdpAddresses& addresses, ByteView payload, uint8_t ttl)
{
    DhcpBytes datagram;
    // Never fragmented, so the identification has no meaning (RFC 6864 section 4.1).
    WriteDatagram(addresses, payload, 0, datagram, ttl);
    if (datagram.size() > m_device->GetMtu())
    {
        return false;
    }
    m_device->Send(Create<Packet>(datagram.data(), datagram.size()),
                   m_device->GetBroadcast(),
                   Ipv4L3Protocol::PROT_NUMBER);
    return true;
}

bool
DirectLink::Receive(Ptr<NetDevice> device,
                    Ptr<const Packet> packet,
                    uint16_t protocol,
                    const Address& from)
{
    DhcpBytes bytes(packet->GetSize(), boost::container::default_init);
    packet->CopyData(bytes.data(), bytes.size());
    UdpAddresses addresses;
    ByteView payload;
    return (protocol == Ipv4L3Protocol::PROT_NUMBER && ParseDatagram(bytes, addresses, payload) &&
            m_receiver(addresses, payload)) ||
           PassToStack(device, packet, protocol, from);
}

} // namespace ns3::dhcpbackup
