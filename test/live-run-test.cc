/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/global-value.h"
#include "ns3/live-namespace.h"
#include "ns3/live-run.h"
#include "ns3/real-server.h"
#include "ns3/scenario-file.h"
#include "ns3/server-program.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace ns3;
using namespace ns3::dhcpbackup;
using testing::HasSubstr;

namespace
{

namespace fs = std::filesystem;

/// Why nothing live can be run here; empty if it can.
std::string
WhyNotLive()
{
    try
    {
        const LiveNamespace space;
        return {};
    }
    catch (const std::exception& error)
    {
        return error.what();
    }
}

/// Skips the test, and says so, where it cannot be run.
#define SKIP_UNLESS_LIVE()                                                                         \
    if (const std::string why = WhyNotLive(); !why.empty())                                        \
    {                                                                                              \
        GTEST_SKIP() << "SKIPPED, nothing was tested: " << why;                                    \
    }

/// A scenario that a real server can serve.
Scenario
LiveScenario(const std::string& server, const std::string& leases, const std::string& rest)
{
    const ScenarioResult result = ParseScenario(
        R"({"name": "live-test", "subscribers": {"count": 4, "model": "population",
            "profiles": {"rfc2131": 1}, "arrival": {"at": "0s", "within": "1s"}},
            "network": {"relays": 2}, "leases": {"time": ")" +
            leases + R"("}, "server": {"real": ")" + server + R"("}, )" + rest + "}",
        "test");
    EXPECT_TRUE(result.scenario) << (result.errors.empty() ? "" : result.errors[0]);
    return result.scenario.value_or(Scenario());
}

/// What a server is asked to serve that is started alone.
ServerDuties
SmallDuties()
{
    ServerDuties duties;
    duties.address = 172u << 24 | 16u << 16 | 1;
    duties.mask = 0xfffff000;
    SubnetConfig subnet;
    subnet.network = 10u << 24;
    subnet.mask = 0xffffff00;
    subnet.router = subnet.network + 1;
    subnet.poolFirst = subnet.network + 2;
    subnet.poolLast = subnet.poolFirst + 9;
    duties.subnets = {subnet};
    return duties;
}

/// All problems in one text.
std::string
ProblemsOf(const Scenario& scenario)
{
    std::string text;
    for (const ScenarioProblem& problem : LiveErrors(scenario))
    {
        text += problem.place + ": " + problem.text + "\n";
    }
    return text;
}

/// Waits until something is so; false if it takes too long.
template <typename F>
bool
Eventually(F holds)
{
    for (int i = 0; i < 500 && !holds(); ++i)
    {
        std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return holds();
}

/// What strikes a real server, and what the figures say of it.
struct LiveCase
{
    const char* name;   //!< of the test
    const char* server; //!< kea, dhcpd or dnsmasq
    const char* fault;  //!< all but its times, empty for none
};

void
PrintTo(const LiveCase& one, std::ostream* os)
{
    *os << one.name;
}

/// Leases of 12 s are renewed after 6 s. Those of dnsmasq last 2 min, its shortest time: an outage
/// with them would take longer than all other tests.
class LiveServerRealTime : public testing::TestWithParam<LiveCase>
{
};

} // namespace

