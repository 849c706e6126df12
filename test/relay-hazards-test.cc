/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

#include <algorithm>
#include <set>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// What can go wrong when a relay stands in: hazards H4 to H16, numbered as in the documentation.
class RelayHazardsTest : public RelayFixture
{
  protected:
    /// The server is back and answers one probe; replays are not answered yet.
    void ServerReturns()
    {
        Pass(policy.probeInterval);
        AnswerProbe();
        ASSERT_EQ(Relay().State(), RelayState::RECONCILING);
    }

    /// What the server was told of an address by the relay itself, in order.
    std::vector<MessageType> ToldOf(uint8_t n) const
    {
        std::vector<MessageType> told;
        for (const DhcpMessage& message : Sent(MessagePurpose::REPLAY))
        {
            const IpAddr wanted = message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
            if ((message.ciaddr != 0 ? message.ciaddr : wanted) == Ip(n))
            {
                told.push_back(message.type);
            }
        }
        return told;
    }

    /// A client's RELEASE.
    static DhcpMessage Release(uint8_t n)
    {
        DhcpMessage release = FromClient(Client(n), DHCPRELEASE, 90);
        release.ciaddr = Ip(n);
        release.options.AddU32(OPT_SERVER_ID, SERVER);
        return release;
    }
};

} // namespace

TEST_F(RelayHazardsTest, H4_ARevokedLeaseIsEndedByANakAtTheNextRenewal)
{
    StandIn();
    ServerReturns();
    Pass(100 * MILLISECOND);
    const size_t before = out.down.size();
    const auto replay = Sent(MessagePurpose::REPLAY).back();
    const uint8_t n = replay.chaddr[5];
    Down(Answer(replay, DHCPNAK, 0, 0));
    EXPECT_EQ(out.down.size(), before) << "a BOUND client would ignore a NAK now";
    const RelayVerdict verdict = Up(Renewal(Client(n), Ip(n), 4000));
    EXPECT_EQ(verdict.action, RelayVerdict::CONSUMED);
    ASSERT_EQ(out.down.size(), before + 1);
    EXPECT_EQ(LastDown().type, DHCPNAK);
    EXPECT_EQ(LastDown().xid, 4000u);
    EXPECT_TRUE(LastDown().flags & FLAG_BROADCAST) << "RFC 2131 section 4.3.2";
    EXPECT_EQ(LastDown().options.Find(OPT_CLIENT_ID).has_value(), true) << "RFC 6842";
    Up(Renewal(Client(n), Ip(n), 4001), SERVER);
    EXPECT_EQ(out.down.size(), before + 1) << "once";
}

TEST_F(RelayHazardsTest, H4_NoPromiseIsMadeForARevokedLease)
{
    StandIn();
    ServerReturns();
    Pass(100 * MILLISECOND);
    const auto replay = Sent(MessagePurpose::REPLAY).back();
    const uint8_t n = replay.chaddr[5];
    Renew(n, 4000); // on its way when the refusal comes
    const size_t before = out.stoodIn.size();
    Down(Answer(replay, DHCPNAK, 0, 0));
    Pass(policy.answerAfter);
    EXPECT_EQ(out.stoodIn.size(), before);
}

TEST_F(RelayHazardsTest, H4_ARevokedLeaseIsNoReasonToAskTheServer)
{
    policy.resendClients = 0;
    StandIn();
    Pass(policy.probeInterval);
    const auto refused = Sent(MessagePurpose::PROBE).back();
    Down(Answer(refused, DHCPNAK, 0, 0));
    Pass(30 * SECOND); // away again
    ASSERT_EQ(Relay().State(), RelayState::STANDING_IN);
    out.up.clear();
    Pass(10 * SECOND);
    EXPECT_FALSE(Sent(MessagePurpose::PROBE).empty());
    for (const DhcpMessage& probe : Sent(MessagePurpose::PROBE))
    {
        EXPECT_NE(probe.chaddr, refused.chaddr);
    }
}

