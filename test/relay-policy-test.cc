/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

#include <map>
#include <set>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// The knobs of a relay that stands in, one by one.
class RelayPolicyTest : public RelayFixture
{
  protected:
    /// The lease in the latest message to a client.
    uint32_t LastLease() const
    {
        return LastDown().options.GetU32(OPT_LEASE_TIME).value_or(0);
    }

    /// A client that has acquired at `now` renews after a time; the server is silent.
    size_t RenewAfter(uint8_t n, Duration time, uint32_t xid)
    {
        now += time;
        const size_t before = out.stoodIn.size();
        Up(Renewal(Client(n), Ip(n), xid), SERVER);
        Pass(policy.answerAfter);
        return out.stoodIn.size() - before;
    }
};

} // namespace

TEST_F(RelayPolicyTest, GrantFull)
{
    Acquire(7);
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(LastLease(), LEASE);
}

TEST_F(RelayPolicyTest, GrantRemainderNeverPassesTheServersWord)
{
    policy.grant = GRANT_REMAINDER;
    Acquire(7);
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(LastLease(), LEASE / 2 - 2);
    EXPECT_EQ(RenewAfter(7, 20 * MINUTE, 2), 1u);
    EXPECT_EQ(LastLease(), LEASE / 6 - 4);
}

TEST_F(RelayPolicyTest, GrantMcltIsRemainderAndMclt)
{
    policy.grant = GRANT_MCLT;
    policy.mclt = 10 * MINUTE;
    Acquire(7);
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(LastLease(), LEASE / 2 - 2 + 600);
    EXPECT_EQ(RenewAfter(7, 35 * MINUTE, 2), 1u) << "the server's lease has ended";
    EXPECT_EQ(LastLease(), 600u) << "max(0, what is left) + mclt";
}

TEST_F(RelayPolicyTest, GrantMcltNeverExceedsTheServersLeaseTime)
{
    policy.grant = GRANT_MCLT;
    policy.mclt = 10 * HOUR;
    Acquire(7);
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(LastLease(), LEASE);
}

TEST_F(RelayPolicyTest, StandInLimitKeepsMcltFromWalkingOn_I2)
{
    policy.grant = GRANT_MCLT;
    policy.mclt = 10 * MINUTE;
    policy.standInLimit = policy.mclt;
    Acquire(7);
    const Instant bound = now + LEASE * SECOND + policy.mclt;
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(RenewAfter(7, 33 * MINUTE, 2), 1u);
    EXPECT_LE(now + LastLease() * SECOND, bound);
    EXPECT_GT(now + (LastLease() + 2) * SECOND, bound) << "nor less than it may";
}

TEST_F(RelayPolicyTest, GrantThresholdEndsWhereTooLittleIsLeft_Us7711826)
{
    policy.grant = GRANT_THRESHOLD;
    policy.threshold = 15 * MINUTE;
    Acquire(7);
    const Instant granted = now;
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(LastLease(), LEASE / 2 - 2);
    now = granted + 45 * MINUTE - policy.answerAfter;
    EXPECT_EQ(RenewAfter(7, 0, 2), 1u) << "just the threshold";
    EXPECT_EQ(RenewAfter(7, 1, 3), 0u) << "below it";
}

TEST_F(RelayPolicyTest, FailuresToSuspectLetsSingleLossesPass)
{
    policy.failuresToSuspect = 2;
    policy.failuresToStandIn = 3;
    for (uint8_t n = 7; n < 10; ++n)
    {
        Acquire(n);
    }
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u) << "the client is served whatever the opinion";
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
    EXPECT_EQ(RenewAfter(8, 0, 2), 1u);
    EXPECT_EQ(Relay().State(), RelayState::SUSPECTING);
    EXPECT_EQ(RenewAfter(9, 0, 3), 1u);
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN);
}

