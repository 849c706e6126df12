/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reconciler.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// An answer that comes later than this after its message was given up is nobody's any more.
constexpr Duration OVERDUE_MEMORY = 5 * MINUTE;
/// Messages remembered after they were given up.
constexpr size_t MAX_OVERDUE = 1 << 18;

uint16_t
AgeOf(const JournalEntry& entry, Instant now)
{
    return std::clamp<int64_t>((now - entry.grantedAt) / SECOND, 0, UINT16_MAX);
}

} // namespace

Reconciler::Reconciler(const RelayAgent& agent, Duration timeout, const Draw& draw, uint32_t life)
    : m_agent(agent),
      m_timeout(timeout),
      m_draw(draw),
      m_sent(uint64_t(life) << 32)
{
}

void
Reconciler::Open(DhcpMessage& message,
                 MessagePurpose kind,
                 uint8_t server,
                 IpAddr address,
                 Instant now)
{
    while (!m_overdue.empty() &&
           (m_overdue.front().first <= now || m_overdue.size() >= MAX_OVERDUE))
    {
        m_open.erase(m_overdue.front().second);
        m_overdue.pop_front();
    }
    do
    {
        message.xid = m_draw.Bits(DrawPurpose::RELAY_XID, m_agent.Config().index, ++m_sent);
    } while (m_open.contains(message.xid));
    m_open[message.xid] = {kind, server, address, message.chaddr, now};
    m_timeouts.emplace_back(now + m_timeout, message.xid);
}

DhcpMessage
Reconciler::OnBehalfOf(const ClientIdentity& client, MessageType type) const
{
    DhcpMessage message;
    message.type = type;
    message.giaddr = m_agent.Config().giaddr;
    message.hops = 1;
    client.PutInto(message);
    return message;
}

DhcpMessage
Reconciler::SelectingShape(const ClientIdentity& client,
                           IpAddr address,
                           IpAddr serverId,
                           uint32_t port) const
{
    DhcpMessage message = OnBehalfOf(client, DHCPREQUEST);
    message.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    message.options.AddU32(OPT_SERVER_ID, serverId);
    m_agent.AddAgentOption(message, port);
    return message;
}

DhcpMessage
Reconciler::Replay(const JournalEntry& entry, Instant now)
{
    DhcpMessage message =
        SelectingShape(entry.client, entry.address, entry.serverId, entry.port);
    message.secs = AgeOf(entry, now);
    Open(message, MessagePurpose::REPLAY, entry.server, entry.address, now);
    return message;
}

DhcpMessage
Reconciler::Repeat(const JournalEntry& entry, Instant now)
{
    const bool release = entry.kind == JournalKind::RELEASE;
    DhcpMessage message = OnBehalfOf(entry.client, release ? DHCPRELEASE : DHCPDECLINE);
    message.secs = AgeOf(entry, now);
    message.xid = m_draw.Bits(DrawPurpose::RELAY_XID, m_agent.Config().index, ++m_sent);
    if (release)
    {
        message.ciaddr = entry.address;
    }
    else
    {
        message.options.AddU32(OPT_REQUESTED_ADDRESS, entry.address);
    }
    message.options.AddU32(OPT_SERVER_ID, entry.serverId);
    m_agent.AddAgentOption(message, entry.port);
    return message;
}

DhcpMessage
Reconciler::Query(IpAddr address, uint8_t server, Instant now)
{
    // A query by address must leave hardware fields and option 61 empty.
    DhcpMessage message = OnBehalfOf(ClientIdentity{{}, {}, 0, 0}, DHCPLEASEQUERY);
    message.hops = 0;
    message.ciaddr = address;
    const uint8_t wanted[] = {OPT_SUBNET_MASK, OPT_ROUTER, OPT_DNS, OPT_LEASE_TIME, OPT_CLIENT_ID};
    message.options.Add(OPT_PARAMETER_LIST, wanted);
    Open(message, MessagePurpose::QUERY, server, address, now);
    return message;
}

DhcpMessage
Reconciler::Probe(const MirrorRecord& record, Instant now)
{
    DhcpMessage message =
        SelectingShape(record.client.Unpack(), record.address, record.serverId, record.port);
    Open(message, MessagePurpose::PROBE, record.server, record.address, now);
    return message;
}

DhcpMessage
Reconciler::Resend(const MirrorRecord& record, uint16_t secs, Instant now)
{
    DhcpMessage message = OnBehalfOf(record.client.Unpack(), DHCPREQUEST);
    message.secs = secs;
    message.ciaddr = record.address;
    m_agent.AddAgentOption(message, record.port);
    Open(message, MessagePurpose::RESEND, record.server, record.address, now);
    return message;
}

std::optional<Reconciler::Transaction>
Reconciler::Match(const DhcpMessage& reply)
{
    const auto it = m_open.find(reply.xid);
    if (it == m_open.end())
    {
        return std::nullopt;
    }
    // The answer to a query names the client that was asked for.
    const bool query = it->second.kind == MessagePurpose::QUERY;
    if (query ? it->second.address != reply.ciaddr : it->second.chaddr != reply.chaddr)
    {
        return std::nullopt;
    }
    const Transaction transaction = it->second;
    m_open.erase(it);
    return transaction;
}

Instant
Reconciler::NextTimeout()
{
    while (!m_timeouts.empty() && !m_open.contains(m_timeouts.front().second))
    {
        m_timeouts.pop_front();
    }
    return m_timeouts.empty() ? NEVER : m_timeouts.front().first;
}

std::optional<Reconciler::Transaction>
Reconciler::Overdue(Instant now)
{
    if (NextTimeout() > now)
    {
        return std::nullopt;
    }
    const uint32_t xid = m_timeouts.front().second;
    m_timeouts.pop_front();
    m_overdue.emplace_back(now + OVERDUE_MEMORY, xid);
    Transaction& transaction = m_open.at(xid);
    transaction.overdue = true;
    return transaction;
}

} // namespace ns3::dhcpbackup
