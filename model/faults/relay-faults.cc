/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-faults.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

RelayFaults::RelayFaults(Ptr<LeaseRelay> relay)
    : m_relay(relay)
{
}

void
RelayFaults::Begin(uint32_t id, const Fault& fault)
{
    if (m_faults.Add(id, fault))
    {
        Update();
    }
}

void
RelayFaults::Heal(uint32_t id)
{
    if (m_faults.Remove(id))
    {
        Update();
    }
}

void
RelayFaults::Update()
{
    for (const auto& [id, fault] : m_faults.All())
    {
        if (fault.kind == FaultKind::RELAY_CRASH)
        {
            m_store = std::max(m_store, fault.store);
        }
    }
    m_clock.Update(m_faults, *m_relay);
    if (m_faults.Has(FaultKind::RELAY_CRASH))
    {
        m_relay->Crash();
        m_crashed = true;
    }
    else if (m_crashed)
    {
        m_relay->Restart(m_store == StoreFate::LOST);
        m_crashed = false;
        m_store = StoreFate::KEPT;
    }
}

} // namespace ns3::dhcpbackup
