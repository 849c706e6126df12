/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/unit-text.h"

#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

TEST(UnitText, DurationsAreWrittenInTheLargestUnitWithoutFraction)
{
    EXPECT_EQ(DurationText(0), "0s");
    EXPECT_EQ(DurationText(1), "1ns");
    EXPECT_EQ(DurationText(1'000'001), "1000001ns");
    EXPECT_EQ(DurationText(100 * MICROSECOND), "100us");
    EXPECT_EQ(DurationText(20 * MILLISECOND), "20ms");
    EXPECT_EQ(DurationText(90 * SECOND), "90s");
    EXPECT_EQ(DurationText(90 * MINUTE), "90min");
    EXPECT_EQ(DurationText(48 * HOUR), "48h");
}

TEST(UnitText, NumbersAreWrittenShortAndExact)
{
    EXPECT_EQ(NumberText(0.2), "0.2");
    EXPECT_EQ(NumberText(50), "50");
    EXPECT_EQ(NumberText(0.1 + 0.2), "0.30000000000000004");
}

} // namespace

} // namespace ns3::dhcpbackup
