/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "tshark-oracle.h"

#include "ns3/scenario-file.h"
#include "ns3/scenario-runner.h"

#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <unistd.h>

using namespace ns3::dhcpbackup;
namespace fs = std::filesystem;

namespace
{

/// The example scenarios of the tree that the tests were built from.
std::vector<fs::path>
Examples()
{
    const fs::path folder = fs::path(__FILE__).parent_path().parent_path() / "examples/scenarios";
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder))
    {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

class ExampleScenario : public testing::TestWithParam<fs::path>
{
};

} // namespace

TEST_P(ExampleScenario, CapturesOfEveryDesignAreValid_Tshark)
{
    const ScenarioResult result = LoadScenario(GetParam().string());
    ASSERT_TRUE(result.scenario) << result.errors.front();
    Scenario scenario = *result.scenario;
    if (!scenario.outages.empty())
    {
        scenario = scenario.With(scenario.outages.front());
    }
    // Fewer subscribers say the same things.
    scenario.subscribers.latecomers.count = std::min(scenario.subscribers.latecomers.count, 200u);
    scenario.subscribers.count = std::min(scenario.subscribers.count, 120u);
    scenario.network.relays = std::min(scenario.network.relays, 20u);
    scenario.run.pcap = {{LinkName::CORE, 0}, {LinkName::ACCESS, 0}};
    const fs::path folder =
        fs::temp_directory_path() / ("dhcp-backup-examples-test-" + std::to_string(getpid()));
    for (const std::string& design : scenario.designs)
    {
        fs::create_directory(folder);
        RunScenario(scenario, design, folder.string(), {});
        for (const std::string file : {"/core-0.pcap", "/access-0.pcap"})
        {
            const OracleReport report = JudgeCapture(folder.string() + file);
            EXPECT_GE(report.messages, 4u) << design << file;
            EXPECT_EQ(report.complaints, std::vector<std::string>()) << design << file;
        }
        fs::remove_all(folder);
    }
}

INSTANTIATE_TEST_SUITE_P(Files,
                         ExampleScenario,
                         testing::ValuesIn(Examples()),
                         [](const auto& info) {
                             std::string name = info.param.stem().string();
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });
