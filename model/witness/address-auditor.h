/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ADDRESS_AUDITOR_H
#define DHCPBACKUP_ADDRESS_AUDITOR_H

#include "ns3/client-machine.h"
#include "ns3/lease-mirror.h"
#include "ns3/server-machine.h"
#include "ns3/violation-log.h"

#include <boost/container/small_vector.hpp>
#include <boost/unordered/unordered_flat_map.hpp>
#include <vector>

namespace ns3::dhcpbackup
{

/// What the network under audit has promised.
struct AddressRules
{
    Duration bound{NEVER};           //!< how far a lease may go beyond the server's word
    Duration offerHold{60 * SECOND}; //!< how long the server keeps an offered address
    Duration declineHold{24 * HOUR}; //!< how long the server keeps a declined address
    bool severalGrant{false};        //!< two servers answer for one address
    bool storesAtOnce{true};         //!< the server forgets nothing of what it granted in a crash
};

/**
 * @ingroup dhcp-backup
 * @brief Watches all clients, relays and servers at once and tells when their leases contradict
 *        each other.
 *
 * I1: no address is held by two clients at once. I2: no client believes in a longer lease than
 * somebody granted, nor in more than the server's record and the bound allow; without a bound, how
 * far beliefs go is reported as exposure. I3: a relay grants only what a server granted to the same
 * client on the same circuit before, only while that client may still hold it, and only if it was
 * not given back or refused since. I6: the server gives nobody what it knows to be another's.
 */
class AddressAuditor
{
  public:
    /**
     * @param subscribers how many there are; they are numbered from 0
     * @param rules what the network has promised
     * @param memory knows clients by their hardware addresses; must outlive the auditor
     * @param log where violations go; must outlive the auditor
     */
    AddressAuditor(uint32_t subscribers,
                   const AddressRules& rules,
                   const MessageMemory& memory,
                   ViolationLog& log);

    /**
     * @brief A subscriber begins the run with a lease that the server granted before it.
     * @param subscriber who
     * @param lease the lease
     * @param now the present
     */
    void ClientAdopted(uint32_t subscriber, const ClientLease& lease, Instant now);

    /**
     * @brief A client uses an address, or goes on doing so.
     * @param subscriber the client
     * @param lease its lease
     * @param now the present
     */
    void ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now);

    /**
     * @brief A client stops using its address.
     * @param subscriber the client
     * @param address the address
     * @param now the present
     */
    void ClientLost(uint32_t subscriber, IpAddr address, Instant now);

    /**
     * @brief A server's binding changed.
     * @param event how
     * @param address the address
     * @param binding the binding
     * @param now the present
     */
    void ServerBinding(BindingEvent event, IpAddr address, const Binding& binding, Instant now);

    /**
     * @brief The server sends a reply.
     * @param reply the reply; only offers matter
     * @param now the present
     */
    void ServerReply(const DhcpMessage& reply, Instant now);

    /**
     * @brief The server is back after a crash.
     * @param storeLost whether it has forgotten leases; offers are forgotten in any case
     */
    void ServerRestarted(bool storeLost);

    /**
     * @brief A relay has learnt a lease, or that it is over.
     * @param relay the relay
     * @param record the lease
     * @param held whether it holds from now on
     */
    void RelayMirrored(uint32_t relay, const MirrorRecord& record, bool held);

    /**
     * @brief A relay has seen a client's RELEASE or DECLINE; other messages do not matter.
     * @param message the message
     */
    void RelayPassed(const DhcpMessage& message);

    /**
     * @brief A relay has received a NAK for a client; other messages do not matter.
     * @param message the message
     */
    void RelayHeard(const DhcpMessage& message);

    /**
     * @brief A relay granted a lease on the server's behalf.
     * @param relay the relay
     * @param record the lease with its new end
     * @param now the present
     */
    void RelayStoodIn(uint32_t relay, const MirrorRecord& record, Instant now);

    /**
     * @brief The run is over: close what is open.
     * @param now the present
     */
    void Finish(Instant now);

    /// @return time that clients spent on an address that another one held too, nanoseconds
    Duration DuplicateTime() const
    {
        return m_duplicateTime;
    }

    /// @return the furthest that a client's lease went beyond the server's record, nanoseconds
    Duration MaxExposure() const
    {
        return m_maxExposure;
    }

  private:
    /// No subscriber.
    static constexpr uint32_t NOBODY = UINT32_MAX;

    /// What is known of an address.
    struct Known
    {
        boost::container::small_vector<uint32_t, 2> holders; //!< subscribers that use it
        Instant since{0};          //!< last change of holders
        uint64_t grantedTo{0};     //!< hash of the identity that a server granted it to last
        Instant serverExpiry{0};   //!< as the server granted it
        Instant promise{0};        //!< latest end that anybody granted to that client
        Instant offeredUntil{0};   //!< end of the hold for an offer
        Instant restUntil{0};      //!< end of the hold after a DECLINE
        uint32_t leasedTo{NOBODY}; //!< subscriber in the server's record
        uint32_t offeredTo{NOBODY}; //!< subscriber of the offer
        uint32_t relay{0};         //!< the relay that learnt the lease last
        uint32_t port{0};          //!< the access line there
        uint32_t store{0};         //!< which of the server's stores the record is in
        uint32_t process{0};       //!< which of the server's lives the offer was made in
        bool granted{false};       //!< a server granted it, and it was not given back since
        bool refused{false};       //!< a relay has heard the server refuse it since
        bool mirrored{false};      //!< a relay has learnt it
    };

    /// What is known of a client.
    struct Client
    {
        IpAddr leased{0};  //!< its address in the server's record
        IpAddr offered{0}; //!< the address that is held for it
    };

    /// Add up the time since the last change.
    void Account(Known& known, Instant now);
    /// The server's record of a grant.
    void Granted(IpAddr address, const Binding& binding, Instant now);
    /// Whether the server knows that somebody else has the address; the reason, or nullptr.
    const char* Taken(const Known& known, uint32_t subscriber, Instant now) const;

    AddressRules m_rules;                             //!< what was promised
    const MessageMemory& m_memory;                    //!< clients by hardware address
    ViolationLog& m_log;                              //!< where violations go
    std::vector<Client> m_clients;                    //!< by subscriber
    boost::unordered_flat_map<IpAddr, Known> m_known; //!< by address
    Duration m_duplicateTime{0};                      //!< sum over all addresses
    Duration m_maxExposure{0};                        //!< worst so far
    uint32_t m_store{0};                              //!< times that the store was lost
    uint32_t m_process{0};                            //!< times that the server restarted
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ADDRESS_AUDITOR_H
