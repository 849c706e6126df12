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

JournalRules
RulesOf(const RelayPolicy& policy)
{
    return {policy.journalCapacity, policy.overflow, policy.replayOrder, policy.lazyReplay};
}

} // namespace

RelayMachine::RelayMachine(const RelayConfig& config,
                           const RelayPolicy& policy,
                           const Draw& draw,
                           uint32_t life)
    : m_policy(policy),
      m_agent(config),
      m_books(RulesOf(policy)),
      m_standIn(m_agent, m_policy),
      m_own(m_agent, policy.replayTimeout, draw, life),
      m_watching(policy.backup || policy.interception == INTERCEPT_PROXY)
{
    for (const std::string& error : {policy.Validate(), config.Validate()})
    {
        NS_ABORT_MSG_UNLESS(error.empty(), error);
    }
    for (const IpAddr server : config.servers)
    {
        m_servers.emplace_back(m_servers.size(), server, m_policy);
    }
}

RelayVerdict
RelayMachine::FromClient(const DhcpMessage& message,
                         uint32_t port,
                         IpAddr destination,
                         Instant now,
                         RelayOutput& out)
{
    if (const char* reason = m_agent.Refuse(message, port))
    {
        return {RelayVerdict::DROPPED, reason};
    }
    if (const char* reason = BeforeRelaying(message, port, now, out))
    {
        return {RelayVerdict::CONSUMED, reason};
    }
    const bool passing = destination != BROADCAST && destination != m_agent.Config().giaddr;
    if (!passing)
    {
        if (const char* reason = Relay(message, port, destination, out))
        {
            return {RelayVerdict::DROPPED, reason};
        }
    }
    // A renewal is answered only after it went on: the server side must not be kept in the dark.
    if (m_watching)
    {
        Observe(message, port, destination, now, out);
    }
    return {passing ? RelayVerdict::FORWARD : RelayVerdict::CONSUMED};
}

const char*
RelayMachine::BeforeRelaying(const DhcpMessage& message,
                             uint32_t port,
                             Instant now,
                             RelayOutput& out)
{
    if (message.type == DHCPDISCOVER && m_policy.holdDiscovers &&
        State() != RelayState::FORWARDING && Journal().Size() > 0)
    {
        return "held until the journal is replayed";
    }
    const MirrorRecord* const record = RecordOf(message);
    if (!record)
    {
        return nullptr;
    }
    if (record->revoked)
    {
        out.ToClient(m_standIn.Nak(*record, message), port, m_standIn.ServerSeenBy(*record));
        m_books.Drop(message.ciaddr, out);
        return "the server has refused the lease";
    }
    if (m_policy.lazyReplay && !m_servers[record->server].health.IsLooking())
    {
        if (const JournalEntry* entry = m_books.Journal().StartReplayOf(record->address))
        {
            SendReplay(*entry, now, out);
        }
    }
    return nullptr;
}

const char*
RelayMachine::Relay(const DhcpMessage& message,
                    uint32_t port,
                    IpAddr destination,
                    RelayOutput& out)
{
    DhcpMessage relayed = m_agent.Upstream(message, port);
    const IpAddr giaddr = m_agent.Config().giaddr;
    const MirrorRecord* const record = m_books.Mirror().FindClient(ClientKeyOf(message));
    if (m_policy.interception == INTERCEPT_PROXY &&
        message.options.GetU32(OPT_SERVER_ID) == giaddr)
    {
        const IpAddr server = m_proxy.ServerMeant(message, record);
        if (server == 0)
        {
            return "no server is known that the client means";
        }
        relayed.options.SetU32(OPT_SERVER_ID, server);
    }
    // What is broadcast is for all servers; a unicast means the one that granted the lease.
    const bool one = destination == giaddr && record;
    for (size_t i = 0; i < m_servers.size(); ++i)
    {
        if (!one || i == record->server)
        {
            out.ToServer(relayed, m_servers[i].address, MessagePurpose::RELAYED);
        }
    }
    return nullptr;
}

