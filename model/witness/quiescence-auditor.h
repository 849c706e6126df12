/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_QUIESCENCE_AUDITOR_H
#define DHCPBACKUP_QUIESCENCE_AUDITOR_H

#include "ns3/client-machine.h"
#include "ns3/lease-mirror.h"
#include "ns3/outage-meter.h"
#include "ns3/violation-log.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What must be true at the end of a run, when all faults have healed long enough ago.
 *
 * I4: server, relay and client agree on each lease, or the relay has recorded a conflict. I10: every
 * client that wants an address has one within a bound of the healing, and journals are empty.
 */
class QuiescenceAuditor
{
  public:
    /// @param log where violations go; must outlive the auditor
    explicit QuiescenceAuditor(ViolationLog& log);

    /**
     * @brief Compare what is believed of one client's lease (I4). A client that is not BOUND is in
     *        the middle of something and is not looked at.
     * @param client the client
     * @param identity who it is
     * @param server the server's binding of the client's address, nullptr if it is not its address
     * @param relay the relay's record of that address, nullptr if there is none
     * @param mirrors whether the relay sees every renewal, so that it must have a record
     * @param now the present
     */
    void CheckLease(const ClientState& client,
                    const ClientIdentity& identity,
                    const Binding* server,
                    const MirrorRecord* relay,
                    bool mirrors,
                    Instant now);

    /**
     * @brief Look for outages that lasted beyond the bound after the healing (I10).
     * @param outages of the whole run
     * @param healed the last healing, 0 if nothing failed
     * @param bound how long after the healing, or after its own beginning, an outage may last
     * @param now the present
     */
    void CheckOutages(const std::vector<ClientOutage>& outages,
                      Instant healed,
                      Duration bound,
                      Instant now);

    /**
     * @brief Look for promises that are still open (I10).
     * @param relay the relay
     * @param entries in its journal
     * @param healed the last healing
     * @param bound how long after it the journal may need
     * @param now the present
     */
    void CheckJournal(uint32_t relay, size_t entries, Instant healed, Duration bound, Instant now);

  private:
    ViolationLog& m_log; //!< where violations go
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_QUIESCENCE_AUDITOR_H
