/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_PROBE_H
#define DHCPBACKUP_RELAY_PROBE_H

#include "ns3/reconciler.h"
#include "ns3/relay-awaited.h"

#include <boost/unordered/unordered_flat_set.hpp>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Looks for a server that is silent: at a steady pace, one message at a time.
 *
 * Clients' unanswered requests are repeated in turn with growing secs, so that a server pair whose
 * failure detector counts waiting clients sees them. With none at hand the mirrored lease that ends
 * next is confirmed once more; with an empty mirror the next client's message finds out.
 */
class RelayProbe
{
  public:
    /// A message that looks for the server.
    struct Message
    {
        DhcpMessage message;    //!< to send
        MessagePurpose purpose; //!< RESEND or PROBE
    };

    /**
     * @param server number of the server that is looked for
     * @param interval time between two messages
     * @param clients requests repeated at most
     */
    RelayProbe(uint8_t server, Duration interval, uint32_t clients);

    /// @param address a lease that the server has granted, to ask about if need be
    void Note(IpAddr address)
    {
        m_granted = address;
    }

    /// @param now the present; the first message goes an interval later
    void Start(Instant now);

    /// The server is found.
    void Stop();

    /**
     * @brief A renewal was in vain: repeat it, if there is room. Each client is repeated once,
     *        however often it asked; its secs grow from the first time on.
     * @param renewal the renewal
     * @param now the present
     */
    void Repeat(const AwaitedRenewal& renewal, Instant now);

    /**
     * @brief The message that is due.
     * @param mirror the leases it can be about
     * @param own who builds it
     * @param now the present
     * @return the message, or nothing if it is too early or there is nothing to ask about
     */
    std::optional<Message> Next(LeaseMirror& mirror, Reconciler& own, Instant now);

    /// @return when Next has something, or NEVER
    Instant NextAt() const
    {
        return m_next;
    }

  private:
    /// A request to repeat.
    struct Repeated
    {
        IpAddr address; //!< the lease
        Instant at;     //!< when it was found to be in vain
        uint16_t secs;  //!< its secs then
    };

    /// A lease to confirm once more: the one that ends next, if this server granted it.
    const MirrorRecord* Candidate(LeaseMirror& mirror) const;

    uint8_t m_server;                //!< number of the server
    IpAddr m_granted{0};             //!< a lease that it granted
    Duration m_interval;             //!< between two messages
    size_t m_clients;                //!< most requests repeated
    Instant m_next{NEVER};           //!< when the next message is due
    std::deque<Repeated> m_repeated; //!< requests to repeat, in turn
    boost::unordered_flat_set<IpAddr> m_known; //!< the leases that they are about
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_PROBE_H