void
RelayMachine::Observe(const DhcpMessage& message,
                      uint32_t port,
                      IpAddr destination,
                      Instant now,
                      RelayOutput& out)
{
    if (message.type == DHCPRELEASE || message.type == DHCPDECLINE)
    {
        OnGivenUp(message, now, out);
        return;
    }
    if (message.type != DHCPREQUEST)
    {
        return;
    }
    m_requests.Remember(message, port, now);
    if (ShapeOf(message) == RequestShape::RENEWING)
    {
        OnRenewal(message, port, destination, now, out);
        return;
    }
    if (MirrorRecord* record = m_books.Mirror().FindClient(ClientKeyOf(message)))
    {
        record->xid = message.xid;
        record->answered = Answered::NOBODY;
    }
}

void
RelayMachine::OnGivenUp(const DhcpMessage& message, Instant now, RelayOutput& out)
{
    const bool release = message.type == DHCPRELEASE;
    const IpAddr declined = message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    const IpAddr address = release ? message.ciaddr : declined;
    const MirrorRecord* record = m_books.Mirror().Find(address);
    if (!record || record->client.Unpack().Key() != ClientKeyOf(message))
    {
        return;
    }
    // Nobody answers these messages, so what is sent to a server that is away must be sent again.
    if (m_policy.backup && m_servers[record->server].health.IsLooking())
    {
        m_books.GiveUp(*record, release ? JournalKind::RELEASE : JournalKind::DECLINE, now, out);
        return;
    }
    m_books.Drop(address, out);
}

MirrorRecord*
RelayMachine::RecordOf(const DhcpMessage& renewal)
{
    if (renewal.type != DHCPREQUEST || ShapeOf(renewal) != RequestShape::RENEWING)
    {
        return nullptr;
    }
    MirrorRecord* const record = m_books.Mirror().Find(renewal.ciaddr);
    const bool own = record && record->client.Unpack() == ClientIdentity::Of(renewal);
    return own ? record : nullptr;
}

bool
RelayMachine::IsHopeless(const MirrorRecord& record, IpAddr destination) const
{
    const auto away = [](const RelayUpstream& server) {
        return server.health.State() == RelayState::STANDING_IN;
    };
    // A broadcast reaches the other servers too, and any of them may answer.
    return destination == BROADCAST ? std::all_of(m_servers.begin(), m_servers.end(), away)
                                    : away(m_servers[record.server]);
}

void
RelayMachine::OnRenewal(const DhcpMessage& message,
                        uint32_t port,
                        IpAddr destination,
                        Instant now,
                        RelayOutput& out)
{
    MirrorRecord* const record = RecordOf(message);
    if (!record)
    {
        OnUnknownLease(message, port, now, out);
        return;
    }
    record->xid = message.xid;
    record->port = port;
    record->answered = Answered::NOBODY;
    if (!m_policy.backup)
    {
        return;
    }
    RelayUpstream& server = m_servers[record->server];
    const Instant deadline = now + m_policy.answerAfter;
    const AwaitedRenewal renewal{deadline,
                                 record->address,
                                 message.xid,
                                 message.flags,
                                 message.secs};
    if (IsHopeless(*record, destination))
    {
        server.probe.Repeat(renewal, now);
        StandIn(renewal, now, out);
        return;
    }
    server.awaited.Add(renewal);
}

void
RelayMachine::OnUnknownLease(const DhcpMessage& message,
                             uint32_t port,
                             Instant now,
                             RelayOutput& out)
{
    const bool strange = m_books.Mirror().Find(message.ciaddr) != nullptr;
    if (m_policy.leasequery == LEASEQUERY_OFF || strange || !m_rebuild.Ask(message, port, now))
    {
        return;
    }
    for (size_t i = 0; i < m_servers.size(); ++i)
    {
        out.ToServer(m_own.Query(message.ciaddr, i, now),
                     m_servers[i].address,
                     MessagePurpose::QUERY);
    }
}

