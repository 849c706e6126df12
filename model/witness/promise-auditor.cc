/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "promise-auditor.h"

namespace ns3::dhcpbackup
{

PromiseAuditor::PromiseAuditor(uint32_t relays, const MessageMemory& memory, ViolationLog& log)
    : m_memory(memory),
      m_log(log),
      m_relays(relays)
{
}

void
PromiseAuditor::Report(uint32_t relay,
                       Instant now,
                       const std::string& what,
                       const std::array<uint8_t, 16>& chaddr)
{
    const auto subscriber = m_memory.Find(chaddr);
    m_log.Report("I5",
                 now,
                 "relay " + std::to_string(relay) + " " + what,
                 subscriber ? std::vector<uint32_t>{*subscriber} : std::vector<uint32_t>());
}

void
PromiseAuditor::RelayLogged(uint32_t relay, const JournalEntry& entry)
{
    m_relays[relay].open[entry.address] = {entry.client.chaddr, 0};
}

void
PromiseAuditor::RelayProcess(uint32_t relay)
{
    m_relays[relay].open.clear();
}

void
PromiseAuditor::RelayStoodIn(uint32_t relay, const MirrorRecord& record)
{
    const auto promise = m_relays[relay].open.find(record.address);
    if (promise != m_relays[relay].open.end())
    {
        promise->second.xid = record.xid;
    }
}

void
PromiseAuditor::RelaySplit(uint32_t relay, const MirrorRecord& record)
{
    if (record.clientExpiry <= record.serverExpiry)
    {
        m_relays[relay].splitXid = record.xid;
    }
}

void
PromiseAuditor::RelayRx(uint32_t relay, const DhcpMessage& message)
{
    m_relays[relay].heardXid = message.xid;
    m_relays[relay].heardAddress = message.yiaddr;
}

void
PromiseAuditor::RelayToClient(uint32_t relay, const DhcpMessage& message, Instant now)
{
    const Relay& r = m_relays[relay];
    if (message.type != DHCPACK || message.xid == r.heardXid || message.xid == r.splitXid)
    {
        return;
    }
    const auto promise = r.open.find(message.yiaddr);
    if (promise == r.open.end() || promise->second.xid != message.xid)
    {
        Report(relay,
               now,
               "acknowledges " + ToString(message.yiaddr) + " without a promise in its journal",
               message.chaddr);
    }
}

void
PromiseAuditor::RelayToServer(uint32_t relay,
                              const DhcpMessage& message,
                              MessagePurpose purpose,
                              Instant now)
{
    if (purpose != MessagePurpose::REPLAY)
    {
        return;
    }
    const Relay& r = m_relays[relay];
    const IpAddr address = message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(message.ciaddr);
    const auto promise = r.open.find(address);
    if (promise == r.open.end() || promise->second.chaddr != message.chaddr)
    {
        Report(relay,
               now,
               "replays " + ToString(address) + ", which it does not owe to this client",
               message.chaddr);
    }
}

void
PromiseAuditor::RelayJournal(uint32_t relay, uint32_t entries, Instant now)
{
    const size_t open = m_relays[relay].open.size();
    if (entries != open)
    {
        m_log.Report("I5",
                     now,
                     "relay " + std::to_string(relay) + " has " + std::to_string(entries) +
                         " entries in its journal, but owes " + std::to_string(open),
                     {});
    }
}

void
PromiseAuditor::RelaySettled(uint32_t relay, IpAddr address, Settlement settlement, Instant now)
{
    Relay& r = m_relays[relay];
    const auto promise = r.open.find(address);
    if (promise == r.open.end())
    {
        Report(relay, now, "settles " + ToString(address) + ", which it does not owe", {});
        return;
    }
    if (settlement == Settlement::CONFIRMED && r.heardAddress != address)
    {
        Report(relay,
               now,
               "takes " + ToString(address) + " for confirmed by an ACK for " +
                   ToString(r.heardAddress),
               promise->second.chaddr);
    }
    r.open.erase(promise);
}

} // namespace ns3::dhcpbackup
