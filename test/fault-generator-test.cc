/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/fault-generator.h"

#include <cmath>
#include <gtest/gtest.h>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

Fault
RandomFault(Duration mtbf, Duration mttr, Instant until)
{
    Fault fault(FaultKind::LOSS);
    fault.at = HOUR;
    fault.repeat.mtbf = mtbf;
    fault.repeat.mttr = mttr;
    fault.repeat.until = until;
    return fault;
}

std::string
Printed(const FaultSchedule& schedule)
{
    std::ostringstream text;
    schedule.Print(text);
    return text.str();
}

TEST(FaultGenerator, FaultsThatOccurOnceStayAsTheyAre)
{
    FaultSchedule written;
    written.faults = {Fault(FaultKind::POWER_LOSS), Fault(FaultKind::SERVER_CRASH)};
    written.faults[0].at = HOUR;
    written.faults[0].length = 1;
    EXPECT_EQ(Printed(FaultGenerator(1, 1).Expand(written)), Printed(written));
    EXPECT_TRUE(FaultGenerator(1, 1).Expand({}).faults.empty());
}

TEST(FaultGenerator, PeriodicFaultsOccurAtRegularTimes)
{
    Fault fault(FaultKind::LINK_DOWN);
    fault.at = HOUR;
    fault.length = SECOND;
    fault.repeat.every = MINUTE;
    fault.repeat.times = 3;
    const char three[] = "link-down of core at 1h for 1s, direction both\n"
                         "link-down of core at 61min for 1s, direction both\n"
                         "link-down of core at 62min for 1s, direction both\n";
    EXPECT_EQ(Printed(FaultGenerator(1, 1).Expand({{fault}})), three);
    fault.repeat.times = 0;
    fault.repeat.until = HOUR + 2 * MINUTE + 1;
    EXPECT_EQ(Printed(FaultGenerator(1, 1).Expand({{fault}})), three);
    fault.repeat.until = HOUR + 2 * MINUTE;
    EXPECT_EQ(FaultGenerator(1, 1).Expand({{fault}}).faults.size(), 2u);
}

TEST(FaultGenerator, RandomFaultsNeitherOverlapNorLeaveTheirTime)
{
    const Fault fault = RandomFault(HOUR, HOUR, 50 * HOUR);
    for (uint32_t seed = 1; seed <= 50; ++seed)
    {
        const FaultSchedule schedule = FaultGenerator(seed, 1).Expand({{fault}});
        Instant free = HOUR;
        for (const Fault& occurrence : schedule.faults)
        {
            EXPECT_GT(occurrence.at, free);
            EXPECT_GT(occurrence.length, 0);
            EXPECT_EQ(occurrence.at % MILLISECOND, 0);
            EXPECT_FALSE(occurrence.repeat.Random());
            free = occurrence.Healing();
        }
        EXPECT_LE(free, 50 * HOUR);
        EXPECT_TRUE(schedule.Validate({1, 1}).empty());
        EXPECT_LE(schedule.LastHealing(), fault.LastHealing());
    }
}

TEST(FaultGenerator, RandomTimesAreExponentialWithTheirMeans)
{
    // 20000 draws each: the mean of an exponential distribution has a standard error of
    // mean / sqrt(n), the share above k means is exp(-k).
    std::vector<double> up;
    std::vector<double> down;
    for (uint32_t seed = 1; up.size() < 20'000; ++seed)
    {
        Instant healed = HOUR;
        const Fault fault = RandomFault(10 * MINUTE, 2 * MINUTE, 1000 * HOUR);
        for (const Fault& occurrence : FaultGenerator(seed, 1).Expand({{fault}}).faults)
        {
            up.push_back(double(occurrence.at - healed) / (10 * MINUTE));
            down.push_back(double(occurrence.length) / (2 * MINUTE));
            healed = occurrence.Healing();
        }
    }
    // Independent ones have the product of the means as the mean of the product; its variance is 3.
    double product = 0;
    for (size_t i = 0; i < up.size(); ++i)
    {
        product += up[i] * down[i];
    }
    EXPECT_NEAR(product / double(up.size()), 1, 3.3 * std::sqrt(3.0 / double(up.size())));
    for (const auto& sample : {up, down})
    {
        const double n = double(sample.size());
        double sum = 0;
        double aboveTwo = 0;
        for (const double x : sample)
        {
            sum += x;
            aboveTwo += x > 2;
        }
        EXPECT_NEAR(sum / n, 1, 3.3 / std::sqrt(n));
        const double tail = std::exp(-2);
        EXPECT_NEAR(aboveTwo / n, tail, 3.3 * std::sqrt(tail * (1 - tail) / n));
    }
}

TEST(FaultGenerator, TimesDependOnSeedRunAndPlaceOnly)
{
    const Fault fault = RandomFault(HOUR, MINUTE, 50 * HOUR);
    const std::string base = Printed(FaultGenerator(1, 1).Expand({{fault}}));
    EXPECT_EQ(Printed(FaultGenerator(1, 1).Expand({{fault}})), base);
    EXPECT_NE(Printed(FaultGenerator(2, 1).Expand({{fault}})), base);
    EXPECT_NE(Printed(FaultGenerator(1, 2).Expand({{fault}})), base);
    // Two of the same kind do not strike at the same times, and the first does not move.
    const std::string both = Printed(FaultGenerator(1, 1).Expand({{fault, fault}}));
    EXPECT_EQ(both.rfind(base, 0), 0u);
    EXPECT_NE(both, base + base);
}

} // namespace

} // namespace ns3::dhcpbackup
