/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAILOVER_MACHINE_H
#define DHCPBACKUP_FAILOVER_MACHINE_H

#include "ns3/failover-settings.h"
#include "ns3/server-pair.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <deque>
#include <map>

namespace ns3::dhcpbackup
{

/// What a server of a failover pair is doing (draft-ietf-dhc-failover-12 section 9.2).
enum class FailoverState : uint8_t
{
    STARTUP,                    //!< it has started and looks for its partner
    NORMAL,                     //!< both are well
    COMMUNICATIONS_INTERRUPTED, //!< the partner is silent, perhaps it serves too
    PARTNER_DOWN,               //!< the partner is known not to serve
    POTENTIAL_CONFLICT,         //!< both thought so of each other: compare all leases
    RECOVER,                    //!< it copies the partner's leases
    RECOVER_WAIT,               //!< it waits until what it may have granted before has ended
    RECOVER_DONE                //!< it waits for the partner to notice
};

/**
 * @param state a state
 * @return its name in the draft, for example "communications-interrupted"
 */
const char* ToString(FailoverState state);

/// How a server of a failover pair begins.
enum class FailoverStart : uint8_t
{
    SETTLED, //!< the pair has been well for long
    KEPT,    //!< it comes back with its store
    LOST     //!< it comes back without
};

/**
 * @ingroup dhcp-backup
 * @brief One server of a pair after draft-ietf-dhc-failover-12, as ISC dhcpd has it.
 *
 * Clients are answered at once and the partner is told afterwards (lazy updates), so a crash may
 * take a lease that the partner never heard of. What bounds the harm is the MCLT: no lease ends
 * later than what the partner has acknowledged for its address plus MCLT. An update tells more than
 * the lease: the potential expiry to which the server means to renew it next. So the first lease
 * lasts MCLT, and from the first renewal on leases have their full length.
 *
 * New addresses are given out from the server's own half of each pool, of the partner's only in
 * PARTNER_DOWN after MCLT.
 */
class FailoverMachine : public ServerPair
{
  public:
    /**
     * @param settings who it is, patience and limits; Validate() must find nothing
     * @param start how it begins
     * @param downSince when it went down, if it comes back
     * @param now the present
     */
    FailoverMachine(const FailoverSettings& settings,
                    FailoverStart start,
                    Instant downSince,
                    Instant now);

    const char* StateName() const override;
    bool Serves(const DhcpMessage& message, Instant now) override;
    uint32_t Changed(const PartnerLease& lease, Instant now, ServerPairOutput& out) override;
    void Know(const PartnerLease& lease) override;
    void Receive(const PartnerMessage& message, Instant now, ServerPairOutput& out) override;
    void OnUnreachable(Instant now, ServerPairOutput& out) override;
    void Wake(Instant now, ServerPairOutput& out) override;
    Instant NextWake() const override;
    uint32_t HalfFor(const DhcpMessage& message) const override;
    bool MayUseBothHalves(Instant now) const override;
    uint32_t Limit(IpAddr address, uint32_t lease, Instant now) const override;

    /// @return what it is doing
    FailoverState State() const
    {
        return m_state;
    }

  private:
    /// An update that the partner has not acknowledged.
    struct Update
    {
        PartnerLease lease; //!< what was told
        Instant resendAt;   //!< when to tell it again
    };

    /// The state with which a server begins.
    static FailoverState FirstState(FailoverStart start);
    /// Until when the server means to renew a lease next.
    Instant PotentialExpiry(const Binding& binding) const;
    /// A message of the partner has come.
    void OnContact(Instant now);
    /// The partner is silent, or its connection has ended.
    void OnDisconnect(Instant now, ServerPairOutput& out);
    /// Go to the state that own and partner's state ask for.
    void RunModel(Instant now, ServerPairOutput& out);
    void Enter(FailoverState state, Instant now, ServerPairOutput& out);
    /// Say what the own state is.
    void SayState(PartnerMessageType type, uint32_t id, ServerPairOutput& out);
    /// Send what the window has room for.
    void SendUpdates(Instant now, ServerPairOutput& out);
    /// Tell again what has not been acknowledged in time.
    void ResendUpdates(Instant now, ServerPairOutput& out);
    /// Update the partner about an address again after the connection has ended.
    void ReturnUpdates();
    /// The partner knows of an expiry.
    void Acknowledged(IpAddr address, Instant expiry);
    /// Ask for leases from an address on.
    void AskForPage(Instant now, ServerPairOutput& out);
    /// Leases of a page have come.
    void OnLeases(const PartnerMessage& message, Instant now, ServerPairOutput& out);
    /// All leases have been copied.
    void OnCopied(Instant now, ServerPairOutput& out);
    /// Put a lease into the queue of updates, in the place of an older form of it.
    void Queue(const PartnerLease& lease);

    FailoverSettings m_settings;       //!< who it is
    FailoverState m_state;             //!< what it is doing
    FailoverState m_partner;           //!< what the partner last said
    bool m_connected;                  //!< the partner has been heard of lately
    Instant m_since;                   //!< when the state was entered
    Instant m_heard;                   //!< when the partner was heard of last
    Instant m_contactAt;               //!< when to say something again
    Instant m_recoverUntil{0};         //!< end of RECOVER_WAIT
    uint32_t m_lastId{0};              //!< of a question
    std::map<uint32_t, Update> m_open; //!< told and not acknowledged, by number: oldest first
    std::deque<IpAddr> m_order;        //!< addresses to tell of, first come first served
    boost::unordered_flat_map<IpAddr, PartnerLease> m_queued; //!< what to tell of them
    boost::unordered_flat_map<IpAddr, Instant> m_known; //!< expiry that the partner knows of
    uint32_t m_page{0};                //!< number of the question about a page
    IpAddr m_pageFrom{0};              //!< where that page begins
    uint32_t m_pageGot{0};             //!< leases of it that have come
    Instant m_pageAt{NEVER};           //!< when to ask for it again
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAILOVER_MACHINE_H
