/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-stand-in.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

uint32_t
Rescaled(uint32_t timer, uint32_t granted, uint32_t lease)
{
    return uint64_t(timer) * granted / lease;
}

} // namespace

void
SetLease(DhcpOptions& options, uint32_t lease)
{
    const uint32_t full = *options.GetU32(OPT_LEASE_TIME);
    options.SetU32(OPT_LEASE_TIME, lease);
    for (const uint8_t code : {OPT_T1, OPT_T2})
    {
        if (const auto timer = options.GetU32(code); timer && lease != full)
        {
            options.SetU32(code, Rescaled(*timer, lease, full));
        }
    }
}

RelayStandIn::RelayStandIn(const RelayAgent& agent, const RelayPolicy& policy)
    : m_agent(agent),
      m_policy(policy)
{
}

uint32_t
RelayStandIn::LeaseFor(const MirrorRecord& record, uint32_t full, Instant now) const
{
    if (m_policy.maxStandIns != 0 && record.standIns >= m_policy.maxStandIns)
    {
        return 0;
    }
    if (record.serverExpiry == NEVER)
    {
        return full;
    }
    const Duration left = std::max<Duration>(record.serverExpiry - now, 0);
    Duration lease = full * SECOND;
    switch (m_policy.grant)
    {
    case GRANT_FULL:
        break;
    case GRANT_REMAINDER:
        lease = left;
        break;
    case GRANT_MCLT:
        lease = left + m_policy.mclt;
        break;
    case GRANT_THRESHOLD:
        lease = left >= m_policy.threshold ? left : 0;
        break;
    }
    if (m_policy.standInLimit != NEVER)
    {
        lease = std::min(lease, record.serverExpiry + m_policy.standInLimit - now);
    }
    return std::clamp<int64_t>(lease / SECOND, 0, full);
}

IpAddr
RelayStandIn::ServerSeenBy(const MirrorRecord& record) const
{
    const IpAddr name = m_agent.NameTowardsClients();
    return name != 0 ? name : record.serverId;
}

DhcpMessage
RelayStandIn::Ack(const MirrorRecord& record,
                  const DhcpOptions& parameters,
                  const AwaitedRenewal& request,
                  uint32_t lease) const
{
    DhcpMessage ack;
    ack.op = BOOTREPLY;
    ack.type = DHCPACK;
    ack.xid = request.xid;
    ack.flags = request.flags;
    ack.ciaddr = record.address;
    ack.yiaddr = record.address;
    ack.options.AddU32(OPT_SERVER_ID, ServerSeenBy(record));
    for (const auto& item : parameters)
    {
        ack.options.Add(item.code, item.data);
    }
    SetLease(ack.options, lease);
    record.client.Unpack().PutInto(ack);
    return ack;
}

DhcpMessage
RelayStandIn::Nak(const MirrorRecord& record, const DhcpMessage& request) const
{
    DhcpMessage nak = MakeReply(request, DHCPNAK);
    nak.options.AddU32(OPT_SERVER_ID, ServerSeenBy(record));
    nak.options.AddText(OPT_MESSAGE, "the server gave the lease to somebody else");
    if (const auto id = request.options.Find(OPT_CLIENT_ID))
    {
        nak.options.Add(OPT_CLIENT_ID, *id);
    }
    nak.flags |= FLAG_BROADCAST;
    return nak;
}

} // namespace ns3::dhcpbackup
