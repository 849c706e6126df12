/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reconciler.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

Reconciler::Reconciler(const RelayAgent& agent, Duration timeout, const Draw& draw)
    : m_agent(agent),
      m_timeout(timeout),
      m_draw(draw)
{
}

void
Reconciler::Open(DhcpMessage& message, MessagePurpose kind, IpAddr address, Instant now)
{
    do
    {
        message.xid = m_draw.Bits(DrawPurpose::RELAY_XID, m_agent.Config().index, ++m_sent);
    } while (m_open.contains(message.xid));
    m_open[message.xid] = {kind, address, message.chaddr};
    m_timeouts.emplace_back(now + m_timeout, message.xid);
}

DhcpMessage
Reconciler::SelectingShape(const ClientIdentity& client,
                           IpAddr address,
                           IpAddr serverId,
                           uint32_t port) const
{
    DhcpMessage message;
    message.type = DHCPREQUEST;
    message.giaddr = m_agent.Config().giaddr;
    message.hops = 1;
    client.PutInto(message);
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
    const int64_t age = std::max<int64_t>((now - entry.grantedAt) / SECOND, 0);
    message.secs = std::min<int64_t>(age, UINT16_MAX);
    Open(message, MessagePurpose::REPLAY, entry.address, now);
    return message;
}

DhcpMessage
Reconciler::Probe(const MirrorRecord& record, Instant now)
{
    DhcpMessage message =
        SelectingShape(record.client, record.address, record.serverId, record.port);
    Open(message, MessagePurpose::PROBE, record.address, now);
    return message;
}

DhcpMessage
Reconciler::Resend(const MirrorRecord& record, uint16_t secs, Instant now)
{
    DhcpMessage message;
    message.type = DHCPREQUEST;
    message.giaddr = m_agent.Config().giaddr;
    message.hops = 1;
    message.secs = secs;
    message.ciaddr = record.address;
    record.client.PutInto(message);
    m_agent.AddAgentOption(message, record.port);
    Open(message, MessagePurpose::RESEND, record.address, now);
    return message;
}

std::optional<Reconciler::Transaction>
Reconciler::Match(const DhcpMessage& reply)
{
    const auto it = m_open.find(reply.xid);
    if (it == m_open.end() || it->second.chaddr != reply.chaddr)
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
    const auto it = m_open.find(m_timeouts.front().second);
    const Transaction transaction = it->second;
    m_open.erase(it);
    m_timeouts.pop_front();
    return transaction;
}

} // namespace ns3::dhcpbackup
