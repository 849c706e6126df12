/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-client.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseClient");

LeaseClient::LeaseClient()
{
    NS_LOG_FUNCTION(this);
}

LeaseClient::~LeaseClient()
{
    NS_LOG_FUNCTION(this);
}

void
LeaseClient::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Simulator::Cancel(m_wake);
    m_frames.Close();
    m_arp.Close();
    m_socket = nullptr;
    m_ipv4 = nullptr;
    m_device = nullptr;
    Application::DoDispose();
}

void
LeaseClient::SetDevice(Ptr<NetDevice> device)
{
    m_device = device;
}

void
LeaseClient::SetProfile(const ClientProfile& profile)
{
    m_profile = profile;
}

void
LeaseClient::SetProfileName(std::string name)
{
    m_profile = FindClientProfile(name);
}

std::string
LeaseClient::GetProfileName() const
{
    return m_profile.name;
}

void
LeaseClient::SetClockRate(double rate)
{
    if (!m_machine)
    {
        m_clock = LocalClock(rate);
        return;
    }
    m_clock.ChangeRate(rate, Simulator::Now().GetNanoSeconds());
    m_wakeAt = NEVER; // the same local instant is another one of the simulation now
    ScheduleWake();
}

double
LeaseClient::GetClockRate() const
{
    return m_clock.GetRate();
}

Instant
LeaseClient::LocalNow() const
{
    return m_clock.ToLocal(Simulator::Now().GetNanoSeconds());
}

void
LeaseClient::SetBroadcastReplies(bool broadcast)
{
    m_profile.broadcastReplies = broadcast;
}

bool
LeaseClient::GetBroadcastReplies() const
{
    return m_profile.broadcastReplies;
}

int64_t
LeaseClient::AssignStreams(int64_t stream)
{
    m_subscriber = stream;
    return 1;
}

void
LeaseClient::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_UNLESS(m_device, "LeaseClient needs SetDevice before it starts");
    m_ipv4 = GetNode()->GetObject<Ipv4>();
    NS_ABORT_MSG_UNLESS(m_ipv4, "LeaseClient needs an IPv4 stack on node " << GetNode()->GetId());
    const int32_t interface = m_ipv4->GetInterfaceForDevice(m_device);
    m_interface = interface < 0 ? m_ipv4->AddInterface(m_device) : interface;
    m_ipv4->SetUp(m_interface);
    if (m_subscriber == UINT32_MAX)
    {
        m_subscriber = GetNode()->GetId();
    }
    const std::string problem = m_profile.Validate();
    NS_ABORT_MSG_UNLESS(problem.empty(), problem);
    const Mac48Address mac = Mac48Address::ConvertFrom(m_device->GetAddress());
    mac.CopyTo(m_identity.chaddr.data());
    m_identity.clientId = MakeClientId(m_clientId, mac);
    m_clock = LocalClock(m_clock.GetRate(), m_clockOffset.GetNanoSeconds());
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    m_machine = std::make_unique<ClientMachine>(m_profile, draw);
    m_state.subscriber = m_subscriber;
    ReplaceAddress(m_staticAddress.Get(), m_staticAddress.Get() == 0 ? 0 : m_staticMask.Get());
    Begin();
}

void
LeaseClient::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (m_machine)
    {
        SwitchOff(false);
    }
}

DhcpMessage
LeaseClient::Question() const
{
    NS_ABORT_MSG_UNLESS(m_socket, "LeaseClient asks once it has started and while it is on");
    return m_machine->Question(m_state, m_identity, LocalNow());
}

Time
LeaseClient::Adopt(const DhcpMessage& ack)
{
    const DhcpMessage question = Question();
    const ClientLease lease = m_machine->Adopt(m_state, ack, LocalNow(), *this);
    const ClientLease told = Configure(lease);
    m_adopted(m_subscriber, question, told);
    ScheduleWake();
    return NanoSeconds(told.start);
}

void
LeaseClient::SwitchOn()
{
    NS_LOG_FUNCTION(this);
    if (m_on)
    {
        return;
    }
    m_on = true;
    Begin();
}

