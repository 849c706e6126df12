/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/nearest-name.h"

#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

const std::vector<std::string> NAMES = {"count", "clientId", "arrival", "latecomers", "at", "for"};

TEST(NearestName, FindsNamesWithFewWrongLetters)
{
    EXPECT_EQ(NearestName("cuont", NAMES), "count");            // swapped
    EXPECT_EQ(NearestName("counts", NAMES), "count");           // one more
    EXPECT_EQ(NearestName("arival", NAMES), "arrival");         // one less
    EXPECT_EQ(NearestName("latecommerz", NAMES), "latecomers"); // two wrong
}

TEST(NearestName, CaseAndHyphensDoNotCount)
{
    EXPECT_EQ(NearestName("client-id", NAMES), "clientId");
    EXPECT_EQ(NearestName("CLIENT_ID", NAMES), "clientId");
}

TEST(NearestName, AsksNothingWhenNoNameIsNear)
{
    EXPECT_EQ(NearestName("servers", NAMES), "");
    EXPECT_EQ(NearestName("", NAMES), "");
    EXPECT_EQ(NearestName("xy", NAMES), "");
    EXPECT_EQ(NearestName("count", {}), "");
    EXPECT_EQ(NearestName(std::string(1'000'000, 'c'), NAMES), "");
}

TEST(NearestName, TakesTheNearestAndTheFirstOfEquals)
{
    EXPECT_EQ(NearestName("link-dwn", {"link-up", "link-down"}), "link-down");
    EXPECT_EQ(NearestName("cat", {"bat", "hat"}), "bat");
}

TEST(NearestName, HintIsAQuestionOrNothing)
{
    EXPECT_EQ(NearestNameHint("cuont", NAMES), "; did you mean \"count\"?");
    EXPECT_EQ(NearestNameHint("servers", NAMES), "");
}

} // namespace

} // namespace ns3::dhcpbackup
