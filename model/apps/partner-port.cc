/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "partner-port.h"

#include "ns3/callback.h"
#include "ns3/inet-socket-address.h"
#include "ns3/packet.h"
#include "ns3/port-unreachable.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

PartnerPort::PartnerPort(Ptr<Node> node,
                         const LocalClock& clock,
                         IpAddr partner,
                         std::unique_ptr<ServerPair> machine,
                         const Owner& owner)
    : m_clock(clock),
      m_partner(partner),
      m_machine(std::move(machine)),
      m_owner(owner),
      m_socket(Socket::CreateSocket(node, UdpSocketFactory::GetTypeId()))
{
    m_socket->SetAttribute("IcmpCallback",
                           CallbackValue(MakeCallback(&PartnerPort::IcmpError, this)));
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), PARTNER_PORT));
    m_socket->SetRecvCallback(MakeCallback(&PartnerPort::Receive, this));
    Reschedule();
}

PartnerPort::~PartnerPort()
{
    if (const Ptr<Socket> socket = m_socket)
    {
        Abandon();
        socket->Close();
    }
}

void
PartnerPort::Abandon()
{
    Simulator::Cancel(m_wake);
    m_socket->SetRecvCallback(Callback<void, Ptr<Socket>>());
    m_socket->SetAttribute(
        "IcmpCallback",
        CallbackValue(Callback<void, Ipv4Address, uint8_t, uint8_t, uint8_t, uint32_t>()));
    m_socket = nullptr;
}

Instant
PartnerPort::LocalNow() const
{
    return m_clock.ToLocal(Simulator::Now().GetNanoSeconds());
}

bool
PartnerPort::Serves(const DhcpMessage& message)
{
    const bool serves = m_machine->Serves(message, LocalNow());
    Reschedule();
    return serves;
}

void
PartnerPort::Tell(const PartnerLease& lease, const std::function<void()>& then)
{
    const uint32_t id = m_machine->Changed(lease, LocalNow(), *this);
    if (id == 0)
    {
        then();
    }
    else
    {
        m_waiting[id] = then;
    }
    Reschedule();
}

void
PartnerPort::SayBye()
{
    PartnerMessage bye;
    bye.type = PartnerMessageType::BYE;
    ToPartner(bye);
}

void
PartnerPort::FallSilent()
{
    m_silent = true;
    m_working = false;
    m_waiting.clear();
    Simulator::Cancel(m_wake);
}

void
PartnerPort::Pause()
{
    m_working = false;
    Simulator::Cancel(m_wake);
}

void
PartnerPort::Resume()
{
    if (!m_silent)
    {
        m_working = true;
        Receive(m_socket);
    }
}

void
PartnerPort::Receive(Ptr<Socket> socket)
{
    if (!m_working && !m_silent)
    {
        return;
    }
    std::vector<uint8_t> bytes;
    while (Ptr<Packet> packet = socket->Recv())
    {
        bytes.resize(packet->GetSize());
        packet->CopyData(bytes.data(), bytes.size());
        PartnerMessage message;
        if (!m_silent && ParsePartnerMessage(bytes, LocalNow(), message))
        {
            m_machine->Receive(message, LocalNow(), *this);
        }
    }
    Reschedule();
}

void
PartnerPort::IcmpError(Ipv4Address, uint8_t, uint8_t type, uint8_t code, uint32_t)
{
    if (m_working && IsPortUnreachable(type, code))
    {
        m_machine->OnUnreachable(LocalNow(), *this);
        Reschedule();
    }
}

void
PartnerPort::Reschedule()
{
    Simulator::Cancel(m_wake);
    const Instant next = m_machine->NextWake();
    if (m_working && next != NEVER)
    {
        const Duration wait = m_clock.ToSimulation(next) - Simulator::Now().GetNanoSeconds();
        m_wake = Simulator::Schedule(NanoSeconds(std::max<Duration>(wait, 0)),
                                     &PartnerPort::Wake,
                                     this);
    }
}

void
PartnerPort::Wake()
{
    m_machine->Wake(LocalNow(), *this);
    Reschedule();
}

void
PartnerPort::ToPartner(const PartnerMessage& message)
{
    const std::vector<uint8_t> bytes = WritePartnerMessage(message, LocalNow());
    m_owner.sent(uint32_t(bytes.size()));
    m_socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                     0,
                     InetSocketAddress(m_partner, PARTNER_PORT));
}

void
PartnerPort::Settled(uint32_t id, bool done)
{
    const auto it = m_waiting.find(id);
    if (it == m_waiting.end())
    {
        return;
    }
    const std::function<void()> then = std::move(it->second);
    m_waiting.erase(it);
    if (done)
    {
        then();
    }
    else
    {
        m_owner.lost("the partner does not acknowledge the lease");
    }
}

void
PartnerPort::Adopt(const PartnerLease& lease, bool newer)
{
    m_owner.adopt(lease, newer);
}

std::vector<PartnerLease>
PartnerPort::LeasesFrom(IpAddr from, uint32_t count)
{
    return m_owner.leasesFrom(from, count);
}

void
PartnerPort::PairStateChanged(const char* from, const char* to)
{
    m_owner.stateChanged(from, to);
}

} // namespace ns3::dhcpbackup
