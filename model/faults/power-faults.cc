/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "power-faults.h"

#include "ns3/rng-seed-manager.h"

namespace ns3::dhcpbackup
{

PowerFaults::PowerFaults()
    : m_draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun())
{
}

void
PowerFaults::AddClient(Ptr<LeaseClient> client)
{
    m_clients.push_back(client);
    m_causes.push_back(0);
}

bool
PowerFaults::Strikes(uint32_t id, const Fault& fault, uint32_t subscriber) const
{
    return fault.target.Strikes(subscriber) &&
           m_draw.Uniform(DrawPurpose::POWER_LOSS, subscriber, id) < fault.share;
}

void
PowerFaults::Begin(uint32_t id, const Fault& fault)
{
    const auto [struck, isNew] = m_struck.try_emplace(id);
    if (!isNew)
    {
        return;
    }
    for (uint32_t i = 0; i < m_clients.size(); ++i)
    {
        if (Strikes(id, fault, i))
        {
            struck->second.push_back(i);
            if (m_causes[i]++ == 0)
            {
                m_clients[i]->SwitchOff();
            }
        }
    }
}

void
PowerFaults::Heal(uint32_t id)
{
    const auto struck = m_struck.find(id);
    if (struck == m_struck.end())
    {
        return;
    }
    for (const uint32_t i : struck->second)
    {
        if (--m_causes[i] == 0)
        {
            m_clients[i]->SwitchOn();
        }
    }
    m_struck.erase(struck);
}

} // namespace ns3::dhcpbackup
