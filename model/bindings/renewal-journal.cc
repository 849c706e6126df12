/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "renewal-journal.h"

#include "ns3/record-file.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// First line of a saved journal; its number is the format's version.
const char HEADING[] = "dhcp-backup renewal-journal 2";

} // namespace

RenewalJournal::RenewalJournal(const JournalRules& rules)
    : m_rules(rules)
{
}

bool
RenewalJournal::IsActive(const JournalEntry& entry) const
{
    return !m_rules.lazy || entry.kind != JournalKind::RENEWAL;
}

std::pair<Instant, IpAddr>
RenewalJournal::RankOf(const JournalEntry& entry) const
{
    const bool byExpiry = m_rules.order == REPLAY_NEAREST_EXPIRY;
    return {byExpiry ? entry.expiry : entry.grantedAt, entry.address};
}

void
RenewalJournal::SetWaiting(Slot& slot, bool waiting)
{
    slot.waiting = waiting;
    if (IsActive(slot.entry))
    {
        auto& queue = m_debts[slot.entry.server].queue;
        waiting ? void(queue.insert(RankOf(slot.entry))) : void(queue.erase(RankOf(slot.entry)));
    }
}

bool
RenewalJournal::MakeRoom(IpAddr* dropped)
{
    if (m_entries.size() < m_rules.capacity)
    {
        return true;
    }
    m_overflowed = true;
    if (m_rules.overflow == OVERFLOW_REFUSE)
    {
        return false;
    }
    std::optional<std::pair<Instant, IpAddr>> first;
    for (const auto& [server, debt] : m_debts)
    {
        if (!debt.queue.empty() && (!first || *debt.queue.begin() < *first))
        {
            first = *debt.queue.begin();
        }
    }
    if (!first)
    {
        return false;
    }
    Settle(first->second);
    if (dropped)
    {
        *dropped = first->second;
    }
    return true;
}

bool
RenewalJournal::Record(const JournalEntry& entry, IpAddr* dropped)
{
    uint32_t renewals = entry.kind == JournalKind::RENEWAL;
    if (const JournalEntry* old = Find(entry.address))
    {
        renewals += old->renewals;
        Settle(entry.address);
    }
    else if (!MakeRoom(dropped))
    {
        return false;
    }
    Slot& slot = m_entries[entry.address];
    slot.entry = entry;
    slot.entry.renewals = renewals;
    m_debts[entry.server].open += IsActive(entry);
    SetWaiting(slot, true);
    m_highWater = std::max(m_highWater, m_entries.size());
    return true;
}

const JournalEntry*
RenewalJournal::StartReplay(uint8_t server)
{
    const auto debt = m_debts.find(server);
    if (debt == m_debts.end() || debt->second.queue.empty())
    {
        return nullptr;
    }
    return StartReplayOf(debt->second.queue.begin()->second);
}

const JournalEntry*
RenewalJournal::StartReplayOf(IpAddr address)
{
    const auto it = m_entries.find(address);
    if (it == m_entries.end() || !it->second.waiting)
    {
        return nullptr;
    }
    SetWaiting(it->second, false);
    return &it->second.entry;
}

void
RenewalJournal::RetryLater(IpAddr address)
{
    const auto it = m_entries.find(address);
    if (it != m_entries.end())
    {
        SetWaiting(it->second, true);
    }
}

void
RenewalJournal::Settle(IpAddr address)
{
    const auto it = m_entries.find(address);
    if (it != m_entries.end())
    {
        SetWaiting(it->second, false);
        m_debts[it->second.entry.server].open -= IsActive(it->second.entry);
        m_entries.erase(it);
    }
}

const JournalEntry*
RenewalJournal::Find(IpAddr address) const
{
    const auto it = m_entries.find(address);
    return it == m_entries.end() ? nullptr : &it->second.entry;
}

size_t
RenewalJournal::OwedTo(uint8_t server) const
{
    const auto debt = m_debts.find(server);
    return debt == m_debts.end() ? 0 : debt->second.open;
}

size_t
RenewalJournal::WaitingFor(uint8_t server) const
{
    const auto debt = m_debts.find(server);
    return debt == m_debts.end() ? 0 : debt->second.queue.size();
}

void
RenewalJournal::Save(std::ostream& os, Instant now) const
{
    std::set<std::pair<Instant, IpAddr>> ordered;
    for (const auto& [address, slot] : m_entries)
    {
        ordered.insert({slot.entry.expiry, address});
    }
    RecordWriter writer(os, HEADING);
    for (const auto& [expiry, address] : ordered)
    {
        const JournalEntry& entry = *Find(address);
        writer.AddAddress(address);
        writer.AddClient(entry.client);
        writer.AddAddress(entry.serverId);
        writer.AddNumber(entry.port);
        writer.AddInstant(entry.grantedAt, now);
        writer.AddInstant(expiry, now);
        writer.AddNumber(entry.renewals);
        writer.AddNumber(entry.server);
        writer.AddNumber(uint64_t(entry.kind));
        writer.EndRecord();
    }
    writer.Finish();
}

std::vector<std::string>
RenewalJournal::Load(std::istream& is, Instant now)
{
    RecordReader reader(is, HEADING);
    while (reader.NextRecord())
    {
        JournalEntry entry;
        entry.address = reader.Address();
        entry.client = reader.Client();
        entry.serverId = reader.Address();
        entry.port = reader.Number(UINT32_MAX);
        entry.grantedAt = reader.TimeAt(now);
        entry.expiry = reader.TimeAt(now);
        const uint32_t renewals = reader.Number(UINT32_MAX);
        entry.server = reader.Number(UINT8_MAX);
        entry.kind = JournalKind(reader.Number(uint64_t(JournalKind::DECLINE)));
        if (!reader.EndRecord())
        {
            continue;
        }
        if (Find(entry.address))
        {
            reader.Fail("address " + ToString(entry.address) + " stands twice");
        }
        else if (m_entries.size() >= m_rules.capacity)
        {
            reader.Fail("the journal holds no more than " + std::to_string(m_rules.capacity) +
                        " entries");
        }
        else
        {
            Record(entry);
            m_entries[entry.address].entry.renewals = renewals;
        }
    }
    return reader.Errors();
}

} // namespace ns3::dhcpbackup
