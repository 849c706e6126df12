/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_FAULTS_H
#define DHCPBACKUP_SUBSCRIBER_FAULTS_H

#include "ns3/active-faults.h"
#include "ns3/draw.h"
#include "ns3/subscriber-directory.h"

#include <map>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief What is wrong with subscribers: no power, no carrier, or a clock that runs at another
 * rate.
 *
 * Whether a fault that strikes a share strikes a subscriber is drawn for each of them, so every
 * subscriber's fate is its own whatever the design.
 *
 * Faults in force add up: a subscriber has power, or carrier, when none of those that struck it is
 * left, and rates of clocks multiply. Those that have not arrived yet are struck as well, and
 * arrive when the power is back.
 */
class SubscriberFaults
{
  public:
    SubscriberFaults();

    /// @param subscribers all of them; of those in populations only the power can fail
    void SetSubscribers(Ptr<SubscriberDirectory> subscribers);

    /**
     * @brief A fault begins. Nothing happens if it is in force already.
     * @param id its number
     * @param fault a fault of subscribers
     */
    void Begin(uint32_t id, const Fault& fault);

    /**
     * @brief A fault heals. Nothing happens if it is not in force.
     * @param id its number
     */
    void Heal(uint32_t id);

  private:
    /// Whether a fault strikes a subscriber.
    bool Strikes(uint32_t id, const Fault& fault, uint32_t subscriber) const;
    /// Bring those whom a fault strikes into the state that the faults in force ask for.
    void Update(uint32_t id, const Fault& fault);
    /// Whether a fault of a kind is in force that strikes a subscriber.
    bool IsStruck(uint32_t subscriber, FaultKind kind) const;
    /// Bring one subscriber's power into the state that the faults in force ask for.
    void UpdatePower(uint32_t subscriber);
    /// The same for its carrier.
    void UpdateCarrier(uint32_t subscriber);
    /// The same for its clock.
    void UpdateClock(uint32_t subscriber);

    Draw m_draw;                             //!< chances
    Ptr<SubscriberDirectory> m_subscribers;  //!< all of them
    std::map<uint32_t, double> m_rates;      //!< of clocks that were struck, without faults
    ActiveFaults m_faults;                   //!< in force
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_FAULTS_H
