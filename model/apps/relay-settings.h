/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_SETTINGS_H
#define DHCPBACKUP_RELAY_SETTINGS_H

#include "ns3/application.h"
#include "ns3/nstime.h"
#include "ns3/relay-policy.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A relay's policy as attributes: what LeaseRelay does, above all when the server is silent.
 */
class RelaySettings : public Application
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Set all attributes that make up the policy at once.
     * @param policy what to do when the server is silent
     */
    void SetPolicy(const RelayPolicy& policy);

    /// @return what to do when the server is silent, from the attributes
    RelayPolicy GetPolicy() const;

  private:
    bool m_backup;                                  //!< attribute Backup
    InterceptionMode m_interception;                //!< attribute Interception
    Time m_answerAfter;                             //!< attribute AnswerAfter
    uint32_t m_failuresToSuspect;                   //!< attribute FailuresToSuspect
    uint32_t m_failuresToStandIn;                   //!< attribute FailuresToStandIn
    bool m_icmpHint;                                //!< attribute IcmpHint
    Time m_probeInterval;                           //!< attribute ProbeInterval
    uint32_t m_answersToReturn;                     //!< attribute AnswersToReturn
    uint32_t m_resendClients;                       //!< attribute ResendClients
    GrantRule m_grant;                              //!< attribute Grant
    Time m_mclt;                                    //!< attribute Mclt
    Time m_threshold;                               //!< attribute Threshold
    Time m_standInLimit;                            //!< attribute StandInLimit
    uint32_t m_maxStandIns;                         //!< attribute MaxStandIns
    uint32_t m_journalCapacity;                     //!< attribute JournalCapacity
    OverflowRule m_overflow;                        //!< attribute Overflow
    double m_replayRate;                            //!< attribute ReplayRate
    ReplayOrder m_replayOrder;                      //!< attribute ReplayOrder
    Time m_replayTimeout;                           //!< attribute ReplayTimeout
    uint32_t m_replayTries;                         //!< attribute ReplayTries
    bool m_lazyReplay;                              //!< attribute LazyReplay
    bool m_holdDiscovers;                           //!< attribute HoldDiscovers
    Time m_syncInterval;                            //!< attribute SyncInterval
    LeasequeryUse m_leasequery;                     //!< attribute Leasequery
    bool m_sharedLeases;                            //!< attribute SharedLeases
    bool m_splitLease;                              //!< attribute SplitLease
    Time m_shortLease;                              //!< attribute ShortLease
    uint32_t m_maxHops;                             //!< attribute MaxHops
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_SETTINGS_H
