/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/client-profile.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-runner.h"
#include "ns3/settled-start.h"
#include "ns3/simulator.h"
#include "ns3/witness-tap.h"

#include <algorithm>
#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <numeric>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

constexpr uint32_t SUBSCRIBERS = 600;

Scenario
Base(SubscriberModel model)
{
    Scenario scenario;
    scenario.name = "settled";
    scenario.subscribers.count = SUBSCRIBERS;
    scenario.subscribers.model = model;
    scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
    scenario.network.relays = 3;
    scenario.leases.time = 10 * MINUTE;
    scenario.designs = {"relay-backup"};
    return scenario;
}

/// What a look at all subscribers finds at a time.
struct Look
{
    std::vector<double> toRenewal;    ///< seconds until T1
    std::vector<double> toExpiry;     ///< seconds until the lease ends
    std::vector<double> cycles;       ///< seconds from the REQUEST that gave the lease to T1
    uint64_t violations{0};           ///< what the witnesses found
};

Look
LookAt(const Scenario& scenario, Instant when)
{
    Look look;
    EXPECT_THAT(scenario.Errors(), testing::IsEmpty());
    const BackupNetworkHelper helper(scenario);
    const BackupNetwork network = helper.Install(MakeDesign("relay-backup", scenario.relay));
    WitnessTap tap(network, scenario.Population());
    if (scenario.subscribers.arrival.kind == ArrivalKind::SETTLED)
    {
        ScheduleSettledStart(network, helper);
    }
    Simulator::Stop(NanoSeconds(when));
    Simulator::Run();
    for (uint32_t i = 0; i < scenario.Population(); ++i)
    {
        const ClientState state = network.StateOf(i);
        if (state.phase == ClientPhase::BOUND)
        {
            look.toRenewal.push_back(double(state.t1 - when) / SECOND);
            look.toExpiry.push_back(double(state.expiry - when) / SECOND);
            look.cycles.push_back(double(state.t1 - state.requested) / SECOND);
        }
    }
    look.violations = tap.Violations().Count();
    Simulator::Destroy();
    return look;
}

/// The largest difference of two samples' distribution functions (Kolmogorov and Smirnov).
double
Distance(std::vector<double> a, std::vector<double> b)
{
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    double largest = 0;
    size_t j = 0;
    for (size_t i = 0; i < a.size(); ++i)
    {
        while (j < b.size() && b[j] <= a[i])
        {
            ++j;
        }
        const bool lastOfTies = i + 1 == a.size() || a[i + 1] != a[i];
        const double gap = std::abs(double(i + 1) / a.size() - double(j) / b.size());
        largest = lastOfTies ? std::max(largest, gap) : largest;
    }
    return largest;
}

/// The distance that two samples of one distribution exceed once in a thousand times.
double
Limit(size_t n, size_t m)
{
    return 1.95 * std::sqrt(double(n + m) / (double(n) * double(m)));
}

class SettledProfile : public testing::TestWithParam<std::string>
{
};

} // namespace

TEST_P(SettledProfile, IsWhatALongWarmUpComesTo)
{
    Scenario scenario = Base(SubscriberModel::POPULATION);
    scenario.subscribers.profiles = {{GetParam(), 1.0}};
    const Look settled = LookAt(scenario, MILLISECOND);
    ASSERT_EQ(settled.toRenewal.size(), SUBSCRIBERS);

    // Whoever switches on evenly over whole cycles goes on evenly.
    const double cycle =
        std::accumulate(settled.cycles.begin(), settled.cycles.end(), 0.0) / SUBSCRIBERS;
    const Duration within = Duration(4 * cycle * SECOND);
    scenario.subscribers.arrival = {ArrivalKind::STEADY, 0, within};
    const Look warm = LookAt(scenario, within + 2 * scenario.leases.time);
    // Some are met in the few milliseconds of an exchange.
    ASSERT_GE(warm.toRenewal.size(), SUBSCRIBERS - 3);
    const double limit = Limit(settled.toRenewal.size(), warm.toRenewal.size());
    EXPECT_LT(Distance(settled.toRenewal, warm.toRenewal), limit);
    EXPECT_LT(Distance(settled.toExpiry, warm.toExpiry), limit);
    EXPECT_LT(Distance(settled.cycles, warm.cycles), limit);
}

INSTANTIATE_TEST_SUITE_P(All,
                         SettledProfile,
                         testing::ValuesIn(ClientProfileNames()),
                         [](const auto& info) {
                             std::string name = info.param;
                             std::replace_if(
                                 name.begin(),
                                 name.end(),
                                 [](char c) { return c == '-' || c == '.'; },
                                 '_');
                             return name;
                         });

