/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_STORE_H
#define DHCPBACKUP_RELAY_STORE_H

#include "ns3/relay-machine.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A relay's stable storage: mirror and journal as they were last written survive a crash.
 */
class RelayStore
{
  public:
    /**
     * @brief Write what the relay knows in the place of what was written before.
     * @param machine the relay
     * @param now the present
     */
    void Write(const RelayMachine& machine, Instant now);

    /**
     * @brief Let a relay that comes back know what was written; before anything else.
     * @param machine the relay
     * @param now the present, by the clock of Write
     * @param out told of what the relay knows again
     * @return one line for each damaged record, with its place
     */
    std::vector<std::string> Read(RelayMachine& machine, Instant now, RelayOutput& out) const;

  private:
    Instant m_writtenAt{0}; //!< when that was
    std::string m_mirror;   //!< leases
    std::string m_journal;  //!< promises
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_STORE_H
