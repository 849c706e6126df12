/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/scenario-file.h"

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

/// A good scenario with more in it: `extra` are members of the outermost object.
std::string
With(const std::string& extra)
{
    return R"({"name": "x", "subscribers": {"count": 100}, )" + extra + "}";
}

std::vector<std::string>
ErrorsOf(const std::string& text)
{
    return ParseScenario(text, "f").errors;
}

/// A folder that is removed at the end of a test.
class TemporaryFolder
{
  public:
    TemporaryFolder()
    {
        std::string name = (std::filesystem::temp_directory_path() / "scenario-XXXXXX").string();
        m_path = mkdtemp(name.data());
    }

    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    ~TemporaryFolder()
    {
        std::filesystem::remove_all(m_path);
    }

    /// Write a file and give its path.
    std::string Write(const std::string& name, const std::string& text) const
    {
        const std::string path = (m_path / name).string();
        std::ofstream(path) << text;
        return path;
    }

    const std::filesystem::path& Path() const
    {
        return m_path;
    }

  private:
    std::filesystem::path m_path;
};

TEST(ScenarioFile, ShortestScenarioHasTheDefaults)
{
    const ScenarioResult result =
        ParseScenario(R"({"name": "x", "subscribers": {"count": 1000}})", "f");
    ASSERT_TRUE(result.scenario) << testing::PrintToString(result.errors);
    Scenario expected;
    expected.name = "x";
    EXPECT_EQ(ToJson(*result.scenario), ToJson(expected));
}

const char EVERYTHING[] = R"(
// All keys, no defaults.
{
  "$schema": "scenario.schema.json",
  "name": "all-keys",
  "description": "every key once",
  "subscribers": {
    "count": 200,
    "clientId": "duid",
    "profiles": { "udhcpc": 0.25, "dhclient": 0.75 },
    "arrival": { "kind": "power-return", "at": "10s", "within": "2s" },
    "latecomers": { "count": 30, "from": "1h", "within": "20min", "x-why": "to see" }
  },
  "network": {
    "relays": 4,
    "access": { "rate": "50Mbps", "delay": "3ms" },
    "core": { "rate": "2Gbps", "delay": "500us", "queue": 50, "sockets": true }
  },
  "leases": { "time": "10min", "t1": 0.4, "t2": 0.8, "poolPerRelay": 70, "offerHold": "5s",
              "minTime": "2min", "maxTime": "1h", "reserved": 12, "longTime": "2d" },
  "pair": { "firstShare": 0.7, "heartbeatDelay": "1s", "maxResponseDelay": "3s", "maxAckDelay": "2s",
            "maxUnackedClients": 4, "pageSize": 5, "syncTimeout": "6s", "delayedUpdates": 7,
            "requestTimeout": "8s", "mclt": "9min", "maxUnackedUpdates": 11, "split": 100,
            "loadBalanceMax": "12s", "autoPartnerDown": "13min" },
  "server": {
    "profile": "dhcpd", "authoritative": false, "serviceTime": "1ms", "serviceTimePerLease": "3us",
    "cacheThreshold": 0.1, "queue": 10, "drop": "oldest", "workers": 3,
    "store": { "sync": "behind", "latency": "2ms", "batch": 7, "delay": "4ms", "loadPerLease": "6us" },
    "leasequery": true, "hold": "20min", "quietAfterLoss": "21min",
    "ignoreOldReplays": true
  },
  "relay": {
    "interception": "server-id-override", "answerAfter": "3s", "failuresToStandIn": 4,
    "probeInterval": "5s", "resendClients": 6, "journalCapacity": 7, "replayRate": 0.2,
    "replayTimeout": "8s", "replayTries": 9, "standInLimit": "1h"
  },
  "designs": ["relay-backup"],
  "faults": [
    { "kind": "server-crash", "at": "2h", "for": "75min", "store": "lost", "host": "down" },
    { "kind": "server-pause", "at": "0s", "for": "1s" },
    { "kind": "server-crash", "at": "2h", "for": "1s", "store": "stale", "age": "10min" },
    { "kind": "server-slow", "at": "2h", "for": "1s", "factor": 2.5 },
    { "kind": "relay-crash", "at": "2h", "for": "1s" },
    { "kind": "relay-crash", "target": "relay[3]", "at": "2h", "for": "1s", "store": "lost" },
    { "kind": "link-down", "target": "core[3]", "at": "1h", "for": "2h" },
    { "kind": "link-down", "target": "access[7]", "at": "1h", "for": "1min", "carrier": "lost" },
    { "kind": "loss", "target": "core", "share": 0.3, "at": "1h", "for": "2h" },
    { "kind": "loss", "target": "access[229]", "share": 0.1, "direction": "upstream",
      "at": "1h", "for": "1min", "every": "2min", "times": 3 },
    { "kind": "link-flapping", "target": "core[0]", "period": "10s", "up": 0.7, "at": "1h",
      "for": "1min", "every": "2min", "until": "2h" },
    { "kind": "delay", "extra": "20ms", "jitter": "50ms", "direction": "downstream", "at": "1h",
      "for": "1min" },
    { "kind": "rate-limit", "rate": "64kbps", "queue": 5, "at": "1h", "for": "1min" },
    { "kind": "duplication", "share": 1, "at": "1h", "for": "1min" },
    { "kind": "corruption", "share": 0.5, "at": "1h", "for": "1min" },
    { "kind": "power-loss", "target": "subscribers[5]", "at": "1h", "for": "1min" },
    { "kind": "power-loss", "share": 0.25, "at": "1h", "mtbf": "30min", "mttr": "90s",
      "until": "3h" },
    { "kind": "clock-rate", "share": 0.5, "rate": 0.9, "at": "1h", "for": "1min" },
    { "kind": "clock-rate", "target": "relay[2]", "rate": 1.1, "at": "1h", "for": "1min" },
    { "kind": "clock-rate", "target": "server", "rate": 0.5, "at": "1h", "for": "1min" },
  ],
  "run": { "duration": "5h", "seed": 17, "run": 18, "replications": 4,
           "stopAt": { "metric": "leases_lost", "halfWidth": 0.05 },
           "pcap": ["core[0]", "access[229]"] },
}
)";

