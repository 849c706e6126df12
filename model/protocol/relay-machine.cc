/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-machine.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Requests older than this are of no interest: every client has asked anew or given up.
constexpr Duration REQUEST_MEMORY = 5 * MINUTE;
/// Requests remembered at most; a flood of forged ones pushes out the oldest.
constexpr size_t MAX_REQUESTS = 1 << 20;

/// Options of an ACK that belong to one client or one hop and are not mirrored.
constexpr uint8_t NOT_MIRRORED[] = {OPT_CLIENT_ID, OPT_RELAY_AGENT, OPT_SERVER_ID, OPT_MESSAGE};

DhcpOptions
MirroredOptions(const DhcpMessage& ack)
{
    DhcpOptions options = ack.options;
    for (const uint8_t code : NOT_MIRRORED)
    {
        options.Remove(code);
    }
    return options;
}

uint32_t
Rescaled(uint32_t timer, uint32_t granted, uint32_t lease)
{
    return uint64_t(timer) * granted / lease;
}

} // namespace

const char*
ToString(RelayState state)
{
    static const char* const names[] = {"FORWARDING", "SUSPECTING", "STANDING_IN", "RECONCILING"};
    return names[size_t(state)];
}

const char*
ToString(Settlement settlement)
{
    static const char* const names[] = {"confirmed", "conflict", "ended"};
    return names[size_t(settlement)];
}

RelayMachine::RelayMachine(const RelayConfig& config, const RelayPolicy& policy, const Draw& draw)
    : m_policy(policy),
      m_agent(config),
      m_journal(policy.journalCapacity),
      m_reconciler(m_agent, policy.replayTimeout, draw)
{
    const std::string error = policy.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
}

void
RelayMachine::Enter(RelayState state, Instant now, RelayOutput& out)
{
    if (state == m_state)
    {
        return;
    }
    const RelayState old = m_state;
    m_state = state;
    const bool looking = state == RelayState::SUSPECTING || state == RelayState::STANDING_IN;
    const bool lookedBefore = old == RelayState::SUSPECTING || old == RelayState::STANDING_IN;
    if (!looking)
    {
        m_nextProbe = NEVER;
        m_repeated.clear();
        m_failures = 0;
        m_silentReplays = 0;
    }
    else if (!lookedBefore)
    {
        m_nextProbe = now + m_policy.probeInterval;
    }
    if (state == RelayState::RECONCILING)
    {
        m_nextReplay = now;
    }
    out.StateChanged(old, state);
}

RelayVerdict
RelayMachine::FromClient(const DhcpMessage& message,
                         uint32_t port,
                         IpAddr destination,
                         Instant now,
                         RelayOutput& out)
{
    if (const char* reason = m_agent.Refuse(message))
    {
        return {RelayVerdict::DROPPED, reason};
    }
    if (m_policy.backup && Observe(message, port, now, out))
    {
        return {RelayVerdict::CONSUMED};
    }
    const bool passing = destination != BROADCAST && destination != m_agent.Config().giaddr;
    if (!passing)
    {
        Relay(message, port, out);
    }
    // A renewal is answered only after it went on: the server side must not be kept in the dark.
    if (m_state == RelayState::STANDING_IN)
    {
        while (!m_deadlines.empty())
        {
            const Deadline request = m_deadlines.front();
            m_deadlines.pop_front();
            OnSilence(request, now, out);
        }
    }
    return {passing ? RelayVerdict::FORWARD : RelayVerdict::CONSUMED};
}

void
RelayMachine::Relay(const DhcpMessage& message, uint32_t port, RelayOutput& out)
{
    const DhcpMessage relayed = m_agent.Upstream(message, port);
    for (const IpAddr server : m_agent.Config().servers)
    {
        out.ToServer(relayed, server, MessagePurpose::RELAYED);
    }
}

