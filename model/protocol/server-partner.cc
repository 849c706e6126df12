/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * ServerMachine: what it takes over from a partner and tells it.
 */

#include "server-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

bool
ServerMachine::TakeOver(IpAddr address, const Binding& binding, bool newer, Instant now)
{
    Subnet* const subnet = Find(address);
    if (!subnet || !subnet->table.Pool().Contains(address))
    {
        return false;
    }
    const Binding& own = subnet->table.At(address);
    if (newer && own.changed != NEVER && own.changed >= binding.changed)
    {
        return false;
    }
    if (binding.state == BindingState::ACTIVE)
    {
        Assign(*subnet, address, binding);
        return true;
    }
    if (own.changed != NEVER && own.changed > binding.changed)
    {
        return false; // it was granted anew since
    }
    m_active -= own.state == BindingState::ACTIVE;
    if (binding.state == BindingState::DECLINED)
    {
        subnet->table.Quarantine(address, binding.expiry);
    }
    else
    {
        subnet->table.Release(address, now);
    }
    m_nextExpiry = std::min(m_nextExpiry, subnet->table.NextExpiry());
    return true;
}

std::vector<std::pair<IpAddr, Binding>>
ServerMachine::LeasesFrom(IpAddr from, uint32_t count) const
{
    std::vector<std::pair<IpAddr, Binding>> leases;
    for (const Subnet& subnet : m_subnets)
    {
        const AddressPool& pool = subnet.table.Pool();
        const IpAddr last = subnet.config.poolLast;
        for (IpAddr address = std::max(from, pool.AddressAt(0));
             address <= last && leases.size() < count;
             ++address)
        {
            const Binding& binding = subnet.table.At(address);
            if (binding.state == BindingState::ACTIVE || binding.state == BindingState::EXPIRED ||
                binding.state == BindingState::DECLINED)
            {
                leases.emplace_back(address, binding);
            }
        }
    }
    return leases;
}

} // namespace ns3::dhcpbackup
