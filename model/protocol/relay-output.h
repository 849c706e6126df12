/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_OUTPUT_H
#define DHCPBACKUP_RELAY_OUTPUT_H

#include "ns3/dhcp-message.h"
#include "ns3/lease-mirror.h"
#include "ns3/renewal-journal.h"

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
    ENDED,     //!< the client gave the lease up, or let it run out
    DROPPED    //!< pushed out of a full journal: the server hears of it from the client
};

/**
 * @param settlement how an entry ended
 * @return for example "confirmed"
 */
const char* ToString(Settlement settlement);

/// Why a relay sends a message to a server.
enum class MessagePurpose : uint8_t
{
    RELAYED, //!< a client's, passed on
    REPLAY,  //!< a journalled promise that the server shall confirm
    PROBE,   //!< a mirrored lease confirmed once more, to see whether the server answers
    RESEND,  //!< a client's unanswered request, repeated with growing secs
    QUERY    //!< a question about a lease that is not mirrored (RFC 4388)
};

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
     * @brief The journal has a new entry, or another one in the place of what the address had; also
     *        when it was read from the store.
     * @param entry what the server must be told
     */
    virtual void Logged(const JournalEntry& entry) = 0;
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

    Action action;              //!< the way
    const char* cause{nullptr}; //!< why dropped, or consumed without effect
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_OUTPUT_H
