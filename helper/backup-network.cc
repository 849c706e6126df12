/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "backup-network.h"

#include "network-parts.h"

namespace ns3::dhcpbackup
{

void
BackupNetwork::TraceSubscribers(const std::string& source, const CallbackBase& sink) const
{
    for (const auto& client : clients)
    {
        client->TraceConnectWithoutContext(source, sink);
    }
    for (const auto& population : populations)
    {
        population->TraceConnectWithoutContext(source, sink);
    }
}

ClientState
BackupNetwork::StateOf(uint32_t subscriber) const
{
    if (!populations.empty())
    {
        return HomeOf(subscriber).GetState(subscriber);
    }
    ClientState state = clients[subscriber]->GetState();
    state.expiry = clients[subscriber]->GetClock().ToSimulation(state.expiry);
    return state;
}

void
BackupNetwork::LearnRoute(uint32_t relay, IpAddr address) const
{
    if (sharedPool)
    {
        core->AddRoute(address, HOST_MASK, coreDevices.Get(2 * relay + 1));
    }
}

ClientIdentity
BackupNetwork::IdentityOf(uint32_t subscriber) const
{
    return populations.empty() ? clients[subscriber]->GetIdentity()
                               : HomeOf(subscriber).GetIdentity(subscriber);
}

const ClientProfile&
BackupNetwork::ProfileOf(uint32_t subscriber) const
{
    return populations.empty() ? clients[subscriber]->GetProfile()
                               : HomeOf(subscriber).GetProfile(subscriber);
}

} // namespace ns3::dhcpbackup
