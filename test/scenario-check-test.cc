/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-check.h"
#include "ns3/server-machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

using testing::HasSubstr;
using testing::Not;

/// The text with line breaks and margins folded into single spaces.
std::string
Folded(const Scenario& scenario)
{
    std::istringstream words(CheckText(scenario));
    std::string word;
    std::string text;
    while (words >> word)
    {
        text += word + " ";
    }
    return text;
}

/// 1000 subscribers, leases of 1 h, and a fault from 2 h 30 min on.
Scenario
WithFault(FaultKind kind, Duration length)
{
    Scenario scenario;
    scenario.name = "trial";
    scenario.relay.replayRate = 50;
    Fault fault(kind);
    fault.at = 150 * MINUTE;
    fault.length = length;
    scenario.faults.faults = {fault};
    return scenario;
}

TEST(ScenarioCheck, SaysWhoAndWhat)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 45 * MINUTE);
    scenario.description = "A trial.";
    const std::string text = Folded(scenario);
    EXPECT_THAT(text, HasSubstr("trial: what to expect A trial."));
    EXPECT_THAT(text, HasSubstr("1,000 subscribers, who switch on within 30 min from 0 s on."));
    EXPECT_THAT(text, HasSubstr("20 relays with 50 subscribers each and pools of 63 addresses."));
    EXPECT_THAT(text, HasSubstr("1 h; renewed after 30 min (T1), by broadcast after 52 min 30 s"));
    // 1000 / 1800 s; 1000 arrivals in 1800 s with two messages each.
    EXPECT_THAT(text, HasSubstr("N / T1 = 0.56 renewals a second"));
    EXPECT_THAT(text, HasSubstr("up to 1.1 messages a second come"));
    EXPECT_THAT(text, HasSubstr("the server can do 10,000."));
    EXPECT_THAT(text, Not(HasSubstr("overflows")));
}

TEST(ScenarioCheck, SaysWhatACrashCostsEachDesign)
{
    const std::string text = Folded(WithFault(FaultKind::SERVER_CRASH, 45 * MINUTE));
    EXPECT_THAT(text,
                HasSubstr("faults[0] from 2 h 30 min to 3 h 15 min (for 45 min), the server: "
                          "crashed; it comes back with its leases; its host answers ICMP port "
                          "unreachable."));
    // Half of the leases, 500 * 2 * 100 us.
    EXPECT_THAT(
        text,
        HasSubstr("plain about 50 % of the leases run out: 500 of 1,000. When the server is "
                  "back, new ones for all of them take it at least 0.1 s"));
    // 50 journal entries a relay at 50 a second; 20 * 50 messages a second of 100 us each.
    EXPECT_THAT(text,
                HasSubstr("relay-backup no lease runs out. Relays promise about 1,000 renewals, 50 "
                          "each, and replay them within 1 s, with up to 1,000 messages a second at "
                          "the server (10 % of its time)."));
}

TEST(ScenarioCheck, NamesOnlyDesignsThatAreCompared)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 45 * MINUTE);
    scenario.designs = {"plain"};
    EXPECT_THAT(Folded(scenario), Not(HasSubstr("relay-backup")));
    EXPECT_THAT(Folded(scenario), HasSubstr("for 1 design,"));
    scenario.designs = {"relay-backup"};
    EXPECT_THAT(Folded(scenario), Not(HasSubstr("plain")));
}

TEST(ScenarioCheck, SaysThatALostStoreIsDangerous)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 20 * MINUTE);
    scenario.faults.faults[0].store = StoreFate::LOST;
    scenario.faults.faults[0].hostDown = true;
    EXPECT_THAT(Folded(scenario),
                HasSubstr("it comes back without its leases and may give addresses away that are "
                          "in use; its host is silent."));
    EXPECT_THAT(Folded(scenario), HasSubstr("plain no lease runs out. relay-backup"));
}

TEST(ScenarioCheck, SaysWhichLinkIsDown)
{
    Scenario scenario = WithFault(FaultKind::LINK_DOWN, 45 * MINUTE);
    EXPECT_THAT(Folded(scenario), HasSubstr("all core links: nothing passes"));
    scenario.faults.faults[0].target.index = 3;
    EXPECT_THAT(Folded(scenario), HasSubstr("the core link of relay 3: nothing passes"));
    EXPECT_THAT(Folded(scenario), HasSubstr("25 of 50."));
}

TEST(ScenarioCheck, SaysWhatItCannotTell)
{
    Scenario scenario = WithFault(FaultKind::LOSS, 45 * MINUTE);
    scenario.faults.faults[0].share = 0.2;
    EXPECT_THAT(Folded(scenario), HasSubstr("all core links: frames are lost; share 0.2; in both directions."));
    EXPECT_THAT(Folded(scenario), HasSubstr("No closed form"));
    EXPECT_THAT(Folded(scenario), Not(HasSubstr("run out")));
    scenario.faults.faults.push_back(scenario.faults.faults[0]);
    EXPECT_THAT(Folded(scenario), HasSubstr("Each fault is reckoned as if it were alone."));
}

TEST(ScenarioCheck, SaysThatAPausedServerFillsItsQueue)
{
    EXPECT_THAT(Folded(WithFault(FaultKind::SERVER_PAUSE, MINUTE)),
                HasSubstr("(for 1 min), the server: stands still; its queue fills"));
}

