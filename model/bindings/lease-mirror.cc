/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-mirror.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

uint32_t
LeaseMirror::Intern(const DhcpOptions& parameters)
{
    // A handful of sets at most: one a subnet and lease class.
    const auto it = std::find(m_parameters.begin(), m_parameters.end(), parameters);
    if (it == m_parameters.end())
    {
        m_parameters.push_back(parameters);
        return m_parameters.size() - 1;
    }
    return it - m_parameters.begin();
}

MirrorRecord&
LeaseMirror::Learn(const ClientIdentity& client, IpAddr address, const DhcpOptions& parameters)
{
    const std::string key = client.Key();
    if (const MirrorRecord* old = FindClient(key); old && old->address != address)
    {
        Forget(old->address);
    }
    if (const MirrorRecord* old = Find(address); old && old->client.Key() != key)
    {
        Forget(address);
    }
    MirrorRecord* record = Find(address);
    if (!record)
    {
        if (m_freeSlots.empty())
        {
            m_freeSlots.push_back(m_records.size());
            m_records.emplace_back();
        }
        const uint32_t slot = m_freeSlots.back();
        m_freeSlots.pop_back();
        m_byAddress[address] = slot;
        m_byClient[key] = slot;
        record = &m_records[slot];
        *record = {};
    }
    record->client = client;
    record->address = address;
    record->parameters = Intern(parameters);
    return *record;
}

MirrorRecord*
LeaseMirror::Find(IpAddr address)
{
    const auto it = m_byAddress.find(address);
    return it == m_byAddress.end() ? nullptr : &m_records[it->second];
}

MirrorRecord*
LeaseMirror::FindClient(const std::string& key)
{
    const auto it = m_byClient.find(key);
    return it == m_byClient.end() ? nullptr : &m_records[it->second];
}

void
LeaseMirror::SetClientExpiry(MirrorRecord& record, Instant expiry)
{
    record.clientExpiry = expiry;
    m_wheel.Schedule(&record - m_records.data(), expiry);
}

void
LeaseMirror::Erase(uint32_t slot)
{
    const MirrorRecord& record = m_records[slot];
    m_byAddress.erase(record.address);
    m_byClient.erase(record.client.Key());
    m_wheel.Cancel(slot);
    m_freeSlots.push_back(slot);
}

void
LeaseMirror::Forget(IpAddr address)
{
    const auto it = m_byAddress.find(address);
    if (it != m_byAddress.end())
    {
        Erase(it->second);
    }
}

void
LeaseMirror::Expire(Instant now, const std::function<void(const MirrorRecord&)>& callback)
{
    m_wheel.Advance(now, [&](uint32_t slot) {
        if (m_records[slot].clientExpiry > now)
        {
            m_wheel.Schedule(slot, m_records[slot].clientExpiry);
            return;
        }
        callback(m_records[slot]);
        Erase(slot);
    });
}

MirrorRecord*
LeaseMirror::Earliest()
{
    const uint32_t slot = m_wheel.Earliest();
    return slot == TimerWheel::NONE ? nullptr : &m_records[slot];
}

void
LeaseMirror::Clear()
{
    m_records.clear();
    m_freeSlots.clear();
    m_byAddress.clear();
    m_byClient.clear();
    m_parameters.clear();
    m_wheel.Clear();
}

} // namespace ns3::dhcpbackup
