/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_CONFIG_H
#define DHCPBACKUP_SERVER_CONFIG_H

#include "ns3/binding.h"
#include "ns3/server-profile.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Which message is lost when the queue is full.
enum QueueDrop : uint8_t
{
    DROP_NEWEST, //!< the one that arrives, as by a socket buffer
    DROP_OLDEST  //!< the one that has waited longest, as by Kea's packet queue
};

/// When what a server grants reaches its stable store.
enum SyncRule : uint8_t
{
    SYNC_BEFORE_ACK, //!< the reply leaves after the sync
    SYNC_BEHIND,     //!< the reply leaves at once, the sync follows
    SYNC_NEVER       //!< not at all: a crash forgets everything
};

/// An address that one client gets and nobody else.
struct Reservation
{
    std::string client; //!< ClientIdentity::Key, or HardwareKey to know it by its hardware address
    IpAddr address{0};  //!< an address of the pool
};

/// A part of the pool for the clients of one class.
struct SubscriberClass
{
    std::string subscriberId; //!< sub-option 6 of option 82 (RFC 3993)
    IpAddr poolFirst{0};      //!< first address for them; others do not get it
    IpAddr poolLast{0};       //!< last address for them
};

/// One subnet that a server serves.
struct SubnetConfig
{
    IpAddr network{0};          //!< its first address
    IpAddr mask{0};             //!< its mask
    IpAddr router{0};           //!< option 3, 0 for none
    std::vector<IpAddr> dns;    //!< option 6
    IpAddr poolFirst{0};        //!< first address to give out
    IpAddr poolLast{0};         //!< last address to give out
    uint32_t leaseTime{3600};   //!< option 51, seconds
    double t1{0.5};             //!< option 58 as a share of the lease
    double t2{0.875};           //!< option 59 as a share of the lease
    uint32_t minLeaseTime{0};   //!< the shortest that a client can ask for, 0 for leaseTime
    uint32_t maxLeaseTime{0};   //!< the longest that a client can ask for, 0 for leaseTime
    std::vector<Reservation> reservations; //!< addresses for known clients
    std::vector<SubscriberClass> classes;  //!< parts of the pool for known lines

    /// @return empty if all is well, else one sentence
    std::string Validate() const;
};

/// What all subnets of a server share.
struct ServerConfig
{
    IpAddr serverId{0};                   //!< option 54
    Duration offerHold{60 * SECOND};      //!< how long an offered address waits for its REQUEST
    Duration declineHold{24 * HOUR};      //!< how long an address that was declined is not used
    ServerKind kind{SERVER_RFC2131}; //!< whose answers it gives
    bool authoritative{true};             //!< it knows every address of its subnets
    double cacheThreshold{-1};            //!< as in ServerProfile; negative for the kind's own
    bool leasequery{false};               //!< it answers RFC 4388, if its kind can
    Duration reallocationHold{0};  //!< how long an address that ran out waits for its last client
    Duration quietAfterLoss{0};    //!< how long DISCOVERs are ignored after the store was lost
    bool halves{false};            //!< each server of a pair gives new addresses from its half
    bool ignoreOldReplays{false};  //!< refuse a REQUEST older than what was granted since

    /// @return empty if all is well, else one sentence
    std::string Validate() const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_CONFIG_H
