/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ACTIVE_FAULTS_H
#define DHCPBACKUP_ACTIVE_FAULTS_H

#include "ns3/fault.h"

#include <algorithm>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The faults in force at one target.
 *
 * What they do together is worked out anew from this set whenever it changes, so it cannot matter
 * in which order they came, nor whether a fault is told of twice.
 */
class ActiveFaults
{
  public:
    /**
     * @brief A fault begins.
     * @param id its number
     * @param fault the fault
     * @return false if it was in force already
     */
    bool Add(uint32_t id, const Fault& fault)
    {
        if (Find(id) != m_faults.end())
        {
            return false;
        }
        m_faults.emplace_back(id, fault);
        return true;
    }

    /**
     * @brief A fault heals.
     * @param id its number
     * @return false if it was not in force
     */
    bool Remove(uint32_t id)
    {
        const auto found = Find(id);
        if (found == m_faults.end())
        {
            return false;
        }
        m_faults.erase(found);
        return true;
    }

    /// @return the faults with their numbers, in the order in which they began
    const std::vector<std::pair<uint32_t, Fault>>& All() const
    {
        return m_faults;
    }

    /**
     * @param kind a kind of fault
     * @return whether one of that kind is in force
     */
    bool Has(FaultKind kind) const
    {
        return std::any_of(m_faults.begin(), m_faults.end(), [kind](const auto& entry) {
            return entry.second.kind == kind;
        });
    }

    /// @return by how much the clock faults in force multiply a clock's rate
    double ClockRate() const
    {
        double rate = 1;
        for (const auto& [id, fault] : m_faults)
        {
            rate *= fault.kind == FaultKind::CLOCK_RATE ? fault.clockRate : 1;
        }
        return rate;
    }

  private:
    /// Where a fault is kept.
    std::vector<std::pair<uint32_t, Fault>>::iterator Find(uint32_t id)
    {
        return std::find_if(m_faults.begin(), m_faults.end(), [id](const auto& entry) {
            return entry.first == id;
        });
    }

    std::vector<std::pair<uint32_t, Fault>> m_faults; //!< a few
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ACTIVE_FAULTS_H
