/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TIME_HISTOGRAM_H
#define DHCPBACKUP_TIME_HISTOGRAM_H

#include "ns3/dhcp-values.h"

#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Counts lengths of time in bins that grow with the length, so that a quantile of any number
 *        of values takes some 30 kB and is wrong by less than 1 part in 64.
 */
class TimeHistogram
{
  public:
    /**
     * @brief Count a value.
     * @param value a length of time, not negative
     */
    void Add(Duration value);

    /// @return how many values were counted
    uint64_t Count() const
    {
        return m_count;
    }

    /**
     * @brief The smallest value that at least this share of all values does not exceed, rounded up
     *        to the end of its bin; the largest value is exact.
     * @param share above 0, at most 1
     * @return the value, or -1 if there is none
     */
    Duration Quantile(double share) const;

  private:
    /// The bin of a value.
    static size_t BinOf(Duration value);
    /// The largest value of a bin.
    static Duration EndOf(size_t bin);

    std::vector<uint64_t> m_bins; //!< counts, as far as needed
    uint64_t m_count{0};          //!< of all bins
    Duration m_max{0};            //!< the largest value
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_TIME_HISTOGRAM_H
