/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_H
#define DHCPBACKUP_SCENARIO_H

#include "ns3/failover-settings.h"
#include "ns3/fault-schedule.h"
#include "ns3/partner-settings.h"
#include "ns3/relay-policy.h"
#include "ns3/server-config.h"
#include "ns3/subscriber-plan.h"

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/// The access network: subscribers - access links - relays - core links - server.
struct Network
{
    uint32_t relays{20};                               //!< each with its own subnet and pool
    bool sharedPool{false};                            //!< or all with one subnet and one pool
    LinkSettings access{100'000'000, 1 * MILLISECOND}; //!< subscriber to relay
    LinkSettings core{1'000'000'000, 2 * MILLISECOND}; //!< relay to server
    uint32_t coreQueue{1000};                          //!< packets that wait on a core link
    bool coreSockets{false};                           //!< UDP sockets there, else DirectLink
};

/// What the server grants.
struct Leases
{
    Duration time{1 * HOUR};         //!< option 51, whole seconds
    double t1{0.5};                  //!< first renewal, as a share of the lease
    double t2{0.875};                //!< rebinding, as a share of the lease
    uint32_t poolPerRelay{0};        //!< addresses in a relay's subnet, 0 for room enough
    Duration offerHold{60 * SECOND}; //!< how long an offered address waits for its REQUEST
    Duration minTime{0};             //!< the shortest that clients can ask for, 0 for time
    Duration maxTime{0};             //!< the longest that clients can ask for, 0 for time
    uint32_t reserved{0};            //!< the first subscribers, each with an address of its own
    Duration longTime{24 * HOUR};    //!< the lease time of design long-lease
};

/// When what the server grants reaches its stable store.
struct Store
{
    SyncRule sync{SYNC_BEFORE_ACK};          //!< before the ACK, behind it or never
    Duration latency{0};                     //!< how long one sync takes
    uint32_t batch{1};                       //!< changes that one sync writes at most
    Duration delay{0};                       //!< how long a change waits for others of its batch
    Duration loadPerLease{5 * MICROSECOND};  //!< time to read one lease at a restart
};

/// What the server can do.
struct Server
{
    ServerKind real{SERVER_RFC2131};         //!< what live runs start; SERVER_RFC2131 for nothing
    ServerKind profile{SERVER_RFC2131};      //!< whose answers it gives
    bool authoritative{true};                //!< it knows every address of its subnets
    Duration serviceTime{100 * MICROSECOND}; //!< work on one message
    Duration serviceTimePerLease{0};         //!< what each active lease adds to it
    double cacheThreshold{0};                //!< a lease younger than this share is not renewed
    uint32_t queue{166};                     //!< messages that wait; then some are dropped
    QueueDrop drop{DROP_NEWEST};             //!< which
    uint32_t workers{1};                     //!< messages worked on at a time
    Store store;                             //!< where leases are written
    bool leasequery{false};                  //!< it answers RFC 4388 and RFC 6926
    Duration hold{0};                        //!< how long an address that ran out is kept
    Duration quietAfterLoss{0};              //!< how long DISCOVERs are ignored without its store
    bool ignoreOldReplays{false};            //!< refuse what is older than what was granted since

    /// Take over what the profile says of service time and cache threshold.
    void UseProfile();
};

/// How two servers share their work, in designs that have two.
struct Pair
{
    double firstShare{0.8}; //!< split-scope: what the first server has of each pool
    PartnerSettings kea;    //!< hot-standby and load-balancing: patience and limits
    FailoverSettings failover; //!< failover-mclt; maxResponseDelay and pageSize are those of kea
};

/// A link, or a subscriber's part of it, that can be captured.
struct LinkName
{
    /// Kinds of link.
    enum Kind : uint8_t
    {
        CORE,      //!< relay to server, numbered by relay
        ACCESS,    //!< subscriber to relay, numbered by subscriber; a population shares one
        SUBSCRIBER //!< the same, but only what is from or for the subscriber
    };

