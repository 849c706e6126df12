/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "witness-tap.h"

#include "ns3/simulator.h"

#include <optional>

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
ProfilesOf(const BackupNetwork& network, uint32_t subscribers)
{
    std::vector<std::string> profiles;
    for (uint32_t i = 0; i < subscribers; ++i)
    {
        profiles.push_back(network.ProfileOf(i).name);
    }
    return profiles;
}

/// What the server knows of an address, in simulated time; nothing if it has no such address.
std::optional<Binding>
BindingOf(const LeaseServer& server, IpAddr address)
{
    const LeaseTable* const table = server.GetMachine()->TableFor(address);
    if (!table || !table->Pool().Contains(address))
    {
        return std::nullopt;
    }
    Binding binding = table->At(address);
    binding.expiry = server.GetClock().ToSimulation(binding.expiry);
    return binding;
}

/// What the client's server knows of its address.
std::optional<Binding>
BindingOf(const BackupNetwork& network, const ClientState& client)
{
    if (!network.server)
    {
        return network.outside.bindingOf(client.address);
    }
    // The one that has answered last knows best; the other one may have been down.
    const bool second =
        network.partner && client.serverId == network.partner->GetMachine()->Config().serverId;
    return BindingOf(second ? *network.partner : *network.server, client.address);
}

