/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * When the client acts: retransmission, T1, T2 and the start of leases.
 */

#include "client-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Draws for the messages of REBINDING are other ones than for those of RENEWING.
constexpr uint32_t REBINDING_PART = 4;

/// A share of [0, 1) as a number of [-1, 1).
double
Spread(double share)
{
    return 2 * share - 1;
}

} // namespace

double
ClientMachine::Share(const ClientState& state,
                     DrawPurpose purpose,
                     uint32_t n,
                     uint32_t part) const
{
    // From low to high: 8 bits of n, 32 of the transaction, 20 more of n, 4 of the part.
    const uint64_t event = (n & 0xff) | uint64_t(state.transaction) << 8 |
                           uint64_t(n >> 8 & 0xfffff) << 40 | uint64_t(part) << 60;
    return m_draw.Uniform(purpose, state.subscriber, event);
}

double
ClientMachine::RetryShare(const ClientState& state, uint32_t part) const
{
    // RENEWING and REBINDING count their messages each for itself, in one transaction.
    const uint32_t offset = state.phase == ClientPhase::REBINDING ? REBINDING_PART : 0;
    return Share(state, DrawPurpose::RETRY_JITTER, state.attempt, offset + part);
}

Duration
ClientMachine::Doubled(Duration first, Duration second, Duration max, uint32_t occurrence)
{
    return occurrence == 0 ? first
                           : std::min(second << std::min<uint32_t>(occurrence - 1, 20), max);
}

const RetrySchedule*
ClientMachine::Schedule(const ClientState& state) const
{
    switch (state.phase)
    {
    case ClientPhase::SELECTING:
        return &m_profile.discover;
    case ClientPhase::REQUESTING:
    case ClientPhase::INFORMING:
        return &m_profile.request;
    case ClientPhase::REBOOTING:
        return &m_profile.reboot;
    case ClientPhase::RENEWING:
        return &m_profile.renew;
    case ClientPhase::REBINDING:
        return &m_profile.rebind;
    default:
        return nullptr;
    }
}

Instant
ClientMachine::NextTry(ClientState& state, const RetrySchedule& schedule, Instant now) const
{
    switch (schedule.kind)
    {
    case RetrySchedule::DOUBLING: {
        const uint32_t waits = state.attempt - 1;
        const uint32_t doublings = waits - (schedule.firstTwice && waits > 0 ? 1 : 0);
        const Duration wait =
            std::min(schedule.first << std::min<uint32_t>(doublings, 16), schedule.longest);
        const Duration jitter = schedule.jitter + Duration(schedule.jitterShare * wait);
        return now + wait + schedule.lag + Duration(Spread(RetryShare(state, 0)) * jitter);
    }
    case RetrySchedule::REMAINDER: {
        const Instant end = state.phase == ClientPhase::RENEWING ? state.t2 : state.expiry;
        const Duration wait = std::max((end - now) / 2, schedule.first);
        return wait >= end - now ? end : now + wait;
    }
    case RetrySchedule::GROWING: {
        const uint32_t before = state.wait == 0 ? schedule.first / SECOND : state.wait;
        const uint32_t longest = schedule.longest / SECOND;
        const uint32_t grown = before + uint32_t(RetryShare(state, 0) * (2 * before));
        const uint32_t around = longest / 2 + uint32_t(RetryShare(state, 1) * longest);
        state.wait = grown > longest ? around : grown;
        // The clock's second counts, and the fraction of it is another one each time.
        return (now / SECOND + state.wait) * SECOND + Duration(RetryShare(state, 2) * SECOND);
    }
    case RetrySchedule::HALVING: {
        const Duration left = state.expiry - now - schedule.first;
        const Duration half = left > schedule.longest ? left / 2 / SECOND * SECOND : 0;
        if (half == 0)
        {
            state.t2 = now + schedule.first;
        }
        return now + schedule.first + half;
    }
    }
    return NEVER;
}

Instant
ClientMachine::NextWake(ClientState& state, Instant now) const
{
    const RetrySchedule& schedule = *Schedule(state);
    const bool last = schedule.tries != 0 && state.attempt >= schedule.tries;
    Instant wake = NextTry(state, schedule, now);
    if (schedule.patience != NEVER && !schedule.waitsOut)
    {
        wake = std::min(wake, state.requested + schedule.patience);
    }
    if (state.phase == ClientPhase::RENEWING)
    {
        wake = last ? state.t2 : std::min(wake, m_profile.rebindsAtT2 ? state.t2 : state.expiry);
    }
    else if (state.phase == ClientPhase::REBINDING)
    {
        const bool silent = last && !m_profile.dropsAfterRebind;
        wake = silent ? state.expiry : std::min(wake, state.expiry);
    }
    return wake;
}

bool
ClientMachine::IsTired(const ClientState& state, const RetrySchedule& schedule, Instant now) const
{
    const bool often = schedule.tries != 0 && state.attempt >= schedule.tries;
    const bool late = schedule.patience != NEVER && state.attempt > 0 &&
                      now - state.requested >= schedule.patience;
    return often || late;
}

Instant
ClientMachine::LeaseStart(const ClientState& state) const
{
    return state.requested + (m_profile.countsFromLast ? state.lastTry * MILLISECOND : 0);
}

void
ClientMachine::SetTimers(ClientState& state, const DhcpMessage& ack, uint32_t lease) const
{
    if (lease == INFINITE_LEASE)
    {
        state.t1 = NEVER;
        state.t2 = NEVER;
        return;
    }
    const auto given1 = ack.options.GetU32(OPT_T1);
    const auto given2 = ack.options.GetU32(OPT_T2);
    const bool sane = given1 && given2 && *given1 <= *given2 && *given2 <= lease;
    const bool given = m_profile.honoursTimers && sane;
    const Instant start = LeaseStart(state);
    const Duration length = lease * SECOND;
    const Duration t1 = given ? *given1 * SECOND : Duration(m_profile.t1 * length);
    const Duration t2 = given ? *given2 * SECOND : Duration(m_profile.t2 * length);
    const double early = m_profile.t1Spread * Share(state, DrawPurpose::TIMER_FUZZ, 2);
    const Duration fuzz1 = Spread(Share(state, DrawPurpose::TIMER_FUZZ, 0)) * m_profile.timerFuzz;
    const Duration fuzz2 = Spread(Share(state, DrawPurpose::TIMER_FUZZ, 1)) * m_profile.timerFuzz;
    state.t2 = start + std::clamp<Duration>(t2 + fuzz2, 0, length);
    state.t1 = start + std::max<Duration>(t1 - Duration(early * t1) + fuzz1, 0);
    state.t1 = std::min(state.t1, state.t2);
}

} // namespace ns3::dhcpbackup