TEST(ScenarioFile, AProfileBringsItsServiceTimeAndThreshold)
{
    for (const auto& [name, kind] : ServerKindNames())
    {
        const ScenarioResult result =
            ParseScenario(With("\"server\": {\"profile\": \"" + name + "\"}"), "f");
        ASSERT_TRUE(result.scenario) << testing::PrintToString(result.errors);
        const ServerProfile profile = ProfileOf(kind, true);
        EXPECT_EQ(result.scenario->server.profile, kind);
        EXPECT_EQ(result.scenario->server.serviceTime, profile.serviceTime);
        EXPECT_EQ(result.scenario->server.serviceTimePerLease, profile.serviceTimePerLease);
        EXPECT_EQ(result.scenario->server.cacheThreshold, profile.cacheThreshold);
    }
}

TEST(ScenarioFile, EveryKeyIsReadIntoItsPlace)
{
    const ScenarioResult result = ParseScenario(EVERYTHING, "f");
    ASSERT_TRUE(result.scenario) << testing::PrintToString(result.errors);
    const Scenario& s = *result.scenario;
    EXPECT_EQ(s.name, "all-keys");
    EXPECT_EQ(s.description, "every key once");
    EXPECT_EQ(s.subscribers.count, 200u);
    EXPECT_EQ(s.subscribers.clientId, ClientIdChoice::DUID);
    const std::map<std::string, double> profiles = {{"udhcpc", 0.25}, {"dhclient", 0.75}};
    EXPECT_EQ(s.subscribers.profiles, profiles);
    EXPECT_EQ(s.subscribers.arrival.kind, ArrivalKind::POWER_RETURN);
    EXPECT_EQ(s.subscribers.arrival.at, 10 * SECOND);
    EXPECT_EQ(s.subscribers.arrival.within, 2 * SECOND);
    EXPECT_EQ(s.subscribers.latecomers.count, 30u);
    EXPECT_EQ(s.subscribers.latecomers.from, HOUR);
    EXPECT_EQ(s.subscribers.latecomers.within, 20 * MINUTE);
    EXPECT_EQ(s.network.relays, 4u);
    EXPECT_EQ(s.network.access.rate, 50'000'000u);
    EXPECT_EQ(s.network.access.delay, 3 * MILLISECOND);
    EXPECT_EQ(s.network.core.rate, 2'000'000'000u);
    EXPECT_EQ(s.network.core.delay, 500 * MICROSECOND);
    EXPECT_EQ(s.network.coreQueue, 50u);
    EXPECT_TRUE(s.network.coreSockets);
    EXPECT_EQ(s.leases.time, 10 * MINUTE);
    EXPECT_EQ(s.leases.t1, 0.4);
    EXPECT_EQ(s.leases.t2, 0.8);
    EXPECT_EQ(s.leases.poolPerRelay, 70u);
    EXPECT_EQ(s.leases.offerHold, 5 * SECOND);
    EXPECT_EQ(s.server.serviceTime, MILLISECOND);
    EXPECT_EQ(s.server.queue, 10u);
    EXPECT_EQ(s.leases.minTime, 2 * MINUTE);
    EXPECT_EQ(s.leases.maxTime, 1 * HOUR);
    EXPECT_EQ(s.leases.longTime, 48 * HOUR);
    EXPECT_EQ(s.pair.firstShare, 0.7);
    EXPECT_EQ(s.pair.kea.heartbeatDelay, 1 * SECOND);
    EXPECT_EQ(s.pair.kea.maxResponseDelay, 3 * SECOND);
    EXPECT_EQ(s.pair.kea.maxAckDelay, 2 * SECOND);
    EXPECT_EQ(s.pair.kea.maxUnackedClients, 4u);
    EXPECT_EQ(s.pair.kea.pageSize, 5u);
    EXPECT_EQ(s.pair.kea.syncTimeout, 6 * SECOND);
    EXPECT_EQ(s.pair.kea.delayedUpdates, 7u);
    EXPECT_EQ(s.pair.kea.requestTimeout, 8 * SECOND);
    EXPECT_EQ(s.pair.failover.mclt, 9 * MINUTE);
    EXPECT_EQ(s.pair.failover.maxUnackedUpdates, 11u);
    EXPECT_EQ(s.pair.failover.split, 100u);
    EXPECT_EQ(s.pair.failover.loadBalanceMax, 12 * SECOND);
    EXPECT_EQ(s.pair.failover.autoPartnerDown, 13 * MINUTE);
    EXPECT_EQ(s.leases.reserved, 12u);
    EXPECT_EQ(s.server.profile, SERVER_DHCPD);
    EXPECT_FALSE(s.server.authoritative);
    EXPECT_EQ(s.server.serviceTimePerLease, 3 * MICROSECOND);
    EXPECT_EQ(s.server.cacheThreshold, 0.1);
    EXPECT_EQ(s.server.drop, DROP_OLDEST);
    EXPECT_EQ(s.server.workers, 3u);
    EXPECT_EQ(s.server.store.sync, SYNC_BEHIND);
    EXPECT_EQ(s.server.store.latency, 2 * MILLISECOND);
    EXPECT_EQ(s.server.store.batch, 7u);
    EXPECT_EQ(s.server.store.delay, 4 * MILLISECOND);
    EXPECT_EQ(s.server.store.loadPerLease, 6 * MICROSECOND);
    EXPECT_TRUE(s.server.leasequery);
    EXPECT_EQ(s.server.hold, 20 * MINUTE);
    EXPECT_EQ(s.server.quietAfterLoss, 21 * MINUTE);
    EXPECT_TRUE(s.server.ignoreOldReplays);
    EXPECT_EQ(s.relay.interception, INTERCEPT_SERVER_ID_OVERRIDE);
    EXPECT_EQ(s.relay.answerAfter, 3 * SECOND);
    EXPECT_EQ(s.relay.failuresToStandIn, 4u);
    EXPECT_EQ(s.relay.probeInterval, 5 * SECOND);
    EXPECT_EQ(s.relay.resendClients, 6u);
    EXPECT_EQ(s.relay.journalCapacity, 7u);
    EXPECT_EQ(s.relay.replayRate, 0.2);
    EXPECT_EQ(s.relay.replayTimeout, 8 * SECOND);
    EXPECT_EQ(s.relay.replayTries, 9u);
    EXPECT_EQ(s.relay.standInLimit, HOUR);
    EXPECT_THAT(s.designs, ElementsAre("relay-backup"));
    std::ostringstream faults;
    s.faults.Print(faults);
    EXPECT_EQ(faults.str(),
              "server-crash at 2h for 75min, store lost, host down\n"
              "server-pause at 0s for 1s\n"
              "server-crash at 2h for 1s, store stale, age 10min, host up\n"
              "server-slow at 2h for 1s, factor 2.5\n"
              "relay-crash of relay at 2h for 1s, store kept\n"
              "relay-crash of relay[3] at 2h for 1s, store lost\n"
              "link-down of core[3] at 1h for 2h, direction both\n"
              "link-down of access[7] at 1h for 1min, direction both, carrier lost\n"
              "loss of core at 1h for 2h, share 0.3, direction both\n"
              "loss of access[229] at 1h for 1min every 2min 3 times, share 0.1, direction "
              "upstream\n"
              "link-flapping of core[0] at 1h for 1min every 2min until 2h, period 10s, up 0.7, "
              "direction both\n"
              "delay of core at 1h for 1min, extra 20ms, jitter 50ms, direction downstream\n"
              "rate-limit of core at 1h for 1min, rate 64kbps, queue 5, direction both\n"
              "duplication of core at 1h for 1min, share 1, direction both\n"
              "corruption of core at 1h for 1min, share 0.5, direction both\n"
              "power-loss of subscribers[5] at 1h for 1min, share 1\n"
              "power-loss of subscribers at random from 1h until 3h, mtbf 30min, mttr 90s, share "
              "0.25\n"
              "clock-rate of subscribers at 1h for 1min, rate 0.9, share 0.5\n"
              "clock-rate of relay[2] at 1h for 1min, rate 1.1\n"
              "clock-rate at 1h for 1min, rate 0.5\n");
    EXPECT_EQ(s.run.duration, 5 * HOUR);
    EXPECT_EQ(s.run.seed, 17u);
    EXPECT_EQ(s.run.run, 18u);
    EXPECT_EQ(s.run.replications, 4u);
    EXPECT_EQ(s.run.stopAt.metric, "leases_lost");
    EXPECT_EQ(s.run.stopAt.halfWidth, 0.05);
    ASSERT_EQ(s.run.pcap.size(), 2u);
    EXPECT_EQ(ToString(s.run.pcap[0]), "core[0]");
    EXPECT_EQ(ToString(s.run.pcap[1]), "access[229]");
}

TEST(ScenarioFile, WrittenScenariosAreReadBackEqual)
{
    for (const std::string& text : {std::string(EVERYTHING), With("")})
    {
        const ScenarioResult first = ParseScenario(text, "f");
        ASSERT_TRUE(first.scenario);
        const std::string written = ToJson(*first.scenario);
        const ScenarioResult second = ParseScenario(written, "f");
        ASSERT_TRUE(second.scenario) << testing::PrintToString(second.errors);
        EXPECT_EQ(ToJson(*second.scenario), written);
        EXPECT_EQ(ScenarioHash(*second.scenario), ScenarioHash(*first.scenario));
    }
    // The text itself says everything, so that equal texts mean equal scenarios.
    const std::string written = ToJson(*ParseScenario(EVERYTHING, "f").scenario);
    for (const char* piece : {"\"count\": 30",
                              "\"clientId\": \"duid\"",
                              "\"dhclient\": 0.75",
                              "\"delay\": \"500us\"",
                              "\"replayRate\": 0.2",
                              "\"standInLimit\": \"1h\"",
                              "\"store\": \"lost\"",
                              "\"target\": \"core[3]\"",
                              "\"share\": 0.3",
                              "\"access[229]\""})
    {
        EXPECT_THAT(written, HasSubstr(piece));
    }
}

TEST(ScenarioFile, HashKnowsWhatDecidesResultsAndNothingElse)
{
    const Scenario base;
    const std::string hash = ScenarioHash(base);
    EXPECT_EQ(hash.size(), 16u);
    EXPECT_EQ(hash.find_first_not_of("0123456789abcdef"), std::string::npos);

    Scenario same = base;
    same.name = "other";
    same.description = "other";
    same.run.seed = 2;
    same.run.run = 2;
    same.run.pcap = {{LinkName::CORE, 0}};
    same.designs = {"plain"};
    same.run.duration = base.EffectiveDuration();
    EXPECT_EQ(ScenarioHash(same), hash);

    Scenario other = base;
    other.relay.replayRate = 51;
    EXPECT_NE(ScenarioHash(other), hash);
    other = base;
    other.run.duration = base.EffectiveDuration() + 1;
    EXPECT_NE(ScenarioHash(other), hash);
    other = base;
    other.faults.faults = {Fault{}};
    EXPECT_NE(ScenarioHash(other), hash);
}

TEST(ScenarioFile, AllErrorsAreFoundAtOnceWithFileAndPlace)
{
    EXPECT_THAT(
        ErrorsOf(R"({"name": "X!", "subscribers": {"cuont": 5}, "leases": {"time": 60},
                             "server": {"queue": 0}, "run": {"duration": "1s"},
                             "faults": [{"kind": "link-dwn", "at": "1h", "for": "1h"}]})"),
        ElementsAre(StartsWith("f:subscribers.count: found nothing, expected "),
                    "f:subscribers.cuont: found an unknown key, expected one of model, "
                    "clientId, profiles, arrival, churn, groups, count, latecomers; did you mean \"count\"?",
                    "f:leases.time: found 60, expected a time with a unit of ns, us, ms, s, "
                    "min, h or d; did you mean \"60s\"?",
                    "f:server.queue: found 0, expected a whole number from 1 to 1000000",
                    "f:faults[0].kind: found \"link-dwn\", expected one of server-crash, "
                    "server-pause, server-slow, relay-crash, link-down, link-flapping, loss, "
                    "delay, rate-limit, duplication, corruption, power-loss, clock-rate; did you "
                    "mean \"link-down\"?",
                    "f:name: found \"X!\", expected 1 to 64 characters of a-z, 0-9 and -"));
}

