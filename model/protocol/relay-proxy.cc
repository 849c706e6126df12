/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-proxy.h"

namespace ns3::dhcpbackup
{

namespace
{

/// A client that has not taken an offer by then has taken another, or given up.
constexpr Duration OFFER_MEMORY = 5 * MINUTE;
/// Offers remembered at most.
constexpr size_t MAX_OFFERS = 1 << 18;

} // namespace

uint64_t
RelayProxy::KeyOf(uint32_t xid, IpAddr address)
{
    return uint64_t(xid) << 32 | address;
}

void
RelayProxy::OnOffer(const DhcpMessage& offer, Instant now)
{
    while (!m_ages.empty() &&
           (m_ages.front().first <= now - OFFER_MEMORY || m_ages.size() >= MAX_OFFERS))
    {
        m_offers.erase(m_ages.front().second);
        m_ages.pop_front();
    }
    const uint64_t key = KeyOf(offer.xid, offer.yiaddr);
    m_offers[key] = offer.options.GetU32(OPT_SERVER_ID).value_or(0);
    m_ages.emplace_back(now, key);
}

IpAddr
RelayProxy::ServerMeant(const DhcpMessage& message, const MirrorRecord* record) const
{
    const IpAddr wanted = message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    const auto it = m_offers.find(KeyOf(message.xid, wanted));
    if (it != m_offers.end())
    {
        return it->second;
    }
    return record ? record->serverId : 0;
}

} // namespace ns3::dhcpbackup