void
RelayMachine::CheckAwaited(RelayUpstream& server, Instant until, Instant now, RelayOutput& out)
{
    while (const auto awaited = server.awaited.TakeOverdue(until))
    {
        const MirrorRecord* const record = m_books.Mirror().Find(awaited->address);
        const bool open = record && record->xid == awaited->xid &&
                          record->answered == Answered::NOBODY && !record->revoked;
        if (!open)
        {
            continue;
        }
        Judge(server, now, out, [](RelayHealth& health) { health.OnSilence(); });
        server.probe.Repeat(*awaited, now);
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
    if (lease == 0 || !m_books.Promise(record, LeaseEnd(now, lease), now, out))
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
    const auto sent = m_own.Match(message);
    const uint8_t server = sent ? sent->server : ServerOf(message, source);
    if (m_policy.backup)
    {
        const bool owes = Journal().OwedTo(server) > 0;
        Judge(m_servers[server], now, out, [&](RelayHealth& health) {
            health.OnAnswer(owes, now);
        });
    }
    if (sent)
    {
        OnOwnAnswer(*sent, message, out);
        return {RelayVerdict::CONSUMED};
    }
    if (message.type == DHCPOFFER && m_policy.interception == INTERCEPT_PROXY)
    {
        m_proxy.OnOffer(message, now);
    }
    std::optional<uint32_t> port = m_agent.PortOf(message);
    if (const PassingRequest* request = m_requests.Find(message); request && !port)
    {
        port = request->port;
    }
    if (m_watching && (message.type == DHCPACK || message.type == DHCPNAK))
    {
        if (const char* reason = OnAnswer(message, server, now, out))
        {
            return {RelayVerdict::CONSUMED, reason};
        }
    }
    if (!port)
    {
        return passing ? RelayVerdict{RelayVerdict::FORWARD}
                       : RelayVerdict{RelayVerdict::DROPPED, "no access line for this reply"};
    }
    out.ToClient(m_agent.Downstream(message, *port),
                 *port,
                 passing ? source : m_agent.Config().giaddr);
    return {RelayVerdict::CONSUMED};
}

const char*
RelayMachine::OnAnswer(const DhcpMessage& reply, uint8_t server, Instant now, RelayOutput& out)
{
    const PassingRequest* const known = m_requests.Find(reply);
    MirrorRecord* record = nullptr;
    if (known)
    {
        record = m_books.Mirror().FindClient(known->client.Unpack().Key());
    }
    else if (reply.yiaddr != 0)
    {
        record = m_books.Mirror().Find(reply.yiaddr);
    }
    if (known && known->answered)
    {
        return "another answer came before";
    }
    if (record && record->xid == reply.xid && record->answered == Answered::RELAY)
    {
        OnLateAnswer(*record, reply, server, known ? known->at : now, out);
        return "the relay has answered already";
    }
    if (!known)
    {
        return record ? "an answer to an old request" : nullptr;
    }
    m_requests.SetAnswered(reply.xid);
    if (reply.type == DHCPNAK)
    {
        if (record)
        {
            m_books.Drop(record->address, out);
        }
    }
    else if (reply.yiaddr != 0 && reply.options.GetU32(OPT_LEASE_TIME).value_or(0) != 0)
    {
        m_books.Learn(reply, *known, server, out);
        m_servers[server].probe.Note(reply.yiaddr);
    }
    return nullptr;
}

void
RelayMachine::OnLateAnswer(MirrorRecord& record,
                           const DhcpMessage& reply,
                           uint8_t server,
                           Instant asked,
                           RelayOutput& out)
{
    if (reply.type == DHCPNAK)
    {
        // A server that never knew the lease has nothing to take back.
        if (server == record.server)
        {
            m_requests.SetAnswered(reply.xid);
            m_books.Conflict(record, out);
        }
        return;
    }
    m_requests.SetAnswered(reply.xid);
    if (reply.yiaddr == record.address)
    {
        record.server = server;
        m_books.Confirm(record, reply, asked, out);
    }
}

void
RelayMachine::OnOwnAnswer(const Reconciler::Transaction& sent,
                          const DhcpMessage& reply,
                          RelayOutput& out)
{
    if (sent.kind == MessagePurpose::QUERY)
    {
        OnQueryAnswer(sent, reply, out);
        return;
    }
    MirrorRecord* const record = m_books.Mirror().Find(sent.address);
    const bool same = record && record->client.Unpack().chaddr == sent.chaddr;
    const bool granted = reply.type == DHCPACK && reply.yiaddr == sent.address;
    const JournalEntry* const entry = Journal().Find(sent.address);
    if (!same)
    {
        // The promise came back from a crash, but the lease did not. A release stays, of course.
        if (sent.kind == MessagePurpose::REPLAY && entry && entry->kind == JournalKind::RENEWAL)
        {
            m_books.Settle(sent.address,
                           granted ? Settlement::CONFIRMED : Settlement::CONFLICT,
                           out);
        }
    }
    else if (granted)
    {
        m_books.Confirm(*record, reply, sent.sent, out);
    }
    // A renewal shape that is refused proves nothing: some servers want the selecting one.
    else if (sent.kind != MessagePurpose::RESEND)
    {
        m_books.Conflict(*record, out);
    }
}

void
RelayMachine::OnQueryAnswer(const Reconciler::Transaction& sent,
                            const DhcpMessage& reply,
                            RelayOutput& out)
{
    const PassingRequest asked = m_rebuild.Close(sent.address);
    const ClientIdentity client = asked.client.Unpack();
    const bool own = reply.type == DHCPLEASEACTIVE && reply.chaddr == client.chaddr &&
                     reply.options.GetU32(OPT_LEASE_TIME).value_or(0) != 0;
    const auto id = reply.options.Find(OPT_CLIENT_ID);
    const bool sameId = !id || std::string(id->begin(), id->end()) == client.clientId;
    if (own && sameId && !m_books.Mirror().Find(sent.address))
    {
        m_books.Learn(RelayRebuild::AckFrom(reply), asked, sent.server, out);
    }
}

void
RelayMachine::OnBulkAnswer(const DhcpMessage& reply, uint8_t server, Instant at, RelayOutput& out)
{
    const std::optional<uint32_t> port = m_agent.PortOf(reply);
    const ClientIdentity client = ClientIdentity::Of(reply);
    if (m_watching && port && !m_books.Mirror().Find(reply.ciaddr) &&
        !m_books.Mirror().FindClient(client.Key()))
    {
        const DhcpMessage ack = RelayRebuild::GrantOf(reply);
        const Duration age = RelayRebuild::AgeOf(reply);
        m_books.Learn(ack, {PackedIdentity(client), *port, at - age}, server, out);
    }
}

void
RelayMachine::Wake(Instant now, RelayOutput& out)
{
    m_books.Expire(now, out);
    for (RelayUpstream& server : m_servers)
    {
        CheckAwaited(server, now, now, out);
    }
    OnOverdue(now, out);
    for (size_t i = 0; i < m_servers.size(); ++i)
    {
        if (const auto probe = m_servers[i].probe.Next(m_books.Mirror(), m_own, now))
        {
            out.ToServer(probe->message, m_servers[i].address, probe->purpose);
        }
        SendReplays(i, now, out);
    }
}

void
RelayMachine::OnOverdue(Instant now, RelayOutput& out)
{
    while (const auto lost = m_own.Overdue(now))
    {
        RelayUpstream& server = m_servers[lost->server];
        if (lost->kind == MessagePurpose::QUERY)
        {
            m_rebuild.Close(lost->address);
        }
        else if (lost->kind == MessagePurpose::REPLAY)
        {
            m_books.Journal().RetryLater(lost->address);
            Judge(server, now, out, [](RelayHealth& health) { health.OnSilentReplay(); });
        }
        else
        {
            server.health.OnSilentProbe(lost->sent);
        }
    }
}

void
RelayMachine::SendReplays(uint8_t server, Instant now, RelayOutput& out)
{
    RelayUpstream& upstream = m_servers[server];
    if (upstream.health.State() != RelayState::RECONCILING)
    {
        return;
    }
    while (const JournalEntry* entry = upstream.replay.Next(m_books.Journal(), server, now))
    {
        SendReplay(*entry, now, out);
    }
    if (Journal().OwedTo(server) == 0 && now >= upstream.replay.NextAt())
    {
        Judge(upstream, now, out, [](RelayHealth& health) { health.OnReconciled(); });
    }
}

void
RelayMachine::SendReplay(const JournalEntry& entry, Instant now, RelayOutput& out)
{
    const IpAddr server = m_servers[entry.server].address;
    if (entry.kind == JournalKind::RENEWAL)
    {
        out.ToServer(m_own.Replay(entry, now), server, MessagePurpose::REPLAY);
        return;
    }
    // Nobody answers these. A lease that has run out meanwhile needs no release any more.
    if (entry.expiry > now)
    {
        out.ToServer(m_own.Repeat(entry, now), server, MessagePurpose::REPLAY);
    }
    m_books.Settle(entry.address, Settlement::ENDED, out);
}

void
RelayMachine::OnUnreachable(IpAddr server, Instant now, RelayOutput& out)
{
    for (RelayUpstream& upstream : m_servers)
    {
        if (m_policy.backup && m_policy.icmpHint && upstream.address == server)
        {
            Judge(upstream, now, out, [](RelayHealth& health) { health.OnUnreachable(); });
            CheckAwaited(upstream, NEVER, now, out);
        }
    }
}

uint8_t
RelayMachine::ServerOf(const DhcpMessage& reply, IpAddr source) const
{
    for (const IpAddr name : {reply.options.GetU32(OPT_SERVER_ID).value_or(0), source})
    {
        for (size_t i = 0; i < m_servers.size(); ++i)
        {
            if (m_servers[i].address == name)
            {
                return i;
            }
        }
    }
    return 0;
}

template <typename Event>
void
RelayMachine::Judge(RelayUpstream& server, Instant now, RelayOutput& out, Event event)
{
    const RelayState told = State();
    const RelayState old = server.health.State();
    const bool looked = server.health.IsLooking();
    event(server.health);
    const RelayState opinion = server.health.State();
    if (opinion == old)
    {
        return;
    }
    if (!server.health.IsLooking())
    {
        server.probe.Stop();
    }
    else if (!looked)
    {
        server.probe.Start(now);
    }
    if (opinion == RelayState::RECONCILING)
    {
        server.replay.Start(now);
    }
    if (State() != told)
    {
        out.StateChanged(told, State());
    }
}

RelayState
RelayMachine::State() const
{
    for (const RelayState state :
         {RelayState::STANDING_IN, RelayState::RECONCILING, RelayState::SUSPECTING})
    {
        for (const RelayUpstream& server : m_servers)
        {
            if (server.health.State() == state)
            {
                return state;
            }
        }
    }
    return RelayState::FORWARDING;
}

Instant
RelayMachine::NextWake()
{
    Instant next = std::min(m_books.Mirror().NextExpiry(), m_own.NextTimeout());
    for (size_t i = 0; i < m_servers.size(); ++i)
    {
        const RelayUpstream& server = m_servers[i];
        next = std::min({next, server.awaited.NextDeadline(), server.probe.NextAt()});
        const bool replaying = Journal().WaitingFor(i) > 0 || Journal().OwedTo(i) == 0;
        if (server.health.State() == RelayState::RECONCILING && replaying)
        {
            next = std::min(next, server.replay.NextAt());
        }
    }
    return next;
}

void
RelayMachine::Save(std::ostream& mirror, std::ostream& journal, Instant now) const
{
    m_books.Mirror().Save(mirror, now);
    Journal().Save(journal, now);
}

std::vector<std::string>
RelayMachine::Load(std::istream& mirror,
                   std::istream& journal,
                   Instant saved,
                   Instant now,
                   RelayOutput& out)
{
    std::vector<std::string> errors;
    for (const std::string& error : m_books.Mirror().Load(mirror, saved))
    {
        errors.push_back("mirror " + error);
    }
    for (const std::string& error : m_books.Journal().Load(journal, saved))
    {
        errors.push_back("journal " + error);
    }
    m_books.Journal().ForEach([&out](const JournalEntry& entry) { out.Logged(entry); });
    m_books.Mirror().ForEach([&out](const MirrorRecord& record) { out.Mirrored(record, true); });
    m_books.Expire(now, out);
    for (size_t i = 0; i < m_servers.size(); ++i)
    {
        const bool owes = Journal().OwedTo(i) > 0;
        Judge(m_servers[i], now, out, [owes](RelayHealth& health) { health.OnRestart(owes); });
    }
    return errors;
}

} // namespace ns3::dhcpbackup
