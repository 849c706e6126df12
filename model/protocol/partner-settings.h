/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PARTNER_SETTINGS_H
#define DHCPBACKUP_PARTNER_SETTINGS_H

#include "ns3/dhcp-values.h"

#include <string>

namespace ns3::dhcpbackup
{

/// How a pair shares its clients.
enum class PartnerMode : uint8_t
{
    HOT_STANDBY,   //!< the first server serves all, the second one none until the first is down
    LOAD_BALANCING //!< each serves one half, by a hash of the client's identity
};

/// Patience and limits of a pair, with the names and defaults of Kea's High Availability.
struct PartnerSettings
{
    PartnerMode mode{PartnerMode::HOT_STANDBY}; //!< how clients are shared
    bool first{true};                           //!< primary, else standby or secondary
    Duration heartbeatDelay{10 * SECOND};       //!< from the partner's last answer to the next question
    Duration maxResponseDelay{60 * SECOND};     //!< silence until communication is interrupted
    Duration maxAckDelay{10 * SECOND};          //!< a client with more in secs counts as unacked
    uint32_t maxUnackedClients{10};             //!< more than these: the partner is down
    uint32_t pageSize{10000};                   //!< leases asked for at a time
    Duration syncTimeout{60 * SECOND};          //!< patience for each page
    uint32_t delayedUpdates{100};               //!< kept while the partner is away; 0 to keep none
    Duration requestTimeout{10 * SECOND};       //!< patience of Kea's HTTP client

    /// @return empty if all is well, else one sentence
    std::string Validate() const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PARTNER_SETTINGS_H
