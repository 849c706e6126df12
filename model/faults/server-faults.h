/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_FAULTS_H
#define DHCPBACKUP_SERVER_FAULTS_H

#include "ns3/active-faults.h"
#include "ns3/faulty-clock.h"
#include "ns3/server-control.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What is wrong with a server.
 *
 * Faults in force add up: the server works when no crash and no pause is left, and the factors of
 * slow servers multiply, as do the rates of clocks. An unbroken downtime is one crash with the
 * worst of what its faults did to the store, even of those that have healed.
 */
class ServerFaults
{
  public:
    /// @param server the server, which outlives this
    explicit ServerFaults(ServerControl& server);

    /**
     * @brief A fault begins. Nothing happens if it is in force already.
     * @param id its number
     * @param fault a fault of a server
     */
    void Begin(uint32_t id, const Fault& fault);

    /**
     * @brief A fault heals. Nothing happens if it is not in force.
     * @param id its number
     */
    void Heal(uint32_t id);

    /// Remember what the store holds now, for a crash that comes later.
    void TakeSnapshot();

  private:
    /// Bring the server into the state that the faults in force ask for.
    void Update();

    ServerControl& m_server;           //!< the server
    ActiveFaults m_faults;             //!< in force
    FaultyClock m_clock;               //!< its clock
    bool m_crashed{false};             //!< it is down
    bool m_paused{false};              //!< it stands still
    double m_slowdown{1};              //!< the product of all factors
    StoreFate m_store{};               //!< the worst of this downtime
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_FAULTS_H