    Kind kind{CORE};   //!< which kind
    uint32_t index{0}; //!< which of them, from 0
};

/**
 * @param link a link
 * @return for example "core[0]"
 */
std::string ToString(const LinkName& link);

/**
 * @param text for example "access[17]"
 * @return the link, or nothing if the text has another form
 */
std::optional<LinkName> ParseLinkName(const std::string& text);

/// When a study has seen enough runs: all designs' intervals are narrow enough.
struct StopAt
{
    std::string metric{"client_outage_total"}; //!< whose intervals
    double halfWidth{0}; //!< as a share of the mean; 0 to make all replications in any case
};

/// Runs of the same study with fewer subscribers: enough of them for intervals where one run with
/// all subscribers takes long.
struct Intervals
{
    uint32_t subscribers{0};   //!< settled ones, fewer than subscribers.count; 0 for no such runs
    uint32_t replications{10}; //!< how often each design is run, with numbers from run.run on
};

/// One of several things that happen to the same network: each is run for every design.
struct NamedOutage
{
    std::string name;     //!< [a-z0-9-]+, names it in results
    FaultSchedule faults; //!< what breaks
};

/// How the run is made.
struct Run
{
    Duration duration{0};       //!< simulated time, 0 for as long as the scenario needs
    uint32_t seed{1};           //!< RngSeed, at least 1
    uint64_t run{1};            //!< RngRun, at least 1; that of the first replication
    uint32_t replications{0};   //!< runs with numbers from run on, 0 for as many as the verb makes
    StopAt stopAt;              //!< when fewer replications are enough
    Intervals intervals;        //!< besides, runs with fewer subscribers
    bool stopOnViolation{false}; //!< stop at the first violated invariant
    std::vector<LinkName> pcap; //!< links to capture
};

/// The whole numbers that a value may take.
struct IntegerRange
{
    uint64_t min; //!< the smallest
    uint64_t max; //!< the largest
};

constexpr IntegerRange SUBSCRIBER_RANGE{1, 10'000'000};     //!< subscribers.count
constexpr IntegerRange LATECOMER_RANGE{0, 10'000'000};      //!< subscribers.latecomers.count
constexpr IntegerRange RELAY_RANGE{1, 10'000};              //!< network.relays
constexpr IntegerRange FIRST_RELAY_RANGE{0, 9'999};         //!< subscribers.groups[].relays.first
constexpr IntegerRange RELAY_COUNT_RANGE{0, 10'000};        //!< subscribers.groups[].relays.count
constexpr size_t MAX_GROUPS = 100;                          //!< subscribers.groups
constexpr IntegerRange QUEUE_RANGE{1, 1'000'000};           //!< network.core.queue, server.queue
constexpr IntegerRange POOL_RANGE{0, 10'000'000};           //!< leases.poolPerRelay, .reserved
constexpr IntegerRange WORKER_RANGE{1, 1'000};              //!< server.workers
constexpr IntegerRange UNACKED_RANGE{0, 1'000'000};         //!< pair.maxUnackedClients
constexpr IntegerRange WINDOW_RANGE{1, 1'000'000};          //!< pair.maxUnackedUpdates
constexpr IntegerRange SPLIT_RANGE{0, 256};                 //!< pair.split
constexpr IntegerRange PAGE_RANGE{1, 1'000'000};            //!< pair.pageSize
constexpr IntegerRange DELAYED_RANGE{0, 10'000'000};        //!< pair.delayedUpdates
constexpr IntegerRange BATCH_RANGE{1, 1'000'000};           //!< server.store.batch
constexpr IntegerRange KNOB_RANGE{1, 100'000'000};          //!< counts of the relay's knobs
constexpr IntegerRange RESEND_RANGE{0, 1'000'000};          //!< relay.resendClients
constexpr IntegerRange STAND_IN_RANGE{0, 255};              //!< relay.maxStandIns
constexpr Duration MIN_SHORT_LEASE{60 * SECOND};            //!< Cisco's least relay.shortLease
constexpr IntegerRange HOP_RANGE{0, 16};                    //!< relay.maxHops
constexpr IntegerRange SEED_RANGE{1, 4'294'967'295};        //!< run.seed
constexpr IntegerRange REPLICATION_RANGE{0, 10'000};        //!< run.replications
constexpr IntegerRange INTERVAL_RANGE{2, 10'000};           //!< run.intervals.replications
constexpr IntegerRange RUN_RANGE{1, 9'007'199'254'740'991}; //!< run.run, exact in any JSON reader

/// @return the names of real servers in scenario files and what they stand for
const std::vector<std::pair<std::string, ServerKind>>& RealServerNames();

/// @return the names of rules for the store in scenario files and what they stand for
const std::vector<std::pair<std::string, SyncRule>>& SyncRuleNames();

/// @return the names of rules for a full queue in scenario files and what they stand for
const std::vector<std::pair<std::string, QueueDrop>>& QueueDropNames();

/// The fastest replay, a second: pauses between replays stay well above a nanosecond.
constexpr double MAX_REPLAY_RATE = 1e6;
/// @return the names of interception modes in scenario files and what they stand for
const std::vector<std::pair<std::string, InterceptionMode>>& InterceptionNames();

/// @return the names of grant rules in scenario files and what they stand for
const std::vector<std::pair<std::string, GrantRule>>& GrantNames();
/// @return the names of overflow rules in scenario files and what they stand for
const std::vector<std::pair<std::string, OverflowRule>>& OverflowNames();
/// @return the names of replay orders in scenario files and what they stand for
const std::vector<std::pair<std::string, ReplayOrder>>& ReplayOrderNames();
/// @return the names of ways to use leasequery in scenario files and what they stand for
const std::vector<std::pair<std::string, LeasequeryUse>>& LeasequeryNames();

/**
 * @param mode an interception mode
 * @return its name in scenario files
 */
std::string InterceptionName(InterceptionMode mode);

/// @return the relay's patience and limits that scenarios have unless they say otherwise
RelayPolicy DefaultRelayKnobs();

/**
 * @ingroup dhcp-backup
 * @brief An experiment as a plain value: who wants addresses, in which network, what breaks when,
 *        and which designs are compared. A default-made one is a network without faults.
 *
 * Subscribers are numbered from 0, group by group and in each the latecomers after the others;
 * those of a group are dealt out in turn to its relays (SubscriberPlan).
 */
struct Scenario
{
    std::string name{"unnamed"};                               //!< [a-z0-9-]+, names result folders
    std::string description;                                   //!< for the reader
    Subscribers subscribers;                                   //!< who wants addresses
    Network network;                                           //!< relays and links
    Leases leases;                                             //!< what is granted
    Server server;                                             //!< what the server can do
    Pair pair;                                                 //!< how two of them share the work
    RelayPolicy relay{DefaultRelayKnobs()};                    //!< knobs of the backup designs
    std::vector<std::string> designs{"plain", "relay-backup"}; //!< compared on equal terms
    FaultSchedule faults;                                      //!< what breaks
    std::vector<NamedOutage> outages;                            //!< or several, in place of faults
    std::vector<std::string> require;                          //!< thresholds, see Requirement
    Run run;                                                   //!< how the run is made

    /// @return where each subscriber is
    SubscriberPlan Plan() const
    {
        return {subscribers, network.relays};
    }

    /// @return all subscribers, latecomers included
    uint32_t Population() const;

    /**
     * @param relay a relay, from 0
     * @return the subscribers behind it, latecomers included
     */
    uint32_t SubscribersAt(uint32_t relay) const;

    /**
     * @param relay a relay, from 0
     * @return the addresses in its pool, or what it adds to a shared one: leases.poolPerRelay, or if
     *         that is 0 its subscribers and a quarter more
     */
    uint32_t PoolSize(uint32_t relay) const;

    /// @return the addresses in the pools of all relays, which may be one
    uint64_t TotalPool() const;

    /// @return the subscribers behind the relay that has most of them
    uint32_t MostSubscribers() const;

    /// @return the faults as they happen in the run: each occurrence of the repeated ones
    FaultSchedule Occurrences() const;

    /**
     * @param outage one of the scenario's outages
     * @return the scenario with the faults of this outage alone
     */
    Scenario With(const NamedOutage& outage) const;

    /**
     * @brief Take fewer subscribers: latecomers, relays and reserved addresses become fewer in
     *        proportion, but none of them vanishes. The server stays as it is.
     * @param count the settled subscribers, at least 1
     * @return the scenario without run.intervals
     */
    Scenario Reduced(uint32_t count) const;

    /// @return when the last fault of any outage is over at the latest, 0 without faults
    Instant LastHealing() const;

    /// @return when the last subscriber has switched on, latecomers included
    Instant LastArrival() const;

    /// @return when every subscriber has renewed once, or could have: the network is settled
    Instant SettledFrom() const;

    /**
     * @brief How long to simulate.
     * @return run.duration; or if that is 0, one lease and 10 min after the last healing, and at
     *         least two leases after the last arrival
     */
    Duration EffectiveDuration() const;

    /**
     * @brief Look for what makes no sense.
     * @return all problems with the places as in scenario files, none if it can be run
     */
    std::vector<ScenarioProblem> Errors() const;

    /**
     * @brief Look for what can be run but is seldom meant.
     * @return one sentence each
     */
    std::vector<std::string> Warnings() const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_H
