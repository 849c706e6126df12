/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "backup-network-helper.h"
#include "network-parts.h"

#include "ns3/abort.h"
#include "ns3/boolean.h"
#include "ns3/global-value.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// The smallest subnet that a relay gets: 256 addresses.
constexpr uint32_t MIN_SUBNET_BITS = 8;
/// Network, gateway and broadcast address.
constexpr uint32_t RESERVED_ADDRESSES = 3;

/// The server has answered through a relay: the client is behind it.
void
LearnFrom(Ptr<CoreSwitch> core, Ptr<NetDevice> link, uint32_t, const DhcpMessage& reply)
{
    if (reply.type == DHCPACK && reply.yiaddr != 0)
    {
        core->AddRoute(reply.yiaddr, HOST_MASK, link);
    }
}

} // namespace

BackupNetworkHelper::BackupNetworkHelper(const Scenario& scenario)
    : m_scenario(scenario),
      m_plan(scenario.Plan()),
      m_subnetBits(MIN_SUBNET_BITS)
{
    const bool shared = scenario.network.sharedPool;
    uint64_t largest = shared ? scenario.TotalPool() : 0;
    for (uint32_t relay = 0; relay < scenario.network.relays && !shared; ++relay)
    {
        largest = std::max<uint64_t>(largest, scenario.PoolSize(relay));
    }
    while ((1u << m_subnetBits) < largest + RESERVED_ADDRESSES)
    {
        ++m_subnetBits;
    }
    const uint64_t addresses = uint64_t(shared ? 1 : scenario.network.relays) << m_subnetBits;
    NS_ABORT_MSG_IF(addresses > 1u << ACCESS_BITS ||
                        scenario.network.relays + RESERVED_ADDRESSES > 1u << CORE_BITS,
                    "the subnets of " << scenario.network.relays
                                      << " relays do not fit into 10.0.0.0/8");
}

IpAddr
BackupNetworkHelper::GatewayOf(uint32_t relay) const
{
    return (ACCESS_NETWORK | (m_scenario.network.sharedPool ? 0 : relay << m_subnetBits)) + 1;
}

IpAddr
BackupNetworkHelper::CoreMask()
{
    return MaskOf(CORE_BITS);
}

IpAddr
BackupNetworkHelper::ServerId() const
{
    return CORE_NETWORK + 1;
}

IpAddr
BackupNetworkHelper::PartnerId() const
{
    return (CORE_NETWORK | ((1u << CORE_BITS) - 1)) - 1;
}

BackupNetwork
BackupNetworkHelper::Install(const Design& design, const OutsideServer* outside) const
{
    GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
    BackupNetwork network;
    network.faults = CreateObject<FaultPlayer>();
    network.sharedPool = m_scenario.network.sharedPool;
    network.serversTell = IsPair(design.servers);
    network.secondServes = design.servers != ServerArrangement::ONE &&
                           design.servers != ServerArrangement::HOT_STANDBY;
    network.coreNode = CreateObject<Node>();
    network.core = CreateObject<CoreSwitch>();
    network.coreNode->AggregateObject(network.core);
    if (outside)
    {
        UseOutsideServer(network, *outside);
    }
    else
    {
        AddServers(network, design);
        network.faults->AddServer(*network.server);
        if (network.partner)
        {
            network.faults->AddServer(*network.partner);
            network.faults->JoinServers(CoreDeviceOf(network.server),
                                        ServerId(),
                                        CoreDeviceOf(network.partner),
                                        PartnerId());
        }
    }
    for (uint32_t relay = 0; relay < m_scenario.network.relays; ++relay)
    {
        AddRelay(network, relay, design);
    }
    network.plan = m_plan;
    network.subscribers = Create<SubscriberDirectory>();
    network.faults->SetSubscribers(network.subscribers);
    for (uint32_t group = 0; group < m_plan.GroupCount(); ++group)
    {
        AddGroup(network, group);
    }
    AddLife(network);
    network.faults->Play(m_scenario.Occurrences());
    return network;
}

void
BackupNetworkHelper::AddRelay(BackupNetwork& network, uint32_t relay, const Design& design) const
{
    Ptr<Node> node = CreateHost();
    const NetDeviceContainer ends =
        AddCoreLink(node, network.coreNode, m_scenario.network, 1, m_scenario.network.core.delay);
    network.coreDevices.Add(ends);
    const IpAddr address = ServerId() + 1 + relay;
    SetDefaultRoute(node, ServerId(), AddInterface(node, ends.Get(0), address, MaskOf(CORE_BITS)));
    network.core->AddLink(ends.Get(1));
    network.core->AddRoute(address, HOST_MASK, ends.Get(1));

    Ptr<LeaseRelay> application = CreateObject<LeaseRelay>();
    if (m_scenario.network.sharedPool)
    {
        application->SetAttribute("LinkSelection",
                                  Ipv4AddressValue(Ipv4Address(GatewayOf(relay))));
        application->TraceConnectWithoutContext(
            "ServerRx",
            MakeBoundCallback(&LearnFrom, network.core, ends.Get(1)));
        network.core->AddRoute(SharedPoolNameOf(relay), HOST_MASK, ends.Get(1));
    }
    else
    {
        const SubnetConfig subnet = RelaySubnet(relay, design);
        if (network.server)
        {
            AddSubnet(network, subnet, design);
        }
        network.core->AddRoute(subnet.network, subnet.mask, ends.Get(1));
    }
    if (!m_scenario.network.coreSockets)
    {
        application->UseDirectLink(ends.Get(0));
    }
    application->SetPolicy(design.policy);
    application->AssignStreams(relay);
    application->AddServer(Ipv4Address(ServerId()));
    if (network.partner)
    {
        application->AddServer(Ipv4Address(PartnerId()));
    }
    node->AddApplication(application);
    network.relays.push_back(application);
    network.faults->AddRelay(application, ends.Get(0), ends.Get(1));
}

} // namespace ns3::dhcpbackup
