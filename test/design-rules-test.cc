/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario.h"

#include <functional>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;

namespace
{

/// The places of the problems of a design after a change of the default scenario.
std::vector<std::string>
PlacesOf(const std::string& design, const std::function<void(Scenario&)>& change = {})
{
    Scenario scenario;
    scenario.designs = {design};
    if (change)
    {
        change(scenario);
    }
    std::vector<std::string> places;
    for (const ScenarioProblem& problem : scenario.Errors())
    {
        places.push_back(problem.place);
    }
    return places;
}

} // namespace

TEST(DesignRules, KnobsOfADesignMustMakeSenseIfItIsAskedFor)
{
    const struct
    {
        const char* design;
        const char* place;
        std::function<void(Scenario&)> change;
    } cases[] = {
        {"long-lease", "leases.longTime", [](Scenario& s) { s.leases.longTime = s.leases.time; }},
        {"long-lease", "leases.longTime", [](Scenario& s) { s.leases.longTime += 1; }},
        {"long-lease", "leases.maxTime", [](Scenario& s) { s.leases.maxTime = 2 * HOUR; }},
        {"short-lease", "relay.shortLease", [](Scenario& s) { s.relay.shortLease = 59 * SECOND; }},
        {"short-lease", "relay.shortLease", [](Scenario& s) { s.relay.shortLease = 30 * MINUTE; }},
        {"short-lease", "relay.shortLease", [](Scenario& s) { s.leases.t1 = 0.1; }},
        {"short-lease", "relay.shortLease", [](Scenario& s) { s.relay.shortLease += 1; }},
        {"short-lease",
         "relay.interception",
         [](Scenario& s) { s.relay.interception = INTERCEPT_NONE; }},
        {"leasequery-rebuild",
         "server.profile",
         [](Scenario& s) { s.server.profile = SERVER_KEA; }},
        {"split-scope", "pair.firstShare", [](Scenario& s) { s.pair.firstShare = 0; }},
        {"split-scope", "pair.firstShare", [](Scenario& s) { s.pair.firstShare = 1; }},
    };
    for (const auto& [design, place, change] : cases)
    {
        EXPECT_EQ(PlacesOf(design), std::vector<std::string>{}) << design;
        EXPECT_EQ(PlacesOf(design, change), std::vector<std::string>{place}) << design;
        EXPECT_EQ(PlacesOf("plain", change), std::vector<std::string>{}) << design;
    }
}

TEST(DesignRules, TheLimitsThemselvesAreAllowed)
{
    EXPECT_EQ(PlacesOf("short-lease", [](Scenario& s) { s.relay.shortLease = 60 * SECOND; }),
              std::vector<std::string>{});
    EXPECT_EQ(PlacesOf("short-lease",
                       [](Scenario& s) { s.relay.shortLease = 30 * MINUTE - SECOND; }),
              std::vector<std::string>{});
}
