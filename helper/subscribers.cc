/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscribers.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

const char*
ToString(ArrivalKind kind)
{
    static const char* const names[] = {"steady", "power-return", "settled"};
    return names[size_t(kind)];
}

const std::vector<std::pair<std::string, SubscriberModel>>&
SubscriberModelNames()
{
    static const std::vector<std::pair<std::string, SubscriberModel>> names = {
        {"hosts", SubscriberModel::HOSTS},
        {"population", SubscriberModel::POPULATION},
    };
    return names;
}

const std::vector<std::pair<std::string, ClientIdChoice>>&
ClientIdNames()
{
    static const std::vector<std::pair<std::string, ClientIdChoice>> names = {
        {"none", ClientIdChoice::NONE},
        {"hardware", ClientIdChoice::HARDWARE},
        {"duid", ClientIdChoice::DUID},
    };
    return names;
}

const std::string&
SubscriberGroup::ProfileAt(double share) const
{
    double sum = 0;
    for (const auto& [profile, part] : profiles)
    {
        sum += part;
        if (share < sum)
        {
            return profile;
        }
    }
    // The shares add up to 1 within rounding.
    return profiles.rbegin()->first;
}

Instant
SubscriberGroup::LastArrival() const
{
    const Instant settled = arrival.at + arrival.within;
    return latecomers.count == 0 ? settled
                                 : std::max(settled, latecomers.from + latecomers.within);
}

std::string
Subscribers::PlaceOf(uint32_t index) const
{
    return groups.empty() ? "subscribers" : "subscribers.groups[" + std::to_string(index) + "]";
}

} // namespace ns3::dhcpbackup
