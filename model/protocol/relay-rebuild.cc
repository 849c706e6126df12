/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-rebuild.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// What a query asked for or is answered with that no ACK carries (RFC 4388 section 6.1, RFC 6926
/// section 6.2).
constexpr uint8_t NOT_IN_ACK[] = {OPT_T1,
                                  OPT_T2,
                                  OPT_PARAMETER_LIST,
                                  OPT_CLIENT_LAST_TRANSACTION,
                                  92,
                                  OPT_BASE_TIME,
                                  OPT_START_TIME_OF_STATE,
                                  OPT_DHCP_STATE,
                                  OPT_DATA_SOURCE};
/// Questions at a time; further clients are asked about when they renew again.
constexpr size_t MAX_QUESTIONS = 10000;

} // namespace

bool
RelayRebuild::Ask(const DhcpMessage& message, uint32_t port, Instant now)
{
    if (m_asked.size() >= MAX_QUESTIONS)
    {
        return false;
    }
    const PassingRequest request{PackedIdentity(ClientIdentity::Of(message)), port, now};
    return m_asked.emplace(message.ciaddr, request).second;
}

PassingRequest
RelayRebuild::Close(IpAddr address)
{
    const auto it = m_asked.find(address);
    PassingRequest request{};
    if (it != m_asked.end())
    {
        request = it->second;
        m_asked.erase(it);
    }
    return request;
}

DhcpMessage
RelayRebuild::AckFrom(const DhcpMessage& reply)
{
    DhcpMessage ack = reply;
    ack.type = DHCPACK;
    ack.yiaddr = reply.ciaddr;
    for (const uint8_t code : NOT_IN_ACK)
    {
        ack.options.Remove(code);
    }
    return ack;
}

DhcpMessage
RelayRebuild::GrantOf(const DhcpMessage& reply)
{
    DhcpMessage ack = AckFrom(reply);
    const uint32_t left = reply.options.GetU32(OPT_LEASE_TIME).value_or(0);
    if (left != INFINITE_LEASE)
    {
        const uint64_t whole = left + uint64_t(AgeOf(reply) / SECOND);
        ack.options.SetU32(OPT_LEASE_TIME, std::min<uint64_t>(whole, INFINITE_LEASE - 1));
    }
    return ack;
}

Duration
RelayRebuild::AgeOf(const DhcpMessage& reply)
{
    return reply.options.GetU32(OPT_CLIENT_LAST_TRANSACTION).value_or(0) * SECOND;
}

} // namespace ns3::dhcpbackup