TEST_F(RelayHazardsTest, H5_ARefusedReplayIsAConflictAndTheServersWordStands)
{
    StandIn();
    ServerReturns();
    Pass(100 * MILLISECOND);
    const auto replay = Sent(MessagePurpose::REPLAY).back();
    Down(Answer(replay, DHCPNAK, 0, 0));
    ASSERT_FALSE(out.settled.empty());
    EXPECT_EQ(out.settled.back().second, Settlement::CONFLICT);
    EXPECT_EQ(Relay().Journal().Find(*replay.options.GetU32(OPT_REQUESTED_ADDRESS)), nullptr);
    const size_t replays = Sent(MessagePurpose::REPLAY).size();
    Pass(1 * MINUTE);
    for (const DhcpMessage& message : Sent(MessagePurpose::REPLAY))
    {
        EXPECT_TRUE(message.chaddr[5] != replay.chaddr[5] || message.xid == replay.xid)
            << "never asked again";
    }
    EXPECT_GT(Sent(MessagePurpose::REPLAY).size(), replays) << "the others still are";
}

TEST_F(RelayHazardsTest, H5_AnAckForAnotherAddressIsARefusal)
{
    StandIn();
    ServerReturns();
    Pass(100 * MILLISECOND);
    Down(Answer(Sent(MessagePurpose::REPLAY).back(), DHCPACK, Ip(99), LEASE));
    EXPECT_EQ(out.settled.back().second, Settlement::CONFLICT);
}

TEST_F(RelayHazardsTest, H6_AReleaseInTheOutageTakesThePromisesPlaceAndIsReplayed)
{
    StandIn();
    Up(Release(7), SERVER);
    EXPECT_EQ(Relay().Journal().Size(), 3u);
    EXPECT_EQ(Relay().Journal().Find(Ip(7))->kind, JournalKind::RELEASE);
    EXPECT_EQ(Relay().Mirror().Size(), 2u);
    ServerReturns();
    Pass(2 * SECOND);
    EXPECT_EQ(ToldOf(7), std::vector<MessageType>{DHCPRELEASE}) << "no REQUEST brings it back";
    DhcpMessage told;
    for (const DhcpMessage& message : Sent(MessagePurpose::REPLAY))
    {
        told = message.type == DHCPRELEASE ? message : told;
    }
    EXPECT_EQ(told.ciaddr, Ip(7));
    EXPECT_EQ(told.chaddr, Client(7).chaddr);
    EXPECT_EQ(told.options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_EQ(told.giaddr, GATEWAY);
    EXPECT_TRUE(told.options.Has(OPT_CLIENT_ID));
    EXPECT_EQ(Relay().Journal().Find(Ip(7)), nullptr) << "nobody answers a RELEASE";
}

TEST_F(RelayHazardsTest, H6_ADeclineInTheOutageIsReplayed)
{
    StandIn();
    DhcpMessage decline = FromClient(Client(7), DHCPDECLINE, 90);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, Ip(7));
    decline.options.AddU32(OPT_SERVER_ID, SERVER);
    Up(decline);
    ServerReturns();
    Pass(2 * SECOND);
    EXPECT_EQ(ToldOf(7), std::vector<MessageType>{DHCPDECLINE});
}

TEST_F(RelayHazardsTest, H6_TheServerHearsAReleaseItselfWhenItIsThere)
{
    Acquire(7);
    Up(Release(7), SERVER);
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
}

TEST_F(RelayHazardsTest, H6_NobodyReleasesSomebodyElsesLease)
{
    StandIn();
    DhcpMessage forged = Release(7);
    forged.chaddr[5] = 66;
    forged.options.Remove(OPT_CLIENT_ID);
    Up(forged, SERVER);
    EXPECT_EQ(Relay().Journal().Find(Ip(7))->kind, JournalKind::RENEWAL);
    EXPECT_EQ(Relay().Mirror().Size(), 3u);
}

TEST_F(RelayHazardsTest, H6_WhoComesBackAfterItsReleaseIsNotReleasedAgain)
{
    StandIn();
    Up(Release(7), SERVER);
    Acquire(7); // the server is back, and answers
    EXPECT_EQ(Relay().Journal().Find(Ip(7)), nullptr);
    Pass(2 * SECOND);
    EXPECT_TRUE(ToldOf(7).empty()) << "last event wins";
    for (const auto& [address, settlement] : out.settled)
    {
        EXPECT_TRUE(address != Ip(7) || settlement == Settlement::ENDED) << "nothing was promised";
    }
}

