/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PROMISE_AUDITOR_H
#define DHCPBACKUP_PROMISE_AUDITOR_H

#include "ns3/relay-machine.h"
#include "ns3/violation-log.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Keeps books of its own on what relays promise while they are alone.
 *
 * I5: every ACK that a relay builds is in its journal exactly once until it is settled, once; only
 * what is in the journal is replayed, and a confirmation is about the promised address.
 */
class PromiseAuditor
{
  public:
    /**
     * @param relays how many there are; they are numbered from 0
     * @param memory knows clients by their hardware addresses; must outlive the auditor
     * @param log where violations go; must outlive the auditor
     */
    PromiseAuditor(uint32_t relays, const MessageMemory& memory, ViolationLog& log);

    /**
     * @brief A relay's journal has an entry: a promise, or something else that it owes the server.
     * @param relay the relay
     * @param entry the entry
     */
    void RelayLogged(uint32_t relay, const JournalEntry& entry);
    /**
     * @brief A relay's process dies, and with it what is not in its store, or comes back.
     * @param relay the relay
     */
    void RelayProcess(uint32_t relay);

    /**
     * @brief A relay has answered a renewal.
     * @param relay its number
     * @param record the lease that it has granted
     */
    void RelayStoodIn(uint32_t relay, const MirrorRecord& record);

    /**
     * @brief A relay that splits leases has answered a renewal. What ends within the server's lease
     *        promises nothing that the server does not know.
     * @param relay its number
     * @param record the lease that it has granted
     */
    void RelaySplit(uint32_t relay, const MirrorRecord& record);

    /**
     * @brief A relay has received a message from the server.
     * @param relay its number
     * @param message the message
     */
    void RelayRx(uint32_t relay, const DhcpMessage& message);

    /**
     * @brief A relay sends a message to a client.
     * @param relay its number
     * @param message the message
     * @param now the time
     */
    void RelayToClient(uint32_t relay, const DhcpMessage& message, Instant now);

    /**
     * @brief A relay sends a message to a server.
     * @param relay its number
     * @param message the message
     * @param purpose why it is sent
     * @param now the time
     */
    void RelayToServer(uint32_t relay,
                       const DhcpMessage& message,
                       MessagePurpose purpose,
                       Instant now);

    /**
     * @brief A relay's journal has another size.
     * @param relay its number
     * @param entries how many entries it has now
     * @param now the time
     */
    void RelayJournal(uint32_t relay, uint32_t entries, Instant now);

    /**
     * @brief A relay's journal entry is settled.
     * @param relay its number
     * @param address the address that was promised
     * @param settlement how it was settled
     * @param now the time
     */
    void RelaySettled(uint32_t relay, IpAddr address, Settlement settlement, Instant now);

  private:
    /// A promise that is not settled.
    struct Promise
    {
        std::array<uint8_t, 16> chaddr; //!< to whom
        uint32_t xid;                   //!< in which transaction, last; 0 before it is told
    };

    /// What is known of a relay.
    struct Relay
    {
        boost::unordered_flat_map<IpAddr, Promise> open; //!< by address
        uint32_t heardXid{0};                            //!< of the server's latest message
        IpAddr heardAddress{0};                          //!< yiaddr of that message
        uint32_t splitXid{0};                            //!< of its latest ACK within a lease
    };

    /// Note a violation.
    void Report(uint32_t relay,
                Instant now,
                const std::string& what,
                const std::array<uint8_t, 16>& chaddr);

    const MessageMemory& m_memory; //!< clients by hardware address
    ViolationLog& m_log;           //!< where violations go
    std::vector<Relay> m_relays;   //!< by relay
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PROMISE_AUDITOR_H
