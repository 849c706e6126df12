/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-meter.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

const char*
ToString(ClientOutage::Cause cause)
{
    static const char* const names[] = {"switched-on", "expired", "refused"};
    return names[cause];
}

OutageMeter::OutageMeter(uint32_t subscribers)
    : m_subscribers(subscribers)
{
}

SecondCounts&
OutageMeter::At(Instant now)
{
    const size_t second = now / SECOND;
    while (m_seconds.size() <= second)
    {
        // Levels go on through seconds in which nothing happens.
        SecondCounts next;
        next.withoutService = m_withoutService;
        next.journal = m_journal;
        next.queuePeak = m_queue;
        m_seconds.push_back(next);
    }
    return m_seconds[second];
}

void
OutageMeter::BeginOutage(uint32_t subscriber, ClientOutage::Cause cause, Instant now)
{
    Subscriber& s = m_subscribers[subscriber];
    At(now);
    s.without = now;
    s.cause = cause;
    m_seconds.back().withoutService = ++m_withoutService;
}

void
OutageMeter::EndOutage(uint32_t subscriber, bool censored, bool left, Instant now)
{
    Subscriber& s = m_subscribers[subscriber];
    if (s.without == NEVER)
    {
        return;
    }
    At(now);
    m_outages.push_back({subscriber, s.without, now, s.cause, censored, left});
    s.without = NEVER;
    m_seconds.back().withoutService = --m_withoutService;
}

void
OutageMeter::ClientPower(uint32_t subscriber, bool on, Instant now)
{
    if (on)
    {
        BeginOutage(subscriber, ClientOutage::SWITCHED_ON, now);
    }
    else
    {
        EndOutage(subscriber, false, true, now);
    }
}

void
OutageMeter::ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now)
{
    Subscriber& s = m_subscribers[subscriber];
    const bool byRelay = s.relayAnswered && s.relayXid == lease.xid;
    s.relayAnswered = false;
    EndOutage(subscriber, false, false, now);
    if (lease.renewed)
    {
        SecondCounts& second = At(now);
        ++(byRelay ? second.answeredByRelay : second.answeredByServer);
        ++(byRelay ? m_totals.renewalsByRelay : m_totals.renewalsByServer);
    }
    else if (s.lastAddress != 0 && s.lastAddress != lease.address)
    {
        ++m_totals.addressChanges;
    }
    s.lastAddress = lease.address;
    s.bound = true;
    if (s.fate == Fate::PENDING && !byRelay && m_faults == 0 && lease.start >= m_fault.to)
    {
        s.fate = Fate::RENEWED;
    }
}

void
OutageMeter::ClientLost(uint32_t subscriber, LossCause cause, Instant now)
{
    Subscriber& s = m_subscribers[subscriber];
    s.bound = false;
    if (s.fate == Fate::PENDING)
    {
        s.fate = cause == LossCause::STOPPED ? Fate::RELEASED : Fate::LOST;
    }
    if (cause == LossCause::EXPIRED)
    {
        ++m_totals.renewalsByNobody;
    }
    if (cause != LossCause::STOPPED)
    {
        const bool expired = cause == LossCause::EXPIRED;
        BeginOutage(subscriber, expired ? ClientOutage::EXPIRED : ClientOutage::REFUSED, now);
    }
}

void
OutageMeter::ClientTx(const DhcpMessage&)
{
    ++m_totals.clientMessages;
}

void
OutageMeter::ServerRx(const DhcpMessage& message, Instant now)
{
    SecondCounts& second = At(now);
    ++m_totals.serverMessages;
    second.discovers += message.type == DHCPDISCOVER;
    second.requests += message.type == DHCPREQUEST;
}

void
OutageMeter::ServerServed(Duration waited)
{
    m_waits.Add(waited);
}

void
OutageMeter::ServerDrop(const char* reason, Instant now)
{
    ++At(now).drops;
    ++m_drops[reason];
}

void
OutageMeter::ServerQueue(uint32_t length, Instant now)
{
    SecondCounts& second = At(now);
    m_queue = length;
    second.queuePeak = std::max(second.queuePeak, length);
}

void
OutageMeter::RelayStoodIn(uint32_t subscriber, uint32_t xid)
{
    m_subscribers[subscriber].relayXid = xid;
    m_subscribers[subscriber].relayAnswered = true;
}

