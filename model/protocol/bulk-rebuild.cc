/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-rebuild.h"

#include "bulk-query.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

BulkRebuild::BulkRebuild(const RelayConfig& config, Instant now)
    : m_relayId(config.relayId),
      m_remoteId(config.remoteId),
      m_wake(now)
{
}

BulkRebuild::Action
BulkRebuild::Wake(Instant now)
{
    if (now < m_wake)
    {
        return Action::NONE;
    }
    if (m_phase == Phase::PAUSING)
    {
        m_phase = Phase::CONNECTING;
        m_wake = now + BULK_CONNECT_TIMEOUT;
        return Action::CONNECT;
    }
    OnFailure(now);
    return Action::CLOSE;
}

DhcpMessage
BulkRebuild::OnConnected(Instant now)
{
    m_phase = Phase::ASKING;
    m_wake = now + BULK_DATA_TIMEOUT;
    m_asked = now;
    m_baseTime.reset();
    DhcpMessage query;
    query.type = DHCPBULKLEASEQUERY;
    query.htype = 0;
    query.hlen = 0;
    query.xid = ++m_attempts;
    const uint8_t wanted[] = {OPT_SUBNET_MASK,
                              OPT_ROUTER,
                              OPT_DNS,
                              OPT_LEASE_TIME,
                              OPT_CLIENT_ID,
                              OPT_RELAY_AGENT,
                              OPT_CLIENT_LAST_TRANSACTION};
    query.options.Add(OPT_PARAMETER_LIST, wanted);
    DhcpOptions subOptions;
    if (!m_relayId.empty())
    {
        subOptions.AddText(SUB_RELAY_ID, m_relayId);
    }
    else
    {
        subOptions.AddText(SUB_REMOTE_ID, m_remoteId);
    }
    query.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(subOptions));
    return query;
}

Instant
BulkRebuild::EarliestTime(const DhcpMessage& answer, Instant now)
{
    // Clocks differ, so only the time between two answers is taken from the server's clock, and as
    // that is told in full seconds, one less than the difference has passed for sure. A clock that
    // was set back tells nothing.
    const auto base = answer.options.GetU32(OPT_BASE_TIME);
    if (base && !m_baseTime)
    {
        m_baseTime = base;
    }
    const int32_t passed = base ? int32_t(*base - *m_baseTime) : 0;
    const Duration sure = passed > 0 ? (passed - 1) * SECOND : 0;
    return m_asked + std::min(sure, now - m_asked);
}

BulkRebuild::Answer
BulkRebuild::OnMessage(const DhcpMessage& message, Instant now)
{
    if (m_phase != Phase::ASKING)
    {
        return {};
    }
    if (message.op != BOOTREPLY || message.xid != m_attempts)
    {
        OnFailure(now);
        return {std::nullopt, Action::CLOSE};
    }
    m_wake = now + BULK_DATA_TIMEOUT;
    if (message.type == DHCPLEASEQUERYDONE)
    {
        const auto status = message.options.Find(OPT_STATUS_CODE);
        const QueryStatus code = status ? QueryStatus((*status)[0]) : QueryStatus::SUCCESS;
        if (code == QueryStatus::FAILED || code == QueryStatus::TERMINATED)
        {
            OnFailure(now);
        }
        else
        {
            Finish();
        }
        return {std::nullopt, Action::CLOSE};
    }
    const bool lease = message.type == DHCPLEASEACTIVE && IsHostAddress(message.ciaddr) &&
                       message.options.GetU32(OPT_LEASE_TIME).value_or(0) != 0;
    const Instant at = EarliestTime(message, now);
    return {lease ? std::optional<Instant>(at) : std::nullopt, Action::NONE};
}

void
BulkRebuild::OnFailure(Instant now)
{
    if (m_phase == Phase::CONNECTING || m_phase == Phase::ASKING)
    {
        m_phase = Phase::PAUSING;
        m_wake = now + m_pause;
        m_pause = std::min(2 * m_pause, BULK_LONGEST_PAUSE);
    }
}

void
BulkRebuild::Finish()
{
    m_phase = Phase::FINISHED;
    m_wake = NEVER;
}

} // namespace ns3::dhcpbackup
