/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_POLICY_H
#define DHCPBACKUP_RELAY_POLICY_H

#include "ns3/renewal-journal.h"

#include <string>

namespace ns3::dhcpbackup
{

/// How a relay comes to see renewals, which clients send by unicast (RFC 2131 section 4.3.2).
enum InterceptionMode
{
    INTERCEPT_NONE,               //!< not at all: only what is broadcast, from T2 on
    INTERCEPT_SNOOP,              //!< it lies in the forwarding path and looks into it
    INTERCEPT_SERVER_ID_OVERRIDE, //!< the server names the relay in option 54 (RFC 5107)
    INTERCEPT_PROXY               //!< the relay names itself in option 54; servers do not notice
};

/// Which lease a relay grants while the server is silent.
enum GrantRule
{
    GRANT_FULL,      //!< as much as the server granted
    GRANT_REMAINDER, //!< what is left of the server's lease
    GRANT_MCLT,      //!< what is left of the server's lease, and mclt more
    GRANT_THRESHOLD  //!< what is left of the server's lease, if that is not below the threshold
};

/// How a relay asks its servers about leases that are not mirrored.
enum LeasequeryUse
{
    LEASEQUERY_OFF,    //!< not at all
    LEASEQUERY_SINGLE, //!< about one that is renewed (RFC 4388)
    LEASEQUERY_BULK    //!< about all of them when it has lost its memory (RFC 6926), and as above
};

/**
 * @ingroup dhcp-backup
 * @brief What a relay passes on, what it does when the server does not answer, and with which
 *        patience.
 */
struct RelayPolicy
{
    bool backup{false};                            //!< stand in for a silent server at all
    InterceptionMode interception{INTERCEPT_NONE}; //!< which renewals are seen
    Duration answerAfter{2 * SECOND};     //!< how long the server may take for a renewal
    uint32_t failuresToSuspect{1};        //!< renewals in vain until the server is looked for
    uint32_t failuresToStandIn{3};        //!< renewals in vain until the server counts as away
    bool icmpHint{false};                 //!< "port unreachable" makes the server count as away
    Duration probeInterval{1 * SECOND};   //!< between two messages that look for the server
    uint32_t answersToReturn{1};          //!< answers in a row until the server counts as back
    uint32_t resendClients{32};           //!< clients whose requests are repeated as probes
    GrantRule grant{GRANT_FULL};          //!< which lease is granted
    Duration mclt{1 * HOUR};              //!< for GRANT_MCLT
    Duration threshold{1 * MINUTE};       //!< for GRANT_THRESHOLD
    Duration standInLimit{NEVER};         //!< longest promise beyond the server's last word
    uint32_t maxStandIns{0};              //!< renewals of one client in a row, 0 for any number
    uint32_t journalCapacity{1000000};    //!< entries that can be held
    OverflowRule overflow{OVERFLOW_REFUSE};         //!< what gives way when it is full
    double replayRate{10.0};              //!< replays a second while reconciling
    ReplayOrder replayOrder{REPLAY_NEAREST_EXPIRY}; //!< which entry is replayed first
    Duration replayTimeout{4 * SECOND};   //!< how long the server may take for a replay
    uint32_t replayTries{3};              //!< replays in vain until the server counts as away
    bool lazyReplay{false};               //!< replay a promise when its client renews, not before
    bool holdDiscovers{false};            //!< let no DISCOVER through until the journal is replayed
    Duration syncInterval{NEVER};         //!< how often mirror and journal are stored, 0 for always
    LeasequeryUse leasequery{LEASEQUERY_OFF}; //!< ask servers about leases that are not mirrored
    bool sharedLeases{false};             //!< each server knows the leases of all: any may renew
    bool splitLease{false};               //!< give clients short leases out of the server's long one
    Duration shortLease{10 * MINUTE};     //!< how long they are, whole seconds
    uint32_t maxHops{4};                  //!< relays that a message may have passed before

    /**
     * @brief Look for values that make no sense.
     * @return empty if all is well, else one sentence
     */
    std::string Validate() const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_POLICY_H
