/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_NS3_COMPAT_H
#define DHCPBACKUP_NS3_COMPAT_H

/**
 * @file
 * @brief The few places where ns-3.35 to 3.48 differ for this module.
 */

/**
 * @def DHCPBACKUP_ASSIGN_STREAMS_OVERRIDE
 * @brief override where Application::AssignStreams is virtual: from 3.42, which brought the header
 *        application-helper.h.
 */
#if __has_include("ns3/application-helper.h")
#define DHCPBACKUP_ASSIGN_STREAMS_OVERRIDE override
#else
#define DHCPBACKUP_ASSIGN_STREAMS_OVERRIDE
#endif

#include "ns3/enum.h"
#include "ns3/ipv4-routing-protocol.h"

namespace ns3::dhcpbackup
{

/**
 * @brief An accessor for an enumeration's attribute: 3.41 made the enumeration a template argument.
 * @tparam E the enumeration
 * @tparam M the class member
 * @param member the member
 * @return the accessor; the second argument, 0, prefers this form where it compiles
 */
template <typename E, typename M>
auto
EnumAccessor(M member, int) -> decltype(MakeEnumAccessor<E>(member))
{
    return MakeEnumAccessor<E>(member);
}

/**
 * @brief The accessor up to 3.40.
 * @tparam M the class member
 * @param member the member
 * @return the accessor
 */
template <typename E, typename M>
auto
EnumAccessor(M member, long) -> decltype(MakeEnumAccessor(member))
{
    return MakeEnumAccessor(member);
}

/**
 * @brief The types of the callbacks of Ipv4RoutingProtocol::RouteInput: by value in older versions,
 *        by reference in newer ones.
 */
template <typename T>
struct RouteInputOf;

/// @copydoc RouteInputOf
template <typename U, typename M, typename L, typename E>
struct RouteInputOf<bool (Ipv4RoutingProtocol::*)(Ptr<const Packet>,
                                                  const Ipv4Header&,
                                                  Ptr<const NetDevice>,
                                                  U,
                                                  M,
                                                  L,
                                                  E)>
{
    using Unicast = U;   //!< unicast forward callback
    using Multicast = M; //!< multicast forward callback
    using Local = L;     //!< local delivery callback
    using Error = E;     //!< error callback
};

/// The types of this version.
using RouteInputTypes = RouteInputOf<decltype(&Ipv4RoutingProtocol::RouteInput)>;

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_NS3_COMPAT_H
