/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CLIENT_PROFILE_H
#define DHCPBACKUP_CLIENT_PROFILE_H

#include "ns3/dhcp-values.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// When a client repeats a message that nobody answers. The defaults are RFC 2131 section 4.1's.
struct RetrySchedule
{
    /// How one wait follows from the other.
    enum Kind : uint8_t
    {
        DOUBLING,  //!< first, then twice as long each time, up to longest
        REMAINDER, //!< half of the time that is left, at least first (RFC 2131 section 4.4.5)
        GROWING,   //!< whole seconds that grow by 0 to 200 %, drawn around longest beyond (dhclient)
        HALVING    //!< first for the answer, then half of the lease that is left, until no more
                   //!< than longest is left (udhcpc)
    };

    Kind kind{DOUBLING};          //!< how one wait follows from the other
    Duration first{4 * SECOND};   //!< the first wait
    Duration longest{64 * SECOND}; //!< the longest wait
    Duration jitter{1 * SECOND};  //!< each wait is up to this shorter or longer
    double jitterShare{0};        //!< and up to this share of itself
    Duration lag{0};              //!< and this much longer in any case
    bool firstTwice{false};       //!< the second wait is as long as the first
    uint32_t tries{0};            //!< transmissions before giving up, 0 for no limit
    Duration patience{NEVER};     //!< time before giving up, NEVER for no limit
    bool waitsOut{false};         //!< impatience shows at the end of a wait only
};

/// How a client finds out whether somebody else uses its address (RFC 5227).
struct AddressProbing
{
    uint32_t count{0};                 //!< ARP probes; 0 for none, nor announcements
    Duration wait{1 * SECOND};         //!< up to this before the first one
    Duration min{1 * SECOND};          //!< shortest wait between two
    Duration max{2 * SECOND};          //!< longest wait between two
    Duration announceWait{2 * SECOND}; //!< from the last probe to the use of the address
    uint32_t announcements{2};         //!< ARP announcements when it is used
    Duration announceInterval{2 * SECOND}; //!< between two of them
};

/// Which of several collected offers a client takes.
enum class OfferRule : uint8_t
{
    FIRST,        //!< the one that came first
    LONGEST_LEASE //!< the one with the longest lease
};

/**
 * @ingroup dhcp-backup
 * @brief The times and habits in which DHCP clients differ, as data. The defaults are RFC 2131's.
 */
struct ClientProfile
{
    const char* name{"rfc2131"};         //!< as in scenario files
    const char* text{"RFC 2131 to the letter, its recommendations included"}; //!< one line

    Duration startDelayMin{1 * SECOND};  //!< shortest wait before the first message (4.4.1)
    Duration startDelayMax{10 * SECOND}; //!< longest wait before the first message (4.4.1)

    RetrySchedule discover;              //!< DISCOVERs (4.1)
    Duration pauseMin{0};                //!< shortest pause after giving up on them
    Duration pauseMax{0};                //!< longest pause after giving up on them
    Duration offerWait{0};               //!< how long offers are collected (4.4.1), 0: first taken
    OfferRule offerRule{OfferRule::FIRST}; //!< which offer is taken
    RetrySchedule request{WithTries({}, 5)}; //!< REQUESTs for an offer (3.1 no. 5)
    Duration requestPause{0};            //!< pause after giving up on them

    bool reboots{true};                  //!< asks for a remembered address first (3.2)
    RetrySchedule reboot{WithTries({}, 5)}; //!< REQUESTs in INIT-REBOOT

    bool honoursTimers{true};            //!< follows options 58 and 59 (RFC 2132 9.11, 9.12)
    double t1{0.5};                      //!< T1 as a share of the lease else (4.4.5)
    double t2{0.875};                    //!< T2 as a share of the lease else (4.4.5)
    double t1Spread{0};                  //!< T1 comes up to this share of itself earlier
    Duration timerFuzz{1 * SECOND};      //!< T1 and T2 come up to this earlier or later (4.4.5)
    uint32_t minLease{0};                //!< shorter leases are taken for this long, seconds
    bool countsFromLast{false};          //!< the lease counts from the REQUEST's last transmission,
                                         //!< not from the first (4.4.5)
    RetrySchedule renew{Remainder()};    //!< REQUESTs from T1 on, unicast (4.4.5)
    RetrySchedule rebind{Remainder()};   //!< REQUESTs from T2 on, broadcast (4.4.5)
    bool rebindsAtT2{true};              //!< begins to rebind at T2; else with the first
                                         //!< retransmission after it, the waits growing on
    bool dropsAfterRebind{false};        //!< gives the address up with its last REQUEST
    bool newXidEachTry{false};           //!< a retransmission is a new transaction

    Duration nakDelay{0};                //!< pause after the first NAK
    Duration nakDelayNext{0};            //!< after the second one in a row; it doubles from then on
    Duration nakDelayMax{0};             //!< up to this
    bool nakFromOwnServer{false};        //!< other servers' NAKs are not for it
    bool stopsOnNak{false};              //!< a NAK to a renewal makes it fail and stop
    bool stopsOnExpiry{false};           //!< the end of the lease makes it fail and stop

    AddressProbing probing;              //!< address conflict detection (RFC 5227)
    Duration declineDelay{10 * SECOND};  //!< pause after a DECLINE (3.1 no. 5); it doubles
    Duration declineDelayMax{10 * SECOND}; //!< up to this
    uint32_t maxConflicts{0};            //!< after so many it takes the address, 0 for never

    bool releases{true};                 //!< says RELEASE when switched off gracefully (4.4.6)
    bool noticesCarrier{true};           //!< starts anew when its link returns (3.7)
    uint16_t maxMessageSize{0};          //!< option 57, 0 if it sends none
    bool broadcastReplies{false};        //!< asks for broadcast replies (2)

    /**
     * @brief Look for what cannot be.
     * @return one sentence that names the finding, empty if all is well
     */
    std::string Validate() const;

    /**
     * @param schedule the schedule
     * @param tries how often it sends before it gives up
     * @return a schedule with a limit of transmissions
     */
    static constexpr RetrySchedule WithTries(RetrySchedule schedule, uint32_t tries)
    {
        schedule.tries = tries;
        return schedule;
    }

    /// @return the renewal schedule of RFC 2131 section 4.4.5
    static constexpr RetrySchedule Remainder()
    {
        RetrySchedule schedule;
        schedule.kind = RetrySchedule::REMAINDER;
        schedule.first = 60 * SECOND;
        schedule.jitter = 0;
        return schedule;
    }
};

/// @return all profiles that can be asked for by name, RFC 2131's first
const std::vector<ClientProfile>& KnownClientProfiles();

/// @return the names of all profiles
std::vector<std::string> ClientProfileNames();

/**
 * @brief Look a profile up.
 * @param name a name of ClientProfileNames()
 * @return the profile
 * @throws std::invalid_argument if there is none of that name
 */
const ClientProfile& FindClientProfile(const std::string& name);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CLIENT_PROFILE_H
