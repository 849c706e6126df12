/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_REBUILD_H
#define DHCPBACKUP_RELAY_REBUILD_H

#include "ns3/relay-requests.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Leases that a relay without memory asks its server about (RFC 4388), before it can stand
 *        in for them: one question an address at a time.
 */
class RelayRebuild
{
  public:
    /**
     * @brief A client renews a lease that the relay does not know.
     * @param message the renewal
     * @param port the access line
     * @param now the present
     * @return true if the server shall be asked, false if it has been already
     */
    bool Ask(const DhcpMessage& message, uint32_t port, Instant now);

    /**
     * @brief The server has answered, or never will.
     * @param address the address that was asked about
     * @return who asked; port and client are meaningful
     */
    PassingRequest Close(IpAddr address);

    /**
     * @brief Make an ACK of what the server says of a lease.
     * @param reply a LEASEACTIVE
     * @return an ACK for what is left of the lease; the client's own timers are not told
     */
    static DhcpMessage AckFrom(const DhcpMessage& reply);

    /**
     * @brief Make the ACK with which the server last granted a lease, from a bulk answer.
     * @param reply a LEASEACTIVE
     * @return an ACK for the whole lease; what is told in full seconds makes it up to 1 s shorter
     */
    static DhcpMessage GrantOf(const DhcpMessage& reply);

    /**
     * @param reply a LEASEACTIVE
     * @return how long ago the server last granted the lease, 0 if it does not say so
     */
    static Duration AgeOf(const DhcpMessage& reply);

  private:
    boost::unordered_flat_map<IpAddr, PassingRequest> m_asked; //!< by address
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_REBUILD_H
