/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-table.h"

namespace ns3::dhcpbackup
{

namespace
{

/// The end of a lease that was given back: so long ago that no hold applies to it.
constexpr Instant LONG_AGO = INT64_MIN / 2;

} // namespace

LeaseTable::LeaseTable(const AddressPool& pool, Duration hold)
    : m_pool(pool),
      m_hold(hold),
      m_records(pool.Size()),
      m_byClient(0, ByKey{m_records.data(), false}, ByKey{m_records.data(), false}),
      m_byHardware(0, ByKey{m_records.data(), true}, ByKey{m_records.data(), true})
{
}

std::string
LeaseTable::ByKey::KeyOf(Slot slot) const
{
    const ClientIdentity client = records[slot.number].client.Unpack();
    return hardware ? client.HardwareKey() : client.Key();
}

Binding
LeaseTable::Unpack(uint32_t index) const
{
    const Record& record = m_records[index];
    Binding binding;
    binding.client = record.client.Unpack();
    binding.expiry = record.expiry;
    binding.changed = record.changed;
    binding.serverId = record.serverId;
    binding.state = record.state;
    if (record.hasAgentInfo)
    {
        binding.agentInfo = m_agentInfo.at(index);
    }
    return binding;
}

void
LeaseTable::Pack(uint32_t index, const Binding& binding)
{
    Record& record = m_records[index];
    record.client = PackedIdentity(binding.client);
    record.expiry = binding.expiry;
    record.changed = binding.changed;
    record.serverId = binding.serverId;
    record.state = binding.state;
    if (!binding.agentInfo.empty())
    {
        m_agentInfo[index] = binding.agentInfo;
    }
    else if (record.hasAgentInfo)
    {
        m_agentInfo.erase(index);
    }
    record.hasAgentInfo = !binding.agentInfo.empty();
}

void
LeaseTable::IndexHardware()
{
    m_indexHardware = true;
}

void
LeaseTable::Reserve(IpAddr address, const std::string& key)
{
    const uint32_t index = m_pool.IndexOf(address);
    m_reservedFor[key] = index;
    m_reserved[index] = key;
    m_pool.Take(address);
}

IpAddr
LeaseTable::ReservedFor(const ClientIdentity& client) const
{
    if (m_reservedFor.empty())
    {
        return 0;
    }
    auto it = m_reservedFor.find(client.Key());
    if (it == m_reservedFor.end())
    {
        it = m_reservedFor.find(client.HardwareKey());
    }
    return it == m_reservedFor.end() ? 0 : m_pool.AddressAt(it->second);
}

IpAddr
LeaseTable::AddressOf(const std::string& key) const
{
    const auto it = m_byClient.find(key);
    return it == m_byClient.end() ? 0 : m_pool.AddressAt(it->number);
}

IpAddr
LeaseTable::AddressOfHardware(const std::string& key) const
{
    const auto it = m_byHardware.find(key);
    return it == m_byHardware.end() ? AddressOf(key) : m_pool.AddressAt(it->number);
}

bool
LeaseTable::IsInUse(IpAddr address, Instant now) const
{
    const Record& binding = m_records[m_pool.IndexOf(address)];
    return binding.state != BindingState::FREE && binding.state != BindingState::EXPIRED &&
           binding.expiry > now;
}

bool
LeaseTable::IsHeld(const Record& binding, Instant now) const
{
    const bool ended = binding.state == BindingState::ACTIVE || binding.state == BindingState::EXPIRED;
    return ended && binding.expiry <= now && now - binding.expiry < m_hold;
}

bool
LeaseTable::MayHave(IpAddr address, const ClientIdentity& client, Instant now) const
{
    if (AddressOf(client.Key()) == address)
    {
        return true;
    }
    const auto reserved = m_reserved.find(m_pool.IndexOf(address));
    if (reserved != m_reserved.end() && reserved->second != client.Key() &&
        reserved->second != client.HardwareKey())
    {
        return false;
    }
    return !IsInUse(address, now) && !IsHeld(m_records[m_pool.IndexOf(address)], now);
}

IpAddr
LeaseTable::Choose(const ClientIdentity& client,
                   IpAddr requested,
                   Instant now,
                   uint32_t part) const
{
    const IpAddr reserved = ReservedFor(client);
    if (reserved != 0 && MayHave(reserved, client, now))
    {
        return reserved;
    }
    const IpAddr own = AddressOf(client.Key());
    if (own != 0 && m_pool.PartOf(own) == part)
    {
        return own;
    }
    if (m_pool.Contains(requested) && m_pool.PartOf(requested) == part &&
        MayHave(requested, client, now))
    {
        return requested;
    }
    return m_pool.Next(part);
}

void
LeaseTable::Touch(uint32_t index)
{
    if (!m_stored.contains(index))
    {
        m_stored.emplace(index, Unpack(index));
    }
}

void
LeaseTable::SetState(uint32_t index, BindingState state)
{
    Record& binding = m_records[index];
    m_active += (state == BindingState::ACTIVE) - (binding.state == BindingState::ACTIVE);
    binding.state = state;
}

void
LeaseTable::Return(uint32_t index)
{
    if (m_reserved.find(index) == m_reserved.end())
    {
        m_pool.Return(m_pool.AddressAt(index));
    }
}

void
LeaseTable::Link(uint32_t index)
{
    m_byClient.insert(Slot{index});
    if (m_indexHardware && !m_records[index].client.Unpack().clientId.empty())
    {
        m_byHardware.erase(Slot{index}); // another client with the same hardware
        m_byHardware.insert(Slot{index});
    }
}

void
LeaseTable::Forget(uint32_t index)
{
    const BindingState state = m_records[index].state;
    if (state != BindingState::FREE && state != BindingState::DECLINED)
    {
        m_byClient.erase(Slot{index});
        const auto it = m_byHardware.find(Slot{index});
        if (it != m_byHardware.end() && it->number == index)
        {
            m_byHardware.erase(it);
        }
    }
    SetState(index, BindingState::FREE);
    Pack(index, {});
    m_wheel.Cancel(index);
}

void
LeaseTable::Assign(IpAddr address, const Binding& binding)
{
    const uint32_t index = m_pool.IndexOf(address);
    Touch(index);
    const IpAddr old = AddressOf(binding.client.Key());
    if (old != 0 && old != address)
    {
        // A client has one address of a subnet; the other one is free again and forgotten.
        Touch(m_pool.IndexOf(old));
        Forget(m_pool.IndexOf(old));
        Return(m_pool.IndexOf(old));
    }
    if (old == address && m_records[index].client == PackedIdentity(binding.client))
    {
        SetState(index, binding.state);
        Pack(index, binding);
    }
    else
    {
        Forget(index);
        SetState(index, binding.state);
        Pack(index, binding);
        Link(index);
    }
    m_wheel.Schedule(index, binding.expiry);
    m_pool.Take(address);
}

void
LeaseTable::End(uint32_t index)
{
    const Record& binding = m_records[index];
    const bool leased = binding.state == BindingState::ACTIVE || binding.changed != NEVER;
    if (binding.state == BindingState::DECLINED || !leased)
    {
        Forget(index);
        Return(index);
        return;
    }
    SetState(index, BindingState::EXPIRED);
    if (m_hold > 0 && binding.expiry != LONG_AGO)
    {
        m_wheel.Schedule(index, binding.expiry + m_hold);
        return;
    }
    m_wheel.Cancel(index);
    Return(index);
}

void
LeaseTable::Release(IpAddr address, Instant now)
{
    const uint32_t index = m_pool.IndexOf(address);
    if (m_records[index].state == BindingState::FREE)
    {
        return;
    }
    Touch(index);
    if (m_records[index].state == BindingState::ACTIVE)
    {
        m_records[index].changed = now;
    }
    m_records[index].expiry = LONG_AGO;
    End(index);
}

void
LeaseTable::Quarantine(IpAddr address, Instant until)
{
    const uint32_t index = m_pool.IndexOf(address);
    Touch(index);
    Forget(index);
    SetState(index, BindingState::DECLINED);
    m_records[index].expiry = until;
    m_wheel.Schedule(index, until);
    m_pool.Take(address);
}

void
LeaseTable::Expire(Instant now, const ExpiryCallback& callback)
{
    m_wheel.Advance(now, [&](uint32_t index) {
        const Record& binding = m_records[index];
        const bool onHold = binding.state == BindingState::EXPIRED;
        const Instant due = onHold ? binding.expiry + m_hold : binding.expiry;
        if (due > now)
        {
            m_wheel.Schedule(index, due);
        }
        else if (onHold)
        {
            Return(index);
        }
        else
        {
            const Binding ended = Unpack(index);
            End(index);
            callback(m_pool.AddressAt(index), ended);
        }
    });
}

void
LeaseTable::Clear()
{
    m_pool.Reset();
    for (const auto& reserved : m_reserved)
    {
        m_pool.Take(m_pool.AddressAt(reserved.first));
    }
    m_byClient.clear();
    m_byHardware.clear();
    m_records.assign(m_pool.Size(), Record());
    m_agentInfo.clear();
    m_stored.clear();
    m_wheel.Clear();
    m_active = 0;
}

} // namespace ns3::dhcpbackup
