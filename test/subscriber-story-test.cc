/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/scenario-runner.h"
#include "ns3/story-tap.h"
#include "ns3/story-text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using testing::HasSubstr;
using testing::Not;

namespace
{

/// A client behind a relay, with a lease of ten minutes, and a server that is away for fifteen.
class SubscriberStoryTest : public testing::Test
{
  protected:
    SubscriberStoryTest()
    {
        scenario.subscribers.count = 2;
        scenario.subscribers.arrival.within = 1 * SECOND;
        scenario.network.relays = 1;
        scenario.leases.time = 10 * MINUTE;
        Fault crash;
        crash.at = 14 * MINUTE;
        crash.length = 15 * MINUTE;
        scenario.faults.faults.push_back(crash);
    }

    /// Tell the story of subscriber 1.
    SubscriberStory Tell(const std::string& design) const
    {
        std::unique_ptr<StoryTap> tap;
        RunScenario(scenario, design, "", {}, [&tap](const BackupNetwork& network) {
            tap = std::make_unique<StoryTap>(network, 1, 0);
        });
        return tap->Story();
    }

    Scenario scenario;
};

} // namespace

TEST_F(SubscriberStoryTest, PlainClientLosesItsLeaseSinceNobodyAnswered)
{
    const SubscriberStory story = Tell("plain");
    const std::string verdict = StoryVerdict(story);
    EXPECT_THAT(verdict, HasSubstr("its lease ran out: nobody answered 5 REQUESTs"));
    EXPECT_THAT(verdict, HasSubstr("during server-crash at 14min for 15min."));
    EXPECT_THAT(verdict, HasSubstr("It gets its old address 10.0.0."));
    EXPECT_THAT(verdict, Not(HasSubstr("throughout")));
    const std::string chart = StoryChart(story, false);
    EXPECT_THAT(chart, HasSubstr("passes the relay as any packet, and gets nowhere"))
        << "a unicast renewal";
    EXPECT_THAT(chart, HasSubstr("the server never works on it")) << "a broadcast one";
    EXPECT_THAT(chart, HasSubstr("expired\nleases end -"));
}

TEST_F(SubscriberStoryTest, ClientOfARelayWithBackupKeepsIt)
{
    const SubscriberStory story = Tell("relay-backup");
    const std::string verdict = StoryVerdict(story);
    EXPECT_THAT(verdict, HasSubstr("The relay stood in"));
    EXPECT_THAT(verdict, HasSubstr("The server confirms what the relay promised."));
    EXPECT_THAT(verdict, HasSubstr("It kept 10.0.0."));
    EXPECT_THAT(verdict, Not(HasSubstr("loses")));
    const std::string chart = StoryChart(story, false);
    EXPECT_THAT(chart, HasSubstr("relay: stands in for the server"));
    EXPECT_THAT(chart, HasSubstr("relay: its promise is closed, confirmed"));
}

TEST_F(SubscriberStoryTest, AFirstLeaseTakesFourMessagesOverTwoHops_Rfc2131_3_1)
{
    scenario.faults.faults.clear();
    scenario.run.duration = 1 * MINUTE;
    const std::string chart = StoryChart(Tell("plain"), false);
    size_t arrows = 0;
    for (const std::string arrow : {"--- DISCOVER --->", "<---- OFFER -----", "<----- ACK ------",
                                    "---- REQUEST --->"})
    {
        size_t count = 0;
        for (size_t at = chart.find(arrow); at != std::string::npos; at = chart.find(arrow, at + 1))
        {
            ++count;
        }
        EXPECT_EQ(count, 2u) << arrow;
        arrows += count;
    }
    EXPECT_EQ(arrows, 8u);
}

TEST_F(SubscriberStoryTest, EverythingIsLongerThanTheSummary)
{
    const SubscriberStory story = Tell("plain");
    const std::string summary = StoryChart(story, false);
    const std::string everything = StoryChart(story, true);
    EXPECT_THAT(summary, HasSubstr("renewed by the server"));
    EXPECT_THAT(everything, Not(HasSubstr("renewed by the server")));
    EXPECT_THAT(everything, Not(HasSubstr("times more")));
    EXPECT_GT(everything.size(), summary.size());
}

TEST(SubscriberStory, WhatOthersDoIsLeftOut)
{
    using test::Client;
    SubscriberStory story(Client(1).chaddr, 0);
    const DhcpMessage mine = test::FromClient(Client(1), DHCPDISCOVER, 1);
    const DhcpMessage other = test::FromClient(Client(2), DHCPDISCOVER, 2);
    story.Message(StoryEvent::CLIENT_TX, mine, "", 0);
    story.Message(StoryEvent::CLIENT_TX, other, "", 0);
    StoryEvent settled;
    settled.kind = StoryEvent::SETTLED;
    settled.address = test::Ip(9);
    story.Note(settled);
    EXPECT_EQ(story.Events().size(), 1u) << "10.0.0.9 is not this client's";
    story.Message(StoryEvent::CLIENT_RX,
                  test::Answer(mine, DHCPOFFER, test::Ip(9), 600),
                  "",
                  1);
    story.Note(settled);
    EXPECT_EQ(story.Events().size(), 3u) << "now it is";
}

TEST(ClockText, HoursMinutesSecondsMilliseconds)
{
    EXPECT_EQ(ClockText(0), "0:00:00.000");
    EXPECT_EQ(ClockText(9 * HOUR + 59 * MINUTE + 3 * SECOND + 7 * MILLISECOND), "9:59:03.007");
    EXPECT_EQ(ClockText(100 * HOUR), "100:00:00.000");
    EXPECT_EQ(ClockText(NEVER), "never");
}
