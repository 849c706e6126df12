/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_GENERATOR_H
#define DHCPBACKUP_FAULT_GENERATOR_H

#include "ns3/draw.h"
#include "ns3/fault-schedule.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Makes every occurrence of repeated faults a fault of its own.
 *
 * What comes out is plain data: it can be printed, written into a scenario file and played again,
 * whatever becomes of the generator. Random times are exponentially distributed, whole
 * milliseconds, and have draws of their own: faults do not move when anything else is changed.
 */
class FaultGenerator
{
  public:
    /**
     * @param seed ns-3's RngSeed
     * @param run ns-3's RngRun
     */
    FaultGenerator(uint32_t seed, uint64_t run)
        : m_draw(seed, run)
    {
    }

    /**
     * @brief Make the occurrences.
     * @param written faults; Validate must find nothing
     * @return the same in the same order, without repetitions
     */
    FaultSchedule Expand(const FaultSchedule& written) const;

  private:
    /// The occurrences of a fault at random times.
    void AddRandom(const Fault& fault, uint32_t index, FaultSchedule& expanded) const;
    /// A random time of at least a millisecond.
    Duration Exponential(Duration mean, uint32_t index, uint64_t n) const;

    Draw m_draw; //!< chances
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_GENERATOR_H
