/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LOCAL_CLOCK_H
#define DHCPBACKUP_LOCAL_CLOCK_H

#include "ns3/dhcp-values.h"

namespace ns3::dhcpbackup
{

/// The rates that a clock may have: from a tenth of the true one to ten times it.
constexpr double MIN_CLOCK_RATE = 0.1;
/// See MIN_CLOCK_RATE.
constexpr double MAX_CLOCK_RATE = 10;

/**
 * @ingroup dhcp-backup
 * @brief A host's own clock, which may run fast or slow and be ahead or behind.
 *
 * Machines are told local instants and give local instants back; their owners convert. A clock of
 * rate 1 and offset 0 converts without any arithmetic on fractions, to the nanosecond.
 */
class LocalClock
{
  public:
    /**
     * @brief A clock that has always run at one rate.
     * @param rate local seconds in a true second, MIN_CLOCK_RATE to MAX_CLOCK_RATE
     * @param offset what it shows at instant 0
     */
    explicit LocalClock(double rate = 1, Duration offset = 0)
        : m_rate(rate),
          m_local(offset)
    {
    }

    /**
     * @param instant a simulator instant
     * @return what the clock shows then, NEVER for NEVER
     */
    Instant ToLocal(Instant instant) const;

    /**
     * @param local what the clock shows
     * @return the first simulator instant at which it shows that, NEVER for NEVER
     */
    Instant ToSimulation(Instant local) const;

    /**
     * @brief Run at another rate from an instant on, without a jump.
     * @param rate the rate from then on
     * @param now the simulator instant
     */
    void ChangeRate(double rate, Instant now);

    /// @return local seconds in a true second
    double GetRate() const
    {
        return m_rate;
    }

  private:
    double m_rate;      //!< local seconds in a true second
    Instant m_since{0}; //!< simulator instant from which the rate holds
    Instant m_local;    //!< what the clock showed then
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LOCAL_CLOCK_H
