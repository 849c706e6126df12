/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_FAULTS_H
#define DHCPBACKUP_RELAY_FAULTS_H

#include "ns3/active-faults.h"
#include "ns3/faulty-clock.h"
#include "ns3/lease-relay.h"
#include "ns3/server-machine.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What is wrong with a relay.
 *
 * Faults in force add up: the relay is back when no crash is left, and rates of its clock multiply.
 * An unbroken downtime is one crash with the worst of what its faults did to the store, even of
 * those that have healed.
 */
class RelayFaults
{
  public:
    /// @param relay the relay
    explicit RelayFaults(Ptr<LeaseRelay> relay);

    /**
     * @brief A fault begins. Nothing happens if it is in force already.
     * @param id its number
     * @param fault a fault of a relay
     */
    void Begin(uint32_t id, const Fault& fault);

    /**
     * @brief A fault heals. Nothing happens if it is not in force.
     * @param id its number
     */
    void Heal(uint32_t id);

  private:
    /// Bring the relay into the state that the faults in force ask for.
    void Update();

    Ptr<LeaseRelay> m_relay;           //!< the relay
    ActiveFaults m_faults;             //!< in force
    FaultyClock m_clock;               //!< its clock
    bool m_crashed{false};             //!< it is down
    StoreFate m_store{};               //!< the worst of this downtime
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_FAULTS_H
