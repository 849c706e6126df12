/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RENEWAL_JOURNAL_H
#define DHCPBACKUP_RENEWAL_JOURNAL_H

#include "ns3/binding.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <iosfwd>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/// What the server shall be told of.
enum class JournalKind : uint8_t
{
    RENEWAL, //!< the relay promised to prolong the lease
    RELEASE, //!< the client gave the address back
    DECLINE  //!< the client found the address in use
};

/// What happened to an address while the server was silent.
struct JournalEntry
{
    ClientIdentity client;                //!< to whom
    IpAddr address{0};                    //!< the address
    IpAddr serverId{0};                   //!< option 54 of the server that granted the lease before
    uint32_t port{0};                     //!< the access line of the client
    Instant grantedAt{0};                 //!< when the latest event happened
    Instant expiry{0};                    //!< until when the address is promised
    uint32_t renewals{0};                 //!< promises made since the entry was opened
    uint8_t server{0};                    //!< that server's number at the relay
    JournalKind kind{JournalKind::RENEWAL}; //!< what happened last
};

/// What gives way when a journal is full.
enum OverflowRule
{
    OVERFLOW_REFUSE,    //!< the new entry: no promise is made that is not logged
    OVERFLOW_DROP_FIRST //!< the entry that would be replayed first: its client asks again soonest
};

/// Which entry is replayed first.
enum ReplayOrder
{
    REPLAY_NEAREST_EXPIRY, //!< the one that expires next: its client asks again first
    REPLAY_OLDEST_PROMISE  //!< the one that waits longest
};

/// How a journal is kept.
struct JournalRules
{
    size_t capacity{1000000};                //!< most entries held at once
    OverflowRule overflow{OVERFLOW_REFUSE};   //!< what gives way when it is full
    ReplayOrder order{REPLAY_NEAREST_EXPIRY}; //!< which entry is replayed first
    bool lazy{false};                         //!< renewals wait for their client's next one
};

/**
 * @ingroup dhcp-backup
 * @brief What happened while the server was silent, kept until the server has settled it.
 *
 * One entry an address: the last event counts. The journal is bounded; what does not fit is refused
 * or pushes out another entry, and is remembered by a flag.
 */
class RenewalJournal
{
  public:
    /// @param rules how it is kept
    explicit RenewalJournal(const JournalRules& rules);

    /**
     * @brief Log an event; it takes the place of what the address had.
     * @param entry the event; its renewals are counted here
     * @param dropped gets the address of the entry that gave way, 0 if none did; may be nullptr
     * @return false if the journal is full; nothing is logged and Overflowed() is true from now on
     */
    bool Record(const JournalEntry& entry, IpAddr* dropped = nullptr);

    /**
     * @brief Take the entry whose turn it is, to replay it; it stays in the journal.
     * @param server the server to replay to
     * @return the entry or nullptr if none waits for its replay; valid until the next change
     */
    const JournalEntry* StartReplay(uint8_t server);

    /**
     * @brief Take the entry of an address out of its turn, to replay it.
     * @param address the address
     * @return the entry, or nullptr if there is none or its replay is under way; valid until the
     *         next change
     */
    const JournalEntry* StartReplayOf(IpAddr address);

    /**
     * @brief Put an entry back among those to be replayed: its replay got no answer.
     * @param address the address
     */
    void RetryLater(IpAddr address);

    /**
     * @brief Close an entry; nothing happens if there is none.
     * @param address the address
     */
    void Settle(IpAddr address);

    /**
     * @param address an address
     * @return its entry or nullptr; valid until the next change
     */
    const JournalEntry* Find(IpAddr address) const;

    /**
     * @brief Visit all entries, in no special order.
     * @tparam F callable with (const JournalEntry&)
     * @param visit called for each; must not change the journal
     */
    template <typename F>
    void ForEach(F&& visit) const
    {
        for (const auto& [address, slot] : m_entries)
        {
            visit(slot.entry);
        }
    }

    /// @return entries that are not settled
    size_t Size() const
    {
        return m_entries.size();
    }

    /**
     * @param server a server's number
     * @return entries that it must be told of by the relay itself and that are not settled
     */
    size_t OwedTo(uint8_t server) const;

    /**
     * @param server a server's number
     * @return entries that wait for their replay
     */
    size_t WaitingFor(uint8_t server) const;

    /// @return the largest number of entries held so far
    size_t HighWater() const
    {
        return m_highWater;
    }

    /// @return whether an entry was ever refused or pushed out for want of room
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
    /// An entry and whether its replay is under way.
    struct Slot
    {
        JournalEntry entry;  //!< the entry
        bool waiting{false}; //!< it stands in the queue of its server
    };

    /// What one server is owed.
    struct Debt
    {
        size_t open{0};                              //!< entries not settled
        std::set<std::pair<Instant, IpAddr>> queue;  //!< those that wait, in order
    };

    /// Whether the relay replays an entry of its own accord.
    bool IsActive(const JournalEntry& entry) const;
    /// Where an entry stands in its queue.
    std::pair<Instant, IpAddr> RankOf(const JournalEntry& entry) const;
    /// Put into, or take out of, the queue of its server.
    void SetWaiting(Slot& slot, bool waiting);
    /// Make room for one more; false if nothing may give way.
    bool MakeRoom(IpAddr* dropped);

    JournalRules m_rules;                                 //!< how it is kept
    size_t m_highWater{0};                                //!< most entries so far
    bool m_overflowed{false};                             //!< something was refused or dropped
    boost::unordered_flat_map<IpAddr, Slot> m_entries;    //!< by address
    std::map<uint8_t, Debt> m_debts;                      //!< by server
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RENEWAL_JOURNAL_H
