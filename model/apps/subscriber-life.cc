/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-life.h"

#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

/// Long enough that years of life fit into the wheel.
constexpr Duration TICK = 100 * MILLISECOND;
/// Later than this nothing happens in any run.
constexpr Duration LONGEST_WAIT = 3650 * 24 * HOUR;

} // namespace

SubscriberLife::SubscriberLife(Ptr<SubscriberDirectory> subscribers)
    : m_subscribers(subscribers),
      m_draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun()),
      m_wheel(TICK)
{
}

void
SubscriberLife::Add(uint32_t first, uint32_t count, const Churn& churn)
{
    m_sections.push_back({first, uint32_t(m_turns.size()), churn});
    m_turns.resize(m_turns.size() + count, Turn{0, 0});
}

const SubscriberLife::Section&
SubscriberLife::SectionOf(uint32_t member) const
{
    const auto behind = std::upper_bound(m_sections.begin(),
                                         m_sections.end(),
                                         member,
                                         [](uint32_t number, const Section& section) {
                                             return number < section.member;
                                         });
    return *(behind - 1);
}

Duration
SubscriberLife::Wait(DrawPurpose purpose, uint32_t subscriber, uint32_t n, Duration mean) const
{
    const double wait = -std::log1p(-m_draw.Uniform(purpose, subscriber, n)) * double(mean);
    return wait < double(LONGEST_WAIT) ? Duration(wait) : LONGEST_WAIT;
}

void
SubscriberLife::Begin(uint32_t subscriber, Instant arrival)
{
    const auto behind = std::upper_bound(m_sections.begin(),
                                         m_sections.end(),
                                         subscriber,
                                         [](uint32_t number, const Section& section) {
                                             return number < section.first;
                                         });
    const Section& section = *(behind - 1);
    const uint32_t member = section.member + (subscriber - section.first);
    m_wheel.Schedule(member,
                     arrival + Wait(DrawPurpose::CHURN_STAY, subscriber, 0, section.churn.stay));
}

void
SubscriberLife::Start()
{
    ScheduleWake();
}

void
SubscriberLife::Stop()
{
    Simulator::Cancel(m_wake);
}

void
SubscriberLife::Act(uint32_t member, Instant now)
{
    const Section& section = SectionOf(member);
    const Churn& churn = section.churn;
    const uint32_t subscriber = section.first + (member - section.member);
    Turn& turn = m_turns[member];
    const uint32_t stay = turn.stays;
    if (turn.away)
    {
        turn.away = 0;
        m_wheel.Schedule(member, now + Wait(DrawPurpose::CHURN_STAY, subscriber, stay, churn.stay));
        m_subscribers->Return(subscriber);
        return;
    }
    turn.away = 1;
    turn.stays = stay + 1;
    if (m_draw.Uniform(DrawPurpose::CHURN_RETURN, subscriber, stay) < churn.returns)
    {
        m_wheel.Schedule(member, now + Wait(DrawPurpose::CHURN_AWAY, subscriber, stay, churn.away));
    }
    const double order = m_draw.Uniform(DrawPurpose::CHURN_RELEASE, subscriber, stay);
    m_subscribers->Leave(subscriber, order < churn.releases);
}

void
SubscriberLife::Wake()
{
    const Instant now = Simulator::Now().GetNanoSeconds();
    std::vector<uint32_t> due;
    m_wheel.Advance(now, [&due](uint32_t member) { due.push_back(member); });
    std::sort(due.begin(), due.end());
    for (const uint32_t member : due)
    {
        Act(member, now);
    }
    ScheduleWake();
}

void
SubscriberLife::ScheduleWake()
{
    const Instant next = m_wheel.NextWake();
    if (next != NEVER)
    {
        const Duration wait = std::max<Duration>(next - Simulator::Now().GetNanoSeconds(), 0);
        m_wake = Simulator::Schedule(NanoSeconds(wait),
                                     &SubscriberLife::Wake,
                                     Ptr<SubscriberLife>(this));
    }
}

} // namespace ns3::dhcpbackup
