/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-client.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/ipv4-routing-table-entry.h"
#include "ns3/log.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseClient");
NS_OBJECT_ENSURE_REGISTERED(LeaseClient);

TypeId
LeaseClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::LeaseClient")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseClient>()
            .AddAttribute("ClientId",
                          "Send option 61 (hardware type and address). Servers then know the "
                          "client by it, not by its hardware address.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LeaseClient::m_useClientId),
                          MakeBooleanChecker())
            .AddAttribute("BroadcastReplies",
                          "Ask servers and relays to broadcast their replies (flags field).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LeaseClient::SetBroadcastReplies,
                                              &LeaseClient::GetBroadcastReplies),
                          MakeBooleanChecker())
            .AddAttribute("Subscriber",
                          "Index of the subscriber in the scenario; names the random draws. The "
                          "largest value stands for the node's id.",
                          UintegerValue(UINT32_MAX),
                          MakeUintegerAccessor(&LeaseClient::m_subscriber),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Tx",
                            "A message is sent.",
                            MakeTraceSourceAccessor(&LeaseClient::m_tx),
                            "ns3::dhcpbackup::LeaseClient::MessageCallback")
            .AddTraceSource("Rx",
                            "A readable message has arrived.",
                            MakeTraceSourceAccessor(&LeaseClient::m_rx),
                            "ns3::dhcpbackup::LeaseClient::MessageCallback")
            .AddTraceSource("Drop",
                            "What has arrived is not used, with the reason.",
                            MakeTraceSourceAccessor(&LeaseClient::m_drop),
                            "ns3::dhcpbackup::LeaseClient::DropCallback")
            .AddTraceSource("Bound",
                            "A lease has been gained or renewed; the host uses the address.",
                            MakeTraceSourceAccessor(&LeaseClient::m_bound),
                            "ns3::dhcpbackup::LeaseClient::BoundCallback")
            .AddTraceSource("Lost",
                            "The host stops using its address: expired, refused or switched off.",
                            MakeTraceSourceAccessor(&LeaseClient::m_lost),
                            "ns3::dhcpbackup::LeaseClient::LostCallback")
            .AddTraceSource("Phase",
                            "The state of RFC 2131 figure 5 changes.",
                            MakeTraceSourceAccessor(&LeaseClient::m_phase),
                            "ns3::dhcpbackup::LeaseClient::PhaseCallback")
            .AddTraceSource("Power",
                            "The client is switched on or off.",
                            MakeTraceSourceAccessor(&LeaseClient::m_power),
                            "ns3::dhcpbackup::LeaseClient::PowerCallback");
    return tid;
}

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
    const Mac48Address mac = Mac48Address::ConvertFrom(m_device->GetAddress());
    mac.CopyTo(m_identity.chaddr.data());
    if (m_useClientId)
    {
        m_identity.clientId.assign(1, char(m_identity.htype));
        m_identity.clientId.append(m_identity.chaddr.begin(), m_identity.chaddr.begin() + 6);
    }
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    m_machine = std::make_unique<ClientMachine>(m_profile, draw);
    m_state.subscriber = m_subscriber;
    ReplaceAddress(0, 0);
    SwitchOn();
}

void
LeaseClient::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (m_machine)
    {
        SwitchOff();
    }
}

void
LeaseClient::SwitchOn()
{
    NS_LOG_FUNCTION(this);
    if (m_socket)
    {
        return;
    }
    m_frames.Listen(m_device, CLIENT_PORT, MakeCallback(&LeaseClient::Receive, this));
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), CLIENT_PORT));
    // What arrives is read from the device; the socket only keeps the stack from refusing it.
    m_socket->SetAttribute("RcvBufSize", UintegerValue(0));
    m_power(m_subscriber, true);
    m_machine->Start(m_state, Simulator::Now().GetNanoSeconds(), *this);
    ScheduleWake();
}

void
LeaseClient::SwitchOff()
{
    NS_LOG_FUNCTION(this);
    if (!m_socket)
    {
        return;
    }
    m_machine->Stop(m_state, *this);
    ScheduleWake();
    m_frames.Close();
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
        const Duration wait = m_wakeAt - Simulator::Now().GetNanoSeconds();
        m_wake = Simulator::Schedule(NanoSeconds(std::max<Duration>(wait, 0)),
                                     &LeaseClient::Wake,
                                     this);
    }
}

void
LeaseClient::Wake()
{
    m_wakeAt = NEVER;
    m_machine->Wake(m_state, m_identity, Simulator::Now().GetNanoSeconds(), *this);
    ScheduleWake();
}

void
LeaseClient::Receive(const UdpAddresses& addresses, ByteView payload)
{
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
        m_machine->Receive(m_state, m_identity, message, Simulator::Now().GetNanoSeconds(), *this);
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
    if (!lease.renewed)
    {
        ReplaceAddress(lease.address, lease.mask);
    }
    if (lease.router != m_router)
    {
        SetRouter(lease.router);
    }
    m_bound(m_subscriber, lease);
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
