/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_SCHEDULE_H
#define DHCPBACKUP_FAULT_SCHEDULE_H

#include "ns3/fault-kind.h"

#include <ostream>

namespace ns3::dhcpbackup
{

/// A fault that is repeated occurs at most so often, on average if the times are random.
constexpr int64_t MAX_OCCURRENCES = 10'000;

/// How many targets there are of each kind.
struct FaultTargets
{
    uint32_t relays{0};      //!< relays and core links
    uint32_t subscribers{0}; //!< subscribers and access links
};

/**
 * @ingroup dhcp-backup
 * @brief The faults of a run, in the order in which they were written down.
 *
 * Faults may overlap; what follows is said where each of them has its effect: LinkImpairment,
 * ServerFaults, RelayFaults, SubscriberFaults. Those that are repeated are one entry here;
 * FaultGenerator makes their occurrences.
 */
struct FaultSchedule
{
    std::vector<Fault> faults; //!< in any order of time

    /**
     * @brief Look for values that make no sense.
     * @param targets what there is in the network
     * @return all problems, none if all is well
     */
    std::vector<ScenarioProblem> Validate(const FaultTargets& targets) const;

    /// @return when the last fault is over at the latest, 0 without faults
    Instant LastHealing() const;

    /**
     * @brief Print one line for each fault.
     * @param os where to
     */
    void Print(std::ostream& os) const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_SCHEDULE_H
