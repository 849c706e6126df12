/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REPLY_RULES_H
#define DHCPBACKUP_REPLY_RULES_H

#include "ns3/dhcp-message.h"

namespace ns3::dhcpbackup
{

/// What a reply must agree with, of the message that it answers; small enough to keep for each
/// client.
struct RequestFacts
{
    std::array<uint8_t, 16> chaddr{}; //!< hardware address
    uint64_t clientId{0};             //!< a hash of option 61, 0 if it is missing
    uint64_t agent{0};                //!< a hash of option 82, 0 if it is missing
    uint32_t xid{0};                  //!< transaction
    IpAddr ciaddr{0};                 //!< the client's address
    IpAddr giaddr{0};                 //!< the relay's address
    uint16_t flags{0};                //!< FLAG_BROADCAST or 0
    MessageType type{};               //!< option 53, 0 if no message is known
    uint8_t htype{0};                 //!< hardware type
    uint8_t hlen{0};                  //!< bytes of chaddr in use

    /**
     * @param message a client's message, at the place where the reply is looked at
     * @return what a reply must agree with
     */
    static RequestFacts Of(const DhcpMessage& message);
};

/// The side of the relay on which a reply is looked at.
enum class ReplySide : uint8_t
{
    SERVER, //!< as the server sends it: option 82 must come back (RFC 3046 section 2.2)
    CLIENT  //!< as the client gets it: option 82 must be gone (RFC 3046 section 2.1)
};

/**
 * @brief Hold a reply against RFC 2131 table 3, RFC 6842 and RFC 3046, or RFC 4388 section 6.4.
 * @param request the message that it answers
 * @param reply the reply
 * @param side where both were seen
 * @param copiesFields whether the server is known to copy hops and secs of the request, as real ones do
 * @return nullptr if all is well, else the rule that is broken
 */
const char* ReplyFault(const RequestFacts& request,
                       const DhcpMessage& reply,
                       ReplySide side,
                       bool copiesFields = false);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REPLY_RULES_H
