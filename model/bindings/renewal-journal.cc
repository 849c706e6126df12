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
const char HEADING[] = "dhcp-backup renewal-journal 1";

} // namespace

RenewalJournal::RenewalJournal(size_t capacity)
    : m_capacity(capacity)
{
}

bool
RenewalJournal::Record(const JournalEntry& entry)
{
    auto it = m_entries.find(entry.address);
    if (it == m_entries.end())
    {
        if (m_entries.size() >= m_capacity)
        {
            m_overflowed = true;
            return false;
        }
        it = m_entries.emplace(entry.address, JournalEntry()).first;
    }
    const uint32_t renewals = it->second.renewals + 1;
    m_waiting.erase({it->second.expiry, entry.address});
    it->second = entry;
    it->second.renewals = renewals;
    m_waiting.insert({entry.expiry, entry.address});
    m_highWater = std::max(m_highWater, m_entries.size());
    return true;
}

const JournalEntry*
RenewalJournal::StartReplay()
{
    if (m_waiting.empty())
    {
        return nullptr;
    }
    const IpAddr address = m_waiting.begin()->second;
    m_waiting.erase(m_waiting.begin());
    return Find(address);
}

void
RenewalJournal::RetryLater(IpAddr address)
{
    if (const JournalEntry* entry = Find(address))
    {
        m_waiting.insert({entry->expiry, address});
    }
}

void
RenewalJournal::Settle(IpAddr address)
{
    const auto it = m_entries.find(address);
    if (it != m_entries.end())
    {
        m_waiting.erase({it->second.expiry, address});
        m_entries.erase(it);
    }
}

const JournalEntry*
RenewalJournal::Find(IpAddr address) const
{
    const auto it = m_entries.find(address);
    return it == m_entries.end() ? nullptr : &it->second;
}

void
RenewalJournal::Save(std::ostream& os, Instant now) const
{
    std::set<std::pair<Instant, IpAddr>> ordered;
    for (const auto& [address, entry] : m_entries)
    {
        ordered.insert({entry.expiry, address});
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
        if (!reader.EndRecord())
        {
            continue;
        }
        if (Find(entry.address))
        {
            reader.Fail("address " + ToString(entry.address) + " stands twice");
        }
        else if (!Record(entry))
        {
            reader.Fail("the journal holds no more than " + std::to_string(m_capacity) +
                        " entries");
        }
        else
        {
            m_entries[entry.address].renewals = renewals;
        }
    }
    return reader.Errors();
}

} // namespace ns3::dhcpbackup
