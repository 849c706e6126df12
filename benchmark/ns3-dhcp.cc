/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measurement.h"

#include "ns3/callback.h"
#include "ns3/csma-helper.h"
#include "ns3/dhcp-helper.h"
#include "ns3/internet-stack-helper.h"
#include "ns3/ipv4-address.h"
#include "ns3/node-container.h"
#include "ns3/nstime.h"
#include "ns3/simulator.h"

#include <string>

namespace ns3::dhcpbackup::benchmark
{

namespace
{

constexpr int BIND_SECONDS = 60;   ///< clients come in these
constexpr int RENEW_SECONDS = 600; ///< the time from one renewal to the next

void
Count(uint64_t* leases, const Ipv4Address&)
{
    ++*leases;
}

/// A LAN with a server and its clients, which come one after the other.
void
AddSegment(uint32_t segment, uint32_t clients, uint64_t* leases)
{
    NodeContainer nodes;
    nodes.Create(clients + 1);
    const NetDeviceContainer devices = CsmaHelper().Install(nodes);
    InternetStackHelper stack;
    stack.SetIpv6StackInstall(false);
    stack.Install(nodes);
    const uint32_t network = 10u << 24 | segment << 12;
    DhcpHelper dhcp;
    dhcp.SetServerAttribute("LeaseTime", TimeValue(Seconds(2 * RENEW_SECONDS)));
    dhcp.SetServerAttribute("RenewTime", TimeValue(Seconds(RENEW_SECONDS)));
    dhcp.SetServerAttribute("RebindTime", TimeValue(Seconds(2 * RENEW_SECONDS - 60)));
    dhcp.InstallFixedAddress(devices.Get(0), Ipv4Address(network | 1), Ipv4Mask("255.255.240.0"));
    dhcp.InstallDhcpServer(devices.Get(0),
                           Ipv4Address(network | 1),
                           Ipv4Address(network),
                           Ipv4Mask("255.255.240.0"),
                           Ipv4Address(network | 2),
                           Ipv4Address(network | (clients + 1)),
                           Ipv4Address(network | 1))
        .Start(Seconds(0));
    for (uint32_t i = 1; i <= clients; ++i)
    {
        ApplicationContainer client = dhcp.InstallDhcpClient(devices.Get(i));
        client.Start(Seconds(1 + double(i) * BIND_SECONDS / clients));
        client.Get(0)->TraceConnectWithoutContext("NewLease", MakeBoundCallback(&Count, leases));
    }
}

} // namespace

Measurement
Ns3Dhcp(uint32_t segments, uint32_t clients)
{
    const double before = HeapBytes();
    uint64_t leases = 0;
    for (uint32_t segment = 0; segment < segments; ++segment)
    {
        AddSegment(segment, clients, &leases);
    }
    const auto costOf = [](int until) {
        const double start = CpuSeconds();
        Simulator::Stop(Seconds(until) - Simulator::Now());
        Simulator::Run();
        return CpuSeconds() - start;
    };
    Measurement found;
    const double binding = costOf(BIND_SECONDS + 60);
    found.doras = leases / binding;
    found.bytes = (HeapBytes() - before) / (double(segments) * clients);
    // A renewal that gives the same lease again is not traced: each client has renewed once.
    found.renewals = double(leases) / costOf(RENEW_SECONDS + BIND_SECONDS + 60);
    Simulator::Destroy();
    return found;
}

} // namespace ns3::dhcpbackup::benchmark
