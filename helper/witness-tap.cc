/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "witness-tap.h"

#include "ns3/simulator.h"

namespace ns3::dhcpbackup
{

namespace
{

Instant
Present()
{
    return Simulator::Now().GetNanoSeconds();
}

/// The client that each subscriber has.
std::vector<std::string>
ProfilesOf(const BackupNetwork& network)
{
    std::vector<std::string> profiles;
    for (const auto& client : network.clients)
    {
        profiles.push_back(client->GetProfileName());
    }
    return profiles;
}

/// Kinds of events in the hash.
enum HashKind : uint32_t
{
    HASH_TX,
    HASH_RX,
    HASH_BOUND,
    HASH_LOST
};

} // namespace

WitnessTap::WitnessTap(const BackupNetwork& network, uint32_t subscribers)
    : m_meter(subscribers),
      m_profiles(ProfilesOf(network))
{
    for (const auto& client : network.clients)
    {
        client->TraceConnectWithoutContext("Tx", MakeCallback(&WitnessTap::ClientTx, this));
        client->TraceConnectWithoutContext("Rx", MakeCallback(&WitnessTap::ClientRx, this));
        client->TraceConnectWithoutContext("Bound", MakeCallback(&WitnessTap::ClientBound, this));
        client->TraceConnectWithoutContext("Lost", MakeCallback(&WitnessTap::ClientLost, this));
        client->TraceConnectWithoutContext("Power", MakeCallback(&WitnessTap::ClientPower, this));
    }
    const auto& server = network.server;
    server->TraceConnectWithoutContext("Rx", MakeCallback(&WitnessTap::ServerRx, this));
    server->TraceConnectWithoutContext("Served", MakeCallback(&WitnessTap::ServerServed, this));
    server->TraceConnectWithoutContext("Drop", MakeCallback(&WitnessTap::ServerDrop, this));
    server->TraceConnectWithoutContext("QueueLength",
                                       MakeCallback(&WitnessTap::ServerQueue, this));
    server->TraceConnectWithoutContext("Binding", MakeCallback(&WitnessTap::ServerBinding, this));
    for (const auto& relay : network.relays)
    {
        relay->TraceConnectWithoutContext("ServerTx", MakeCallback(&WitnessTap::RelayTx, this));
        relay->TraceConnectWithoutContext("StoodIn", MakeCallback(&WitnessTap::RelayStoodIn, this));
        relay->TraceConnectWithoutContext("Settled", MakeCallback(&WitnessTap::RelaySettled, this));
        relay->TraceConnectWithoutContext("Journal", MakeCallback(&WitnessTap::RelayJournal, this));
        relay->TraceConnectWithoutContext("State",
                                          MakeCallback(&WitnessTap::RelayStateChanged, this));
    }
    network.faults->TraceConnectWithoutContext("Fault",
                                               MakeCallback(&WitnessTap::FaultChanged, this));
}

void
WitnessTap::Finish()
{
    m_meter.Finish(Present());
    m_auditor.Finish(Present());
}

std::string
WitnessTap::TraceHash() const
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; ++i)
    {
        bytes[i] = m_hash >> (56 - 8 * i);
    }
    return ToHex(bytes);
}

void
WitnessTap::Hash(uint64_t value)
{
    for (int i = 0; i < 8; ++i)
    {
        m_hash = (m_hash ^ (value >> (8 * i) & 0xff)) * 0x100000001b3;
    }
}

void
WitnessTap::HashMessage(uint32_t kind, uint32_t subscriber, const DhcpMessage& message)
{
    Hash(Present());
    Hash(uint64_t(kind) << 32 | subscriber);
    Hash(uint64_t(message.type) << 32 | message.xid);
    Hash(uint64_t(message.ciaddr) << 32 | message.yiaddr);
}

void
WitnessTap::ClientTx(uint32_t subscriber, const DhcpMessage& message)
{
    m_meter.ClientTx(message);
    m_profiles.ClientTx(subscriber, message);
    HashMessage(HASH_TX, subscriber, message);
}

void
WitnessTap::ClientRx(uint32_t subscriber, const DhcpMessage& message)
{
    HashMessage(HASH_RX, subscriber, message);
}

void
WitnessTap::ClientBound(uint32_t subscriber, const ClientLease& lease)
{
    m_meter.ClientBound(subscriber, lease, Present());
    m_auditor.ClientBound(subscriber, lease, Present());
    Hash(uint64_t(HASH_BOUND) << 32 | subscriber);
    Hash(lease.expiry);
}

void
WitnessTap::ClientLost(uint32_t subscriber, IpAddr address, LossCause cause)
{
    m_meter.ClientLost(subscriber, cause, Present());
    m_profiles.ClientLost(subscriber, cause);
    m_auditor.ClientLost(subscriber, address, Present());
    Hash(uint64_t(HASH_LOST) << 32 | subscriber);
    Hash(Present());
}

void
WitnessTap::ClientPower(uint32_t subscriber, bool on)
{
    m_meter.ClientPower(subscriber, on, Present());
}

void
WitnessTap::ServerRx(const DhcpMessage& message)
{
    m_meter.ServerRx(message, Present());
}

void
WitnessTap::ServerServed(Time waited)
{
    m_meter.ServerServed(waited.GetNanoSeconds());
}

void
WitnessTap::ServerDrop(const char* reason)
{
    m_meter.ServerDrop(reason, Present());
}

void
WitnessTap::ServerQueue(uint32_t, uint32_t now)
{
    m_meter.ServerQueue(now, Present());
}

void
WitnessTap::ServerBinding(BindingEvent event, IpAddr address, const Binding& binding)
{
    m_auditor.ServerBinding(event, address, binding);
}

void
WitnessTap::RelayTx(uint32_t, const DhcpMessage& message, MessagePurpose purpose)
{
    m_meter.RelayTx(message, purpose, Present());
}

void
WitnessTap::RelayStoodIn(uint32_t, const MirrorRecord& record)
{
    m_meter.RelayStoodIn(record, Present());
    m_auditor.RelayStoodIn(record, Present());
}

void
WitnessTap::RelaySettled(uint32_t, IpAddr, Settlement settlement)
{
    m_meter.RelaySettled(settlement);
}

void
WitnessTap::RelayJournal(uint32_t relay, uint32_t entries)
{
    m_meter.RelayJournal(relay, entries, Present());
}

void
WitnessTap::RelayStateChanged(uint32_t, RelayState from, RelayState to)
{
    m_meter.RelayState(from, to, Present());
}

void
WitnessTap::FaultChanged(uint32_t, const Fault& fault, bool begins)
{
    m_meter.FaultChanged(begins, Present());
    m_faults.push_back(DurationText(Present()) + (begins ? " begins: " : " heals: ") +
                       ToString(fault));
}

} // namespace ns3::dhcpbackup
