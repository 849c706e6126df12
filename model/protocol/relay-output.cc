/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-output.h"

namespace ns3::dhcpbackup
{

const char*
ToString(RelayState state)
{
    static const char* const names[] = {"FORWARDING", "SUSPECTING", "STANDING_IN", "RECONCILING"};
    return names[size_t(state)];
}

const char*
ToString(Settlement settlement)
{
    static const char* const names[] = {"confirmed", "conflict", "ended", "dropped"};
    return names[size_t(settlement)];
}

} // namespace ns3::dhcpbackup
