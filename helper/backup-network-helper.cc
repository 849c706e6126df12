/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "backup-network-helper.h"

#include "ns3/abort.h"
#include "ns3/arp-l3-protocol.h"
#include "ns3/boolean.h"
#include "ns3/csma-helper.h"
#include "ns3/double.h"
#include "ns3/ethernet-line-device.h"
#include "ns3/enum.h"
#include "ns3/global-value.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/pointer.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/random-variable-stream.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/string.h"
#include "ns3/trace-helper.h"
#include "ns3/uinteger.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

/// Subscribers live in 10.0.0.0/8, a subnet a relay.
constexpr IpAddr ACCESS_NETWORK = 10u << 24;
constexpr uint32_t ACCESS_BITS = 24;
/// Servers and relays live in 172.16.0.0/12, the server first.
constexpr IpAddr CORE_NETWORK = 172u << 24 | 16u << 16;
constexpr uint32_t CORE_BITS = 20;
/// What relays that share a gateway address are called by the server: 192.168.0.0/16.
constexpr IpAddr RELAY_NETWORK = 192u << 24 | 168u << 16;
/// The smallest subnet that a relay gets: 256 addresses.
constexpr uint32_t MIN_SUBNET_BITS = 8;
/// Network, gateway and broadcast address.
constexpr uint32_t RESERVED_ADDRESSES = 3;

constexpr IpAddr
MaskOf(uint32_t hostBits)
{
    return ~((1u << hostBits) - 1);
}

/// A locally administered hardware address that says what it belongs to.
Mac48Address
HardwareAddress(uint8_t role, uint32_t index)
{
    const uint8_t bytes[] = {0x02,
                             role,
                             uint8_t(index >> 24),
                             uint8_t(index >> 16),
                             uint8_t(index >> 8),
                             uint8_t(index)};
    Mac48Address address;
    address.CopyFrom(bytes);
    return address;
}

/// Roles in hardware addresses.
constexpr uint8_t ROLE_SUBSCRIBER = 1;
constexpr uint8_t ROLE_RELAY = 2;
constexpr uint8_t ROLE_POPULATION = 3;

Ptr<Node>
CreateHost()
{
    Ptr<Node> node = CreateObject<Node>();
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(node);
    Ptr<ConstantRandomVariable> zero = CreateObject<ConstantRandomVariable>();
    zero->SetAttribute("Constant", DoubleValue(0));
    node->GetObject<ArpL3Protocol>()->SetAttribute("RequestJitter", PointerValue(zero));
    return node;
}

uint32_t
AddInterface(Ptr<Node> node, Ptr<NetDevice> device, IpAddr address, IpAddr mask)
{
    Ptr<Ipv4> ipv4 = node->GetObject<Ipv4>();
    const uint32_t interface = ipv4->AddInterface(device);
    ipv4->AddAddress(interface, Ipv4InterfaceAddress(Ipv4Address(address), Ipv4Mask(mask)));
    ipv4->SetUp(interface);
    return interface;
}

/// Give a node its only way to everything that is not on a link of its own.
void
SetDefaultRoute(Ptr<Node> node, IpAddr gateway, uint32_t interface)
{
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(node->GetObject<Ipv4>())
        ->SetDefaultRoute(Ipv4Address(gateway), interface);
}

/// A core link as wide as a number of them.
NetDeviceContainer
AddCoreLink(Ptr<Node> from, Ptr<Node> to, const Network& network, uint32_t width, Duration delay)
{
    PointToPointHelper link;
    link.SetDeviceAttribute("DataRate", DataRateValue(DataRate(network.core.rate * width)));
    link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(delay)));
    link.SetQueue("ns3::DropTailQueue",
                  "MaxSize",
                  StringValue(std::to_string(uint64_t(network.coreQueue) * width) + "p"));
    return link.Install(from, to);
}

/// What the server calls a relay, giaddr, if all have one gateway address.
constexpr IpAddr
SharedPoolNameOf(uint32_t relay)
{
    return RELAY_NETWORK + relay + 1;
}

/// The server has answered through a relay: the client is behind it.
void
LearnFrom(Ptr<CoreSwitch> core, Ptr<NetDevice> link, uint32_t, const DhcpMessage& reply)
{
    if (reply.type == DHCPACK && reply.yiaddr != 0)
    {
        core->AddRoute(reply.yiaddr, MaskOf(0), link);
    }
}

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

ClientIdKind
ClientIdOf(ClientIdChoice choice)
{
    return choice == ClientIdChoice::NONE       ? CLIENT_ID_NONE
           : choice == ClientIdChoice::HARDWARE ? CLIENT_ID_HARDWARE
                                                : CLIENT_ID_DUID;
}

} // namespace

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
        core->AddRoute(address, MaskOf(0), coreDevices.Get(2 * relay + 1));
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

BackupNetworkHelper::BackupNetworkHelper(const Scenario& scenario)
    : m_scenario(scenario),
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

