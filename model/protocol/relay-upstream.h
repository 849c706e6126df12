/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_UPSTREAM_H
#define DHCPBACKUP_RELAY_UPSTREAM_H

#include "ns3/relay-awaited.h"
#include "ns3/relay-health.h"
#include "ns3/relay-probe.h"
#include "ns3/relay-replay.h"

namespace ns3::dhcpbackup
{

/// One of a relay's servers: each is watched, looked for and reconciled with by itself.
struct RelayUpstream
{
    /**
     * @param number its number at the relay
     * @param serverAddress where messages go
     * @param policy patience; must outlive this
     */
    RelayUpstream(uint8_t number, IpAddr serverAddress, const RelayPolicy& policy)
        : address(serverAddress),
          health(policy),
          probe(number, policy.probeInterval, policy.resendClients),
          replay(policy.replayRate)
    {
    }

    IpAddr address;       //!< where messages go
    RelayHealth health;   //!< whether it answers
    RelayAwaited awaited; //!< renewals that it should answer
    RelayProbe probe;     //!< looks for it
    RelayReplay replay;   //!< tells it of promises
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_UPSTREAM_H
