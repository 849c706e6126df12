/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-servers.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

RelayServers::RelayServers(const std::vector<IpAddr>& addresses, const RelayPolicy& policy)
{
    for (const IpAddr address : addresses)
    {
        m_servers.emplace_back(m_servers.size(), address, policy);
    }
}

uint8_t
RelayServers::NumberOf(const DhcpMessage& reply, IpAddr source) const
{
    for (const IpAddr name : {reply.options.GetU32(OPT_SERVER_ID).value_or(0), source})
    {
        for (size_t i = 0; i < m_servers.size(); ++i)
        {
            if (m_servers[i].address == name)
            {
                return i;
            }
        }
    }
    return 0;
}

bool
RelayServers::AllAway() const
{
    return std::all_of(m_servers.begin(), m_servers.end(), [](const RelayUpstream& server) {
        return server.health.State() == RelayState::STANDING_IN;
    });
}

RelayState
RelayServers::State() const
{
    for (const RelayState state :
         {RelayState::STANDING_IN, RelayState::RECONCILING, RelayState::SUSPECTING})
    {
        for (const RelayUpstream& server : m_servers)
        {
            if (server.health.State() == state)
            {
                return state;
            }
        }
    }
    return RelayState::FORWARDING;
}

void
RelayServers::Judge(RelayUpstream& server,
                    Instant now,
                    RelayOutput& out,
                    const std::function<void(RelayHealth&)>& event)
{
    const RelayState told = State();
    const RelayState old = server.health.State();
    const bool looked = server.health.IsLooking();
    event(server.health);
    const RelayState opinion = server.health.State();
    if (opinion == old)
    {
        return;
    }
    if (!server.health.IsLooking())
    {
        server.probe.Stop();
    }
    else if (!looked)
    {
        server.probe.Start(now);
    }
    if (opinion == RelayState::RECONCILING)
    {
        server.replay.Start(now);
    }
    if (State() != told)
    {
        out.StateChanged(told, State());
    }
}

} // namespace ns3::dhcpbackup
