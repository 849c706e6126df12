/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_REQUESTS_H
#define DHCPBACKUP_RELAY_REQUESTS_H

#include "ns3/binding.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <optional>
#include <utility>

namespace ns3::dhcpbackup
{

/// A client's REQUEST on its way, remembered until its answer comes or is of no interest.
struct PassingRequest
{
    ClientIdentity client; //!< who asks
    uint32_t port;         //!< behind which access line
    Instant at;            //!< when it passed
};

/// A renewal that the server should answer by an instant.
struct AwaitedRenewal
{
    Instant deadline; //!< the instant
    IpAddr address;   //!< the lease
    uint32_t xid;     //!< the request
    uint16_t flags;   //!< the request's flags
    uint16_t secs;    //!< the request's secs
};

/**
 * @ingroup dhcp-backup
 * @brief Which requests have passed the relay, and which renewals still wait for their answer.
 *
 * Servers need not echo the client identifier, and say nothing of the access line when option 82
 * was not added: so what the answer does not tell is remembered from the request.
 */
class RelayRequests
{
  public:
    /**
     * @brief Remember a REQUEST until its answer comes.
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
     * @brief A request has its answer.
     * @param xid its transaction
     */
    void Forget(uint32_t xid);

    /**
     * @brief Wait for the answer to a renewal.
     * @param renewal the renewal
     */
    void Await(const AwaitedRenewal& renewal);

    /**
     * @brief Take a renewal whose deadline has passed; the caller knows whether it was answered.
     * @param now the present; NEVER takes any renewal
     * @return the renewal that was awaited first, or nothing
     */
    std::optional<AwaitedRenewal> TakeOverdue(Instant now);

    /// @return the next deadline, or NEVER
    Instant NextDeadline() const;

  private:
    boost::unordered_flat_map<uint32_t, PassingRequest> m_requests; //!< by xid
    std::deque<std::pair<Instant, uint32_t>> m_ages;                //!< to forget them by age
    std::deque<AwaitedRenewal> m_awaited;                           //!< in order of time
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_REQUESTS_H
