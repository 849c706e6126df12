/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_MESSAGE_AUDITOR_H
#define DHCPBACKUP_MESSAGE_AUDITOR_H

#include "ns3/client-machine.h"
#include "ns3/reply-rules.h"
#include "ns3/violation-log.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Follows each client's transaction from link to link.
 *
 * I7: every reply obeys RFC 2131 table 3, where the server sends it and where the client gets it.
 * I8: every REQUEST is answered once, by the server or a relay, or lost at a known place, or still
 * under way. I9: a lease runs from the first transmission of the REQUEST that won it, for as long
 * as the ACK says, or as the client's habits are.
 *
 * A client has one transaction at a time; what comes after it began the next is too late for it.
 */
class MessageAuditor
{
  public:
    /// In which clients differ as to their leases (I9).
    struct Habits
    {
        bool countsFromLast{false}; //!< a lease counts from the REQUEST's last transmission
        uint32_t minLease{0};       //!< shorter leases are taken for this long, seconds
    };

    /**
     * @param subscribers how many there are; they are numbered from 0
     * @param memory knows clients by their hardware addresses; must outlive the auditor
     * @param log where violations go; must outlive the auditor
     */
    MessageAuditor(uint32_t subscribers, const MessageMemory& memory, ViolationLog& log);

    /**
     * @brief A client counts its leases in its own way, not as RFC 2131 section 4.4.5 says.
     * @param subscriber its number
     * @param habits what its profile is known to do
     */
    void SetHabits(uint32_t subscriber, const Habits& habits);

    /// The server copies hops and secs of requests into its replies, against RFC 2131 table 3.
    void AllowCopiedFields();

    /**
     * @brief A client sends a message.
     * @param subscriber its number
     * @param message the message
     * @param now the time
     */
    void ClientTx(uint32_t subscriber, const DhcpMessage& message, Instant now);

    /**
     * @brief A message has arrived at a client.
     * @param subscriber its number
     * @param message the message
     * @param now the time
     */
    void ClientRx(uint32_t subscriber, const DhcpMessage& message, Instant now);

    /**
     * @brief A client has gained or renewed a lease.
     * @param subscriber its number
     * @param lease the lease
     * @param now the time
     */
    void ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now);

    /**
     * @brief The server works on a message.
     * @param message the message
     */
    void ServerRx(const DhcpMessage& message);

    /**
     * @brief The server sends a reply.
     * @param message the message
     * @param now the time
     */
    void ServerTx(const DhcpMessage& message, Instant now);

    /**
     * @brief A relay has answered a client's REQUEST.
     * @param chaddr the client's hardware address
     * @param xid the transaction that is answered
     */
    void RelayStoodIn(const std::array<uint8_t, 16>& chaddr, uint32_t xid);

    /**
     * @brief The run is over: close the books.
     * @param now the time
     */
    void Finish(Instant now);

    /// What became of the clients' REQUESTs, each transmission counted.
    struct Books
    {
        uint64_t sent{0};        //!< by clients
        uint64_t ackedByServer{0}; //!< answered by an ACK of the server that the client took
        uint64_t ackedByRelay{0}; //!< answered by an ACK of a relay that the client took
        uint64_t refused{0};     //!< answered by a NAK
        uint64_t lostBefore{0};  //!< never worked on by the server: lost on the way or in its queue
        uint64_t ignored{0};     //!< worked on by the server, which kept silent
        uint64_t lostAfter{0};   //!< answered, but the answer was lost or came too late
        uint64_t pending{0};     //!< of transactions still open when the run ended
    };

    /// @return what became of the REQUESTs; complete after Finish
    const Books& GetBooks() const
    {
        return m_books;
    }

    /// Messages at the server that are remembered until they are answered.
    static constexpr size_t MAX_SERVED = 4096;

  private:
    /// Who has answered a transaction.
    enum class By : uint8_t
    {
        NOBODY,
        SERVER,
        RELAY,
        REFUSED
    };

    /// A client's present transaction.
    struct Transaction
    {
        RequestFacts facts;     //!< of the latest message
        Instant first{NEVER};   //!< first transmission of its REQUEST
        Instant last{0};        //!< last transmission of its REQUEST
        uint32_t sent{0};       //!< REQUESTs sent
        uint32_t served{0};     //!< REQUESTs worked on by the server
        uint32_t replied{0};    //!< ACKs and NAKs sent by the server
        uint32_t lease{0};      //!< option 51 of the ACK that came last
        bool relayAnswered{false}; //!< a relay stood in
        By by{By::NOBODY};      //!< who has answered
    };

    /// A message that the server got.
    struct Served
    {
        RequestFacts facts; //!< what the reply must agree with
        uint64_t number;    //!< how many came before it
    };

    /// The transaction that a message on the server's link belongs to, or nullptr.
    Transaction* Find(const DhcpMessage& message);
    /// Whether a lease counts from when and as long as it should.
    bool CountsWell(const Transaction& transaction,
                    const Habits& habits,
                    const ClientLease& lease) const;
    /// A client takes an answer.
    void Answered(uint32_t subscriber, By by, Instant now);
    /// Enter a transaction that is over into the books.
    void Close(Transaction& transaction);

    bool m_copiesAllowed{false};                //!< replies may have hops and secs
    const MessageMemory& m_memory;             //!< clients by hardware address
    ViolationLog& m_log;                       //!< where violations go
    std::vector<Transaction> m_transactions;   //!< by subscriber
    std::vector<Habits> m_habits;              //!< by subscriber
    boost::unordered_flat_map<uint32_t, Served> m_served; //!< what the server got, by xid
    std::deque<std::pair<uint64_t, uint32_t>> m_servedOrder; //!< number and xid, oldest first
    uint64_t m_servedCount{0};                 //!< messages that the server got
    Books m_books;                             //!< of transactions that are over
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_MESSAGE_AUDITOR_H
