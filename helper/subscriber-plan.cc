/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-plan.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

SubscriberPlan::SubscriberPlan(const Subscribers& subscribers, uint32_t relays)
{
    uint32_t first = 0;
    for (uint32_t i = 0; i < subscribers.GroupCount(); ++i)
    {
        const SubscriberGroup& group = subscribers.Group(i);
        const uint32_t rest = relays > group.relays.first ? relays - group.relays.first : 1;
        const uint32_t width = group.relays.count == 0 ? rest : group.relays.count;
        const bool hosts = group.model == SubscriberModel::HOSTS;
        m_groups.push_back({first, group.Population(), group.relays.first, width, hosts});
        first += group.Population();
    }
}

uint32_t
SubscriberPlan::Count() const
{
    return m_groups.back().first + m_groups.back().count;
}

SubscriberRow
SubscriberPlan::AllOf(uint32_t group) const
{
    return {m_groups[group].first, 1, m_groups[group].count};
}

uint32_t
SubscriberPlan::GroupOf(uint32_t subscriber) const
{
    const auto behind = std::upper_bound(m_groups.begin(),
                                         m_groups.end(),
                                         subscriber,
                                         [](uint32_t number, const Group& group) {
                                             return number < group.first;
                                         });
    return uint32_t(behind - m_groups.begin()) - 1;
}

SubscriberPlace
SubscriberPlan::PlaceOf(uint32_t subscriber) const
{
    SubscriberPlace place;
    place.group = GroupOf(subscriber);
    const Group& group = m_groups[place.group];
    place.index = subscriber - group.first;
    place.relay = group.firstRelay + place.index % group.relays;
    place.line = group.hosts ? place.index / group.relays : 0;
    for (uint32_t earlier = 0; earlier < place.group; ++earlier)
    {
        const uint32_t there = RowAt(earlier, place.relay).count;
        place.line += m_groups[earlier].hosts ? there : std::min(there, 1u);
    }
    return place;
}

SubscriberRow
SubscriberPlan::RowAt(uint32_t group, uint32_t relay) const
{
    const Group& all = m_groups[group];
    if (relay < all.firstRelay || relay - all.firstRelay >= all.relays)
    {
        return {};
    }
    const uint32_t turn = relay - all.firstRelay;
    const uint32_t count = all.count / all.relays + (turn < all.count % all.relays ? 1 : 0);
    return {all.first + turn, all.relays, count};
}

uint32_t
SubscriberPlan::CountAt(uint32_t relay) const
{
    uint32_t count = 0;
    for (uint32_t group = 0; group < m_groups.size(); ++group)
    {
        count += RowAt(group, relay).count;
    }
    return count;
}

} // namespace ns3::dhcpbackup
