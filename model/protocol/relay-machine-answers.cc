/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * RelayMachine: what servers send.
 */

#include "relay-machine.h"

namespace ns3::dhcpbackup
{

namespace
{

/// The lease time that a message carries, seconds, or 0.
uint32_t
LeaseTimeOf(const DhcpMessage& message)
{
    return message.options.GetU32(OPT_LEASE_TIME).value_or(0);
}

} // namespace

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
    // Where servers share their leases, any of them may answer what was sent for one.
    const bool meant = sent && !m_policy.sharedLeases;
    const uint8_t server = meant ? sent->server : m_servers.NumberOf(message, source);
    if (m_policy.backup)
    {
        const bool owes = Journal().OwedTo(server) > 0;
        m_servers.Judge(m_servers[server], now, out, [&](RelayHealth& health) {
            health.OnAnswer(owes, now);
        });
    }
    if (sent)
    {
        OnOwnAnswer(*sent, message, server, out);
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
    out.ToClient(Downstream(message, *port),
                 *port,
                 passing ? source : m_agent.Config().giaddr);
    return {RelayVerdict::CONSUMED};
}

DhcpMessage
RelayMachine::Downstream(const DhcpMessage& reply, uint32_t port) const
{
    DhcpMessage told = m_agent.Downstream(reply, port);
    m_split.Shorten(told);
    return told;
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
        m_books.Learn(reply, *known, server, m_split.Told(LeaseTimeOf(reply)), out);
        m_servers[server].probe.Note(reply.yiaddr);
    }
    return nullptr;
}

void
RelayMachine::Adopt(const DhcpMessage& ack,
                    const ClientIdentity& client,
                    uint32_t port,
                    Instant asked,
                    Instant granted,
                    RelayOutput& out)
{
    if (m_watching)
    {
        const uint8_t server = m_servers.NumberOf(ack, 0);
        const uint32_t told = m_split.Told(LeaseTimeOf(ack));
        m_books.Learn(ack, {PackedIdentity(client), port, granted}, server, told, out);
        MirrorRecord& record = *m_books.Mirror().Find(ack.yiaddr);
        m_books.Mirror().SetClientExpiry(record, LeaseEnd(asked, told));
        m_servers[server].probe.Note(ack.yiaddr);
    }
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
                          uint8_t server,
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
        record->server = server;
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
        const DhcpMessage ack = RelayRebuild::AckFrom(reply);
        m_books.Learn(ack, asked, sent.server, LeaseTimeOf(ack), out);
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
        const PassingRequest asked{PackedIdentity(client), *port, at - age};
        m_books.Learn(ack, asked, server, LeaseTimeOf(ack), out);
    }
}

} // namespace ns3::dhcpbackup