TEST(ScenarioCheck, SaysHowOftenAFaultOccurs)
{
    Scenario scenario = WithFault(FaultKind::LINK_DOWN, MINUTE);
    scenario.faults.faults[0].target = {TargetKind::ACCESS, 7};
    scenario.faults.faults[0].repeat.every = HOUR;
    scenario.faults.faults[0].repeat.times = 3;
    EXPECT_THAT(Folded(scenario),
                HasSubstr("(for 1 min), and so on every 1 h, 3 times in all, the access link of "
                          "subscriber 7: nothing passes"));
    EXPECT_THAT(Folded(scenario), HasSubstr("No closed form"));
    Fault& outage = scenario.faults.faults[0];
    outage = Fault(FaultKind::POWER_LOSS);
    outage.at = 150 * MINUTE;
    outage.repeat.until = 4 * HOUR;
    outage.repeat.mtbf = 30 * MINUTE;
    outage.repeat.mttr = MINUTE;
    EXPECT_THAT(Folded(scenario),
                HasSubstr("at random from 2 h 30 min to 4 h, each time for 1 min on average and "
                          "30 min after the last one, subscribers: without power;"));
    outage.target.index = 5;
    EXPECT_THAT(Folded(scenario), HasSubstr("subscriber 5: without power;"));
}

TEST(ScenarioCheck, SaysThatAStormOverflowsTheQueue)
{
    Scenario scenario;
    scenario.subscribers.count = 6000;
    scenario.subscribers.arrival = {ArrivalKind::POWER_RETURN, 0, 2 * SECOND};
    scenario.server.serviceTime = MILLISECOND;
    const std::string text = Folded(scenario);
    EXPECT_THAT(text, HasSubstr("up to 1,333 messages a second come"));
    // 166 / (1333.3 - 1000) s; 12,000 messages of 1 ms.
    EXPECT_THAT(text, HasSubstr("Its queue of 166 overflows after 0.5 s"));
    EXPECT_THAT(text, HasSubstr("takes at least 12 s."));
}

TEST(ScenarioCheck, SaysThatAJournalIsTooSmall)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 45 * MINUTE);
    scenario.relay.journalCapacity = 50;
    EXPECT_THAT(Folded(scenario), Not(HasSubstr("overflows")));
    scenario.relay.journalCapacity = 49;
    EXPECT_THAT(Folded(scenario), HasSubstr("A journal holds only 49 promises: it overflows."));
}

TEST(ScenarioCheck, SaysWhoMustWait)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 45 * MINUTE);
    EXPECT_THAT(Folded(scenario), Not(HasSubstr("must wait")));
    scenario.subscribers.latecomers = {200, 180 * MINUTE, 30 * MINUTE};
    EXPECT_THAT(Folded(scenario), HasSubstr("200 new ones within 30 min from 3 h on."));
    EXPECT_THAT(Folded(scenario), HasSubstr("About 100 subscribers switch on meanwhile"));
}

TEST(ScenarioCheck, EndsWithCostAndWarnings)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 75 * MINUTE);
    EXPECT_THAT(Folded(scenario), HasSubstr("Run 4 h 55 min of simulated time for each of 2"));
    EXPECT_THAT(Folded(scenario), Not(HasSubstr("Warning")));
    scenario.leases.poolPerRelay = 49;
    EXPECT_THAT(Folded(scenario), HasSubstr("Warning leases.poolPerRelay: the pool of 49"));
}

TEST(ScenarioCheck, LinesStayBelow80Columns)
{
    Scenario scenario = WithFault(FaultKind::LOSS, 45 * MINUTE);
    scenario.faults.faults.push_back(WithFault(FaultKind::SERVER_CRASH, HOUR).faults.faults[0]);
    scenario.description =
        "words and more words, so many that they do not fit on one line of text, "
        "nor on two, if all of them are as long as these; and a few more.";
    scenario.leases.poolPerRelay = 3;
    std::istringstream lines(CheckText(scenario));
    std::string line;
    while (std::getline(lines, line))
    {
        EXPECT_LT(line.size(), 80u) << line;
    }
}

TEST(ScenarioCheck, TimesAreWrittenForPeople)
{
    EXPECT_EQ(TimeInWords(0), "0 s");
    EXPECT_EQ(TimeInWords(100 * MICROSECOND), "100 us");
    EXPECT_EQ(TimeInWords(1500 * MILLISECOND), "1500 ms");
    EXPECT_EQ(TimeInWords(59 * SECOND), "59 s");
    EXPECT_EQ(TimeInWords(75 * MINUTE), "1 h 15 min");
    EXPECT_EQ(TimeInWords(25 * HOUR + SECOND), "25 h 1 s");
}

TEST(ScenarioCheck, SaysWhatAComparisonTakesInAll)
{
    Scenario scenario = WithFault(FaultKind::SERVER_CRASH, 45 * MINUTE);
    EXPECT_THAT(Folded(scenario), HasSubstr("Comparison compare makes 20 runs in all, roughly"))
        << "ten of each of two designs";
    scenario.run.replications = 3;
    EXPECT_THAT(Folded(scenario), HasSubstr("compare makes 6 runs in all"));
    scenario.outages = {{"crash", scenario.faults}, {"nothing", {}}};
    scenario.faults = {};
    scenario.run.replications = 0;
    scenario.run.intervals = {100, 7};
    const std::string text = Folded(scenario);
    EXPECT_THAT(text, HasSubstr("compare makes 32 runs in all"))
        << "two designs, two outages, once with all and seven times with 100";
    EXPECT_THAT(text, HasSubstr("Outage crash faults[0] from 2 h 30 min to 3 h 15 min"));
}

} // namespace

} // namespace ns3::dhcpbackup
