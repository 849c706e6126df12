/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DHCP_MESSAGE_H
#define DHCPBACKUP_DHCP_MESSAGE_H

#include "ns3/dhcp-option.h"

#include <array>

namespace ns3::dhcpbackup
{

/// Values of the op field (RFC 2131 section 2).
enum BootOp : uint8_t
{
    BOOTREQUEST = 1, //!< from the client's side
    BOOTREPLY = 2    //!< from the server's side
};

/// Values of option 53 (RFC 2132 section 9.6); further ones up to MESSAGE_TYPE_LAST are carried.
enum MessageType : uint8_t
{
    DHCPDISCOVER = 1,
    DHCPOFFER = 2,
    DHCPREQUEST = 3,
    DHCPDECLINE = 4,
    DHCPACK = 5,
    DHCPNAK = 6,
    DHCPRELEASE = 7,
    DHCPINFORM = 8,
    DHCPLEASEQUERY = 10,      //!< RFC 4388
    DHCPLEASEUNASSIGNED = 11, //!< RFC 4388
    DHCPLEASEUNKNOWN = 12,    //!< RFC 4388
    DHCPLEASEACTIVE = 13,     //!< RFC 4388
    DHCPBULKLEASEQUERY = 14,  //!< RFC 6926
    DHCPLEASEQUERYDONE = 15,  //!< RFC 6926
    MESSAGE_TYPE_LAST = 18 //!< DHCPTLS (RFC 7724), the last one assigned
};

/// The flag with which a client asks for broadcast replies (RFC 2131 section 2).
constexpr uint16_t FLAG_BROADCAST = 0x8000;
/// Bytes before the first option: fixed fields and magic cookie.
constexpr size_t OPTIONS_OFFSET = 240;
/// BOOTP's smallest message (RFC 951, RFC 1542 section 2.1): what is sent is padded to it.
constexpr size_t MIN_MESSAGE = 300;
/// Bytes of IPv4 and UDP header around a message.
constexpr size_t IP_UDP_HEADERS = 28;
/// The datagram that every client must take (RFC 2131 section 2).
constexpr size_t MIN_DATAGRAM = 576;
/// The largest datagram that is sent: an Ethernet frame's payload.
constexpr size_t MAX_DATAGRAM = 1500;

/// Why bytes are not a DHCP message.
enum class ParseError : uint8_t
{
    NONE,             //!< they are one
    TOO_SHORT,        //!< fixed fields or cookie cut off
    BAD_OP,           //!< op is neither 1 nor 2
    BAD_HLEN,         //!< hardware address longer than its field
    BAD_COOKIE,       //!< not 99.130.83.99
    OPTION_OVERRUN,   //!< an option's length runs past the end of its field
    MISSING_END,      //!< the options field has no END
    BAD_OPTION_SIZE,  //!< an option of fixed form has another length
    BAD_OVERLOAD,     //!< option 52 is not 1, 2 or 3
    NO_MESSAGE_TYPE,  //!< option 53 missing: BOOTP, not DHCP
    BAD_MESSAGE_TYPE, //!< option 53 out of range
    OPTION_TOO_LONG   //!< parts of one option join to more than 65535 bytes
};

/**
 * @param error a parse error
 * @return a short name such as "option overrun"
 */
const char* ToString(ParseError error);

/**
 * @param type a message type
 * @return for example "DISCOVER"; "type 12" style names for those not modelled
 */
std::string ToString(MessageType type);

/// The bytes of one message; on the stack unless it is unusually long.
using DhcpBytes = boost::container::small_vector<uint8_t, MIN_DATAGRAM>;

/**
 * @ingroup dhcp-backup
 * @brief A DHCP message as plain data (RFC 2131 section 2).
 *
 * Option 53 is the member type; option 52 and the split of long options are matters of the wire
 * and never stand in options. Addresses are in host byte order.
 */
struct DhcpMessage
{
    BootOp op{BOOTREQUEST};           //!< direction
    uint8_t htype{1};                 //!< hardware type, 1 = Ethernet
    uint8_t hlen{6};                  //!< bytes used of chaddr, at most 16
    uint8_t hops{0};                  //!< relays passed
    uint32_t xid{0};                  //!< transaction
    uint16_t secs{0};                 //!< seconds since the client began
    uint16_t flags{0};                //!< FLAG_BROADCAST or 0
    IpAddr ciaddr{0};                 //!< the client's own address, if it may use it
    IpAddr yiaddr{0};                 //!< the address given
    IpAddr siaddr{0};                 //!< next server to boot from
    IpAddr giaddr{0};                 //!< the first relay's address
    std::array<uint8_t, 16> chaddr{}; //!< the client's hardware address
    std::array<uint8_t, 64> sname{};  //!< server name, zero unless used as text
    std::array<uint8_t, 128> file{};  //!< boot file, zero unless used as text
    MessageType type{DHCPDISCOVER};   //!< option 53
    DhcpOptions options;              //!< all other options in order

    /// @return the bytes of chaddr that are in use
    ByteView HardwareAddress() const
    {
        return ByteView(chaddr.data(), hlen);
    }

    /**
     * @param other another message
     * @return true if every field and option is the same
     */
    bool operator==(const DhcpMessage& other) const;
};

/**
 * @brief Read a message from bytes: total, never asserts, never reads past the end.
 * @param bytes a UDP payload; bytes behind END are ignored
 * @param message gets the message; unspecified unless NONE is returned
 * @return NONE or what is wrong
 *
 * Overloaded fields are read in the order options, file, sname and parts of one option joined
 * (RFC 3396); option 52 counts in the options field only (RFC 2131 section 4.1).
 */
ParseError ParseMessage(ByteView bytes, DhcpMessage& message);

/**
 * @brief Write a message, padded to 300 bytes unless said otherwise.
 * @param message the message; hlen at most 16
 * @param maxDatagram the largest IP datagram that the receiver takes, for example from option 57;
 *        values below 576 count as 576 (RFC 2132 section 9.10), above 1500 as 1500
 * @param bytes gets the bytes
 * @param minMessage padded to this length; 0 for a sender that does not pad
 * @return false if it does not fit; bytes is then empty
 *
 * What passes the options field goes to file and sname if these are unused (option 52).
 * ParseMessage gives back an equal message.
 */
bool WriteMessage(const DhcpMessage& message,
                  size_t maxDatagram,
                  DhcpBytes& bytes,
                  size_t minMessage = MIN_MESSAGE);

/**
 * @brief A reply with the fields copied that must be (RFC 2131 section 4.3.1, table 3).
 * @param request the message to answer
 * @param type OFFER, ACK or NAK
 * @return xid, flags, giaddr and chaddr of the request, hops 0; a NAK that goes through a relay
 *         has the broadcast flag set (section 4.3.2)
 */
DhcpMessage MakeReply(const DhcpMessage& request, MessageType type);

/// The four kinds of REQUEST, told apart by the client's state (RFC 2131 section 4.3.2).
enum class RequestShape : uint8_t
{
    SELECTING,   //!< option 54
    INIT_REBOOT, //!< option 50, no 54, ciaddr 0
    RENEWING,    //!< ciaddr, neither 50 nor 54; REBINDING looks the same but is broadcast
    MALFORMED    //!< none of these
};

/**
 * @param request a DHCPREQUEST
 * @return its kind
 */
RequestShape ShapeOf(const DhcpMessage& request);

/**
 * @brief One line for people: type, addresses, client, options.
 * @param message the message
 * @return at most some 300 characters, whatever the message holds
 */
std::string Describe(const DhcpMessage& message);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DHCP_MESSAGE_H
