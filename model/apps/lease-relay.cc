/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-relay.h"

#include "ns3/abort.h"
#include "ns3/callback.h"
#include "ns3/inet-socket-address.h"
#include "ns3/ipv4-list-routing.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseRelay");

namespace
{

/// The interceptor must come before static routing, whose priority is 0.
constexpr int16_t ROUTING_PRIORITY = 100;

} // namespace

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
    for (const auto& rebuild : m_bulk)
    {
        rebuild->Abandon();
    }
    m_bulk.clear();
    m_socket = nullptr;
    m_routing = nullptr;
    m_core.Close();
    m_coreDevice = nullptr;
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
LeaseRelay::UseDirectLink(Ptr<NetDevice> device)
{
    m_coreDevice = device;
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
LeaseRelay::SetClockRate(double rate)
{
    if (!m_routing)
    {
        m_clock = LocalClock(rate);
        return;
    }
    m_clock.ChangeRate(rate, Simulator::Now().GetNanoSeconds());
    if (m_socket)
    {
        m_wakeAt = NEVER; // the same local instant is another one of the simulation now
        Simulator::Cancel(m_wake);
        AfterStep();
    }
}

double
LeaseRelay::GetClockRate() const
{
    return m_clock.GetRate();
}

Instant
LeaseRelay::LocalNow() const
{
    return m_clock.ToLocal(Simulator::Now().GetNanoSeconds());
}

Time
LeaseRelay::Until(Instant local) const
{
    const Duration wait = m_clock.ToSimulation(local) - Simulator::Now().GetNanoSeconds();
    return NanoSeconds(std::max<Duration>(wait, 0));
}

MirrorRecord
LeaseRelay::InSimulation(const MirrorRecord& record) const
{
    MirrorRecord told = record;
    told.serverExpiry = m_clock.ToSimulation(record.serverExpiry);
    told.clientExpiry = m_clock.ToSimulation(record.clientExpiry);
    return told;
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
    m_config.maxHops = GetPolicy().maxHops;
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
    m_direct.Open(ipv4,
                  m_core,
                  MakeCallback(&LeaseRelay::InspectDirect, this),
                  m_lines.size() == 1);
    if (m_coreDevice)
    {
        m_core.Open(m_coreDevice, MakeCallback(&LeaseRelay::InspectCore, this));
    }
    m_clock = LocalClock(m_clock.GetRate(), m_clockOffset.GetNanoSeconds());
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
        m_core.Close();
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
    m_store.Write(*m_machine, LocalNow());
    if (interval > 0)
    {
        m_sync = Simulator::Schedule(Until(LocalNow() + interval), &LeaseRelay::Store, this);
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
        errors = m_store.Read(*m_machine, LocalNow(), *this);
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
            m_clock,
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
LeaseRelay::StateChanged(RelayState from, RelayState to)
{
    NS_LOG_INFO("relay " << m_config.index << ": " << ToString(from) << " -> " << ToString(to));
    m_state(m_config.index, from, to);
}

void
LeaseRelay::StoodIn(const MirrorRecord& record)
{
    m_stoodIn(m_config.index, InSimulation(record));
}

void
LeaseRelay::Logged(const JournalEntry& entry)
{
    JournalEntry told = entry;
    told.grantedAt = m_clock.ToSimulation(entry.grantedAt);
    told.expiry = m_clock.ToSimulation(entry.expiry);
    m_logged(m_config.index, told);
}

void
LeaseRelay::Settled(IpAddr address, Settlement settlement)
{
    m_settled(m_config.index, address, settlement);
}

void
LeaseRelay::Mirrored(const MirrorRecord& record, bool held)
{
    m_mirrored(m_config.index, InSimulation(record), held);
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
        m_wake = Simulator::Schedule(Until(next), &LeaseRelay::Wake, this);
    }
}

void
LeaseRelay::Wake()
{
    m_wakeAt = NEVER;
    m_machine->Wake(LocalNow(), *this);
    AfterStep();
}

} // namespace ns3::dhcpbackup
