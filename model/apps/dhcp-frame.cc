/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dhcp-frame.h"

#include "ns3/ipv4-l3-protocol.h"
#include "ns3/packet.h"

namespace ns3::dhcpbackup
{

namespace
{

Ptr<Packet>
MakeDatagram(const UdpAddresses& addresses, ByteView payload)
{
    DhcpBytes datagram;
    // Never fragmented, so the identification has no meaning (RFC 6864 section 4.1).
    WriteDatagram(addresses, payload, 0, datagram);
    return Create<Packet>(datagram.data(), datagram.size());
}

} // namespace

DhcpFramePort::~DhcpFramePort()
{
    Close();
}

void
DhcpFramePort::Listen(Ptr<NetDevice> device,
                      uint16_t port,
                      const ReceiveCallback& callback,
                      Filter filter)
{
    Close();
    m_node = device->GetNode();
    m_port = port;
    m_callback = callback;
    m_node->RegisterProtocolHandler(MakeCallback(&DhcpFramePort::Receive, this),
                                    Ipv4L3Protocol::PROT_NUMBER,
                                    device,
                                    filter == ALL_FRAMES);
}

void
DhcpFramePort::Close()
{
    if (m_node)
    {
        m_node->UnregisterProtocolHandler(MakeCallback(&DhcpFramePort::Receive, this));
        m_node = nullptr;
    }
}

void
DhcpFramePort::Receive(Ptr<NetDevice>,
                       Ptr<const Packet> packet,
                       uint16_t,
                       const Address&,
                       const Address&,
                       NetDevice::PacketType)
{
    DhcpBytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    UdpAddresses addresses;
    ByteView payload;
    if (ParseDatagram(bytes, addresses, payload) && addresses.destinationPort == m_port)
    {
        m_callback(addresses, payload);
    }
}

void
DhcpFramePort::Send(Ptr<NetDevice> device,
                    const UdpAddresses& addresses,
                    ByteView payload,
                    const Mac48Address& to)
{
    device->Send(MakeDatagram(addresses, payload), to, Ipv4L3Protocol::PROT_NUMBER);
}

void
DhcpFramePort::SendFrom(Ptr<NetDevice> device,
                        const UdpAddresses& addresses,
                        ByteView payload,
                        const Mac48Address& to,
                        const Mac48Address& from)
{
    device->SendFrom(MakeDatagram(addresses, payload), from, to, Ipv4L3Protocol::PROT_NUMBER);
}

Mac48Address
DhcpFramePort::HardwareDestination(const DhcpMessage& message)
{
    constexpr uint8_t ethernet = 1;
    if (message.flags & FLAG_BROADCAST || message.htype != ethernet || message.hlen != 6)
    {
        return Mac48Address::GetBroadcast();
    }
    Mac48Address address;
    address.CopyFrom(message.chaddr.data());
    return address;
}

} // namespace ns3::dhcpbackup
