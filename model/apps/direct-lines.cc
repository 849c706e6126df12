/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "direct-lines.h"

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-route.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/packet.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

/// A line and what listens on it.
class DirectLines::Line
{
  public:
    Line(DirectLines* owner, uint32_t number, Ptr<NetDevice> device)
        : m_owner(owner),
          m_number(number),
          m_device(device)
    {
    }

    uint32_t Number() const
    {
        return m_number;
    }

    void Open()
    {
        m_frames.Listen(m_device, SERVER_PORT, MakeCallback(&Line::Receive, this));
    }

    void Close()
    {
        m_frames.Close();
    }

    void Send(const UdpAddresses& addresses, ByteView payload, const Mac48Address& to)
    {
        DhcpFramePort::Send(m_device, addresses, payload, to);
    }

  private:
    void Receive(const UdpAddresses& addresses, ByteView payload)
    {
        if (!m_owner->m_inspector(m_number, payload, addresses.source, addresses.destination))
        {
            m_owner->ForwardUp(addresses, payload);
        }
    }

    DirectLines* m_owner;    //!< whose line it is
    uint32_t m_number;       //!< its number at the relay
    Ptr<NetDevice> m_device; //!< the relay's device
    DhcpFramePort m_frames;  //!< what listens
};

DirectLines::DirectLines() = default;
DirectLines::~DirectLines() = default;

void
DirectLines::Add(uint32_t line, Ptr<NetDevice> device)
{
    m_lines.push_back(std::make_unique<Line>(this, line, device));
}

void
DirectLines::Open(Ptr<Ipv4> ipv4, DirectLink& core, const Inspector& inspector, bool alone)
{
    m_ipv4 = ipv4;
    m_core = &core;
    m_inspector = inspector;
    m_alone = alone;
    for (const auto& line : m_lines)
    {
        line->Open();
    }
}

void
DirectLines::Close()
{
    for (const auto& line : m_lines)
    {
        line->Close();
    }
    m_ipv4 = nullptr;
    m_inspector = Inspector();
}

bool
DirectLines::Learn(IpAddr address, uint32_t line)
{
    const auto it = std::find_if(m_lines.begin(), m_lines.end(), [line](const auto& candidate) {
        return candidate->Number() == line;
    });
    if (it == m_lines.end())
    {
        return false;
    }
    if (!m_alone)
    {
        m_lineOf[address] = it->get();
    }
    return true;
}

bool
DirectLines::Deliver(ByteView payload, IpAddr source, IpAddr destination)
{
    Line* line = m_alone && !m_lines.empty() ? m_lines.front().get() : nullptr;
    if (const auto it = m_lineOf.find(destination); it != m_lineOf.end())
    {
        line = it->second;
    }
    DhcpMessage message;
    if (!line || ParseMessage(payload, message) != ParseError::NONE)
    {
        return false;
    }
    line->Send({source, destination, SERVER_PORT, CLIENT_PORT},
               payload,
               DhcpFramePort::HardwareDestination(message));
    return true;
}

void
DirectLines::ForwardUp(const UdpAddresses& addresses, ByteView payload)
{
    if (m_core->IsOpen() && m_core->Send(addresses, payload, DEFAULT_TTL - 1))
    {
        return;
    }
    const Ipv4Address source(addresses.source);
    const Ipv4Address destination(addresses.destination);
    Ptr<Packet> packet = Create<Packet>(payload.data(), payload.size());
    UdpHeader udp;
    udp.EnableChecksums();
    udp.SetSourcePort(addresses.sourcePort);
    udp.SetDestinationPort(addresses.destinationPort);
    udp.InitializeChecksum(source, destination, UdpL4Protocol::PROT_NUMBER);
    packet->AddHeader(udp);
    Ipv4Header header;
    header.EnableChecksum();
    header.SetSource(source);
    header.SetDestination(destination);
    header.SetProtocol(UdpL4Protocol::PROT_NUMBER);
    header.SetPayloadSize(packet->GetSize());
    header.SetTtl(DEFAULT_TTL - 1);
    Socket::SocketErrno error = Socket::ERROR_NOTERROR;
    Ptr<Ipv4Route> route =
        m_ipv4->GetRoutingProtocol()->RouteOutput(packet, header, nullptr, error);
    if (route)
    {
        m_ipv4->SendWithHeader(packet, header, route);
    }
}

} // namespace ns3::dhcpbackup
