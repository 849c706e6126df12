/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-relay.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/dhcp-frame.h"
#include "ns3/double.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-packet-info-tag.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseRelay");
NS_OBJECT_ENSURE_REGISTERED(LeaseRelay);

namespace
{

/// The interceptor must come before static routing, whose priority is 0.
constexpr int16_t ROUTING_PRIORITY = 100;

} // namespace

TypeId
LeaseRelay::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::LeaseRelay")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseRelay>()
            .AddAttribute("Backup",
                          "Stand in for the server when it does not answer.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LeaseRelay::m_backup),
                          MakeBooleanChecker())
            .AddAttribute("Interception",
                          "How the relay comes to see renewals, which clients send by unicast: "
                          "None (only broadcasts after T2), Snoop (it looks into what it "
                          "forwards) or ServerIdOverride (clients take it for the server).",
                          EnumValue(INTERCEPT_NONE),
                          EnumAccessor<InterceptionMode>(&LeaseRelay::m_interception, 0),
                          MakeEnumChecker(INTERCEPT_NONE,
                                          "None",
                                          INTERCEPT_SNOOP,
                                          "Snoop",
                                          INTERCEPT_SERVER_ID_OVERRIDE,
                                          "ServerIdOverride"))
            .AddAttribute("AnswerAfter",
                          "How long the server may take for a renewal before the relay answers.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&LeaseRelay::m_answerAfter),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("FailuresToStandIn",
                          "Renewals in vain, in a row, until the server counts as away and "
                          "renewals are answered at once.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LeaseRelay::m_failuresToStandIn),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ProbeInterval",
                          "Time between two messages that look for the server.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&LeaseRelay::m_probeInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("ResendClients",
                          "Clients whose unanswered requests are repeated, with growing secs, as "
                          "probes.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&LeaseRelay::m_resendClients),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("JournalCapacity",
                          "Promises that the relay can keep; it makes no more than that.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&LeaseRelay::m_journalCapacity),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ReplayRate",
                          "Promises per second told to the server when it is back.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&LeaseRelay::m_replayRate),
                          MakeDoubleChecker<double>(0.001))
            .AddAttribute("ReplayTimeout",
                          "How long the server may take for a replay.",
                          TimeValue(Seconds(4)),
                          MakeTimeAccessor(&LeaseRelay::m_replayTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("ReplayTries",
                          "Replays in vain, in a row, until the server counts as away again.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&LeaseRelay::m_replayTries),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("StandInLimit",
                          "Longest promise beyond the end of the lease that the server knows; "
                          "the largest time stands for no limit.",
                          TimeValue(Time::Max()),
                          MakeTimeAccessor(&LeaseRelay::m_standInLimit),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddTraceSource("State",
                            "The relay's opinion of its server changes.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_state),
                            "ns3::dhcpbackup::LeaseRelay::StateCallback")
            .AddTraceSource("StoodIn",
                            "The relay has answered a renewal itself.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_stoodIn),
                            "ns3::dhcpbackup::LeaseRelay::StoodInCallback")
            .AddTraceSource("Settled",
                            "A promise is closed: confirmed, refused or ended.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_settled),
                            "ns3::dhcpbackup::LeaseRelay::SettledCallback")
            .AddTraceSource("Mirror",
                            "The relay learns of a lease, or that one is over.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_mirrored),
                            "ns3::dhcpbackup::LeaseRelay::MirrorCallback")
            .AddTraceSource("ServerTx",
                            "The relay sends a message to a server.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_serverTx),
                            "ns3::dhcpbackup::LeaseRelay::ServerTxCallback")
            .AddTraceSource("ServerRx",
                            "A server's message has come to the relay, or passes by.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_serverRx),
                            "ns3::dhcpbackup::LeaseRelay::MessageCallback")
            .AddTraceSource("ClientTx",
                            "The relay sends a reply to a client.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_clientTx),
                            "ns3::dhcpbackup::LeaseRelay::MessageCallback")
            .AddTraceSource("Drop",
                            "A message is refused or swallowed, with the reason.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_drop),
                            "ns3::dhcpbackup::LeaseRelay::DropCallback")
            .AddTraceSource("Journal",
                            "The number of promises that the server has not settled changes.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_journal),
                            "ns3::dhcpbackup::LeaseRelay::JournalCallback");
    return tid;
}

LeaseRelay::LeaseRelay()
{
    NS_LOG_FUNCTION(this);
}

LeaseRelay::~LeaseRelay()
{
    NS_LOG_FUNCTION(this);
}

void
LeaseRelay::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Simulator::Cancel(m_wake);
    m_socket = nullptr;
    m_routing = nullptr;
    m_lines.clear();
    Application::DoDispose();
}

uint32_t
LeaseRelay::AddAccessDevice(Ptr<NetDevice> device)
{
    m_lineOf[device->GetIfIndex()] = m_lines.size();
    m_lines.push_back(device);
    return m_lines.size() - 1;
}

void
LeaseRelay::AddServer(Ipv4Address server)
{
    m_config.servers.push_back(server.Get());
}

void
LeaseRelay::SetPolicy(const RelayPolicy& policy)
{
    m_backup = policy.backup;
    m_interception = policy.interception;
    m_answerAfter = NanoSeconds(policy.answerAfter);
    m_failuresToStandIn = policy.failuresToStandIn;
    m_probeInterval = NanoSeconds(policy.probeInterval);
    m_resendClients = policy.resendClients;
    m_journalCapacity = policy.journalCapacity;
    m_replayRate = policy.replayRate;
    m_replayTimeout = NanoSeconds(policy.replayTimeout);
    m_replayTries = policy.replayTries;
    m_standInLimit = NanoSeconds(policy.standInLimit);
}

RelayPolicy
LeaseRelay::GetPolicy() const
{
    RelayPolicy policy;
    policy.backup = m_backup;
    policy.interception = m_interception;
    policy.answerAfter = m_answerAfter.GetNanoSeconds();
    policy.failuresToStandIn = m_failuresToStandIn;
    policy.probeInterval = m_probeInterval.GetNanoSeconds();
    policy.resendClients = m_resendClients;
    policy.journalCapacity = m_journalCapacity;
    policy.replayRate = m_replayRate;
    policy.replayTimeout = m_replayTimeout.GetNanoSeconds();
    policy.replayTries = m_replayTries;
    policy.standInLimit = m_standInLimit.GetNanoSeconds();
    return policy;
}

int64_t
LeaseRelay::AssignStreams(int64_t stream)
{
    m_config.index = stream;
    return 1;
}

void
LeaseRelay::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_IF(m_lines.empty(), "LeaseRelay needs AddAccessDevice before it starts");
    NS_ABORT_MSG_IF(m_config.servers.empty(), "LeaseRelay needs AddServer before it starts");
    Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
    NS_ABORT_MSG_UNLESS(ipv4, "LeaseRelay needs an IPv4 stack on node " << GetNode()->GetId());
    const int32_t first = ipv4->GetInterfaceForDevice(m_lines.front());
    NS_ABORT_MSG_UNLESS(first >= 0 && ipv4->GetNAddresses(first) > 0,
                        "LeaseRelay needs an address on its access devices");
    m_config.giaddr = ipv4->GetAddress(first, 0).GetLocal().Get();
    m_config.remoteId = "relay " + std::to_string(m_config.index);
    m_config.overrideServerId = m_interception == INTERCEPT_SERVER_ID_OVERRIDE;
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    m_machine = std::make_unique<RelayMachine>(m_config, GetPolicy(), draw);
    Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(ipv4->GetRoutingProtocol());
    NS_ABORT_MSG_UNLESS(list, "LeaseRelay needs Ipv4ListRouting, as InternetStackHelper sets it");
    m_routing = CreateObject<SubscriberRouting>();
    m_routing->SetInterceptor(MakeCallback(&LeaseRelay::Intercept, this));
    list->AddRoutingProtocol(m_routing, ROUTING_PRIORITY);
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT));
    m_socket->SetRecvPktInfo(true);
    m_socket->SetRecvCallback(MakeCallback(&LeaseRelay::Receive, this));
}

