/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-program.h"

#include "ns3/abort.h"

#include <arpa/inet.h>
#include <cstdio>

namespace ns3::dhcpbackup
{

const ServerProgram&
ProgramOf(ServerKind kind)
{
    NS_ABORT_MSG_IF(kind == SERVER_RFC2131, "there is no program of this kind");
    return kind == SERVER_KEA ? KeaProgram()
           : kind == SERVER_DHCPD ? DhcpdProgram()
                                  : DnsmasqProgram();
}

bool
ParseAddress(const std::string& text, IpAddr& address)
{
    in_addr parsed;
    if (inet_pton(AF_INET, text.c_str(), &parsed) != 1)
    {
        return false;
    }
    address = ntohl(parsed.s_addr);
    return true;
}

bool
ParseHardware(const std::string& text, std::array<uint8_t, 6>& hardware)
{
    char behind = 0;
    return std::sscanf(text.c_str(),
                       "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%c",
                       &hardware[0],
                       &hardware[1],
                       &hardware[2],
                       &hardware[3],
                       &hardware[4],
                       &hardware[5],
                       &behind) == 6;
}

std::string
AddressText(IpAddr address)
{
    char text[INET_ADDRSTRLEN];
    const in_addr bytes{htonl(address)};
    return inet_ntop(AF_INET, &bytes, text, sizeof text);
}

} // namespace ns3::dhcpbackup
