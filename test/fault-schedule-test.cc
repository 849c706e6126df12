/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-schedule.h"
#include "ns3/server-machine.h"

#include <cmath>
#include <fstream>
#include <functional>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr FaultTargets TARGETS{20, 1000};

/// A fault with everything that its kind needs.
Fault
MakeFault(FaultKind kind, Instant at, Duration length)
{
    Fault fault(kind);
    fault.at = at;
    fault.length = length;
    fault.share = 0.5;
    fault.period = SECOND;
    fault.extra = MILLISECOND;
    fault.factor = 10;
    fault.rate = 64000;
    return fault;
}

/// The only problem of a schedule with one fault after another good one.
std::string
ProblemOf(const Fault& fault, const FaultTargets& targets = TARGETS)
{
    FaultSchedule schedule;
    schedule.faults = {MakeFault(FaultKind::SERVER_PAUSE, 0, SECOND), fault};
    const auto problems = schedule.Validate(targets);
    return problems.size() == 1 ? problems[0].place + ": " + problems[0].text
                                : std::to_string(problems.size()) + " problems";
}

/// The same for a fault of a kind after a change.
std::string
ProblemAfter(FaultKind kind, const std::function<void(Fault&)>& change)
{
    Fault fault = MakeFault(kind, HOUR, MINUTE);
    change(fault);
    return ProblemOf(fault);
}

const char GOOD[] = "0 problems";

TEST(FaultSchedule, GoodFaultsHaveNoProblems)
{
    EXPECT_TRUE(FaultSchedule{}.Validate(TARGETS).empty());
    for (const FaultKindInfo& info : FaultKinds())
    {
        EXPECT_EQ(ProblemOf(MakeFault(info.kind, 2 * HOUR, 1)), GOOD) << info.name;
        EXPECT_EQ(ProblemOf(MakeFault(info.kind, 0, 87600 * HOUR)), GOOD) << info.name;
    }
}

TEST(FaultSchedule, EveryKindStrikesItsOwnTargetsOnly)
{
    const auto problem = [](FaultKind kind, const FaultTarget& target) {
        return ProblemAfter(kind, [&target](Fault& fault) { fault.target = target; });
    };
    const FaultTarget all[] = {{TargetKind::SERVER, ALL_TARGETS},
                               {TargetKind::SERVER, 1},
                               {TargetKind::PARTNERS, ALL_TARGETS},
                               {TargetKind::RELAY, ALL_TARGETS},
                               {TargetKind::RELAY, 19},
                               {TargetKind::CORE, ALL_TARGETS},
                               {TargetKind::CORE, 19},
                               {TargetKind::ACCESS, ALL_TARGETS},
                               {TargetKind::ACCESS, 999},
                               {TargetKind::SUBSCRIBERS, ALL_TARGETS},
                               {TargetKind::SUBSCRIBERS, 999}};
    for (const FaultKindInfo& info : FaultKinds())
    {
        std::string good;
        for (const FaultTarget& target : all)
        {
            good += problem(info.kind, target) == GOOD ? ToString(target) + " " : "";
        }
        const bool server = info.kind <= FaultKind::SERVER_SLOW;
        EXPECT_EQ(good,
                  server                                ? "server server[1] "
                  : info.kind == FaultKind::RELAY_CRASH ? "relay relay[19] "
                  : info.kind == FaultKind::POWER_LOSS  ? "subscribers subscribers[999] "
                  : info.kind == FaultKind::CLOCK_RATE
                      ? "server server[1] relay relay[19] subscribers subscribers[999] "
                      : "partners core core[19] access[999] ")
            << info.name;
    }
    EXPECT_EQ(problem(FaultKind::LOSS, {TargetKind::ACCESS, ALL_TARGETS}),
              "faults[1].target: found access, expected core, core[3], access[3] or partners");
    EXPECT_EQ(problem(FaultKind::SERVER_CRASH, {TargetKind::CORE, 0}),
              "faults[1].target: found core[0], expected server or server[1]");
    EXPECT_EQ(problem(FaultKind::POWER_LOSS, {TargetKind::SERVER, 0}),
              "faults[1].target: found server[0], expected subscribers or subscribers[3]");
}

