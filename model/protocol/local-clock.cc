/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "local-clock.h"

namespace ns3::dhcpbackup
{

Instant
LocalClock::ToLocal(Instant instant) const
{
    if (instant == NEVER)
    {
        return NEVER;
    }
    const Duration passed = instant - m_since;
    // Only the deviation is a fraction, so that a true clock stays exact.
    return m_local + passed + Duration((m_rate - 1) * double(passed));
}

Instant
LocalClock::ToSimulation(Instant local) const
{
    if (local == NEVER)
    {
        return NEVER;
    }
    const Duration passed = local - m_local;
    Instant instant = m_since + passed - Duration((m_rate - 1) / m_rate * double(passed));
    // Rounding may have hit an instant too early or too late.
    while (ToLocal(instant) >= local)
    {
        --instant;
    }
    while (ToLocal(instant) < local)
    {
        ++instant;
    }
    return instant;
}

void
LocalClock::ChangeRate(double rate, Instant now)
{
    m_local = ToLocal(now);
    m_since = now;
    m_rate = rate;
}

} // namespace ns3::dhcpbackup