void
LeaseRelay::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (m_socket)
    {
        m_socket->Close();
        m_socket = nullptr;
        m_routing->SetInterceptor(SubscriberRouting::Interceptor());
        Simulator::Cancel(m_wake);
    }
}

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
        const RelayVerdict verdict = Handle(bytes, info.GetRecvIf(), source, destination);
        if (verdict.cause)
        {
            m_drop(m_config.index, verdict.cause);
        }
    }
}

bool
LeaseRelay::Intercept(Ptr<const Packet> packet,
                      const Ipv4Header& header,
                      Ptr<const NetDevice> device)
{
    if (m_interception != INTERCEPT_SNOOP ||
        header.GetProtocol() != UdpL4Protocol::PROT_NUMBER || !header.IsLastFragment() ||
        header.GetFragmentOffset() != 0)
    {
        return false;
    }
    const bool fromClient = m_lineOf.contains(device->GetIfIndex());
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
    const RelayVerdict verdict = Handle(bytes,
                                        device->GetIfIndex(),
                                        header.GetSource().Get(),
                                        header.GetDestination().Get());
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
    const Instant now = Simulator::Now().GetNanoSeconds();
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
    m_socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                     0,
                     InetSocketAddress(Ipv4Address(server), SERVER_PORT));
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
        Ptr<Ipv4> ipv4 = GetNode()->GetObject<Ipv4>();
        m_routing->SetRoute(reply.yiaddr, ipv4->GetInterfaceForDevice(m_lines[port]));
    }
    const IpAddr own = reply.yiaddr != 0 ? reply.yiaddr : reply.ciaddr;
    const bool broadcast = reply.flags & FLAG_BROADCAST || own == 0;
    m_clientTx(m_config.index, reply);
    DhcpFramePort::Send(m_lines[port],
                        {source, broadcast ? BROADCAST : own, SERVER_PORT, CLIENT_PORT},
                        bytes,
                        DhcpFramePort::HardwareDestination(reply));
}