TEST_F(RelayHazardsTest, H6_AReleaseOfALeaseThatHasRunOutIsNotReplayed)
{
    StandIn();
    Up(Release(7), SERVER);
    Pass(2 * HOUR);
    Acquire(60);
    Pass(2 * SECOND);
    EXPECT_TRUE(ToldOf(7).empty());
    EXPECT_EQ(Relay().Journal().Size(), 0u);
}

TEST_F(RelayHazardsTest, H6_ALateConfirmationDoesNotSettleARelease)
{
    StandIn();
    ServerReturns();
    Pass(100 * MILLISECOND);
    const auto replay = Sent(MessagePurpose::REPLAY).back();
    const uint8_t n = replay.chaddr[5];
    Pass(30 * SECOND); // the server is away again
    ASSERT_EQ(Relay().State(), RelayState::STANDING_IN);
    Up(Release(n), SERVER);
    const auto probes = Sent(MessagePurpose::REPLAY);
    for (const DhcpMessage& message : probes)
    {
        Down(Answer(message, DHCPACK, *message.options.GetU32(OPT_REQUESTED_ADDRESS), LEASE));
    }
    ASSERT_NE(Relay().Journal().Find(Ip(n)), nullptr);
    EXPECT_EQ(Relay().Journal().Find(Ip(n))->kind, JournalKind::RELEASE);
}

TEST_F(RelayHazardsTest, H7_AReplayTellsItsAgeAndTheAgeGrows)
{
    StandIn();
    Pass(100 * SECOND);
    probesAnswered = out.up.size();
    ServerReturns();
    Pass(100 * MILLISECOND);
    const DhcpMessage first = Sent(MessagePurpose::REPLAY).front();
    EXPECT_GE(first.secs, 100);
    EXPECT_LE(first.secs, 102);
    Pass(20 * SECOND); // unanswered; then the server is found again
    probesAnswered = out.up.size();
    Pass(policy.probeInterval);
    AnswerProbe();
    Pass(1 * SECOND);
    bool again = false;
    for (const DhcpMessage& message : Sent(MessagePurpose::REPLAY))
    {
        if (message.chaddr == first.chaddr && message.xid != first.xid)
        {
            again = true;
            EXPECT_GE(message.secs, first.secs + 4);
        }
    }
    EXPECT_TRUE(again);
}

TEST_F(RelayHazardsTest, H7_APromiseIsDroppedWhenItsClientHasAnotherAddress)
{
    StandIn();
    Up(Selecting(Client(7), Ip(77), SERVER, 90));
    Grant(out.up.back().message, Ip(77));
    EXPECT_EQ(Relay().Journal().Find(Ip(7)), nullptr);
    EXPECT_EQ(out.settled.back(), std::make_pair(Ip(7), Settlement::ENDED));
    Pass(2 * SECOND);
    EXPECT_TRUE(ToldOf(7).empty());
}

TEST_F(RelayHazardsTest, H7_TheRecordFollowsAClientToAnotherLine)
{
    StandIn();
    now += 1 * MINUTE;
    const size_t before = out.down.size();
    Relay().FromClient(Renewal(Client(7), Ip(7), 4000), PORT + 1, SERVER, now, out);
    ASSERT_EQ(out.down.size(), before + 1);
    EXPECT_EQ(out.down.back().port, PORT + 1);
    EXPECT_EQ(Relay().Journal().Find(Ip(7))->port, PORT + 1);
}

TEST_F(RelayHazardsTest, H8_TheClientIdentifierIsKeptExactly)
{
    ClientIdentity odd = Client(7);
    odd.clientId = std::string("\xff\0\0\0\1\0\2\0\0\xab\xcd\0", 12) + std::string(40, '\0');
    Up(Selecting(odd, Ip(7), SERVER, 1));
    DhcpMessage ack = Answer(out.up.back().message, DHCPACK, Ip(7), LEASE);
    ack.options.Remove(OPT_CLIENT_ID);
    Down(ack);
    now += 30 * MINUTE;
    Up(Renewal(odd, Ip(7), 2), SERVER);
    Pass(policy.answerAfter);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    EXPECT_EQ(ClientIdentity::Of(LastDown()), odd);
    Pass(policy.probeInterval);
    EXPECT_EQ(ClientIdentity::Of(Sent(MessagePurpose::RESEND).back()), odd);
}

