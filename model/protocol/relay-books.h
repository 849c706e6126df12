/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_BOOKS_H
#define DHCPBACKUP_RELAY_BOOKS_H

#include "ns3/relay-output.h"
#include "ns3/relay-requests.h"
#include "ns3/renewal-journal.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What a relay has in writing: the mirror of the server's leases and the journal of its own
 *        promises, kept in step.
 */
class RelayBooks
{
  public:
    /// @param rules how the journal is kept
    explicit RelayBooks(const JournalRules& rules);

    /// @return copies of the leases behind the relay
    LeaseMirror& Mirror()
    {
        return m_mirror;
    }

    /// @return copies of the leases behind the relay
    const LeaseMirror& Mirror() const
    {
        return m_mirror;
    }

    /// @return promises that the server has not settled
    RenewalJournal& Journal()
    {
        return m_journal;
    }

    /// @return promises that the server has not settled
    const RenewalJournal& Journal() const
    {
        return m_journal;
    }

    /**
     * @brief Learn a lease from an ACK on its way to the client.
     * @param ack the ACK, with address and lease time
     * @param request what it answers
     * @param server number of the server that granted it
     * @param told the lease that the client is told, seconds
     * @param out told of what changes
     */
    void Learn(const DhcpMessage& ack,
               const PassingRequest& request,
               uint8_t server,
               uint32_t told,
               RelayOutput& out);

    /**
     * @brief The server granted a known lease again; the client need not have heard of it.
     * @param record the lease
     * @param ack the server's ACK
     * @param asked when its REQUEST was sent: the lease is taken to run from then, which is never
     *        longer than the server takes it to be
     * @param out told of what changes
     */
    void Confirm(MirrorRecord& record, const DhcpMessage& ack, Instant asked, RelayOutput& out);

    /**
     * @brief The server refused a known lease. A BOUND client ignores a NAK: it is told when it
     *        asks next.
     * @param record the lease
     * @param out told of what changes
     */
    void Conflict(MirrorRecord& record, RelayOutput& out);

    /**
     * @brief Write down a promise.
     * @param record the lease that is prolonged
     * @param expiry until when
     * @param now the present
     * @param out told of what gives way
     * @return false if the journal is full: the promise must not be made
     */
    bool Promise(MirrorRecord& record, Instant expiry, Instant now, RelayOutput& out);

    /**
     * @brief A client gave its lease up while the server was away: log it in the place of what was
     *        promised, so that no replay brings the lease back, and forget the lease.
     * @param record the lease
     * @param kind RELEASE or DECLINE
     * @param now the present
     * @param out told of what changes
     */
    void GiveUp(const MirrorRecord& record, JournalKind kind, Instant now, RelayOutput& out);

    /**
     * @brief A lease is over: forget it; nothing happens if there is none.
     * @param address the address
     * @param out told of it
     */
    void Drop(IpAddr address, RelayOutput& out);

    /**
     * @brief Forget what has run out.
     * @param now the present
     * @param out told of it
     */
    void Expire(Instant now, RelayOutput& out);

    /**
     * @brief Close a journal entry; nothing happens if there is none.
     * @param address the address
     * @param settlement how it ended
     * @param out told of it
     */
    void Settle(IpAddr address, Settlement settlement, RelayOutput& out);

  private:
    /// Write an event into the journal.
    bool Log(const JournalEntry& entry, RelayOutput& out);
    /// An entry about a lease that happened now.
    static JournalEntry EntryFor(const MirrorRecord& record, JournalKind kind, Instant now);

    LeaseMirror m_mirror;     //!< leases behind the relay
    RenewalJournal m_journal; //!< promises made while alone
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_BOOKS_H
