/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/backup-network-helper.h"
#include "ns3/simulator.h"
#include "ns3/witness-tap.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Relays in a small network, leases of 20 min.
class RelayNetworkTest : public testing::Test
{
  protected:
    static constexpr Duration LEASE = 20 * MINUTE;
    static constexpr Instant OUTAGE = 65 * MINUTE;

    RelayNetworkTest()
    {
        scenario.subscribers.count = 40;
        scenario.subscribers.arrival.within = LEASE / 2;
        scenario.network.relays = 2;
        scenario.leases.time = LEASE;
    }

    ~RelayNetworkTest() override
    {
        Simulator::Destroy();
    }

    void Crash(Instant at, Duration length, bool hostDown = false)
    {
        Fault crash;
        crash.at = at;
        crash.length = length;
        crash.hostDown = hostDown;
        scenario.faults.faults.push_back(crash);
    }

    void Build(const std::string& design)
    {
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        for (const auto& client : network.clients)
        {
            client->TraceConnectWithoutContext("Bound",
                                               MakeCallback(&RelayNetworkTest::Bound, this));
        }
        for (const auto& relay : network.relays)
        {
            relay->TraceConnectWithoutContext("StoodIn",
                                              MakeCallback(&RelayNetworkTest::StoodIn, this));
        }
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// Remember each subscriber's latest lease before the outage.
    void Bound(uint32_t subscriber, const ClientLease& lease)
    {
        if (Simulator::Now().GetNanoSeconds() < OUTAGE)
        {
            before[subscriber] = lease;
        }
    }

    /// Remember when the first renewals of a lease were answered by a relay.
    void StoodIn(uint32_t, const MirrorRecord& record)
    {
        stoodIn.emplace(record.address, Simulator::Now().GetNanoSeconds());
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    std::map<uint32_t, ClientLease> before;
    std::map<IpAddr, Instant> stoodIn;
};

} // namespace

/// The share of the leases that run out in an outage of length D whose renewal a relay can answer.
/// A client asks first at T1 = L/2 by unicast, and from T2 = 7L/8 on by broadcast. A relay that
/// sees unicasts acts from T1 on, one that does not from T2 on; either saves every lease whose
/// moment comes before its end, and acts that much earlier: on the last L/2 or the last L/8.
TEST_F(RelayNetworkTest, WhatEachInterceptionModeSees)
{
    const struct
    {
        InterceptionMode mode;
        double share; // of the lease that has passed when the relay can act
    } cases[] = {{INTERCEPT_NONE, 0.875},
                 {INTERCEPT_SNOOP, 0.5},
                 {INTERCEPT_SERVER_ID_OVERRIDE, 0.5},
                 {INTERCEPT_PROXY, 0.5}};
    for (const auto& [mode, share] : cases)
    {
        SCOPED_TRACE(InterceptionName(mode));
        scenario.relay.interception = mode;
        scenario.faults.faults.clear();
        const Duration outage = LEASE / 4;
        Crash(OUTAGE, outage, true);
        before.clear();
        stoodIn.clear();
        Build("relay-backup");
        RunUntil(OUTAGE + outage);
        ASSERT_EQ(before.size(), scenario.subscribers.count);
        uint32_t expected = 0;
        uint32_t found = 0;
        for (const auto& [subscriber, lease] : before)
        {
            // The relay waits for its server; T1 and T2 carry no fuzz beyond a second.
            const Instant start = lease.expiry - LEASE;
            const Instant acts = start + Duration(share * LEASE) + scenario.relay.answerAfter;
            const auto it = stoodIn.find(lease.address);
            const bool inOutage = acts < OUTAGE + outage - 3 * SECOND;
            expected += inOutage;
            found += it != stoodIn.end();
            if (it != stoodIn.end())
            {
                EXPECT_GE(it->second, start + Duration(share * LEASE) - 2 * SECOND);
            }
        }
        // Phases are uniform over L/2: the renewals in D = L/4 are half of all with T1, and with T2
        // those whose lease has passed 7/8 within D: none before L * 3/8 after the last renewal.
        EXPECT_EQ(found, expected);
        EXPECT_NEAR(found / double(before.size()), mode == INTERCEPT_NONE ? 0.0 : 0.5, 0.2);
        EXPECT_EQ(tap->Auditor().ViolationCount(), 0u);
        Simulator::Destroy();
    }
}

TEST_F(RelayNetworkTest, EveryInterceptionModeSavesEveryLeaseInAnOutageOfOneLease)
{
    for (const auto& [name, mode] : InterceptionNames())
    {
        SCOPED_TRACE(name);
        scenario.relay.interception = mode;
        scenario.faults.faults.clear();
        Crash(OUTAGE, LEASE);
        Build("relay-backup");
        RunUntil(OUTAGE + 2 * LEASE + 10 * MINUTE);
        EXPECT_EQ(tap->Meter().GetSurvival().lost, 0u);
        EXPECT_GT(tap->Meter().GetTotals().renewalsByRelay, 0u);
        EXPECT_EQ(tap->Auditor().ViolationCount(), 0u);
        for (const auto& relay : network.relays)
        {
            EXPECT_EQ(relay->GetMachine()->Journal().Size(), 0u);
            EXPECT_EQ(relay->GetMachine()->State(), RelayState::FORWARDING);
        }
        Simulator::Destroy();
    }
}

TEST_F(RelayNetworkTest, H14_ARelayThatCrashesInTheOutageLosesLeasesUnlessItsMemoryIsStored)
{
    for (const Duration sync : {NEVER, Duration(0), 10 * SECOND})
    {
        SCOPED_TRACE(sync);
        scenario.relay.syncInterval = sync;
        scenario.faults.faults.clear();
        Crash(OUTAGE, LEASE, true);
        Build("relay-backup");
        RunUntil(OUTAGE + LEASE / 4);
        network.relays[0]->Crash();
        EXPECT_EQ(network.relays[0]->GetMachine(), nullptr);
        RunUntil(OUTAGE + LEASE / 4 + 5 * SECOND);
        EXPECT_TRUE(network.relays[0]->Restart(false).empty());
        RunUntil(OUTAGE + 2 * LEASE + 10 * MINUTE);
        const uint32_t lost = tap->Meter().GetSurvival().lost;
        EXPECT_EQ(lost > 0, sync == NEVER);
        EXPECT_EQ(network.relays[0]->GetMachine()->Journal().Size(), 0u);
        EXPECT_EQ(network.relays[0]->GetMachine()->State(), RelayState::FORWARDING);
        EXPECT_EQ(tap->Auditor().ViolationCount(), 0u);
        Simulator::Destroy();
    }
}

TEST_F(RelayNetworkTest, ARelayThatIsDownRelaysNothing)
{
    Build("relay-backup");
    network.relays[0]->Crash();
    EXPECT_TRUE(network.relays[0]->Restart(false).empty()) << "not yet started: nothing happens";
    RunUntil(1 * SECOND);
    network.relays[0]->Crash();
    network.relays[0]->Crash();
    RunUntil(12 * MINUTE);
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), scenario.subscribers.count / 2);
    network.relays[0]->Restart(false);
    network.relays[0]->Restart(false);
    RunUntil(20 * MINUTE);
    EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), scenario.subscribers.count);
}