TEST_P(LiveServerRealTime, RelayKeepsLeasesWhileTheRealServerIsAway)
{
    SKIP_UNLESS_LIVE();
    const std::string server = GetParam().server;
    const std::string fault = GetParam().fault;
    const bool longLeases = fault.empty();
    const Scenario scenario = LiveScenario(
        server,
        longLeases ? "120s" : "12s",
        std::string(R"("relay": {"answerAfter": "1s", "failuresToSuspect": 1,
                       "failuresToStandIn": 1, "probeInterval": "1s"},
                       "designs": ["relay-backup"], )") +
            (longLeases ? R"("run": {"duration": "16s"})"
                        : R"("faults": [{"at": "10s", "for": "8s", )" + fault +
                              R"(}], "run": {"duration": "30s"})"));
    if (const std::string problems = ProblemsOf(scenario);
        problems.find("no program") != std::string::npos)
    {
        GTEST_SKIP() << "SKIPPED, nothing was tested: " << problems;
    }
    const std::string results =
        testing::TempDir() + "/live-" + GetParam().name + std::to_string(getpid());
    StudyVariant live;
    live.runner = RunLive;
    live.kept = {"live.json", "server.log"};
    const StudyOutcome outcome = RunStudy(scenario, results, false, live);
    const RunRecord& record = outcome.records.at(0);
    EXPECT_EQ(record.Value("leases_lost"), 0);
    EXPECT_EQ(record.Value("client_outages_censored"), 0);
    EXPECT_EQ(record.Value("violations"), 0)
        << (record.violations.empty() ? "" : record.violations[0].evidence);
    if (!longLeases)
    {
        EXPECT_GT(record.Value("renewals_by_relay"), 0) << "the fault struck the real process";
        EXPECT_GT(record.Value("resync_messages"), 0);
    }
    EXPECT_THAT(ReadLiveReport(outcome.folder + "/relay-backup/live.json").server,
                HasSubstr(server));
    EXPECT_TRUE(fs::exists(outcome.folder + "/relay-backup/server.log"));
    fs::remove_all(results);
}

INSTANTIATE_TEST_SUITE_P(
    Cases,
    LiveServerRealTime,
    testing::Values(LiveCase{"kea", "kea", R"("kind": "server-crash")"},
                    LiveCase{"dhcpd", "dhcpd", R"("kind": "server-crash")"},
                    LiveCase{"dnsmasq", "dnsmasq", ""},
                    LiveCase{"keaLost", "kea", R"("kind": "server-crash", "store": "lost")"},
                    LiveCase{"dhcpdLost",
                             "dhcpd",
                             R"("kind": "server-crash", "store": "lost")"},
                    LiveCase{"keaStale",
                             "kea",
                             R"("kind": "server-crash", "store": "stale", "age": "4s")"},
                    LiveCase{"keaPaused", "kea", R"("kind": "server-pause")"},
                    LiveCase{"dhcpdPaused", "dhcpd", R"("kind": "server-pause")"},
                    LiveCase{"keaHostDown", "kea", R"("kind": "server-crash", "host": "down")"},
                    LiveCase{"dhcpdHostDown",
                             "dhcpd",
                             R"("kind": "server-crash", "host": "down")"}),
    [](const auto& info) { return std::string(info.param.name); });

TEST(LiveNamespace, RunsProgramsApartFromTheHost)
{
    SKIP_UNLESS_LIVE();
    LiveNamespace space;
    EXPECT_THAT(space.Do({"ip", "-o", "link"}).output, HasSubstr("dhcp0"));
    EXPECT_EQ(space.Do({"sh", "-c", "exit 3"}).code, 3);
    const pid_t sleeper = space.Start(space.Folder() + "/log", {"sleep", "100"});
    EXPECT_EQ(space.Ended(sleeper), "");
    space.Signal(sleeper, SIGKILL);
    EXPECT_EQ(space.Ended(sleeper), "killed by Killed");
    const pid_t none = space.Start(space.Folder() + "/log", {"no-such-program"});
    EXPECT_TRUE(Eventually([&] { return space.Ended(none) == "exit code 127"; }));
}

TEST(LiveNamespace, NothingIsLeftOfARunThatIsKilled)
{
    SKIP_UNLESS_LIVE();
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t run = fork();
    if (run == 0)
    {
        LiveNamespace space;
        const pid_t sleeper = space.Start(space.Folder() + "/log", {"sleep", "100"});
        const std::string news = std::to_string(sleeper) + " " + space.Folder();
        const ssize_t size = write(ends[1], news.data(), news.size());
        pause();
        _exit(size > 0 ? 0 : 1);
    }
    char news[4096] = {};
    ASSERT_GT(read(ends[0], news, sizeof news - 1), 0);
    const pid_t sleeper = std::atoi(news);
    const std::string folder = std::strchr(news, ' ') + 1;
    ASSERT_TRUE(fs::exists(folder));
    ASSERT_EQ(kill(sleeper, 0), 0);
    kill(run, SIGKILL);
    waitpid(run, nullptr, 0);
    EXPECT_TRUE(Eventually([&] { return kill(sleeper, 0) != 0; }));
    EXPECT_TRUE(Eventually([&] { return !fs::exists(folder); }));
    close(ends[0]);
    close(ends[1]);
}

