/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-server.h"

#include "ns3/abort.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-packet-info-tag.h"
#include "ns3/ipv4.h"
#include "ns3/log.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseServer");
NS_OBJECT_ENSURE_REGISTERED(LeaseServer);

TypeId
LeaseServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::LeaseServer")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseServer>()
            .AddAttribute("ServerId",
                          "The address in option 54; 0.0.0.0 stands for the first address of the "
                          "node that is not loopback.",
                          Ipv4AddressValue(Ipv4Address::GetAny()),
                          MakeIpv4AddressAccessor(&LeaseServer::m_serverId),
                          MakeIpv4AddressChecker())
            .AddAttribute("OfferHold",
                          "How long an offered address waits for its REQUEST.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LeaseServer::m_offerHold),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("DeclineHold",
                          "How long an address is not used after a client declined it.",
                          TimeValue(Hours(24)),
                          MakeTimeAccessor(&LeaseServer::m_declineHold),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("ServiceTime",
                          "Time that the worker takes for one message.",
                          TimeValue(MicroSeconds(100)),
                          MakeTimeAccessor(&LeaseServer::m_serviceTime),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("QueueSize",
                          "Messages that can wait for the worker; what arrives while so many wait "
                          "is lost. 166 relayed messages fill Linux's default socket buffer.",
                          UintegerValue(166),
                          MakeUintegerAccessor(&LeaseServer::m_queueSize),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Rx",
                            "A message is taken from the queue and worked on.",
                            MakeTraceSourceAccessor(&LeaseServer::m_rx),
                            "ns3::dhcpbackup::LeaseServer::MessageCallback")
            .AddTraceSource("Tx",
                            "A reply is sent.",
                            MakeTraceSourceAccessor(&LeaseServer::m_tx),
                            "ns3::dhcpbackup::LeaseServer::MessageCallback")
            .AddTraceSource("Drop",
                            "A message is lost or ignored, with the reason.",
                            MakeTraceSourceAccessor(&LeaseServer::m_drop),
                            "ns3::dhcpbackup::LeaseServer::DropCallback")
            .AddTraceSource("Served",
                            "A message has been worked on; the time since its arrival.",
                            MakeTraceSourceAccessor(&LeaseServer::m_served),
                            "ns3::dhcpbackup::LeaseServer::ServedCallback")
            .AddTraceSource("QueueLength",
                            "Messages that wait for the worker.",
                            MakeTraceSourceAccessor(&LeaseServer::m_queueLength),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("Binding",
                            "A lease is granted, renewed or ends.",
                            MakeTraceSourceAccessor(&LeaseServer::m_binding),
                            "ns3::dhcpbackup::LeaseServer::BindingCallback");
    return tid;
}

LeaseServer::LeaseServer()
{
    NS_LOG_FUNCTION(this);
}

LeaseServer::~LeaseServer()
{
    NS_LOG_FUNCTION(this);
}

void
LeaseServer::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Simulator::Cancel(m_expiry);
    m_queue = nullptr;
    m_socket = nullptr;
    Application::DoDispose();
}

void
LeaseServer::AddSubnet(const SubnetConfig& subnet)
{
    m_subnets.push_back(subnet);
}

IpAddr
LeaseServer::OwnAddress() const
{
    if (m_serverId != Ipv4Address::GetAny())
    {
        return m_serverId.Get();
    }
    Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
    for (uint32_t i = 1; i < ipv4->GetNInterfaces(); ++i)
    {
        if (ipv4->GetNAddresses(i) > 0)
        {
            return ipv4->GetAddress(i, 0).GetLocal().Get();
        }
    }
    NS_ABORT_MSG("LeaseServer needs an address on node " << GetNode()->GetId());
    return 0;
}

void
LeaseServer::StartApplication()
{
    NS_LOG_FUNCTION(this);
    ServerConfig config;
    config.serverId = OwnAddress();
    config.offerHold = m_offerHold.GetNanoSeconds();
    config.declineHold = m_declineHold.GetNanoSeconds();
    m_machine = std::make_unique<ServerMachine>(config);
    for (const SubnetConfig& subnet : m_subnets)
    {
        m_machine->AddSubnet(subnet);
    }
    m_queue = std::make_unique<ServiceQueue>(m_queueSize,
                                             m_serviceTime,
                                             [this](const ServiceQueue::Job& job) { Process(job); });
    m_up = true;
    Open();
}

void
LeaseServer::StopApplication()
{
    NS_LOG_FUNCTION(this);
    Crash(CrashKind::PROCESS);
}

void
LeaseServer::Open()
{
    if (m_socket)
    {
        m_socket->Close();
    }
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT));
    m_socket->SetRecvPktInfo(true);
    m_socket->SetRecvCallback(MakeCallback(&LeaseServer::Receive, this));
}

