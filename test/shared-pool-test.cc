/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Relays that serve one subnet from one pool: how the server's answers find their way, and what a
 * cut link does.
 */

#include "ns3/scenario-check.h"
#include "ns3/scenario-file.h"
#include "ns3/scenario-json.h"
#include "ns3/scenario-runner.h"
#include "ns3/simulator.h"

#include <gmock/gmock.h>
#include <set>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

constexpr IpAddr SUBNET = 10u << 24;

/// Two relays with a common pool.
class SharedPool : public testing::Test
{
  protected:
    SharedPool()
    {
        scenario.network.sharedPool = true;
        scenario.network.relays = 2;
        scenario.subscribers.count = 20;
        scenario.subscribers.arrival.within = 10 * MINUTE;
    }

    RunRecord Run(const std::string& design)
    {
        sent.clear();
        addresses.clear();
        return RunScenario(scenario, design, "", {}, [this](const BackupNetwork& network) {
            for (const auto& relay : network.relays)
            {
                relay->TraceConnectWithoutContext("ServerTx", MakeCallback(&SharedPool::Tx, this));
            }
            for (const auto& client : network.clients)
            {
                client->TraceConnectWithoutContext("Bound", MakeCallback(&SharedPool::Bound, this));
            }
        });
    }

    void Tx(uint32_t relay, const DhcpMessage& message, MessagePurpose purpose)
    {
        sent.push_back({relay, message, purpose});
    }

    void Bound(uint32_t subscriber, const ClientLease& lease)
    {
        addresses[subscriber] = lease.address;
    }

    /// Renewals that a relay passed on: without interception those by broadcast, at T2.
    uint32_t Renewals(uint32_t relay) const
    {
        return std::count_if(sent.begin(), sent.end(), [relay](const Sent& s) {
            return s.relay == relay && s.purpose == MessagePurpose::RELAYED &&
                   s.message.type == DHCPREQUEST && s.message.ciaddr != 0;
        });
    }

    /// The first relay's core link is cut.
    void Cut(Instant at, Duration length)
    {
        Fault cut(FaultKind::LINK_DOWN);
        cut.target = {TargetKind::CORE, 0};
        cut.at = at;
        cut.length = length;
        scenario.faults.faults = {cut};
    }

    struct Sent
    {
        uint32_t relay;
        DhcpMessage message;
        MessagePurpose purpose;
    };

    Scenario scenario;
    std::vector<Sent> sent;
    std::map<uint32_t, IpAddr> addresses;
};

} // namespace

TEST_F(SharedPool, RelaysTellTheSubnetByLinkSelection_Rfc3527)
{
    Run("plain");
    std::set<IpAddr> relays;
    for (const Sent& s : sent)
    {
        relays.insert(s.message.giaddr);
        EXPECT_EQ(s.message.giaddr, (192u << 24 | 168u << 16) + s.relay + 1);
        EXPECT_EQ(RelayAgentOptionsOf(s.message).GetU32(SUB_LINK_SELECTION), SUBNET + 1);
    }
    EXPECT_EQ(relays.size(), 2u);
    std::set<IpAddr> different;
    for (const auto& [subscriber, address] : addresses)
    {
        different.insert(address);
        EXPECT_GT(address, SUBNET + 1);
        EXPECT_LE(address, SUBNET + 1 + scenario.TotalPool());
    }
    EXPECT_EQ(different.size(), 20u);
}

TEST_F(SharedPool, UnicastRenewalsAreAnsweredBehindEachRelay_Rfc2131_4_3_2)
{
    const RunRecord plain = Run("plain");
    EXPECT_GE(plain.Value("renewals_by_server"), 20 * 3);
    EXPECT_EQ(plain.Value("client_outages"), 0);
    EXPECT_EQ(Renewals(0) + Renewals(1), 0u) << "relays see none, as no unicast fails";
    const RunRecord snooped = Run("relay-backup");
    EXPECT_EQ(snooped.Value("renewals_by_server"), plain.Value("renewals_by_server"));
    EXPECT_EQ(Renewals(0) + Renewals(1), snooped.Value("renewals_by_server")) << "each once";
}

