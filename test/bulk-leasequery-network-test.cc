/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-network-fixture.h"

using namespace ns3;
using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

TEST_F(BulkNetworkTest, H14_TheWholeMirrorComesBack_Rfc6926)
{
    Build();
    RunUntil(RELAY_CRASH - 1);
    const auto before = Mirror();
    ASSERT_EQ(before.size(), 20u);
    CrashRelay();
    RunUntil(RELAY_CRASH + 7 * SECOND);
    const auto after = Mirror();
    ASSERT_EQ(after.size(), before.size());
    for (const auto& [address, record] : before)
    {
        ASSERT_TRUE(after.count(address)) << ToString(address);
        const MirrorRecord& again = after.at(address);
        EXPECT_EQ(again.client.Unpack(), record.client.Unpack());
        EXPECT_EQ(again.port, record.port);
        EXPECT_EQ(again.serverId, record.serverId);
        EXPECT_EQ(again.server, record.server);
        const Instant end = network.server->GetMachine()->TableFor(address)->At(address).expiry;
        EXPECT_LE(again.serverExpiry, end) << "never longer than the server takes it to be";
        EXPECT_GT(again.serverExpiry, end - 2 * SECOND) << "1 s of rounding, and the way";
        EXPECT_EQ(again.clientExpiry, again.serverExpiry);
        EXPECT_LE(FullLease(again), LEASE / SECOND);
        EXPECT_GE(FullLease(again), LEASE / SECOND - 1);
    }
    EXPECT_EQ(bulkQueries, 1u);
    EXPECT_TRUE(drops.empty());
}

TEST_F(BulkNetworkTest, H13_ClocksMayShowDifferentTimes_Rfc6926_7_4)
{
    Build();
    network.server->SetAttribute("ClockOffset", TimeValue(Hours(30)));
    network.relays[0]->SetAttribute("ClockOffset", TimeValue(Hours(7)));
    CrashRelay();
    RunUntil(RELAY_CRASH + 7 * SECOND);
    const auto mirror = Mirror();
    ASSERT_EQ(mirror.size(), 20u);
    for (const auto& [address, record] : mirror)
    {
        const Binding& binding = network.server->GetMachine()->TableFor(address)->At(address);
        const Instant end = network.server->GetClock().ToSimulation(binding.expiry);
        const Instant known = network.relays[0]->GetClock().ToSimulation(record.serverExpiry);
        EXPECT_LE(known, end);
        EXPECT_GT(known, end - 2 * SECOND);
    }
}

TEST_F(BulkNetworkTest, H14_WithTheMirrorTheRelayCanStandInForAll)
{
    Fault crash;
    crash.at = OUTAGE;
    crash.length = LEASE;
    crash.hostDown = true;
    scenario.faults.faults = {crash};
    for (const LeasequeryUse use : {LEASEQUERY_OFF, LEASEQUERY_SINGLE, LEASEQUERY_BULK})
    {
        SCOPED_TRACE(use);
        scenario.relay.leasequery = use;
        Build();
        CrashRelay();
        RunUntil(OUTAGE + 2 * LEASE + 10 * MINUTE);
        EXPECT_EQ(tap->Meter().GetSurvival().lost > 0, use != LEASEQUERY_BULK)
            << "about single leases nobody can be asked any more";
        EXPECT_EQ(tap->Violations().Count(), 0u);
        EXPECT_EQ(network.relays[0]->GetMachine()->Journal().Size(), 0u);
        Clear();
    }
}

TEST_F(BulkNetworkTest, ARelayWithoutAMirrorAsksNobody)
{
    scenario.relay.backup = false;
    Build("plain");
    CrashRelay();
    RunUntil(RELAY_CRASH + 7 * SECOND);
    EXPECT_EQ(bulkQueries, 0u);
}

TEST_F(BulkNetworkTest, ARelayWithItsMemoryAsksNobody)
{
    scenario.relay.syncInterval = 0;
    Build();
    RunUntil(RELAY_CRASH);
    network.relays[0]->Crash();
    network.relays[0]->Restart(false);
    EXPECT_EQ(Mirror().size(), 20u);
    RunUntil(RELAY_CRASH + 5 * SECOND);
    EXPECT_EQ(bulkQueries, 0u);
    network.relays[0]->Crash();
    network.relays[0]->Restart(true);
    RunUntil(RELAY_CRASH + 10 * SECOND);
    EXPECT_EQ(bulkQueries, 1u) << "but the store is gone now";
    EXPECT_EQ(Mirror().size(), 20u);
}

