/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_LEASE_SPLIT_H
#define DHCPBACKUP_RELAY_LEASE_SPLIT_H

#include "ns3/lease-mirror.h"
#include "ns3/relay-policy.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The rules of a relay that gives clients short leases out of the server's long one, as
 *        access routers do ("lease split", "asymmetric lease"). Without splitLease it changes
 *        nothing.
 */
class RelayLeaseSplit
{
  public:
    /// @param policy whether leases are split, and how short; must outlive this
    explicit RelayLeaseSplit(const RelayPolicy& policy);

    /**
     * @param lease what the server grants, seconds
     * @return what the client is told
     */
    uint32_t Told(uint32_t lease) const;

    /**
     * @brief Make an OFFER or ACK of the server ready for the client.
     * @param reply the message; its T1 and T2 shrink with its lease
     */
    void Shorten(DhcpMessage& reply) const;

    /**
     * @brief Whether a renewal is answered without the server: until the server's T1.
     * @param record the lease
     * @param parameters the options that the server granted it with
     * @param now the present
     * @return true if so
     */
    bool Renews(const MirrorRecord& record, const DhcpOptions& parameters, Instant now) const;

  private:
    const RelayPolicy& m_policy; //!< whether and how
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_LEASE_SPLIT_H
