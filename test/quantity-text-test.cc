/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/quantity-text.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ns3::dhcpbackup
{

namespace
{

const std::string TIME = "a time with a unit of ns, us, ms, s, min, h or d";
const std::string RATE = "a rate with a unit of bps, kbps, Mbps or Gbps";

TEST(QuantityText, TimesAreReadExactly)
{
    const std::pair<const char*, Duration> times[] = {
        {"0s", 0},
        {"1ns", 1},
        {"100us", 100'000},
        {"20ms", 20'000'000},
        {"90s", 90'000'000'000},
        {"45min", 2'700'000'000'000},
        {"1h", 3'600'000'000'000},
        {"1d", 86'400'000'000'000},
        {"1.5h", 5'400'000'000'000},
        {"0.000000001s", 1},
        {"1.50000000000000000000000s", 1'500'000'000},
        {"007s", 7'000'000'000},
        {"3650d", MAX_SCENARIO_TIME},
        {"87600h", MAX_SCENARIO_TIME},
    };
    for (const auto& [text, expected] : times)
    {
        const Quantity time = ParseDuration(text);
        EXPECT_EQ(time.expected, "") << text;
        EXPECT_EQ(time.value, expected) << text;
    }
}

TEST(QuantityText, TimesWithoutGoodUnitAreRefusedWithAGuess)
{
    EXPECT_EQ(ParseDuration("90").expected, TIME);
    EXPECT_EQ(ParseDuration("90sec").expected, TIME + "; did you mean \"90s\"?");
    EXPECT_EQ(ParseDuration("5m").expected, TIME + "; did you mean \"5min\"?");
    EXPECT_EQ(ParseDuration("5MIN").expected, TIME + "; did you mean \"5min\"?");
    EXPECT_EQ(ParseDuration("90 s").expected, TIME + "; did you mean \"90s\"?");
    EXPECT_EQ(ParseDuration("90fortnights").expected, TIME);
}

TEST(QuantityText, NegativeTimesAreRefused)
{
    EXPECT_EQ(ParseDuration("-5min").expected, TIME + ", not negative");
}

TEST(QuantityText, TextsThatAreNoTimesAreRefused)
{
    for (const char* text : {"",
                             "s",
                             ".5s",
                             "5.s",
                             "5..5s",
                             "1e3s",
                             "+5s",
                             "0x10s",
                             "5s ",
                             " 5s",
                             "5s5s",
                             "nan",
                             "inf"})
    {
        EXPECT_FALSE(ParseDuration(text).Ok()) << text;
    }
}

TEST(QuantityText, TooLongTimesAreRefusedWithoutOverflow)
{
    for (const char* text : {"3651d", "87600.1h", "99999999999999999999999999999999s"})
    {
        EXPECT_EQ(ParseDuration(text).expected, "at most 87600h") << text;
    }
    EXPECT_FALSE(ParseDuration(std::string(100'000, '9') + "d").Ok());
}

TEST(QuantityText, TimesFinerThanANanosecondAreRefused)
{
    EXPECT_EQ(ParseDuration("0.5ns").expected, TIME + ", no finer than 1ns");
    EXPECT_EQ(ParseDuration("0.0000000001s").expected, TIME + ", no finer than 1ns");
    EXPECT_EQ(ParseDuration("1.0ns").value, 1);
}

TEST(QuantityText, RatesAreReadExactly)
{
    EXPECT_EQ(ParseRate("9600bps").value, 9600);
    EXPECT_EQ(ParseRate("64kbps").value, 64'000);
    EXPECT_EQ(ParseRate("100Mbps").value, 100'000'000);
    EXPECT_EQ(ParseRate("2.5Gbps").value, 2'500'000'000);
    EXPECT_EQ(ParseRate("100").expected, RATE);
    EXPECT_EQ(ParseRate("100mbps").expected, RATE + "; did you mean \"100Mbps\"?");
    EXPECT_EQ(ParseRate("100sec").expected, RATE);
    EXPECT_EQ(ParseRate("-1Mbps").expected, RATE + ", not negative");
    EXPECT_EQ(ParseRate("1001Gbps").expected, "at most 1000Gbps");
}

TEST(QuantityText, RatesAreWrittenInTheLargestUnitWithoutFraction)
{
    EXPECT_EQ(RateText(0), "0bps");
    EXPECT_EQ(RateText(1'000'000'000), "1Gbps");
    EXPECT_EQ(RateText(2'500'000'000), "2500Mbps");
    EXPECT_EQ(RateText(64'001), "64001bps");
}

TEST(QuantityText, WhatIsWrittenIsReadBackProperty)
{
    EXPECT_TRUE(rc::check("times and rates survive text", [] {
        const auto time = *rc::gen::inRange<Duration>(0, MAX_SCENARIO_TIME + 1);
        const auto rate = *rc::gen::inRange<int64_t>(0, 1'000'000'000'001);
        RC_ASSERT(ParseDuration(DurationText(time)).value == time);
        RC_ASSERT(ParseRate(RateText(uint64_t(rate))).value == rate);
    }));
}

} // namespace

} // namespace ns3::dhcpbackup