TEST(FaultSchedule, TargetMustExist)
{
    Fault fault = MakeFault(FaultKind::LINK_DOWN, 0, HOUR);
    fault.target.index = 20;
    EXPECT_EQ(ProblemOf(fault), "faults[1].target: found core[20], expected a number below 20");
    fault.target.index = 19;
    EXPECT_EQ(ProblemOf(fault), GOOD);
    fault.target.index = -2;
    EXPECT_NE(ProblemOf(fault), GOOD);
    fault.target = {TargetKind::ACCESS, 1000};
    EXPECT_EQ(ProblemOf(fault),
              "faults[1].target: found access[1000], expected a number below 1000");
    fault = MakeFault(FaultKind::RELAY_CRASH, 0, HOUR);
    fault.target.index = 20;
    EXPECT_EQ(ProblemOf(fault), "faults[1].target: found relay[20], expected a number below 20");
    fault = MakeFault(FaultKind::POWER_LOSS, 0, HOUR);
    fault.target.index = 5;
    EXPECT_EQ(ProblemOf(fault, {20, 6}), GOOD);
    EXPECT_EQ(ProblemOf(fault, {20, 5}),
              "faults[1].target: found subscribers[5], expected a number below 5");
}

TEST(FaultSchedule, TimesMustBePositiveAndBounded)
{
    EXPECT_EQ(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, -MINUTE, HOUR)),
              "faults[1].at: found -1min, expected a time from 0s to 87600h");
    EXPECT_EQ(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, 87601 * HOUR, HOUR)),
              "faults[1].at: found 87601h, expected a time from 0s to 87600h");
    EXPECT_EQ(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, HOUR, 0)),
              "faults[1].for: found 0s, expected more than 0s and at most 87600h");
    EXPECT_NE(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, HOUR, NEVER)), GOOD);
}

TEST(FaultSchedule, SharesAreAboveZeroAndAtMostOne)
{
    for (const FaultKind kind :
         {FaultKind::LOSS, FaultKind::DUPLICATION, FaultKind::CORRUPTION, FaultKind::POWER_LOSS})
    {
        for (const double share : {0.0, -0.5, 1.01, std::nan("")})
        {
            const std::string problem =
                ProblemAfter(kind, [share](Fault& fault) { fault.share = share; });
            EXPECT_EQ(problem,
                      "faults[1].share: found " + NumberText(share) +
                          ", expected a number above 0 and at most 1");
        }
        EXPECT_EQ(ProblemAfter(kind, [](Fault& fault) { fault.share = 1; }), GOOD);
    }
    // Kinds without a share do not look at it.
    EXPECT_EQ(ProblemAfter(FaultKind::DELAY, [](Fault& fault) { fault.share = 7; }), GOOD);
}

TEST(FaultSchedule, KindsHaveRulesOfTheirOwn)
{
    for (const double up : {0.0, 1.0, std::nan("")})
    {
        EXPECT_EQ(ProblemAfter(FaultKind::LINK_FLAPPING, [up](Fault& fault) { fault.up = up; }),
                  "faults[1].up: found " + NumberText(up) +
                      ", expected a number above 0 and below 1");
    }
    for (const double rate : {0.1, -1.0, 10.5})
    {
        EXPECT_EQ(
            ProblemAfter(FaultKind::CLOCK_RATE, [rate](Fault& fault) { fault.clockRate = rate; }),
            "faults[1].rate: found " + NumberText(rate) +
                ", expected a number above 0.1 and at most 10");
    }
    for (const double factor : {1.0, 0.5, 1.1e6})
    {
        EXPECT_EQ(
            ProblemAfter(FaultKind::SERVER_SLOW, [factor](Fault& fault) { fault.factor = factor; }),
            "faults[1].factor: found " + NumberText(factor) +
                ", expected a number above 1 and at most 1e+06");
    }
    EXPECT_EQ(ProblemAfter(FaultKind::LINK_FLAPPING, [](Fault& fault) { fault.period = 0; }),
              "faults[1].period: found 0s, expected more than 0s and at most 87600h");
    EXPECT_EQ(ProblemAfter(FaultKind::DELAY, [](Fault& fault) { fault.extra = 0; }),
              "faults[1].extra: found 0s, expected more than 0s here or in jitter");
    EXPECT_EQ(ProblemAfter(FaultKind::DELAY,
                           [](Fault& fault) {
                               fault.extra = 0;
                               fault.jitter = 1;
                           }),
              GOOD);
    EXPECT_EQ(ProblemAfter(FaultKind::DELAY, [](Fault& fault) { fault.jitter = -SECOND; }),
              "faults[1].jitter: found -1s, expected a time from 0s to 87600h");
    EXPECT_EQ(ProblemAfter(FaultKind::RATE_LIMIT, [](Fault& fault) { fault.rate = 0; }),
              "faults[1].rate: found 0bps, expected more than 0bps");
    EXPECT_EQ(ProblemAfter(FaultKind::RATE_LIMIT, [](Fault& fault) { fault.queue = 0; }),
              "faults[1].queue: found 0, expected a whole number from 1 to 1000000");
    EXPECT_NE(ProblemAfter(FaultKind::RATE_LIMIT, [](Fault& fault) { fault.queue = 1'000'001; }),
              GOOD);
}

