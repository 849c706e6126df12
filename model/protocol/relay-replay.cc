/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-replay.h"

namespace ns3::dhcpbackup
{

RelayReplay::RelayReplay(double rate)
    : m_pause(Duration(SECOND / rate))
{
}

void
RelayReplay::Start(Instant now)
{
    m_next = now;
}

const JournalEntry*
RelayReplay::Next(RenewalJournal& journal, uint8_t server, Instant now)
{
    if (now < m_next)
    {
        return nullptr;
    }
    const JournalEntry* const entry = journal.StartReplay(server);
    if (entry)
    {
        m_next += m_pause;
    }
    return entry;
}

} // namespace ns3::dhcpbackup