TEST_F(RelayHazardsTest, H8_TheSameHardwareWithAnotherClientIdentifierIsAnotherClient)
{
    Acquire(7);
    now += 30 * MINUTE;
    ClientIdentity other = Client(7);
    other.clientId = "other";
    Up(Renewal(other, Ip(7), 2), SERVER);
    Pass(policy.answerAfter);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayHazardsTest, H9_NoAnswerToTheRelaysOwnMessagesReachesAClient)
{
    StandIn();
    Pass(5 * SECOND);
    const size_t before = out.down.size();
    const auto resends = Sent(MessagePurpose::RESEND);
    for (const MessageType type : {DHCPNAK, DHCPACK})
    {
        const DhcpMessage& own = resends[type == DHCPACK];
        EXPECT_EQ(Down(Answer(own, type, own.ciaddr, LEASE)).action, RelayVerdict::CONSUMED);
    }
    Pass(1 * SECOND);
    for (const DhcpMessage& replay : Sent(MessagePurpose::REPLAY))
    {
        Down(Answer(replay, DHCPACK, *replay.options.GetU32(OPT_REQUESTED_ADDRESS), LEASE));
    }
    EXPECT_EQ(out.down.size(), before);
}

TEST_F(RelayHazardsTest, H9_NotEvenWhenTheAnswerComesVeryLate)
{
    StandIn();
    Pass(policy.probeInterval);
    const DhcpMessage own = Sent(MessagePurpose::RESEND).front();
    const size_t before = out.down.size();
    Pass(2 * MINUTE);
    EXPECT_EQ(Down(Answer(own, DHCPACK, own.ciaddr, LEASE)).action, RelayVerdict::CONSUMED);
    EXPECT_EQ(out.down.size(), before);
}

TEST_F(RelayHazardsTest, H9_OwnTransactionsAreNoClients)
{
    StandIn();
    Pass(20 * SECOND);
    std::set<uint32_t> xids;
    for (const auto& up : out.up)
    {
        if (up.purpose != MessagePurpose::RELAYED)
        {
            EXPECT_TRUE(xids.insert(up.message.xid).second) << "every message has one of its own";
        }
    }
    EXPECT_GE(xids.size(), 20u);
}

TEST_F(RelayHazardsTest, H10_SingleLostAnswersDoNotMakeTheServerCountAsAway)
{
    for (uint8_t n = 1; n <= 200; ++n)
    {
        Acquire(n);
    }
    now += 20 * MINUTE;
    for (uint8_t n = 1; n <= 200; ++n)
    {
        const DhcpMessage request = Renew(n, 3000 + n);
        const bool lost = n % 3 != 0; // two of three answers
        if (!lost)
        {
            Down(Answer(request, DHCPACK, Ip(n), LEASE), Ip(n));
        }
        Pass(policy.answerAfter);
        AnswerReplays();
        ASSERT_NE(Relay().State(), RelayState::STANDING_IN) << int(n);
    }
}

TEST_F(RelayHazardsTest, H10_AServerThatAnswersNowAndThenStaysAwayUntilItAnswersInARow)
{
    policy.answersToReturn = 4;
    policy.resendClients = 0;
    StandIn();
    int changes = out.states.size();
    for (int i = 0; i < 60; ++i)
    {
        Pass(policy.probeInterval);
        // One probe of two is lost for good.
        i % 2 == 0 ? AnswerProbe() : void(probesAnswered = out.up.size());
    }
    EXPECT_EQ(out.states.size() - changes, 0u) << "without hysteresis it changes every second";
}

TEST_F(RelayHazardsTest, H11_RelayFirstServerSecond)
{
    Acquire(7);
    now += 30 * MINUTE;
    const Instant asked = now;
    const DhcpMessage request = Renew(7, 2000);
    Pass(policy.answerAfter);
    const size_t before = out.down.size();
    Down(Answer(request, DHCPACK, Ip(7), LEASE / 2), Ip(7));
    EXPECT_EQ(out.down.size(), before);
    Instant believes = 0;
    Instant granted = 0;
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        believes = record.clientExpiry;
        granted = record.serverExpiry;
    });
    EXPECT_EQ(believes, now + LEASE * SECOND) << "what the client was told";
    EXPECT_EQ(granted, asked + LEASE / 2 * SECOND) << "what the server said, at least";
}

