/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_STORY_H
#define DHCPBACKUP_SUBSCRIBER_STORY_H

#include "ns3/client-machine.h"
#include "ns3/relay-machine.h"
#include "ns3/server-machine.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// One thing that happened to a subscriber, or to those who serve it.
struct StoryEvent
{
    /// Kinds of events.
    enum Kind : uint8_t
    {
        POWER,          //!< the client is switched on or off: text
        PHASE,          //!< the client's state: text
        CLIENT_TX,      //!< the client sends a message
        CLIENT_RX,      //!< the client receives one
        RELAY_UP,       //!< the relay sends one to the server: text says why
        RELAY_DOWN,     //!< the relay sends one to the client
        SERVER_RX,      //!< the server works on one
        SERVER_TX,      //!< the server sends one
        BOUND,          //!< the client has a lease: address, expiry; text says whether it is new
        LOST,           //!< the client has lost its address: address; text says why
        RELAY_RECORD,   //!< the relay's record: address, expiry; 0 if it forgets the lease
        STOOD_IN,       //!< the relay answered itself: address, expiry
        SETTLED,        //!< the relay's promise is closed: address; text says how
        SERVER_BINDING, //!< the server's binding: address, expiry; text says what happened
        RELAY_STATE,    //!< the relay's opinion of the server: text
        FAULT           //!< a fault begins or heals: text
    };

    Instant at{0};                   //!< when
    Kind kind{POWER};                //!< what
    MessageType type{DHCPDISCOVER};  //!< of a message
    uint32_t xid{0};                 //!< of a message
    IpAddr address{0};               //!< what it is about; of a message the one it names
    Instant expiry{0};               //!< end of the lease
    std::string text;                //!< words
};

/**
 * @ingroup dhcp-backup
 * @brief Writes down all that happens to one subscriber: its messages at every hop, its states, and
 *        its lease as the client, the relay and the server believe it.
 */
class SubscriberStory
{
  public:
    /**
     * @param chaddr the subscriber's hardware address, zeros behind it
     * @param relay number of the relay that serves it
     */
    SubscriberStory(const std::array<uint8_t, 16>& chaddr, uint32_t relay);

    /**
     * @brief Something happened that is not about a message.
     * @param event what; its address tells whether it is about this subscriber
     *
     * Events of another address than those that the subscriber has had are left out.
     */
    void Note(const StoryEvent& event);

    /**
     * @brief A message was sent or received; those of others are left out.
     * @param kind where
     * @param message the message
     * @param text why it was sent, may be empty
     * @param now the present
     */
    void Message(StoryEvent::Kind kind,
                 const DhcpMessage& message,
                 const char* text,
                 Instant now);

    /// @return what happened, in order
    const std::vector<StoryEvent>& Events() const
    {
        return m_events;
    }

    /// @return number of the relay that serves the subscriber
    uint32_t Relay() const
    {
        return m_relay;
    }

  private:
    std::array<uint8_t, 16> m_chaddr;  //!< whose story it is
    uint32_t m_relay;                  //!< who serves it
    std::vector<IpAddr> m_addresses;   //!< that it has had or was offered
    std::vector<StoryEvent> m_events;  //!< in order
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_STORY_H