TEST(LiveNamespace, FoldersWithoutAKeeperAreRemovedAndOthersAreNot)
{
    SKIP_UNLESS_LIVE();
    const fs::path left = fs::temp_directory_path() / "dhcp-backup-live-left00";
    fs::create_directories(left);
    std::ofstream(left / "lock") << "";
    const fs::path other = fs::temp_directory_path() / "dhcp-backup-other-left00";
    fs::create_directories(other);
    std::ofstream(other / "lock") << "";
    const LiveNamespace alive;
    {
        const LiveNamespace second;
        EXPECT_FALSE(fs::exists(left));
        EXPECT_TRUE(fs::exists(other));
        EXPECT_TRUE(fs::exists(alive.Folder()));
    }
    fs::remove_all(other);
}

TEST(RealServer, ThatRefusesItsConfigurationHasLastWords)
{
    SKIP_UNLESS_LIVE();
    LiveNamespace space;
    const Ptr<RealServer> server = CreateObject<RealServer>();
    ServerDuties duties = SmallDuties();
    duties.subnets[0].poolFirst = 11u << 24; // not in the subnet
    duties.subnets[0].poolLast = duties.subnets[0].poolFirst + 9;
    try
    {
        server->Start(space, KeaProgram(), duties);
        FAIL() << "Kea takes a pool outside its subnet";
    }
    catch (const std::runtime_error& error)
    {
        if (std::string(error.what()).find("exit code 127") != std::string::npos)
        {
            GTEST_SKIP() << "SKIPPED, nothing was tested: " << error.what();
        }
        EXPECT_THAT(error.what(), HasSubstr("kea-dhcp4: exit code"));
        EXPECT_THAT(error.what(), HasSubstr("11.0.0.0"));
    }
}

TEST(RealServer, WhosePortIsInUseHasLastWords)
{
    SKIP_UNLESS_LIVE();
    LiveNamespace space;
    if (space.Do({"sh", "-c", "command -v dhcpd && command -v perl"}).code != 0)
    {
        GTEST_SKIP() << "SKIPPED, nothing was tested: dhcpd or perl is not installed";
    }
    space.Start(space.Folder() + "/other",
                {"perl", "-MSocket", "-e",
                 "socket(S, PF_INET, SOCK_DGRAM, 17); bind(S, sockaddr_in(67, INADDR_ANY)) or die; "
                 "sleep 100"});
    ASSERT_TRUE(Eventually([&] {
        return space.Do({"grep", "-q", ":0043 ", "/proc/self/net/udp"}).code == 0;
    }));
    try
    {
        CreateObject<RealServer>()->Start(space, DhcpdProgram(), SmallDuties());
        FAIL() << "dhcpd shares its port";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_THAT(error.what(), HasSubstr("dhcpd: exit code"));
        EXPECT_THAT(error.what(), HasSubstr("already in use"));
    }
}

TEST(RealServer, ThatEndsByItselfStopsTheRunWithItsLastWords)
{
    SKIP_UNLESS_LIVE();
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::RealtimeSimulatorImpl"));
    {
        LiveNamespace space;
        if (space.Do({"sh", "-c", "command -v kea-dhcp4"}).code != 0)
        {
            GTEST_SKIP() << "SKIPPED, nothing was tested: kea-dhcp4 is not installed";
        }
        const Ptr<RealServer> server = CreateObject<RealServer>();
        server->Start(space, KeaProgram(), SmallDuties());
        const Ptr<PacketSocketDevice> device = CreateObject<PacketSocketDevice>();
        server->Watch(device);
        EXPECT_EQ(space.Do({"sh", "-c", "kill -9 $(cat " + space.Folder() + "/*.pid)"}).code, 0);
        Simulator::Stop(Seconds(5));
        Simulator::Run();
        EXPECT_LT(Simulator::Now(), Seconds(4)) << "it was seen at once";
        EXPECT_THAT(server->Failure(), HasSubstr("kea-dhcp4: killed by Killed; its last words:"));
        EXPECT_THAT(server->Failure(), HasSubstr("DHCP4_STARTED"));
        server->Dispose();
        device->Dispose();
    }
    Simulator::Destroy();
    GlobalValue::Bind("SimulatorImplementationType", StringValue("ns3::DefaultSimulatorImpl"));
}

