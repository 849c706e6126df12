/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_MACHINE_H
#define DHCPBACKUP_RELAY_MACHINE_H

#include "ns3/reconciler.h"

#include <deque>

namespace ns3::dhcpbackup
{

/// What a relay thinks of its server.
enum class RelayState : uint8_t
{
    FORWARDING,  //!< it answers: only forward
    SUSPECTING,  //!< an answer was missing: wait for each, stand in, look for the server
    STANDING_IN, //!< it is away: answer at once, go on forwarding, look for the server
    RECONCILING  //!< it is back: replay the journal
};

/**
 * @param state a state
 * @return its name
 */
const char* ToString(RelayState state);

/// How a journal entry ended.
enum class Settlement : uint8_t
{
    CONFIRMED, //!< the server acknowledged the lease
    CONFLICT,  //!< the server refused: the client will be told at its next renewal
    ENDED      //!< the client gave the lease up, or let it run out
};

/**
 * @param settlement how an entry ended
 * @return for example "confirmed"
 */
const char* ToString(Settlement settlement);

/// What a relay does; the machine's owner carries it out.
class RelayOutput
{
  public:
    virtual ~RelayOutput() = default;
    /**
     * @brief Send a message to a server, from giaddr and port 67.
     * @param message the message
     * @param server the server's address
     * @param purpose why
     */
    virtual void ToServer(const DhcpMessage& message, IpAddr server, MessagePurpose purpose) = 0;
    /**
     * @brief Send a reply to a client's access line, in a frame: to the broadcast address if the
     *        flag says so, else to chaddr and yiaddr, or ciaddr (RFC 1542 section 4.1.2).
     * @param reply the message
     * @param port the access line
     * @param source IPv4 source: the server that the client believes in, or the relay
     */
    virtual void ToClient(const DhcpMessage& reply, uint32_t port, IpAddr source) = 0;
    /**
     * @brief The state changed.
     * @param from old state
     * @param to new state
     */
    virtual void StateChanged(RelayState from, RelayState to) = 0;
    /**
     * @brief The relay answered a renewal itself.
     * @param record the lease, with its new end
     */
    virtual void StoodIn(const MirrorRecord& record) = 0;
    /**
     * @brief A journal entry ended.
     * @param address the promised address
     * @param settlement how
     */
    virtual void Settled(IpAddr address, Settlement settlement) = 0;
    /**
     * @brief The mirror learnt of a lease, or that one is over.
     * @param record the lease
     * @param held true if it holds from now on, false if it is over
     */
    virtual void Mirrored(const MirrorRecord& record, bool held) = 0;
};

/// What becomes of a packet that the relay looked at.
struct RelayVerdict
{
    /// Ways to go on.
    enum Action : uint8_t
    {
        CONSUMED, //!< the relay has done what there was to do
        FORWARD,  //!< the packet goes its way as an IP packet, untouched
        DROPPED   //!< refused
    };

    Action action;            //!< the way
    const char* cause{nullptr}; //!< why dropped, or consumed without effect
};

/**
 * @ingroup dhcp-backup
 * @brief A relay that can stand in for its server (patent application CN101729610A), as a pure
 *        machine: message or time in, actions out. Without backup it is a plain relay.
 *
 * It remembers the leases that servers granted through it. When a server does not answer a renewal
 * in time, it builds the ACK from its record, keeps the promise in a journal, looks for the server
 * by probes, and replays the journal when a server answers again. Only servers' answers count as
 * signs of their life, never what clients send.
 */
class RelayMachine
{
  public:
    /**
     * @param config who the relay is
     * @param policy what it does on silence; Validate() must find nothing
     * @param draw random numbers for xids
     */
    RelayMachine(const RelayConfig& config, const RelayPolicy& policy, const Draw& draw);

    RelayMachine(const RelayMachine&) = delete;
    RelayMachine& operator=(const RelayMachine&) = delete;

    /**
     * @brief A message from an access line.
     * @param message the message
     * @param port the access line
     * @param destination IPv4 destination: broadcast, the relay or, when snooping, a server
     * @param now the present
     * @param out told of what the relay does
     * @return what becomes of the packet
     */
    RelayVerdict FromClient(const DhcpMessage& message,
                            uint32_t port,
                            IpAddr destination,
                            Instant now,
                            RelayOutput& out);

    /**
     * @brief A message from the servers' side.
     * @param message the message
     * @param source IPv4 source
     * @param destination IPv4 destination: the relay or, when snooping, a client
     * @param now the present
     * @param out told of what the relay does
     * @return what becomes of the packet
     */
    RelayVerdict FromServer(const DhcpMessage& message,
                            IpAddr source,
                            IpAddr destination,
                            Instant now,
                            RelayOutput& out);

    /**
     * @brief Go on, since NextWake() has come.
     * @param now the present
     * @param out told of what the relay does
     */
    void Wake(Instant now, RelayOutput& out);

