/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BINDING_H
#define DHCPBACKUP_BINDING_H

#include "ns3/dhcp-message.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Who a client is, exactly as it says so on the wire.
 *
 * Everything is kept that a message on the client's behalf must repeat: a server that granted a
 * lease to a client identifier refuses the same hardware address without it.
 */
struct ClientIdentity
{
    std::string clientId;            //!< data of option 61, empty if the client sends none
    std::array<uint8_t, 16> chaddr{}; //!< hardware address
    uint8_t htype{1};                //!< hardware type
    uint8_t hlen{6};                 //!< bytes used of chaddr

    /**
     * @param message a message of the client, or to it
     * @return its identity
     */
    static ClientIdentity Of(const DhcpMessage& message);

    /**
     * @brief Put the identity into a message.
     * @param message gets htype, hlen, chaddr and, if there is one, option 61 appended
     */
    void PutInto(DhcpMessage& message) const;

    /**
     * @brief The name under which servers look the client up.
     * @return the client identifier if there is one, else htype and chaddr (RFC 2131 section 4.2);
     *         a leading byte keeps the two apart
     */
    std::string Key() const;

    /// @return the key that the client has without a client identifier: htype and chaddr
    std::string HardwareKey() const;

    /**
     * @param other another identity
     * @return true if all parts are the same
     */
    bool operator==(const ClientIdentity& other) const
    {
        return clientId == other.clientId && chaddr == other.chaddr && htype == other.htype &&
               hlen == other.hlen;
    }
};

/**
 * @brief The key of a message's client without building its identity first.
 * @param message a message of the client, or to it
 * @return the same as ClientIdentity::Of(message).Key()
 */
std::string ClientKeyOf(const DhcpMessage& message);

/// What a server knows of an address (RFC 2131 section 4.3.1 and the words of real lease tables).
enum class BindingState : uint8_t
{
    FREE,    //!< never used
    OFFERED, //!< held for the client that was offered it
    ACTIVE,  //!< leased
    EXPIRED, //!< free, the last client is remembered
    DECLINED //!< in use by a stranger, quarantined
};

/// An address and the client it belongs to, as the server records it.
struct Binding
{
    ClientIdentity client;                  //!< meaningful unless FREE or DECLINED
    std::string agentInfo;                  //!< option 82 of the last grant, if the server keeps it
    Instant expiry{0};                      //!< end of lease, offer hold or quarantine
    Instant changed{NEVER};                 //!< last grant or release, NEVER if never leased
    IpAddr serverId{0};                     //!< the relay's override at the last grant (RFC 5107)
    BindingState state{BindingState::FREE}; //!< what the address is

    /**
     * @param other another binding
     * @return true if all parts are the same
     */
    bool operator==(const Binding& other) const
    {
        return client == other.client && agentInfo == other.agentInfo && expiry == other.expiry &&
               changed == other.changed && serverId == other.serverId && state == other.state;
    }
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BINDING_H