TEST(ScenarioFile, RequiredKeysAreNameAndCount)
{
    EXPECT_THAT(ErrorsOf("{}"),
                ElementsAre(StartsWith("f:name: found nothing, expected "),
                            StartsWith("f:subscribers: found nothing, expected ")));
    EXPECT_THAT(ErrorsOf(With(R"("faults": [{}])")),
                ElementsAre(StartsWith("f:faults[0].kind: found nothing"),
                            StartsWith("f:faults[0].at: found nothing"),
                            StartsWith("f:faults[0].for: found nothing")));
    EXPECT_THAT(ErrorsOf(With(R"("faults": [{"kind": "loss", "at": "0s", "for": "1s"}])")),
                ElementsAre(StartsWith("f:faults[0].share: found nothing")));
}

TEST(ScenarioFile, FewSubscribersHaveARelayEach)
{
    const ScenarioResult result =
        ParseScenario(R"({"name": "few", "subscribers": {"count": 3}})", "few.json");
    ASSERT_TRUE(result.scenario) << result.errors.front();
    EXPECT_EQ(result.scenario->network.relays, 3u);
}

TEST(ScenarioFile, OnlyRelaysAndTheServerHaveClocksBesideAPopulation)
{
    EXPECT_THAT(ErrorsOf(R"({"name": "x", "subscribers": {"count": 5, "model": "population"},
        "faults": [{"kind": "clock-rate", "target": "server", "rate": 2, "at": "1h", "for": "1h"},
                   {"kind": "clock-rate", "target": "relay", "rate": 2, "at": "1h", "for": "1h"},
                   {"kind": "clock-rate", "rate": 2, "at": "1h", "for": "1h"}]})"),
                ElementsAre(StartsWith("f:faults[2].target: found subscribers, expected relays or "
                                       "the server")));
}

