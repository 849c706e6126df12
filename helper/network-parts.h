/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_NETWORK_PARTS_H
#define DHCPBACKUP_NETWORK_PARTS_H

#include "ns3/application.h"
#include "ns3/dhcp-values.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device-container.h"
#include "ns3/node.h"
#include "ns3/scenario.h"

namespace ns3::dhcpbackup
{

/// Subscribers live in 10.0.0.0/8, a subnet a relay.
constexpr IpAddr ACCESS_NETWORK = 10u << 24;
constexpr uint32_t ACCESS_BITS = 24; //!< host bits of that network
/// Servers and relays live in 172.16.0.0/12, the server first.
constexpr IpAddr CORE_NETWORK = 172u << 24 | 16u << 16;
constexpr uint32_t CORE_BITS = 20; //!< host bits of that network
/// What relays that share a gateway address are called by the server: 192.168.0.0/16.
constexpr IpAddr RELAY_NETWORK = 192u << 24 | 168u << 16;

/**
 * @param hostBits how many bits name a host in a network, at most 31
 * @return the network's mask
 */
constexpr IpAddr
MaskOf(uint32_t hostBits)
{
    return ~((1u << hostBits) - 1);
}

/// The mask of one host.
constexpr IpAddr HOST_MASK = MaskOf(0);

/**
 * @param relay a relay
 * @return what the server calls it, giaddr, if all have one gateway address
 */
constexpr IpAddr
SharedPoolNameOf(uint32_t relay)
{
    return RELAY_NETWORK + relay + 1;
}

/// What a hardware address belongs to.
enum class AddressRole : uint8_t
{
    SUBSCRIBER = 1,
    RELAY,      //!< a relay's end of an access line
    POPULATION, //!< the line that all subscribers of a relay share
};

/**
 * @param role what has the address
 * @param index which one of them
 * @return a locally administered hardware address that says so
 */
Mac48Address HardwareAddress(AddressRole role, uint32_t index);

/// @return a node with an IPv4 stack whose ARP asks at once
Ptr<Node> CreateHost();

/**
 * @brief Give a node an interface.
 * @param node the node
 * @param device its device
 * @param address the interface's address
 * @param mask the address's mask
 * @return the interface's number
 */
uint32_t AddInterface(Ptr<Node> node, Ptr<NetDevice> device, IpAddr address, IpAddr mask);

/**
 * @brief Give a node its only way to everything that is not on a link of its own.
 * @param node the node
 * @param gateway the next hop
 * @param interface the interface to it
 */
void SetDefaultRoute(Ptr<Node> node, IpAddr gateway, uint32_t interface);

/**
 * @param application of a host with one link
 * @return the host's end of it
 */
Ptr<NetDevice> CoreDeviceOf(Ptr<Application> application);

/**
 * @brief Lay a core link as wide as a number of them.
 * @param from one end
 * @param to the other end
 * @param network rate and queue of one link
 * @param width how many links it is as wide as
 * @param delay its delay
 * @return the devices at both ends
 */
NetDeviceContainer AddCoreLink(Ptr<Node> from,
                               Ptr<Node> to,
                               const Network& network,
                               uint32_t width,
                               Duration delay);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_NETWORK_PARTS_H
