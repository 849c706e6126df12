/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_REQUESTS_H
#define DHCPBACKUP_RELAY_REQUESTS_H

#include "ns3/packed-identity.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <utility>

namespace ns3::dhcpbackup
{

/// A client's REQUEST on its way.
struct PassingRequest
{
    PackedIdentity client; //!< who asks
    uint32_t port;         //!< behind which access line
    Instant at;            //!< when it passed
    bool answered{false};  //!< one answer has reached the client
};

/**
 * @ingroup dhcp-backup
 * @brief Which requests have passed the relay, and which of them are answered.
 *
 * Servers need not echo the client identifier, and say nothing of the access line when option 82
 * was not added: so what the answer does not tell is remembered from the request.
 */
class RelayRequests
{
  public:
    /**
     * @brief Remember a REQUEST for some minutes.
     * @param message the request
     * @param port the access line it came from
     * @param now the present
     */
    void Remember(const DhcpMessage& message, uint32_t port, Instant now);

    /**
     * @param reply a server's message
     * @return the request it answers or nullptr; valid until the next change
     */
    const PassingRequest* Find(const DhcpMessage& reply) const;

    /**
     * @brief A request has its answer; what else comes is for the relay's books alone.
     * @param xid its transaction
     */
    void SetAnswered(uint32_t xid);

  private:
    boost::unordered_flat_map<uint32_t, PassingRequest> m_requests; //!< by xid
    std::deque<std::pair<Instant, uint32_t>> m_ages;                //!< to forget them by age
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_REQUESTS_H
