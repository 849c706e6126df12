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

#include <algorithm>

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
    // Backoff on the line, the same whatever was simulated before in this process.
    link.AssignStreams(ends, 2 * int64_t(subscriber));
    ends.Get(0)->SetAddress(HardwareAddressOf(subscriber));
    ends.Get(1)->SetAddress(HardwareAddress(AddressRole::RELAY, subscriber));
    network.accessDevices.Add(ends.Get(0));
    if (m_scenario.network.sharedPool && subscriber < m_scenario.network.relays)
    {
        // The relay's first line has the name that the server knows the relay by: giaddr.
        const uint32_t line =
            AddInterface(relayNode, ends.Get(1), SharedPoolNameOf(relay), HOST_MASK);
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
    ends[0]->SetAddress(HardwareAddress(AddressRole::POPULATION, relay));
    ends[1]->SetAddress(HardwareAddress(AddressRole::RELAY, relay));
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

} // namespace ns3::dhcpbackup
