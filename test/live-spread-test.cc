/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/live-spread.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

namespace
{

RunRecord
With(double lost, double outage)
{
    RunRecord record;
    record.metrics = {MakeMetric("leases_lost", lost),
                      MakeMetric("client_outage_total", outage),
                      MakeMetric("server_queue_peak", 7)};
    return record;
}

} // namespace

TEST(LiveSpread, SaysHowFarTheSimulationLiesOutsideOfTheLiveRuns)
{
    const std::string table = SpreadTable(With(38, 90), {With(37, 100), With(39, 104)});
    EXPECT_THAT(table, HasSubstr("of 2 live runs"));
    EXPECT_THAT(table, ContainsRegex("leases lost +38 +37 +39 +within\n"));
    EXPECT_THAT(table, ContainsRegex("time without address.* +90 +100 +104 +10.00 %\n"));
    EXPECT_THAT(table, Not(HasSubstr("queue"))) << "the model's own";
    EXPECT_THAT(SpreadTable(With(40, 104), {With(37, 100), With(39, 104)}),
                ContainsRegex("leases lost +40 +37 +39 +2.50 %\n"));
}

TEST(LiveSpread, LeavesOutWhatHasNoValue)
{
    RunRecord empty;
    EXPECT_THAT(SpreadTable(empty, {empty, empty}), Not(HasSubstr("leases lost")));
}
