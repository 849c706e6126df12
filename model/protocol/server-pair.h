/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_PAIR_H
#define DHCPBACKUP_SERVER_PAIR_H

#include "ns3/allocation-rules.h"
#include "ns3/partner-message.h"

namespace ns3::dhcpbackup
{

/**
 * @brief What decides which of two servers a client belongs to, as in RFC 3074 but by another hash.
 * @param message a message of the client
 * @return a number from 0 to 255, each as likely as the others
 */
uint8_t LoadBalancingHash(const DhcpMessage& message);

/**
 * @param message a message of a client
 * @return whether it belongs to the first of two servers that share the load evenly
 */
bool BelongsToFirst(const DhcpMessage& message);

/// What a server of a pair does; the machine's owner carries it out.
class ServerPairOutput
{
  public:
    virtual ~ServerPairOutput() = default;
    /**
     * @brief Send a message to the partner.
     * @param message the message
     */
    virtual void ToPartner(const PartnerMessage& message) = 0;
    /**
     * @brief What waited for the partner waits no more.
     * @param id what Changed() gave
     * @param done whether the partner knows of it: if not, the client must not be answered
     */
    virtual void Settled(uint32_t id, bool done) = 0;
    /**
     * @brief The partner tells of a lease.
     * @param lease the lease
     * @param newer take it over only if it is newer than what is known of the address
     */
    virtual void Adopt(const PartnerLease& lease, bool newer) = 0;
    /**
     * @brief Look up leases for the partner.
     * @param from the first address
     * @param count how many at most
     * @return leases by ascending address
     */
    virtual std::vector<PartnerLease> LeasesFrom(IpAddr from, uint32_t count) = 0;
    /**
     * @brief The state changed.
     * @param from its old name
     * @param to its new name
     */
    virtual void PairStateChanged(const char* from, const char* to) = 0;
};

/**
 * @ingroup dhcp-backup
 * @brief What makes a server one of two, as a pure machine: which clients it serves, what it tells
 *        its partner, and what it does when the partner is silent.
 */
class ServerPair : public AllocationRules
{
  public:
    /// @return the name of its state
    virtual const char* StateName() const = 0;

    /**
     * @brief A client asks.
     * @param message its message
     * @param now the present
     * @return whether this server answers
     */
    virtual bool Serves(const DhcpMessage& message, Instant now) = 0;

    /**
     * @brief A binding of this server's has changed.
     * @param lease the binding
     * @param now the present
     * @param out told of what to do
     * @return the number under which Settled() will tell that the client may be answered, or 0 if
     *         it may be at once
     */
    virtual uint32_t Changed(const PartnerLease& lease, Instant now, ServerPairOutput& out) = 0;

    /**
     * @brief A lease that was granted before the run, as both servers know.
     * @param lease the lease
     */
    virtual void Know(const PartnerLease& lease);

    // AllocationRules; by default each client has its own half and no lease is bounded.
    uint32_t HalfFor(const DhcpMessage& message) const override;
    bool MayUseBothHalves(Instant now) const override;
    uint32_t Limit(IpAddr address, uint32_t lease, Instant now) const override;

    /**
     * @brief A message of the partner.
     * @param message the message
     * @param now the present
     * @param out told of what to do
     */
    virtual void Receive(const PartnerMessage& message, Instant now, ServerPairOutput& out) = 0;

    /**
     * @brief The partner's host says that nobody listens there.
     * @param now the present
     * @param out told of what to do
     */
    virtual void OnUnreachable(Instant now, ServerPairOutput& out) = 0;

    /**
     * @brief Go on, since NextWake() has come.
     * @param now the present
     * @param out told of what to do
     */
    virtual void Wake(Instant now, ServerPairOutput& out) = 0;

    /// @return when the machine wants to be woken, or NEVER
    virtual Instant NextWake() const = 0;

  protected:
    /// Answer a question about leases, in as many messages as it takes.
    static void TellPage(const PartnerMessage& question, ServerPairOutput& out);
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_PAIR_H
