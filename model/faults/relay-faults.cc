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
        m_store = std::max(m_store, fault.store);
        m_relay->Crash();
    }
}

void
RelayFaults::Heal(uint32_t id)
{
    if (m_faults.Remove(id) && m_faults.All().empty())
    {
        m_relay->Restart(m_store == StoreFate::LOST);
        m_store = StoreFate::KEPT;
    }
}

} // namespace ns3::dhcpbackup
