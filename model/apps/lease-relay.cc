/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-relay.h"

#include "ns3/abort.h"
#include "ns3/callback.h"
#include "ns3/dhcp-frame.h"
#include "ns3/icmpv4-l4-protocol.h"
#include "ns3/icmpv4.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/ipv4-packet-info-tag.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-header.h"
#include "ns3/udp-l4-protocol.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <sstream>

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
            .SetParent<RelaySettings>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseRelay>()
            .AddAttribute("MaxHops",
                          "A message that has passed more relays is in a loop (RFC 1542 section "
                          "4.1.1).",
                          UintegerValue(4),
                          MakeUintegerAccessor(&LeaseRelay::m_maxHops),
                          MakeUintegerChecker<uint8_t>(0, MAX_HOPS))
            .AddAttribute("RemoteId",
                          "Option 82 sub-option 2; empty for \"relay\" and the relay's number.",
                          StringValue(""),
                          MakeStringAccessor(&LeaseRelay::m_remoteId),
                          MakeStringChecker())
            .AddAttribute("RelayId",
                          "Option 82 sub-option 12 (RFC 6925); empty for none.",
                          StringValue(""),
                          MakeStringAccessor(&LeaseRelay::m_relayId),
                          MakeStringChecker())
            .AddAttribute("LinkSelection",
                          "Option 82 sub-option 5 (RFC 3527): subnet from which the server shall "
                          "choose; 0.0.0.0 for none.",
                          Ipv4AddressValue(Ipv4Address("0.0.0.0")),
                          MakeIpv4AddressAccessor(&LeaseRelay::m_linkSelection),
                          MakeIpv4AddressChecker())
            .AddTraceSource("State",
                            "The relay's opinion of its server changes.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_state),
                            "ns3::dhcpbackup::LeaseRelay::StateCallback")
            .AddTraceSource("StoodIn",
                            "The relay has answered a renewal itself.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_stoodIn),
                            "ns3::dhcpbackup::LeaseRelay::StoodInCallback")
            .AddTraceSource("Logged",
                            "The journal has an entry that the server must be told; also when it "
                            "is read from the store after a crash.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_logged),
                            "ns3::dhcpbackup::LeaseRelay::LoggedCallback")
            .AddTraceSource("Process",
                            "The relay's process dies, or comes back.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_process),
                            "ns3::dhcpbackup::LeaseRelay::ProcessCallback")
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
    Simulator::Cancel(m_sync);
    m_bulk.clear();
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

uint32_t
LeaseRelay::AddDirectLine(Ptr<NetDevice> device)
{
    const uint32_t line = AddAccessDevice(device);
    m_direct.Add(line, device);
    return line;
}

void
LeaseRelay::SetGateway(Ipv4Address gateway)
{
    m_config.giaddr = gateway.Get();
}

void
LeaseRelay::AddServer(Ipv4Address server)
{
    m_config.servers.push_back(server.Get());
}

void
LeaseRelay::SetLine(uint32_t line, bool trusted, const std::string& subscriberId)
{
    m_config.lines[line] = {trusted, subscriberId};
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
    if (m_config.giaddr == 0)
    {
        const int32_t first = ipv4->GetInterfaceForDevice(m_lines.front());
        NS_ABORT_MSG_UNLESS(first >= 0 && ipv4->GetNAddresses(first) > 0,
                            "LeaseRelay needs an address on its access devices, or SetGateway");
        m_config.giaddr = ipv4->GetAddress(first, 0).GetLocal().Get();
    }
    const InterceptionMode interception = GetPolicy().interception;
    m_snooping = interception == INTERCEPT_SNOOP;
    m_config.maxHops = m_maxHops;
    m_config.remoteId =
        m_remoteId.empty() ? "relay " + std::to_string(m_config.index) : m_remoteId;
    m_config.relayId = m_relayId;
    m_config.linkSelection = m_linkSelection.Get();
    m_config.overrideServerId = interception == INTERCEPT_SERVER_ID_OVERRIDE;
    m_config.hideServer = m_config.overrideServerId || interception == INTERCEPT_PROXY;
    Ptr<Ipv4ListRouting> list = DynamicCast<Ipv4ListRouting>(ipv4->GetRoutingProtocol());
    NS_ABORT_MSG_UNLESS(list, "LeaseRelay needs Ipv4ListRouting, as InternetStackHelper sets it");
    m_routing = CreateObject<SubscriberRouting>();
    list->AddRoutingProtocol(m_routing, ROUTING_PRIORITY);
    m_routing->SetInterceptor(MakeCallback(&LeaseRelay::Intercept, this));
    m_direct.Open(ipv4, MakeCallback(&LeaseRelay::InspectDirect, this), m_lines.size() == 1);
    Open();
    Store();
}

void
LeaseRelay::Open()
{
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    // A relay that comes back must not use the transaction ids of its former life again.
    m_machine = std::make_unique<RelayMachine>(m_config, GetPolicy(), draw, m_lives++);
    m_socket = Socket::CreateSocket(GetNode(), UdpSocketFactory::GetTypeId());
    m_socket->SetAttribute("IcmpCallback",
                           CallbackValue(MakeCallback(&LeaseRelay::IcmpError, this)));
    m_socket->Bind(InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT));
    m_socket->SetRecvPktInfo(true);
    m_socket->SetRecvCallback(MakeCallback(&LeaseRelay::Receive, this));
}

void
LeaseRelay::Close()
{
    m_bulk.clear();
    m_socket->Close();
    m_socket = nullptr;
    Simulator::Cancel(m_wake);
    Simulator::Cancel(m_sync);
    m_wakeAt = NEVER;
}

