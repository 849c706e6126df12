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
    UpdateClock();
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

void
RelayFaults::UpdateClock()
{
    const bool wrong = m_faults.Has(FaultKind::CLOCK_RATE);
    if (wrong && !m_clockRate)
    {
        m_clockRate = m_relay->GetClockRate();
    }
    if (!m_clockRate)
    {
        return;
    }
    double rate = *m_clockRate;
    for (const auto& [id, fault] : m_faults.All())
    {
        if (fault.kind == FaultKind::CLOCK_RATE)
        {
            rate *= fault.clockRate;
        }
    }
    if (rate != m_relay->GetClockRate())
    {
        m_relay->SetClockRate(rate);
    }
    if (!wrong)
    {
        m_clockRate.reset();
    }
}

} // namespace ns3::dhcpbackup
