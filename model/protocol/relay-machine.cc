/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-machine.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

RelayMachine::RelayMachine(const RelayConfig& config, const RelayPolicy& policy, const Draw& draw)
    : m_policy(policy),
      m_agent(config),
      m_books(policy.journalCapacity),
      m_health(m_policy),
      m_standIn(m_agent, m_policy),
      m_probe(policy.probeInterval, policy.resendClients),
      m_replay(policy.replayRate),
      m_own(m_agent, policy.replayTimeout, draw)
{
    const std::string error = policy.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
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
    if (State() == RelayState::STANDING_IN)
    {
        CheckAwaited(NEVER, now, out);
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
        OnGivenUp(message, out);
        return false;
    }
    if (message.type != DHCPREQUEST)
    {
        return false;
    }
    m_requests.Remember(message, port, now);
    if (ShapeOf(message) == RequestShape::RENEWING)
    {
        return OnRenewal(message, port, now, out);
    }
    if (MirrorRecord* record = m_books.Mirror().FindClient(ClientKeyOf(message)))
    {
        record->xid = message.xid;
        record->answered = Answered::NOBODY;
    }
    return false;
}

void
RelayMachine::OnGivenUp(const DhcpMessage& message, RelayOutput& out)
{
    const IpAddr declined = message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    const IpAddr address = message.type == DHCPRELEASE ? message.ciaddr : declined;
    const MirrorRecord* record = m_books.Mirror().Find(address);
    if (record && record->client.Key() == ClientKeyOf(message))
    {
        m_books.Drop(address, out);
    }
}

bool
RelayMachine::OnRenewal(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out)
{
    MirrorRecord* const record = m_books.Mirror().Find(message.ciaddr);
    if (!record || !(record->client == ClientIdentity::Of(message)))
    {
        return false;
    }
    if (record->revoked)
    {
        out.ToClient(m_standIn.Nak(*record, message), port, m_standIn.ServerSeenBy(*record));
        m_books.Drop(message.ciaddr, out);
        return true;
    }
    record->xid = message.xid;
    record->port = port;
    record->answered = Answered::NOBODY;
    const Instant patience = State() == RelayState::STANDING_IN ? 0 : m_policy.answerAfter;
    m_requests.Await({now + patience, record->address, message.xid, message.flags, message.secs});
    return false;
}

void
RelayMachine::CheckAwaited(Instant until, Instant now, RelayOutput& out)
{
    while (const auto awaited = m_requests.TakeOverdue(until))
    {
        const MirrorRecord* const record = m_books.Mirror().Find(awaited->address);
        const bool open = record && record->xid == awaited->xid &&
                          record->answered == Answered::NOBODY && !record->revoked;
        if (!open)
        {
            continue;
        }
        const RelayState old = State();
        m_health.OnSilence();
        Follow(old, now, out);
        m_probe.Repeat(*awaited, now);
        StandIn(*awaited, now, out);
    }
}

void
RelayMachine::StandIn(const AwaitedRenewal& request, Instant now, RelayOutput& out)
{
    MirrorRecord& record = *m_books.Mirror().Find(request.address);
    const DhcpOptions& parameters = m_books.Mirror().ParametersOf(record);
    const uint32_t full = *parameters.GetU32(OPT_LEASE_TIME);
    const uint32_t lease = m_standIn.LeaseFor(record, full, now);
    if (lease == 0 || !m_books.Promise(record, LeaseEnd(now, lease), now))
    {
        return;
    }
    out.StoodIn(record);
    out.ToClient(m_standIn.Ack(record, parameters, request, lease),
                 record.port,
                 m_standIn.ServerSeenBy(record));
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
        const RelayState old = State();
        m_health.OnAnswer(Journal().Size() > 0);
        Follow(old, now, out);
        if (const auto sent = m_own.Match(message))
        {
            OnOwnAnswer(*sent, message, now, out);
            return {RelayVerdict::CONSUMED};
        }
    }
    std::optional<uint32_t> port = m_agent.PortOf(message);
    if (const PassingRequest* request = m_requests.Find(message); request && !port)
    {
        port = request->port;
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
    const PassingRequest* const known = m_requests.Find(reply);
    MirrorRecord* record = nullptr;
    if (known)
    {
        record = m_books.Mirror().FindClient(known->client.Key());
    }
    else if (reply.yiaddr != 0)
    {
        record = m_books.Mirror().Find(reply.yiaddr);
    }
    const bool late = record && record->xid == reply.xid && record->answered == Answered::RELAY;
    if (late)
    {
        // The client has its answer: this one is for the relay's books alone.
        if (reply.type == DHCPNAK)
        {
            m_books.Conflict(*record, out);
        }
        else if (reply.yiaddr == record->address)
        {
            m_books.Confirm(*record, reply, now, out);
        }
        m_requests.Forget(reply.xid);
        return "the relay has answered already";
    }
    if (!known)
    {
        return record ? "an answer to an old request" : nullptr;
    }
    const PassingRequest request = *known;
    m_requests.Forget(reply.xid);
    if (reply.type == DHCPNAK)
    {
        if (record)
        {
            m_books.Drop(record->address, out);
        }
    }
    else if (reply.yiaddr != 0 && reply.options.GetU32(OPT_LEASE_TIME).value_or(0) != 0)
    {
        m_books.Learn(reply, request, now, out);
    }
    return nullptr;
}