TEST(FaultSchedule, AStaleStoreHasAnAge)
{
    const auto problem = [](StoreFate store, Duration age) {
        return ProblemAfter(FaultKind::SERVER_CRASH, [store, age](Fault& fault) {
            fault.store = store;
            fault.age = age;
        });
    };
    EXPECT_EQ(problem(StoreFate::STALE, HOUR - 1), GOOD);
    EXPECT_EQ(problem(StoreFate::STALE, HOUR),
              "faults[1].age: found 1h, expected less than at (1h)");
    EXPECT_EQ(problem(StoreFate::STALE, 0),
              "faults[1].age: found 0s, expected more than 0s and at most 87600h");
    EXPECT_EQ(problem(StoreFate::LOST, 9 * HOUR), GOOD) << "means nothing";
    Fault fault = MakeFault(FaultKind::SERVER_CRASH, HOUR, MINUTE);
    fault.store = StoreFate::STALE;
    fault.age = MINUTE;
    EXPECT_EQ(ToString(fault), "server-crash at 1h for 1min, store stale, age 1min, host up");
}

/// The problem of a fault of one minute at 1 h with a repetition.
std::string
RepeatProblem(const FaultRepetition& repeat, Duration length = MINUTE)
{
    return ProblemAfter(FaultKind::LINK_DOWN, [&](Fault& fault) {
        fault.repeat = repeat;
        fault.length = length;
    });
}

FaultRepetition
Periodic(Duration every, uint32_t times, Instant until)
{
    FaultRepetition repeat;
    repeat.every = every;
    repeat.times = times;
    repeat.until = until;
    return repeat;
}

FaultRepetition
Random(Duration mtbf, Duration mttr, Instant until)
{
    FaultRepetition repeat;
    repeat.mtbf = mtbf;
    repeat.mttr = mttr;
    repeat.until = until;
    return repeat;
}

