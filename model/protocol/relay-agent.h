/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_AGENT_H
#define DHCPBACKUP_RELAY_AGENT_H

#include "ns3/dhcp-message.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Who a relay is.
struct RelayConfig
{
    IpAddr giaddr{0};              //!< its address towards the clients; selects their subnet
    std::vector<IpAddr> servers;   //!< where to relay to
    uint32_t index{0};             //!< its number in the scenario, for draws
    uint8_t maxHops{4};            //!< more relays than this are a loop (RFC 1542 section 4.1.1)
    std::string remoteId;          //!< option 82 sub-option 2, none if empty
    bool overrideServerId{false};  //!< ask the server to name this relay in option 54 (RFC 5107)
};

/**
 * @ingroup dhcp-backup
 * @brief The rules of a plain relay: RFC 1542 section 4.1 and RFC 3046.
 */
class RelayAgent
{
  public:
    /// @param config who the relay is
    explicit RelayAgent(const RelayConfig& config);

    /// @return who the relay is
    const RelayConfig& Config() const
    {
        return m_config;
    }

    /**
     * @brief Why a client's message must not be relayed.
     * @param message a message from an access line, which is never trusted
     * @return nullptr if it may be, else the reason
     */
    const char* Refuse(const DhcpMessage& message) const;

    /**
     * @brief Make a client's message ready for the server: hops, giaddr and option 82.
     * @param message the message
     * @param port the access line it came from
     * @return the message to send to every server
     */
    DhcpMessage Upstream(const DhcpMessage& message, uint32_t port) const;

    /**
     * @brief Add option 82 as the last option (RFC 3046 section 2.1).
     * @param message the message; unchanged if it would not fit into an Ethernet frame
     * @param port the access line
     */
    void AddAgentOption(DhcpMessage& message, uint32_t port) const;

    /**
     * @brief The access line that the server echoed (RFC 3046 section 2.2).
     * @param reply a reply with option 82
     * @return the line, or nothing if option 82 is missing or not ours
     */
    std::optional<uint32_t> PortOf(const DhcpMessage& reply) const;

    /**
     * @brief Make a reply ready for the client: option 82 must not reach it, and option 54 names
     *        the relay if it overrides the server's.
     * @param reply the server's reply
     * @return the message to send to the client
     */
    DhcpMessage Downstream(const DhcpMessage& reply) const;

  private:
    RelayConfig m_config; //!< who the relay is
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_AGENT_H