    /// @return when the machine wants to be woken, or NEVER
    Instant NextWake();

    /// @return what the relay thinks of its server
    RelayState State() const
    {
        return m_state;
    }

    /// @return promises that the server has not settled
    const RenewalJournal& Journal() const
    {
        return m_journal;
    }

    /// @return copies of the leases behind the relay
    const LeaseMirror& Mirror() const
    {
        return m_mirror;
    }

  private:
    /// A client's REQUEST on its way, remembered until its answer comes or is of no interest.
    struct Request
    {
        ClientIdentity client; //!< who asks
        uint32_t port;         //!< behind which access line
        Instant at;            //!< when it passed
    };

    /// A renewal that the server should have answered by an instant.
    struct Deadline
    {
        Instant at;      //!< the instant
        IpAddr address;  //!< the lease
        uint32_t xid;    //!< the request
        uint16_t flags;  //!< the request's flags
        uint16_t secs;   //!< the request's secs
    };

    /// A request to repeat as a probe.
    struct Repeated
    {
        IpAddr address; //!< the lease
        Instant at;     //!< when the client asked
        uint16_t secs;  //!< its secs then
    };

    /// Note what a client's message means for mirror and journal. May answer; then returns true.
    bool Observe(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out);
    /// Remember who sent a REQUEST, since servers need not echo the client identifier.
    void Remember(const DhcpMessage& message, uint32_t port, Instant now);
    /// A renewal passes: watch for its answer. Returns true if it was answered by a NAK.
    bool OnRenewal(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out);
    /// Relay to all servers.
    void Relay(const DhcpMessage& message, uint32_t port, RelayOutput& out);
    /// A deadline has passed without an answer.
    void OnSilence(const Deadline& deadline, Instant now, RelayOutput& out);
    /// Answer a renewal on the server's behalf. False if a limit forbids it.
    bool StandIn(const Deadline& request, Instant now, RelayOutput& out);
    /// Build the ACK for a lease from its record.
    DhcpMessage BuildAck(const MirrorRecord& record, const Deadline& request, uint32_t lease) const;
    /// Tell a client whose lease the server refused.
    void Revoke(const DhcpMessage& request, uint32_t port, RelayOutput& out);
    /// A server has answered something.
    void OnServerAlive(Instant now, RelayOutput& out);
    /// An answer to a message of the relay's own.
    void OnOwnAnswer(const Reconciler::Transaction& sent,
                     const DhcpMessage& reply,
                     Instant now,
                     RelayOutput& out);
    /// An ACK or NAK to a client. Returns why it must not reach the client, or nullptr.
    const char* OnAnswer(const DhcpMessage& reply, Instant now, RelayOutput& out);
    /// Learn a lease from an ACK.
    void Learn(const DhcpMessage& ack, const Request& request, Instant now, RelayOutput& out);
    /// The server granted the lease of a record again.
    void Confirm(MirrorRecord& record, const DhcpMessage& ack, Instant now, RelayOutput& out);
    /// The server refused the lease of a record.
    void Conflict(MirrorRecord& record, RelayOutput& out);
    /// A lease is over: forget it.
    void Drop(IpAddr address, RelayOutput& out);
    /// Close a journal entry, if there is one.
    void Settle(IpAddr address, Settlement settlement, RelayOutput& out);
    /// Look for the server.
    void SendProbe(Instant now, RelayOutput& out);
    /// Replay what is due.
    void SendReplay(Instant now, RelayOutput& out);
    /// Own messages that nobody answered.
    void OnOverdue(Instant now, RelayOutput& out);
    /// The server a message about a lease goes to.
    IpAddr ServerFor(IpAddr serverId) const;
    /// Change the state and tell.
    void Enter(RelayState state, Instant now, RelayOutput& out);

    RelayPolicy m_policy;                                        //!< what to do on silence
    RelayAgent m_agent;                                          //!< the plain relay
    LeaseMirror m_mirror;                                        //!< leases behind the relay
    RenewalJournal m_journal;                                    //!< promises made while alone
    Reconciler m_reconciler;                                     //!< messages of the relay's own
    RelayState m_state{RelayState::FORWARDING};                  //!< opinion of the server
    uint32_t m_failures{0};                                      //!< renewals in vain in a row
    uint32_t m_silentReplays{0};                                 //!< replays in vain in a row
    Instant m_nextProbe{NEVER};                                  //!< when to look for the server
    Instant m_nextReplay{0};                                     //!< when the pace allows a replay
    std::deque<Deadline> m_deadlines;                            //!< in order of time
    std::deque<Repeated> m_repeated;                             //!< requests to repeat, in turn
    boost::unordered_flat_map<uint32_t, Request> m_requests;     //!< by xid
    std::deque<std::pair<Instant, uint32_t>> m_requestAges;      //!< to forget requests by age
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_MACHINE_H