bool
RelayMachine::Observe(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out)
{
    if (message.type == DHCPRELEASE || message.type == DHCPDECLINE)
    {
        const IpAddr declined = message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
        const IpAddr address = message.type == DHCPRELEASE ? message.ciaddr : declined;
        const MirrorRecord* record = m_mirror.Find(address);
        if (record && record->client.Key() == ClientKeyOf(message))
        {
            Drop(address, out);
        }
        return false;
    }
    if (message.type != DHCPREQUEST)
    {
        return false;
    }
    Remember(message, port, now);
    if (ShapeOf(message) == RequestShape::RENEWING)
    {
        return OnRenewal(message, port, now, out);
    }
    if (MirrorRecord* record = m_mirror.FindClient(ClientKeyOf(message)))
    {
        record->xid = message.xid;
        record->answered = Answered::NOBODY;
    }
    return false;
}

void
RelayMachine::Remember(const DhcpMessage& message, uint32_t port, Instant now)
{
    while (!m_requestAges.empty() && (m_requestAges.front().first <= now - REQUEST_MEMORY ||
                                      m_requestAges.size() >= MAX_REQUESTS))
    {
        const auto [at, xid] = m_requestAges.front();
        const auto it = m_requests.find(xid);
        if (it != m_requests.end() && it->second.at == at)
        {
            m_requests.erase(it);
        }
        m_requestAges.pop_front();
    }
    m_requests[message.xid] = {ClientIdentity::Of(message), port, now};
    m_requestAges.emplace_back(now, message.xid);
}

bool
RelayMachine::OnRenewal(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out)
{
    MirrorRecord* const record = m_mirror.Find(message.ciaddr);
    if (!record || !(record->client == ClientIdentity::Of(message)))
    {
        return false;
    }
    if (record->revoked)
    {
        Revoke(message, port, out);
        return true;
    }
    record->xid = message.xid;
    record->port = port;
    record->answered = Answered::NOBODY;
    const Instant patience = m_state == RelayState::STANDING_IN ? 0 : m_policy.answerAfter;
    m_deadlines.push_back({now + patience, record->address, message.xid, message.flags, message.secs});
    return false;
}

void
RelayMachine::Revoke(const DhcpMessage& request, uint32_t port, RelayOutput& out)
{
    const MirrorRecord& record = *m_mirror.Find(request.ciaddr);
    const bool overridden = m_agent.Config().overrideServerId;
    const IpAddr server = overridden ? m_agent.Config().giaddr : record.serverId;
    DhcpMessage nak = MakeReply(request, DHCPNAK);
    nak.options.AddU32(OPT_SERVER_ID, server);
    nak.options.AddText(OPT_MESSAGE, "the server gave the lease to somebody else");
    if (const auto id = request.options.Find(OPT_CLIENT_ID))
    {
        nak.options.Add(OPT_CLIENT_ID, *id);
    }
    nak.flags |= FLAG_BROADCAST;
    out.ToClient(nak, port, server);
    Drop(request.ciaddr, out);
}

void
RelayMachine::OnSilence(const Deadline& deadline, Instant now, RelayOutput& out)
{
    const MirrorRecord* const record = m_mirror.Find(deadline.address);
    const bool open = record && record->xid == deadline.xid &&
                      record->answered == Answered::NOBODY && !record->revoked;
    if (!open)
    {
        return;
    }
    ++m_failures;
    if (m_state != RelayState::STANDING_IN)
    {
        const bool away = m_failures >= m_policy.failuresToStandIn;
        Enter(away ? RelayState::STANDING_IN : RelayState::SUSPECTING, now, out);
    }
    if (m_repeated.size() < m_policy.resendClients)
    {
        m_repeated.push_back({deadline.address, now, deadline.secs});
    }
    StandIn(deadline, now, out);
}