TEST_F(RelayPolicyTest, APromiseMadeWithoutSuspicionIsReplayedToo)
{
    policy.failuresToSuspect = 2;
    Acquire(7);
    Acquire(8);
    RenewAfter(7, 30 * MINUTE, 1);
    ASSERT_EQ(Relay().State(), RelayState::FORWARDING);
    Up(Renewal(Client(8), Ip(8), 2), SERVER);
    Grant(Renewal(Client(8), Ip(8), 2), Ip(8));
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING);
    Pass(1 * SECOND);
    AnswerReplays();
    Pass(1 * SECOND);
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayPolicyTest, AnAnswerInBetweenStartsTheCountAnew)
{
    for (uint8_t n = 7; n < 12; ++n)
    {
        Acquire(n);
    }
    RenewAfter(7, 30 * MINUTE, 1);
    RenewAfter(8, 0, 2);
    AnswerProbe();
    RenewAfter(9, 0, 3);
    RenewAfter(10, 0, 4);
    EXPECT_NE(Relay().State(), RelayState::STANDING_IN) << "in a row, not in all";
}

TEST_F(RelayPolicyTest, FailuresAreCountedInARowEvenIfNothingWasPromised)
{
    policy.failuresToSuspect = 2;
    policy.grant = GRANT_THRESHOLD;
    policy.threshold = 2 * HOUR; // so nothing is owed, and no debt brings the server back
    Acquire(7);
    Acquire(8);
    now += 30 * MINUTE;
    for (uint32_t i = 0; i < 5; ++i)
    {
        EXPECT_EQ(RenewAfter(7, 0, 2000 + i), 0u);
        Up(Renewal(Client(8), Ip(8), 3000 + i), SERVER);
        Grant(Renewal(Client(8), Ip(8), 3000 + i), Ip(8));
    }
    EXPECT_TRUE(out.states.empty()) << "never suspected";
}

TEST_F(RelayPolicyTest, OneAnswerEndsMereSuspicion)
{
    policy.answersToReturn = 3;
    Acquire(7);
    RenewAfter(7, 30 * MINUTE, 1);
    ASSERT_EQ(Relay().State(), RelayState::SUSPECTING);
    Pass(policy.probeInterval);
    AnswerProbe();
    EXPECT_NE(Relay().State(), RelayState::SUSPECTING) << "it never counted as away";
}

TEST_F(RelayPolicyTest, ReplayTriesAreCountedInARow)
{
    policy.replayTries = 3;
    policy.replayRate = 1;
    policy.replayTimeout = 500 * MILLISECOND;
    policy.resendClients = 0;
    for (uint8_t n = 7; n < 20; ++n)
    {
        Acquire(n);
    }
    now += 30 * MINUTE;
    for (uint8_t n = 7; n < 20; ++n)
    {
        Renew(n, 2000 + n);
    }
    Pass(policy.answerAfter + policy.probeInterval);
    AnswerProbe();
    for (int i = 0; i < 12; ++i)
    {
        ASSERT_EQ(Relay().State(), RelayState::RECONCILING) << i;
        // Every third replay is answered, in time.
        i % 3 == 2 ? AnswerReplays() : void(replaysAnswered = out.up.size());
        Pass(1 * SECOND);
    }
    AnswerReplays();
    Pass(3 * SECOND); // sends three
    Pass(policy.replayTimeout - 1);
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING);
    Pass(1);
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN) << "the third in a row";
}

TEST_F(RelayPolicyTest, AnInfiniteLeaseStaysInfinite_Rfc2131_3_3)
{
    policy.grant = GRANT_REMAINDER;
    policy.standInLimit = 1 * MINUTE;
    Up(Selecting(Client(7), Ip(7), SERVER, 1));
    Grant(out.up.back().message, Ip(7), INFINITE_LEASE);
    EXPECT_EQ(RenewAfter(7, 1000 * HOUR, 2), 1u);
    EXPECT_EQ(LastLease(), INFINITE_LEASE);
}

