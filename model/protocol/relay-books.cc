/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-books.h"

namespace ns3::dhcpbackup
{

namespace
{

/// Options of an ACK that belong to one client or one hop and are not mirrored.
constexpr uint8_t NOT_MIRRORED[] = {OPT_CLIENT_ID, OPT_RELAY_AGENT, OPT_SERVER_ID, OPT_MESSAGE};

DhcpOptions
MirroredOptions(const DhcpMessage& ack)
{
    DhcpOptions options = ack.options;
    for (const uint8_t code : NOT_MIRRORED)
    {
        options.Remove(code);
    }
    return options;
}

} // namespace

RelayBooks::RelayBooks(const JournalRules& rules)
    : m_journal(rules)
{
}

void
RelayBooks::Learn(const DhcpMessage& ack,
                  const PassingRequest& request,
                  uint8_t server,
                  uint32_t told,
                  RelayOutput& out)
{
    const ClientIdentity client = request.client.Unpack();
    const MirrorRecord* const old = m_mirror.FindClient(client.Key());
    if (old && old->address != ack.yiaddr)
    {
        Drop(old->address, out);
    }
    const MirrorRecord* const other = m_mirror.Find(ack.yiaddr);
    if (other && !(other->client.Unpack() == client))
    {
        // The server gave the address away; its first client is told when it asks the server next.
        Settle(other->address, Settlement::CONFLICT, out);
        Drop(other->address, out);
    }
    MirrorRecord& record = m_mirror.Learn(client, ack.yiaddr, MirroredOptions(ack));
    record.port = request.port;
    record.xid = ack.xid;
    record.answered = Answered::SERVER;
    record.server = server;
    Confirm(record, ack, request.at, out);
    m_mirror.SetClientExpiry(record, LeaseEnd(request.at, told));
    out.Mirrored(record, true);
}

void
RelayBooks::Confirm(MirrorRecord& record, const DhcpMessage& ack, Instant asked, RelayOutput& out)
{
    record.serverId = ack.options.GetU32(OPT_SERVER_ID).value_or(record.serverId);
    record.serverExpiry = LeaseEnd(asked, ack.options.GetU32(OPT_LEASE_TIME).value_or(0));
    record.standIns = 0;
    record.revoked = false;
    Settle(record.address, Settlement::CONFIRMED, out);
}

void
RelayBooks::Conflict(MirrorRecord& record, RelayOutput& out)
{
    record.revoked = true;
    Settle(record.address, Settlement::CONFLICT, out);
}

JournalEntry
RelayBooks::EntryFor(const MirrorRecord& record, JournalKind kind, Instant now)
{
    JournalEntry entry;
    entry.client = record.client.Unpack();
    entry.address = record.address;
    entry.serverId = record.serverId;
    entry.port = record.port;
    entry.grantedAt = now;
    entry.expiry = record.clientExpiry;
    entry.server = record.server;
    entry.kind = kind;
    return entry;
}

bool
RelayBooks::Log(const JournalEntry& entry, RelayOutput& out)
{
    IpAddr dropped = 0;
    const bool logged = m_journal.Record(entry, &dropped);
    if (dropped != 0)
    {
        out.Settled(dropped, Settlement::DROPPED);
    }
    if (logged)
    {
        out.Logged(entry);
    }
    return logged;
}

bool
RelayBooks::Promise(MirrorRecord& record, Instant expiry, Instant now, RelayOutput& out)
{
    JournalEntry entry = EntryFor(record, JournalKind::RENEWAL, now);
    entry.expiry = expiry;
    if (!Log(entry, out))
    {
        return false;
    }
    m_mirror.SetClientExpiry(record, expiry);
    record.answered = Answered::RELAY;
    record.standIns += record.standIns < UINT8_MAX;
    return true;
}

void
RelayBooks::GiveUp(const MirrorRecord& record, JournalKind kind, Instant now, RelayOutput& out)
{
    const JournalEntry entry = EntryFor(record, kind, now);
    Drop(entry.address, out);
    Log(entry, out);
}

void
RelayBooks::Drop(IpAddr address, RelayOutput& out)
{
    if (const MirrorRecord* record = m_mirror.Find(address))
    {
        out.Mirrored(*record, false);
        m_mirror.Forget(address);
        Settle(address, Settlement::ENDED, out);
    }
}

void
RelayBooks::Expire(Instant now, RelayOutput& out)
{
    m_mirror.Expire(now, [this, &out](const MirrorRecord& record) {
        out.Mirrored(record, false);
        Settle(record.address, Settlement::ENDED, out);
    });
}

void
RelayBooks::Settle(IpAddr address, Settlement settlement, RelayOutput& out)
{
    if (const JournalEntry* entry = m_journal.Find(address))
    {
        // Whatever ends a release or a decline, no promise was confirmed or refused by it.
        const bool promise = entry->kind == JournalKind::RENEWAL;
        m_journal.Settle(address);
        out.Settled(address, promise ? settlement : Settlement::ENDED);
    }
}

} // namespace ns3::dhcpbackup
