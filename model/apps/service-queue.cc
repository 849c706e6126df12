/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "service-queue.h"

#include "ns3/simulator.h"

namespace ns3::dhcpbackup
{

ServiceQueue::ServiceQueue(uint32_t capacity, Time serviceTime, DoneCallback done)
    : m_capacity(capacity),
      m_serviceTime(serviceTime),
      m_done(std::move(done))
{
}

ServiceQueue::~ServiceQueue()
{
    Simulator::Cancel(m_finish);
}

bool
ServiceQueue::Push(const Job& job)
{
    if (m_waiting.size() >= m_capacity && (m_busy || m_paused))
    {
        return false;
    }
    m_waiting.push_back(job);
    Serve();
    return true;
}

void
ServiceQueue::Serve()
{
    if (m_paused)
    {
        return;
    }
    if (!m_busy)
    {
        if (m_waiting.empty())
        {
            return;
        }
        m_inHand = m_waiting.front();
        m_waiting.pop_front();
        m_busy = true;
    }
    if (m_finish.IsExpired())
    {
        m_finish = Simulator::Schedule(m_serviceTime, &ServiceQueue::Finish, this);
    }
}

void
ServiceQueue::Finish()
{
    m_busy = false;
    m_done(m_inHand);
    Serve();
}

void
ServiceQueue::Pause()
{
    m_paused = true;
    Simulator::Cancel(m_finish);
}

void
ServiceQueue::Resume()
{
    m_paused = false;
    Serve();
}

uint32_t
ServiceQueue::Clear()
{
    const uint32_t lost = m_waiting.size() + (m_busy ? 1 : 0);
    Simulator::Cancel(m_finish);
    m_waiting.clear();
    m_busy = false;
    return lost;
}

} // namespace ns3::dhcpbackup
