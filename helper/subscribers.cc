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
    static const char* const names[] = {"steady", "power-return", "settled", "morning-rush"};
    return names[size_t(kind)];
}

double
ArrivalSettings::OnAt(Instant now) const
{
    if (within == 0)
    {
        return now >= at ? 1 : 0;
    }
    const double x = std::clamp(double(now - at) / double(within), 0.0, 1.0);
    if (kind != ArrivalKind::MORNING_RUSH)
    {
        return x;
    }
    // The sum of three even draws is at most 3 x (Irwin and Hall).
    const auto cube = [](double y) { return std::max(y, 0.0) * std::max(y, 0.0) * y; };
    return (cube(3 * x) - 3 * cube(3 * x - 1) + 3 * cube(3 * x - 2)) / 6;
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