void
RelayMachine::OnOwnAnswer(const Reconciler::Transaction& sent,
                          const DhcpMessage& reply,
                          Instant now,
                          RelayOutput& out)
{
    MirrorRecord* const record = m_books.Mirror().Find(sent.address);
    if (!record || record->client.chaddr != sent.chaddr)
    {
        return;
    }
    if (reply.type == DHCPACK && reply.yiaddr == sent.address)
    {
        m_books.Confirm(*record, reply, now, out);
    }
    // A renewal shape that is refused proves nothing: some servers want the selecting one.
    else if (sent.kind != MessagePurpose::RESEND)
    {
        m_books.Conflict(*record, out);
    }
}

void
RelayMachine::Wake(Instant now, RelayOutput& out)
{
    m_books.Expire(now, out);
    CheckAwaited(now, now, out);
    OnOverdue(now, out);
    if (const auto probe = m_probe.Next(m_books.Mirror(), m_own, now))
    {
        out.ToServer(probe->message, ServerFor(probe->serverId), probe->purpose);
    }
    SendReplays(now, out);
}

void
RelayMachine::OnOverdue(Instant now, RelayOutput& out)
{
    while (const auto lost = m_own.Overdue(now))
    {
        if (lost->kind == MessagePurpose::REPLAY)
        {
            const RelayState old = State();
            m_books.Journal().RetryLater(lost->address);
            m_health.OnSilentReplay();
            Follow(old, now, out);
        }
    }
}

void
RelayMachine::SendReplays(Instant now, RelayOutput& out)
{
    if (State() != RelayState::RECONCILING)
    {
        return;
    }
    while (const JournalEntry* entry = m_replay.Next(m_books.Journal(), now))
    {
        out.ToServer(m_own.Replay(*entry, now),
                     ServerFor(entry->serverId),
                     MessagePurpose::REPLAY);
    }
    if (Journal().Size() == 0 && now >= m_replay.NextAt())
    {
        m_health.OnReconciled();
        Follow(RelayState::RECONCILING, now, out);
    }
}

IpAddr
RelayMachine::ServerFor(IpAddr serverId) const
{
    const auto& servers = m_agent.Config().servers;
    const bool known = std::find(servers.begin(), servers.end(), serverId) != servers.end();
    return known || servers.empty() ? serverId : servers.front();
}

void
RelayMachine::Follow(RelayState old, Instant now, RelayOutput& out)
{
    if (State() == old)
    {
        return;
    }
    const bool looked = old == RelayState::SUSPECTING || old == RelayState::STANDING_IN;
    if (!m_health.IsLooking())
    {
        m_probe.Stop();
    }
    else if (!looked)
    {
        m_probe.Start(now);
    }
    if (State() == RelayState::RECONCILING)
    {
        m_replay.Start(now);
    }
    out.StateChanged(old, State());
}

Instant
RelayMachine::NextWake()
{
    Instant next = std::min({m_books.Mirror().NextExpiry(),
                             m_requests.NextDeadline(),
                             m_probe.NextAt(),
                             m_own.NextTimeout()});
    const bool replaying = Journal().Waiting() > 0 || Journal().Size() == 0;
    if (State() == RelayState::RECONCILING && replaying)
    {
        next = std::min(next, m_replay.NextAt());
    }
    return next;
}

} // namespace ns3::dhcpbackup
