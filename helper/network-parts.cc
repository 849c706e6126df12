/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "network-parts.h"

#include "ns3/arp-l3-protocol.h"
#include "ns3/data-rate.h"
#include "ns3/double.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-static-routing-helper.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/pointer.h"
#include "ns3/random-variable-stream.h"
#include "ns3/string.h"

namespace ns3::dhcpbackup
{

Mac48Address
HardwareAddress(AddressRole role, uint32_t index)
{
    const uint8_t bytes[] = {0x02,
                             uint8_t(role),
                             uint8_t(index >> 24),
                             uint8_t(index >> 16),
                             uint8_t(index >> 8),
                             uint8_t(index)};
    Mac48Address address;
    address.CopyFrom(bytes);
    return address;
}

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

void
SetDefaultRoute(Ptr<Node> node, IpAddr gateway, uint32_t interface)
{
    Ipv4StaticRoutingHelper()
        .GetStaticRouting(node->GetObject<Ipv4>())
        ->SetDefaultRoute(Ipv4Address(gateway), interface);
}

Ptr<NetDevice>
CoreDeviceOf(Ptr<Application> application)
{
    const Ptr<Node> host = application->GetNode();
    return host->GetDevice(host->GetNDevices() - 1);
}

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

} // namespace ns3::dhcpbackup
