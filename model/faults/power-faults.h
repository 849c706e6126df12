/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_POWER_FAULTS_H
#define DHCPBACKUP_POWER_FAULTS_H

#include "ns3/draw.h"
#include "ns3/fault.h"
#include "ns3/lease-client.h"

#include <map>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Subscribers without power.
 *
 * A subscriber has power when none of the faults that struck it is left. Whether a fault that
 * strikes a share strikes a subscriber is drawn for each of them, so every subscriber's fate is its
 * own whatever the design. Those that have not arrived yet are struck as well, and arrive when the
 * power is back.
 */
class PowerFaults
{
  public:
    PowerFaults();

    /// @param client the client of the next subscriber
    void AddClient(Ptr<LeaseClient> client);

    /**
     * @brief A fault begins. Nothing happens if it is in force already.
     * @param id its number
     * @param fault a loss of power
     */
    void Begin(uint32_t id, const Fault& fault);

    /**
     * @brief The power is back. Nothing happens if the fault is not in force.
     * @param id its number
     */
    void Heal(uint32_t id);

  private:
    /// Whether a fault strikes a subscriber.
    bool Strikes(uint32_t id, const Fault& fault, uint32_t subscriber) const;

    Draw m_draw;                                        //!< chances
    std::vector<Ptr<LeaseClient>> m_clients;            //!< by subscriber
    std::vector<uint32_t> m_causes;                     //!< faults that struck a subscriber
    std::map<uint32_t, std::vector<uint32_t>> m_struck; //!< subscribers by fault in force
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_POWER_FAULTS_H
