/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/solve-command.h"

#include <gtest/gtest.h>
#include <set>

using namespace ns3::dhcpbackup;

TEST(Solve, FindsTheFirstThatHoldsWithFewQuestions)
{
    for (const size_t count : {1, 2, 3, 64, 65, 1000})
    {
        for (size_t first = 0; first <= count; ++first)
        {
            std::multiset<size_t> asked;
            const auto found = FirstThatHolds(count, [&](size_t index) {
                EXPECT_LT(index, count);
                asked.insert(index);
                return index >= first;
            });
            EXPECT_EQ(found.has_value(), first < count);
            EXPECT_EQ(found.value_or(first), first);
            EXPECT_LE(asked.size(), 2 + 10u) << "two ends, and half of a thousand ten times";
            EXPECT_EQ(asked.size(), std::set<size_t>(asked.begin(), asked.end()).size())
                << "nothing is asked twice";
        }
    }
}

TEST(Solve, NeedsEightStepsForTheDefaultRange)
{
    size_t asked = 0;
    FirstThatHolds(65, [&asked](size_t index) {
        ++asked;
        return index >= 17;
    });
    EXPECT_LE(asked, 8u);
}
