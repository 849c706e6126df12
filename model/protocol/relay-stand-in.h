/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_STAND_IN_H
#define DHCPBACKUP_RELAY_STAND_IN_H

#include "ns3/lease-mirror.h"
#include "ns3/relay-agent.h"
#include "ns3/relay-awaited.h"
#include "ns3/relay-policy.h"

namespace ns3::dhcpbackup
{

/**
 * @brief Change the lease that a message grants; T1 and T2, if it has them, keep their shares.
 * @param options the message's, with a lease time
 * @param lease the lease to grant, seconds
 */
void SetLease(DhcpOptions& options, uint32_t lease);

/**
 * @ingroup dhcp-backup
 * @brief What a relay says on its server's behalf: which lease it grants, and in which words.
 */
class RelayStandIn
{
  public:
    /**
     * @param agent who the relay is; must outlive this
     * @param policy its limits; must outlive this
     */
    RelayStandIn(const RelayAgent& agent, const RelayPolicy& policy);

    /**
     * @brief The lease that may be granted without asking the server.
     * @param record the lease as it is
     * @param full the lease that the server grants, seconds
     * @param now the present
     * @return seconds, 0 if a limit forbids it
     */
    uint32_t LeaseFor(const MirrorRecord& record, uint32_t full, Instant now) const;

    /**
     * @brief Build the ACK for a lease from its record.
     * @param record the lease
     * @param parameters the options to repeat
     * @param request the renewal to answer
     * @param lease the lease to grant, seconds; T1 and T2 shrink with it
     * @return the message
     */
    DhcpMessage Ack(const MirrorRecord& record,
                    const DhcpOptions& parameters,
                    const AwaitedRenewal& request,
                    uint32_t lease) const;

    /**
     * @brief Build the NAK for a client whose lease the server refused.
     * @param record the lease
     * @param request the client's renewal
     * @return the message
     */
    DhcpMessage Nak(const MirrorRecord& record, const DhcpMessage& request) const;

    /**
     * @param record a lease
     * @return the server that its client believes in: option 54 and the source of what it is sent
     */
    IpAddr ServerSeenBy(const MirrorRecord& record) const;

  private:
    const RelayAgent& m_agent;   //!< who the relay is
    const RelayPolicy& m_policy; //!< its limits
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_STAND_IN_H
