/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

using testing::HasSubstr;
using testing::IsEmpty;

/// The problems of the default scenario after a change, "place: text" each.
std::vector<std::string>
ErrorsAfter(const std::function<void(Scenario&)>& change)
{
    Scenario scenario;
    change(scenario);
    std::vector<std::string> lines;
    for (const ScenarioProblem& problem : scenario.Errors())
    {
        lines.push_back(problem.place + ": " + problem.text);
    }
    return lines;
}

Fault
Crash(Instant at, Duration length)
{
    Fault fault;
    fault.at = at;
    fault.length = length;
    return fault;
}

TEST(Scenario, DefaultIsWithoutErrorsAndWarnings)
{
    EXPECT_THAT(ErrorsAfter([](Scenario&) {}), IsEmpty());
    EXPECT_THAT(Scenario{}.Warnings(), IsEmpty());
}

TEST(Scenario, SubscribersAreDealtOutToRelaysInTurn)
{
    Scenario scenario;
    scenario.subscribers.count = 10;
    scenario.subscribers.latecomers.count = 1;
    scenario.network.relays = 4;
    EXPECT_EQ(scenario.Population(), 11u);
    std::vector<uint32_t> counted(4);
    for (uint32_t i = 0; i < scenario.Population(); ++i)
    {
        ++counted.at(scenario.Plan().PlaceOf(i).relay);
    }
    EXPECT_EQ(counted, (std::vector<uint32_t>{3, 3, 3, 2}));
    for (uint32_t relay = 0; relay < 4; ++relay)
    {
        EXPECT_EQ(scenario.SubscribersAt(relay), counted[relay]);
    }
}

TEST(Scenario, PoolHasRoomForAQuarterMoreUnlessGiven)
{
    Scenario scenario;                    // 1000 subscribers behind 20 relays
    EXPECT_EQ(scenario.PoolSize(0), 63u); // 50 + 12.5, rounded up
    scenario.subscribers.count = 1;
    EXPECT_EQ(scenario.PoolSize(0), 2u);
    EXPECT_EQ(scenario.PoolSize(19), 0u);
    scenario.leases.poolPerRelay = 7;
    EXPECT_EQ(scenario.PoolSize(19), 7u);
}

TEST(Scenario, AutomaticDurationIsTwoLeasesAfterTheLastArrival)
{
    Scenario scenario; // arrival within 30 min, leases of 1 h
    EXPECT_EQ(scenario.EffectiveDuration(), 150 * MINUTE);
    scenario.subscribers.latecomers = {5, 3 * HOUR, 10 * MINUTE};
    EXPECT_EQ(scenario.EffectiveDuration(), 310 * MINUTE);
    scenario.subscribers.latecomers.count = 0; // nobody comes late
    EXPECT_EQ(scenario.EffectiveDuration(), 150 * MINUTE);
}

TEST(Scenario, AutomaticDurationIsALeaseAndTenMinutesAfterTheLastHealing)
{
    Scenario scenario;
    scenario.faults.faults = {Crash(150 * MINUTE, 75 * MINUTE), Crash(160 * MINUTE, MINUTE)};
    EXPECT_EQ(scenario.EffectiveDuration(), 295 * MINUTE); // 225 + 60 + 10
    scenario.faults.faults = {Crash(MINUTE, MINUTE)};
    EXPECT_EQ(scenario.EffectiveDuration(), 150 * MINUTE);
    scenario.run.duration = 4 * HOUR;
    EXPECT_EQ(scenario.EffectiveDuration(), 4 * HOUR);
}

TEST(Scenario, RunsEndNoSoonerThanTheLastHealingPlusOneLease)
{
    const auto withDuration = [](Duration duration) {
        return ErrorsAfter([duration](Scenario& s) {
            s.faults.faults = {Crash(2 * HOUR, HOUR)};
            s.run.duration = duration;
        });
    };
    EXPECT_THAT(withDuration(4 * HOUR), IsEmpty());
    EXPECT_THAT(
        withDuration(4 * HOUR - 1),
        testing::ElementsAre(HasSubstr("run.duration: found 14399999999999ns, expected auto "
                                       "or at least 4h")));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.run.duration = MINUTE; }), IsEmpty());
}