void
LeaseRelay::StateChanged(RelayState from, RelayState to)
{
    NS_LOG_INFO("relay " << m_config.index << ": " << ToString(from) << " -> " << ToString(to));
    m_state(m_config.index, from, to);
}

void
LeaseRelay::StoodIn(const MirrorRecord& record)
{
    m_stoodIn(m_config.index, record);
}

void
LeaseRelay::Settled(IpAddr address, Settlement settlement)
{
    m_settled(m_config.index, address, settlement);
}

void
LeaseRelay::Mirrored(const MirrorRecord& record, bool held)
{
    m_mirrored(m_config.index, record, held);
}

void
LeaseRelay::AfterStep()
{
    if (m_machine->Journal().Size() != m_journalTold)
    {
        m_journalTold = m_machine->Journal().Size();
        m_journal(m_config.index, m_journalTold);
    }
    const Instant next = m_machine->NextWake();
    if (next == m_wakeAt)
    {
        return;
    }
    Simulator::Cancel(m_wake);
    m_wakeAt = next;
    if (next != NEVER)
    {
        const Duration wait = next - Simulator::Now().GetNanoSeconds();
        m_wake = Simulator::Schedule(NanoSeconds(std::max<Duration>(wait, 0)),
                                     &LeaseRelay::Wake,
                                     this);
    }
}

void
LeaseRelay::Wake()
{
    m_wakeAt = NEVER;
    m_machine->Wake(Simulator::Now().GetNanoSeconds(), *this);
    AfterStep();
}

} // namespace ns3::dhcpbackup
