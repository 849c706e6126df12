/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "packet-socket-device.h"

#include "ns3/abort.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/ethernet-header.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/simulator.h"
#include "ns3/udp-datagram.h"

#include <cerrno>
#include <linux/if_packet.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("PacketSocketDevice");
NS_OBJECT_ENSURE_REGISTERED(PacketSocketDevice);

namespace
{

/// No frame is longer: what a virtual link carries without segmentation.
constexpr size_t MAX_FRAME = 2048;
/// Bytes of an Ethernet header.
constexpr size_t ETHERNET_HEADER = 14;
/// Where the identification of an IPv4 packet is.
constexpr size_t IDENTIFICATION = ETHERNET_HEADER + 4;

/// Give a UDP datagram a checksum if it comes without: RFC 768 allows that and dhcpcd does it, but
/// ns-3 takes it for damaged.
void
FillChecksum(std::vector<uint8_t>& frame)
{
    UdpAddresses addresses;
    ByteView payload;
    if (!ParseDatagram(ByteView(frame.data() + ETHERNET_HEADER, frame.size() - ETHERNET_HEADER),
                       addresses,
                       payload))
    {
        return;
    }
    const size_t checksum = size_t(payload.data() - frame.data()) - 2;
    if (frame[checksum] == 0 && frame[checksum + 1] == 0)
    {
        const uint16_t identification = frame[IDENTIFICATION] << 8 | frame[IDENTIFICATION + 1];
        DhcpBytes datagram;
        WriteDatagram(addresses, payload, identification, datagram);
        frame.resize(ETHERNET_HEADER);
        frame.insert(frame.end(), datagram.data(), datagram.data() + datagram.size());
    }
}

} // namespace

TypeId
PacketSocketDevice::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::PacketSocketDevice")
                            .SetParent<EthernetLineDevice>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<PacketSocketDevice>();
    return tid;
}

PacketSocketDevice::~PacketSocketDevice()
{
    Close();
}

void
PacketSocketDevice::DoDispose()
{
    Close();
    EthernetLineDevice::DoDispose();
}

void
PacketSocketDevice::Open(int socket, const Mac48Address& peer)
{
    NS_LOG_FUNCTION(this << socket << peer);
    NS_ABORT_MSG_IF(m_socket >= 0, "the device has a socket");
    m_socket = socket;
    m_peer = peer;
    // Before the run there is no real time that a frame could come at.
    Simulator::ScheduleWithContext(GetNode()->GetId(), Time(0), &PacketSocketDevice::Listen, this);
}

void
PacketSocketDevice::Close()
{
    if (m_reader.joinable())
    {
        eventfd_write(m_wake, 1);
        m_reader.join();
        close(m_wake);
    }
    if (m_socket >= 0)
    {
        close(m_socket);
        m_socket = -1;
    }
}

void
PacketSocketDevice::Listen()
{
    m_wake = eventfd(0, EFD_CLOEXEC);
    NS_ABORT_MSG_IF(m_wake < 0, "cannot make an eventfd");
    m_reader = std::thread(&PacketSocketDevice::ReadFrames, this);
}

void
PacketSocketDevice::ReadFrames()
{
    const uint32_t node = GetNode()->GetId();
    pollfd polls[] = {{m_socket, POLLIN, 0}, {m_wake, POLLIN, 0}};
    while (poll(polls, 2, -1) >= 0 || errno == EINTR)
    {
        if (polls[1].revents != 0)
        {
            return;
        }
        Frame frame(MAX_FRAME);
        sockaddr_ll from = {};
        socklen_t length = sizeof from;
        const ssize_t size = recvfrom(m_socket,
                                      frame.data(),
                                      frame.size(),
                                      MSG_DONTWAIT,
                                      reinterpret_cast<sockaddr*>(&from),
                                      &length);
        if (size < ssize_t(ETHERNET_HEADER) || from.sll_pkttype == PACKET_OUTGOING)
        {
            continue;
        }
        frame.resize(size);
        {
            const std::lock_guard<std::mutex> lock(m_mutex);
            m_frames.push_back(std::move(frame));
        }
        Simulator::ScheduleWithContext(node, Time(0), &PacketSocketDevice::Deliver, this);
    }
}

void
PacketSocketDevice::Deliver()
{
    Frame frame;
    {
        const std::lock_guard<std::mutex> lock(m_mutex);
        frame = std::move(m_frames.front());
        m_frames.pop_front();
    }
    FillChecksum(frame);
    Ptr<Packet> packet = Create<Packet>(frame.data(), uint32_t(frame.size()));
    EthernetHeader header(false);
    packet->RemoveHeader(header);
    // The host outside says what it knows of IPv6 and of its own links too.
    if (header.GetLengthType() == Ipv4L3Protocol::PROT_NUMBER ||
        header.GetLengthType() == ArpL3Protocol::PROT_NUMBER)
    {
        Receive(packet,
                header.GetSource(),
                Mac48Address::ConvertFrom(GetAddress()),
                header.GetLengthType());
    }
}

bool
PacketSocketDevice::IsLinkUp() const
{
    return m_socket >= 0;
}

bool
PacketSocketDevice::SendFrom(Ptr<Packet> packet,
                             const Address& from,
                             const Address&,
                             uint16_t protocol)
{
    const Mac48Address source = Mac48Address::ConvertFrom(from);
    Sniff(packet, source, m_peer, protocol);
    EthernetHeader header(false);
    header.SetSource(source);
    header.SetDestination(m_peer);
    header.SetLengthType(protocol);
    packet->AddHeader(header);
    Frame frame(packet->GetSize());
    packet->CopyData(frame.data(), uint32_t(frame.size()));
    if (send(m_socket, frame.data(), frame.size(), MSG_DONTWAIT) != ssize_t(frame.size()))
    {
        NS_LOG_LOGIC("the system does not take a frame: errno " << errno);
        ++m_unsent;
        return false;
    }
    return true;
}

} // namespace ns3::dhcpbackup