TEST(Scenario, EachWrongValueIsNamedWithItsPlace)
{
    const std::pair<const char*, std::function<void(Scenario&)>> cases[] = {
        {"name", [](Scenario& s) { s.name = ""; }},
        {"name", [](Scenario& s) { s.name = "../x"; }},
        {"name", [](Scenario& s) { s.name = "Upper"; }},
        {"name", [](Scenario& s) { s.name = std::string(65, 'a'); }},
        {"subscribers.count", [](Scenario& s) { s.subscribers.count = 0; }},
        {"subscribers.arrival.at", [](Scenario& s) { s.subscribers.arrival.at = -1; }},
        {"subscribers.arrival.within", [](Scenario& s) { s.subscribers.arrival.within = -1; }},
        {"subscribers.latecomers.from", [](Scenario& s) { s.subscribers.latecomers.from = NEVER; }},
        {"subscribers.latecomers.within",
         [](Scenario& s) { s.subscribers.latecomers.within = -1; }},
        {"network.relays", [](Scenario& s) { s.network.relays = 0; }},
        {"network.relays", [](Scenario& s) { s.network.relays = 10'001; }},
        {"network.access.rate", [](Scenario& s) { s.network.access.rate = 0; }},
        {"network.core.delay", [](Scenario& s) { s.network.core.delay = -1; }},
        {"network.core.queue", [](Scenario& s) { s.network.coreQueue = 0; }},
        {"leases.time", [](Scenario& s) { s.leases.time = 0; }},
        {"leases.time", [](Scenario& s) { s.leases.time = 1500 * MILLISECOND; }},
        {"leases.t1", [](Scenario& s) { s.leases.t1 = 0.9; }},
        {"leases.t1", [](Scenario& s) { s.leases.t1 = 0; }},
        {"leases.t1", [](Scenario& s) { s.leases.t2 = 1; }},
        {"leases.offerHold", [](Scenario& s) { s.leases.offerHold = 0; }},
        {"server.serviceTime", [](Scenario& s) { s.server.serviceTime = -1; }},
        {"server.queue", [](Scenario& s) { s.server.queue = 0; }},
        {"server.workers", [](Scenario& s) { s.server.workers = 0; }},
        {"server.serviceTimePerLease", [](Scenario& s) { s.server.serviceTimePerLease = -1; }},
        {"server.cacheThreshold", [](Scenario& s) { s.server.cacheThreshold = 1; }},
        {"server.store.latency", [](Scenario& s) { s.server.store.latency = -1; }},
        {"server.store.batch", [](Scenario& s) { s.server.store.batch = 0; }},
        {"server.store.delay", [](Scenario& s) { s.server.store.delay = -1; }},
        {"server.store.loadPerLease", [](Scenario& s) { s.server.store.loadPerLease = -1; }},
        {"server.hold", [](Scenario& s) { s.server.hold = -1; }},
        {"server.quietAfterLoss", [](Scenario& s) { s.server.quietAfterLoss = -1; }},
        {"server.leasequery",
         [](Scenario& s) {
             s.server.leasequery = true;
             s.server.profile = SERVER_KEA;
         }},
        {"leases.minTime", [](Scenario& s) { s.leases.minTime = s.leases.time + SECOND; }},
        {"leases.minTime", [](Scenario& s) { s.leases.minTime = SECOND / 2; }},
        {"leases.maxTime", [](Scenario& s) { s.leases.maxTime = s.leases.time - SECOND; }},
        {"leases.reserved", [](Scenario& s) { s.leases.reserved = s.subscribers.count + 1; }},
        {"relay.answerAfter", [](Scenario& s) { s.relay.answerAfter = 0; }},
        {"relay.failuresToStandIn", [](Scenario& s) { s.relay.failuresToStandIn = 0; }},
        {"relay.probeInterval", [](Scenario& s) { s.relay.probeInterval = 0; }},
        {"relay.journalCapacity", [](Scenario& s) { s.relay.journalCapacity = 0; }},
        {"relay.replayRate", [](Scenario& s) { s.relay.replayRate = 0; }},
        {"relay.replayRate", [](Scenario& s) { s.relay.replayRate = 1e7; }},
        {"relay.replayTimeout", [](Scenario& s) { s.relay.replayTimeout = 0; }},
        {"relay.replayTries", [](Scenario& s) { s.relay.replayTries = 0; }},
        {"relay.standInLimit", [](Scenario& s) { s.relay.standInLimit = -1; }},
        {"designs", [](Scenario& s) { s.designs.clear(); }},
        {"designs[1]",
         [](Scenario& s) {
             s.designs = {"plain", "plain"};
         }},
        {"designs[0]", [](Scenario& s) { s.designs = {"plane"}; }},
        {"faults[0].for", [](Scenario& s) { s.faults.faults = {Crash(0, 0)}; }},
        {"run.seed", [](Scenario& s) { s.run.seed = 0; }},
        {"run.run", [](Scenario& s) { s.run.run = 0; }},
        {"run.duration", [](Scenario& s) { s.run.duration = -1; }},
        {"run.pcap[0]",
         [](Scenario& s) {
             s.run.pcap = {{LinkName::CORE, 20}};
         }},
        {"run.pcap[0]",
         [](Scenario& s) {
             s.run.pcap = {{LinkName::ACCESS, 1000}};
         }},
        {"run.pcap[1]",
         [](Scenario& s) {
             s.run.pcap = {{LinkName::CORE, 1}, {LinkName::CORE, 1}};
         }},
    };
    for (const auto& [place, change] : cases)
    {
        const auto errors = ErrorsAfter(change);
        ASSERT_EQ(errors.size(), 1u) << place << ": " << testing::PrintToString(errors);
        EXPECT_THAT(errors[0], testing::StartsWith(std::string(place) + ": found ")) << place;
        EXPECT_THAT(errors[0], HasSubstr(", expected ")) << place;
    }
}

TEST(Scenario, UnlimitedStandInIsNoError)
{
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.relay.standInLimit = NEVER; }), IsEmpty());
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.relay.standInLimit = 0; }), IsEmpty());
}

