/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ALLOCATION_RULES_H
#define DHCPBACKUP_ALLOCATION_RULES_H

#include "ns3/dhcp-message.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What a server of a pair may give out, for the sake of its partner.
 */
class AllocationRules
{
  public:
    virtual ~AllocationRules() = default;

    /**
     * @param message a message of a client
     * @return from which half of the pool it gets a new address: 0 or 1
     */
    virtual uint32_t HalfFor(const DhcpMessage& message) const = 0;

    /**
     * @param now the present
     * @return whether the other half may be used too, when the first one is empty
     */
    virtual bool MayUseBothHalves(Instant now) const = 0;

    /**
     * @brief Bound a lease.
     * @param address its address
     * @param lease what would be granted, seconds
     * @param now the present
     * @return what may be granted, seconds
     */
    virtual uint32_t Limit(IpAddr address, uint32_t lease, Instant now) const = 0;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ALLOCATION_RULES_H