TEST_F(RelayPolicyTest, TimersShrinkWithTheLease)
{
    policy.grant = GRANT_REMAINDER;
    Up(Selecting(Client(7), Ip(7), SERVER, 1));
    DhcpMessage ack = Answer(out.up.back().message, DHCPACK, Ip(7), LEASE);
    ack.options.AddU32(OPT_T1, LEASE / 2);
    ack.options.AddU32(OPT_T2, LEASE / 8 * 7);
    Down(ack);
    EXPECT_EQ(RenewAfter(7, 20 * MINUTE - policy.answerAfter, 2), 1u);
    EXPECT_EQ(LastLease(), 2400u);
    EXPECT_EQ(LastDown().options.GetU32(OPT_T1), 1200u);
    EXPECT_EQ(LastDown().options.GetU32(OPT_T2), 2100u);
}

TEST_F(RelayPolicyTest, AStandInRepeatsTheClientsFlags_Rfc2131_Table3)
{
    Acquire(7);
    now += 30 * MINUTE;
    DhcpMessage request = Renewal(Client(7), Ip(7), 1);
    request.flags = FLAG_BROADCAST;
    Up(request, SERVER);
    Pass(policy.answerAfter);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    EXPECT_EQ(LastDown().flags, FLAG_BROADCAST);
}

TEST_F(RelayPolicyTest, MaxStandInsCountsOneClientInARow)
{
    policy.maxStandIns = 2;
    Acquire(7);
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 1), 1u);
    EXPECT_EQ(RenewAfter(7, 10 * MINUTE, 2), 1u);
    EXPECT_EQ(RenewAfter(7, 10 * MINUTE, 3), 0u);
    Up(Renewal(Client(7), Ip(7), 4), SERVER);
    Grant(Renewal(Client(7), Ip(7), 4), Ip(7));
    EXPECT_EQ(RenewAfter(7, 30 * MINUTE, 5), 1u) << "the server's word starts the count anew";
}

TEST_F(RelayPolicyTest, AnswersInARowBringTheServerBack)
{
    policy.answersToReturn = 3;
    StandIn();
    for (int answers = 1; answers < 3; ++answers)
    {
        Pass(policy.probeInterval);
        AnswerProbe();
        EXPECT_EQ(Relay().State(), RelayState::STANDING_IN) << answers;
    }
    Pass(policy.probeInterval);
    AnswerProbe();
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING);
}

TEST_F(RelayPolicyTest, ASilentProbeBreaksTheRow)
{
    policy.answersToReturn = 2;
    policy.probeInterval = 2 * SECOND;
    policy.replayTimeout = 1 * SECOND;
    StandIn();
    for (int i = 0; i < 10; ++i)
    {
        Pass(policy.probeInterval);
        AnswerProbe();
        probesAnswered = out.up.size();
        Pass(policy.probeInterval + policy.replayTimeout); // this one is lost
        probesAnswered = out.up.size();
        Pass(policy.probeInterval - policy.replayTimeout - policy.probeInterval / 2);
        probesAnswered = out.up.size();
        ASSERT_EQ(Relay().State(), RelayState::STANDING_IN) << i;
    }
}

TEST_F(RelayPolicyTest, ProbesFromBeforeTheFirstAnswerDoNotBreakTheRow)
{
    policy.answersToReturn = 3;
    StandIn();
    Pass(10 * SECOND);
    probesAnswered = out.up.size();
    for (int i = 0; i < 3; ++i)
    {
        Pass(policy.probeInterval);
        AnswerProbe();
    }
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING)
        << "older ones ran out meanwhile, but they were sent to a server that was away";
}

TEST_F(RelayPolicyTest, ClientsRenewalsDoNotBreakTheRow)
{
    policy.answersToReturn = 2;
    StandIn();
    Pass(policy.probeInterval);
    AnswerProbe();
    Renew(7, 3000); // answered at once: says nothing of the server
    Pass(policy.probeInterval);
    AnswerProbe();
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING);
}

