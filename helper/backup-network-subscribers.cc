/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "backup-network-helper.h"
#include "network-parts.h"

#include "ns3/csma-helper.h"
#include "ns3/enum.h"
#include "ns3/ethernet-line-device.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/uinteger.h"

namespace ns3::dhcpbackup
{

namespace
{

ClientIdKind
ClientIdOf(ClientIdChoice choice)
{
    return choice == ClientIdChoice::NONE       ? CLIENT_ID_NONE
           : choice == ClientIdChoice::HARDWARE ? CLIENT_ID_HARDWARE
                                                : CLIENT_ID_DUID;
}

} // namespace

Mac48Address
BackupNetworkHelper::HardwareAddressOf(uint32_t subscriber)
{
    return HardwareAddress(AddressRole::SUBSCRIBER, subscriber);
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

const SubscriberGroup&
BackupNetworkHelper::GroupOf(uint32_t subscriber) const
{
    return m_scenario.subscribers.Group(m_plan.GroupOf(subscriber));
}

const LinkSettings&
BackupNetworkHelper::AccessOf(uint32_t group) const
{
    const std::optional<LinkSettings>& own = m_scenario.subscribers.Group(group).access;
    return own ? *own : m_scenario.network.access;
}

bool
BackupNetworkHelper::IsSettled(uint32_t subscriber) const
{
    const SubscriberGroup& group = GroupOf(subscriber);
    if (!group.arrival.AnySettled() || m_plan.PlaceOf(subscriber).index >= group.count)
    {
        return false;
    }
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    return draw.Uniform(DrawPurpose::POWER_SHARE, subscriber, 0) >= group.arrival.Coming();
}

bool
BackupNetworkHelper::AnySettled() const
{
    const Subscribers& all = m_scenario.subscribers;
    bool any = false;
    for (uint32_t group = 0; group < all.GroupCount(); ++group)
    {
        any = any || all.Group(group).arrival.AnySettled();
    }
    return any;
}

Instant
BackupNetworkHelper::ArrivalOf(uint32_t subscriber) const
{
    if (IsSettled(subscriber))
    {
        return 0;
    }
    const SubscriberGroup& group = GroupOf(subscriber);
    const bool late = m_plan.PlaceOf(subscriber).index >= group.count;
    const Instant from = late ? group.latecomers.from : group.arrival.at;
    const Duration within = late ? group.latecomers.within : group.arrival.within;
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    const int draws = !late && group.arrival.kind == ArrivalKind::MORNING_RUSH ? 3 : 1;
    double sum = 0;
    for (int n = 0; n < draws; ++n)
    {
        sum += draw.Uniform(DrawPurpose::ARRIVAL, subscriber, n);
    }
    return from + Duration(sum / draws * within);
}

const ClientProfile&
BackupNetworkHelper::ProfileOf(uint32_t subscriber) const
{
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    return FindClientProfile(
        GroupOf(subscriber).ProfileAt(draw.Uniform(DrawPurpose::PROFILE, subscriber, 0)));
}

void
BackupNetworkHelper::AddGroup(BackupNetwork& network, uint32_t group) const
{
    const SubscriberRow all = m_plan.AllOf(group);
    if (m_scenario.subscribers.Group(group).model == SubscriberModel::HOSTS)
    {
        for (uint32_t i = 0; i < all.count; ++i)
        {
            AddHost(network, all.first + i);
        }
        return;
    }
    std::vector<Ptr<ClientPopulation>> populations;
    for (uint32_t relay = 0; relay < m_scenario.network.relays; ++relay)
    {
        if (m_plan.RowAt(group, relay).count > 0)
        {
            populations.push_back(AddPopulation(network, group, relay));
        }
    }
    network.populations.insert(network.populations.end(), populations.begin(), populations.end());
    network.subscribers->AddPopulations(populations, all.count);
}

void
BackupNetworkHelper::AddLife(BackupNetwork& network) const
{
    network.life = Create<SubscriberLife>(network.subscribers);
    for (uint32_t group = 0; group < m_plan.GroupCount(); ++group)
    {
        const Churn& churn = m_scenario.subscribers.Group(group).churn;
        const SubscriberRow all = m_plan.AllOf(group);
        if (churn.stay == NEVER)
        {
            continue;
        }
        network.life->Add(all.first, all.count, churn);
        for (uint32_t i = 0; i < all.count; ++i)
        {
            network.life->Begin(all.first + i, ArrivalOf(all.first + i));
        }
    }
    network.life->Start();
}

void
BackupNetworkHelper::AddHost(BackupNetwork& network, uint32_t subscriber) const
{
    const SubscriberPlace place = m_plan.PlaceOf(subscriber);
    Ptr<Node> node = CreateHost();
    Ptr<Node> relayNode = network.relays[place.relay]->GetNode();
    const LinkSettings& access = AccessOf(place.group);
    CsmaHelper link;
    link.SetChannelAttribute("DataRate", DataRateValue(DataRate(access.rate)));
    link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(access.delay)));
    const NetDeviceContainer ends = link.Install(NodeContainer(node, relayNode));
    // Backoff on the line, the same whatever was simulated before in this process.
    link.AssignStreams(ends, 2 * int64_t(subscriber));
    ends.Get(0)->SetAddress(HardwareAddressOf(subscriber));
    ends.Get(1)->SetAddress(HardwareAddress(AddressRole::RELAY, subscriber));
    network.accessDevices.Add(ends.Get(0));
    AddAccessLine(network, place, ends.Get(1));

