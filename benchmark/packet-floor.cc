/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measurement.h"
#include "relays.h"

#include "ns3/boolean.h"
#include "ns3/core-switch.h"
#include "ns3/data-rate.h"
#include "ns3/ethernet-line-channel.h"
#include "ns3/ethernet-line-device.h"
#include "ns3/global-value.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/network-parts.h"
#include "ns3/simulator.h"
#include "ns3/socket.h"
#include "ns3/udp-datagram.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <memory>
#include <vector>

namespace ns3::dhcpbackup::benchmark
{

namespace
{

constexpr IpAddr SERVER_ADDRESS = CORE_NETWORK + 1;
constexpr IpAddr CLIENT_ADDRESS = ACCESS_NETWORK + 1;
constexpr uint32_t PAYLOAD = 300; ///< bytes of most DHCP messages (RFC 1542 section 2.1)

Ptr<Packet>
MakePacket(IpAddr from, IpAddr to)
{
    DhcpBytes datagram;
    WriteDatagram({from, to, SERVER_PORT, SERVER_PORT}, DhcpBytes(PAYLOAD, 0), 0, datagram);
    return Create<Packet>(datagram.data(), datagram.size());
}

Ptr<Socket>
OpenSocket(Ptr<Node> node, const Callback<void, Ptr<Socket>>& receive)
{
    Ptr<Socket> socket = Socket::CreateSocket(node, UdpSocketFactory::GetTypeId());
    socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT));
    socket->SetRecvCallback(receive);
    return socket;
}

/// A relay with a line, a node at the end of the line, and what is sent there and back.
class Spoke
{
  public:
    Spoke(uint32_t relay, Ptr<Node> center, Ptr<CoreSwitch> core, Core kind)
        : m_kind(kind),
          m_address(SERVER_ADDRESS + 1 + relay),
          m_up(MakePacket(CLIENT_ADDRESS + relay, SERVER_ADDRESS))
    {
        Ptr<Node> node = CreateHost();
        const NetDeviceContainer ends = AddCoreLink(node, center, Network(), 1, 2 * MILLISECOND);
        SetDefaultRoute(node,
                        SERVER_ADDRESS,
                        AddInterface(node, ends.Get(0), m_address, MaskOf(CORE_BITS)));
        core->AddLink(ends.Get(1));
        core->AddRoute(m_address, HOST_MASK, ends.Get(1));
        core->AddRoute(CLIENT_ADDRESS + relay, HOST_MASK, ends.Get(1));
        m_core = ends.Get(0);

        Ptr<EthernetLineChannel> cable = CreateObject<EthernetLineChannel>();
        Ptr<Node> population = CreateObject<Node>();
        for (uint32_t end = 0; end < 2; ++end)
        {
            Ptr<EthernetLineDevice> device = CreateObject<EthernetLineDevice>();
            device->SetAttribute("DataRate", DataRateValue(DataRate("100Gbps")));
            device->SetAddress(HardwareAddress(AddressRole::RELAY, 2 * relay + end));
            device->Attach(cable);
            (end == 0 ? population : node)->AddDevice(device);
            m_line[end] = device;
        }
        node->RegisterProtocolHandler(MakeCallback(&Spoke::FromLine, this), 0, m_line[1]);
        population->RegisterProtocolHandler(MakeCallback(&Spoke::Back, this), 0, m_line[0]);
        if (kind == Core::SOCKETS)
        {
            m_socket = OpenSocket(node, MakeCallback(&Spoke::FromSocket, this));
        }
        else
        {
            m_core->SetReceiveCallback(MakeCallback(&Spoke::FromCore, this));
        }
    }

    void Send()
    {
        m_line[0]->Send(m_up->Copy(), m_line[1]->GetAddress(), Ipv4L3Protocol::PROT_NUMBER);
    }

    uint64_t Returned() const
    {
        return m_returned;
    }

  private:
    using From = const Address&;

    void FromLine(Ptr<NetDevice>,
                  Ptr<const Packet> packet,
                  uint16_t,
                  From,
                  From,
                  NetDevice::PacketType)
    {
        if (m_kind == Core::SOCKETS)
        {
            m_socket->SendTo(Create<Packet>(PAYLOAD),
                             0,
                             InetSocketAddress(Ipv4Address(SERVER_ADDRESS), SERVER_PORT));
            return;
        }
        m_core->Send(packet->Copy(), m_core->GetBroadcast(), Ipv4L3Protocol::PROT_NUMBER);
    }

