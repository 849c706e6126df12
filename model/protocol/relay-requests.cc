/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-requests.h"

namespace ns3::dhcpbackup
{

namespace
{

/// Requests older than this are of no interest: every client has asked anew or given up.
constexpr Duration REQUEST_MEMORY = 5 * MINUTE;
/// Requests remembered at most; a flood of forged ones pushes out the oldest.
constexpr size_t MAX_REQUESTS = 1 << 20;

} // namespace

void
RelayRequests::Remember(const DhcpMessage& message, uint32_t port, Instant now)
{
    while (!m_ages.empty() &&
           (m_ages.front().first <= now - REQUEST_MEMORY || m_ages.size() >= MAX_REQUESTS))
    {
        const auto [at, xid] = m_ages.front();
        const auto it = m_requests.find(xid);
        if (it != m_requests.end() && it->second.at == at)
        {
            m_requests.erase(it);
        }
        m_ages.pop_front();
    }
    const PassingRequest request{PackedIdentity(ClientIdentity::Of(message)), port, now};
    const auto [it, added] = m_requests.emplace(message.xid, request);
    PassingRequest& known = it->second;
    if (!added && !known.answered && known.client.Unpack() == request.client.Unpack())
    {
        // Sent again: the answer may be one to the first, from which the lease then runs.
        known.port = port;
        return;
    }
    known = request;
    m_ages.emplace_back(now, message.xid);
}

const PassingRequest*
RelayRequests::Find(const DhcpMessage& reply) const
{
    const auto it = m_requests.find(reply.xid);
    const bool known = it != m_requests.end() && it->second.client.Unpack().chaddr == reply.chaddr;
    return known ? &it->second : nullptr;
}

void
RelayRequests::SetAnswered(uint32_t xid)
{
    const auto it = m_requests.find(xid);
    if (it != m_requests.end())
    {
        it->second.answered = true;
    }
}

} // namespace ns3::dhcpbackup
