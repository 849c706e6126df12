/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "backup-network-helper.h"
#include "network-parts.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/enum.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

/// How many addresses of a pool the first of two servers has; each has one at least.
uint32_t
SizeOfFirstPart(uint32_t size, double share)
{
    return std::clamp<uint32_t>(std::lround(share * size), 1, size - 1);
}

/// A subnet with a part of its pool, and those reservations that lie in it.
SubnetConfig
PartOf(SubnetConfig subnet, IpAddr first, IpAddr last)
{
    subnet.poolFirst = first;
    subnet.poolLast = last;
    auto& kept = subnet.reservations;
    kept.erase(std::remove_if(kept.begin(),
                              kept.end(),
                              [first, last](const Reservation& reservation) {
                                  return reservation.address < first || reservation.address > last;
                              }),
               kept.end());
    return subnet;
}

} // namespace

void
BackupNetworkHelper::UseOutsideServer(BackupNetwork& network, const OutsideServer& outside) const
{
    network.outside = outside;
    network.faults->AddServer(*outside.control);
    network.coreNode->AddDevice(outside.link);
    network.core->AddLink(outside.link);
    network.core->AddRoute(ServerId(), HOST_MASK, outside.link);
}

void
BackupNetworkHelper::AddServers(BackupNetwork& network, const Design& design) const
{
    network.server = AddServer(network, design, ServerId());
    if (design.servers != ServerArrangement::ONE)
    {
        network.partner = AddServer(network, design, PartnerId());
    }
    if (design.servers == ServerArrangement::FAILOVER)
    {
        JoinForFailover(network);
    }
    else if (IsPair(design.servers))
    {
        PartnerSettings settings = m_scenario.pair.kea;
        settings.mode = design.servers == ServerArrangement::HOT_STANDBY
                            ? PartnerMode::HOT_STANDBY
                            : PartnerMode::LOAD_BALANCING;
        network.server->SetPartner(Ipv4Address(PartnerId()), settings);
        settings.first = false;
        network.partner->SetPartner(Ipv4Address(ServerId()), settings);
    }
    if (m_scenario.network.sharedPool)
    {
        SubnetConfig subnet = SubnetOf(0, m_scenario.TotalPool(), design);
        Reserve({0, 1, m_plan.Count()}, subnet.poolFirst, subnet.reservations);
        AddSubnet(network, subnet, design);
    }
}

void
BackupNetworkHelper::JoinForFailover(BackupNetwork& network) const
{
    FailoverSettings settings = m_scenario.pair.failover;
    settings.maxResponseDelay = m_scenario.pair.kea.maxResponseDelay;
    settings.pageSize = m_scenario.pair.kea.pageSize;
    settings.leaseTime = m_scenario.leases.time;
    settings.partnerId = PartnerId();
    network.server->SetFailover(Ipv4Address(PartnerId()), settings);
    settings.first = false;
    settings.partnerId = ServerId();
    network.partner->SetFailover(Ipv4Address(ServerId()), settings);
}

Ptr<LeaseServer>
BackupNetworkHelper::AddServer(BackupNetwork& network, const Design& design, IpAddr id) const
{
    Ptr<Node> node = CreateHost();
    Ptr<LeaseServer> server = CreateObject<LeaseServer>();
    Configure(server, design, id);
    node->AddApplication(server);
    // The server's own link is as wide as those of all relays together: it is no bottleneck.
    const NetDeviceContainer ends =
        AddCoreLink(network.coreNode, node, m_scenario.network, m_scenario.network.relays, 0);
    network.core->AddLink(ends.Get(0));
    network.core->AddRoute(id, HOST_MASK, ends.Get(0));
    const uint32_t link = AddInterface(node, ends.Get(1), id, MaskOf(CORE_BITS));
    SetDefaultRoute(node, ServerId() + 1, link);
    if (!m_scenario.network.coreSockets)
    {
        server->UseDirectLink(ends.Get(1));
    }
    return server;
}