TEST_F(RelayPolicyTest, ProbesKeepTheirInterval)
{
    policy.probeInterval = 7 * SECOND;
    StandIn();
    const size_t before = Sent(MessagePurpose::RESEND).size();
    Pass(7 * SECOND - 1);
    EXPECT_EQ(Sent(MessagePurpose::RESEND).size(), before);
    Pass(1);
    EXPECT_EQ(Sent(MessagePurpose::RESEND).size(), before + 1);
    Pass(70 * SECOND);
    EXPECT_EQ(Sent(MessagePurpose::RESEND).size(), before + 11);
}

TEST_F(RelayPolicyTest, ResendsNoMoreClientsThanAllowed)
{
    policy.resendClients = 2;
    StandIn();
    Pass(20 * SECOND);
    std::set<uint8_t> clients;
    for (const DhcpMessage& message : Sent(MessagePurpose::RESEND))
    {
        clients.insert(message.chaddr[5]);
    }
    EXPECT_EQ(clients.size(), 2u);
}

TEST_F(RelayPolicyTest, AClientThatAsksInVainAgainIsRepeatedOnceInEachRound)
{
    policy.probeInterval = 2 * SECOND;
    StandIn();
    for (uint32_t xid = 3000; xid < 3005; ++xid)
    {
        Renew(7, xid);
    }
    EXPECT_EQ(out.stoodIn.size(), 3u + 5) << "each of them was in vain";
    const size_t before = Sent(MessagePurpose::RESEND).size();
    Pass(6 * policy.probeInterval);
    const std::vector<DhcpMessage> all = Sent(MessagePurpose::RESEND);
    std::map<uint8_t, std::vector<uint16_t>> secs;
    for (size_t i = before; i < all.size(); ++i)
    {
        secs[all[i].chaddr[5]].push_back(all[i].secs);
    }
    ASSERT_EQ(secs.size(), 3u);
    for (const auto& [client, sent] : secs)
    {
        ASSERT_EQ(sent.size(), 2u) << int(client);
        EXPECT_EQ(sent[1] - sent[0], 6) << "secs go on from one round to the next";
    }
}

TEST_F(RelayPolicyTest, AClientWhoseLeaseIsGoneMakesRoomAndMayComeAgain)
{
    policy.resendClients = 3;
    policy.answersToReturn = 10;
    StandIn();
    DhcpMessage release = FromClient(Client(7), DHCPRELEASE, 90);
    release.ciaddr = Ip(7);
    Up(release, SERVER);
    Pass(3 * policy.probeInterval);
    Acquire(7);
    ASSERT_NE(Relay().State(), RelayState::FORWARDING);
    Renew(7, 4000);
    const size_t before = Sent(MessagePurpose::RESEND).size();
    Pass(3 * policy.probeInterval);
    std::set<uint8_t> clients;
    const std::vector<DhcpMessage> all = Sent(MessagePurpose::RESEND);
    for (size_t i = before; i < all.size(); ++i)
    {
        clients.insert(all[i].chaddr[5]);
    }
    EXPECT_EQ(clients, (std::set<uint8_t>{7, 8, 9}));
}

TEST_F(RelayPolicyTest, ProbingEndsWhenTheServerIsBack)
{
    StandIn();
    Pass(policy.probeInterval);
    AnswerProbe();
    Pass(100 * MILLISECOND);
    AnswerReplays();
    Pass(300 * MILLISECOND);
    AnswerReplays();
    const size_t before = Sent(MessagePurpose::RESEND).size();
    Pass(1 * MINUTE);
    EXPECT_EQ(Sent(MessagePurpose::RESEND).size(), before);
    EXPECT_EQ(Sent(MessagePurpose::PROBE).size(), 0u);
}