/// A bad member of the outermost object and what its only error begins with.
struct BadInput
{
    const char* extra; //!< the member
    const char* error; //!< the beginning of the error, without the file
};

class BadScenario : public testing::TestWithParam<BadInput>
{
};

TEST_P(BadScenario, IsRefusedWithOneErrorAtItsPlace)
{
    EXPECT_THAT(ErrorsOf(With(GetParam().extra)),
                ElementsAre(StartsWith("f:" + std::string(GetParam().error))));
}

INSTANTIATE_TEST_SUITE_P(
    ScenarioFile,
    BadScenario,
    testing::Values(
        BadInput{R"("network": {"relay": 3})", "network.relay: found an unknown key"},
        BadInput{R"("faults": {})", "faults: found an object, expected a list"},
        BadInput{R"("faults": [5])", "faults[0]: found 5, expected an object"},
        BadInput{R"("faults": [{"kind": "loss", "at": "-1s", "for": "1s", "share": 0.5}])",
                 "faults[0].at: found \"-1s\", expected a time"},
        BadInput{R"("faults": [{"kind": "server-crash", "at": "1h", "for": 75}])",
                 "faults[0].for: found 75, expected a time with a unit"},
        BadInput{R"("faults": [{"kind": "server-crash", "at": "1h", "for": "0s"}])",
                 "faults[0].for: found 0s, expected more than 0s"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "core[20]", "at": "1h",
                                "for": "1h"}])",
                 "faults[0].target: found core[20], expected a number below 20"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "access", "at": "1h",
                                "for": "1h"}])",
                 "faults[0].target: found access, expected core, core[3], access[3] or partners"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "access[1000]", "at": "1h",
                                "for": "1h"}])",
                 "faults[0].target: found access[1000], expected a number below 100"},
        BadInput{R"("faults": [{"kind": "server-pause", "target": "core", "at": "1h",
                                "for": "1h"}])",
                 "faults[0].target: found core, expected server or server[1]"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "cor", "at": "1h", "for": "1h"}])",
                 "faults[0].target: found \"cor\", expected core, core[3], access[3] or "
                 "partners; did you mean \"core\"?"},
        BadInput{R"("faults": [{"kind": "server-crash", "target": "server[1]", "at": "1h",
                                "for": "1h"}])",
                 "faults[0].target: found server[1], expected another, since no design of the "
                 "scenario has two servers"},
        BadInput{R"("designs": ["hot-standby"], "faults": [{"kind": "server-crash",
                                "target": "server[2]", "at": "1h", "for": "1h"}])",
                 "faults[0].target: found server[2], expected a number below 2"},
        BadInput{R"("faults": [{"kind": "loss", "target": "partners", "at": "1h", "for": "1h",
                                "share": 0.5}])",
                 "faults[0].target: found partners, expected another"},

        BadInput{R"("faults": [{"kind": "link-flapping", "at": "1h", "for": "1h"}])",
                 "faults[0].period: found nothing, expected the time from one failure to the next"},
        BadInput{R"("faults": [{"kind": "loss", "at": "1h", "for": "1h", "share": 0.5,
                                "direction": "up"}])",
                 "faults[0].direction: found \"up\", expected one of both, upstream, downstream"},
        BadInput{R"("faults": [{"kind": "server-crash", "at": "1h", "for": "1h",
                                "store": "stale"}])",
                 "faults[0].age: found nothing, expected how old a stale store is"},
        BadInput{R"("faults": [{"kind": "server-crash", "at": "1h", "for": "1h",
                                "age": "1min"}])",
                 "faults[0].age: found an unknown key"},
        BadInput{R"("faults": [{"kind": "rate-limit", "at": "1h", "for": "1h", "rate": 64}])",
                 "faults[0].rate: found 64, expected a rate with a unit"},
        BadInput{R"("faults": [{"kind": "delay", "at": "1h", "for": "1h"}])",
                 "faults[0].extra: found 0s, expected more than 0s here or in jitter"},
        BadInput{R"("faults": [{"kind": "loss", "at": "1h", "share": 0.5, "mtbf": "1h",
                                "until": "9h"}])",
                 "faults[0].mttr: found 0s, expected more than 0s"},
        BadInput{R"("faults": [{"kind": "loss", "at": "1h", "for": "1min", "share": 0.5,
                                "every": "1min", "times": 3}])",
                 "faults[0].every: found 1min, expected more than for (1min)"},
        BadInput{R"("faults": [{"kind": "loss", "at": "1h", "for": "1min", "share": 0.5,
                                "evry": "2min"}])",
                 "faults[0].evry: found an unknown key"},
        BadInput{R"("faults": [{"kind": "link-down", "target": 3, "at": "1h", "for": "1h"}])",
                 "faults[0].target: found 3, expected a text"},
        BadInput{
            R"("faults": [{"kind": "server-pause", "at": "1h", "for": "1h", "store": "kept"}])",
            "faults[0].store: found an unknown key"},
        BadInput{R"("faults": [{"kind": "loss", "at": "1h", "for": "1h", "share": 1.5}])",
                 "faults[0].share: found 1.5, expected a number above 0"},
        BadInput{R"("network": {"relays": 2000})",
                 "network.relays: found 2000, expected at most one for each of the 100 subscribers"},
        BadInput{R"("faults": [{"kind": "clock-rate", "target": "core", "rate": 2, "at": "1h",
                                "for": "1h"}])",
                 "faults[0].target: found core, expected subscribers, subscribers[3], relay, "
                 "relay[3], server or server[1]"},
        BadInput{R"("faults": [{"kind": "clock-rate", "target": "relay[20]", "rate": 2,
                                "at": "1h", "for": "1h"}])",
                 "faults[0].target: found relay[20], expected a number below 20"},
        BadInput{R"("faults": [{"kind": "clock-rate", "target": "server", "rate": 2, "at": "1h",
                                "for": "1h", "share": 0.5}])",
                 "faults[0].share: found an unknown key"},
        BadInput{R"("faults": [{"kind": "clock-rate", "target": "server", "rate": 11, "at": "1h",
                                "for": "1h"}])",
                 "faults[0].rate: found 11, expected a number above 0.1 and at most 10"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "core[3]", "at": "1h", "for": "1h",
                                "carrier": "lost"}])",
                 "faults[0].carrier: found an unknown key"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "access[3]", "at": "1h",
                                "for": "1h", "direction": "upstream", "carrier": "lost"}])",
                 "faults[0].carrier: found an unknown key"},
        BadInput{R"("faults": [{"kind": "link-down", "target": "access[3]", "at": "1h",
                                "for": "1h", "carrier": "gone"}])",
                 "faults[0].carrier: found \"gone\", expected one of kept, lost"},
        BadInput{R"("run": {"seed": 0})", "run.seed: found 0, expected a whole number from 1"},
        BadInput{R"("run": {"seed": -1})", "run.seed: found -1, expected a whole number from 1"},
        BadInput{R"("run": {"seed": 4294967296})", "run.seed: found 4294967296, expected a whole"},
        BadInput{R"("run": {"run": 1e3})", "run.run: found 1000, expected a whole number"},
        BadInput{R"("run": {"replications": 10001})",
                 "run.replications: found 10001, expected a whole number from 0 to 10000"},
        BadInput{R"("run": {"stopAt": {"metric": "lease_lost"}})",
                 "run.stopAt.metric: found \"lease_lost\", expected a metric of the catalogue; did "
                 "you mean \"leases_lost\"?"},
        BadInput{R"("run": {"stopAt": {"metric": "wall_time"}})",
                 "run.stopAt.metric: found \"wall_time\", expected a metric that does not differ"},
        BadInput{R"("run": {"stopAt": {"halfWidth": 1}})",
                 "run.stopAt.halfWidth: found 1, expected a share of the mean from 0 to below 1"},
        BadInput{R"("run": {"duration": "0s"})",
                 "run.duration: found \"0s\", expected \"auto\" or more than 0s"},
        BadInput{R"("run": {"duration": 60})",
                 "run.duration: found 60, expected \"auto\" or a time"},
        BadInput{R"("run": {"pcap": ["core"]})", "run.pcap: found a list, expected links such as"},
        BadInput{R"("run": {"pcap": ["core[20]"]})", "run.pcap[0]: found core[20], expected"},
        BadInput{R"("leases": {"time": "99999999999d"})", "leases.time: found \"99999999999d\""},
        BadInput{R"("leases": {"t1": 0.9})", "leases.t1: found t1 = 0.9 and t2 = 0.875"},
        BadInput{R"("leases": {"t1": "half"})", "leases.t1: found \"half\", expected a number"},
        BadInput{R"("server": [])", "server: found a list, expected an object"},
        BadInput{R"("designs": ["plane"])",
                 "designs[0]: found \"plane\", expected one of plain, long-lease, short-lease, "},
        BadInput{R"("designs": ["hot-standby+load-balancing"])",
                 "designs[0]: found \"hot-standby+load-balancing\", expected another design, since "
                 "designs hot-standby and load-balancing cannot be combined: both say which "
                 "servers there are"},
        BadInput{R"("designs": "plain")", "designs: found \"plain\", expected a list"},
        BadInput{R"("relay": {"standInLimit": "none"})",
                 "relay.standInLimit: found \"none\", expected \"never\" or a time"},
        BadInput{R"("relay": {"interception": "snop"})",
                 "relay.interception: found \"snop\", expected one of none, snoop, "
                 "server-id-override, proxy; did you mean \"snoop\"?"},
        BadInput{R"("server": {"queue": 1, "queue": 2})",
                 "server.queue: found the key more than once"},
        BadInput{R"("name": "y")", "name: found the key more than once"},
        BadInput{R"("network": {"core": {"rate": 1000000000}})",
                 "network.core.rate: found 1000000000, expected a rate with a unit"}));

