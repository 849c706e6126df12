/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "service-queue.h"

#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

ServiceQueue::ServiceQueue(uint32_t capacity,
                           QueueDrop drop,
                           uint32_t workers,
                           ServiceTimeCallback serviceTime,
                           DoneCallback done)
    : m_capacity(capacity),
      m_drop(drop),
      m_serviceTime(std::move(serviceTime)),
      m_done(std::move(done)),
      m_workers(workers)
{
}

ServiceQueue::~ServiceQueue()
{
    for (Worker& worker : m_workers)
    {
        Simulator::Cancel(worker.finish);
    }
}

bool
ServiceQueue::MustWait() const
{
    return m_paused || m_stalled ||
           std::all_of(m_workers.begin(), m_workers.end(), [](const Worker& worker) {
               return worker.busy;
           });
}

bool
ServiceQueue::Push(const Job& job)
{
    const bool full = m_waiting.size() >= m_capacity && MustWait();
    if (full && (m_drop == DROP_NEWEST || m_waiting.empty()))
    {
        return false;
    }
    if (full)
    {
        m_waiting.pop_front();
    }
    m_waiting.push_back(job);
    Serve();
    return !full;
}

void
ServiceQueue::Serve()
{
    if (m_paused)
    {
        return;
    }
    for (uint32_t i = 0; i < m_workers.size(); ++i)
    {
        Worker& worker = m_workers[i];
        if (!worker.busy && !m_stalled && !m_waiting.empty())
        {
            worker.inHand = m_waiting.front();
            m_waiting.pop_front();
            worker.busy = true;
        }
        if (worker.busy && worker.finish.IsExpired())
        {
            worker.finish =
                Simulator::Schedule(m_serviceTime(), &ServiceQueue::Finish, this, i);
        }
    }
}

void
ServiceQueue::Finish(uint32_t worker)
{
    m_workers[worker].busy = false;
    m_done(m_workers[worker].inHand);
    Serve();
}

void
ServiceQueue::Pause()
{
    m_paused = true;
    for (Worker& worker : m_workers)
    {
        Simulator::Cancel(worker.finish);
    }
}

void
ServiceQueue::Resume()
{
    m_paused = false;
    Serve();
}

void
ServiceQueue::Stall(bool stalled)
{
    m_stalled = stalled;
    Serve();
}

uint32_t
ServiceQueue::Clear()
{
    uint32_t lost = m_waiting.size();
    for (Worker& worker : m_workers)
    {
        lost += worker.busy ? 1 : 0;
        worker.busy = false;
        Simulator::Cancel(worker.finish);
    }
    m_waiting.clear();
    m_stalled = false;
    return lost;
}

} // namespace ns3::dhcpbackup
