/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dhcp-values.h"

namespace ns3::dhcpbackup
{

std::string
ToString(IpAddr address)
{
    std::string text;
    for (int shift = 24; shift >= 0; shift -= 8)
    {
        text += std::to_string((address >> shift) & 0xff);
        if (shift > 0)
        {
            text += '.';
        }
    }
    return text;
}

bool
IsHostAddress(IpAddr address)
{
    const uint32_t first = address >> 24;
    return first != 0 && first != 127 && first < 224;
}

std::string
ToHex(ByteView bytes)
{
    static const char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(2 * bytes.size());
    for (const uint8_t byte : bytes)
    {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

} // namespace ns3::dhcpbackup
