/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DESIGN_H
#define DHCPBACKUP_DESIGN_H

#include "ns3/relay-policy.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Which servers there are.
enum class ServerArrangement : uint8_t
{
    ONE,            //!< one
    SPLIT_SCOPE,    //!< two that know nothing of each other, each with its part of every pool
    HOT_STANDBY,    //!< two after Kea's High Availability, of which one serves
    LOAD_BALANCING, //!< two after Kea's High Availability, which share the clients
    FAILOVER        //!< two after draft-ietf-dhc-failover-12, as ISC dhcpd does it
};

/**
 * @param servers which servers there are
 * @return whether they are two that tell each other of their leases
 */
constexpr bool
IsPair(ServerArrangement servers)
{
    return servers != ServerArrangement::ONE && servers != ServerArrangement::SPLIT_SCOPE;
}

/**
 * @ingroup dhcp-backup
 * @brief A named way of keeping subscribers in service, ready to be built.
 */
struct Design
{
    std::string name;   //!< for example "relay-backup"
    RelayPolicy policy; //!< what every relay does
    Duration hold{0};   //!< how long the server must keep an address for its last client, at least
    bool longLease{false};                            //!< leases last leases.longTime
    bool leasequery{false};                           //!< the server answers leasequery
    ServerArrangement servers{ServerArrangement::ONE}; //!< which servers there are
};

/// A design that can be asked for by name.
struct DesignDescription
{
    std::string name; //!< the name in scenario files
    std::string text; //!< one line for help texts
};

/// @return all designs that there are, simplest first
const std::vector<DesignDescription>& KnownDesigns();

/// @return the names of all designs
std::vector<std::string> DesignNames();

/**
 * @param name any text
 * @return empty if it is the name of a design, else why not: the text names the nearest one, or the
 *         reason why two designs cannot be combined
 */
std::string WhyNoDesign(const std::string& name);

/**
 * @brief Make a design from its name.
 * @param name a name of KnownDesigns()
 * @param knobs the times, limits and interception that a backup design shall use; the design alone
 *              decides whether the relay stands in, so `backup` is not looked at
 * @return the design
 * @throws std::invalid_argument if there is no such design; the text is that of WhyNoDesign()
 */
Design MakeDesign(const std::string& name, const RelayPolicy& knobs);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DESIGN_H
