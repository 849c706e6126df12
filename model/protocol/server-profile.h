/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_PROFILE_H
#define DHCPBACKUP_SERVER_PROFILE_H

#include "ns3/dhcp-message.h"

#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/// The servers whose answers are known.
enum ServerKind : uint8_t
{
    SERVER_RFC2131, //!< what the RFC asks for
    SERVER_KEA,     //!< Kea 2.2.0
    SERVER_DHCPD,   //!< ISC dhcpd 4.4.3-P1
    SERVER_DNSMASQ  //!< dnsmasq 2.90
};

/// @return the names of the kinds in scenario files and what they stand for
const std::vector<std::pair<std::string, ServerKind>>& ServerKindNames();

/// What a rule says about a REQUEST.
enum class Verdict : uint8_t
{
    GO_ON,  //!< nothing: the next rule decides; after the last one the address is granted
    REFUSE, //!< DHCPNAK
    IGNORE  //!< silence
};

/// What a server does with a REQUEST of one shape, in the order in which it is looked at.
struct RequestRules
{
    Verdict wrongSubnet; //!< the address does not lie in the client's subnet
    Verdict outsidePool; //!< it does, but the server does not give it out
    Verdict noRecord;    //!< the client had no lease in this subnet
    Verdict endedHere;   //!< its lease of this address has run out
    Verdict endedOther;  //!< its lease of another address has run out
    Verdict holdsOther;  //!< it has a lease of another address
    Verdict inUse;       //!< the address is somebody else's
};

/// What may stand in option 54 of a REQUEST that a server takes for its own.
enum class ServerIdRule : uint8_t
{
    OWN_OR_OVERRIDE, //!< the server's address or the one in the relay's override (RFC 5107)
    OVERRIDE_FIRST,  //!< the override if there is one, else the server's address
    ANY              //!< anything
};

/// What a lease time that the client asks for (option 51) can do.
enum class LeaseTimeRule : uint8_t
{
    CLAMP,  //!< it is granted, clamped to the subnet's bounds
    SHORTEN //!< it is granted if it is shorter than the subnet's, but not below 2 min
};

/**
 * @ingroup dhcp-backup
 * @brief Where real servers differ, as data. Measured, see doc/server-profiles.rst.
 */
struct ServerProfile
{
    RequestRules selecting; //!< REQUEST with options 50 and 54
    RequestRules rebooting; //!< REQUEST with option 50 alone
    RequestRules renewing;  //!< REQUEST with ciaddr alone

    ServerIdRule serverIdRule;   //!< which option 54 is taken
    Verdict otherServer;         //!< what becomes of another one; GO_ON does not occur
    bool writesOverride;         //!< replies carry the relay's override in option 54
    bool remembersOverride;      //!< and go on doing so when a renewal comes without it
    bool matchesHardware;        //!< a client that leaves its identifier out is found by chaddr
    LeaseTimeRule leaseTimeRule; //!< what option 51 of the client does
    bool sendsTimers;            //!< replies carry T1 and T2
    bool padsReplies;            //!< replies have at least 300 bytes
    bool answersLeasequery;      //!< RFC 4388 can be switched on
    bool answersBulkLeasequery;  //!< and with it RFC 6926
    double cacheThreshold;       //!< a lease younger than this share of its length is not renewed
    Duration serviceTime;        //!< work on one message, without leases
    Duration serviceTimePerLease; //!< what each active lease adds to it
};

/**
 * @param kind a kind of server
 * @param authoritative whether it is configured to know all addresses of its subnets
 * @return how it behaves
 */
ServerProfile ProfileOf(ServerKind kind, bool authoritative);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_PROFILE_H
