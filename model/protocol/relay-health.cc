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
    m_answers = 0;
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
    if (m_state == RelayState::STANDING_IN)
    {
        return;
    }
    if (m_failures >= m_policy.failuresToStandIn)
    {
        Enter(RelayState::STANDING_IN);
    }
    else if (m_failures >= m_policy.failuresToSuspect)
    {
        Enter(RelayState::SUSPECTING);
    }
}

void
RelayHealth::OnAnswer(bool owes, Instant now)
{
    m_failures = 0;
    m_silentReplays = 0;
    m_rowBegan = m_answers == 0 ? now : m_rowBegan;
    ++m_answers;
    const bool waits = m_state == RelayState::STANDING_IN && m_answers < m_policy.answersToReturn;
    // One promise made while the server was late by chance is owed as much as many.
    if (IsLooking() ? !waits : owes && m_state == RelayState::FORWARDING)
    {
        Enter(owes ? RelayState::RECONCILING : RelayState::FORWARDING);
    }
}

void
RelayHealth::OnSilentProbe(Instant sent)
{
    if (sent >= m_rowBegan)
    {
        m_answers = 0;
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
RelayHealth::OnUnreachable()
{
    if (m_state != RelayState::STANDING_IN)
    {
        Enter(RelayState::STANDING_IN);
    }
    m_answers = 0;
}

void
RelayHealth::OnRestart(bool owes)
{
    Enter(owes ? RelayState::RECONCILING : RelayState::FORWARDING);
}

void
RelayHealth::OnReconciled()
{
    Enter(RelayState::FORWARDING);
}

} // namespace ns3::dhcpbackup