Mac48Address
BackupNetworkHelper::HardwareAddressOf(uint32_t subscriber)
{
    return HardwareAddress(ROLE_SUBSCRIBER, subscriber);
}

std::optional<uint32_t>
BackupNetworkHelper::SubscriberOf(const Mac48Address& address)
{
    uint8_t bytes[6];
    address.CopyTo(bytes);
    const uint32_t subscriber = uint32_t(bytes[2]) << 24 | bytes[3] << 16 | bytes[4] << 8 | bytes[5];
    return HardwareAddressOf(subscriber) == address ? std::optional<uint32_t>(subscriber)
                                                    : std::nullopt;
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

Instant
BackupNetworkHelper::ArrivalOf(uint32_t subscriber) const
{
    const auto& all = m_scenario.subscribers;
    const bool late = subscriber >= all.count;
    const Instant from = late ? all.latecomers.from : all.arrival.at;
    const Duration within = late ? all.latecomers.within : all.arrival.within;
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    return from + Duration(draw.Uniform(DrawPurpose::ARRIVAL, subscriber, 0) * within);
}

const ClientProfile&
BackupNetworkHelper::ProfileOf(uint32_t subscriber) const
{
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    return FindClientProfile(
        m_scenario.ProfileAt(draw.Uniform(DrawPurpose::PROFILE, subscriber, 0)));
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
        network.faults->SetServer(*network.server);
    }
    for (uint32_t relay = 0; relay < m_scenario.network.relays; ++relay)
    {
        AddRelay(network, relay, design);
    }
    if (m_scenario.subscribers.model == SubscriberModel::POPULATION)
    {
        for (uint32_t relay = 0; relay < m_scenario.network.relays; ++relay)
        {
            AddPopulation(network, relay);
        }
    }
    else
    {
        for (uint32_t subscriber = 0; subscriber < m_scenario.Population(); ++subscriber)
        {
            AddSubscriber(network, subscriber);
        }
    }
    network.faults->Play(m_scenario.Occurrences());
    return network;
}

