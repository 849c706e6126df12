/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_ROUTING_H
#define DHCPBACKUP_SUBSCRIBER_ROUTING_H

#include "ns3/ipv4-header.h"
#include "ns3/ipv4-routing-protocol.h"
#include "ns3/ipv4.h"
#include "ns3/ns3-compat.h"
#include "ns3/dhcp-values.h"

#include <boost/unordered/unordered_flat_map.hpp>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The forwarding path of an access router: many lines that share one gateway address.
 *
 * It knows behind which line each subscriber is (a host route, found in O(1)), and shows every
 * packet to the relay first, which may take it. A packet can be stopped on its way nowhere else in
 * ns-3's stack.
 */
class SubscriberRouting : public Ipv4RoutingProtocol
{
  public:
    /// Looks at a packet; returns true if it took it.
    using Interceptor =
        Callback<bool, Ptr<const Packet>, const Ipv4Header&, Ptr<const NetDevice>>;

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// @param interceptor who sees every packet first
    void SetInterceptor(const Interceptor& interceptor);

    /**
     * @brief Say where a subscriber is.
     * @param address its address
     * @param interface the IPv4 interface of its line
     */
    void SetRoute(IpAddr address, uint32_t interface);

    /**
     * @brief A subscriber is gone.
     * @param address its address
     */
    void RemoveRoute(IpAddr address);

    /**
     * @param address an address
     * @return whether it is known where it is
     */
    bool Knows(Ipv4Address address) const
    {
        return m_routes.find(address.Get()) != m_routes.end();
    }

    Ptr<Ipv4Route> RouteOutput(Ptr<Packet> packet,
                               const Ipv4Header& header,
                               Ptr<NetDevice> device,
                               Socket::SocketErrno& error) override;
    bool RouteInput(Ptr<const Packet> packet,
                    const Ipv4Header& header,
                    Ptr<const NetDevice> device,
                    RouteInputTypes::Unicast unicast,
                    RouteInputTypes::Multicast multicast,
                    RouteInputTypes::Local local,
                    RouteInputTypes::Error error) override;
    void NotifyInterfaceUp(uint32_t interface) override;
    void NotifyInterfaceDown(uint32_t interface) override;
    void NotifyAddAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void NotifyRemoveAddress(uint32_t interface, Ipv4InterfaceAddress address) override;
    void SetIpv4(Ptr<Ipv4> ipv4) override;
    void PrintRoutingTable(Ptr<OutputStreamWrapper> stream, Time::Unit unit) const override;

  protected:
    void DoDispose() override;

  private:
    /**
     * @param destination an address
     * @return the route to it, or nullptr if it is no subscriber
     */
    Ptr<Ipv4Route> Find(Ipv4Address destination) const;

    Ptr<Ipv4> m_ipv4;                                       //!< the stack
    Interceptor m_interceptor;                              //!< sees every packet first
    boost::unordered_flat_map<IpAddr, uint32_t> m_routes;   //!< subscriber -> interface
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_ROUTING_H
