/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-faults.h"

#include "ns3/server-machine.h"

namespace ns3::dhcpbackup
{

ServerFaults::ServerFaults(ServerControl& server)
    : m_server(server)
{
}

void
ServerFaults::Begin(uint32_t id, const Fault& fault)
{
    if (m_faults.Add(id, fault))
    {
        Update();
    }
}

void
ServerFaults::Heal(uint32_t id)
{
    if (m_faults.Remove(id))
    {
        Update();
    }
}

void
ServerFaults::TakeSnapshot()
{
    m_server.TakeSnapshot();
}

void
ServerFaults::Update()
{
    const bool paused = m_faults.Has(FaultKind::SERVER_PAUSE);
    if (paused != m_paused)
    {
        paused ? m_server.Pause() : m_server.Resume();
        m_paused = paused;
    }
    bool hostDown = false;
    double slowdown = 1;
    for (const auto& [id, fault] : m_faults.All())
    {
        if (fault.kind == FaultKind::SERVER_CRASH)
        {
            hostDown = hostDown || fault.hostDown;
            m_store = std::max(m_store, fault.store);
        }
        else if (fault.kind == FaultKind::SERVER_SLOW)
        {
            slowdown *= fault.factor;
        }
    }
    if (slowdown != m_slowdown)
    {
        m_server.SetSlowdown(slowdown);
        m_slowdown = slowdown;
    }
    m_clock.Update(m_faults, m_server);
    if (m_faults.Has(FaultKind::SERVER_CRASH))
    {
        m_server.Crash(hostDown ? CrashKind::HOST : CrashKind::PROCESS);
        m_crashed = true;
    }
    else if (m_crashed)
    {
        m_server.Restart(m_store);
        m_crashed = false;
        m_store = StoreFate::KEPT;
    }
}

} // namespace ns3::dhcpbackup
