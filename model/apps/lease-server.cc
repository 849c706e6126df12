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

#include <algorithm>
#include <cstdio>
#include <fstream>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseServer");

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
    Simulator::Cancel(m_loading);
    if (m_bulk)
    {
        m_bulk->Abandon();
    }
    m_bulk = nullptr;
    if (m_pair)
    {
        m_pair->Abandon();
    }
    m_pair = nullptr;
    m_queue = nullptr;
    m_store = nullptr;
    m_socket = nullptr;
    m_link.Close();
    m_linkDevice = nullptr;
    Application::DoDispose();
}

void
LeaseServer::AddSubnet(const SubnetConfig& subnet)
{
    m_subnets.push_back(subnet);
}

void
LeaseServer::UseDirectLink(Ptr<NetDevice> device)
{
    m_linkDevice = device;
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

ServerConfig
LeaseServer::MakeConfig() const
{
    ServerConfig config;
    config.serverId = OwnAddress();
    config.offerHold = m_offerHold.GetNanoSeconds();
    config.declineHold = m_declineHold.GetNanoSeconds();
    config.kind = m_kind;
    config.authoritative = m_authoritative;
    config.cacheThreshold = m_cacheThreshold;
    config.leasequery = m_leasequery;
    config.reallocationHold = m_reallocationHold.GetNanoSeconds();
    config.quietAfterLoss = m_quietAfterLoss.GetNanoSeconds();
    config.ignoreOldReplays = m_ignoreOldReplays;
    config.halves = m_failover || (m_partner != Ipv4Address() &&
                                   m_pairSettings.mode == PartnerMode::LOAD_BALANCING);
    return config;
}

Time
LeaseServer::ServiceTime() const
{
    const ServerProfile& profile = m_machine->Profile();
    const Time base =
        m_serviceTime.IsNegative() ? NanoSeconds(profile.serviceTime) : m_serviceTime;
    const Duration perLease = m_serviceTimePerLease.IsNegative()
                                  ? profile.serviceTimePerLease
                                  : m_serviceTimePerLease.GetNanoSeconds();
    const Duration work = base.GetNanoSeconds() + perLease * m_machine->ActiveLeases();
    return NanoSeconds(Duration(double(work) * m_slowdown));
}

void
LeaseServer::SetClockRate(double rate)
{
    NS_LOG_FUNCTION(this << rate);
    if (!m_machine)
    {
        m_clock = LocalClock(rate);
        return;
    }
    m_clock.ChangeRate(rate, Simulator::Now().GetNanoSeconds());
    m_expiryAt = NEVER; // the same local instant is another one of the simulation now
    Simulator::Cancel(m_expiry);
    ScheduleExpiry();
    if (m_pair)
    {
        m_pair->Reschedule();
    }
}

double
LeaseServer::GetClockRate() const
{
    return m_clock.GetRate();
}

Instant
LeaseServer::LocalNow() const
{
    return m_clock.ToLocal(Simulator::Now().GetNanoSeconds());
}

void
LeaseServer::StartApplication()
{
    NS_LOG_FUNCTION(this);
    m_clock = LocalClock(m_clock.GetRate(), m_clockOffset.GetNanoSeconds());
    m_machine = std::make_unique<ServerMachine>(MakeConfig());
    for (const SubnetConfig& subnet : m_subnets)
    {
        m_machine->AddSubnet(subnet);
    }
    m_queue = std::make_unique<ServiceQueue>(
        m_queueSize,
        m_queueDrop,
        m_workers,
        [this]() { return ServiceTime(); },
        [this](const ServiceQueue::Job& job) { Process(job); });
    m_store = std::make_unique<StableStore>(
        StableStore::Settings{m_storeSync, m_storeLatency, m_storeBatch, m_storeDelay},
        [this](IpAddr address, const Binding& binding) { m_machine->Stored(address, binding); },
        [this]() { m_queue->Stall(m_store->IsBehind()); });
    if (!m_leaseFile.empty() && std::ifstream(m_leaseFile).good())
    {
        for (const std::string& error : LoadLeases(m_leaseFile))
        {
            NS_LOG_ERROR(error);
        }
    }
    if (m_linkDevice)
    {
        m_link.Open(m_linkDevice, MakeCallback(&LeaseServer::TakeFrame, this));
    }
    m_up = true;
    Open();
    ScheduleExpiry();
}

void
LeaseServer::StopApplication()
{
    NS_LOG_FUNCTION(this);
    if (!m_leaseFile.empty() && m_up)
    {
        const std::string error = SaveLeases(m_leaseFile);
        NS_ABORT_MSG_UNLESS(error.empty(), error);
    }
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
    OpenPair();
    m_bulk = nullptr;
    if (m_leasequery && m_machine->Profile().answersBulkLeasequery)
    {
        m_bulk = std::make_unique<BulkLeasequeryServer>(
            GetNode(),
            [this](BulkQuery& query, DhcpMessage& reply) {
                return m_machine->AnswerBulk(query, LocalNow(), reply);
            },
            [this](const char* reason) { Lose(reason); });
    }
}

void
LeaseServer::Crash(CrashKind kind)
{
    NS_LOG_FUNCTION(this << int(kind));
    Simulator::Cancel(m_loading);
    if (!m_up)
    {
        return;
    }
    m_up = false;
    m_downSince = LocalNow();
    m_store->Clear();
    for (uint32_t lost = m_queue->Clear(); lost > 0; --lost)
    {
        m_drop("lost in the crash");
    }
    m_queueLength = 0;
    if (kind == CrashKind::PROCESS)
    {
        m_socket->Close();
        m_socket = nullptr;
        m_bulk = nullptr;
        if (m_pair)
        {
            m_pair->SayBye();
            m_machine->SetRules(nullptr);
            m_pair = nullptr;
        }
        return;
    }
    if (m_bulk)
    {
        m_bulk->FallSilent();
    }
    if (m_pair)
    {
        m_pair->FallSilent();
    }
}

void
LeaseServer::Restart(StoreFate fate)
{
    NS_LOG_FUNCTION(this << int(fate));
    if (m_up || !m_loading.IsExpired())
    {
        return;
    }
    m_fate = fate;
    m_machine->Restart(fate, LocalNow());
    m_restarted(fate);
    const Time load = m_loadTimePerLease * int64_t(m_machine->ActiveLeases());
    m_loading = Simulator::Schedule(load, &LeaseServer::ComeUp, this);
}

void
LeaseServer::ComeUp()
{
    m_up = true;
    Open();
    ScheduleExpiry();
}

bool
LeaseServer::Adopt(const DhcpMessage& request,
                   const std::function<Time(const DhcpMessage& ack)>& grantedAt)
{
    NS_ABORT_MSG_UNLESS(m_machine, "LeaseServer takes leases over once it has started");
    const IpAddr address =
        m_machine->Adopt(request, LocalNow(), [this, &grantedAt](const DhcpMessage& ack) {
            return m_clock.ToLocal(grantedAt(ack).GetNanoSeconds());
        });
    if (address != 0)
    {
        Tell(BindingEvent::GRANTED, address, m_machine->TableFor(address)->At(address));
        ScheduleExpiry();
    }
    return address != 0;
}

void
LeaseServer::TakeSnapshot()
{
    NS_LOG_FUNCTION(this);
    m_machine->TakeSnapshot();
}

void
LeaseServer::SetSlowdown(double factor)
{
    NS_LOG_FUNCTION(this << factor);
    NS_ABORT_MSG_UNLESS(factor > 0, "a server cannot be slowed down by the factor " << factor);
    m_slowdown = factor;
}

void
LeaseServer::Pause()
{
    NS_LOG_FUNCTION(this);
    m_queue->Pause();
    m_store->Pause();
    if (m_bulk)
    {
        m_bulk->Pause();
    }
    if (m_pair)
    {
        m_pair->Pause();
    }
}

void
LeaseServer::Resume()
{
    NS_LOG_FUNCTION(this);
    m_store->Resume();
    m_queue->Resume();
    if (m_bulk)
    {
        m_bulk->Resume();
    }
    if (m_pair)
    {
        m_pair->Resume();
    }
}

std::string
LeaseServer::SaveLeases(const std::string& path)
{
    NS_LOG_FUNCTION(this << path);
    if (path == m_damagedFile)
    {
        return path + " could not be read as a whole and is not overwritten";
    }
    const std::string temporary = path + ".new";
    std::ofstream file(temporary);
    m_machine->Save(file, LocalNow());
    file.close();
    if (!file || std::rename(temporary.c_str(), path.c_str()) != 0)
    {
        return path + " could not be written";
    }
    return {};
}

std::vector<std::string>
LeaseServer::LoadLeases(const std::string& path)
{
    NS_LOG_FUNCTION(this << path);
    std::ifstream file(path);
    std::vector<std::string> errors = m_machine->Load(file, LocalNow());
    for (std::string& error : errors)
    {
        error = path + ", " + error;
    }
    if (!errors.empty())
    {
        m_damagedFile = path;
    }
    return errors;
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
        Enqueue(job);
    }
}

