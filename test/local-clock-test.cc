/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/draw.h"
#include "ns3/local-clock.h"

#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;

TEST(LocalClock, ATrueClockIsExact)
{
    const LocalClock clock;
    for (const Instant at : {Instant(0), Instant(1), 3 * HOUR + 1, Instant(1) << 61})
    {
        EXPECT_EQ(clock.ToLocal(at), at);
        EXPECT_EQ(clock.ToSimulation(at), at);
    }
    EXPECT_EQ(clock.ToLocal(NEVER), NEVER);
    EXPECT_EQ(clock.ToSimulation(NEVER), NEVER);
}

TEST(LocalClock, OffsetAndRateAddUp)
{
    const LocalClock behind(1, -5 * SECOND);
    EXPECT_EQ(behind.ToLocal(7 * SECOND), 2 * SECOND);
    EXPECT_EQ(behind.ToSimulation(2 * SECOND), 7 * SECOND);
    const LocalClock fast(1.25, 1 * SECOND);
    EXPECT_EQ(fast.ToLocal(100 * SECOND), 126 * SECOND);
    EXPECT_EQ(fast.ToSimulation(126 * SECOND), 100 * SECOND);
    EXPECT_EQ(LocalClock(0.5).ToLocal(10), 5);
}

TEST(LocalClock, ASimulatorInstantIsTheFirstThatShowsALocalOne)
{
    // Else a machine would be woken a nanosecond early, and wait for the same instant again.
    const Draw draw(1, 1);
    for (uint32_t i = 0; i < 2000; ++i)
    {
        const double rate = 0.1 + 3 * draw.Uniform(DrawPurpose::ARRIVAL, i, 0);
        const LocalClock clock(rate, draw.Bits(DrawPurpose::ARRIVAL, i, 1));
        const Instant local = draw.Uniform(DrawPurpose::ARRIVAL, i, 2) * 1000 * HOUR;
        const Instant at = clock.ToSimulation(local);
        EXPECT_GE(clock.ToLocal(at), local) << rate;
        EXPECT_LT(clock.ToLocal(at - 1), local) << rate;
    }
}

TEST(LocalClock, AnotherRateHoldsFromNowOnWithoutAJump)
{
    LocalClock clock;
    clock.ChangeRate(2, 10 * SECOND);
    EXPECT_EQ(clock.ToLocal(10 * SECOND), 10 * SECOND);
    EXPECT_EQ(clock.ToLocal(11 * SECOND), 12 * SECOND);
    clock.ChangeRate(1, 20 * SECOND);
    EXPECT_EQ(clock.ToLocal(21 * SECOND), 31 * SECOND);
    EXPECT_EQ(clock.ToSimulation(31 * SECOND), 21 * SECOND);
    EXPECT_EQ(clock.GetRate(), 1);
}
