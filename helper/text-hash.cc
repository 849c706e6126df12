/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "text-hash.h"

#include <cstdint>

namespace ns3::dhcpbackup
{

std::string
TextHash(const std::string& text)
{
    uint64_t hash = 14695981039346656037u; // FNV-1a's offset and prime
    for (const unsigned char byte : text)
    {
        hash = (hash ^ byte) * 1099511628211u;
    }
    static const char digits[] = "0123456789abcdef";
    std::string hexadecimal;
    for (int shift = 60; shift >= 0; shift -= 4)
    {
        hexadecimal += digits[hash >> shift & 15];
    }
    return hexadecimal;
}

} // namespace ns3::dhcpbackup
