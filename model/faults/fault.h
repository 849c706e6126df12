/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_H
#define DHCPBACKUP_FAULT_H

#include "ns3/unit-text.h"

#include <optional>

namespace ns3::dhcpbackup
{

enum class StoreFate : uint8_t;

/// What can go wrong. What each kind is called, strikes and needs is said in fault-kind.cc.
enum class FaultKind : uint8_t
{
    SERVER_CRASH,  //!< the process dies and comes back; requests that wait are lost
    SERVER_PAUSE,  //!< the process stands still; its queue fills and is served afterwards
    SERVER_SLOW,   //!< each message takes longer
    RELAY_CRASH,   //!< the relay's process dies and comes back
    LINK_DOWN,     //!< nothing passes
    LINK_FLAPPING, //!< in each period the link is down first and up for the rest
    LOSS,          //!< a share of the frames is lost
    DELAY,         //!< frames take longer; with jitter they can overtake each other
    RATE_LIMIT,    //!< frames wait for their turn on a slower link
    DUPLICATION,   //!< a share of the frames arrives twice
    CORRUPTION,    //!< a share of the frames arrives with one bit flipped
    POWER_LOSS,    //!< subscribers lose power, and switch on when it is back
    CLOCK_RATE     //!< clocks run at another rate
};

/// What faults can strike.
enum class TargetKind : uint8_t
{
    SERVER,     //!< a server: the first, or numbered from 0
    RELAY,      //!< relays
    CORE,       //!< core links, numbered by relay
    ACCESS,     //!< access links, numbered by subscriber
    SUBSCRIBERS, //!< the subscribers' hosts
    PARTNERS    //!< the way between two servers; upstream is towards the first
};

/// All of a kind of target.
constexpr int32_t ALL_TARGETS = -1;

/// Which of them a fault strikes.
struct FaultTarget
{
    TargetKind kind{TargetKind::SERVER}; //!< what they are
    int32_t index{ALL_TARGETS};          //!< one of them from 0, or ALL_TARGETS

    /**
     * @param one the number of one of its kind
     * @return whether it strikes a certain one of its kind
     */
    bool Strikes(uint32_t one) const
    {
        return index == ALL_TARGETS || uint32_t(index) == one;
    }
};

/**
 * @param target a target
 * @return "core" for all core links, "core[3]" for that of relay 3
 */
std::string ToString(const FaultTarget& target);

/**
 * @param text for example "subscribers" or "access[17]"
 * @return the target, or nothing if the text has another form
 */
std::optional<FaultTarget> ParseFaultTarget(const std::string& text);

/// Which frames of a link a fault strikes.
enum class FaultDirection : uint8_t
{
    BOTH,      //!< all of them
    UPSTREAM,  //!< those towards the server
    DOWNSTREAM //!< those towards the subscribers
};

/// How often a fault occurs: once unless one of its times is set.
struct FaultRepetition
{
    Duration every{0}; //!< periodic: from one beginning to the next
    uint32_t times{0}; //!< periodic: how often, or 0 if the time says so
    Instant until{0};  //!< no beginning from here on; random faults heal then
    Duration mtbf{0};  //!< random: mean time from a healing to the next beginning
    Duration mttr{0};  //!< random: mean time from a beginning to the healing

    /// @return whether it occurs at regular times
    bool Periodic() const
    {
        return every != 0;
    }

    /// @return whether it occurs at random times
    bool Random() const
    {
        return mtbf != 0;
    }
};

/**
 * @ingroup dhcp-backup
 * @brief One fault: what, where, when and for how long.
 *
 * Values that mean nothing for its kind are not looked at; FaultKindInfo tells which do.
 */
struct Fault
{
    /// A crash of the server.
    Fault() = default;

    /// @param what the kind; the target becomes what faults of this kind strike by default
    explicit Fault(FaultKind what);

    FaultKind kind{FaultKind::SERVER_CRASH}; //!< what goes wrong
    FaultTarget target;                      //!< where
    Instant at{0};                           //!< when it begins
    Duration length{0};                      //!< how long it lasts, more than zero
    FaultRepetition repeat;                  //!< how often

    StoreFate store{};                              //!< crash: what is left of the leases
    Duration age{0};                                //!< crash: how old a stale store is
    bool hostDown{false};                           //!< crash: silence instead of ICMP unreachable
    FaultDirection direction{FaultDirection::BOTH}; //!< links: which frames
    bool carrierLost{false};                        //!< access link down: its host notices
    double factor{1};                               //!< slow server: of the time for a message
    double share{1};     //!< of frames or subscribers, above 0 and at most 1
    double clockRate{1}; //!< clock: local seconds in a true one
    Duration period{0};  //!< flapping: from one down to the next
    double up{0.5};      //!< flapping: share of the period
    Duration extra{0};   //!< delay: for every frame
    Duration jitter{0};  //!< delay: up to so much more, at random
    uint64_t rate{0};    //!< rate limit: bits a second
    uint32_t queue{100}; //!< rate limit: frames that wait

    /// @return when its first occurrence is over
    Instant Healing() const
    {
        return at + length;
    }

    /// @return when its last occurrence is over, at the latest
    Instant LastHealing() const;
};

/**
 * @param fault a fault
 * @return one line, for example "server-crash at 2h for 75min, store kept, host up"
 */
std::string ToString(const Fault& fault);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_H