    bool FromCore(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, From)
    {
        ToLine(packet->Copy());
        return true;
    }

    void FromSocket(Ptr<Socket> socket)
    {
        Address from;
        while (socket->RecvFrom(from))
        {
            ToLine(m_up->Copy());
        }
    }

    void ToLine(Ptr<Packet> packet)
    {
        m_line[1]->Send(packet, m_line[0]->GetAddress(), Ipv4L3Protocol::PROT_NUMBER);
    }

    void Back(Ptr<NetDevice>, Ptr<const Packet>, uint16_t, From, From, NetDevice::PacketType)
    {
        ++m_returned;
    }

    Core m_kind;
    IpAddr m_address;
    Ptr<Packet> m_up;
    Ptr<NetDevice> m_core;
    Ptr<NetDevice> m_line[2];
    Ptr<Socket> m_socket;
    uint64_t m_returned{0};
};

/// The server: whatever comes goes back.
class Hub
{
  public:
    Hub(Ptr<Node> center, Ptr<CoreSwitch> core, Core kind, uint32_t width)
    {
        Ptr<Node> node = CreateHost();
        const NetDeviceContainer ends = AddCoreLink(center, node, Network(), width, 0);
        core->AddLink(ends.Get(0));
        core->AddRoute(SERVER_ADDRESS, HOST_MASK, ends.Get(0));
        SetDefaultRoute(node,
                        SERVER_ADDRESS + 1,
                        AddInterface(node, ends.Get(1), SERVER_ADDRESS, MaskOf(CORE_BITS)));
        if (kind == Core::SOCKETS)
        {
            m_socket = OpenSocket(node, MakeCallback(&Hub::FromSocket, this));
        }
        else
        {
            ends.Get(1)->SetReceiveCallback(MakeCallback(&Hub::FromLink, this));
        }
    }

  private:
    bool FromLink(Ptr<NetDevice> device, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        uint8_t bytes[28 + PAYLOAD];
        packet->CopyData(bytes, sizeof(bytes));
        std::swap_ranges(bytes + 12, bytes + 16, bytes + 16); // source and destination
        device->Send(Create<Packet>(bytes, sizeof(bytes)),
                     device->GetBroadcast(),
                     Ipv4L3Protocol::PROT_NUMBER);
        return true;
    }

    void FromSocket(Ptr<Socket> socket)
    {
        Address from;
        while (socket->RecvFrom(from))
        {
            socket->SendTo(Create<Packet>(PAYLOAD), 0, from);
        }
    }

    Ptr<Socket> m_socket;
};

/// Sends from all spokes in turn, evenly spaced, as settled subscribers do.
class Pulse
{
  public:
    Pulse(std::vector<std::unique_ptr<Spoke>>& spokes, uint32_t count, Time gap)
        : m_spokes(spokes),
          m_left(count),
          m_gap(gap)
    {
    }

    void Beat()
    {
        m_spokes[--m_left % m_spokes.size()]->Send();
        if (m_left > 0)
        {
            Simulator::Schedule(m_gap, &Pulse::Beat, this);
        }
    }

  private:
    std::vector<std::unique_ptr<Spoke>>& m_spokes;
    uint32_t m_left;
    Time m_gap;
};

} // namespace

Measurement
PacketFloor(uint32_t subscribers, uint32_t renewals, Core kind)
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    Ptr<Node> center = CreateObject<Node>();
    Ptr<CoreSwitch> core = CreateObject<CoreSwitch>();
    center->AggregateObject(core);
    const uint32_t relays = RelaysOf(subscribers);
    Hub hub(center, core, kind, relays);
    std::vector<std::unique_ptr<Spoke>> spokes;
    for (uint32_t relay = 0; relay < relays; ++relay)
    {
        spokes.push_back(std::make_unique<Spoke>(relay, center, core, kind));
    }
    Pulse pulse(spokes, renewals, NanoSeconds(HOUR / 2 / subscribers));
    Simulator::ScheduleNow(&Pulse::Beat, &pulse);
    const double start = CpuSeconds();
    Simulator::Run();
    const double cost = CpuSeconds() - start;
    uint64_t returned = 0;
    for (const auto& spoke : spokes)
    {
        returned += spoke->Returned();
    }
    Simulator::Destroy();
    Measurement found;
    found.renewals = returned == renewals ? renewals / cost : 0;
    return found;
}

} // namespace ns3::dhcpbackup::benchmark