TEST(Scenario, SubnetsMustFitIntoTheAddressSpace)
{
    // 500,000 subscribers and a quarter more in each of 20 subnets of 2^20 addresses: 20 * 2^20 are
    // more than 2^24.
    EXPECT_THAT(ErrorsAfter([](Scenario& s) { s.subscribers.count = 10'000'000; }),
                testing::ElementsAre("network.relays: found 20, expected at most 16, since subnets "
                                     "of 1048576 addresses must fit into 10.0.0.0/8"));
    EXPECT_THAT(ErrorsAfter([](Scenario& s) {
                    s.subscribers.count = 10'000'000;
                    s.network.relays = 16;
                }),
                IsEmpty());
}

TEST(Scenario, WarnsOfAPoolSmallerThanThePopulation)
{
    Scenario scenario;
    scenario.subscribers.count = 1010; // 51 behind ten relays, 50 behind the other ten
    scenario.leases.poolPerRelay = 50;
    EXPECT_THAT(scenario.Errors(), IsEmpty());
    EXPECT_THAT(
        scenario.Warnings(),
        testing::ElementsAre("leases.poolPerRelay: the pool of 50 addresses is smaller than "
                             "the population behind 10 of 20 relays; 10 subscribers will go "
                             "without an address even when nothing fails"));
    scenario.leases.poolPerRelay = 51;
    EXPECT_THAT(scenario.Warnings(), IsEmpty());
}

TEST(Scenario, WarnsOfFaultsBeforeTheNetworkHasSettled)
{
    Scenario scenario; // all on after 30 min, renewed once after 60 min
    scenario.faults.faults = {Crash(HOUR, HOUR), Crash(HOUR - 1, HOUR)};
    EXPECT_THAT(scenario.Warnings(), testing::ElementsAre(HasSubstr("faults[1].at: begins at ")));
}

TEST(Scenario, WarnsOfABusyServer)
{
    Scenario scenario; // 1000 / 1800 s = 0.556 renewals a second
    scenario.server.serviceTime = 1400 * MILLISECOND;
    EXPECT_THAT(scenario.Warnings(), IsEmpty()); // 78 %
    scenario.server.serviceTime = 1500 * MILLISECOND;
    EXPECT_THAT(scenario.Warnings(), testing::ElementsAre(HasSubstr("busy for 83 %")));
}

TEST(Scenario, WarnsOfALeasequeryThatNobodyAnswers)
{
    Scenario scenario;
    scenario.relay.leasequery = LEASEQUERY_SINGLE;
    EXPECT_THAT(scenario.Warnings(),
                testing::ElementsAre(HasSubstr("only if server.leasequery is true")));
    scenario.server.leasequery = true;
    EXPECT_THAT(scenario.Warnings(), IsEmpty());
    scenario.relay.leasequery = LEASEQUERY_BULK;
    EXPECT_THAT(scenario.Warnings(), IsEmpty());
    scenario.server.profile = SERVER_DHCPD;
    EXPECT_THAT(scenario.Warnings(),
                testing::ElementsAre(HasSubstr("does not answer bulk leasequery")));
    scenario.relay.leasequery = LEASEQUERY_SINGLE;
    EXPECT_THAT(scenario.Warnings(), IsEmpty());
}

TEST(Scenario, WarnsOfABackupThatSeesNoRenewals)
{
    Scenario scenario;
    scenario.relay.interception = INTERCEPT_NONE;
    EXPECT_THAT(scenario.Warnings(), testing::ElementsAre(HasSubstr("relay.interception: none")));
    scenario.designs = {"plain"};
    EXPECT_THAT(scenario.Warnings(), IsEmpty());
}

TEST(Scenario, LinkNamesAreReadAndWritten)
{
    const auto part = ParseLinkName("subscriber[17]");
    ASSERT_TRUE(part);
    EXPECT_EQ(part->kind, LinkName::SUBSCRIBER);
    EXPECT_EQ(ToString(*part), "subscriber[17]");
    for (const char* text : {"core[0]", "core[19]", "access[999999999]"})
    {
        const auto link = ParseLinkName(text);
        ASSERT_TRUE(link) << text;
        EXPECT_EQ(ToString(*link), text);
    }
    for (const char* text : {"",
                             "core",
                             "core[]",
                             "core[-1]",
                             "core[1",
                             "core[1]x",
                             "core[x]",
                             "[1]",
                             "spine[1]",
                             "core[4294967296]"})
    {
        EXPECT_FALSE(ParseLinkName(text)) << text;
    }
}

} // namespace

} // namespace ns3::dhcpbackup
