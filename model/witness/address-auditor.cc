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

/// FNV-1a of all that makes up an identity.
uint64_t
HashOf(const ClientIdentity& client)
{
    uint64_t hash = 0xcbf29ce484222325;
    const auto mix = [&hash](uint8_t byte) { hash = (hash ^ byte) * 0x100000001b3; };
    mix(client.htype);
    mix(client.hlen);
    std::for_each(client.chaddr.begin(), client.chaddr.end(), mix);
    std::for_each(client.clientId.begin(), client.clientId.end(), mix);
    return hash;
}

/// The end of a lease that may go beyond another by a bound.
Instant
Later(Instant end, Duration bound)
{
    return end > NEVER - bound ? NEVER : end + bound;
}

} // namespace

AddressAuditor::AddressAuditor(uint32_t subscribers,
                               const AddressRules& rules,
                               const MessageMemory& memory,
                               ViolationLog& log)
    : m_rules(rules),
      m_memory(memory),
      m_log(log),
      m_clients(subscribers)
{
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
AddressAuditor::ClientAdopted(uint32_t subscriber, const ClientLease& lease, Instant now)
{
    Known& known = m_known[lease.address];
    known.promise = lease.expiry;
    known.serverExpiry = lease.expiry;
    ClientBound(subscriber, lease, now);
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
            m_log.Report("I1", now, evidence, {holders.begin(), holders.end()});
        }
    }
    const Instant limit = Later(known.serverExpiry, m_rules.bound);
    if (lease.expiry > known.promise || lease.expiry > limit)
    {
        m_log.Report("I2",
                     now,
                     "subscriber " + std::to_string(subscriber) + " believes in " +
                         ToString(lease.address) + " until " + Seconds(lease.expiry) +
                         ", granted until " + Seconds(known.promise) + ", by the server until " +
                         Seconds(known.serverExpiry),
                     {subscriber});
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

const char*
AddressAuditor::Taken(const Known& known, uint32_t subscriber, Instant now) const
{
    const bool leased = known.store == m_store && known.leasedTo != NOBODY &&
                        known.leasedTo != subscriber && known.serverExpiry > now;
    if (leased)
    {
        return "which is leased to subscriber ";
    }
    const bool offered = known.process == m_process && known.offeredTo != subscriber &&
                         known.offeredUntil > now;
    return offered ? "which is held for subscriber " : nullptr;
}

void
AddressAuditor::Granted(IpAddr address, const Binding& binding, Instant now)
{
    const uint32_t subscriber = m_memory.Find(binding.client.chaddr).value_or(NOBODY);
    Known& known = m_known[address];
    if (const char* reason = Taken(known, subscriber, now))
    {
        const bool leased = known.leasedTo != NOBODY && known.serverExpiry > now;
        const uint32_t other = leased ? known.leasedTo : known.offeredTo;
        m_log.Report("I6",
                     now,
                     "the server grants " + ToString(address) + ", " + reason +
                         std::to_string(other),
                     {other});
    }
    const uint64_t identity = HashOf(binding.client);
    const bool prolonged = known.granted && known.grantedTo == identity;
    known.promise = prolonged ? std::max(known.promise, binding.expiry) : binding.expiry;
    known.grantedTo = identity;
    // Of two servers that both answer, the client believes the one that comes first.
    const Instant former = prolonged && m_rules.severalGrant ? known.serverExpiry : 0;
    known.serverExpiry = std::max(former, binding.expiry);
    known.leasedTo = subscriber;
    known.store = m_store;
    known.offeredUntil = 0;
    known.granted = true;
    known.refused = false;
    if (subscriber == NOBODY)
    {
        return;
    }
    Client& client = m_clients[subscriber];
    if (client.leased != 0 && client.leased != address)
    {
        // A client has one address of a server: the old one is free without a word.
        m_known[client.leased].leasedTo = NOBODY;
    }
    if (client.offered != 0 && client.offered != address)
    {
        m_known[client.offered].offeredUntil = 0;
    }
    client = {address, 0};
}

void
AddressAuditor::ServerBinding(BindingEvent event,
                              IpAddr address,
                              const Binding& binding,
                              Instant now)
{
    if (event == BindingEvent::GRANTED)
    {
        Granted(address, binding, now);
        return;
    }
    Known& known = m_known[address];
    known.leasedTo = NOBODY;
    switch (event)
    {
    case BindingEvent::DECLINED:
        known.restUntil = now + m_rules.declineHold;
        known.granted = false;
        break;
    case BindingEvent::RELEASED:
        known.granted = false;
        break;
    default:
        // The relay may carry an expired lease on: that is what it is for. Exposure tells how far.
        break;
    }
}

void
AddressAuditor::ServerReply(const DhcpMessage& reply, Instant now)
{
    const auto subscriber = m_memory.Find(reply);
    if (reply.type != DHCPOFFER || !subscriber)
    {
        return;
    }
    Known& known = m_known[reply.yiaddr];
    if (const char* reason = Taken(known, *subscriber, now))
    {
        const bool leased = known.leasedTo != NOBODY && known.serverExpiry > now;
        const uint32_t other = leased ? known.leasedTo : known.offeredTo;
        m_log.Report("I6",
                     now,
                     "the server offers " + ToString(reply.yiaddr) + ", " + reason +
                         std::to_string(other),
                     {*subscriber, other});
    }
    else if (known.store == m_store && known.restUntil > now)
    {
        m_log.Report("I6",
                     now,
                     "the server offers " + ToString(reply.yiaddr) + ", which was declined",
                     {*subscriber});
    }
    Client& client = m_clients[*subscriber];
    if (client.offered != 0 && client.offered != reply.yiaddr)
    {
        m_known[client.offered].offeredUntil = 0;
    }
    client.offered = reply.yiaddr;
    Known& offered = m_known[reply.yiaddr];
    offered.offeredTo = *subscriber;
    offered.offeredUntil = now + m_rules.offerHold;
    offered.process = m_process;
}

void
AddressAuditor::ServerRestarted(bool storeLost)
{
    ++m_process;
    m_store += storeLost || !m_rules.storesAtOnce;
}

void
AddressAuditor::RelayMirrored(uint32_t relay, const MirrorRecord& record, bool held)
{
    if (held)
    {
        Known& known = m_known[record.address];
        known.relay = relay;
        known.port = record.port;
        known.mirrored = true;
    }
}

void
AddressAuditor::RelayPassed(const DhcpMessage& message)
{
    if (message.type != DHCPRELEASE && message.type != DHCPDECLINE)
    {
        return;
    }
    const IpAddr address = message.type == DHCPRELEASE
                               ? message.ciaddr
                               : message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    const auto known = m_known.find(address);
    if (known != m_known.end() && known->second.grantedTo == HashOf(ClientIdentity::Of(message)))
    {
        known->second.granted = false;
    }
}

void
AddressAuditor::RelayHeard(const DhcpMessage& message)
{
    const auto subscriber = m_memory.Find(message);
    if (message.type == DHCPNAK && subscriber && m_clients[*subscriber].leased != 0)
    {
        m_known[m_clients[*subscriber].leased].refused = true;
    }
}

void
AddressAuditor::RelayStoodIn(uint32_t relay, const MirrorRecord& record, Instant now)
{
    Known& known = m_known[record.address];
    const ClientIdentity client = record.client.Unpack();
    std::string reason;
    if (!known.granted || known.grantedTo != HashOf(client))
    {
        reason = "which no server did or which was given back";
    }
    else if (known.promise <= now)
    {
        reason = "whose lease ended at " + Seconds(known.promise);
    }
    else if (known.refused)
    {
        reason = "whose lease the server has refused";
    }
    else if (known.mirrored && (known.relay != relay || known.port != record.port))
    {
        reason = "who had it on another circuit";
    }
    if (!reason.empty())
    {
        const auto subscriber = m_memory.Find(client.chaddr);
        m_log.Report("I3",
                     now,
                     "relay " + std::to_string(relay) + " grants " + ToString(record.address) +
                         " to " +
                         ToHex(ByteView(client.chaddr.data(), client.hlen)) + ", " +
                         reason,
                     subscriber ? std::vector<uint32_t>{*subscriber} : std::vector<uint32_t>());
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
