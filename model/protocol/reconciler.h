/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RECONCILER_H
#define DHCPBACKUP_RECONCILER_H

#include "ns3/draw.h"
#include "ns3/lease-mirror.h"
#include "ns3/relay-agent.h"
#include "ns3/relay-output.h"
#include "ns3/renewal-journal.h"

#include <deque>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The messages that a relay sends to servers on its own account, and their answers.
 *
 * Each has an xid of the relay's own, so that its answer never reaches a client, however late.
 */
class Reconciler
{
  public:
    /// A message sent and not yet answered.
    struct Transaction
    {
        MessagePurpose kind;            //!< why it was sent
        uint8_t server;                 //!< to which server
        IpAddr address;                 //!< the lease it is about
        std::array<uint8_t, 16> chaddr; //!< the client it names
        Instant sent;                   //!< when
        bool overdue{false};            //!< it counts as lost, but its answer is still ours
    };

    /**
     * @param agent who the relay is; must outlive this
     * @param timeout how long an answer may take
     * @param draw random numbers for xids
     * @param life how often the relay has started before
     */
    Reconciler(const RelayAgent& agent, Duration timeout, const Draw& draw, uint32_t life);

    /**
     * @brief Build the replay of a promise, in the one shape that Kea, dhcpd and dnsmasq all
     *        acknowledge wherever the address is still free: that of SELECTING.
     * @param entry the promise
     * @param now the present; secs tells the age of the promise, since clocks differ
     * @return the message
     */
    DhcpMessage Replay(const JournalEntry& entry, Instant now);

    /**
     * @brief Build a client's RELEASE or DECLINE anew. Nobody answers these.
     * @param entry the event, no renewal
     * @param now the present; secs tells its age
     * @return the message
     */
    DhcpMessage Repeat(const JournalEntry& entry, Instant now);

    /**
     * @brief Build a question about an address (RFC 4388 section 6.2).
     * @param address the address
     * @param server the server that is asked
     * @param now the present
     * @return a DHCPLEASEQUERY by IP address
     */
    DhcpMessage Query(IpAddr address, uint8_t server, Instant now);

    /**
     * @brief Build a probe: the replay of a mirrored lease.
     * @param record the lease
     * @param now the present
     * @return the message
     */
    DhcpMessage Probe(const MirrorRecord& record, Instant now);

    /**
     * @brief Build the repetition of a client's renewal.
     * @param record the client's lease
     * @param secs seconds since the client began to renew
     * @param now the present
     * @return the message
     */
    DhcpMessage Resend(const MirrorRecord& record, uint16_t secs, Instant now);

    /**
     * @brief Whether a reply answers a message of the relay's own, and which. It counts as answered.
     * @param reply a server's reply
     * @return the transaction, or nothing
     */
    std::optional<Transaction> Match(const DhcpMessage& reply);

    /**
     * @brief A message whose answer is overdue. It counts as lost.
     * @param now the present
     * @return the transaction, or nothing if none is overdue
     */
    std::optional<Transaction> Overdue(Instant now);

    /// @return when Overdue next has something, or NEVER
    Instant NextTimeout();

  private:
    /// Number a message and remember it.
    void Open(DhcpMessage& message, MessagePurpose kind, uint8_t server, IpAddr address, Instant now);
    /// A message on a client's behalf.
    DhcpMessage OnBehalfOf(const ClientIdentity& client, MessageType type) const;
    /// A request about a lease in the SELECTING shape.
    DhcpMessage SelectingShape(const ClientIdentity& client,
                               IpAddr address,
                               IpAddr serverId,
                               uint32_t port) const;

    const RelayAgent& m_agent;                                     //!< who the relay is
    Duration m_timeout;                                            //!< patience
    Draw m_draw;                                                   //!< for xids
    uint64_t m_sent;                                               //!< xids drawn
    boost::unordered_flat_map<uint32_t, Transaction> m_open;       //!< by xid
    std::deque<std::pair<Instant, uint32_t>> m_timeouts;           //!< in the order of sending
    std::deque<std::pair<Instant, uint32_t>> m_overdue;            //!< when to forget them
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RECONCILER_H