void
OutageMeter::RelayTx(const DhcpMessage& message, MessagePurpose purpose, Instant now)
{
    if (purpose == MessagePurpose::RELAYED)
    {
        SecondCounts& second = At(now);
        second.relayDiscovers += message.type == DHCPDISCOVER;
        second.relayRequests += message.type == DHCPREQUEST;
    }
    else if (purpose == MessagePurpose::REPLAY)
    {
        DhcpBytes bytes;
        WriteMessage(message, MAX_DATAGRAM, bytes);
        ++m_totals.replays;
        m_totals.replayBytes += bytes.size();
        ++At(now).replays;
    }
    else
    {
        ++m_totals.probes;
    }
}

void
OutageMeter::PartnerTx(uint32_t bytes)
{
    ++m_totals.partnerMessages;
    m_totals.partnerBytes += bytes;
}

void
OutageMeter::RelayJournal(uint32_t relay, uint32_t entries, Instant now)
{
    At(now);
    m_journal += entries - m_journals[relay];
    m_journals[relay] = entries;
    m_seconds.back().journal = m_journal;
    m_totals.journalPeak = std::max(m_totals.journalPeak, m_journal);
    m_totals.relayStatePeak = std::max(m_totals.relayStatePeak, m_mirror + m_journal);
}

void
OutageMeter::RelayMirror(uint32_t relay, uint32_t leases)
{
    m_mirror += leases - m_mirrors[relay];
    m_mirrors[relay] = leases;
    m_totals.relayStatePeak = std::max(m_totals.relayStatePeak, m_mirror + m_journal);
}

void
OutageMeter::RelaySettled(Settlement settlement)
{
    m_totals.confirmed += settlement == Settlement::CONFIRMED;
    m_totals.conflicts += settlement == Settlement::CONFLICT;
}

void
OutageMeter::RelayState(ns3::dhcpbackup::RelayState from,
                        ns3::dhcpbackup::RelayState to,
                        Instant now)
{
    using State = ns3::dhcpbackup::RelayState;
    if (to == State::RECONCILING && m_reconcile.from == NEVER)
    {
        m_reconcile.from = now;
    }
    if (from == State::RECONCILING)
    {
        m_reconcile.to = now;
    }
}

void
OutageMeter::FaultChanged(bool begins, Instant now)
{
    if (!begins)
    {
        --m_faults;
        m_fault.to = now;
        return;
    }
    if (m_faults++ > 0)
    {
        return;
    }
    m_fault.from = std::min(m_fault.from, now);
    for (Subscriber& s : m_subscribers)
    {
        if (s.bound && s.fate != Fate::LOST)
        {
            s.fate = Fate::PENDING;
        }
    }
}

void
OutageMeter::Finish(Instant now)
{
    for (uint32_t i = 0; i < m_subscribers.size(); ++i)
    {
        EndOutage(i, true, false, now);
    }
    At(now);
}

OutageMeter::Survival
OutageMeter::GetSurvival(uint32_t first, uint32_t count) const
{
    Survival survival;
    const size_t last = std::min<uint64_t>(uint64_t(first) + count, m_subscribers.size());
    for (size_t i = first; i < last; ++i)
    {
        const Subscriber& s = m_subscribers[i];
        survival.exposed += s.fate != Fate::NOT_EXPOSED;
        survival.lost += s.fate == Fate::LOST;
        survival.renewed += s.fate == Fate::RENEWED;
        survival.released += s.fate == Fate::RELEASED;
        survival.pending += s.fate == Fate::PENDING;
    }
    return survival;
}

std::vector<Duration>
OutageMeter::RecoveryTimes(uint32_t first, uint32_t count) const
{
    std::vector<Duration> times;
    for (const ClientOutage& outage : m_outages)
    {
        const bool theirs = outage.subscriber >= first && outage.subscriber - first < count;
        const bool open = theirs && !outage.left && m_fault.from != NEVER && outage.from <= m_fault.to;
        if (open && outage.to > m_fault.to)
        {
            times.push_back(outage.to - m_fault.to);
        }
    }
    return times;
}

} // namespace ns3::dhcpbackup
