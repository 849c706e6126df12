/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_POLICY_H
#define DHCPBACKUP_RELAY_POLICY_H

#include "ns3/dhcp-values.h"

#include <string>

namespace ns3::dhcpbackup
{

/// How a relay comes to see renewals, which clients send by unicast (RFC 2131 section 4.3.2).
enum InterceptionMode
{
    INTERCEPT_NONE,              //!< not at all: only what is broadcast, from T2 on
    INTERCEPT_SNOOP,             //!< it lies in the forwarding path and looks into it
    INTERCEPT_SERVER_ID_OVERRIDE //!< clients take the relay for the server (RFC 5107)
};

/**
 * @ingroup dhcp-backup
 * @brief What a relay does when the server does not answer, and with which patience.
 */
struct RelayPolicy
{
    bool backup{false};                         //!< stand in for a silent server at all
    InterceptionMode interception{INTERCEPT_NONE}; //!< which renewals are seen
    Duration answerAfter{2 * SECOND};           //!< how long the server may take for a renewal
    uint32_t failuresToStandIn{3};              //!< clients in vain until the server counts as away
    Duration probeInterval{1 * SECOND};         //!< between two messages that look for the server
    uint32_t resendClients{32};                 //!< clients whose requests are repeated as probes
    uint32_t journalCapacity{1000000};          //!< promises that can be held
    double replayRate{10.0};                    //!< replays a second while reconciling
    Duration replayTimeout{4 * SECOND};         //!< how long the server may take for a replay
    uint32_t replayTries{3};                    //!< replays in vain until the server counts as away
    Duration standInLimit{NEVER};               //!< longest promise beyond the server's last word

    /**
     * @brief Look for values that make no sense.
     * @return empty if all is well, else one sentence
     */
    std::string Validate() const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_POLICY_H