/// What a relay knows of an address, in simulated time; nothing if it knows nothing.
std::optional<MirrorRecord>
RecordOf(const LeaseRelay& relay, IpAddr address)
{
    const MirrorRecord* const known =
        relay.GetMachine() ? relay.GetMachine()->Mirror().Find(address) : nullptr;
    if (!known)
    {
        return std::nullopt;
    }
    MirrorRecord record = *known;
    record.clientExpiry = relay.GetClock().ToSimulation(known->clientExpiry);
    return record;
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

WitnessTap::WitnessTap(const BackupNetwork& network,
                       uint32_t subscribers,
                       const WitnessRules& rules)
    : m_network(network),
      m_rules(rules),
      m_meter(subscribers),
      m_profiles(ProfilesOf(network, subscribers)),
      m_memory(subscribers),
      m_violations(m_memory),
      m_addresses(subscribers, rules.addresses, m_memory, m_violations),
      m_messages(subscribers, m_memory, m_violations),
      m_promises(network.relays.size(), m_memory, m_violations),
      m_relayOf(subscribers)
{
    m_violations.SetAlarm([this] { Alarm(); });
    if (rules.fieldsCopied)
    {
        m_messages.AllowCopiedFields();
    }
    for (uint32_t i = 0; i < subscribers; ++i)
    {
        const ClientProfile& profile = network.ProfileOf(i);
        m_messages.SetHabits(i, {profile.countsFromLast, profile.minLease});
    }
    network.TraceSubscribers("Tx", MakeCallback(&WitnessTap::ClientTx, this));
    network.TraceSubscribers("Rx", MakeCallback(&WitnessTap::ClientRx, this));
    network.TraceSubscribers("Bound", MakeCallback(&WitnessTap::ClientBound, this));
    network.TraceSubscribers("Adopted", MakeCallback(&WitnessTap::ClientAdopted, this));
    network.TraceSubscribers("Lost", MakeCallback(&WitnessTap::ClientLost, this));
    network.TraceSubscribers("Power", MakeCallback(&WitnessTap::ClientPower, this));
    for (const Ptr<Object>& server :
         {Ptr<Object>(network.server), Ptr<Object>(network.partner), network.outside.traces})
    {
        if (server)
        {
            WatchServer(server);
        }
    }
    for (const auto& relay : network.relays)
    {
        relay->TraceConnectWithoutContext("ServerTx", MakeCallback(&WitnessTap::RelayTx, this));
        relay->TraceConnectWithoutContext("ServerRx", MakeCallback(&WitnessTap::RelayRx, this));
        relay->TraceConnectWithoutContext("ClientTx",
                                          MakeCallback(&WitnessTap::RelayToClient, this));
        relay->TraceConnectWithoutContext("Mirror", MakeCallback(&WitnessTap::RelayMirrored, this));
        relay->TraceConnectWithoutContext("StoodIn", MakeCallback(&WitnessTap::RelayStoodIn, this));
        relay->TraceConnectWithoutContext("Logged", MakeCallback(&WitnessTap::RelayLogged, this));
        relay->TraceConnectWithoutContext("Process", MakeCallback(&WitnessTap::RelayProcess, this));
        relay->TraceConnectWithoutContext("Settled", MakeCallback(&WitnessTap::RelaySettled, this));
        relay->TraceConnectWithoutContext("Journal", MakeCallback(&WitnessTap::RelayJournal, this));
        relay->TraceConnectWithoutContext("State",
                                          MakeCallback(&WitnessTap::RelayStateChanged, this));
    }
    if (network.partner)
    {
        for (const auto& server : {network.server, network.partner})
        {
            server->TraceConnectWithoutContext("PartnerTx",
                                               MakeCallback(&OutageMeter::PartnerTx, &m_meter));
        }
    }
    network.faults->TraceConnectWithoutContext("Fault",
                                               MakeCallback(&WitnessTap::FaultChanged, this));
}

void
WitnessTap::WatchServer(Ptr<Object> server)
{
    server->TraceConnectWithoutContext("Rx", MakeCallback(&WitnessTap::ServerRx, this));
    server->TraceConnectWithoutContext("Tx", MakeCallback(&WitnessTap::ServerTx, this));
    server->TraceConnectWithoutContext("Restarted",
                                       MakeCallback(&WitnessTap::ServerRestarted, this));
    server->TraceConnectWithoutContext("Served", MakeCallback(&WitnessTap::ServerServed, this));
    server->TraceConnectWithoutContext("Drop", MakeCallback(&WitnessTap::ServerDrop, this));
    server->TraceConnectWithoutContext("QueueLength",
                                       MakeCallback(&WitnessTap::ServerQueue, this));
    server->TraceConnectWithoutContext("Binding", MakeCallback(&WitnessTap::ServerBinding, this));
}

void
WitnessTap::Finish()
{
    m_meter.Finish(Present());
    m_addresses.Finish(Present());
    m_messages.Finish(Present());
    if (m_faultsInForce == 0 && m_stoppedAt == NEVER && m_rules.recovery != NEVER)
    {
        CheckQuiescence();
    }
}

void
WitnessTap::CheckQuiescence()
{
    const Instant now = Present();
    QuiescenceAuditor auditor(m_violations);
    auditor.CheckOutages(m_meter.Outages(), m_healed, m_rules.recovery, now);
    for (uint32_t relay = 0; relay < m_network.relays.size(); ++relay)
    {
        const RelayMachine* const machine = m_network.relays[relay]->GetMachine();
        const size_t owed = machine ? machine->Journal().Size() : 0;
        auditor.CheckJournal(relay, owed, m_healed, m_rules.recovery, now);
    }
    if (now - m_healed <= m_rules.recovery + m_rules.renewal)
    {
        return;
    }
    for (uint32_t subscriber = 0; subscriber < m_relayOf.size(); ++subscriber)
    {
        const ClientState state = m_network.StateOf(subscriber);
        const LeaseRelay& relay = *m_network.relays[m_relayOf[subscriber]];
        const RelayPolicy policy = relay.GetPolicy();
        const IpAddr address = state.address;
        const std::optional<Binding> binding = BindingOf(m_network, state);
        const std::optional<MirrorRecord> record = RecordOf(relay, address);
        auditor.CheckLease(state,
                           m_network.IdentityOf(subscriber),
                           binding ? &*binding : nullptr,
                           record ? &*record : nullptr,
                           policy.backup && policy.interception != INTERCEPT_NONE,
                           now);
    }
}

void
WitnessTap::Alarm()
{
    if (m_rules.stopAtFirst && m_stoppedAt == NEVER)
    {
        m_stoppedAt = Present();
        Simulator::Stop();
    }
}

void
WitnessTap::Note(MessagePlace place, const DhcpMessage& message)
{
    if (const auto subscriber = m_memory.Find(message))
    {
        m_memory.Note(*subscriber, place, message, Present());
    }
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
    m_memory.Learn(subscriber, message);
    m_memory.Note(subscriber, MessagePlace::CLIENT_SENDS, message, Present());
    m_meter.ClientTx(message);
    m_profiles.ClientTx(subscriber, message);
    m_messages.ClientTx(subscriber, message, Present());
    HashMessage(HASH_TX, subscriber, message);
}

void
WitnessTap::ClientRx(uint32_t subscriber, const DhcpMessage& message)
{
    m_memory.Note(subscriber, MessagePlace::CLIENT_GETS, message, Present());
    m_messages.ClientRx(subscriber, message, Present());
    HashMessage(HASH_RX, subscriber, message);
}

void
WitnessTap::ClientBound(uint32_t subscriber, const ClientLease& lease)
{
    m_meter.ClientBound(subscriber, lease, Present());
    m_addresses.ClientBound(subscriber, lease, Present());
    m_messages.ClientBound(subscriber, lease, Present());
    Hash(uint64_t(HASH_BOUND) << 32 | subscriber);
    Hash(lease.expiry);
}

void
WitnessTap::ClientAdopted(uint32_t subscriber,
                          const DhcpMessage& question,
                          const ClientLease& lease)
{
    m_memory.Learn(subscriber, question);
    m_meter.ClientBound(subscriber, lease, Present());
    m_addresses.ClientAdopted(subscriber, lease, Present());
    Hash(uint64_t(HASH_BOUND) << 32 | subscriber);
    Hash(lease.expiry);
}

void
WitnessTap::ClientLost(uint32_t subscriber, IpAddr address, LossCause cause)
{
    m_meter.ClientLost(subscriber, cause, Present());
    m_profiles.ClientLost(subscriber, cause);
    m_addresses.ClientLost(subscriber, address, Present());
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
    Note(MessagePlace::SERVER_TAKES, message);
    m_meter.ServerRx(message, Present());
    m_messages.ServerRx(message);
}

void
WitnessTap::ServerTx(const DhcpMessage& message)
{
    Note(MessagePlace::SERVER_REPLIES, message);
    m_messages.ServerTx(message, Present());
    m_addresses.ServerReply(message, Present());
}

void
WitnessTap::ServerRestarted(StoreFate fate)
{
    m_addresses.ServerRestarted(fate != StoreFate::KEPT);
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
    m_addresses.ServerBinding(event, address, binding, Present());
}

void
WitnessTap::RelayTx(uint32_t relay, const DhcpMessage& message, MessagePurpose purpose)
{
    m_meter.RelayTx(message, purpose, Present());
    m_promises.RelayToServer(relay, message, purpose, Present());
    if (purpose == MessagePurpose::RELAYED)
    {
        m_addresses.RelayPassed(message);
    }
    else if (purpose == MessagePurpose::REPLAY)
    {
        Note(MessagePlace::RELAY_REPLAYS, message);
    }
}

void
WitnessTap::RelayRx(uint32_t relay, const DhcpMessage& message)
{
    m_promises.RelayRx(relay, message);
    m_addresses.RelayHeard(message);
}

void
WitnessTap::RelayToClient(uint32_t relay, const DhcpMessage& message)
{
    m_promises.RelayToClient(relay, message, Present());
}

void
WitnessTap::RelayMirrored(uint32_t relay, const MirrorRecord& record, bool held)
{
    const auto subscriber = m_memory.Find(record.client.Unpack().chaddr);
    if (held && subscriber)
    {
        m_relayOf[*subscriber] = relay;
    }
    MeasureMirror(relay);
    m_addresses.RelayMirrored(relay, record, held);
}

void
WitnessTap::RelayStoodIn(uint32_t relay, const MirrorRecord& record)
{
    if (const auto subscriber = m_memory.Find(record.client.Unpack().chaddr))
    {
        m_meter.RelayStoodIn(*subscriber, record.xid);
    }
    m_addresses.RelayStoodIn(relay, record, Present());
    m_messages.RelayStoodIn(record.client.Unpack().chaddr, record.xid);
    m_rules.splitsLeases ? m_promises.RelaySplit(relay, record)
                         : m_promises.RelayStoodIn(relay, record);
}

void
WitnessTap::RelayLogged(uint32_t relay, const JournalEntry& entry)
{
    m_promises.RelayLogged(relay, entry);
}

void
WitnessTap::MeasureMirror(uint32_t relay)
{
    const RelayMachine* const machine = m_network.relays[relay]->GetMachine();
    m_meter.RelayMirror(relay, machine ? uint32_t(machine->Mirror().Size()) : 0);
}

void
WitnessTap::RelayProcess(uint32_t relay, bool)
{
    MeasureMirror(relay);
    m_promises.RelayProcess(relay);
}

void
WitnessTap::RelaySettled(uint32_t relay, IpAddr address, Settlement settlement)
{
    m_meter.RelaySettled(settlement);
    m_promises.RelaySettled(relay, address, settlement, Present());
}

void
WitnessTap::RelayJournal(uint32_t relay, uint32_t entries)
{
    m_meter.RelayJournal(relay, entries, Present());
    m_promises.RelayJournal(relay, entries, Present());
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
    m_faultsInForce += begins ? 1 : -1;
    m_healed = begins ? m_healed : Present();
    m_faults.push_back(DurationText(Present()) + (begins ? " begins: " : " heals: ") +
                       ToString(fault));
}

} // namespace ns3::dhcpbackup
