/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-lease-split.h"

#include "ns3/relay-stand-in.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

RelayLeaseSplit::RelayLeaseSplit(const RelayPolicy& policy)
    : m_policy(policy)
{
}

uint32_t
RelayLeaseSplit::Told(uint32_t lease) const
{
    const uint32_t shortLease = m_policy.shortLease / SECOND;
    return m_policy.splitLease ? std::min(lease, shortLease) : lease;
}

void
RelayLeaseSplit::Shorten(DhcpMessage& reply) const
{
    const auto lease = reply.options.GetU32(OPT_LEASE_TIME);
    if (lease && (reply.type == DHCPOFFER || reply.type == DHCPACK))
    {
        SetLease(reply.options, Told(*lease));
    }
}

bool
RelayLeaseSplit::Renews(const MirrorRecord& record,
                        const DhcpOptions& parameters,
                        Instant now) const
{
    if (!m_policy.splitLease || record.revoked)
    {
        return false;
    }
    const uint32_t lease = *parameters.GetU32(OPT_LEASE_TIME);
    if (lease == INFINITE_LEASE)
    {
        return true;
    }
    const uint32_t t1 = parameters.GetU32(OPT_T1).value_or(lease / 2);
    return now < record.serverExpiry - (lease - t1) * SECOND;
}

} // namespace ns3::dhcpbackup