void
BackupNetworkHelper::UseOutsideServer(BackupNetwork& network, const OutsideServer& outside) const
{
    network.outside = outside;
    network.faults->SetServer(*outside.control);
    network.coreNode->AddDevice(outside.link);
    network.core->AddLink(outside.link);
    network.core->AddRoute(ServerId(), MaskOf(0), outside.link);
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
        subnet.reservations = ReservationsFor(0, 1, subnet.poolFirst);
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
    network.core->AddRoute(id, MaskOf(0), ends.Get(0));
    const uint32_t link = AddInterface(node, ends.Get(1), id, MaskOf(CORE_BITS));
    SetDefaultRoute(node, ServerId() + 1, link);
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

std::vector<Reservation>
BackupNetworkHelper::ReservationsFor(uint32_t subscriber, uint32_t step, IpAddr first) const
{
    std::vector<Reservation> reservations;
    for (; subscriber < m_scenario.leases.reserved; subscriber += step)
    {
        ClientIdentity client;
        HardwareAddress(ROLE_SUBSCRIBER, subscriber).CopyTo(client.chaddr.data());
        reservations.push_back({client.HardwareKey(), first++});
    }
    return reservations;
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
    subnet.reservations = ReservationsFor(relay, m_scenario.network.relays, subnet.poolFirst);
    return subnet;
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
    network.core->AddRoute(address, MaskOf(0), ends.Get(1));

    Ptr<LeaseRelay> application = CreateObject<LeaseRelay>();
    if (m_scenario.network.sharedPool)
    {
        application->SetAttribute("LinkSelection",
                                  Ipv4AddressValue(Ipv4Address(GatewayOf(relay))));
        application->TraceConnectWithoutContext(
            "ServerRx",
            MakeBoundCallback(&LearnFrom, network.core, ends.Get(1)));
        network.core->AddRoute(SharedPoolNameOf(relay), MaskOf(0), ends.Get(1));
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

void
BackupNetworkHelper::AddSubscriber(BackupNetwork& network, uint32_t subscriber) const
{
    const uint32_t relay = m_scenario.RelayOf(subscriber);
    Ptr<Node> node = CreateHost();
    Ptr<Node> relayNode = network.relays[relay]->GetNode();
    const LinkSettings& access = m_scenario.network.access;
    CsmaHelper link;
    link.SetChannelAttribute("DataRate", DataRateValue(DataRate(access.rate)));
    link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(access.delay)));
    const NetDeviceContainer ends = link.Install(NodeContainer(node, relayNode));
    ends.Get(0)->SetAddress(HardwareAddressOf(subscriber));
    ends.Get(1)->SetAddress(HardwareAddress(ROLE_RELAY, subscriber));
    network.accessDevices.Add(ends.Get(0));
    if (m_scenario.network.sharedPool && subscriber < m_scenario.network.relays)
    {
        // The relay's first line has the name that the server knows the relay by: giaddr.
        const uint32_t line =
            AddInterface(relayNode, ends.Get(1), SharedPoolNameOf(relay), MaskOf(0));
        relayNode->GetObject<Ipv4>()->AddAddress(
            line,
            Ipv4InterfaceAddress(Ipv4Address(GatewayOf(relay)), Ipv4Mask(MaskOf(m_subnetBits))));
    }
    else
    {
        AddInterface(relayNode, ends.Get(1), GatewayOf(relay), MaskOf(m_subnetBits));
    }
    network.relays[relay]->AddAccessDevice(ends.Get(1));

    Ptr<LeaseClient> client = CreateObject<LeaseClient>();
    client->SetDevice(ends.Get(0));
    client->SetAttribute("ClientId", EnumValue(ClientIdOf(m_scenario.subscribers.clientId)));
    client->SetProfile(ProfileOf(subscriber));
    client->AssignStreams(subscriber);
    client->SetStartTime(NanoSeconds(ArrivalOf(subscriber)));
    node->AddApplication(client);
    network.clients.push_back(client);
    network.faults->AddSubscriber(client, ends.Get(0), ends.Get(1));
}

void
BackupNetworkHelper::AddPopulation(BackupNetwork& network, uint32_t relay) const
{
    const uint32_t count = m_scenario.SubscribersAt(relay);
    Ptr<LeaseRelay> application = network.relays[relay];
    Ptr<Node> relayNode = application->GetNode();
    Ptr<Node> node = CreateObject<Node>();
    const LinkSettings& access = m_scenario.network.access;
    Ptr<EthernetLineChannel> cable = CreateObject<EthernetLineChannel>();
    cable->SetAttribute("Delay", TimeValue(NanoSeconds(access.delay)));
    Ptr<EthernetLineDevice> ends[2];
    for (Ptr<EthernetLineDevice>& end : ends)
    {
        end = CreateObject<EthernetLineDevice>();
        // Each subscriber has a line of this rate; what they share is as fast as all together.
        end->SetAttribute("DataRate", DataRateValue(DataRate(access.rate * std::max(count, 1u))));
        end->SetAttribute("QueueBytes", UintegerValue(UINT32_MAX));
        end->Attach(cable);
    }
    ends[0]->SetAddress(HardwareAddress(ROLE_POPULATION, relay));
    ends[1]->SetAddress(HardwareAddress(ROLE_RELAY, relay));
    node->AddDevice(ends[0]);
    relayNode->AddDevice(ends[1]);
    network.accessDevices.Add(ends[0]);

    // The relay needs its name, giaddr, on an interface that it has.
    const Ipv4Address name(m_scenario.network.sharedPool ? SharedPoolNameOf(relay)
                                                         : GatewayOf(relay));
    Ptr<Ipv4> ipv4 = relayNode->GetObject<Ipv4>();
    const int32_t upstream = ipv4->GetInterfaceForDevice(network.coreDevices.Get(2 * relay));
    ipv4->AddAddress(upstream, Ipv4InterfaceAddress(name, Ipv4Mask::GetOnes()));
    application->SetGateway(name);
    application->AddDirectLine(ends[1]);

    Ptr<ClientPopulation> population = CreateObject<ClientPopulation>();
    population->SetAttribute("ClientId", EnumValue(ClientIdOf(m_scenario.subscribers.clientId)));
    population->SetMembers(ends[0],
                           {&HardwareAddressOf, &SubscriberOf},
                           relay,
                           m_scenario.network.relays,
                           count);
    for (uint32_t i = relay; i < m_scenario.Population(); i += m_scenario.network.relays)
    {
        // The settled start switches the settled ones on.
        const bool settled = i < m_scenario.subscribers.count &&
                             m_scenario.subscribers.arrival.kind == ArrivalKind::SETTLED;
        population->SetMember(i, ProfileOf(i), settled ? NEVER : ArrivalOf(i));
    }
    node->AddApplication(population);
    network.populations.push_back(population);
    network.faults->AddPopulation(population, m_scenario.Population());
}

void
BackupNetworkHelper::EnablePcap(const BackupNetwork& network, const std::string& folder) const
{
    for (const LinkName& link : m_scenario.run.pcap)
    {
        const bool core = link.kind == LinkName::CORE;
        const std::string file =
            folder + (core ? "/core-" : "/access-") + std::to_string(link.index) + ".pcap";
        const Ptr<NetDevice> access = core ? nullptr : network.accessDevices.Get(link.index);
        if (core)
        {
            PointToPointHelper().EnablePcap(file,
                                            network.coreDevices.Get(2 * link.index),
                                            true,
                                            true);
        }
        else if (DynamicCast<EthernetLineDevice>(access))
        {
            PcapHelper pcap;
            pcap.HookDefaultSink<EthernetLineDevice>(
                DynamicCast<EthernetLineDevice>(access),
                "PromiscSniffer",
                pcap.CreateFile(file, std::ios::out, PcapHelper::DLT_EN10MB));
        }
        else
        {
            CsmaHelper().EnablePcap(file, access, true, true);
        }
    }
}

} // namespace ns3::dhcpbackup
