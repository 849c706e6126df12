/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_AGENT_H
#define DHCPBACKUP_RELAY_AGENT_H

#include "ns3/dhcp-message.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What a relay knows of an access line.
struct RelayLine
{
    bool trusted{false};      //!< what is behind it may add option 82 (RFC 3046 section 2.1)
    std::string subscriberId; //!< option 82 sub-option 6 (RFC 3993), none if empty
};

/// The most hops that RFC 1542 section 4.1.1 allows.
constexpr uint8_t MAX_HOPS = 16;

/// Who a relay is.
struct RelayConfig
{
    IpAddr giaddr{0};              //!< its address towards the clients; selects their subnet
    std::vector<IpAddr> servers;   //!< where to relay to, at most 255
    uint32_t index{0};             //!< its number in the scenario, for draws
    uint8_t maxHops{4};            //!< more relays than this are a loop (RFC 1542 section 4.1.1)
    std::string remoteId;          //!< option 82 sub-option 2, none if empty
    IpAddr linkSelection{0};       //!< sub-option 5 (RFC 3527): subnet of the clients, none if 0
    std::string relayId;           //!< sub-option 12 (RFC 6925), none if empty
    bool overrideServerId{false};  //!< ask the server to name this relay in option 54 (RFC 5107)
    bool hideServer{false};        //!< name this relay in option 54 of what clients see
    boost::unordered_flat_map<uint32_t, RelayLine> lines; //!< by number; others are as by default

    /**
     * @brief Look for values that make no sense.
     * @return empty if all is well, else one sentence
     */
    std::string Validate() const;
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
     * @param message a message from an access line
     * @param port the line
     * @return nullptr if it may be, else the reason
     */
    const char* Refuse(const DhcpMessage& message, uint32_t port) const;

    /**
     * @brief Make a client's message ready for the server: hops, and unless another relay was
     *        first, giaddr and option 82; one that a trusted line has added stays alone.
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
     *        the relay if it hides the server. What a trusted line has added, it removes itself
     *        (RFC 3046 section 2.1).
     * @param reply the server's reply
     * @param port the access line it goes to
     * @return the message to send to the client
     */
    DhcpMessage Downstream(const DhcpMessage& reply, uint32_t port) const;

    /// @return the server that clients believe in, if the relay hides the server, else 0
    IpAddr NameTowardsClients() const
    {
        return m_config.hideServer ? m_config.giaddr : 0;
    }

  private:
    /// @return what is known of a line
    const RelayLine& LineAt(uint32_t port) const;

    RelayConfig m_config; //!< who the relay is
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_AGENT_H