TEST(LiveRules, WhatRealServersCannotDoIsRefusedWithItsPlace)
{
    EXPECT_THAT(ProblemsOf(Scenario()), HasSubstr("server.real: found none"));
    EXPECT_THAT(ProblemsOf(LiveScenario("dnsmasq", "60s", R"("designs": ["plain"])")),
                HasSubstr("leases.time: found 1min, expected at least 2min"));
    EXPECT_THAT(ProblemsOf(LiveScenario("kea",
                                        "60s",
                                        R"("faults": [{"kind": "server-slow", "at": "1s",
                                           "for": "1s", "factor": 2}])")),
                HasSubstr("faults[0].kind"));
    Scenario scenario = LiveScenario("dhcpd", "60s", R"("designs": ["plain"])");
    scenario.server.hold = 1 * SECOND;
    scenario.leases.t1 = 0.4;
    scenario.network.sharedPool = true;
    const std::string problems = ProblemsOf(scenario);
    EXPECT_THAT(problems, HasSubstr("server.hold"));
    EXPECT_THAT(problems, HasSubstr("leases.t1"));
    EXPECT_THAT(problems, HasSubstr("network.sharedPool"));
}

TEST(LiveRules, TheProfileOfARealServerStandsForItInSimulations)
{
    EXPECT_EQ(LiveScenario("kea", "60s", R"("designs": ["plain"])").server.profile, SERVER_KEA);
}

TEST(ServerProgram, ReadsKeasLeaseFile)
{
    const auto leases = KeaProgram().ReadLeases(
        "address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,"
        "user_context\n"
        "10.0.0.2,02:01:00:00:00:01,,30,1700000030,1,0,0,,0,\n"
        "10.0.0.2,02:01:00:00:00:01,,0,1700000010,1,0,0,,0,\n");
    ASSERT_EQ(leases.size(), 2u);
    EXPECT_EQ(leases[0].address, (10u << 24) + 2);
    EXPECT_EQ(leases[0].hardware, (std::array<uint8_t, 6>{2, 1, 0, 0, 0, 1}));
    EXPECT_EQ(leases[0].expiry, 1700000030);
    EXPECT_EQ(leases[1].expiry, 0) << "given back";
}

TEST(ServerProgram, ReadsDhcpdsLeaseFile)
{
    const std::string lease = "lease 10.0.0.2 {\n  starts 3 2026/11/25 13:00:00;\n"
                              "  ends 3 2026/11/25 13:00:30;\n  binding state active;\n"
                              "  next binding state free;\n"
                              "  hardware ethernet 02:01:00:00:00:01;\n}\n";
    const auto leases = DhcpdProgram().ReadLeases("authoring-byte-order little-endian;\n" + lease);
    ASSERT_EQ(leases.size(), 1u);
    EXPECT_EQ(leases[0].address, (10u << 24) + 2);
    EXPECT_EQ(leases[0].hardware, (std::array<uint8_t, 6>{2, 1, 0, 0, 0, 1}));
    EXPECT_EQ(leases[0].expiry, 1795611630);
}

TEST(ServerProgram, ReadsDnsmasqsLeaseFile)
{
    const auto leases =
        DnsmasqProgram().ReadLeases("1700000030 02:01:00:00:00:01 10.0.0.2 * 01:02\nduid 00\n");
    ASSERT_EQ(leases.size(), 1u);
    EXPECT_EQ(leases[0].address, (10u << 24) + 2);
    EXPECT_EQ(leases[0].expiry, 1700000030);
}
