/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lease-table.h"

#include "ns3/record-file.h"

namespace ns3::dhcpbackup
{

namespace
{

/// First line of a saved table; its number is the format's version.
const char HEADING[] = "dhcp-backup lease-table 1";

} // namespace

LeaseTable::LeaseTable(const AddressPool& pool)
    : m_pool(pool),
      m_bindings(pool.Size())
{
}

IpAddr
LeaseTable::AddressOf(const std::string& key) const
{
    const auto it = m_byClient.find(key);
    return it == m_byClient.end() ? 0 : m_pool.AddressAt(it->second);
}

bool
LeaseTable::IsInUse(IpAddr address, Instant now) const
{
    const Binding& binding = At(address);
    return binding.state != BindingState::FREE && binding.state != BindingState::EXPIRED &&
           binding.expiry > now;
}

IpAddr
LeaseTable::Choose(const std::string& key, IpAddr requested, Instant now) const
{
    if (const IpAddr own = AddressOf(key))
    {
        return own;
    }
    if (m_pool.Contains(requested) && !IsInUse(requested, now))
    {
        return requested;
    }
    return m_pool.Next();
}

void
LeaseTable::SetState(uint32_t index, BindingState state)
{
    Binding& binding = m_bindings[index];
    m_active += (state == BindingState::ACTIVE) - (binding.state == BindingState::ACTIVE);
    binding.state = state;
}

void
LeaseTable::Assign(IpAddr address,
                   const ClientIdentity& client,
                   BindingState state,
                   Instant expiry)
{
    const uint32_t index = m_pool.IndexOf(address);
    Binding& binding = m_bindings[index];
    const std::string key = client.Key();
    const auto [it, isNew] = m_byClient.try_emplace(key, index);
    if (!isNew && it->second != index)
    {
        // A client has one address of a subnet; the other one is free again and forgotten.
        const uint32_t old = it->second;
        it->second = index;
        SetState(old, BindingState::FREE);
        m_bindings[old] = {};
        m_wheel.Cancel(old);
        m_pool.Return(m_pool.AddressAt(old));
    }
    if (binding.state != BindingState::FREE && binding.client.Key() != key)
    {
        m_byClient.erase(binding.client.Key());
    }
    binding.client = client;
    binding.expiry = expiry;
    SetState(index, state);
    m_wheel.Schedule(index, expiry);
    m_pool.Take(address);
}

void
LeaseTable::Release(IpAddr address)
{
    const uint32_t index = m_pool.IndexOf(address);
    if (m_bindings[index].state == BindingState::FREE)
    {
        return;
    }
    SetState(index, BindingState::EXPIRED);
    m_wheel.Cancel(index);
    m_pool.Return(address);
}

void
LeaseTable::Quarantine(IpAddr address, Instant until)
{
    const uint32_t index = m_pool.IndexOf(address);
    Binding& binding = m_bindings[index];
    if (binding.state != BindingState::FREE)
    {
        m_byClient.erase(binding.client.Key());
    }
    SetState(index, BindingState::DECLINED);
    binding.client = {};
    binding.expiry = until;
    m_wheel.Schedule(index, until);
    m_pool.Take(address);
}

void
LeaseTable::Expire(Instant now, const ExpiryCallback& callback)
{
    m_wheel.Advance(now, [&](uint32_t index) {
        Binding& binding = m_bindings[index];
        if (binding.expiry > now)
        {
            m_wheel.Schedule(index, binding.expiry);
            return;
        }
        const Binding ended = binding;
        if (binding.state == BindingState::DECLINED)
        {
            SetState(index, BindingState::FREE);
            binding = {};
        }
        else
        {
            SetState(index, BindingState::EXPIRED);
        }
        m_pool.Return(m_pool.AddressAt(index));
        callback(m_pool.AddressAt(index), ended);
    });
}

void
LeaseTable::Clear()
{
    m_pool.Reset();
    m_bindings.assign(m_pool.Size(), Binding());
    m_byClient.clear();
    m_wheel.Clear();
    m_active = 0;
}

void
LeaseTable::DropOffers()
{
    for (uint32_t index = 0; index < m_bindings.size(); ++index)
    {
        if (m_bindings[index].state == BindingState::OFFERED)
        {
            Release(m_pool.AddressAt(index));
        }
    }
}

void
LeaseTable::Save(std::ostream& os, Instant now) const
{
    RecordWriter writer(os, HEADING);
    for (uint32_t index = 0; index < m_bindings.size(); ++index)
    {
        const Binding& binding = m_bindings[index];
        const bool active = binding.state == BindingState::ACTIVE;
        if (!active && binding.state != BindingState::EXPIRED)
        {
            continue;
        }
        writer.AddAddress(m_pool.AddressAt(index));
        writer.AddClient(binding.client);
        writer.AddNumber(active ? 1 : 0);
        writer.AddInstant(binding.expiry, now);
        writer.EndRecord();
    }
    writer.Finish();
}

std::vector<std::string>
LeaseTable::Load(std::istream& is, Instant now)
{
    RecordReader reader(is, HEADING);
    while (reader.NextRecord())
    {
        const IpAddr address = reader.Address();
        const ClientIdentity client = reader.Client();
        const bool active = reader.Number(1) == 1;
        const Instant expiry = reader.TimeAt(now);
        if (!reader.EndRecord())
        {
            continue;
        }
        if (!m_pool.Contains(address))
        {
            reader.Fail("address " + ToString(address) + " is not in the pool");
        }
        else if (IsInUse(address, now) || AddressOf(client.Key()) != 0)
        {
            reader.Fail("address " + ToString(address) + " or its client stands twice");
        }
        else
        {
            Assign(address, client, BindingState::ACTIVE, expiry);
            if (!active)
            {
                Release(address);
            }
        }
    }
    return reader.Errors();
}

} // namespace ns3::dhcpbackup
