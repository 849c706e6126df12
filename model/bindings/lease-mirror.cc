/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-mirror.h"

#include "ns3/record-file.h"

#include <algorithm>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

/// First line of a saved mirror; its number is the format's version.
const char HEADING[] = "dhcp-backup lease-mirror 1";

/// A list of options as bytes, to look it up.
std::string
BytesOf(const DhcpOptions& options)
{
    std::string bytes;
    for (const auto& item : options)
    {
        bytes += char(item.code);
        bytes += std::to_string(item.data.size()) + ':';
        bytes.append(item.data.begin(), item.data.end());
    }
    return bytes;
}

} // namespace

IpAddr
LeaseMirror::ByAddress::KeyOf(IpAddr address) const
{
    return address;
}

IpAddr
LeaseMirror::ByAddress::KeyOf(Slot slot) const
{
    return (*records)[slot.number].address;
}

const std::string&
LeaseMirror::ByClient::KeyOf(const std::string& key) const
{
    return key;
}

std::string
LeaseMirror::ByClient::KeyOf(Slot slot) const
{
    return (*records)[slot.number].client.Unpack().Key();
}

LeaseMirror::LeaseMirror()
    : m_byAddress(0, ByAddress{&m_records}, ByAddress{&m_records}),
      m_byClient(0, ByClient{&m_records}, ByClient{&m_records})
{
}

uint32_t
LeaseMirror::TakeParameters(const DhcpOptions& parameters)
{
    const auto [it, added] = m_setOf.emplace(BytesOf(parameters), 0);
    if (added)
    {
        if (m_freeParameters.empty())
        {
            m_freeParameters.push_back(m_parameters.size());
            m_parameters.emplace_back();
        }
        it->second = m_freeParameters.back();
        m_freeParameters.pop_back();
        m_parameters[it->second].options = parameters;
    }
    ++m_parameters[it->second].uses;
    return it->second;
}

void
LeaseMirror::ReturnParameters(uint32_t number)
{
    ParameterSet& set = m_parameters[number];
    if (--set.uses == 0)
    {
        m_setOf.erase(BytesOf(set.options));
        m_freeParameters.push_back(number);
    }
}

MirrorRecord&
LeaseMirror::Learn(const ClientIdentity& client, IpAddr address, const DhcpOptions& parameters)
{
    const std::string key = client.Key();
    if (const MirrorRecord* old = FindClient(key); old && old->address != address)
    {
        Forget(old->address);
    }
    if (const MirrorRecord* old = Find(address); old && old->client.Unpack().Key() != key)
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
        record = &m_records[slot];
        *record = {};
        record->client = PackedIdentity(client);
        record->address = address;
        record->parameters = TakeParameters(parameters);
        m_byAddress.insert(Slot{slot});
        m_byClient.insert(Slot{slot});
    }
    // The same key may come with other hardware: the latest counts.
    record->client = PackedIdentity(client);
    const uint32_t before = record->parameters;
    record->parameters = TakeParameters(parameters);
    ReturnParameters(before);
    return *record;
}

MirrorRecord*
LeaseMirror::Find(IpAddr address)
{
    const auto it = m_byAddress.find(address);
    return it == m_byAddress.end() ? nullptr : &m_records[it->number];
}

MirrorRecord*
LeaseMirror::FindClient(const std::string& key)
{
    const auto it = m_byClient.find(key);
    return it == m_byClient.end() ? nullptr : &m_records[it->number];
}

void
LeaseMirror::SetClientExpiry(MirrorRecord& record, Instant expiry)
{
    record.clientExpiry = expiry;
    m_wheel.Schedule(m_byAddress.find(record.address)->number, expiry);
}

void
LeaseMirror::Erase(uint32_t slot)
{
    m_byAddress.erase(m_byAddress.find(m_records[slot].address));
    m_byClient.erase(m_byClient.find(m_records[slot].client.Unpack().Key()));
    m_wheel.Cancel(slot);
    ReturnParameters(m_records[slot].parameters);
    m_records[slot].client = {};
    m_freeSlots.push_back(slot);
}

void
LeaseMirror::Forget(IpAddr address)
{
    const auto it = m_byAddress.find(address);
    if (it != m_byAddress.end())
    {
        Erase(it->number);
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
LeaseMirror::ForEach(const std::function<void(const MirrorRecord&)>& callback) const
{
    for (const Slot slot : m_byAddress)
    {
        callback(m_records[slot.number]);
    }
}

void
LeaseMirror::Save(std::ostream& os, Instant now) const
{
    std::set<std::pair<Instant, uint32_t>> ordered;
    for (const Slot slot : m_byAddress)
    {
        ordered.insert({m_records[slot.number].clientExpiry, slot.number});
    }
    RecordWriter writer(os, HEADING);
    for (const auto& [expiry, slot] : ordered)
    {
        const MirrorRecord& record = m_records[slot];
        writer.AddAddress(record.address);
        writer.AddClient(record.client.Unpack());
        writer.AddAddress(record.serverId);
        writer.AddNumber(record.server);
        writer.AddNumber(record.port);
        writer.AddInstant(record.serverExpiry, now);
        writer.AddInstant(expiry, now);
        writer.AddNumber(record.standIns);
        writer.AddNumber(record.revoked);
        // Each record has its parameters with it, so that damage to one spares the others.
        writer.AddOptions(ParametersOf(record));
        writer.EndRecord();
    }
    writer.Finish();
}

std::vector<std::string>
LeaseMirror::Load(std::istream& is, Instant now)
{
    RecordReader reader(is, HEADING);
    while (reader.NextRecord())
    {
        MirrorRecord saved;
        saved.address = reader.Address();
        const ClientIdentity client = reader.Client();
        saved.serverId = reader.Address();
        saved.server = reader.Number(UINT8_MAX);
        saved.port = reader.Number(UINT32_MAX);
        saved.serverExpiry = reader.TimeAt(now);
        saved.clientExpiry = reader.TimeAt(now);
        saved.standIns = reader.Number(UINT8_MAX);
        saved.revoked = reader.Number(1);
        const DhcpOptions parameters = reader.Options();
        if (!reader.EndRecord())
        {
            continue;
        }
        if (Find(saved.address) || FindClient(client.Key()))
        {
            reader.Fail("address " + ToString(saved.address) + " or its client stands twice");
        }
        else if (parameters.GetU32(OPT_LEASE_TIME).value_or(0) == 0)
        {
            reader.Fail("a lease without lease time");
        }
        else
        {
            MirrorRecord& record = Learn(client, saved.address, parameters);
            saved.client = record.client;
            saved.parameters = record.parameters;
            record = saved;
            SetClientExpiry(record, saved.clientExpiry);
        }
    }
    return reader.Errors();
}

} // namespace ns3::dhcpbackup
