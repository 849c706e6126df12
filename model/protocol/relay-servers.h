/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_SERVERS_H
#define DHCPBACKUP_RELAY_SERVERS_H

#include "ns3/dhcp-message.h"
#include "ns3/relay-upstream.h"

#include <functional>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A relay's servers by number, and what it thinks of them as a whole.
 */
class RelayServers
{
  public:
    /**
     * @param addresses where each server is
     * @param policy patience; must outlive this
     */
    RelayServers(const std::vector<IpAddr>& addresses, const RelayPolicy& policy);

    /// @return how many there are
    size_t Size() const
    {
        return m_servers.size();
    }

    /**
     * @param number a server's number
     * @return the server
     */
    RelayUpstream& operator[](size_t number)
    {
        return m_servers[number];
    }

    /**
     * @param number a server's number
     * @return the server
     */
    const RelayUpstream& operator[](size_t number) const
    {
        return m_servers[number];
    }

    /// @return the first server
    auto begin()
    {
        return m_servers.begin();
    }

    /// @return the end of the servers
    auto end()
    {
        return m_servers.end();
    }

    /**
     * @param reply a server's message
     * @param source its IPv4 source
     * @return the number of the server that sent it
     */
    uint8_t NumberOf(const DhcpMessage& reply, IpAddr source) const;

    /// @return whether the relay stands in for every one of them
    bool AllAway() const;

    /// @return what the relay thinks of the one that needs most attention
    RelayState State() const;

    /**
     * @brief Tell of an event in a server's life, and do what a changed opinion of it asks for.
     * @param server the server
     * @param now the present
     * @param out told when the opinion of the servers as a whole has changed
     * @param event one of the events of RelayHealth
     */
    void Judge(RelayUpstream& server,
               Instant now,
               RelayOutput& out,
               const std::function<void(RelayHealth&)>& event);

  private:
    std::vector<RelayUpstream> m_servers; //!< by number
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_SERVERS_H