bool
RelayMachine::StandIn(const Deadline& request, Instant now, RelayOutput& out)
{
    MirrorRecord& record = *m_mirror.Find(request.address);
    const uint32_t full = *m_mirror.ParametersOf(record).GetU32(OPT_LEASE_TIME);
    uint32_t lease = full;
    if (m_policy.standInLimit != NEVER && record.serverExpiry != NEVER)
    {
        const Duration room = record.serverExpiry + m_policy.standInLimit - now;
        lease = std::clamp<int64_t>(room / SECOND, 0, full);
    }
    if (lease == 0)
    {
        return false;
    }
    const Instant expiry = LeaseEnd(now, lease);
    JournalEntry entry;
    entry.client = record.client;
    entry.address = record.address;
    entry.serverId = record.serverId;
    entry.port = record.port;
    entry.grantedAt = now;
    entry.expiry = expiry;
    if (!m_journal.Record(entry))
    {
        return false;
    }
    m_mirror.SetClientExpiry(record, expiry);
    record.answered = Answered::RELAY;
    ++record.standIns;
    const bool overridden = m_agent.Config().overrideServerId;
    const IpAddr server = overridden ? m_agent.Config().giaddr : record.serverId;
    out.StoodIn(record);
    out.ToClient(BuildAck(record, request, lease), record.port, server);
    return true;
}

DhcpMessage
RelayMachine::BuildAck(const MirrorRecord& record, const Deadline& request, uint32_t lease) const
{
    DhcpMessage ack;
    ack.op = BOOTREPLY;
    ack.type = DHCPACK;
    ack.xid = request.xid;
    ack.flags = request.flags;
    ack.ciaddr = record.address;
    ack.yiaddr = record.address;
    const bool overridden = m_agent.Config().overrideServerId;
    ack.options.AddU32(OPT_SERVER_ID,
                       overridden ? m_agent.Config().giaddr : record.serverId);
    const DhcpOptions& parameters = m_mirror.ParametersOf(record);
    const uint32_t full = *parameters.GetU32(OPT_LEASE_TIME);
    for (const auto& item : parameters)
    {
        ack.options.Add(item.code, item.data);
    }
    ack.options.SetU32(OPT_LEASE_TIME, lease);
    for (const uint8_t code : {OPT_T1, OPT_T2})
    {
        if (const auto timer = parameters.GetU32(code); timer && lease != full)
        {
            ack.options.SetU32(code, Rescaled(*timer, lease, full));
        }
    }
    record.client.PutInto(ack);
    return ack;
}

RelayVerdict
RelayMachine::FromServer(const DhcpMessage& message,
                         IpAddr source,
                         IpAddr destination,
                         Instant now,
                         RelayOutput& out)
{
    if (message.op != BOOTREPLY)
    {
        return {RelayVerdict::DROPPED, "a server must not send requests"};
    }
    const bool passing = destination != m_agent.Config().giaddr;
    if (m_policy.backup)
    {
        OnServerAlive(now, out);
        if (const auto sent = m_reconciler.Match(message))
        {
            OnOwnAnswer(*sent, message, now, out);
            return {RelayVerdict::CONSUMED};
        }
    }
    std::optional<uint32_t> port = m_agent.PortOf(message);
    const auto request = m_requests.find(message.xid);
    if (!port && request != m_requests.end() && request->second.client.chaddr == message.chaddr)
    {
        port = request->second.port;
    }
    const bool answer = message.type == DHCPACK || message.type == DHCPNAK;
    if (m_policy.backup && answer)
    {
        if (const char* reason = OnAnswer(message, now, out))
        {
            return {RelayVerdict::CONSUMED, reason};
        }
    }
    if (!port)
    {
        return passing ? RelayVerdict{RelayVerdict::FORWARD}
                       : RelayVerdict{RelayVerdict::DROPPED, "no access line for this reply"};
    }
    out.ToClient(m_agent.Downstream(message), *port, passing ? source : m_agent.Config().giaddr);
    return {RelayVerdict::CONSUMED};
}