void
BackupNetworkHelper::Configure(Ptr<LeaseServer> application,
                               const Design& design,
                               IpAddr id) const
{
    const Server& server = m_scenario.server;
    const bool failover = design.servers == ServerArrangement::FAILOVER;
    const Duration lead = failover ? m_scenario.pair.failover.mclt : 0;
    const std::pair<const char*, Duration> times[] = {
        {"OfferHold", m_scenario.leases.offerHold},
        {"ServiceTime", server.serviceTime},
        {"ServiceTimePerLease", server.serviceTimePerLease},
        {"StoreLatency", server.store.latency},
        {"StoreDelay", server.store.delay},
        {"LoadTimePerLease", server.store.loadPerLease},
        {"ReallocationHold", std::max({server.hold, design.hold, lead})},
        {"QuietAfterLoss", server.quietAfterLoss},
    };
    for (const auto& [name, time] : times)
    {
        application->SetAttribute(name, TimeValue(NanoSeconds(time)));
    }
    application->SetAttribute("ServerId", Ipv4AddressValue(Ipv4Address(id)));
    application->SetAttribute("Profile", EnumValue(server.profile));
    application->SetAttribute("Authoritative", BooleanValue(server.authoritative));
    application->SetAttribute("CacheThreshold", DoubleValue(server.cacheThreshold));
    application->SetAttribute("QueueSize", UintegerValue(server.queue));
    application->SetAttribute("QueueDrop", EnumValue(server.drop));
    application->SetAttribute("Workers", UintegerValue(server.workers));
    application->SetAttribute("StoreSync", EnumValue(server.store.sync));
    application->SetAttribute("StoreBatch", UintegerValue(server.store.batch));
    application->SetAttribute("Leasequery", BooleanValue(server.leasequery || design.leasequery));
    application->SetAttribute("IgnoreOldReplays", BooleanValue(server.ignoreOldReplays));
}

void
BackupNetworkHelper::AddSubnet(BackupNetwork& network,
                               const SubnetConfig& subnet,
                               const Design& design) const
{
    const uint32_t size = subnet.poolLast - subnet.poolFirst + 1;
    if (design.servers == ServerArrangement::SPLIT_SCOPE && size > 1)
    {
        const IpAddr middle = subnet.poolFirst + SizeOfFirstPart(size, m_scenario.pair.firstShare);
        network.server->AddSubnet(PartOf(subnet, subnet.poolFirst, middle - 1));
        network.partner->AddSubnet(PartOf(subnet, middle, subnet.poolLast));
        return;
    }
    network.server->AddSubnet(subnet);
    if (IsPair(design.servers))
    {
        network.partner->AddSubnet(subnet);
    }
}

void
BackupNetworkHelper::Reserve(const SubscriberRow& row,
                             IpAddr first,
                             std::vector<Reservation>& reservations) const
{
    for (uint32_t i = 0; i < row.count && row.first + i * row.step < m_scenario.leases.reserved;
         ++i)
    {
        ClientIdentity client;
        HardwareAddressOf(row.first + i * row.step).CopyTo(client.chaddr.data());
        const IpAddr address = first + IpAddr(reservations.size());
        reservations.push_back({client.HardwareKey(), address});
    }
}

SubnetConfig
BackupNetworkHelper::SubnetOf(uint32_t relay, uint32_t poolSize, const Design& design) const
{
    const Leases& leases = m_scenario.leases;
    SubnetConfig subnet;
    subnet.router = GatewayOf(relay);
    subnet.network = subnet.router - 1;
    subnet.mask = MaskOf(m_subnetBits);
    subnet.poolFirst = subnet.router + 1;
    subnet.poolLast = subnet.router + poolSize;
    subnet.leaseTime = (design.longLease ? leases.longTime : leases.time) / SECOND;
    subnet.t1 = leases.t1;
    subnet.t2 = leases.t2;
    subnet.minLeaseTime = leases.minTime / SECOND;
    subnet.maxLeaseTime = leases.maxTime / SECOND;
    return subnet;
}

SubnetConfig
BackupNetworkHelper::RelaySubnet(uint32_t relay, const Design& design) const
{
    SubnetConfig subnet = SubnetOf(relay, m_scenario.PoolSize(relay), design);
    for (uint32_t group = 0; group < m_plan.GroupCount(); ++group)
    {
        Reserve(m_plan.RowAt(group, relay), subnet.poolFirst, subnet.reservations);
    }
    return subnet;
}

} // namespace ns3::dhcpbackup
