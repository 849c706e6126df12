/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBERS_H
#define DHCPBACKUP_SUBSCRIBERS_H

#include "ns3/subscriber-life.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/// How subscribers come to switch on.
enum class ArrivalKind : uint8_t
{
    STEADY,       //!< each at its own time, as on any day
    POWER_RETURN, //!< all of them, or a share, when the power comes back
    SETTLED,      //!< all have been on for long when the run begins, each with a lease
    MORNING_RUSH  //!< most of them in the middle of the time, few at its ends
};

/**
 * @param kind a kind of arrival
 * @return its name in scenario files
 */
const char* ToString(ArrivalKind kind);

/// When the subscribers switch on: each at a random time in [at, at + within), which are both 0 if
/// they are settled. In a morning rush the time is the mean of three even draws, a bell whose peak
/// is 9 / 4 of an even rate.
struct ArrivalSettings
{
    ArrivalKind kind{ArrivalKind::STEADY}; //!< why; the times follow from the other two
    Instant at{0};                         //!< the first moment
    Duration within{30 * MINUTE};          //!< how long it takes until all are on
    double share{1}; //!< POWER_RETURN: chance of each to have been without; the others are settled

    /// @return whether some have a lease when the run begins
    bool AnySettled() const
    {
        return kind == ArrivalKind::SETTLED || (kind == ArrivalKind::POWER_RETURN && share < 1);
    }

    /// @return the share of those who come later than the beginning
    double Coming() const
    {
        return kind == ArrivalKind::SETTLED        ? 0
               : kind == ArrivalKind::POWER_RETURN ? share
                                                   : 1;
    }

    /**
     * @param now a time
     * @return the share of those who come that is on then
     */
    double OnAt(Instant now) const;
};

/// Subscribers that are new to the network: each switches on at random in [from, from + within).
struct Latecomers
{
    uint32_t count{0};            //!< how many, besides the settled subscribers
    Instant from{0};              //!< the first moment
    Duration within{10 * MINUTE}; //!< how long it takes until all are on
};

/// How clients call themselves in option 61.
enum class ClientIdChoice : uint8_t
{
    NONE,     //!< not at all
    HARDWARE, //!< hardware type and address (RFC 2132)
    DUID      //!< 255, IAID and DUID (RFC 4361)
};

/// @return the names of choices in scenario files and what they stand for
const std::vector<std::pair<std::string, ClientIdChoice>>& ClientIdNames();

/// What subscribers are made of.
enum class SubscriberModel : uint8_t
{
    HOSTS,     //!< each a host with an IP stack and a line of its own
    POPULATION //!< all behind a relay on one line, each with no more than a DHCP client
};

/// @return the names of models in scenario files and what they stand for
const std::vector<std::pair<std::string, SubscriberModel>>& SubscriberModelNames();

/// A kind of link.
struct LinkSettings
{
    uint64_t rate{0};  //!< bits a second
    Duration delay{0}; //!< one way
};

/// Some of the network's relays.
struct RelayRange
{
    uint32_t first{0}; //!< the first of them, from 0
    uint32_t count{0}; //!< how many, 0 for all from there on
};

/**
 * @ingroup dhcp-backup
 * @brief Subscribers who are alike.
 */
struct SubscriberGroup
{
    std::string name{"subscribers"}; //!< [a-z0-9-]+, in results
    uint32_t count{1000};            //!< settled subscribers
    SubscriberModel model{SubscriberModel::HOSTS}; //!< what they are made of
    ClientIdChoice clientId{ClientIdChoice::HARDWARE};      //!< option 61
    std::map<std::string, double> profiles{{"rfc2131", 1}}; //!< shares of clients, by their names
    RelayRange relays;                  //!< which of them they are behind, dealt out in turn
    std::optional<LinkSettings> access; //!< their access links; nothing for network.access
    ArrivalSettings arrival;            //!< when they switch on
    Latecomers latecomers;              //!< those who come later
    Churn churn;                        //!< how they leave and come back

    /// @return all of them, latecomers included
    uint32_t Population() const
    {
        return count + latecomers.count;
    }

    /**
     * @param share a number of [0, 1), the subscriber's own draw
     * @return the name of the client that it has
     */
    const std::string& ProfileAt(double share) const;

    /// @return when the last of them has switched on, latecomers included
    Instant LastArrival() const;
};

/**
 * @ingroup dhcp-backup
 * @brief Who wants addresses: one group, or several.
 */
struct Subscribers : SubscriberGroup
{
    std::vector<SubscriberGroup> groups; //!< all there are, if any; else this itself is the group

    /// @return how many groups there are, at least one
    uint32_t GroupCount() const
    {
        return groups.empty() ? 1 : uint32_t(groups.size());
    }

    /**
     * @param index a group, from 0
     * @return the group
     */
    const SubscriberGroup& Group(uint32_t index) const
    {
        return groups.empty() ? *this : groups[index];
    }

    /**
     * @param index a group
     * @return its place in scenario files
     */
    std::string PlaceOf(uint32_t index) const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBERS_H