const char*
RelayMachine::OnAnswer(const DhcpMessage& reply, Instant now, RelayOutput& out)
{
    const auto it = m_requests.find(reply.xid);
    const bool known = it != m_requests.end() && it->second.client.chaddr == reply.chaddr;
    MirrorRecord* record = nullptr;
    if (known)
    {
        record = m_mirror.FindClient(it->second.client.Key());
    }
    else if (reply.yiaddr != 0)
    {
        record = m_mirror.Find(reply.yiaddr);
    }
    const bool late = record && record->xid == reply.xid && record->answered == Answered::RELAY;
    if (late)
    {
        // The client has its answer: this one is for the relay's books alone.
        if (reply.type == DHCPNAK)
        {
            Conflict(*record, out);
        }
        else if (reply.yiaddr == record->address)
        {
            Confirm(*record, reply, now, out);
        }
        m_requests.erase(reply.xid);
        return "the relay has answered already";
    }
    if (!known)
    {
        return record ? "an answer to an old request" : nullptr;
    }
    const Request request = it->second;
    m_requests.erase(it);
    if (reply.type == DHCPNAK)
    {
        if (record)
        {
            Drop(record->address, out);
        }
    }
    else if (reply.yiaddr != 0 && reply.options.GetU32(OPT_LEASE_TIME).value_or(0) != 0)
    {
        Learn(reply, request, now, out);
    }
    return nullptr;
}

void
RelayMachine::Learn(const DhcpMessage& ack,
                    const Request& request,
                    Instant now,
                    RelayOutput& out)
{
    const MirrorRecord* const old = m_mirror.FindClient(request.client.Key());
    if (old && old->address != ack.yiaddr)
    {
        Drop(old->address, out);
    }
    const MirrorRecord* const other = m_mirror.Find(ack.yiaddr);
    if (other && !(other->client == request.client))
    {
        // The server gave the address away; its first client is told when it asks the server next.
        Settle(other->address, Settlement::CONFLICT, out);
        Drop(other->address, out);
    }
    MirrorRecord& record = m_mirror.Learn(request.client, ack.yiaddr, MirroredOptions(ack));
    record.port = request.port;
    record.xid = ack.xid;
    record.answered = Answered::SERVER;
    Confirm(record, ack, now, out);
    m_mirror.SetClientExpiry(record, record.serverExpiry);
    out.Mirrored(record, true);
}

void
RelayMachine::Confirm(MirrorRecord& record,
                      const DhcpMessage& ack,
                      Instant now,
                      RelayOutput& out)
{
    record.serverId = ack.options.GetU32(OPT_SERVER_ID).value_or(record.serverId);
    record.serverExpiry = LeaseEnd(now, ack.options.GetU32(OPT_LEASE_TIME).value_or(0));
    record.standIns = 0;
    record.revoked = false;
    Settle(record.address, Settlement::CONFIRMED, out);
}

void
RelayMachine::Conflict(MirrorRecord& record, RelayOutput& out)
{
    // A BOUND client ignores a NAK; it is told when it asks next.
    record.revoked = true;
    Settle(record.address, Settlement::CONFLICT, out);
}

void
RelayMachine::Drop(IpAddr address, RelayOutput& out)
{
    if (const MirrorRecord* record = m_mirror.Find(address))
    {
        out.Mirrored(*record, false);
        m_mirror.Forget(address);
        Settle(address, Settlement::ENDED, out);
    }
}

void
RelayMachine::Settle(IpAddr address, Settlement settlement, RelayOutput& out)
{
    if (m_journal.Find(address))
    {
        m_journal.Settle(address);
        out.Settled(address, settlement);
    }
}

void
RelayMachine::OnServerAlive(Instant now, RelayOutput& out)
{
    m_failures = 0;
    m_silentReplays = 0;
    if (m_state == RelayState::SUSPECTING || m_state == RelayState::STANDING_IN)
    {
        const bool owes = m_journal.Size() > 0;
        Enter(owes ? RelayState::RECONCILING : RelayState::FORWARDING, now, out);
    }
}

