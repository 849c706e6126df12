/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stable-store.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

StableStore::StableStore(const Settings& settings, WrittenCallback written, SyncedCallback synced)
    : m_settings(settings),
      m_written(std::move(written)),
      m_synced(std::move(synced))
{
}

StableStore::~StableStore()
{
    Simulator::Cancel(m_event);
}

void
StableStore::Write(IpAddr address, const Binding& binding)
{
    if (m_settings.rule == SYNC_NEVER)
    {
        return;
    }
    if (m_settings.latency.IsZero() && m_settings.batch == 1)
    {
        m_written(address, binding);
        return;
    }
    m_changes.push_back({address, binding, Simulator::Now(), {}});
    Go();
}

void
StableStore::Then(const Action& action)
{
    if (m_settings.rule != SYNC_BEFORE_ACK || m_changes.empty())
    {
        action();
        return;
    }
    m_changes.back().action = action;
}

void
StableStore::Go()
{
    if (m_paused || m_inSync > 0 || m_changes.empty())
    {
        return;
    }
    const Time wait = m_changes.front().at + m_settings.delay - Simulator::Now();
    Simulator::Cancel(m_event);
    if (m_changes.size() < m_settings.batch && wait.IsStrictlyPositive())
    {
        m_event = Simulator::Schedule(wait, &StableStore::Go, this);
        return;
    }
    m_inSync = std::min<size_t>(m_changes.size(), m_settings.batch);
    m_event = Simulator::Schedule(m_settings.latency, &StableStore::Finish, this);
}

void
StableStore::Finish()
{
    for (; m_inSync > 0; --m_inSync)
    {
        const Change change = std::move(m_changes.front());
        m_changes.pop_front();
        m_written(change.address, change.binding);
        if (change.action)
        {
            change.action();
        }
    }
    Go();
    m_synced();
}

void
StableStore::Clear()
{
    Simulator::Cancel(m_event);
    m_changes.clear();
    m_inSync = 0;
}

void
StableStore::Pause()
{
    m_paused = true;
    m_inSync = 0;
    Simulator::Cancel(m_event);
}

void
StableStore::Resume()
{
    m_paused = false;
    Go();
}

} // namespace ns3::dhcpbackup
