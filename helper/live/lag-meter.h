/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LAG_METER_H
#define DHCPBACKUP_LAG_METER_H

#include "ns3/dhcp-values.h"

#include <vector>

namespace ns3::dhcpbackup
{

/// A run is invalid if more than one sample in a hundred lags more than this.
constexpr Duration LAG_BOUND = 20 * MILLISECOND;

/**
 * @ingroup dhcp-backup
 * @brief Measures how far the real-time simulator is behind real time.
 */
class LagMeter
{
  public:
    /// Begin to sample, every 5 ms, as soon as the simulation runs.
    void Start();

    /// @return the samples so far
    const std::vector<Duration>& Samples() const
    {
        return m_samples;
    }

  private:
    /// Take a sample.
    void Sample();

    std::vector<Duration> m_samples; //!< each the time from when an event is due to its turn
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LAG_METER_H