void
RelayMachine::OnOwnAnswer(const Reconciler::Transaction& sent,
                          const DhcpMessage& reply,
                          Instant now,
                          RelayOutput& out)
{
    MirrorRecord* const record = m_mirror.Find(sent.address);
    const bool same = record && record->client.chaddr == sent.chaddr;
    if (reply.type == DHCPACK && reply.yiaddr == sent.address)
    {
        if (same)
        {
            Confirm(*record, reply, now, out);
        }
        return;
    }
    // A renewal shape that is refused proves nothing: some servers want the selecting one.
    if (sent.kind == MessagePurpose::RESEND)
    {
        return;
    }
    if (same)
    {
        Conflict(*record, out);
    }
}

void
RelayMachine::Wake(Instant now, RelayOutput& out)
{
    m_mirror.Expire(now, [this, &out](const MirrorRecord& record) {
        out.Mirrored(record, false);
        Settle(record.address, Settlement::ENDED, out);
    });
    while (!m_deadlines.empty() && m_deadlines.front().at <= now)
    {
        const Deadline deadline = m_deadlines.front();
        m_deadlines.pop_front();
        OnSilence(deadline, now, out);
    }
    OnOverdue(now, out);
    if (now >= m_nextProbe)
    {
        m_nextProbe = now + m_policy.probeInterval;
        SendProbe(now, out);
    }
    SendReplay(now, out);
}

void
RelayMachine::SendProbe(Instant now, RelayOutput& out)
{
    for (size_t turn = m_repeated.size(); turn > 0; --turn)
    {
        const Repeated repeated = m_repeated.front();
        m_repeated.pop_front();
        const MirrorRecord* const record = m_mirror.Find(repeated.address);
        if (!record || record->revoked)
        {
            continue;
        }
        m_repeated.push_back(repeated);
        const int64_t secs = repeated.secs + (now - repeated.at) / SECOND;
        const auto message =
            m_reconciler.Resend(*record, std::min<int64_t>(secs, UINT16_MAX), now);
        out.ToServer(message, ServerFor(record->serverId), MessagePurpose::RESEND);
        return;
    }
    if (const MirrorRecord* const record = m_mirror.Earliest())
    {
        out.ToServer(m_reconciler.Probe(*record, now),
                     ServerFor(record->serverId),
                     MessagePurpose::PROBE);
    }
}

void
RelayMachine::SendReplay(Instant now, RelayOutput& out)
{
    while (m_state == RelayState::RECONCILING && now >= m_nextReplay)
    {
        if (m_journal.Size() == 0)
        {
            Enter(RelayState::FORWARDING, now, out);
            return;
        }
        const JournalEntry* const entry = m_journal.StartReplay();
        if (!entry)
        {
            return;
        }
        out.ToServer(m_reconciler.Replay(*entry, now),
                     ServerFor(entry->serverId),
                     MessagePurpose::REPLAY);
        m_nextReplay += Duration(SECOND / m_policy.replayRate);
    }
}

void
RelayMachine::OnOverdue(Instant now, RelayOutput& out)
{
    while (const auto lost = m_reconciler.Overdue(now))
    {
        if (lost->kind != MessagePurpose::REPLAY)
        {
            continue;
        }
        m_journal.RetryLater(lost->address);
        if (++m_silentReplays >= m_policy.replayTries)
        {
            Enter(RelayState::STANDING_IN, now, out);
        }
    }
}

IpAddr
RelayMachine::ServerFor(IpAddr serverId) const
{
    const auto& servers = m_agent.Config().servers;
    const bool known = std::find(servers.begin(), servers.end(), serverId) != servers.end();
    return known || servers.empty() ? serverId : servers.front();
}

Instant
RelayMachine::NextWake()
{
    Instant next = std::min({m_mirror.NextExpiry(), m_nextProbe, m_reconciler.NextTimeout()});
    if (!m_deadlines.empty())
    {
        next = std::min(next, m_deadlines.front().at);
    }
    if (m_state == RelayState::RECONCILING &&
        (m_journal.Waiting() > 0 || m_journal.Size() == 0))
    {
        next = std::min(next, m_nextReplay);
    }
    return next;
}

} // namespace ns3::dhcpbackup