bool
LeaseServer::TakeFrame(const UdpAddresses& addresses, ByteView payload)
{
    if (!m_socket || addresses.destination != m_link.GetAddress() ||
        addresses.destinationPort != SERVER_PORT)
    {
        return false;
    }
    if (m_up)
    {
        ServiceQueue::Job job;
        job.payload.assign(payload.begin(), payload.end());
        job.origin = {addresses.source, m_link.GetAddress()};
        job.device = m_link.GetIndex();
        Enqueue(job);
    }
    return true;
}

void
LeaseServer::Enqueue(ServiceQueue::Job& job)
{
    job.at = Simulator::Now().GetNanoSeconds();
    if (!m_queue->Push(job))
    {
        Lose("queue full");
    }
    m_queueLength = m_queue->Length();
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
    m_rx(message);
    m_served(Simulator::Now() - NanoSeconds(job.at));
    m_device = job.device;
    m_changed = false;
    const char* reason = "the partner serves this client";
    if (!m_pair || m_pair->Serves(message))
    {
        reason = m_machine->Receive(message, job.origin, LocalNow(), *this);
    }
    if (reason)
    {
        Lose(reason);
    }
    m_queue->Stall(m_store->IsBehind());
    ScheduleExpiry();
}

void
LeaseServer::Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram)
{
    NS_LOG_INFO("sends " << Describe(reply));
    DhcpBytes bytes;
    const size_t shortest = m_machine->Profile().padsReplies ? MIN_MESSAGE : 0;
    if (!WriteMessage(reply, maxDatagram, bytes, shortest))
    {
        Lose("the reply does not fit");
        return;
    }
    if (m_changed)
    {
        const auto send = [this, bytes, reply, path, device = m_device]() {
            Transmit(bytes, reply, path, device);
        };
        m_store->Then([this, send, address = m_changedAddress]() {
            m_pair ? m_pair->Tell(LeaseOf(address), send) : send();
        });
        return;
    }
    Transmit(bytes, reply, path, m_device);
}

