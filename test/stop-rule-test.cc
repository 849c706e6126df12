/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/stop-rule.h"

#include <gtest/gtest.h>
#include <limits>

using namespace ns3::dhcpbackup;

namespace
{

const double NOTHING = std::numeric_limits<double>::quiet_NaN();

StopAt
At(double halfWidth)
{
    return {"client_outage_total", halfWidth};
}

} // namespace

TEST(StopRule, WithoutAHalfWidthAllReplicationsAreWanted)
{
    StopRule rule(At(0), 1, 9);
    for (uint32_t i = 0; i < 9; ++i)
    {
        rule.Add(i, 0, 5);
    }
    EXPECT_EQ(rule.Wanted(), 9u);
}

TEST(StopRule, StopsWhenTheIntervalsOfAllDesignsAreNarrow)
{
    // Half-widths of {100, 102, 98}: 4.97; of {100, 140, 60}: 99; then of five: 35.1.
    StopRule rule(At(0.5), 2, 9);
    const double first[] = {100, 102, 98, 100, 100};
    const double second[] = {100, 140, 60, 100, 100};
    for (uint32_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(rule.Wanted(), 9u) << i;
        rule.Add(i, 0, first[i]);
        rule.Add(i, 1, second[i]);
    }
    EXPECT_EQ(rule.Wanted(), 5u);
    rule.Add(5, 0, 9999);
    rule.Add(5, 1, 9999);
    EXPECT_EQ(rule.Wanted(), 5u) << "what comes late changes nothing";
}

TEST(StopRule, CountsReplicationsInTheirOrderWhicheverEndsFirst)
{
    StopRule rule(At(0.1), 1, 9);
    rule.Add(3, 0, 100);
    rule.Add(2, 0, 100);
    rule.Add(1, 0, 100);
    EXPECT_EQ(rule.Wanted(), 9u) << "the first is not known";
    rule.Add(0, 0, 100);
    EXPECT_EQ(rule.Wanted(), 3u);
}

TEST(StopRule, NeedsThreeValuesOrNone)
{
    StopRule rule(At(0.1), 2, 9);
    for (uint32_t i = 0; i < 4; ++i)
    {
        rule.Add(i, 0, i < 2 ? NOTHING : 100); // two failed
        rule.Add(i, 1, NOTHING);               // nothing to measure at all
        EXPECT_EQ(rule.Wanted(), 9u) << i;
    }
    rule.Add(4, 0, 100);
    rule.Add(4, 1, NOTHING);
    EXPECT_EQ(rule.Wanted(), 5u);
}

TEST(StopRule, AMeanOfZeroIsNarrowIfAllAgree)
{
    StopRule rule(At(0.1), 1, 9);
    for (uint32_t i = 0; i < 3; ++i)
    {
        rule.Add(i, 0, 0);
    }
    EXPECT_EQ(rule.Wanted(), 3u);
}
