/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "address-auditor.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

std::string
Seconds(Instant at)
{
    return at == NEVER ? "never" : std::to_string(double(at) / SECOND) + " s";
}

} // namespace

void
AddressAuditor::Report(const char* invariant, Instant now, const std::string& evidence)
{
    ++m_violationCount;
    if (m_violations.size() < MAX_VIOLATIONS)
    {
        m_violations.push_back({invariant, now, evidence});
    }
}

void
AddressAuditor::Account(Known& known, Instant now)
{
    if (known.holders.size() > 1)
    {
        m_duplicateTime += Duration(known.holders.size()) * (now - known.since);
    }
    known.since = now;
}

void
AddressAuditor::ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now)
{
    Known& known = m_known[lease.address];
    auto& holders = known.holders;
    if (std::find(holders.begin(), holders.end(), subscriber) == holders.end())
    {
        Account(known, now);
        holders.push_back(subscriber);
        if (holders.size() > 1)
        {
            std::string evidence = ToString(lease.address) + " is held by subscribers";
            for (const uint32_t holder : holders)
            {
                evidence += " " + std::to_string(holder);
            }
            Report("I1", now, evidence);
        }
    }
    if (lease.expiry > known.promise)
    {
        Report("I2",
               now,
               "subscriber " + std::to_string(subscriber) + " believes in " +
                   ToString(lease.address) + " until " + Seconds(lease.expiry) +
                   ", granted until " + Seconds(known.promise));
    }
    m_maxExposure = std::max(m_maxExposure, lease.expiry - known.serverExpiry);
}

void
AddressAuditor::ClientLost(uint32_t subscriber, IpAddr address, Instant now)
{
    Known& known = m_known[address];
    Account(known, now);
    auto& holders = known.holders;
    holders.erase(std::remove(holders.begin(), holders.end(), subscriber), holders.end());
}

void
AddressAuditor::ServerBinding(BindingEvent event, IpAddr address, const Binding& binding)
{
    Known& known = m_known[address];
    switch (event)
    {
    case BindingEvent::GRANTED:
        known.grantedTo = binding.client;
        known.serverExpiry = binding.expiry;
        known.promise = std::max(known.promise, binding.expiry);
        known.granted = true;
        break;
    case BindingEvent::RELEASED:
    case BindingEvent::DECLINED:
        known.granted = false;
        break;
    case BindingEvent::EXPIRED:
        // The relay may carry the lease on: that is what it is for. Exposure tells how far.
        break;
    }
}

void
AddressAuditor::RelayStoodIn(const MirrorRecord& record, Instant now)
{
    Known& known = m_known[record.address];
    const ClientIdentity client = record.client.Unpack();
    const bool sameClient = known.granted && known.grantedTo == client;
    if (!sameClient || known.promise <= now)
    {
        Report("I3",
               now,
               "a relay grants " + ToString(record.address) + " to " +
                   ToHex(ByteView(client.chaddr.data(), client.hlen)) +
                   (sameClient ? ", whose lease ended at " + Seconds(known.promise)
                               : std::string(", which no server did")));
    }
    known.promise = std::max(known.promise, record.clientExpiry);
}

void
AddressAuditor::Finish(Instant now)
{
    for (auto& [address, known] : m_known)
    {
        Account(known, now);
    }
}

} // namespace ns3::dhcpbackup
