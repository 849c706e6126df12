/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-schedule.h"

#include <cmath>
#include <gtest/gtest.h>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

Fault
MakeFault(FaultKind kind, Instant at, Duration length)
{
    Fault fault;
    fault.kind = kind;
    fault.at = at;
    fault.length = length;
    return fault;
}

/// The only problem of a schedule with one fault after another good one.
std::string
ProblemOf(const Fault& fault, uint32_t relays = 20)
{
    FaultSchedule schedule;
    schedule.faults = {MakeFault(FaultKind::SERVER_PAUSE, 0, SECOND), fault};
    const auto problems = schedule.Validate(relays);
    return problems.size() == 1 ? problems[0].place + ": " + problems[0].text
                                : std::to_string(problems.size()) + " problems";
}

TEST(FaultSchedule, GoodFaultsHaveNoProblems)
{
    FaultSchedule schedule;
    schedule.faults = {MakeFault(FaultKind::SERVER_CRASH, 2 * HOUR, 75 * MINUTE),
                       MakeFault(FaultKind::SERVER_PAUSE, 0, 1),
                       MakeFault(FaultKind::LINK_DOWN, 2 * HOUR, HOUR),
                       MakeFault(FaultKind::LOSS, 2 * HOUR, HOUR)};
    schedule.faults[2].target = 19;
    schedule.faults[3].share = 1;
    EXPECT_TRUE(schedule.Validate(20).empty());
    EXPECT_TRUE(FaultSchedule{}.Validate(20).empty());
}

TEST(FaultSchedule, TargetMustBeACoreLinkThatExists)
{
    Fault fault = MakeFault(FaultKind::LINK_DOWN, 0, HOUR);
    fault.target = 20;
    EXPECT_EQ(ProblemOf(fault),
              "faults[1].target: found core[20], expected core or one of core[0] to core[19]");
    fault.target = 1;
    EXPECT_EQ(ProblemOf(fault, 1),
              "faults[1].target: found core[1], expected core or one of core[0]");
    fault.target = -2;
    EXPECT_NE(ProblemOf(fault), "0 problems");
    fault.kind = FaultKind::SERVER_CRASH; // has no target, so the number means nothing
    EXPECT_EQ(ProblemOf(fault), "0 problems");
}

TEST(FaultSchedule, TimesMustBePositiveAndBounded)
{
    EXPECT_EQ(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, -MINUTE, HOUR)),
              "faults[1].at: found -1min, expected a time from 0s to 87600h");
    EXPECT_EQ(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, HOUR, 0)),
              "faults[1].for: found 0s, expected more than 0s and at most 87600h");
    EXPECT_NE(ProblemOf(MakeFault(FaultKind::SERVER_CRASH, HOUR, NEVER)), "0 problems");
}

TEST(FaultSchedule, ShareOfLossIsAboveZeroAndAtMostOne)
{
    Fault fault = MakeFault(FaultKind::LOSS, 0, HOUR);
    for (const double share : {0.0, -0.5, 1.01, std::nan("")})
    {
        fault.share = share;
        EXPECT_EQ(ProblemOf(fault).rfind("faults[1].share: found ", 0), 0u) << share;
    }
    fault.share = 0.2;
    EXPECT_EQ(ProblemOf(fault), "0 problems");
}

TEST(FaultSchedule, LastHealingIsTheLatestEndNotThatOfTheLastFault)
{
    FaultSchedule schedule;
    EXPECT_EQ(schedule.LastHealing(), 0);
    schedule.faults = {MakeFault(FaultKind::SERVER_CRASH, 1 * HOUR, 3 * HOUR),
                       MakeFault(FaultKind::LINK_DOWN, 2 * HOUR, HOUR)};
    EXPECT_EQ(schedule.LastHealing(), 4 * HOUR);
}

TEST(FaultSchedule, PrintsOneLineForEachFault)
{
    FaultSchedule schedule;
    schedule.faults = {MakeFault(FaultKind::SERVER_CRASH, 2 * HOUR, 75 * MINUTE),
                       MakeFault(FaultKind::SERVER_CRASH, 0, 1500 * MILLISECOND),
                       MakeFault(FaultKind::SERVER_PAUSE, 90 * SECOND, HOUR),
                       MakeFault(FaultKind::LINK_DOWN, 2 * HOUR, HOUR),
                       MakeFault(FaultKind::LOSS, 2 * HOUR, HOUR)};
    schedule.faults[1].storeLost = true;
    schedule.faults[1].hostDown = true;
    schedule.faults[4].target = 3;
    schedule.faults[4].share = 0.2;
    std::ostringstream text;
    schedule.Print(text);
    EXPECT_EQ(text.str(),
              "server-crash at 2h for 75min, store kept, host up\n"
              "server-crash at 0s for 1500ms, store lost, host down\n"
              "server-pause at 90s for 1h\n"
              "link-down of core at 2h for 1h\n"
              "loss of core[3] at 2h for 1h, share 0.2\n");
}

TEST(FaultSchedule, NamesAndKindsBelongTogether)
{
    EXPECT_EQ(FaultKindNames(),
              (std::vector<std::string>{"server-crash", "server-pause", "link-down", "loss"}));
    for (const std::string& name : FaultKindNames())
    {
        ASSERT_TRUE(ParseFaultKind(name)) << name;
        EXPECT_EQ(ToString(*ParseFaultKind(name)), name);
    }
    EXPECT_FALSE(ParseFaultKind("Loss"));
    EXPECT_FALSE(ParseFaultKind(""));
}

TEST(FaultSchedule, DurationsAreWrittenInTheLargestUnitWithoutFraction)
{
    EXPECT_EQ(DurationText(0), "0s");
    EXPECT_EQ(DurationText(1), "1ns");
    EXPECT_EQ(DurationText(1'000'001), "1000001ns");
    EXPECT_EQ(DurationText(100 * MICROSECOND), "100us");
    EXPECT_EQ(DurationText(20 * MILLISECOND), "20ms");
    EXPECT_EQ(DurationText(90 * SECOND), "90s");
    EXPECT_EQ(DurationText(90 * MINUTE), "90min");
    EXPECT_EQ(DurationText(48 * HOUR), "48h");
}

TEST(FaultSchedule, NumbersAreWrittenShortAndExact)
{
    EXPECT_EQ(NumberText(0.2), "0.2");
    EXPECT_EQ(NumberText(50), "50");
    EXPECT_EQ(NumberText(0.1 + 0.2), "0.30000000000000004");
}

} // namespace

} // namespace ns3::dhcpbackup
