/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULTY_CLOCK_H
#define DHCPBACKUP_FAULTY_CLOCK_H

#include "ns3/active-faults.h"
#include "ns3/local-clock.h"

#include <optional>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Sets a machine's clock wrong while clock faults are in force, and right again.
 */
class FaultyClock
{
  public:
    /**
     * @brief Bring the clock into the state that the faults in force ask for.
     * @tparam T an application with GetClockRate() and SetClockRate(double)
     * @param faults what is in force
     * @param machine whose clock it is
     */
    template <typename T>
    void Update(const ActiveFaults& faults, T& machine)
    {
        const bool wrong = faults.Has(FaultKind::CLOCK_RATE);
        if (wrong && !m_own)
        {
            m_own = machine.GetClockRate();
        }
        if (!m_own)
        {
            return;
        }
        const double rate =
            std::clamp(*m_own * faults.ClockRate(), MIN_CLOCK_RATE, MAX_CLOCK_RATE);
        if (rate != machine.GetClockRate())
        {
            machine.SetClockRate(rate);
        }
        if (!wrong)
        {
            m_own.reset();
        }
    }

  private:
    std::optional<double> m_own; //!< its rate without faults, while one is in force
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULTY_CLOCK_H
