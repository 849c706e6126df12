/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PARTNER_MESSAGE_H
#define DHCPBACKUP_PARTNER_MESSAGE_H

#include "ns3/binding.h"

#include <vector>

namespace ns3::dhcpbackup
{

/// The UDP port of both servers of a pair: that of DHCP failover.
constexpr uint16_t PARTNER_PORT = 647;

/// What one server of a pair says to the other.
enum class PartnerMessageType : uint8_t
{
    HEARTBEAT, //!< how are you? Answered by STATE
    STATE,     //!< the sender's state
    UPDATE,    //!< leases that the sender has granted, or that have ended. Answered by DONE
    DONE,      //!< what was asked for is done
    PAGE,      //!< which leases do you have, from an address on? Answered by LEASES
    LEASES,    //!< some of them; count says how many there are in all pieces of the answer
    DISABLE,   //!< serve no clients while I copy your leases. Answered by DONE
    ENABLE,    //!< serve them again. Not answered
    BYE        //!< the sender's process has ended, says its host, as TCP would by closing
};

/// A lease as one server tells it to the other.
struct PartnerLease
{
    IpAddr address{0}; //!< the address
    Instant potential{0}; //!< failover: until when the sender means to renew it next
    Binding binding;   //!< what has become of it, by the clock of whoever holds this
};

/**
 * @ingroup dhcp-backup
 * @brief A message between the two servers of a pair. Events and their times are those of the
 *        systems that are modelled, the encoding is ours: one datagram a message, in which instants
 *        stand as time that is left or has passed, so that clocks need not agree.
 */
struct PartnerMessage
{
    PartnerMessageType type{PartnerMessageType::HEARTBEAT}; //!< what it is
    uint32_t id{0};                    //!< of the question; an answer repeats it
    uint8_t state{0};                  //!< STATE: the sender's state
    IpAddr from{0};                    //!< PAGE: the first address that is asked for
    uint32_t count{0};                 //!< PAGE: leases wanted at most; LEASES: in the whole answer
    std::vector<PartnerLease> leases;  //!< UPDATE and LEASES
};

/// Leases of an answer that go into one datagram: about 1.2 kB with usual identifiers.
constexpr size_t LEASES_IN_MESSAGE = 16;

/**
 * @param message a message
 * @param now the present by the sender's clock
 * @return its bytes
 */
std::vector<uint8_t> WritePartnerMessage(const PartnerMessage& message, Instant now);

/**
 * @brief Read a message; any bytes give a message or are refused.
 * @param bytes a datagram
 * @param now the present by the receiver's clock
 * @param message gets it
 * @return false if it is none
 */
bool ParsePartnerMessage(ByteView bytes, Instant now, PartnerMessage& message);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PARTNER_MESSAGE_H
