/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "arp-probe-port.h"

#include "ns3/arp-l3-protocol.h"
#include "ns3/packet.h"

namespace ns3::dhcpbackup
{

namespace
{

Ptr<Packet>
MakeRequest(Ptr<NetDevice> device, const Address& from, IpAddr sender, IpAddr target)
{
    ArpHeader header;
    header.SetRequest(from, Ipv4Address(sender), device->GetBroadcast(), Ipv4Address(target));
    Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(header);
    return packet;
}

} // namespace

ArpProbePort::~ArpProbePort()
{
    Close();
}

void
ArpProbePort::Listen(Ptr<NetDevice> device, const ReceiveCallback& callback)
{
    Close();
    m_node = device->GetNode();
    m_callback = callback;
    m_node->RegisterProtocolHandler(MakeCallback(&ArpProbePort::Receive, this),
                                    ArpL3Protocol::PROT_NUMBER,
                                    device);
}

void
ArpProbePort::Close()
{
    if (m_node)
    {
        m_node->UnregisterProtocolHandler(MakeCallback(&ArpProbePort::Receive, this));
        m_node = nullptr;
    }
}

void
ArpProbePort::SendRequest(Ptr<NetDevice> device, IpAddr sender, IpAddr target)
{
    device->Send(MakeRequest(device, device->GetAddress(), sender, target),
                 device->GetBroadcast(),
                 ArpL3Protocol::PROT_NUMBER);
}

void
ArpProbePort::SendRequestFrom(Ptr<NetDevice> device,
                              const Mac48Address& from,
                              IpAddr sender,
                              IpAddr target)
{
    device->SendFrom(MakeRequest(device, from, sender, target),
                     from,
                     device->GetBroadcast(),
                     ArpL3Protocol::PROT_NUMBER);
}

bool
ArpProbePort::IsConflict(const ArpHeader& header, IpAddr probed)
{
    const IpAddr sender = header.GetSourceIpv4Address().Get();
    const bool probe = header.IsRequest() && sender == 0;
    return sender == probed || (probe && header.GetDestinationIpv4Address().Get() == probed);
}

void
ArpProbePort::Receive(Ptr<NetDevice> device,
                      Ptr<const Packet> packet,
                      uint16_t,
                      const Address&,
                      const Address&,
                      NetDevice::PacketType)
{
    ArpHeader header;
    if (packet->Copy()->PeekHeader(header) != 0 &&
        header.GetSourceHardwareAddress() != device->GetAddress())
    {
        m_callback(header);
    }
}

} // namespace ns3::dhcpbackup