TEST_F(RelayHazardsTest, H13_ALeaseRunsFromTheFirstSendingOfItsRequest_I9)
{
    const Instant asked = now;
    const DhcpMessage request = Selecting(Client(7), Ip(7), SERVER, 1);
    Up(request);
    now += 4 * SECOND;
    Up(request); // sent again
    now += 1 * SECOND;
    Grant(out.up.back().message, Ip(7));
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        EXPECT_EQ(record.serverExpiry, asked + LEASE * SECOND);
        EXPECT_EQ(record.clientExpiry, asked + LEASE * SECOND);
    });
}

TEST_F(RelayHazardsTest, H11_ServerFirstRelayNever)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    Pass(policy.answerAfter - 1);
    Down(Answer(request, DHCPACK, Ip(7), LEASE), Ip(7));
    const size_t before = out.down.size();
    Pass(1 * MINUTE);
    EXPECT_EQ(out.down.size(), before);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayHazardsTest, H12_TheCapEndsALeaseThatNobodyConfirms)
{
    for (const uint32_t cap : {0u, 3u})
    {
        policy.maxStandIns = cap;
        machine.reset();
        out = {};
        Acquire(7);
        for (uint32_t i = 0; i < 20; ++i)
        {
            now += 30 * MINUTE;
            Relay().Wake(now, out);
            Up(Renewal(Client(7), Ip(7), 2000 + i), SERVER);
            Pass(policy.answerAfter);
        }
        EXPECT_EQ(out.stoodIn.size(), cap == 0 ? 20u : cap);
        EXPECT_EQ(Relay().Mirror().Size(), cap == 0 ? 1u : 0u);
    }
}

TEST_F(RelayHazardsTest, H15_ReplaysKeepTheirPaceWithOneEntryAClientNearestExpiryFirst)
{
    policy.replayRate = 4;
    for (uint8_t n = 1; n <= 40; ++n)
    {
        Acquire(n);
        now += 1 * SECOND;
    }
    now += 29 * MINUTE;
    for (int round = 0; round < 2; ++round)
    {
        for (uint8_t n = 40; n >= 1; --n)
        {
            Renew(n, 2000 + 100 * round + n);
            Pass(policy.answerAfter);
        }
    }
    ASSERT_EQ(Relay().Journal().Size(), 40u) << "promised twice, kept once";
    probesAnswered = out.up.size();
    Pass(policy.probeInterval);
    AnswerProbe();
    const Instant began = now;
    std::vector<Instant> times;
    std::vector<uint8_t> clients;
    while (Relay().State() == RelayState::RECONCILING && now < began + 1 * MINUTE)
    {
        const size_t before = Sent(MessagePurpose::REPLAY).size();
        Pass(10 * MILLISECOND);
        const auto replays = Sent(MessagePurpose::REPLAY);
        ASSERT_LE(replays.size(), before + 1) << "one at a time";
        if (replays.size() > before)
        {
            times.push_back(now);
            clients.push_back(replays.back().chaddr[5]);
        }
        AnswerReplays();
    }
    ASSERT_EQ(times.size(), 39u) << "the probe settled one";
    EXPECT_NEAR(double(times.back() - times.front()) / SECOND, 38 / policy.replayRate, 0.03);
    EXPECT_TRUE(std::is_sorted(clients.rbegin(), clients.rend())) << "40 was promised first";
}

TEST_F(RelayHazardsTest, H16_NoMessageOfAClientIsASignOfTheServersLife)
{
    StandIn();
    for (int i = 0; i < 50; ++i)
    {
        Up(FromClient(Client(50), DHCPDISCOVER, 5000 + i));
        Up(Selecting(Client(51), Ip(51), SERVER, 5100 + i));
        Up(Renewal(Client(7), Ip(7), 5200 + i), SERVER);
        DhcpMessage forged = Answer(Renewal(Client(7), Ip(7), 5200 + i), DHCPACK, Ip(7), LEASE);
        EXPECT_EQ(Up(forged).action, RelayVerdict::DROPPED);
        DhcpMessage request = Renewal(Client(7), Ip(7), 5200 + i);
        EXPECT_EQ(Down(request).action, RelayVerdict::DROPPED) << "a request from the core, too";
        Pass(1 * SECOND);
        ASSERT_EQ(Relay().State(), RelayState::STANDING_IN);
    }
}
