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
SubscriberFaults::SetSubscribers(Ptr<SubscriberDirectory> subscribers)
{
    m_subscribers = subscribers;
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
    for (uint32_t i = 0; i < m_subscribers->Count(); ++i)
    {
        if (Strikes(id, fault, i))
        {
            switch (fault.kind)
            {
            case FaultKind::POWER_LOSS:
                UpdatePower(i);
                break;
            case FaultKind::CLOCK_RATE:
                UpdateClock(i);
                break;
            default:
                UpdateCarrier(i);
            }
        }
    }
}

bool
SubscriberFaults::IsStruck(uint32_t subscriber, FaultKind kind) const
{
    const auto& all = m_faults.All();
    return std::any_of(all.begin(), all.end(), [this, subscriber, kind](const auto& entry) {
        return entry.second.kind == kind && Strikes(entry.first, entry.second, subscriber);
    });
}

void
SubscriberFaults::UpdatePower(uint32_t subscriber)
{
    const bool struck = IsStruck(subscriber, FaultKind::POWER_LOSS);
    struck ? m_subscribers->SwitchOff(subscriber) : m_subscribers->SwitchOn(subscriber);
}

void
SubscriberFaults::UpdateCarrier(uint32_t subscriber)
{
    LeaseClient& client = *m_subscribers->HostOf(subscriber);
    IsStruck(subscriber, FaultKind::LINK_DOWN) ? client.CarrierLost() : client.CarrierReturned();
}

void
SubscriberFaults::UpdateClock(uint32_t subscriber)
{
    LeaseClient& client = *m_subscribers->HostOf(subscriber);
    double rate = m_rates.try_emplace(subscriber, client.GetClockRate()).first->second;
    for (const auto& [id, fault] : m_faults.All())
    {
        if (fault.kind == FaultKind::CLOCK_RATE && Strikes(id, fault, subscriber))
        {
            rate *= fault.clockRate;
        }
    }
    client.SetClockRate(std::clamp(rate, MIN_CLOCK_RATE, MAX_CLOCK_RATE));
}

} // namespace ns3::dhcpbackup
