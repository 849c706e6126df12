/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "timer-wheel.h"

#include "ns3/assert.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

TimerWheel::TimerWheel(Duration tick)
    : m_tick(tick)
{
    NS_ASSERT_MSG(tick > 0, "a tick needs a length");
    Clear();
}

void
TimerWheel::Clear()
{
    const size_t links = std::max<size_t>(m_links.size(), HEADS);
    m_links.resize(links);
    for (uint32_t i = 0; i < links; ++i)
    {
        m_links[i] = {i, i, 0};
    }
    m_used.fill(0);
    m_size = 0;
}

void
TimerWheel::Schedule(uint32_t id, Instant when)
{
    Cancel(id);
    if (when == NEVER)
    {
        return;
    }
    const uint32_t link = HEADS + id;
    if (m_links.capacity() <= link)
    {
        // Doubling would leave up to half of the memory of a large wheel unused.
        m_links.reserve(link + 1 + link / 8);
    }
    while (m_links.size() <= link)
    {
        const uint32_t self = m_links.size();
        m_links.push_back({self, self, 0});
    }
    const uint64_t exact = (when + m_tick - 1) / m_tick;
    // What lies beyond the wheel's reach fires early and is scheduled again by its owner.
    m_links[link].tick = std::clamp<uint64_t>(exact, m_now + 1, m_now + UINT32_MAX / 2);
    Insert(link);
    ++m_size;
}

void
TimerWheel::Cancel(uint32_t id)
{
    const uint32_t link = HEADS + id;
    if (link < m_links.size() && m_links[link].next != link)
    {
        Unlink(link);
        --m_size;
    }
}

void
TimerWheel::Insert(uint32_t link)
{
    const uint32_t tick = m_links[link].tick;
    const uint32_t ahead = tick - uint32_t(m_now);
    uint32_t level = 0;
    while (level + 1 < LEVELS && ahead >> (8 * (level + 1)) != 0)
    {
        ++level;
    }
    const uint32_t head = level * SLOTS + ((tick >> (8 * level)) & (SLOTS - 1));
    const uint32_t last = m_links[head].previous;
    m_links[link].previous = last;
    m_links[link].next = head;
    m_links[last].next = link;
    m_links[head].previous = link;
    m_used[head / 64] |= uint64_t(1) << (head % 64);
}

void
TimerWheel::Unlink(uint32_t link)
{
    const uint32_t before = m_links[link].previous;
    const uint32_t behind = m_links[link].next;
    m_links[before].next = behind;
    m_links[behind].previous = before;
    m_links[link].previous = link;
    m_links[link].next = link;
    if (before == behind)
    {
        // Only the slot itself is left.
        m_used[before / 64] &= ~(uint64_t(1) << (before % 64));
    }
}

uint32_t
TimerWheel::Distance(uint32_t level) const
{
    const uint32_t present = (m_now >> (8 * level)) & (SLOTS - 1);
    for (uint32_t ahead = 1; ahead <= SLOTS;)
    {
        const uint32_t slot = (present + ahead) & (SLOTS - 1);
        const uint64_t word = m_used[(level * SLOTS + slot) / 64] >> (slot % 64);
        if (word == 0)
        {
            ahead += 64 - slot % 64;
            continue;
        }
        const uint32_t found = ahead + __builtin_ctzll(word);
        return found <= SLOTS ? found : 0;
    }
    return 0;
}

uint64_t
TimerWheel::NextTick() const
{
    uint64_t next = UINT64_MAX;
    for (uint32_t level = 0; level < LEVELS; ++level)
    {
        const uint32_t ahead = Distance(level);
        if (ahead != 0)
        {
            const uint64_t slot = (m_now >> (8 * level)) + ahead;
            next = std::min(next, slot << (8 * level));
        }
    }
    return next;
}

Instant
TimerWheel::NextWake() const
{
    return m_size == 0 ? NEVER : Instant(NextTick()) * m_tick;
}

uint32_t
TimerWheel::Earliest() const
{
    for (uint32_t level = 0; level < LEVELS; ++level)
    {
        const uint32_t ahead = Distance(level);
        if (ahead != 0)
        {
            const uint32_t slot = ((m_now >> (8 * level)) + ahead) & (SLOTS - 1);
            return m_links[level * SLOTS + slot].next - HEADS;
        }
    }
    return NONE;
}

void
TimerWheel::Cascade()
{
    for (uint32_t level = 1; level < LEVELS; ++level)
    {
        if ((m_now & ((uint64_t(1) << (8 * level)) - 1)) != 0)
        {
            return;
        }
        const uint32_t head = level * SLOTS + ((m_now >> (8 * level)) & (SLOTS - 1));
        while (m_links[head].next != head)
        {
            const uint32_t link = m_links[head].next;
            Unlink(link);
            Insert(link);
        }
    }
}

uint32_t
TimerWheel::PopDue(uint64_t target)
{
    while (true)
    {
        const uint32_t head = m_now & (SLOTS - 1);
        const uint32_t link = m_links[head].next;
        if (link != head)
        {
            Unlink(link);
            --m_size;
            return link - HEADS;
        }
        const uint64_t next = m_size == 0 ? target : std::min(NextTick(), target);
        if (next <= m_now)
        {
            return NONE;
        }
        m_now = next;
        Cascade();
    }
}

} // namespace ns3::dhcpbackup
