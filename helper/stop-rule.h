/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STOP_RULE_H
#define DHCPBACKUP_STOP_RULE_H

#include "ns3/scenario.h"

#include <map>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief Decides after which replication a study has seen enough.
 *
 * Replications count in their order, whichever ends first, so the same study always stops at the
 * same one.
 */
class StopRule
{
  public:
    /// Fewer replications are never enough: they agree by chance too easily.
    static constexpr uint32_t LEAST = 3;

    /**
     * @param stopAt when it is enough
     * @param designs how many are compared
     * @param replications the most that are made
     */
    StopRule(const StopAt& stopAt, size_t designs, uint32_t replications);

    /**
     * @brief A run has ended.
     * @param replication which one, from 0
     * @param value its value of the metric, NaN if it has none or failed
     * @param design of it, from 0
     */
    void Add(uint32_t replication, size_t design, double value);

    /// @return how many replications are wanted, as far as is known now
    uint32_t Wanted() const
    {
        return m_wanted;
    }

  private:
    /// Whether all intervals over the replications that are complete are narrow enough.
    bool AreNarrow() const;

    StopAt m_stopAt;                           //!< when it is enough
    uint32_t m_wanted;                         //!< replications
    std::vector<std::vector<double>> m_values; //!< of the complete replications, by design
    std::map<uint32_t, std::map<size_t, double>> m_later; //!< of others, by design
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STOP_RULE_H
