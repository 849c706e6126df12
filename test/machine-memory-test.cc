/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/command-words.h"
#include "ns3/machine-memory.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>
#include <unistd.h>

using namespace ns3::dhcpbackup;
using testing::AllOf;
using testing::HasSubstr;

namespace
{

namespace fs = std::filesystem;

/// Files as a system has them.
class MachineMemory : public testing::Test
{
  protected:
    MachineMemory()
        : m_root(fs::temp_directory_path() / ("dhcp-backup-memory-test-" + std::to_string(getpid())))
    {
        Put("/proc/meminfo", "MemTotal:  8000 kB\nMemFree:  1 kB\nMemAvailable:   5000 kB\n");
    }

    ~MachineMemory() override
    {
        fs::remove_all(m_root);
    }

    void Put(const std::string& file, const std::string& text)
    {
        const fs::path path = m_root.string() + file;
        fs::create_directories(path.parent_path());
        std::ofstream(path) << text;
    }

    /// A control group with a limit.
    void Limit(const std::string& folder, bool second, const std::string& most, int used, int cache)
    {
        Put(folder + (second ? "/memory.max" : "/memory.limit_in_bytes"), most + "\n");
        Put(folder + (second ? "/memory.current" : "/memory.usage_in_bytes"),
            std::to_string(used) + "\n");
        Put(folder + "/memory.stat",
            std::string("anon 7\n") + (second ? "inactive_file " : "total_inactive_file ") +
                std::to_string(cache) + "\n");
    }

    uint64_t Available() const
    {
        return AvailableMemory(m_root.string());
    }

  private:
    fs::path m_root;
};

} // namespace

TEST_F(MachineMemory, IsWhatTheSystemSaysWithoutControlGroups)
{
    EXPECT_EQ(Available(), 5000u * 1024);
    Put("/proc/self/cgroup", "0::/\n");
    EXPECT_EQ(Available(), 5000u * 1024);
    Put("/proc/meminfo", "");
    EXPECT_EQ(Available(), UINT64_MAX) << "nothing is known";
    EXPECT_GT(AvailableMemory(), 0u) << "this machine's";
}

TEST_F(MachineMemory, IsWhatAControlGroupLeaves)
{
    Put("/proc/self/cgroup", "0::/a/b\n");
    Limit("/sys/fs/cgroup/a/b", true, "max", 400, 0);
    Limit("/sys/fs/cgroup/a", true, "1000000", 400000, 100000);
    EXPECT_EQ(Available(), 700000u) << "the group around it is limited, and its cache gives way";
    Limit("/sys/fs/cgroup/a/b", true, "500", 600, 0);
    EXPECT_EQ(Available(), 0u) << "more is in use than allowed";
    Limit("/sys/fs/cgroup/a/b", true, "900000000", 0, 0);
    Limit("/sys/fs/cgroup/a", true, "900000000", 0, 0);
    EXPECT_EQ(Available(), 5000u * 1024) << "limits beyond the machine mean nothing";
}

TEST_F(MachineMemory, KnowsControlGroupsOfVersion1)
{
    Put("/proc/self/cgroup", "9:name=systemd:/x\n4:cpu,memory:/c\n0::/\n");
    Limit("/sys/fs/cgroup/memory/c", false, "1000000", 300000, 50000);
    EXPECT_EQ(Available(), 750000u);
}

TEST(RunsThatFit, AreAsManyAsMemoryAndProcessorsAllow)
{
    const uint32_t processors = std::max(1u, std::thread::hardware_concurrency());
    Scenario scenario;
    scenario.name = "crowd";
    scenario.subscribers.count = 1'000'000;
    scenario.subscribers.model = SubscriberModel::POPULATION;
    // 18 MB and 1 kB each.
    EXPECT_EQ(RunsThatFit(scenario, 100'000'000'000, false), processors);
    EXPECT_EQ(RunsThatFit(scenario, 1'018'000'000, false), 1u);
    EXPECT_EQ(RunsThatFit(scenario, 2'036'000'000, false), std::min(processors, 2u));
    EXPECT_EQ(RunsThatFit(scenario, 1'017'999'999, true), 1u);
    try
    {
        RunsThatFit(scenario, 1'017'999'999, false);
        FAIL() << "it does not fit";
    }
    catch (const UsageError& error)
    {
        EXPECT_THAT(error.what(),
                    AllOf(HasSubstr("a run of crowd needs about 1.02 GB of memory, and 1.02 GB are"),
                          HasSubstr("--force")));
    }
    scenario.subscribers.groups = {scenario.subscribers};
    scenario.subscribers.groups[0].count = 1000;
    scenario.subscribers.groups[0].model = SubscriberModel::HOSTS;
    EXPECT_EQ(RunsThatFit(scenario, 41'000'000, false), 1u) << "hosts take 23 kB";
    EXPECT_THROW(RunsThatFit(scenario, 40'999'999, false), UsageError);
}
