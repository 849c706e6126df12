/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * RelayMachine: what time brings, and its life from start to crash and back.
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

/// What makes no sense ends the run before anything is made from it.
template <typename Settings>
const Settings&
Checked(const Settings& settings)
{
    const std::string error = settings.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
    return settings;
}

} // namespace

RelayMachine::RelayMachine(const RelayConfig& config,
                           const RelayPolicy& policy,
                           const Draw& draw,
                           uint32_t life)
    : m_policy(Checked(policy)),
      m_agent(Checked(config)),
      m_books(RulesOf(policy)),
      m_standIn(m_agent, m_policy),
      m_split(m_policy),
      m_own(m_agent, policy.replayTimeout, draw, life),
      m_servers(config.servers, m_policy),
      m_watching(policy.backup || policy.splitLease || policy.interception == INTERCEPT_PROXY)
{
}

RelayState
RelayMachine::State() const
{
    return m_servers.State();
}

Instant
RelayMachine::NextWake()
{
    Instant next = std::min(m_books.Mirror().NextExpiry(), m_own.NextTimeout());
    for (size_t i = 0; i < m_servers.Size(); ++i)
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
RelayMachine::Wake(Instant now, RelayOutput& out)
{
    m_books.Expire(now, out);
    for (RelayUpstream& server : m_servers)
    {
        CheckAwaited(server, now, now, out);
    }
    OnOverdue(now, out);
    for (size_t i = 0; i < m_servers.Size(); ++i)
    {
        if (const auto probe = m_servers[i].probe.Next(m_books.Mirror(), m_own, now))
        {
            const bool all = m_policy.sharedLeases && probe->purpose == MessagePurpose::RESEND;
            for (size_t to = 0; to < m_servers.Size(); ++to)
            {
                if (to == i || all)
                {
                    out.ToServer(probe->message, m_servers[to].address, probe->purpose);
                }
            }
        }
        SendReplays(i, now, out);
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
        m_servers.Judge(server, now, out, [](RelayHealth& health) { health.OnSilence(); });
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
            m_servers.Judge(server, now, out, [](RelayHealth& health) { health.OnSilentReplay(); });
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
        m_servers.Judge(upstream, now, out, [](RelayHealth& health) { health.OnReconciled(); });
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
            m_servers.Judge(upstream, now, out, [](RelayHealth& health) {
                health.OnUnreachable();
            });
            CheckAwaited(upstream, NEVER, now, out);
        }
    }
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
    for (size_t i = 0; i < m_servers.Size(); ++i)
    {
        const bool owes = Journal().OwedTo(i) > 0;
        m_servers.Judge(m_servers[i], now, out, [owes](RelayHealth& health) {
            health.OnRestart(owes);
        });
    }
    return errors;
}

} // namespace ns3::dhcpbackup
