/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-store.h"

#include <sstream>

namespace ns3::dhcpbackup
{

void
RelayStore::Write(const RelayMachine& machine, Instant now)
{
    std::ostringstream mirror;
    std::ostringstream journal;
    machine.Save(mirror, journal, now);
    m_writtenAt = now;
    m_mirror = mirror.str();
    m_journal = journal.str();
}

std::vector<std::string>
RelayStore::Read(RelayMachine& machine, Instant now, RelayOutput& out) const
{
    std::istringstream mirror(m_mirror);
    std::istringstream journal(m_journal);
    return machine.Load(mirror, journal, m_writtenAt, now, out);
}

} // namespace ns3::dhcpbackup
