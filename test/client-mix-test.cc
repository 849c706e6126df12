/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/client-profile.h"
#include "ns3/scenario-check.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

namespace
{

/// A scenario whose subscribers have a mix of clients.
ScenarioResult
WithProfiles(const std::string& profiles)
{
    return ParseScenario(R"({"name": "x", "subscribers": {"count": 5, "profiles": )" + profiles +
                             "}}",
                         "f");
}

} // namespace

TEST(ClientMix, EveryProfileCanBeNamed)
{
    for (const std::string& name : ClientProfileNames())
    {
        const ScenarioResult result = WithProfiles("{\"" + name + "\": 1}");
        ASSERT_TRUE(result.scenario) << name;
        EXPECT_EQ(result.scenario->subscribers.ProfileAt(0), name);
        EXPECT_EQ(result.scenario->subscribers.ProfileAt(0.999), name);
    }
    EXPECT_EQ(Scenario().subscribers.ProfileAt(0.5), "rfc2131");
}

TEST(ClientMix, UnknownNamesAreRefusedWithTheNearestOne)
{
    EXPECT_THAT(WithProfiles(R"({"dhclinet": 1})").errors,
                testing::Contains(testing::AllOf(
                    StartsWith("f:subscribers.profiles.dhclinet: found an unknown key"),
                    HasSubstr("did you mean \"dhclient\"?"))));
    Scenario scenario;
    scenario.subscribers.profiles = {{"sytemd", 1}};
    const auto errors = scenario.Errors();
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0].place, "subscribers.profiles.sytemd");
    EXPECT_THAT(errors[0].text, HasSubstr("did you mean \"systemd\"?"));
}

TEST(ClientMix, SharesMustBePositiveAndAddUpToOne)
{
    EXPECT_THAT(WithProfiles(R"({"rfc2131": 0.5, "udhcpc": 0.4})").errors,
                ElementsAre("f:subscribers.profiles: found shares that add up to 0.9, expected "
                            "shares that add up to 1"));
    EXPECT_THAT(WithProfiles(R"({"rfc2131": 1, "udhcpc": 0})").errors,
                ElementsAre(StartsWith("f:subscribers.profiles.udhcpc: found 0, expected a share")));
    EXPECT_THAT(WithProfiles(R"({"rfc2131": 1.5, "udhcpc": -0.5})").errors.size(), 2u);
    EXPECT_THAT(WithProfiles("{}").errors,
                ElementsAre(StartsWith("f:subscribers.profiles: found shares that add up to 0")));
    EXPECT_TRUE(WithProfiles(R"({"rfc2131": 0.333, "udhcpc": 0.333, "apple": 0.333})").scenario)
        << "rounding is meant well";
}

TEST(ClientMix, IsWrittenAndReadBack)
{
    const ScenarioResult first = WithProfiles(R"({"rfc2131": 0.5, "dhclient": 0.3, "udhcpc": 0.2})");
    ASSERT_TRUE(first.scenario);
    const ScenarioResult second = ParseScenario(ToJson(*first.scenario), "f");
    ASSERT_TRUE(second.scenario);
    EXPECT_EQ(second.scenario->subscribers.profiles, first.scenario->subscribers.profiles);
    Scenario other = *first.scenario;
    other.subscribers.profiles = {{"rfc2131", 1}};
    EXPECT_NE(ScenarioHash(other), ScenarioHash(*first.scenario));
}

TEST(ClientMix, SharesCoverTheDrawsFromZeroToOne)
{
    Scenario scenario;
    scenario.subscribers.profiles = {{"apple", 0.25}, {"rfc2131", 0.5}, {"udhcpc", 0.25}};
    EXPECT_EQ(scenario.subscribers.ProfileAt(0), "apple");
    EXPECT_EQ(scenario.subscribers.ProfileAt(0.2499), "apple");
    EXPECT_EQ(scenario.subscribers.ProfileAt(0.25), "rfc2131");
    EXPECT_EQ(scenario.subscribers.ProfileAt(0.75), "udhcpc");
    scenario.subscribers.profiles = {{"apple", 0.333}, {"rfc2131", 0.333}, {"udhcpc", 0.333}};
    EXPECT_EQ(scenario.subscribers.ProfileAt(0.9999), "udhcpc");
}

TEST(ClientMix, CheckSaysThatItReckonsWithRfc2131Clients)
{
    const std::string doubt = "as if all had the profile rfc2131";
    Scenario scenario;
    scenario.faults.faults.emplace_back().length = 1 * HOUR;
    EXPECT_THAT(CheckText(scenario), Not(HasSubstr(doubt)));
    scenario.subscribers.profiles = {{"rfc2131", 0.5}, {"udhcpc", 0.5}};
    EXPECT_THAT(CheckText(scenario), HasSubstr(doubt));
}
