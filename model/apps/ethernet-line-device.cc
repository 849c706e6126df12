/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ethernet-line-device.h"

#include "ns3/abort.h"
#include "ns3/ethernet-header.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("EthernetLineDevice");
NS_OBJECT_ENSURE_REGISTERED(EthernetLineDevice);

namespace
{

/// Preamble, header, check sequence and gap around the payload (IEEE 802.3).
constexpr int64_t FRAME_OVERHEAD = 8 + 14 + 4 + 12;
/// The smallest payload; a shorter one is padded on the cable.
constexpr int64_t MIN_PAYLOAD = 46;
constexpr int64_t NANOSECONDS = 1000000000;
constexpr int64_t BITS = 8;

} // namespace

TypeId
EthernetLineDevice::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::EthernetLineDevice")
            .SetParent<NetDevice>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<EthernetLineDevice>()
            .AddAttribute("Address",
                          "The device's own hardware address.",
                          Mac48AddressValue(Mac48Address("ff:ff:ff:ff:ff:ff")),
                          MakeMac48AddressAccessor(&EthernetLineDevice::m_address),
                          MakeMac48AddressChecker())
            .AddAttribute("DataRate",
                          "How fast the device puts bits on the cable.",
                          DataRateValue(DataRate("100Mbps")),
                          MakeDataRateAccessor(&EthernetLineDevice::m_rate),
                          MakeDataRateChecker())
            .AddAttribute("QueueBytes",
                          "Bytes that can wait for the cable; what does not fit is lost.",
                          UintegerValue(1 << 20),
                          MakeUintegerAccessor(&EthernetLineDevice::m_queueBytes),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("ReceiveErrorModel",
                          "Decides which arriving frames are lost.",
                          PointerValue(),
                          MakePointerAccessor(&EthernetLineDevice::m_errors),
                          MakePointerChecker<ErrorModel>())
            .AddTraceSource("MacTx",
                            "A packet is accepted for sending.",
                            MakeTraceSourceAccessor(&EthernetLineDevice::m_macTx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacTxDrop",
                            "A packet is lost, since the queue has no room.",
                            MakeTraceSourceAccessor(&EthernetLineDevice::m_macTxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("MacRx",
                            "A packet has arrived.",
                            MakeTraceSourceAccessor(&EthernetLineDevice::m_macRx),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PhyRxDrop",
                            "An arriving packet is lost by the error model.",
                            MakeTraceSourceAccessor(&EthernetLineDevice::m_phyRxDrop),
                            "ns3::Packet::TracedCallback")
            .AddTraceSource("PromiscSniffer",
                            "A frame is sent or has arrived, as a capture on the cable shows it.",
                            MakeTraceSourceAccessor(&EthernetLineDevice::m_sniffer),
                            "ns3::Packet::TracedCallback");
    return tid;
}

void
EthernetLineDevice::DoDispose()
{
    m_node = nullptr;
    m_channel = nullptr;
    m_errors = nullptr;
    m_receive = ReceiveCallback();
    m_receiveAll = PromiscReceiveCallback();
    NetDevice::DoDispose();
}

void
EthernetLineDevice::Attach(Ptr<EthernetLineChannel> channel)
{
    NS_ABORT_MSG_IF(m_channel, "the device has a cable");
    m_channel = channel;
    m_channel->Attach(this);
}

bool
EthernetLineDevice::Send(Ptr<Packet> packet, const Address& to, uint16_t protocol)
{
    return SendFrom(packet, m_address, to, protocol);
}

bool
EthernetLineDevice::SendFrom(Ptr<Packet> packet,
                             const Address& from,
                             const Address& to,
                             uint16_t protocol)
{
    const Ptr<EthernetLineDevice> peer = m_channel ? m_channel->PeerOf(this) : nullptr;
    const int64_t rate = m_rate.GetBitRate();
    const int64_t now = Simulator::Now().GetNanoSeconds();
    const int64_t start = std::max(now, m_busyUntil);
    const int64_t waiting = (start - now) / BITS * rate / NANOSECONDS;
    if (!peer || packet->GetSize() > m_mtu || waiting > m_queueBytes)
    {
        m_macTxDrop(packet);
        return false;
    }
    const int64_t bytes = std::max<int64_t>(packet->GetSize(), MIN_PAYLOAD) + FRAME_OVERHEAD;
    m_busyUntil = start + bytes * BITS * NANOSECONDS / rate;
    const Mac48Address source = Mac48Address::ConvertFrom(from);
    const Mac48Address destination = Mac48Address::ConvertFrom(to);
    m_macTx(packet);
    Sniff(packet, source, destination, protocol);
    Simulator::ScheduleWithContext(peer->m_node->GetId(),
                                   NanoSeconds(m_busyUntil - now) + m_channel->GetDelay(),
                                   &EthernetLineDevice::Receive,
                                   peer,
                                   packet->Copy(),
                                   source,
                                   destination,
                                   protocol);
    return true;
}

void
EthernetLineDevice::Receive(Ptr<Packet> packet,
                            Mac48Address from,
                            Mac48Address to,
                            uint16_t protocol)
{
    if (m_errors && m_errors->IsCorrupt(packet))
    {
        m_phyRxDrop(packet);
        return;
    }
    Sniff(packet, from, to, protocol);
    m_macRx(packet);
    PacketType type = PACKET_OTHERHOST;
    if (to.IsBroadcast())
    {
        type = PACKET_BROADCAST;
    }
    else if (to.IsGroup())
    {
        type = PACKET_MULTICAST;
    }
    else if (to == m_address)
    {
        type = PACKET_HOST;
    }
    if (!m_receiveAll.IsNull())
    {
        m_receiveAll(this, packet, protocol, from, to, type);
    }
    if (type != PACKET_OTHERHOST && !m_receive.IsNull())
    {
        m_receive(this, packet, protocol, from);
    }
}

void
EthernetLineDevice::Sniff(Ptr<const Packet> packet,
                          const Mac48Address& from,
                          const Mac48Address& to,
                          uint16_t protocol)
{
    if (m_sniffer.IsEmpty())
    {
        return;
    }
    EthernetHeader header(false);
    header.SetSource(from);
    header.SetDestination(to);
    header.SetLengthType(protocol);
    const Ptr<Packet> frame = packet->Copy();
    frame->AddHeader(header);
    m_sniffer(frame);
}

void
EthernetLineDevice::SetIfIndex(uint32_t index)
{
    m_ifIndex = index;
}

uint32_t
EthernetLineDevice::GetIfIndex() const
{
    return m_ifIndex;
}

Ptr<Channel>
EthernetLineDevice::GetChannel() const
{
    return m_channel;
}

void
EthernetLineDevice::SetAddress(Address address)
{
    m_address = Mac48Address::ConvertFrom(address);
}

Address
EthernetLineDevice::GetAddress() const
{
    return m_address;
}

bool
EthernetLineDevice::SetMtu(uint16_t mtu)
{
    m_mtu = mtu;
    return true;
}

uint16_t
EthernetLineDevice::GetMtu() const
{
    return m_mtu;
}

bool
EthernetLineDevice::IsLinkUp() const
{
    return m_channel && m_channel->GetNDevices() == 2;
}

void
EthernetLineDevice::AddLinkChangeCallback(Callback<void>)
{
    // A cable that is plugged in stays so: faults are error models.
}

bool
EthernetLineDevice::IsBroadcast() const
{
    return true;
}

Address
EthernetLineDevice::GetBroadcast() const
{
    return Mac48Address::GetBroadcast();
}

bool
EthernetLineDevice::IsMulticast() const
{
    return true;
}

Address
EthernetLineDevice::GetMulticast(Ipv4Address group) const
{
    return Mac48Address::GetMulticast(group);
}

Address
EthernetLineDevice::GetMulticast(Ipv6Address group) const
{
    return Mac48Address::GetMulticast(group);
}

bool
EthernetLineDevice::IsBridge() const
{
    return false;
}

bool
EthernetLineDevice::IsPointToPoint() const
{
    return false;
}

Ptr<Node>
EthernetLineDevice::GetNode() const
{
    return m_node;
}

void
EthernetLineDevice::SetNode(Ptr<Node> node)
{
    m_node = node;
}

bool
EthernetLineDevice::NeedsArp() const
{
    return true;
}

void
EthernetLineDevice::SetReceiveCallback(ReceiveCallback callback)
{
    m_receive = callback;
}

void
EthernetLineDevice::SetPromiscReceiveCallback(PromiscReceiveCallback callback)
{
    m_receiveAll = callback;
}

bool
EthernetLineDevice::SupportsSendFrom() const
{
    return true;
}

} // namespace ns3::dhcpbackup