TEST_F(RelayPolicyTest, OverflowDropsTheEntryThatWouldBeReplayedFirst)
{
    policy.journalCapacity = 2;
    policy.overflow = OVERFLOW_DROP_FIRST;
    StandIn();
    EXPECT_EQ(out.stoodIn.size(), 3u) << "every client is served";
    EXPECT_EQ(Relay().Journal().Size(), 2u);
    EXPECT_TRUE(Relay().Journal().Overflowed());
    ASSERT_EQ(out.settled.size(), 1u);
    EXPECT_EQ(out.settled[0], std::make_pair(Ip(7), Settlement::DROPPED));
}

TEST_F(RelayPolicyTest, OldestPromiseFirst)
{
    policy.replayOrder = REPLAY_OLDEST_PROMISE;
    policy.grant = GRANT_MCLT;
    policy.mclt = 1 * MINUTE;
    Acquire(7);
    now += 20 * MINUTE;
    Acquire(8);
    Acquire(9);
    // 8 is promised first and expires last; 7 expires first.
    EXPECT_EQ(RenewAfter(8, 25 * MINUTE, 1), 1u);
    EXPECT_EQ(RenewAfter(7, 0, 2), 1u);
    Up(Renewal(Client(9), Ip(9), 3), SERVER);
    Grant(Renewal(Client(9), Ip(9), 3), Ip(9));
    Pass(1 * SECOND);
    const auto replays = Sent(MessagePurpose::REPLAY);
    ASSERT_EQ(replays.size(), 2u);
    EXPECT_EQ(replays[0].options.GetU32(OPT_REQUESTED_ADDRESS), Ip(8));
    EXPECT_EQ(replays[1].options.GetU32(OPT_REQUESTED_ADDRESS), Ip(7));
}

TEST_F(RelayPolicyTest, LazyReplayGoesJustBeforeTheClientsNextRenewal)
{
    policy.lazyReplay = true;
    StandIn();
    Pass(policy.probeInterval);
    AnswerProbe();
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
    Pass(5 * MINUTE);
    EXPECT_TRUE(Sent(MessagePurpose::REPLAY).empty());
    const size_t owed = Relay().Journal().Size();
    EXPECT_GT(owed, 0u);
    for (const uint8_t n : {8, 9})
    {
        const size_t before = out.up.size();
        EXPECT_EQ(Up(Renewal(Client(n), Ip(n), 3000 + n), SERVER).action, RelayVerdict::FORWARD);
        ASSERT_EQ(out.up.size(), before + 1);
        EXPECT_EQ(out.up.back().purpose, MessagePurpose::REPLAY);
    }
    AnswerReplays();
    EXPECT_EQ(Relay().Journal().Size(), owed - 2);
}

TEST_F(RelayPolicyTest, HeldDiscoversGoWhenTheJournalIsReplayed)
{
    policy.holdDiscovers = true;
    const DhcpMessage discover = FromClient(Client(50), DHCPDISCOVER, 1);
    EXPECT_EQ(Up(discover).cause, nullptr) << "nothing is owed";
    StandIn();
    const size_t before = Sent(MessagePurpose::RELAYED).size();
    EXPECT_STREQ(Up(discover).cause, "held until the journal is replayed");
    Pass(policy.probeInterval);
    AnswerProbe();
    ASSERT_EQ(Relay().State(), RelayState::RECONCILING);
    EXPECT_STREQ(Up(discover).cause, "held until the journal is replayed");
    EXPECT_EQ(Sent(MessagePurpose::RELAYED).size(), before);
    Pass(1 * SECOND);
    AnswerReplays();
    Pass(1 * SECOND);
    ASSERT_EQ(Relay().State(), RelayState::FORWARDING);
    EXPECT_EQ(Up(discover).cause, nullptr);
}

