/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_PLAN_H
#define DHCPBACKUP_SUBSCRIBER_PLAN_H

#include "ns3/subscribers.h"

#include <vector>

namespace ns3::dhcpbackup
{

/// Where a subscriber is when the run begins.
struct SubscriberPlace
{
    uint32_t group{0}; //!< the group that it belongs to
    uint32_t index{0}; //!< its number in the group; latecomers come after the others
    uint32_t relay{0}; //!< the relay that it is behind
    uint32_t line{0};  //!< its access line, as the relay numbers them
};

/// Subscribers of a group behind one relay: each step-th from the first one on.
struct SubscriberRow
{
    uint32_t first{0}; //!< the first one
    uint32_t step{1};  //!< from one to the next
    uint32_t count{0}; //!< how many
};

/**
 * @ingroup dhcp-backup
 * @brief Where each subscriber is: a rule instead of a table, so that a million cost nothing.
 *
 * Subscribers are numbered from 0, group by group. Those of a group are dealt out in turn to the
 * group's relays. At a relay the lines of earlier groups come first; a population has one line,
 * hosts have one each.
 */
class SubscriberPlan
{
  public:
    /**
     * @param subscribers the groups
     * @param relays how many relays the network has
     */
    SubscriberPlan(const Subscribers& subscribers, uint32_t relays);

    /// @return all subscribers, latecomers included
    uint32_t Count() const;

    /// @return how many groups there are
    uint32_t GroupCount() const
    {
        return uint32_t(m_groups.size());
    }

    /**
     * @param group a group
     * @return its subscribers, wherever they are
     */
    SubscriberRow AllOf(uint32_t group) const;

    /**
     * @param subscriber a subscriber
     * @return the group that it belongs to
     */
    uint32_t GroupOf(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber
     * @return where it is
     */
    SubscriberPlace PlaceOf(uint32_t subscriber) const;

    /**
     * @param group a group
     * @param relay a relay
     * @return the group's subscribers behind the relay
     */
    SubscriberRow RowAt(uint32_t group, uint32_t relay) const;

    /**
     * @param relay a relay
     * @return how many subscribers of all groups are behind it
     */
    uint32_t CountAt(uint32_t relay) const;

  private:
    /// A group.
    struct Group
    {
        uint32_t first;      //!< its first subscriber
        uint32_t count;      //!< its subscribers
        uint32_t firstRelay; //!< the relay of the first one
        uint32_t relays;     //!< how many relays they are dealt out to
        bool hosts;          //!< each has a line of its own
    };

    std::vector<Group> m_groups; //!< in the order of their subscribers
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_PLAN_H