TEST_F(SharedPool, EveryInterceptionModeWorks)
{
    Cut(15 * MINUTE, 40 * MINUTE);
    for (const InterceptionMode mode : {INTERCEPT_SERVER_ID_OVERRIDE, INTERCEPT_PROXY})
    {
        scenario.relay.interception = mode;
        const RunRecord record = Run("relay-backup");
        EXPECT_EQ(record.Value("renewals_by_relay"), 10) << mode;
        EXPECT_EQ(record.Value("resync_confirmed"), 10) << mode;
        EXPECT_EQ(record.Value("client_outages"), 0) << mode;
    }
}

TEST_F(SharedPool, WhatIsPromisedBehindTheCutIsConfirmedIfNobodyElseCame)
{
    Cut(15 * MINUTE, 80 * MINUTE);
    const RunRecord record = Run("relay-backup");
    EXPECT_EQ(record.Value("resync_confirmed"), 10);
    EXPECT_EQ(record.Value("resync_conflicts"), 0);
    EXPECT_EQ(record.Value("leases_lost"), 0);
    EXPECT_EQ(record.Value("violations"), 0);
}

TEST_F(SharedPool, TheRouteFollowsAnAddressToTheOtherRelay)
{
    scenario.leases.poolPerRelay = 10;
    scenario.subscribers.latecomers = {20, 80 * MINUTE, 10 * MINUTE};
    Cut(15 * MINUTE, 4 * HOUR);
    scenario.run.duration = 4 * HOUR;
    Run("plain");
    std::set<IpAddr> first;
    uint32_t taken = 0;
    for (const auto& [subscriber, address] : addresses)
    {
        if (subscriber < 20)
        {
            first.insert(address);
        }
        else
        {
            EXPECT_EQ(subscriber % 2, 1u) << "nobody new comes through the cut";
            taken += first.count(address);
        }
    }
    EXPECT_EQ(taken, 10u) << "all addresses from behind the cut";
    EXPECT_EQ(Renewals(1), 0u) << "the server's answers reach them";
}

TEST_F(SharedPool, ReservedAddressesAreOneBlock)
{
    scenario.leases.reserved = 7;
    Run("plain");
    for (uint32_t subscriber = 0; subscriber < 7; ++subscriber)
    {
        EXPECT_EQ(addresses[subscriber], SUBNET + 2 + subscriber);
    }
}

TEST(SharedPoolScenario, TheKeyIsReadWrittenAndChecked)
{
    const ScenarioResult result = ParseScenario(
        R"({"name": "x", "subscribers": {"count": 100}, "network": {"relays": 4, "sharedPool": true},
            "leases": {"poolPerRelay": 20}})",
        "f");
    ASSERT_TRUE(result.scenario) << testing::PrintToString(result.errors);
    const Scenario scenario = *result.scenario;
    EXPECT_TRUE(scenario.network.sharedPool);
    EXPECT_EQ(scenario.TotalPool(), 80u);
    const std::string written = ToJson(scenario);
    EXPECT_EQ(ToJson(*ParseScenario(written, "g").scenario), written);
    EXPECT_THAT(
        scenario.Warnings(),
        testing::ElementsAre(
            "leases.poolPerRelay: the pool of 80 addresses that all relays share is smaller "
            "than the population; 20 subscribers will go without an address even when "
            "nothing fails"));
    EXPECT_THAT(CheckText(scenario), testing::HasSubstr("one pool of 80"));
    EXPECT_FALSE(Scenario().network.sharedPool);
}

TEST(SharedPoolScenario, ThePoolMustFitIntoOneSubnet)
{
    Scenario scenario;
    scenario.network.sharedPool = true;
    scenario.network.relays = 4;
    scenario.leases.poolPerRelay = ((1 << 24) - 4) / 4; // network, gateway, broadcast
    EXPECT_TRUE(scenario.Errors().empty());
    ++scenario.leases.poolPerRelay;
    const auto errors = scenario.Errors();
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0].place, "network.sharedPool");
    EXPECT_THAT(errors[0].text, testing::HasSubstr("does not hold 16777216 addresses"));
}
