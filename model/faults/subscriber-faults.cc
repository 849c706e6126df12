/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-faults.h"

#include "ns3/rng-seed-manager.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

SubscriberFaults::SubscriberFaults()
    : m_draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun())
{
}

void
SubscriberFaults::AddClient(Ptr<LeaseClient> client)
{
    m_clients.push_back(client);
}

void
SubscriberFaults::AddPopulation(Ptr<ClientPopulation> population, uint32_t subscribers)
{
    m_populations.push_back(population);
    m_homes.resize(subscribers);
    for (uint32_t i = 0; i < subscribers; ++i)
    {
        m_homes[i] = population->Has(i) ? PeekPointer(population) : m_homes[i];
    }
}

bool
SubscriberFaults::Strikes(uint32_t id, const Fault& fault, uint32_t subscriber) const
{
    return fault.target.Strikes(subscriber) &&
           m_draw.Uniform(DrawPurpose::FAULT_SHARE, subscriber, id) < fault.share;
}

void
SubscriberFaults::Begin(uint32_t id, const Fault& fault)
{
    if (m_faults.Add(id, fault))
    {
        Update(id, fault);
    }
}

void
SubscriberFaults::Heal(uint32_t id)
{
    for (const auto& [known, fault] : m_faults.All())
    {
        if (known == id)
        {
            const Fault healed = fault;
            m_faults.Remove(id);
            Update(id, healed);
            return;
        }
    }
}

void
SubscriberFaults::Update(uint32_t id, const Fault& fault)
{
    for (uint32_t i = 0; i < std::max(m_clients.size(), m_homes.size()); ++i)
    {
        if (Strikes(id, fault, i))
        {
            fault.kind == FaultKind::POWER_LOSS ? UpdatePower(i) : UpdateClock(i);
        }
    }
}

void
SubscriberFaults::UpdatePower(uint32_t subscriber)
{
    for (const auto& [id, fault] : m_faults.All())
    {
        if (fault.kind == FaultKind::POWER_LOSS && Strikes(id, fault, subscriber))
        {
            m_homes.empty() ? m_clients[subscriber]->SwitchOff()
                            : m_homes[subscriber]->SwitchOff(subscriber);
            return;
        }
    }
    m_homes.empty() ? m_clients[subscriber]->SwitchOn() : m_homes[subscriber]->SwitchOn(subscriber);
}

void
SubscriberFaults::UpdateClock(uint32_t subscriber)
{
    if (m_rates.empty())
    {
        for (const Ptr<LeaseClient>& client : m_clients)
        {
            m_rates.push_back(client->GetClockRate());
        }
    }
    double rate = m_rates[subscriber];
    for (const auto& [id, fault] : m_faults.All())
    {
        if (fault.kind == FaultKind::CLOCK_RATE && Strikes(id, fault, subscriber))
        {
            rate *= fault.clockRate;
        }
    }
    m_clients[subscriber]->SetClockRate(rate);
}

} // namespace ns3::dhcpbackup