TEST_F(BulkNetworkTest, AServerThatIsAwayIsAskedAgainUntilItIsBack)
{
    for (const bool hostDown : {false, true})
    {
        SCOPED_TRACE(hostDown);
        Build();
        RunUntil(RELAY_CRASH);
        network.server->Crash(hostDown ? CrashKind::HOST : CrashKind::PROCESS);
        network.relays[0]->Crash();
        network.relays[0]->Restart(false);
        RunUntil(RELAY_CRASH + 1 * MINUTE);
        EXPECT_EQ(bulkQueries, 0u) << "no connection comes about";
        EXPECT_TRUE(Mirror().empty());
        network.server->Restart(StoreFate::KEPT);
        RunUntil(RELAY_CRASH + 3 * MINUTE);
        EXPECT_EQ(bulkQueries, 1u);
        EXPECT_EQ(Mirror().size(), 20u);
        Clear();
    }
}

TEST_F(BulkNetworkTest, AServerThatIsStoppedMakesNoAnswers)
{
    Build();
    RunUntil(RELAY_CRASH);
    network.server->Pause();
    network.relays[0]->Crash();
    network.relays[0]->Restart(false);
    RunUntil(RELAY_CRASH + 5 * SECOND);
    EXPECT_EQ(bulkQueries, 1u) << "its host takes connections";
    EXPECT_TRUE(Mirror().empty());
    network.server->Resume();
    RunUntil(RELAY_CRASH + 6 * SECOND);
    EXPECT_EQ(bulkQueries, 1u);
    EXPECT_EQ(Mirror().size(), 20u);
}

TEST_F(BulkNetworkTest, AServerThatDiesInTheMiddleIsAskedAgain)
{
    BufferBytes(4096);                   // a dozen answers,
    scenario.network.core.rate = 200000; // of which each takes a hundredth of a second and more
    for (const CrashKind kind : {CrashKind::PROCESS, CrashKind::HOST})
    {
        SCOPED_TRACE(int(kind));
        Build();
        CrashRelay();
        while (Mirror().empty())
        {
            RunUntil(Simulator::Now().GetNanoSeconds() + 1 * MILLISECOND);
        }
        network.server->Crash(kind);
        RunUntil(RELAY_CRASH + 10 * SECOND);
        EXPECT_EQ(bulkQueries, 1u);
        EXPECT_LT(Mirror().size(), 20u) << "TCP had taken over a part of the answers only";
        network.server->Restart(StoreFate::KEPT);
        RunUntil(RELAY_CRASH + 30 * SECOND);
        EXPECT_EQ(bulkQueries, 2u);
        EXPECT_EQ(Mirror().size(), 20u);
        EXPECT_TRUE(drops.empty());
        Clear();
    }
}

TEST_F(BulkNetworkTest, AServerThatBreaksOffOrTalksNonsenseIsAskedAgain_Rfc6926_6_1)
{
    const std::vector<uint8_t> message = QueryForAll();
    const std::vector<uint8_t> half(message.begin(), message.begin() + message.size() / 2);
    const std::pair<std::vector<uint8_t>, bool> cases[] = {
        {half, true},          // in the middle of a message
        {{1}, true},           // in the middle of a size
        {{0, 0, 1, 2}, false}, // no message is that short
        {message, false}};     // not an answer
    scenario.server.leasequery = false;
    for (const auto& [bytes, closes] : cases)
    {
        SCOPED_TRACE(bytes.size());
        Build();
        const Ptr<Socket> listener = Impersonate(bytes, closes);
        CrashRelay();
        RunUntil(RELAY_CRASH + 10 * SECOND);
        EXPECT_EQ(bulkQueries, 3u) << "at once, after 1 s and after 2 s more";
        Clear();
    }
}

TEST_F(BulkNetworkTest, EachConnectionBeginsWithAMessage_Rfc6926_6_1)
{
    DhcpMessage done;
    done.op = BOOTREPLY;
    done.type = DHCPLEASEQUERYDONE;
    done.xid = 2; // an answer to the second query
    std::vector<uint8_t> bytes;
    WriteToStream(done, bytes);
    scenario.server.leasequery = false;
    Build();
    const Ptr<Socket> listener = Impersonate({bytes.begin(), bytes.end() - 1}, true);
    CrashRelay();
    while (bulkQueries == 0)
    {
        RunUntil(Simulator::Now().GetNanoSeconds() + 1 * MILLISECOND);
    }
    RunUntil(Simulator::Now().GetNanoSeconds() + 500 * MILLISECOND);
    says = bytes;
    RunUntil(RELAY_CRASH + 30 * SECOND);
    EXPECT_EQ(bulkQueries, 2u) << "what the first one left behind is forgotten";
}

TEST_F(BulkNetworkTest, AServerWithoutBulkLeasequeryIsAskedAboutSingleLeases)
{
    scenario.server.profile = SERVER_DHCPD;
    Build();
    CrashRelay();
    RunUntil(RELAY_CRASH + LEASE);
    EXPECT_EQ(bulkQueries, 0u) << "nobody listens";
    EXPECT_GT(singleQueries, 0u);
    EXPECT_EQ(tap->Violations().Count(), 0u);
    EXPECT_EQ(Mirror().size(), 20u);
}
