/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAILOVER_SETTINGS_H
#define DHCPBACKUP_FAILOVER_SETTINGS_H

#include "ns3/dhcp-values.h"

#include <string>

namespace ns3::dhcpbackup
{

/// Patience and limits of a failover pair, with the names and usual values of dhcpd.conf.
struct FailoverSettings
{
    bool first{true};                         //!< primary, else secondary
    IpAddr partnerId{0};                      //!< the partner's name in option 54
    Duration leaseTime{1 * HOUR};             //!< the lease that is to be granted
    Duration mclt{1 * HOUR};                  //!< maximum client lead time
    Duration maxResponseDelay{60 * SECOND};   //!< silence until communications are interrupted
    uint32_t maxUnackedUpdates{10};           //!< updates on their way at a time
    uint32_t split{128};                      //!< of 256: the primary's share of new clients
    Duration loadBalanceMax{3 * SECOND};      //!< who has waited so long is served by either
    Duration autoPartnerDown{NEVER};          //!< from interruption to PARTNER_DOWN
    uint32_t pageSize{10000};                 //!< leases asked for at a time

    /// @return empty if all is well, else one sentence
    std::string Validate() const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAILOVER_SETTINGS_H
