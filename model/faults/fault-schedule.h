/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_SCHEDULE_H
#define DHCPBACKUP_FAULT_SCHEDULE_H

#include "ns3/dhcp-values.h"

#include <optional>
#include <ostream>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What can go wrong.
enum class FaultKind : uint8_t
{
    SERVER_CRASH, //!< the process dies and comes back; requests that wait are lost
    SERVER_PAUSE, //!< the process stands still; its queue fills and is served afterwards
    LINK_DOWN,    //!< nothing passes a core link
    LOSS          //!< a share of the messages on a core link is lost
};

/// The longest time in a scenario, so that sums of times stay far from their limit.
constexpr Duration MAX_SCENARIO_TIME = 3650 * 24 * HOUR;

/// The target of a fault that strikes every core link.
constexpr int32_t ALL_CORE_LINKS = -1;

/**
 * @ingroup dhcp-backup
 * @brief One fault: what, where, when and for how long.
 */
struct Fault
{
    /// What goes wrong.
    FaultKind kind{FaultKind::SERVER_CRASH};
    /// LINK_DOWN, LOSS: the relay whose core link it is.
    int32_t target{ALL_CORE_LINKS};

    Instant at{0};         //!< when it begins
    Duration length{0};    //!< how long it lasts, more than zero
    bool storeLost{false}; //!< SERVER_CRASH: the server comes back without its leases
    bool hostDown{false};  //!< SERVER_CRASH: silence instead of ICMP port unreachable
    double share{0};       //!< LOSS: the share of messages lost, above 0 and at most 1

    /// @return when it is over
    Instant Healing() const
    {
        return at + length;
    }

    /// @return whether the target means anything for this kind
    bool HasTarget() const
    {
        return kind == FaultKind::LINK_DOWN || kind == FaultKind::LOSS;
    }
};

/// A value of a scenario that makes no sense.
struct ScenarioProblem
{
    std::string place; //!< for example "faults[2].target"
    std::string text;  //!< what was found there and what was expected
};

/**
 * @ingroup dhcp-backup
 * @brief The faults of a run, in the order in which they were written down.
 *
 * Faults may overlap: a link is down as long as one of them says so, a server serves only when none
 * of them forbids it, and losses add up as independent chances.
 */
struct FaultSchedule
{
    std::vector<Fault> faults; //!< in any order of time

    /**
     * @brief Look for values that make no sense.
     * @param relays relays in the network; their core links are numbered from 0
     * @return all problems, none if all is well
     */
    std::vector<ScenarioProblem> Validate(uint32_t relays) const;

    /// @return when the last fault is over, 0 without faults
    Instant LastHealing() const;

    /**
     * @brief Print one line for each fault.
     * @param os where to
     */
    void Print(std::ostream& os) const;
};

/**
 * @param kind a kind of fault
 * @return its name in scenario files, for example "server-crash"
 */
const char* ToString(FaultKind kind);

/**
 * @param name a name from a scenario file
 * @return the kind of that name, or nothing
 */
std::optional<FaultKind> ParseFaultKind(const std::string& name);

/// @return the names of all kinds
std::vector<std::string> FaultKindNames();

/**
 * @param fault a fault of a kind that has a target
 * @return "core" for all core links, "core[3]" for that of relay 3
 */
std::string TargetText(const Fault& fault);

/**
 * @param fault a fault
 * @return one line, for example "server-crash at 2h for 75min, store kept, host up"
 */
std::string ToString(const Fault& fault);

/**
 * @brief Write a length of time exactly, in the largest unit that needs no fraction.
 * @param length the time, nanoseconds
 * @return for example "90min"; scenario files read it back as the same time
 */
std::string DurationText(Duration length);

/**
 * @brief Write a number with as few digits as give it back exactly.
 * @param number a finite number
 * @return for example "0.875"
 */
std::string NumberText(double number);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_SCHEDULE_H
