/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/student-interval.h"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>

using namespace ns3::dhcpbackup;

namespace
{

const double NOTHING = std::numeric_limits<double>::quiet_NaN();

} // namespace

TEST(StudentInterval, IsMeanAndStudentsHalfWidth)
{
    // t of 4 degrees of freedom at 97.5 % is 2.776445 (Student's table); s = sqrt(2.5).
    const StudentInterval interval = IntervalOf({1, 2, 3, 4, 5});
    EXPECT_EQ(interval.values, 5u);
    EXPECT_DOUBLE_EQ(interval.mean, 3);
    EXPECT_NEAR(interval.halfWidth, 2.776445 * std::sqrt(2.5 / 5), 1e-5);
    EXPECT_NEAR(interval.Low(), 3 - interval.halfWidth, 1e-12);
    EXPECT_NEAR(interval.High(), 3 + interval.halfWidth, 1e-12);
    // One degree of freedom: 12.7062.
    EXPECT_NEAR(IntervalOf({10, 12}).halfWidth, 12.7062, 1e-3);
    EXPECT_EQ(IntervalOf({7, 7, 7}).halfWidth, 0);
}

TEST(StudentInterval, ValuesThatAreNothingAreLeftOut)
{
    const StudentInterval interval = IntervalOf({NOTHING, 10, NOTHING, 12});
    EXPECT_EQ(interval.values, 2u);
    EXPECT_EQ(interval.mean, 11);
    EXPECT_EQ(IntervalOf({}).values, 0u);
    EXPECT_TRUE(std::isnan(IntervalOf({NOTHING}).mean));
    EXPECT_EQ(IntervalOf({4}).mean, 4);
    EXPECT_TRUE(std::isnan(IntervalOf({4}).halfWidth));
}

TEST(StudentInterval, TextEndsWhereTheHalfWidthDoes)
{
    EXPECT_EQ(IntervalText({10, 1815042.4, 1234.5}, 1, 1), "1815000 +- 1200");
    EXPECT_EQ(IntervalText({10, 12.3456, 0.0345}, 1, 1), "12.346 +- 0.035");
    EXPECT_EQ(IntervalText({10, 0.99952, 0.00013}, 100, 2), "99.952 +- 0.013");
    EXPECT_EQ(IntervalText({10, 1, 1e-12}, 1, 1), "1.000000 +- 0.000000");
    EXPECT_EQ(IntervalText({10, 7, 0}, 1, 1), "7.0 +- 0.0");
    EXPECT_EQ(IntervalText({1, 7.25, NOTHING}, 1, 1), "7.2");
    EXPECT_EQ(IntervalText({0, NOTHING, NOTHING}, 1, 1), "-");
}
