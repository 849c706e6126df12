/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-probe.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

RelayProbe::RelayProbe(Duration interval, uint32_t clients)
    : m_interval(interval),
      m_clients(clients)
{
}

void
RelayProbe::Start(Instant now)
{
    m_next = now + m_interval;
}

void
RelayProbe::Stop()
{
    m_next = NEVER;
    m_repeated.clear();
}

void
RelayProbe::Repeat(const AwaitedRenewal& renewal, Instant now)
{
    if (m_repeated.size() < m_clients)
    {
        m_repeated.push_back({renewal.address, now, renewal.secs});
    }
}

std::optional<RelayProbe::Message>
RelayProbe::Next(LeaseMirror& mirror, Reconciler& own, Instant now)
{
    if (now < m_next)
    {
        return std::nullopt;
    }
    m_next = now + m_interval;
    for (size_t turn = m_repeated.size(); turn > 0; --turn)
    {
        const Repeated repeated = m_repeated.front();
        m_repeated.pop_front();
        const MirrorRecord* const record = mirror.Find(repeated.address);
        if (!record || record->revoked)
        {
            continue;
        }
        m_repeated.push_back(repeated);
        const int64_t secs = repeated.secs + (now - repeated.at) / SECOND;
        return Message{own.Resend(*record, std::min<int64_t>(secs, UINT16_MAX), now),
                       record->serverId,
                       MessagePurpose::RESEND};
    }
    if (const MirrorRecord* const record = mirror.Earliest())
    {
        return Message{own.Probe(*record, now), record->serverId, MessagePurpose::PROBE};
    }
    return std::nullopt;
}

} // namespace ns3::dhcpbackup