void
LeaseClient::SwitchOff(bool graceful)
{
    NS_LOG_FUNCTION(this << graceful);
    if (!m_on)
    {
        return;
    }
    m_on = false;
    End(graceful && m_profile.releases);
}

void
LeaseClient::Leave(bool graceful)
{
    NS_LOG_FUNCTION(this << graceful);
    if (!m_away)
    {
        m_away = true;
        End(graceful && m_profile.releases);
    }
}

void
LeaseClient::Return()
{
    NS_LOG_FUNCTION(this);
    if (m_away)
    {
        m_away = false;
        Begin();
    }
}

void
LeaseClient::CarrierLost()
{
    NS_LOG_FUNCTION(this);
    if (!m_carrier)
    {
        return;
    }
    m_carrier = false;
    if (m_on && m_profile.noticesCarrier)
    {
        End(false);
    }
}

void
LeaseClient::CarrierReturned()
{
    NS_LOG_FUNCTION(this);
    if (m_carrier)
    {
        return;
    }
    m_carrier = true;
    Begin();
}

void
LeaseClient::Begin()
{
    const bool linked = m_carrier || !m_profile.noticesCarrier;
    if (!m_machine || !m_on || m_away || !linked || m_socket)
    {
        return;
    }
    m_frames.Listen(m_device, CLIENT_PORT, MakeCallback(&LeaseClient::Receive, this));
    if (m_profile.probing.count != 0)
    {
        m_arp.Listen(m_device, MakeCallback(&LeaseClient::ReceiveArp, this));
    }
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), CLIENT_PORT));
    // What arrives is read from the device; the socket only keeps the stack from refusing it.
    m_socket->SetAttribute("RcvBufSize", UintegerValue(0));
    m_power(m_subscriber, true);
    if (m_staticAddress.Get() == 0)
    {
        m_machine->Start(m_state, LocalNow(), *this);
    }
    else
    {
        m_machine->StartInform(m_state, m_staticAddress.Get(), LocalNow(), *this);
    }
    ScheduleWake();
}

void
LeaseClient::End(bool release)
{
    if (!m_socket)
    {
        return;
    }
    if (release)
    {
        m_machine->Release(m_state, m_identity, *this);
    }
    else
    {
        m_machine->Stop(m_state, *this);
    }
    ScheduleWake();
    m_frames.Close();
    m_arp.Close();
    m_socket->Close();
    m_socket = nullptr;
    m_power(m_subscriber, false);
}

void
LeaseClient::ScheduleWake()
{
    if (m_state.wake == m_wakeAt)
    {
        return;
    }
    Simulator::Cancel(m_wake);
    m_wakeAt = m_state.wake;
    if (m_wakeAt != NEVER)
    {
        const Instant at = m_clock.ToSimulation(m_wakeAt);
        const Duration wait = at - Simulator::Now().GetNanoSeconds();
        m_wake = Simulator::Schedule(NanoSeconds(std::max<Duration>(wait, 0)),
                                     &LeaseClient::Wake,
                                     this);
    }
}

void
LeaseClient::Wake()
{
    m_wakeAt = NEVER;
    m_machine->Wake(m_state, m_identity, LocalNow(), *this);
    ScheduleWake();
}

void
LeaseClient::Receive(const UdpAddresses& addresses, ByteView payload)
{
    if (!m_carrier)
    {
        return;
    }
    DhcpMessage message;
    const ParseError error = ParseMessage(payload, message);
    if (error != ParseError::NONE)
    {
        NS_LOG_INFO("from " << ToString(addresses.source) << ": " << ToString(error));
        m_drop(m_subscriber, ToString(error));
        return;
    }
    NS_LOG_INFO("subscriber " << m_subscriber << " received " << Describe(message));
    m_rx(m_subscriber, message);
    const char* const reason =
        m_machine->Receive(m_state, m_identity, message, LocalNow(), *this);
    if (reason)
    {
        m_drop(m_subscriber, reason);
        return;
    }
    ScheduleWake();
}

