/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CLIENT_ID_H
#define DHCPBACKUP_CLIENT_ID_H

#include "ns3/mac48-address.h"

#include <string>

namespace ns3::dhcpbackup
{

/// How a client calls itself in option 61.
enum ClientIdKind
{
    CLIENT_ID_NONE,     //!< not at all: servers know it by its hardware address
    CLIENT_ID_HARDWARE, //!< hardware type and address (RFC 2132 section 9.14)
    CLIENT_ID_DUID      //!< 255, IAID and a DUID of type LL (RFC 4361 section 6.1)
};

/**
 * @param kind how a client calls itself
 * @param chaddr its hardware address
 * @return the data of option 61, empty for none
 */
std::string MakeClientId(ClientIdKind kind, const Mac48Address& chaddr);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CLIENT_ID_H
