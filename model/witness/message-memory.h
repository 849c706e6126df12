/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_MESSAGE_MEMORY_H
#define DHCPBACKUP_MESSAGE_MEMORY_H

#include "ns3/dhcp-message.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <vector>

namespace ns3::dhcpbackup
{

/// Where a witness saw a message.
enum class MessagePlace : uint8_t
{
    CLIENT_SENDS,   //!< the client sends it
    CLIENT_GETS,    //!< it has arrived at the client
    SERVER_TAKES,   //!< the server works on it
    SERVER_REPLIES, //!< the server sends it
    RELAY_REPLAYS   //!< a relay tells the server of a promise
};

/**
 * @ingroup dhcp-backup
 * @brief The last few messages of each subscriber, to be shown when something is wrong.
 *
 * Also knows which subscriber a hardware address belongs to. Some 80 bytes a subscriber.
 */
class MessageMemory
{
  public:
    /// @param subscribers how many there are; they are numbered from 0
    explicit MessageMemory(uint32_t subscribers);

    /**
     * @brief A client sends a message: from now on its hardware address is known.
     * @param subscriber the client
     * @param message the message
     */
    void Learn(uint32_t subscriber, const DhcpMessage& message);

    /**
     * @param message a message of a client, or to it
     * @return the client, or nothing if it has not sent anything yet
     */
    std::optional<uint32_t> Find(const DhcpMessage& message) const;

    /**
     * @param chaddr a hardware address
     * @return whose it is, or nothing if its owner has not sent anything yet
     */
    std::optional<uint32_t> Find(const std::array<uint8_t, 16>& chaddr) const;

    /**
     * @brief Remember a message in place of the oldest.
     * @param subscriber whose
     * @param place where it was seen
     * @param message the message
     * @param now the present
     */
    void Note(uint32_t subscriber, MessagePlace place, const DhcpMessage& message, Instant now);

    /**
     * @param subscriber a client
     * @return its last messages, oldest first, as one line
     */
    std::string Text(uint32_t subscriber) const;

    /// Messages that are remembered for each subscriber.
    static constexpr size_t LENGTH = 4;

  private:
    /// A message as it is remembered.
    struct Seen
    {
        Instant at{0};                                 //!< when
        uint32_t xid{0};                               //!< transaction
        MessageType type{};                            //!< kind, 0 for an empty place
        MessagePlace place{MessagePlace::CLIENT_SENDS}; //!< where
    };

    std::vector<std::array<Seen, LENGTH>> m_seen;           //!< by subscriber, newest first
    boost::unordered_flat_map<uint64_t, uint32_t> m_owners; //!< hardware address -> subscriber
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_MESSAGE_MEMORY_H
