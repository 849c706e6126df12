/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * RelayMachine: what clients send.
 */

#include "relay-machine.h"

namespace ns3::dhcpbackup
{

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
    if (RenewWithinLease(message, port, now, out))
    {
        return {RelayVerdict::CONSUMED};
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

bool
RelayMachine::RenewWithinLease(const DhcpMessage& message,
                               uint32_t port,
                               Instant now,
                               RelayOutput& out)
{
    MirrorRecord* const record = RecordOf(message);
    if (!record || !m_split.Renews(*record, m_books.Mirror().ParametersOf(*record), now))
    {
        return false;
    }
    const DhcpOptions& parameters = m_books.Mirror().ParametersOf(*record);
    const uint32_t lease = m_split.Told(*parameters.GetU32(OPT_LEASE_TIME));
    record->xid = message.xid;
    record->port = port;
    record->answered = Answered::RELAY;
    m_books.Mirror().SetClientExpiry(*record, LeaseEnd(now, lease));
    out.StoodIn(*record);
    const AwaitedRenewal renewal{now, record->address, message.xid, message.flags, message.secs};
    out.ToClient(m_standIn.Ack(*record, parameters, renewal, lease),
                 port,
                 m_standIn.ServerSeenBy(*record));
    return true;
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
    for (size_t i = 0; i < m_servers.Size(); ++i)
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
    ShareRenewal(message, port, destination, *record, out);
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
RelayMachine::ShareRenewal(const DhcpMessage& message,
                           uint32_t port,
                           IpAddr destination,
                           const MirrorRecord& record,
                           RelayOutput& out)
{
    if (!m_policy.sharedLeases || destination == BROADCAST)
    {
        return;
    }
    const bool hopeless = IsHopeless(record, destination);
    const bool passing = destination != m_agent.Config().giaddr;
    for (size_t i = 0; i < m_servers.Size(); ++i)
    {
        const bool meant = i == record.server;
        const bool reached = passing ? m_servers[i].address == destination : meant;
        if (!reached && (meant || hopeless))
        {
            out.ToServer(m_agent.Upstream(message, port),
                         m_servers[i].address,
                         MessagePurpose::RELAYED);
        }
    }
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
    // A broadcast reaches the other servers too, and any of them may answer.
    return destination == BROADCAST
               ? m_servers.AllAway()
               : m_servers[record.server].health.State() == RelayState::STANDING_IN;
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
    for (size_t i = 0; i < m_servers.Size(); ++i)
    {
        out.ToServer(m_own.Query(message.ciaddr, i, now),
                     m_servers[i].address,
                     MessagePurpose::QUERY);
    }
}

} // namespace ns3::dhcpbackup