TEST(FaultSchedule, PeriodicFaultsSayHowOftenOrUntilWhen)
{
    EXPECT_EQ(RepeatProblem(Periodic(MINUTE + 1, 10'000, 0)), GOOD);
    EXPECT_EQ(RepeatProblem(Periodic(2 * MINUTE, 0, HOUR + 1)), GOOD);
    EXPECT_EQ(RepeatProblem(Periodic(MINUTE, 2, 0)),
              "faults[1].every: found 1min, expected more than for (1min) and at most 87600h");
    EXPECT_EQ(RepeatProblem(Periodic(HOUR, 0, 0)),
              "faults[1].times: found neither times nor until, expected one of them");
    EXPECT_EQ(RepeatProblem(Periodic(HOUR, 2, 9 * HOUR)),
              "faults[1].times: found times and until, expected one of them");
    EXPECT_EQ(RepeatProblem(Periodic(HOUR, 0, HOUR)),
              "faults[1].until: found 1h, expected a time after at (1h) and at most 87600h");
    EXPECT_EQ(RepeatProblem(Periodic(0, 3, 0)),
              "faults[1].every: found nothing, expected the time from one beginning to the next");
    EXPECT_EQ(RepeatProblem(Periodic(0, 0, 2 * HOUR)),
              "faults[1].every: found nothing, expected the time from one beginning to the next");
}

TEST(FaultSchedule, RepeatedFaultsAreBounded)
{
    EXPECT_EQ(RepeatProblem(Periodic(HOUR, 10'001, 0)),
              "faults[1].times: found 10001, expected a whole number from 1 to 10000");
    // From 1 h on, another every 8760 h: ten of them begin within 87600 h.
    EXPECT_EQ(RepeatProblem(Periodic(8760 * HOUR, 10, 0)), GOOD);
    EXPECT_EQ(RepeatProblem(Periodic(8760 * HOUR, 11, 0)),
              "faults[1].times: found 11, expected a whole number from 1 to 10");
    EXPECT_EQ(RepeatProblem(Periodic(2 * MINUTE, 0, HOUR + 20'000 * MINUTE)), GOOD);
    EXPECT_EQ(RepeatProblem(Periodic(2 * MINUTE, 0, HOUR + 20'000 * MINUTE + 1)),
              "faults[1].every: found 2min, which makes 10001 occurrences, expected at most 10000");
    EXPECT_EQ(RepeatProblem(Random(MINUTE, MINUTE, HOUR + 20'000 * MINUTE), 0), GOOD);
    EXPECT_EQ(RepeatProblem(Random(MINUTE, MINUTE, HOUR + 20'002 * MINUTE), 0),
              "faults[1].mtbf: found 1min, which makes 10001 occurrences, expected at most 10000");
}

TEST(FaultSchedule, RandomFaultsHaveTwoMeansAndAnEnd)
{
    EXPECT_EQ(RepeatProblem(Random(HOUR, MINUTE, 2 * HOUR), 0), GOOD);
    EXPECT_EQ(RepeatProblem(Random(HOUR, 0, 2 * HOUR), 0),
              "faults[1].mttr: found 0s, expected more than 0s and at most 87600h");
    EXPECT_EQ(RepeatProblem(Random(0, HOUR, 2 * HOUR), 0),
              "faults[1].mtbf: found 0s, expected more than 0s and at most 87600h");
    EXPECT_EQ(RepeatProblem(Random(HOUR, MINUTE, 0), 0),
              "faults[1].until: found 0s, expected a time after at (1h) and at most 87600h");
    EXPECT_EQ(RepeatProblem(Random(HOUR, MINUTE, 2 * HOUR), MINUTE),
              "faults[1].for: found for besides mtbf and mttr, expected regular or random times, "
              "not both");
    FaultRepetition both = Random(HOUR, MINUTE, 2 * HOUR);
    both.every = HOUR;
    EXPECT_EQ(RepeatProblem(both, 0),
              "faults[1].every: found every besides mtbf and mttr, expected regular or random "
              "times, not both");
    both.every = 0;
    both.times = 2;
    EXPECT_EQ(RepeatProblem(both, 0),
              "faults[1].times: found times besides mtbf and mttr, expected regular or random "
              "times, not both");
}

TEST(FaultSchedule, LastHealingIsTheLatestEndNotThatOfTheLastFault)
{
    FaultSchedule schedule;
    EXPECT_EQ(schedule.LastHealing(), 0);
    schedule.faults = {MakeFault(FaultKind::SERVER_CRASH, 1 * HOUR, 3 * HOUR),
                       MakeFault(FaultKind::LINK_DOWN, 2 * HOUR, HOUR)};
    EXPECT_EQ(schedule.LastHealing(), 4 * HOUR);
    // At 2 h, 4 h and 6 h.
    schedule.faults[1].repeat = Periodic(2 * HOUR, 3, 0);
    EXPECT_EQ(schedule.LastHealing(), 7 * HOUR);
    schedule.faults[1].repeat = Periodic(2 * HOUR, 0, 6 * HOUR);
    EXPECT_EQ(schedule.LastHealing(), 5 * HOUR);
    schedule.faults[1].repeat = Random(HOUR, HOUR, 9 * HOUR);
    EXPECT_EQ(schedule.LastHealing(), 9 * HOUR);
}

TEST(FaultSchedule, PrintsOneLineForEachFault)
{
    FaultSchedule schedule;
    schedule.faults = {MakeFault(FaultKind::SERVER_CRASH, 2 * HOUR, 75 * MINUTE),
                       MakeFault(FaultKind::LOSS, 2 * HOUR, HOUR),
                       MakeFault(FaultKind::LINK_DOWN, 90 * SECOND, 1500 * MILLISECOND)};
    schedule.faults[0].store = StoreFate::LOST;
    schedule.faults[0].hostDown = true;
    schedule.faults[1].target.index = 3;
    schedule.faults[1].repeat = Random(HOUR, MINUTE, 9 * HOUR);
    schedule.faults[2].repeat = Periodic(2 * SECOND, 4, 0);
    schedule.faults[2].direction = FaultDirection::DOWNSTREAM;
    std::ostringstream text;
    schedule.Print(text);
    EXPECT_EQ(text.str(),
              "server-crash at 2h for 75min, store lost, host down\n"
              "loss of core[3] at random from 2h until 9h, mtbf 1h, mttr 1min, share 0.5, "
              "direction both\n"
              "link-down of core at 90s for 1500ms every 2s 4 times, direction downstream\n");
}

TEST(FaultKind, TheTableIsInTheOrderOfKinds)
{
    size_t place = 0;
    for (const FaultKindInfo& info : FaultKinds())
    {
        EXPECT_EQ(size_t(info.kind), place++) << info.name;
        EXPECT_STREQ(ToString(info.kind), info.name);
        EXPECT_EQ(Fault(info.kind).kind, info.kind);
        EXPECT_EQ(Fault(info.kind).target.kind, info.targets.front().kind);
    }
    EXPECT_EQ(FaultKindNames(),
              (std::vector<std::string>{"server-crash",
                                        "server-pause",
                                        "server-slow",
                                        "relay-crash",
                                        "link-down",
                                        "link-flapping",
                                        "loss",
                                        "delay",
                                        "rate-limit",
                                        "duplication",
                                        "corruption",
                                        "power-loss",
                                        "clock-rate"}));
}

TEST(FaultKind, EveryKindWithItsKeysIsInTheManual)
{
    const std::string here = __FILE__;
    std::ifstream file(here.substr(0, here.rfind("test/")) + "doc/faults.rst");
    std::map<std::string, std::string> rows; // of the table, by kind
    std::string line;
    while (std::getline(file, line))
    {
        // A name that is followed by another column, not by the rest of a sentence.
        const size_t end = line.find("``", 2);
        if (line.rfind("``", 0) == 0 && line.compare(end + 2, 2, "  ") == 0)
        {
            rows[line.substr(2, end - 2)] = line;
        }
    }
    EXPECT_EQ(rows.size(), FaultKinds().size());
    for (const FaultKindInfo& info : FaultKinds())
    {
        ASSERT_EQ(rows.count(info.name), 1u) << info.name;
        for (const FaultKey* key : info.keys)
        {
            EXPECT_NE(rows[info.name].find("``" + std::string(key->name) + "``"), std::string::npos)
                << info.name << " " << key->name;
        }
    }
}

TEST(FaultTarget, IsReadAsItIsWritten)
{
    for (const char* text : {"server",
                             "server[1]",
                             "partners",
                             "relay",
                             "relay[2]",
                             "core",
                             "core[3]",
                             "access",
                             "access[17]",
                             "subscribers",
                             "subscribers[999999999]"})
    {
        ASSERT_TRUE(ParseFaultTarget(text)) << text;
        EXPECT_EQ(ToString(*ParseFaultTarget(text)), text);
    }
    for (const char* text : {"",
                             "cor",
                             "cores",
                             "core[",
                             "core[]",
                             "core]",
                             "core[3",
                             "core[-1]",
                             "core[3]]",
                             "core[1234567890]",
                             "core3",
                             "partners[0]",
                             "[3]",
                             "Core"})
    {
        EXPECT_FALSE(ParseFaultTarget(text)) << text;
    }
}

} // namespace

} // namespace ns3::dhcpbackup