void
LeaseServer::Transmit(const DhcpBytes& bytes,
                      const DhcpMessage& reply,
                      const ReplyPath& path,
                      uint32_t device)
{
    m_tx(reply);
    if (path.kind == ReplyPath::TO_RELAY || path.kind == ReplyPath::TO_ADDRESS)
    {
        const uint16_t port = path.kind == ReplyPath::TO_RELAY ? SERVER_PORT : CLIENT_PORT;
        if (!m_link.IsOpen() ||
            !m_link.Send({m_link.GetAddress(), path.destination, SERVER_PORT, port}, bytes))
        {
            m_socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                             0,
                             InetSocketAddress(Ipv4Address(path.destination), port));
        }
        return;
    }
    const bool all = path.kind == ReplyPath::TO_ALL;
    DhcpFramePort::Send(GetNode()->GetDevice(device),
                        {m_machine->Config().serverId, path.destination, SERVER_PORT, CLIENT_PORT},
                        bytes,
                        all ? Mac48Address::GetBroadcast()
                            : DhcpFramePort::HardwareDestination(reply));
}

void
LeaseServer::BindingChanged(BindingEvent event, IpAddr address, const Binding& binding)
{
    NS_LOG_LOGIC(ToString(address) << " " << ToString(event));
    if (event != BindingEvent::EXPIRED)
    {
        // The store knows when a lease ends; that it has ended need not be written.
        m_store->Write(address, m_machine->TableFor(address)->At(address));
        m_changed = true;
        m_changedAddress = address;
        if (m_pair && event != BindingEvent::GRANTED)
        {
            m_pair->Tell(LeaseOf(address), [] {});
        }
    }
    Tell(event, address, binding);
}

void
LeaseServer::Tell(BindingEvent event, IpAddr address, const Binding& binding)
{
    Binding told = binding;
    told.expiry = m_clock.ToSimulation(binding.expiry);
    told.changed = m_clock.ToSimulation(binding.changed);
    m_binding(event, address, told);
}

void
LeaseServer::Expire()
{
    m_expiryAt = NEVER;
    m_machine->Expire(LocalNow(), *this);
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
    const Instant at = m_clock.ToSimulation(next);
    const Duration wait = std::max<Duration>(at - Simulator::Now().GetNanoSeconds(), 0);
    m_expiry = Simulator::Schedule(NanoSeconds(wait), &LeaseServer::Expire, this);
}

} // namespace ns3::dhcpbackup
