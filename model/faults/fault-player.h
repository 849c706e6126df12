/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_PLAYER_H
#define DHCPBACKUP_FAULT_PLAYER_H

#include "ns3/fault-schedule.h"
#include "ns3/lease-server.h"
#include "ns3/link-impairment.h"
#include "ns3/object.h"
#include "ns3/traced-callback.h"

#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Makes the faults of a schedule happen.
 *
 * Faults that overlap add up: a server serves when no crash and no pause is left, and has lost its
 * leases if any of the crashes lost them; a link is up when nothing keeps it down.
 */
class FaultPlayer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// @param server the server that faults strike
    void SetServer(Ptr<LeaseServer> server);

    /**
     * @brief Add a core link; links are numbered in the order in which they are added.
     * @param towardsRelay what is wrong with the direction to the relay
     * @param towardsServer what is wrong with the direction to the server
     */
    void AddCoreLink(Ptr<LinkImpairment> towardsRelay, Ptr<LinkImpairment> towardsServer);

    /**
     * @brief Schedule all faults; before the simulation starts.
     * @param schedule the faults; Validate must find nothing
     */
    void Play(const FaultSchedule& schedule);

    /// Signature of the trace Fault: index in the schedule, the fault, whether it begins or heals.
    typedef void (*FaultCallback)(uint32_t index, const Fault& fault, bool begins);

  protected:
    void DoDispose() override;

  private:
    /// A fault begins.
    void Begin(uint32_t index);
    /// A fault heals.
    void Heal(uint32_t index);
    /// Apply a fault of a link, or take it away.
    void ImpairLinks(const Fault& fault, bool begins);

    FaultSchedule m_schedule;                            //!< the faults
    Ptr<LeaseServer> m_server;                           //!< what they strike
    std::vector<Ptr<LinkImpairment>> m_impairments;      //!< two a core link
    uint32_t m_crashes{0};                               //!< crashes in force
    uint32_t m_pauses{0};                                //!< pauses in force
    bool m_storeLost{false};                             //!< by one of the crashes in force
    TracedCallback<uint32_t, const Fault&, bool> m_trace; //!< faults begin and heal
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_PLAYER_H