void
LeaseRelay::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (m_socket)
    {
        Close();
    }
    if (m_routing)
    {
        m_routing->SetInterceptor(SubscriberRouting::Interceptor());
        m_direct.Close();
    }
}

void
LeaseRelay::Store()
{
    const Duration interval = GetPolicy().syncInterval;
    if (interval == NEVER)
    {
        return;
    }
    m_storedAt = Simulator::Now().GetNanoSeconds();
    std::ostringstream mirror;
    std::ostringstream journal;
    m_machine->Save(mirror, journal, m_storedAt);
    m_storedMirror = mirror.str();
    m_storedJournal = journal.str();
    if (interval > 0)
    {
        m_sync = Simulator::Schedule(NanoSeconds(interval), &LeaseRelay::Store, this);
    }
}

void
LeaseRelay::Crash()
{
    NS_LOG_FUNCTION(this);
    if (!m_socket)
    {
        return;
    }
    if (GetPolicy().syncInterval == 0)
    {
        // Every change went to the store when it happened: so it holds what is known now.
        Store();
    }
    Close();
    if (m_machine->State() != RelayState::FORWARDING)
    {
        m_state(m_config.index, m_machine->State(), RelayState::FORWARDING);
    }
    m_machine.reset();
    m_process(m_config.index, false);
    TellJournal(0);
}

std::vector<std::string>
LeaseRelay::Restart(bool storeLost)
{
    NS_LOG_FUNCTION(this << storeLost);
    if (m_socket || !m_routing)
    {
        return {};
    }
    Open();
    m_process(m_config.index, true);
    std::vector<std::string> errors;
    if (!storeLost && GetPolicy().syncInterval != NEVER)
    {
        std::istringstream mirror(m_storedMirror);
        std::istringstream journal(m_storedJournal);
        const Instant now = Simulator::Now().GetNanoSeconds();
        errors = m_machine->Load(mirror, journal, m_storedAt, now, *this);
    }
    else
    {
        Rebuild();
    }
    Store();
    AfterStep();
    return errors;
}

void
LeaseRelay::Rebuild()
{
    if (GetPolicy().leasequery != LEASEQUERY_BULK || !m_machine->IsWatching())
    {
        return;
    }
    for (size_t server = 0; server < m_config.servers.size(); ++server)
    {
        m_bulk.push_back(std::make_unique<BulkLeasequeryClient>(
            GetNode(),
            m_config,
            m_config.servers[server],
            [this](const DhcpMessage& query) {
                m_serverTx(m_config.index, query, MessagePurpose::QUERY);
            },
            [this, server](const DhcpMessage& answer, std::optional<Instant> leaseAt) {
                m_serverRx(m_config.index, answer);
                if (leaseAt)
                {
                    m_machine->OnBulkAnswer(answer, server, *leaseAt, *this);
                    AfterStep();
                }
            }));
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
        IsConsumed(bytes, info.GetRecvIf(), source, destination);
    }
}

void
LeaseRelay::IcmpError(Ipv4Address source, uint8_t, uint8_t type, uint8_t code, uint32_t)
{
    if (type == Icmpv4Header::ICMPV4_DEST_UNREACH &&
        code == Icmpv4DestinationUnreachable::ICMPV4_PORT_UNREACHABLE)
    {
        OnUnreachable(source.Get());
    }
}

void
LeaseRelay::OnUnreachable(IpAddr host)
{
    // A host may answer from the interface that is nearest, not from the address that was asked.
    const IpAddr server = m_config.servers.size() == 1 ? m_config.servers.front() : host;
    m_machine->OnUnreachable(server, Simulator::Now().GetNanoSeconds(), *this);
    AfterStep();
}

void
LeaseRelay::InterceptIcmp(Ptr<const Packet> packet)
{
    Ptr<Packet> copy = packet->Copy();
    Icmpv4Header icmp;
    Icmpv4DestinationUnreachable unreachable;
    if (copy->RemoveHeader(icmp) == 0 || icmp.GetType() != Icmpv4Header::ICMPV4_DEST_UNREACH ||
        icmp.GetCode() != Icmpv4DestinationUnreachable::ICMPV4_PORT_UNREACHABLE)
    {
        return;
    }
    copy->RemoveHeader(unreachable);
    uint8_t ports[8];
    unreachable.GetData(ports);
    const bool renewal = unreachable.GetHeader().GetProtocol() == UdpL4Protocol::PROT_NUMBER &&
                         (ports[2] << 8 | ports[3]) == SERVER_PORT;
    if (renewal)
    {
        OnUnreachable(unreachable.GetHeader().GetDestination().Get());
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
        header.GetFragmentOffset() != 0)
    {
        return false;
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
    if (snooping && IsConsumed(bytes, device->GetIfIndex(), source, destination))
    {
        return true;
    }
    return !fromClient && m_direct.Deliver(bytes, source, destination);
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
    if (reply.type == DHCPACK && reply.yiaddr != 0 && !m_direct.Learn(reply.yiaddr, port))
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
LeaseRelay::Logged(const JournalEntry& entry)
{
    m_logged(m_config.index, entry);
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
LeaseRelay::TellJournal(size_t entries)
{
    if (entries != m_journalTold)
    {
        m_journalTold = entries;
        m_journal(m_config.index, entries);
    }
}

void
LeaseRelay::AfterStep()
{
    TellJournal(m_machine->Journal().Size());
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
