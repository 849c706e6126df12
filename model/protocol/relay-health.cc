/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-health.h"

namespace ns3::dhcpbackup
{

RelayHealth::RelayHealth(const RelayPolicy& policy)
    : m_policy(policy)
{
}

void
RelayHealth::Enter(RelayState state)
{
    m_state = state;
    if (!IsLooking())
    {
        m_failures = 0;
        m_silentReplays = 0;
    }
}

void
RelayHealth::OnSilence()
{
    ++m_failures;
    if (m_state != RelayState::STANDING_IN)
    {
        const bool away = m_failures >= m_policy.failuresToStandIn;
        Enter(away ? RelayState::STANDING_IN : RelayState::SUSPECTING);
    }
}

void
RelayHealth::OnAnswer(bool owes)
{
    m_failures = 0;
    m_silentReplays = 0;
    if (IsLooking())
    {
        Enter(owes ? RelayState::RECONCILING : RelayState::FORWARDING);
    }
}

void
RelayHealth::OnSilentReplay()
{
    if (++m_silentReplays >= m_policy.replayTries)
    {
        Enter(RelayState::STANDING_IN);
    }
}

void
RelayHealth::OnReconciled()
{
    Enter(RelayState::FORWARDING);
}

} // namespace ns3::dhcpbackup