    Ptr<LeaseClient> client = CreateObject<LeaseClient>();
    client->SetDevice(ends.Get(0));
    client->SetAttribute("ClientId", EnumValue(ClientIdOf(GroupOf(subscriber).clientId)));
    client->SetProfile(ProfileOf(subscriber));
    client->AssignStreams(subscriber);
    client->SetStartTime(NanoSeconds(ArrivalOf(subscriber)));
    node->AddApplication(client);
    network.clients.push_back(client);
    network.subscribers->AddHost(client);
    network.faults->AddAccessLink(subscriber, ends.Get(0), ends.Get(1));
}

void
BackupNetworkHelper::AddAccessLine(BackupNetwork& network,
                                   const SubscriberPlace& place,
                                   Ptr<NetDevice> device) const
{
    Ptr<LeaseRelay> relay = network.relays[place.relay];
    Ptr<Node> node = relay->GetNode();
    const IpAddr gateway = GatewayOf(place.relay);
    if (m_scenario.network.sharedPool && place.line == 0)
    {
        // The relay's first line has the name that the server knows the relay by: giaddr.
        const uint32_t line = AddInterface(node, device, SharedPoolNameOf(place.relay), HOST_MASK);
        node->GetObject<Ipv4>()->AddAddress(
            line,
            Ipv4InterfaceAddress(Ipv4Address(gateway), Ipv4Mask(MaskOf(m_subnetBits))));
    }
    else
    {
        AddInterface(node, device, gateway, MaskOf(m_subnetBits));
    }
    relay->AddAccessDevice(device);
}

Ptr<NetDevice>
BackupNetworkHelper::AddSharedLine(BackupNetwork& network, uint32_t group, uint32_t relay) const
{
    const SubscriberRow row = m_plan.RowAt(group, relay);
    const LinkSettings& access = AccessOf(group);
    Ptr<LeaseRelay> application = network.relays[relay];
    Ptr<Node> relayNode = application->GetNode();
    Ptr<EthernetLineChannel> cable = CreateObject<EthernetLineChannel>();
    cable->SetAttribute("Delay", TimeValue(NanoSeconds(access.delay)));
    Ptr<EthernetLineDevice> ends[2];
    for (Ptr<EthernetLineDevice>& end : ends)
    {
        end = CreateObject<EthernetLineDevice>();
        // Each subscriber has a line of this rate; what they share is as fast as all together.
        end->SetAttribute("DataRate", DataRateValue(DataRate(access.rate * row.count)));
        end->SetAttribute("QueueBytes", UintegerValue(UINT32_MAX));
        end->Attach(cable);
    }
    // No two lines have the same first subscriber.
    ends[0]->SetAddress(HardwareAddress(AddressRole::POPULATION, row.first));
    ends[1]->SetAddress(HardwareAddress(AddressRole::RELAY, row.first));
    relayNode->AddDevice(ends[1]);
    network.accessDevices.Add(ends[0]);

    // The relay needs its name, giaddr, on an interface that it has.
    const Ipv4Address name(m_scenario.network.sharedPool ? SharedPoolNameOf(relay)
                                                         : GatewayOf(relay));
    Ptr<Ipv4> ipv4 = relayNode->GetObject<Ipv4>();
    if (ipv4->GetInterfaceForAddress(name) < 0)
    {
        const int32_t upstream = ipv4->GetInterfaceForDevice(network.coreDevices.Get(2 * relay));
        ipv4->AddAddress(upstream, Ipv4InterfaceAddress(name, Ipv4Mask::GetOnes()));
    }
    application->SetGateway(name);
    application->AddDirectLine(ends[1]);
    return ends[0];
}

Ptr<ClientPopulation>
BackupNetworkHelper::AddPopulation(BackupNetwork& network, uint32_t group, uint32_t relay) const
{
    const SubscriberRow row = m_plan.RowAt(group, relay);
    Ptr<Node> node = CreateObject<Node>();
    const Ptr<NetDevice> line = AddSharedLine(network, group, relay);
    node->AddDevice(line);
    Ptr<ClientPopulation> population = CreateObject<ClientPopulation>();
    const ClientIdChoice clientId = m_scenario.subscribers.Group(group).clientId;
    population->SetAttribute("ClientId", EnumValue(ClientIdOf(clientId)));
    population->SetMembers(line,
                           {&HardwareAddressOf, &SubscriberOf},
                           row.first,
                           row.step,
                           row.count);
    for (uint32_t i = 0; i < row.count; ++i)
    {
        const uint32_t subscriber = row.first + i * row.step;
        // The settled start switches the settled ones on.
        population->SetMember(subscriber,
                              ProfileOf(subscriber),
                              IsSettled(subscriber) ? NEVER : ArrivalOf(subscriber));
    }
    node->AddApplication(population);
    return population;
}

} // namespace ns3::dhcpbackup
