/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * LeaseRelay: what it receives, intercepts and sends.
 */

#include "lease-relay.h"

#include "ns3/abort.h"
#include "ns3/dhcp-frame.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-packet-info-tag.h"
#include "ns3/log.h"
#include "ns3/port-unreachable.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseRelayPackets");

void
LeaseRelay::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        Ipv4PacketInfoTag info;
        if (!packet->RemovePacketTag(info))
        {
            continue;
        }
        DhcpBytes bytes(packet->GetSize());
        packet->CopyData(bytes.data(), bytes.size());
        const IpAddr source = InetSocketAddress::ConvertFrom(from).GetIpv4().Get();
        const bool fromClient = m_lineOf.contains(info.GetRecvIf());
        const IpAddr destination = fromClient ? BROADCAST : m_config.giaddr;
        IsConsumed(bytes, info.GetRecvIf(), source, destination);
    }
}

void
LeaseRelay::IcmpError(Ipv4Address source, uint8_t, uint8_t type, uint8_t code, uint32_t)
{
    if (IsPortUnreachable(type, code))
    {
        OnUnreachable(source.Get());
    }
}

void
LeaseRelay::OnUnreachable(IpAddr host)
{
    // A host may answer from the interface that is nearest, not from the address that was asked.
    const IpAddr server = m_config.servers.size() == 1 ? m_config.servers.front() : host;
    m_machine->OnUnreachable(server, LocalNow(), *this);
    AfterStep();
}

void
LeaseRelay::InterceptIcmp(Ptr<const Packet> packet)
{
    if (const auto server = AbsentServerOf(packet))
    {
        OnUnreachable(*server);
    }
}

bool
LeaseRelay::Intercept(Ptr<const Packet> packet,
                      const Ipv4Header& header,
                      Ptr<const NetDevice> device)
{
    const bool snooping = m_snooping && m_socket;
    if (!snooping && m_direct.Empty())
    {
        return false;
    }
    const bool fromClient = m_lineOf.contains(device->GetIfIndex());
    // Subscribers of direct lines take nothing but DHCP; the default route would send the rest back.
    return InterceptDatagram(packet, header, device, fromClient) ||
           (!fromClient && !m_direct.Empty() && !m_routing->Knows(header.GetDestination()));
}

bool
LeaseRelay::InterceptDatagram(Ptr<const Packet> packet,
                              const Ipv4Header& header,
                              Ptr<const NetDevice> device,
                              bool fromClient)
{
    const bool snooping = m_snooping && m_socket;
    if (snooping && header.GetProtocol() == Icmpv4L4Protocol::PROT_NUMBER)
    {
        InterceptIcmp(packet);
        return false;
    }
    if (header.GetProtocol() != UdpL4Protocol::PROT_NUMBER || !header.IsLastFragment() ||
        header.GetFragmentOffset() != 0 || (!fromClient && m_core.IsOpen()))
    {
        return false; // or InspectCore has seen it
    }
    UdpHeader udp;
    if (Node::ChecksumEnabled())
    {
        udp.EnableChecksums();
    }
    udp.InitializeChecksum(header.GetSource(), header.GetDestination(), header.GetProtocol());
    Ptr<Packet> copy = packet->Copy();
    copy->RemoveHeader(udp);
    if (udp.GetDestinationPort() != (fromClient ? SERVER_PORT : CLIENT_PORT) ||
        !udp.IsChecksumOk())
    {
        return false;
    }
    DhcpBytes bytes(copy->GetSize());
    copy->CopyData(bytes.data(), bytes.size());
    const IpAddr source = header.GetSource().Get();
    const IpAddr destination = header.GetDestination().Get();
    return InspectPassing(bytes, device->GetIfIndex(), source, destination) ||
           (!fromClient && m_direct.Deliver(bytes, source, destination));
}

bool
LeaseRelay::InspectPassing(ByteView payload, uint32_t device, IpAddr source, IpAddr destination)
{
    return m_snooping && m_socket && IsConsumed(payload, device, source, destination);
}

bool
LeaseRelay::InspectCore(const UdpAddresses& addresses, ByteView payload)
{
    const auto& [source, destination, sourcePort, port] = addresses;
    if (destination == m_core.GetAddress() || destination == m_config.giaddr)
    {
        if (m_socket && port == SERVER_PORT)
        {
            IsConsumed(payload, m_core.GetIndex(), source, m_config.giaddr);
        }
        return m_socket && port == SERVER_PORT;
    }
    return port == CLIENT_PORT && (InspectPassing(payload, m_core.GetIndex(), source, destination) ||
                                   m_direct.Deliver(payload, source, destination));
}

