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

void
BackupNetwork::LearnRoute(uint32_t relay, IpAddr address) const
{
    if (sharedPool)
    {
        core->AddRoute(address, HOST_MASK, coreDevices.Get(2 * relay + 1));
    }
}

Ptr<NetDevice>
BackupNetwork::AccessDeviceOf(uint32_t subscriber) const
{
    const LeaseClient* const host = subscribers->HostOf(subscriber);
    return host ? host->GetDevice() : subscribers->HomeOf(subscriber).GetDevice();
}

} // namespace ns3::dhcpbackup
