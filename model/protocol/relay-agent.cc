/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-agent.h"

#include <algorithm>
#include <charconv>

namespace ns3::dhcpbackup
{

namespace
{

/// How a circuit-id names an access line, as access nodes write it.
const std::string CIRCUIT_PREFIX = "eth 0/";

} // namespace

RelayAgent::RelayAgent(const RelayConfig& config)
    : m_config(config)
{
}

std::string
RelayConfig::Validate() const
{
    if (servers.empty() || servers.size() > UINT8_MAX)
    {
        return "a relay needs from 1 to 255 servers";
    }
    if (maxHops > MAX_HOPS)
    {
        return "maxHops must not exceed 16 (RFC 1542 section 4.1.1)";
    }
    if (overrideServerId && !hideServer)
    {
        return "clients of a server that is overridden must see the relay's name";
    }
    return {};
}

const RelayLine&
RelayAgent::LineAt(uint32_t port) const
{
    static const RelayLine ordinary;
    const auto it = m_config.lines.find(port);
    return it == m_config.lines.end() ? ordinary : it->second;
}

const char*
RelayAgent::Refuse(const DhcpMessage& message, uint32_t port) const
{
    if (message.op != BOOTREQUEST)
    {
        return "a client must not send replies";
    }
    if (message.hops > m_config.maxHops)
    {
        return "too many hops";
    }
    if (message.giaddr == m_config.giaddr)
    {
        return "spoofed giaddr";
    }
    const bool added = message.giaddr == 0 && message.options.Has(OPT_RELAY_AGENT);
    if (added && !LineAt(port).trusted)
    {
        return "option 82 from an untrusted line";
    }
    return nullptr;
}

DhcpMessage
RelayAgent::Upstream(const DhcpMessage& message, uint32_t port) const
{
    DhcpMessage relayed = message;
    ++relayed.hops;
    if (relayed.giaddr == 0)
    {
        relayed.giaddr = m_config.giaddr;
        if (!relayed.options.Has(OPT_RELAY_AGENT))
        {
            AddAgentOption(relayed, port);
        }
    }
    return relayed;
}

void
RelayAgent::AddAgentOption(DhcpMessage& message, uint32_t port) const
{
    DhcpOptions subOptions;
    subOptions.AddText(SUB_CIRCUIT_ID, CIRCUIT_PREFIX + std::to_string(port));
    if (!m_config.remoteId.empty())
    {
        subOptions.AddText(SUB_REMOTE_ID, m_config.remoteId);
    }
    if (m_config.linkSelection != 0)
    {
        subOptions.AddU32(SUB_LINK_SELECTION, m_config.linkSelection);
    }
    if (const std::string& subscriber = LineAt(port).subscriberId; !subscriber.empty())
    {
        subOptions.AddText(SUB_SUBSCRIBER_ID, subscriber);
    }
    if (!m_config.relayId.empty())
    {
        subOptions.AddText(SUB_RELAY_ID, m_config.relayId);
    }
    if (m_config.overrideServerId)
    {
        subOptions.AddU32(SUB_SERVER_ID_OVERRIDE, m_config.giaddr);
    }
    DhcpMessage larger = message;
    larger.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(subOptions));
    DhcpBytes bytes;
    if (WriteMessage(larger, MAX_DATAGRAM, bytes))
    {
        message = larger;
    }
}

std::optional<uint32_t>
RelayAgent::PortOf(const DhcpMessage& reply) const
{
    const auto agent = reply.options.Find(OPT_RELAY_AGENT);
    DhcpOptions subOptions;
    if (!agent || !ParseRelayAgentOption(*agent, subOptions))
    {
        return std::nullopt;
    }
    const auto circuit = subOptions.Find(SUB_CIRCUIT_ID);
    if (!circuit || circuit->size() <= CIRCUIT_PREFIX.size() ||
        !std::equal(CIRCUIT_PREFIX.begin(), CIRCUIT_PREFIX.end(), circuit->begin()))
    {
        return std::nullopt;
    }
    const std::string number(circuit->begin() + CIRCUIT_PREFIX.size(), circuit->end());
    uint32_t port = 0;
    const auto result = std::from_chars(number.data(), number.data() + number.size(), port);
    if (result.ec != std::errc() || result.ptr != number.data() + number.size())
    {
        return std::nullopt;
    }
    return port;
}

DhcpMessage
RelayAgent::Downstream(const DhcpMessage& reply, uint32_t port) const
{
    DhcpMessage relayed = reply;
    if (PortOf(reply) || !LineAt(port).trusted)
    {
        relayed.options.Remove(OPT_RELAY_AGENT);
    }
    if (m_config.hideServer && relayed.options.Has(OPT_SERVER_ID))
    {
        relayed.options.SetU32(OPT_SERVER_ID, m_config.giaddr);
    }
    return relayed;
}

} // namespace ns3::dhcpbackup