bool
LeaseRelay::InspectDirect(uint32_t line, ByteView payload, IpAddr source, IpAddr destination)
{
    const bool passing = destination != BROADCAST && destination != m_config.giaddr;
    if (passing && !(m_snooping && m_socket))
    {
        return false; // the router forwards it, whatever becomes of the relay's process
    }
    return !m_socket ||
           IsConsumed(payload, m_lines[line]->GetIfIndex(), source, destination);
}

bool
LeaseRelay::IsConsumed(ByteView payload, uint32_t device, IpAddr source, IpAddr destination)
{
    const RelayVerdict verdict = Handle(payload, device, source, destination);
    if (verdict.cause)
    {
        m_drop(m_config.index, verdict.cause);
    }
    return verdict.action != RelayVerdict::FORWARD;
}

RelayVerdict
LeaseRelay::Handle(ByteView payload, uint32_t device, IpAddr source, IpAddr destination)
{
    DhcpMessage message;
    const ParseError error = ParseMessage(payload, message);
    if (error != ParseError::NONE)
    {
        return {RelayVerdict::DROPPED, ToString(error)};
    }
    const Instant now = LocalNow();
    const auto line = m_lineOf.find(device);
    RelayVerdict verdict;
    if (line != m_lineOf.end())
    {
        verdict = m_machine->FromClient(message, line->second, destination, now, *this);
        if (verdict.action == RelayVerdict::FORWARD)
        {
            m_serverTx(m_config.index, message, MessagePurpose::RELAYED);
        }
    }
    else
    {
        m_serverRx(m_config.index, message);
        verdict = m_machine->FromServer(message, source, destination, now, *this);
    }
    AfterStep();
    return verdict;
}

void
LeaseRelay::ToServer(const DhcpMessage& message, IpAddr server, MessagePurpose purpose)
{
    NS_LOG_INFO("relay " << m_config.index << " to server: " << Describe(message));
    DhcpBytes bytes;
    if (!WriteMessage(message, MAX_DATAGRAM, bytes))
    {
        m_drop(m_config.index, "too long for a datagram");
        return;
    }
    m_serverTx(m_config.index, message, purpose);
    if (m_core.IsOpen() &&
        m_core.Send({m_core.GetAddress(), server, SERVER_PORT, SERVER_PORT}, bytes))
    {
        return;
    }
    m_socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                     0,
                     InetSocketAddress(Ipv4Address(server), SERVER_PORT));
}

void
LeaseRelay::LearnRoute(IpAddr address, uint32_t line)
{
    if (!m_direct.Learn(address, line))
    {
        Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
        m_routing->SetRoute(address, ipv4->GetInterfaceForDevice(m_lines[line]));
    }
}

void
LeaseRelay::Adopt(const DhcpMessage& ack,
                  const ClientIdentity& client,
                  uint32_t line,
                  Time asked,
                  Time granted)
{
    NS_ABORT_MSG_UNLESS(m_machine, "LeaseRelay takes leases over once it has started");
    m_machine->Adopt(ack,
                     client,
                     line,
                     m_clock.ToLocal(asked.GetNanoSeconds()),
                     m_clock.ToLocal(granted.GetNanoSeconds()),
                     *this);
    LearnRoute(ack.yiaddr, line);
    AfterStep();
}

void
LeaseRelay::ToClient(const DhcpMessage& reply, uint32_t port, IpAddr source)
{
    NS_LOG_INFO("relay " << m_config.index << " to line " << port << ": " << Describe(reply));
    DhcpBytes bytes;
    if (port >= m_lines.size() || !WriteMessage(reply, MAX_DATAGRAM, bytes))
    {
        m_drop(m_config.index, port >= m_lines.size() ? "no such access line" : "too long");
        return;
    }
    if (reply.type == DHCPACK && reply.yiaddr != 0)
    {
        LearnRoute(reply.yiaddr, port);
    }
    const IpAddr own = reply.yiaddr != 0 ? reply.yiaddr : reply.ciaddr;
    const bool broadcast = reply.flags & FLAG_BROADCAST || own == 0;
    m_clientTx(m_config.index, reply);
    DhcpFramePort::Send(m_lines[port],
                        {source, broadcast ? BROADCAST : own, SERVER_PORT, CLIENT_PORT},
                        bytes,
                        DhcpFramePort::HardwareDestination(reply));
}

} // namespace ns3::dhcpbackup
