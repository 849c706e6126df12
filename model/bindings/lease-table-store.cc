/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * LeaseTable: what the stable store holds, and lease files.
 */

#include "lease-table.h"

#include "ns3/record-file.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Earlier than any time in a file can be meant, so that sums of times stay far from their limit.
constexpr Instant EARLIEST = INT64_MIN / 2;

/// The states that a file knows and the numbers that stand for them.
constexpr BindingState SAVED_STATES[] = {BindingState::EXPIRED,
                                         BindingState::ACTIVE,
                                         BindingState::DECLINED};

} // namespace

void
LeaseTable::Stored(IpAddr address, const Binding& binding)
{
    const uint32_t index = m_pool.IndexOf(address);
    if (Unpack(index) == binding)
    {
        m_stored.erase(index);
    }
    else
    {
        m_stored[index] = binding;
    }
}

void
LeaseTable::Put(uint32_t index, const Binding& binding)
{
    if (binding.state == BindingState::FREE || binding.state == BindingState::OFFERED)
    {
        Return(index);
        return;
    }
    if (binding.state != BindingState::DECLINED)
    {
        if (const IpAddr other = AddressOf(binding.client.Key()))
        {
            if (At(other).changed >= binding.changed)
            {
                Return(index);
                return;
            }
            Forget(m_pool.IndexOf(other));
            Return(m_pool.IndexOf(other));
        }
    }
    SetState(index, binding.state);
    Pack(index, binding);
    if (binding.state != BindingState::DECLINED)
    {
        Link(index);
    }
    if (binding.state == BindingState::EXPIRED && m_hold == 0)
    {
        Return(index);
        return;
    }
    m_pool.Take(m_pool.AddressAt(index));
    m_wheel.Schedule(index, binding.state == BindingState::EXPIRED ? binding.expiry + m_hold
                                                                   : binding.expiry);
}

void
LeaseTable::RestoreStored()
{
    // Sorted, so that the order in the pool does not depend on the order in a hash table.
    std::vector<std::pair<uint32_t, Binding>> stored(m_stored.begin(), m_stored.end());
    std::sort(stored.begin(), stored.end(), [](const auto& a, const auto& b) {
        return a.first < b.first;
    });
    m_stored.clear();
    for (const auto& item : stored)
    {
        Forget(item.first);
    }
    for (const auto& [index, binding] : stored)
    {
        Put(index, binding);
    }
}

std::vector<Binding>
LeaseTable::Snapshot() const
{
    std::vector<Binding> bindings;
    bindings.reserve(m_records.size());
    for (uint32_t index = 0; index < m_records.size(); ++index)
    {
        bindings.push_back(Unpack(index));
    }
    for (const auto& [index, binding] : m_stored)
    {
        bindings[index] = binding;
    }
    return bindings;
}

void
LeaseTable::RestoreSnapshot(const std::vector<Binding>& bindings)
{
    Clear();
    for (uint32_t index = 0; index < bindings.size(); ++index)
    {
        Put(index, bindings[index]);
    }
}

void
LeaseTable::Save(RecordWriter& writer, Instant now) const
{
    for (uint32_t index = 0; index < m_records.size(); ++index)
    {
        const Binding binding = Unpack(index);
        const auto state = std::find(std::begin(SAVED_STATES), std::end(SAVED_STATES), binding.state);
        if (state == std::end(SAVED_STATES))
        {
            continue;
        }
        writer.AddAddress(m_pool.AddressAt(index));
        writer.AddClient(binding.client);
        writer.AddNumber(state - std::begin(SAVED_STATES));
        writer.AddInstant(binding.expiry, now);
        writer.AddInstant(binding.changed, now);
        writer.AddAddress(binding.serverId);
        writer.AddBytes(binding.agentInfo);
        writer.EndRecord();
    }
}

Binding
LeaseTable::ReadBinding(RecordReader& reader, Instant now)
{
    Binding binding;
    binding.client = reader.Client();
    binding.state = SAVED_STATES[reader.Number(std::size(SAVED_STATES) - 1)];
    binding.expiry = std::max(reader.TimeAt(now), EARLIEST);
    binding.changed = std::max(reader.TimeAt(now), EARLIEST);
    binding.serverId = reader.Address();
    binding.agentInfo = reader.Bytes();
    return binding;
}

std::string
LeaseTable::Load(IpAddr address, const Binding& binding)
{
    if (!m_pool.Contains(address))
    {
        return "address " + ToString(address) + " is not in the pool";
    }
    const bool hasClient = binding.state != BindingState::DECLINED;
    if (At(address).state != BindingState::FREE ||
        (hasClient && AddressOf(binding.client.Key()) != 0))
    {
        return "address " + ToString(address) + " or its client stands twice";
    }
    Put(m_pool.IndexOf(address), binding);
    return {};
}

} // namespace ns3::dhcpbackup