void
LeaseServer::Crash(CrashKind kind)
{
    NS_LOG_FUNCTION(this << int(kind));
    if (!m_up)
    {
        return;
    }
    m_up = false;
    for (uint32_t lost = m_queue->Clear(); lost > 0; --lost)
    {
        m_drop("lost in the crash");
    }
    m_queueLength = 0;
    if (kind == CrashKind::PROCESS)
    {
        m_socket->Close();
        m_socket = nullptr;
    }
}

void
LeaseServer::Restart(bool storeLost)
{
    NS_LOG_FUNCTION(this << storeLost);
    if (m_up)
    {
        return;
    }
    m_up = true;
    m_machine->Restart(storeLost);
    Open();
    ScheduleExpiry();
}

void
LeaseServer::Pause()
{
    NS_LOG_FUNCTION(this);
    m_queue->Pause();
}

void
LeaseServer::Resume()
{
    NS_LOG_FUNCTION(this);
    m_queue->Resume();
}

void
LeaseServer::Lose(const char* reason)
{
    NS_LOG_INFO("no answer: " << reason);
    m_drop(reason);
}

void
LeaseServer::Receive(Ptr<Socket> socket)
{
    Address from;
    while (Ptr<Packet> packet = socket->RecvFrom(from))
    {
        if (!m_up)
        {
            // A dead host: its socket stays only to keep the stack from answering.
            continue;
        }
        ServiceQueue::Job job;
        job.payload.resize(packet->GetSize());
        packet->CopyData(job.payload.data(), job.payload.size());
        job.origin.source = InetSocketAddress::ConvertFrom(from).GetIpv4().Get();
        job.at = Simulator::Now().GetNanoSeconds();
        Ipv4PacketInfoTag info;
        if (packet->RemovePacketTag(info))
        {
            job.device = info.GetRecvIf();
            Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
            const int32_t interface =
                ipv4->GetInterfaceForDevice(GetNode()->GetDevice(job.device));
            if (interface >= 0 && ipv4->GetNAddresses(interface) > 0)
            {
                job.origin.interfaceAddress = ipv4->GetAddress(interface, 0).GetLocal().Get();
            }
        }
        if (!m_queue->Push(job))
        {
            Lose("queue full");
        }
        m_queueLength = m_queue->Length();
    }
}

void
LeaseServer::Process(const ServiceQueue::Job& job)
{
    m_queueLength = m_queue->Length();
    DhcpMessage message;
    const ParseError error = ParseMessage(job.payload, message);
    if (error != ParseError::NONE)
    {
        Lose(ToString(error));
        return;
    }
    NS_LOG_INFO("received " << Describe(message));
    const Instant now = Simulator::Now().GetNanoSeconds();
    m_rx(message);
    m_served(NanoSeconds(now - job.at));
    m_device = job.device;
    if (const char* const reason = m_machine->Receive(message, job.origin, now, *this))
    {
        Lose(reason);
    }
    ScheduleExpiry();
}

void
LeaseServer::Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram)
{
    NS_LOG_INFO("sends " << Describe(reply));
    DhcpBytes bytes;
    if (!WriteMessage(reply, maxDatagram, bytes))
    {
        Lose("the reply does not fit");
        return;
    }
    m_tx(reply);
    if (path.kind == ReplyPath::TO_RELAY || path.kind == ReplyPath::TO_ADDRESS)
    {
        const uint16_t port = path.kind == ReplyPath::TO_RELAY ? SERVER_PORT : CLIENT_PORT;
        m_socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                         0,
                         InetSocketAddress(Ipv4Address(path.destination), port));
        return;
    }
    const bool all = path.kind == ReplyPath::TO_ALL;
    DhcpFramePort::Send(GetNode()->GetDevice(m_device),
                        {m_machine->Config().serverId, path.destination, SERVER_PORT, CLIENT_PORT},
                        bytes,
                        all ? Mac48Address::GetBroadcast()
                            : DhcpFramePort::HardwareDestination(reply));
}

void
LeaseServer::BindingChanged(BindingEvent event, IpAddr address, const Binding& binding)
{
    NS_LOG_LOGIC(ToString(address) << " " << ToString(event));
    m_binding(event, address, binding);
}

void
LeaseServer::Expire()
{
    m_expiryAt = NEVER;
    m_machine->Expire(Simulator::Now().GetNanoSeconds(), *this);
    ScheduleExpiry();
}

void
LeaseServer::ScheduleExpiry()
{
    const Instant next = m_machine->NextExpiry();
    if (next >= m_expiryAt)
    {
        return;
    }
    Simulator::Cancel(m_expiry);
    m_expiryAt = next;
    const Duration wait = std::max<Duration>(next - Simulator::Now().GetNanoSeconds(), 0);
    m_expiry = Simulator::Schedule(NanoSeconds(wait), &LeaseServer::Expire, this);
}

} // namespace ns3::dhcpbackup
