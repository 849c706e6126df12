/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RENEWAL_JOURNAL_H
#define DHCPBACKUP_RENEWAL_JOURNAL_H

#include "ns3/binding.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <iosfwd>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/// A promise that the relay made while the server was silent.
struct JournalEntry
{
    ClientIdentity client;   //!< to whom
    IpAddr address{0};       //!< the address promised
    IpAddr serverId{0};      //!< option 54 of the server that granted the lease before
    uint32_t port{0};        //!< the access line of the client
    Instant grantedAt{0};    //!< when the latest promise was made
    Instant expiry{0};       //!< until when the address is promised
    uint32_t renewals{0};    //!< promises made since the entry was opened
};

/**
 * @ingroup dhcp-backup
 * @brief What the relay granted while alone, kept until the server has settled it.
 *
 * One entry a client: the latest promise counts. Entries leave in the order of their expiry, the
 * nearest first, since that client will ask again first. The journal is bounded; what does not fit
 * is refused and remembered by a flag, so that no promise goes unlogged.
 */
class RenewalJournal
{
  public:
    /// @param capacity most entries held at once
    explicit RenewalJournal(size_t capacity);

    /**
     * @brief Log a promise, or prolong the one that the client has.
     * @param entry the promise; its renewals are counted here
     * @return false if the journal is full; nothing is logged and Overflowed() is true from now on
     */
    bool Record(const JournalEntry& entry);

    /**
     * @brief Take the promise that expires next, to replay it; it stays in the journal.
     * @return the entry or nullptr if none waits for its replay; valid until the next change
     */
    const JournalEntry* StartReplay();

    /**
     * @brief Put a promise back among those to be replayed: its replay got no answer.
     * @param address the promised address
     */
    void RetryLater(IpAddr address);

    /**
     * @brief Close an entry; nothing happens if there is none.
     * @param address the promised address
     */
    void Settle(IpAddr address);

    /**
     * @param address an address
     * @return its entry or nullptr; valid until the next change
     */
    const JournalEntry* Find(IpAddr address) const;

    /// @return entries that are not settled
    size_t Size() const
    {
        return m_entries.size();
    }

    /// @return entries that wait for their replay
    size_t Waiting() const
    {
        return m_waiting.size();
    }

    /// @return the largest number of entries held so far
    size_t HighWater() const
    {
        return m_highWater;
    }

    /// @return whether a promise was ever refused for want of room
    bool Overflowed() const
    {
        return m_overflowed;
    }

    /**
     * @brief Write all entries as text, times relative to now.
     * @param os where to
     * @param now the present
     */
    void Save(std::ostream& os, Instant now) const;

    /**
     * @brief Read what Save wrote, into an empty journal.
     * @param is where from
     * @param now the present
     * @return one line an error with its place; records without error are loaded all the same
     */
    std::vector<std::string> Load(std::istream& is, Instant now);

  private:
    size_t m_capacity;                                              //!< most entries
    size_t m_highWater{0};                                          //!< most entries so far
    bool m_overflowed{false};                                       //!< something was refused
    boost::unordered_flat_map<IpAddr, JournalEntry> m_entries;      //!< by address
    std::set<std::pair<Instant, IpAddr>> m_waiting;                 //!< to replay, by expiry
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RENEWAL_JOURNAL_H