TEST_F(RelayPolicyTest, DiscoversAreNotHeldByAServerThatIsThereOrOwedNothing)
{
    policy.holdDiscovers = true;
    policy.failuresToSuspect = 2;
    Acquire(7);
    RenewAfter(7, 30 * MINUTE, 1);
    ASSERT_EQ(Relay().Journal().Size(), 1u);
    EXPECT_EQ(Up(FromClient(Client(50), DHCPDISCOVER, 2)).cause, nullptr) << "not suspected";
    machine.reset();
    policy.grant = GRANT_THRESHOLD;
    policy.threshold = 2 * HOUR;
    StandIn();
    ASSERT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(Up(FromClient(Client(50), DHCPDISCOVER, 3)).cause, nullptr) << "nothing is owed";
}

TEST_F(RelayPolicyTest, LazyReplayDoesNotTalkToAServerThatIsAway)
{
    policy.lazyReplay = true;
    StandIn();
    Renew(7, 3000);
    EXPECT_TRUE(Sent(MessagePurpose::REPLAY).empty());
}

TEST_F(RelayPolicyTest, WhoIsAnsweredAtOnceIsRepeatedToTheServerToo)
{
    Acquire(20);
    StandIn();
    Renew(20, 3000);
    Pass(10 * SECOND);
    bool repeated = false;
    for (const DhcpMessage& message : Sent(MessagePurpose::RESEND))
    {
        repeated = repeated || message.ciaddr == Ip(20);
    }
    EXPECT_TRUE(repeated);
}

TEST_F(RelayPolicyTest, ARenewalThatIsAskedAnewIsAnsweredOnce)
{
    Acquire(7);
    now += 30 * MINUTE;
    Renew(7, 1);
    Pass(1 * SECOND);
    Renew(7, 2);
    Pass(1 * MINUTE);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    EXPECT_EQ(LastDown().xid, 2u) << "the answer that the client waits for";
}

TEST_F(RelayPolicyTest, DiscoversAreNotHeldUnlessAskedFor)
{
    StandIn();
    EXPECT_EQ(Up(FromClient(Client(50), DHCPDISCOVER, 1)).cause, nullptr);
}

TEST_F(RelayPolicyTest, PortUnreachableAnswersAllWhoWaitIfItIsTakenAsAHint)
{
    policy.icmpHint = true;
    Acquire(7);
    now += 30 * MINUTE;
    Renew(7, 1);
    Relay().OnUnreachable(SERVER + 1, now, out);
    EXPECT_TRUE(out.stoodIn.empty()) << "not one of its servers";
    Relay().OnUnreachable(SERVER, now, out);
    EXPECT_EQ(out.stoodIn.size(), 1u);
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN);
    Pass(policy.probeInterval);
    AnswerProbe();
    Pass(1);
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING) << "the probe's ACK settled the promise";
}

TEST_F(RelayPolicyTest, PortUnreachableIsNoHintUnlessAskedFor)
{
    Acquire(7);
    now += 30 * MINUTE;
    Renew(7, 1);
    Relay().OnUnreachable(SERVER, now, out);
    EXPECT_TRUE(out.stoodIn.empty());
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayPolicyTest, ImpossiblePoliciesAreRefused)
{
    EXPECT_EQ(RelayPolicy().Validate(), "");
    const auto refuses = [](void (*spoil)(RelayPolicy&)) {
        RelayPolicy spoilt;
        spoil(spoilt);
        return !spoilt.Validate().empty();
    };
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.answerAfter = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.probeInterval = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.replayTimeout = -1; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.replayRate = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.replayRate = 0.0 / 0.0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.failuresToSuspect = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.failuresToSuspect = 4; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.failuresToStandIn = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.answersToReturn = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.replayTries = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.journalCapacity = 0; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.mclt = -1; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.threshold = -1; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.standInLimit = -1; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.syncInterval = -1; }));
    EXPECT_TRUE(refuses([](RelayPolicy& p) { p.lazyReplay = p.holdDiscovers = true; }));
}
