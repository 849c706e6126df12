/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quiescence-auditor.h"

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

QuiescenceAuditor::QuiescenceAuditor(ViolationLog& log)
    : m_log(log)
{
}

void
QuiescenceAuditor::CheckLease(const ClientState& client,
                              const ClientIdentity& identity,
                              const Binding* server,
                              const MirrorRecord* relay,
                              bool mirrors,
                              Instant now)
{
    const bool conflict = relay && relay->revoked;
    if (client.phase != ClientPhase::BOUND || conflict)
    {
        return;
    }
    std::string found;
    if (!server || server->state != BindingState::ACTIVE || !(server->client == identity))
    {
        found = "the server has no such lease";
    }
    else if (server->expiry < client.expiry)
    {
        found = "the server until " + Seconds(server->expiry);
    }
    else if (mirrors && (!relay || !(relay->client.Unpack() == identity)))
    {
        found = "the relay has no such lease";
    }
    else if (mirrors && relay->clientExpiry < client.expiry)
    {
        found = "the relay until " + Seconds(relay->clientExpiry);
    }
    if (!found.empty())
    {
        m_log.Report("I4",
                     now,
                     "subscriber " + std::to_string(client.subscriber) + " believes in " +
                         ToString(client.address) + " until " + Seconds(client.expiry) + ", " +
                         found,
                     {client.subscriber});
    }
}

void
QuiescenceAuditor::CheckOutages(const std::vector<ClientOutage>& outages,
                                Instant healed,
                                Duration bound,
                                Instant now)
{
    for (const ClientOutage& outage : outages)
    {
        const Instant from = std::max(outage.from, healed);
        if (outage.to - from > bound)
        {
            m_log.Report("I10",
                         now,
                         "subscriber " + std::to_string(outage.subscriber) +
                             " had no address from " + Seconds(outage.from) + " to " +
                             Seconds(outage.to) + ", all was healed at " + Seconds(healed) +
                             ", the bound is " + Seconds(bound),
                         {outage.subscriber});
        }
    }
}

void
QuiescenceAuditor::CheckJournal(uint32_t relay,
                                size_t entries,
                                Instant healed,
                                Duration bound,
                                Instant now)
{
    if (entries > 0 && now - healed > bound)
    {
        m_log.Report("I10",
                     now,
                     "relay " + std::to_string(relay) + " still owes " + std::to_string(entries) +
                         " promises " + Seconds(now - healed) + " after the last healing",
                     {});
    }
}

} // namespace ns3::dhcpbackup
