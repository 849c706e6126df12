/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_REPLAY_H
#define DHCPBACKUP_RELAY_REPLAY_H

#include "ns3/renewal-journal.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The pace at which promises are told to a server that is back, so that the replay does not
 *        compete with clients that recover.
 */
class RelayReplay
{
  public:
    /// @param rate replays a second
    explicit RelayReplay(double rate);

    /// @param now the present; the first replay may go at once
    void Start(Instant now);

    /**
     * @brief Take the entry that may be replayed now.
     * @param journal the entries
     * @param server the server to replay to
     * @param now the present
     * @return the entry, or nullptr if it is too early or all have been replayed; valid until
     *         the journal changes
     */
    const JournalEntry* Next(RenewalJournal& journal, uint8_t server, Instant now);

    /// @return when the pace allows the next replay
    Instant NextAt() const
    {
        return m_next;
    }

  private:
    Duration m_pause;  //!< between two replays
    Instant m_next{0}; //!< when the next one may go
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_REPLAY_H
