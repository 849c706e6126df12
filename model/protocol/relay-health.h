/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_HEALTH_H
#define DHCPBACKUP_RELAY_HEALTH_H

#include "ns3/relay-output.h"
#include "ns3/relay-policy.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A relay's opinion of its server, from answers that came and answers that did not.
 *
 * Each method tells of one event and may change the state. What clients send is no event here: only
 * a server's answers are signs of its life.
 */
class RelayHealth
{
  public:
    /// @param policy patience and thresholds; must outlive this
    explicit RelayHealth(const RelayPolicy& policy);

    /// @return the opinion
    RelayState State() const
    {
        return m_state;
    }

    /// @return whether the server is being looked for
    bool IsLooking() const
    {
        return m_state == RelayState::SUSPECTING || m_state == RelayState::STANDING_IN;
    }

    /// A renewal was in vain.
    void OnSilence();

    /**
     * @brief The server has answered something.
     * @param owes whether there are promises that it does not know of
     * @param now the present
     */
    void OnAnswer(bool owes, Instant now);

    /**
     * @brief A message of the relay's own was in vain: answers are no longer in a row, unless it
     *        was sent before they began.
     * @param sent when it was sent
     */
    void OnSilentProbe(Instant sent);

    /// A replay was in vain.
    void OnSilentReplay();

    /// The server's host says that nobody listens.
    void OnUnreachable();

    /**
     * @brief The relay comes back from a crash and knows nothing of the server.
     * @param owes whether there are promises that it does not know of
     */
    void OnRestart(bool owes);

    /// All promises are settled.
    void OnReconciled();

  private:
    /// Change the opinion.
    void Enter(RelayState state);

    const RelayPolicy& m_policy;                //!< patience and thresholds
    RelayState m_state{RelayState::FORWARDING}; //!< the opinion
    uint32_t m_failures{0};                     //!< renewals in vain in a row
    uint32_t m_answers{0};                      //!< answers in a row while it counts as away
    Instant m_rowBegan{0};                      //!< when the first of them came
    uint32_t m_silentReplays{0};                //!< replays in vain in a row
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_HEALTH_H