void
LeaseClient::Send(const DhcpMessage& message, IpAddr destination)
{
    NS_LOG_INFO("subscriber " << m_subscriber << " sends " << Describe(message));
    DhcpBytes bytes;
    const bool fits = WriteMessage(message, MAX_DATAGRAM, bytes);
    NS_ABORT_MSG_UNLESS(fits, "a client's message does not fit into a frame");
    m_tx(m_subscriber, message);
    if (!m_carrier)
    {
        return;
    }
    if (destination != BROADCAST)
    {
        m_socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                         0,
                         InetSocketAddress(Ipv4Address(destination), SERVER_PORT));
        return;
    }
    const IpAddr source = message.ciaddr;
    DhcpFramePort::Send(m_device,
                        {source, BROADCAST, CLIENT_PORT, SERVER_PORT},
                        bytes,
                        Mac48Address::GetBroadcast());
}

void
LeaseClient::Bound(const ClientLease& lease)
{
    m_bound(m_subscriber, Configure(lease));
}

ClientLease
LeaseClient::Configure(const ClientLease& lease)
{
    if (!lease.renewed)
    {
        ReplaceAddress(lease.address, lease.mask);
    }
    if (lease.router != m_router)
    {
        SetRouter(lease.router);
    }
    ClientLease granted = lease;
    granted.start = m_clock.ToSimulation(lease.start);
    granted.expiry = m_clock.ToSimulation(lease.expiry);
    return granted;
}

void
LeaseClient::Lost(IpAddr address, LossCause cause)
{
    NS_LOG_INFO("subscriber " << m_subscriber << " loses " << ToString(address));
    SetRouter(0);
    ReplaceAddress(0, 0);
    m_lost(m_subscriber, address, cause);
}

void
LeaseClient::ProbeAddress(IpAddr address)
{
    m_arpProbe(m_subscriber, address);
    if (m_carrier)
    {
        ArpProbePort::SendRequest(m_device, 0, address);
    }
}

void
LeaseClient::AnnounceAddress(IpAddr address)
{
    m_arpAnnouncement(m_subscriber, address);
    if (m_carrier)
    {
        ArpProbePort::SendRequest(m_device, address, address);
    }
}

void
LeaseClient::ReceiveArp(const ArpHeader& header)
{
    if (m_carrier && m_state.phase == ClientPhase::PROBING &&
        ArpProbePort::IsConflict(header, m_state.address))
    {
        NS_LOG_INFO("subscriber " << m_subscriber << " finds its address in use");
        m_arpConflict(m_subscriber, m_state.address);
        m_machine->Conflict(m_state, m_identity, LocalNow(), *this);
        ScheduleWake();
    }
}

void
LeaseClient::Informed(const ClientLease& parameters)
{
    SetRouter(parameters.router);
    m_informed(m_subscriber, parameters);
}

void
LeaseClient::PhaseChanged(ClientPhase from, ClientPhase to)
{
    NS_LOG_LOGIC("subscriber " << m_subscriber << ": " << ToString(to));
    m_phase(m_subscriber, from, to);
}

void
LeaseClient::ReplaceAddress(IpAddr address, IpAddr mask)
{
    // The new address first: an interface without any makes the stack abort.
    const uint32_t old = m_ipv4->GetNAddresses(m_interface);
    m_ipv4->AddAddress(m_interface,
                       Ipv4InterfaceAddress(Ipv4Address(address), Ipv4Mask(mask)));
    for (uint32_t i = 0; i < old; ++i)
    {
        m_ipv4->RemoveAddress(m_interface, 0);
    }
}

void
LeaseClient::SetRouter(IpAddr router)
{
    Ptr<Ipv4StaticRouting> routing = Ipv4StaticRoutingHelper().GetStaticRouting(m_ipv4);
    NS_ABORT_MSG_UNLESS(routing, "LeaseClient needs static routing on its host");
    for (uint32_t i = routing->GetNRoutes(); m_router != 0 && i > 0; --i)
    {
        const Ipv4RoutingTableEntry route = routing->GetRoute(i - 1);
        if (route.IsGateway() && route.GetGateway() == Ipv4Address(m_router) &&
            route.GetInterface() == m_interface)
        {
            routing->RemoveRoute(i - 1);
        }
    }
    m_router = router;
    if (router != 0)
    {
        routing->SetDefaultRoute(Ipv4Address(router), m_interface);
    }
}

} // namespace ns3::dhcpbackup
