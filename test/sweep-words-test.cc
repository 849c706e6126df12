/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/sweep-words.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace ns3::dhcpbackup;

namespace
{

RunRecord
Record(const std::string& design, double survival)
{
    RunRecord record;
    record.design = design;
    record.metrics = {MakeMetric("renewal_survival", survival)};
    return record;
}

} // namespace

TEST(SweepWords, TellTheLeastAndTheMostOfEachDesignWithTheirPoints)
{
    const std::string file = (std::filesystem::temp_directory_path() /
                              ("dhcp-backup-sweep-" + std::to_string(getpid()) + ".json"))
                                 .string();
    std::ofstream(file) << R"({"name": "x", "subscribers": {"count": 10},
        "designs": ["plain", "relay-backup", "long-lease"],
        "faults": [{"kind": "server-crash", "at": "1h", "for": "1h"}]})";
    SweepPlan plan(file);
    plan.Vary("faults[0].for=30min,45min,1h");
    const std::vector<SweepResult> results = {
        {{"30min"}, {Record("plain", 1), Record("relay-backup", 1)}, {}, ""},
        {{"45min"}, {Record("plain", 0.5), Record("relay-backup", 1)}, {}, ""},
        {{"1h"}, {Record("plain", 0.25)}, {{"relay-backup", 1, "killed"}}, ""}};
    EXPECT_EQ(SweepParagraph({plan, {}, results, {"renewal_survival"}}),
              "Leases that survived the faults: with plain from 25.00 % (at 1h) to 100.00 % (at "
              "30min); with relay-backup 100.00 % at all 2 points that have a value; with "
              "long-lease there is nothing to measure.");
    std::filesystem::remove(file);
}
