/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-id.h"

namespace ns3::dhcpbackup
{

std::string
MakeClientId(ClientIdKind kind, const Mac48Address& chaddr)
{
    constexpr char ethernet = 1;
    uint8_t mac[6];
    chaddr.CopyTo(mac);
    std::string id;
    if (kind == CLIENT_ID_HARDWARE)
    {
        id.assign(1, ethernet);
        id.append(mac, mac + 6);
    }
    if (kind == CLIENT_ID_DUID)
    {
        constexpr char typeLinkLayer = 3; // RFC 8415 section 11.4
        id.assign(1, char(255));
        id.append(mac + 2, mac + 6); // the IAID: whatever is the interface's own
        id.append({0, typeLinkLayer, 0, ethernet});
        id.append(mac, mac + 6);
    }
    return id;
}

} // namespace ns3::dhcpbackup
