/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-config.h"

#include <set>

namespace ns3::dhcpbackup
{

namespace
{

std::string
ProblemOfParts(const SubnetConfig& subnet)
{
    const auto inPool = [&subnet](IpAddr address) {
        return address >= subnet.poolFirst && address <= subnet.poolLast;
    };
    std::set<IpAddr> reserved;
    for (const Reservation& reservation : subnet.reservations)
    {
        if (!inPool(reservation.address) || !reserved.insert(reservation.address).second)
        {
            return "the reserved address " + ToString(reservation.address) +
                   " must lie in the pool and belong to one client";
        }
    }
    for (size_t i = 0; i < subnet.classes.size(); ++i)
    {
        const SubscriberClass& part = subnet.classes[i];
        bool apart = part.poolFirst <= part.poolLast && inPool(part.poolFirst) &&
                     inPool(part.poolLast);
        for (size_t k = 0; k < i; ++k)
        {
            apart = apart && (part.poolLast < subnet.classes[k].poolFirst ||
                              part.poolFirst > subnet.classes[k].poolLast);
        }
        if (!apart)
        {
            return "the addresses of subscriber class '" + part.subscriberId +
                   "' must lie in the pool and in no other class";
        }
    }
    return {};
}

} // namespace

std::string
SubnetConfig::Validate() const
{
    const bool contiguous = (~mask & (~mask + 1)) == 0;
    if (!contiguous || (network & ~mask) != 0)
    {
        return ToString(network) + " is not the network of mask " + ToString(mask);
    }
    if (poolFirst > poolLast || (poolFirst & mask) != network || (poolLast & mask) != network)
    {
        return "the pool " + ToString(poolFirst) + " - " + ToString(poolLast) +
               " does not lie in subnet " + ToString(network);
    }
    if (leaseTime == 0 || !(0 < t1 && t1 < t2 && t2 < 1))
    {
        return "the lease must be longer than 0 s and 0 < t1 < t2 < 1";
    }
    if (minLeaseTime > leaseTime || (maxLeaseTime != 0 && maxLeaseTime < leaseTime))
    {
        return "the lease time must lie between the shortest and the longest one";
    }
    return ProblemOfParts(*this);
}

std::string
ServerConfig::Validate() const
{
    if (leasequery && !ProfileOf(kind, authoritative).answersLeasequery)
    {
        return "this kind of server does not answer leasequery";
    }
    if (!(cacheThreshold < 1))
    {
        return "the cache threshold must be below 1";
    }
    if (reallocationHold < 0 || quietAfterLoss < 0)
    {
        return "holds and quiet periods must not be negative";
    }
    return {};
}

} // namespace ns3::dhcpbackup