TEST_F(RelayNetworkTest, AStoreThatIsLostComesBackEmpty)
{
    scenario.relay.syncInterval = 0;
    Build("relay-backup");
    RunUntil(20 * MINUTE);
    network.relays[0]->Crash();
    network.relays[1]->Crash();
    network.relays[0]->Restart(false);
    network.relays[1]->Restart(true);
    EXPECT_EQ(network.relays[0]->GetMachine()->Mirror().Size(), 20u);
    EXPECT_EQ(network.relays[1]->GetMachine()->Mirror().Size(), 0u);
}

TEST_F(RelayNetworkTest, PortUnreachableIsNoticedInEveryMode)
{
    for (const InterceptionMode mode :
         {INTERCEPT_SNOOP, INTERCEPT_SERVER_ID_OVERRIDE, INTERCEPT_PROXY})
    {
        SCOPED_TRACE(InterceptionName(mode));
        for (const bool hostDown : {false, true})
        {
            scenario.relay.interception = mode;
            scenario.relay.icmpHint = true;
            scenario.relay.answerAfter = 10 * SECOND;
            scenario.faults.faults.clear();
            Crash(OUTAGE, LEASE / 2, hostDown);
            before.clear();
            stoodIn.clear();
            Build("relay-backup");
            RunUntil(OUTAGE + LEASE / 4);
            Duration first = NEVER;
            for (const auto& [address, at] : stoodIn)
            {
                for (const auto& [subscriber, lease] : before)
                {
                    const Instant asked = lease.expiry - LEASE / 2;
                    first = lease.address == address ? std::min(first, at - asked) : first;
                }
            }
            ASSERT_FALSE(stoodIn.empty());
            // A dead host says nothing: only patience tells.
            EXPECT_EQ(first < 3 * SECOND, !hostDown) << first;
            Simulator::Destroy();
        }
    }
}

TEST_F(RelayNetworkTest, BoundedPromisesStayWithinMcltOfTheServersLease_I2)
{
    scenario.relay.mclt = 5 * MINUTE;
    Crash(OUTAGE, 75 * MINUTE, true);
    Build("relay-backup-bounded");
    RunUntil(OUTAGE + 75 * MINUTE);
    EXPECT_LE(tap->Auditor().MaxExposure(), scenario.relay.mclt);
    EXPECT_GT(tap->Auditor().MaxExposure(), scenario.relay.mclt / 2);
    Simulator::Destroy();
    Build("relay-backup");
    RunUntil(OUTAGE + 75 * MINUTE);
    EXPECT_GT(tap->Auditor().MaxExposure(), LEASE) << "the method as published has no bound";
}

TEST_F(RelayNetworkTest, SurvivableRelayNeverPassesTheServersLease)
{
    Crash(OUTAGE, 75 * MINUTE, true);
    Build("survivable-relay");
    RunUntil(OUTAGE + 75 * MINUTE);
    EXPECT_GT(tap->Meter().GetTotals().renewalsByRelay, 0u);
    EXPECT_LE(tap->Auditor().MaxExposure(), 0);
}
