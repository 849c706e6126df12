/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_PROXY_H
#define DHCPBACKUP_RELAY_PROXY_H

#include "ns3/dhcp-message.h"
#include "ns3/lease-mirror.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <utility>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Puts the server's name back into what clients send, when they know the relay's only.
 *
 * Which server a client means follows from the offer that it takes, and later from its lease. So
 * servers need to know nothing of RFC 5107.
 */
class RelayProxy
{
  public:
    /**
     * @brief Remember who made an offer.
     * @param offer a server's OFFER
     * @param now the present
     */
    void OnOffer(const DhcpMessage& offer, Instant now);

    /**
     * @param message a client's message
     * @param record the lease that it has, or nullptr
     * @return the identifier of the server that it means, 0 if unknown
     */
    IpAddr ServerMeant(const DhcpMessage& message, const MirrorRecord* record) const;

  private:
    /// An offer's transaction and address in one number.
    static uint64_t KeyOf(uint32_t xid, IpAddr address);

    boost::unordered_flat_map<uint64_t, IpAddr> m_offers;     //!< who offered
    std::deque<std::pair<Instant, uint64_t>> m_ages;          //!< to forget them by age
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_PROXY_H