TEST(ScenarioFile, MalformedJsonHasLineAndColumn)
{
    EXPECT_THAT(ErrorsOf("{\n  \"name\": x\n}"), ElementsAre(StartsWith("f:2:11: found 'x'")));
    EXPECT_THAT(ErrorsOf(""), ElementsAre(StartsWith("f:1:1: found an empty file")));
    EXPECT_THAT(ErrorsOf(std::string(100'000, '[')), ElementsAre(HasSubstr("too deep")));
    EXPECT_THAT(ErrorsOf("[]"), testing::Contains("f: found a list, expected an object {...}"));
}

TEST(ScenarioFile, AnErrorNeverSpansLines)
{
    const auto errors = ErrorsOf(With(R"("a\nb": 1, "designs": ["c\nd"])"));
    EXPECT_EQ(errors.size(), 2u);
    for (const std::string& error : errors)
    {
        EXPECT_EQ(error.find('\n'), std::string::npos) << error;
    }
}

TEST(ScenarioFile, DurationIsNotBlamedForAnotherError)
{
    // Without the unit the fault's length is unknown, and so is whether 3 h are enough.
    EXPECT_THAT(ErrorsOf(With(R"("leases": {"time": 10}, "run": {"duration": "150min"},
                               "faults": [{"kind": "server-crash", "at": "2h", "for": "1min"}])")),
                ElementsAre(StartsWith("f:leases.time: ")));
    EXPECT_THAT(ErrorsOf(With(R"("run": {"duration": "150min"},
                               "faults": [{"kind": "server-crash", "at": "2h", "for": "1min"}])")),
                ElementsAre(StartsWith("f:run.duration: found 150min, expected auto or at least "
                                       "181min")));
}

TEST(ScenarioFile, FilesThatCannotBeReadAreNamed)
{
    const TemporaryFolder folder;
    const std::string missing = (folder.Path() / "missing.json").string();
    EXPECT_THAT(LoadScenario(missing).errors,
                ElementsAre(missing + ": found no readable file (No such file or directory), "
                                      "expected a scenario file"));
    EXPECT_THAT(
        LoadScenario(folder.Path().string()).errors,
        ElementsAre(folder.Path().string() + ": found a directory, expected a scenario file"));
    const std::string empty = folder.Write("empty.json", "");
    EXPECT_THAT(LoadScenario(empty).errors,
                ElementsAre(empty + ":1:1: found an empty file, expected a JSON object"));
    EXPECT_THAT(LoadScenario("/dev/zero").errors, ElementsAre(HasSubstr("more than 16 MiB")));
    if (geteuid() != 0) // root may read everything
    {
        const std::string locked = folder.Write("locked.json", "{}");
        chmod(locked.c_str(), 0);
        EXPECT_THAT(LoadScenario(locked).errors, ElementsAre(HasSubstr("(Permission denied)")));
    }
}

TEST(ScenarioFile, GoodFilesAreLoaded)
{
    const TemporaryFolder folder;
    const ScenarioResult result = LoadScenario(folder.Write("good.json", EVERYTHING));
    ASSERT_TRUE(result.scenario);
    EXPECT_EQ(result.scenario->name, "all-keys");
}

TEST(ScenarioFile, ExampleScenariosAreGoodAndNamedAsTheirFiles)
{
    uint32_t examples = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(DHCPBACKUP_SOURCE_DIR "/examples/scenarios"))
    {
        const ScenarioResult result = LoadScenario(entry.path().string());
        ASSERT_TRUE(result.scenario) << testing::PrintToString(result.errors);
        EXPECT_EQ(result.scenario->name, entry.path().stem().string());
        EXPECT_FALSE(result.scenario->description.empty());
        if (result.scenario->network.sharedPool)
        {
            // It needs more subscribers than addresses, as its comments say.
            EXPECT_THAT(result.scenario->Warnings(),
                        ElementsAre(HasSubstr("60 subscribers will go without an address")));
        }
        else
        {
            EXPECT_THAT(result.scenario->Warnings(), IsEmpty()) << entry.path();
        }
        ++examples;
    }
    EXPECT_GE(examples, 4u);
}

} // namespace

} // namespace ns3::dhcpbackup
