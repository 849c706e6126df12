/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hazard-probe.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// A relay and an address behind it.
uint64_t
KeyOf(uint32_t relay, IpAddr address)
{
    return uint64_t(relay) << 32 | address;
}

} // namespace

void
HazardProbe::Watch(const BackupNetwork& network)
{
    m_relays = network.relays.size();
    for (const auto& client : network.clients)
    {
        client->TraceConnectWithoutContext("Bound", MakeCallback(&HazardProbe::ClientBound, this));
        client->TraceConnectWithoutContext("Lost", MakeCallback(&HazardProbe::ClientLost, this));
    }
    network.server->TraceConnectWithoutContext("Binding",
                                               MakeCallback(&HazardProbe::ServerBinding, this));
    for (const auto& relay : network.relays)
    {
        relay->TraceConnectWithoutContext("State",
                                          MakeCallback(&HazardProbe::RelayStateChanged, this));
        relay->TraceConnectWithoutContext("Settled",
                                          MakeCallback(&HazardProbe::RelaySettled, this));
    }
}

void
HazardProbe::CountLeasesOfNobodyAt(Instant at)
{
    Simulator::Schedule(NanoSeconds(at), &HazardProbe::CountLeasesOfNobody, this);
}

void
HazardProbe::CountLeasesOfNobody()
{
    boost::unordered_flat_set<IpAddr> used;
    for (const auto& [subscriber, address] : m_held)
    {
        used.insert(address);
    }
    m_leasesOfNobody = std::count_if(m_leased.begin(), m_leased.end(), [&used](IpAddr address) {
        return !used.contains(address);
    });
}

void
HazardProbe::ClientBound(uint32_t subscriber, const ClientLease& lease)
{
    m_held[subscriber] = lease.address;
}

void
HazardProbe::ClientLost(uint32_t subscriber, IpAddr address, LossCause)
{
    m_held.erase(subscriber);
    // Subscribers are dealt out to relays in turn.
    const auto refused = m_refused.find(KeyOf(subscriber % m_relays, address));
    if (refused != m_refused.end())
    {
        const Instant now = Simulator::Now().GetNanoSeconds();
        m_longestConflict = std::max(m_longestConflict, now - refused->second);
        m_refused.erase(refused);
    }
}

void
HazardProbe::ServerBinding(BindingEvent event, IpAddr address, const Binding&)
{
    if (event == BindingEvent::GRANTED)
    {
        m_leased.insert(address);
    }
    else
    {
        m_leased.erase(address);
    }
}

void
HazardProbe::RelayStateChanged(uint32_t, RelayState, RelayState to)
{
    m_timesAway += to == RelayState::STANDING_IN ? 1 : 0;
}

void
HazardProbe::RelaySettled(uint32_t relay, IpAddr address, Settlement settlement)
{
    if (settlement == Settlement::CONFLICT)
    {
        m_refused.emplace(KeyOf(relay, address), Simulator::Now().GetNanoSeconds());
    }
}

} // namespace ns3::dhcpbackup