TEST(SettledStart, HostsAndPopulationBeginAlike)
{
    const Look hosts = LookAt(Base(SubscriberModel::HOSTS), MILLISECOND);
    const Look population = LookAt(Base(SubscriberModel::POPULATION), MILLISECOND);
    ASSERT_EQ(hosts.toRenewal.size(), SUBSCRIBERS);
    EXPECT_EQ(hosts.toRenewal, population.toRenewal);
    EXPECT_EQ(hosts.toExpiry, population.toExpiry);
}

TEST(SettledStart, ServerRelayAndSubscribersAgree)
{
    const Scenario scenario = Base(SubscriberModel::POPULATION);
    const BackupNetworkHelper helper(scenario);
    const BackupNetwork network = helper.Install(MakeDesign("relay-backup", scenario.relay));
    ScheduleSettledStart(network, helper);
    Simulator::Stop(NanoSeconds(1));
    Simulator::Run();
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), SUBSCRIBERS);
    for (uint32_t i = 0; i < SUBSCRIBERS; ++i)
    {
        const ClientState state = network.StateOf(i);
        const LeaseTable* const table = network.server->GetMachine()->TableFor(state.address);
        ASSERT_TRUE(table && table->Pool().Contains(state.address));
        EXPECT_EQ(table->At(state.address).client, network.IdentityOf(i));
        EXPECT_EQ(table->At(state.address).expiry, state.expiry);
        EXPECT_EQ(table->At(state.address).changed, state.requested);
        EXPECT_EQ(table->UnstoredCount(), 0);
        const MirrorRecord* const record =
            network.relays[i % 3]->GetMachine()->Mirror().Find(state.address);
        ASSERT_TRUE(record);
        EXPECT_EQ(record->clientExpiry, state.expiry);
        EXPECT_EQ(record->client.Unpack(), network.IdentityOf(i));
    }
    Simulator::Destroy();
}

/// Every way of a relay to see renewals, over hosts and a population.
class SettledRun
    : public testing::TestWithParam<std::tuple<InterceptionMode, SubscriberModel, bool>>
{
};

TEST_P(SettledRun, RenewsWithoutACheckOfAnInvariant)
{
    Scenario scenario = Base(std::get<1>(GetParam()));
    scenario.subscribers.count = 60;
    scenario.relay.interception = std::get<0>(GetParam());
    scenario.network.sharedPool = std::get<2>(GetParam());
    Fault crash(FaultKind::SERVER_CRASH);
    crash.at = 5 * MINUTE;
    crash.length = 3 * MINUTE;
    scenario.faults.faults.push_back(crash);
    ASSERT_THAT(scenario.Errors(), testing::IsEmpty());
    const RunRecord record = RunScenario(scenario, "relay-backup", "", {});
    EXPECT_THAT(record.violations, testing::IsEmpty());
    // The closed forms: nobody loses a lease in an outage shorter than L - T1, nobody asks anew,
    // and each renews about once every T1.
    EXPECT_EQ(record.Value("leases_lost"), 0);
    EXPECT_EQ(record.Value("address_changes"), 0);
    EXPECT_EQ(record.Value("server_discover_peak"), 0);
}

INSTANTIATE_TEST_SUITE_P(
    All,
    SettledRun,
    testing::Combine(testing::Values(INTERCEPT_NONE,
                                     INTERCEPT_SNOOP,
                                     INTERCEPT_SERVER_ID_OVERRIDE,
                                     INTERCEPT_PROXY),
                     testing::Values(SubscriberModel::HOSTS, SubscriberModel::POPULATION),
                     testing::Bool()));

TEST(SettledStart, WhoFindsNoAddressBeginsWithoutOne)
{
    Scenario scenario = Base(SubscriberModel::POPULATION);
    scenario.subscribers.count = 30;
    scenario.leases.poolPerRelay = 8;
    const BackupNetworkHelper helper(scenario);
    const BackupNetwork network = helper.Install(MakeDesign("plain", scenario.relay));
    ScheduleSettledStart(network, helper);
    Simulator::Stop(Seconds(60));
    Simulator::Run();
    uint32_t bound = 0;
    uint32_t asking = 0;
    for (uint32_t i = 0; i < 30; ++i)
    {
        bound += network.StateOf(i).HoldsAddress();
        asking += network.StateOf(i).phase == ClientPhase::SELECTING;
    }
    EXPECT_EQ(bound, 24);
    EXPECT_EQ(asking, 6);
    Simulator::Destroy();
}

TEST(SettledStart, HasNoTimeOfArrival)
{
    Scenario scenario = Base(SubscriberModel::HOSTS);
    scenario.subscribers.arrival.within = MINUTE;
    ASSERT_EQ(scenario.Errors().size(), 1);
    EXPECT_EQ(scenario.Errors()[0].place, "subscribers.arrival.within");
    EXPECT_EQ(scenario.Errors()[0].text,
              "found a time of arrival, expected none, since settled subscribers are there when "
              "the run begins");
}
