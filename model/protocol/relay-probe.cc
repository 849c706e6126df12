/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-probe.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

RelayProbe::RelayProbe(uint8_t server, Duration interval, uint32_t clients)
    : m_server(server),
      m_interval(interval),
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
    m_known.clear();
}

void
RelayProbe::Repeat(const AwaitedRenewal& renewal, Instant now)
{
    if (m_repeated.size() < m_clients && m_known.insert(renewal.address).second)
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
        if (!record || record->revoked || record->server != m_server)
        {
            m_known.erase(repeated.address);
            continue;
        }
        m_repeated.push_back(repeated);
        const int64_t secs = repeated.secs + (now - repeated.at) / SECOND;
        return Message{own.Resend(*record, std::min<int64_t>(secs, UINT16_MAX), now),
                       MessagePurpose::RESEND};
    }
    if (const MirrorRecord* const record = Candidate(mirror))
    {
        return Message{own.Probe(*record, now), MessagePurpose::PROBE};
    }
    return std::nullopt;
}

const MirrorRecord*
RelayProbe::Candidate(LeaseMirror& mirror) const
{
    for (const MirrorRecord* record : {mirror.Earliest(), mirror.Find(m_granted)})
    {
        if (record && record->server == m_server && !record->revoked)
        {
            return record;
        }
    }
    return nullptr;
}

} // namespace ns3::dhcpbackup
