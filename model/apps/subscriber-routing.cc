/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-routing.h"

#include "ns3/ipv4-route.h"
#include "ns3/log.h"
#include "ns3/node.h"
#include "ns3/output-stream-wrapper.h"

#include <map>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("SubscriberRouting");
NS_OBJECT_ENSURE_REGISTERED(SubscriberRouting);

TypeId
SubscriberRouting::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::SubscriberRouting")
                            .SetParent<Ipv4RoutingProtocol>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<SubscriberRouting>();
    return tid;
}

void
SubscriberRouting::DoDispose()
{
    m_interceptor = Interceptor();
    m_ipv4 = nullptr;
    Ipv4RoutingProtocol::DoDispose();
}

void
SubscriberRouting::SetInterceptor(const Interceptor& interceptor)
{
    m_interceptor = interceptor;
}

void
SubscriberRouting::SetRoute(IpAddr address, uint32_t interface)
{
    m_routes[address] = interface;
}

void
SubscriberRouting::RemoveRoute(IpAddr address)
{
    m_routes.erase(address);
}

Ptr<Ipv4Route>
SubscriberRouting::Find(Ipv4Address destination) const
{
    const auto it = m_routes.find(destination.Get());
    if (it == m_routes.end())
    {
        return nullptr;
    }
    Ptr<Ipv4Route> route = Create<Ipv4Route>();
    route->SetDestination(destination);
    route->SetGateway(Ipv4Address::GetAny());
    route->SetSource(m_ipv4->GetAddress(it->second, 0).GetLocal());
    route->SetOutputDevice(m_ipv4->GetNetDevice(it->second));
    return route;
}

Ptr<Ipv4Route>
SubscriberRouting::RouteOutput(Ptr<Packet>,
                               const Ipv4Header& header,
                               Ptr<NetDevice>,
                               Socket::SocketErrno& error)
{
    Ptr<Ipv4Route> route = Find(header.GetDestination());
    error = route ? Socket::ERROR_NOTERROR : Socket::ERROR_NOROUTETOHOST;
    return route;
}

bool
SubscriberRouting::RouteInput(Ptr<const Packet> packet,
                              const Ipv4Header& header,
                              Ptr<const NetDevice> device,
                              RouteInputTypes::Unicast unicast,
                              RouteInputTypes::Multicast,
                              RouteInputTypes::Local,
                              RouteInputTypes::Error)
{
    if (!m_interceptor.IsNull() && m_interceptor(packet, header, device))
    {
        return true;
    }
    if (Ptr<Ipv4Route> route = Find(header.GetDestination()))
    {
        unicast(route, packet, header);
        return true;
    }
    return false;
}

void
SubscriberRouting::NotifyInterfaceUp(uint32_t)
{
}

void
SubscriberRouting::NotifyInterfaceDown(uint32_t)
{
}

void
SubscriberRouting::NotifyAddAddress(uint32_t, Ipv4InterfaceAddress)
{
}

void
SubscriberRouting::NotifyRemoveAddress(uint32_t, Ipv4InterfaceAddress)
{
}

void
SubscriberRouting::SetIpv4(Ptr<Ipv4> ipv4)
{
    m_ipv4 = ipv4;
}

void
SubscriberRouting::PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit) const
{
    std::ostream& os = *stream->GetStream();
    os << "Subscriber routes of node " << m_ipv4->GetObject<Node>()->GetId() << "\n";
    const std::map<IpAddr, uint32_t> ordered(m_routes.begin(), m_routes.end());
    for (const auto& [address, interface] : ordered)
    {
        os << ToString(address) << " interface " << interface << "\n";
    }
}

} // namespace ns3::dhcpbackup
