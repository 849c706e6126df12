/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-pair.h"

namespace ns3::dhcpbackup
{

bool
BelongsToFirst(const DhcpMessage& message)
{
    // FNV-1a, and the last step of MurmurHash3, since FNV's last bytes reach few bits.
    uint64_t hash = 0xcbf29ce484222325;
    for (const char c : ClientKeyOf(message))
    {
        hash = (hash ^ uint8_t(c)) * 0x100000001b3;
    }
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
    return (hash >> 63) == 0;
}

} // namespace ns3::dhcpbackup
