/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

#include <set>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

using RelayMachineTest = RelayFixture;

} // namespace

TEST_F(RelayMachineTest, SetsGiaddrHopsAndOption82_Rfc1542_4_1_1_Rfc3046_2_1)
{
    Up(FromClient(Client(7), DHCPDISCOVER, 1));
    const DhcpMessage& sent = out.up.back().message;
    EXPECT_EQ(sent.giaddr, GATEWAY);
    EXPECT_EQ(sent.hops, 1);
    uint8_t last = 0;
    for (const auto& item : sent.options)
    {
        last = item.code;
    }
    EXPECT_EQ(last, OPT_RELAY_AGENT);
    EXPECT_EQ(out.up.back().server, SERVER);
}

TEST_F(RelayMachineTest, KeepsAnotherRelaysGiaddr_Rfc3046_2_1_1)
{
    DhcpMessage discover = FromClient(Client(7), DHCPDISCOVER, 1);
    discover.giaddr = Ip(200);
    Up(discover);
    EXPECT_EQ(out.up.back().message.giaddr, Ip(200));
    EXPECT_FALSE(out.up.back().message.options.Has(OPT_RELAY_AGENT));
}

TEST_F(RelayMachineTest, Refuses_Rfc1542_4_1_1_Rfc3046_2_1)
{
    DhcpMessage discover = FromClient(Client(7), DHCPDISCOVER, 1);
    discover.hops = 5;
    EXPECT_STREQ(Up(discover).cause, "too many hops");
    discover.hops = 0;
    discover.giaddr = GATEWAY;
    EXPECT_STREQ(Up(discover).cause, "spoofed giaddr");
    discover.giaddr = 0;
    discover.options.AddText(OPT_RELAY_AGENT, std::string("\1\1x", 3));
    EXPECT_STREQ(Up(discover).cause, "option 82 from an untrusted line");
    discover.op = BOOTREPLY;
    EXPECT_STREQ(Up(discover).cause, "a client must not send replies");
    EXPECT_TRUE(out.up.empty());
}

TEST_F(RelayMachineTest, StripsOption82AndFindsTheLine_Rfc3046_2_2)
{
    Up(FromClient(Client(7), DHCPDISCOVER, 1));
    Down(Answer(out.up.back().message, DHCPOFFER, Ip(7), LEASE));
    ASSERT_EQ(out.down.size(), 1u);
    EXPECT_EQ(out.down[0].port, PORT);
    EXPECT_FALSE(out.down[0].message.options.Has(OPT_RELAY_AGENT));
}

TEST_F(RelayMachineTest, PlainRelayLetsRenewalsPassAndNeverAnswers)
{
    policy.backup = false;
    Acquire(7);
    Renew(7, 2000);
    Pass(1 * HOUR);
    EXPECT_TRUE(out.stoodIn.empty());
    EXPECT_EQ(out.down.size(), 1u);
}

TEST_F(RelayMachineTest, AnswersARenewalWhenTheServerDoesNot)
{
    Acquire(7);
    now += 30 * MINUTE;
    Renew(7, 2000);
    Pass(policy.answerAfter - 1);
    EXPECT_EQ(out.down.size(), 1u);
    Pass(1);
    ASSERT_EQ(out.down.size(), 2u);
    const DhcpMessage& ack = out.down[1].message;
    EXPECT_EQ(ack.type, DHCPACK);
    EXPECT_EQ(ack.xid, 2000u);
    EXPECT_EQ(ack.ciaddr, Ip(7));
    EXPECT_EQ(ack.yiaddr, Ip(7));
    EXPECT_EQ(ack.chaddr, Client(7).chaddr);
    EXPECT_EQ(ack.options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_EQ(ack.options.GetU32(OPT_LEASE_TIME), LEASE);
    EXPECT_EQ(ack.options.GetU32(OPT_ROUTER), GATEWAY);
    EXPECT_TRUE(ack.options.Has(OPT_CLIENT_ID));
    EXPECT_FALSE(ack.options.Has(OPT_RELAY_AGENT));
    EXPECT_EQ(out.down[1].source, SERVER) << "some clients check it";
    EXPECT_EQ(Relay().State(), RelayState::SUSPECTING);
    EXPECT_EQ(Relay().Journal().Size(), 1u);
}

TEST_F(RelayMachineTest, PassesTheAckOnWhenTheServerIsInTime)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    now += 1 * SECOND;
    Down(Answer(request, DHCPACK, Ip(7), LEASE), Ip(7));
    ASSERT_EQ(out.down.size(), 2u);
    EXPECT_EQ(out.down[1].source, SERVER);
    Pass(10 * SECOND);
    EXPECT_EQ(out.down.size(), 2u) << "exactly one answer";
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayMachineTest, LateAckUpdatesTheBooksOnly)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    Pass(3 * SECOND);
    ASSERT_EQ(out.down.size(), 2u);
    EXPECT_EQ(Down(Answer(request, DHCPACK, Ip(7), LEASE), Ip(7)).action, RelayVerdict::CONSUMED);
    EXPECT_EQ(out.down.size(), 2u) << "exactly one answer";
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(out.settled.back(), std::make_pair(Ip(7), Settlement::CONFIRMED));
}

TEST_F(RelayMachineTest, LateNakRevokesTheLeaseAtTheNextRenewal)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    Pass(3 * SECOND);
    Down(Answer(request, DHCPNAK, 0, 0), Ip(7));
    EXPECT_EQ(out.down.size(), 2u) << "a bound client would ignore a NAK";
    EXPECT_EQ(out.settled.back(), std::make_pair(Ip(7), Settlement::CONFLICT));
    EXPECT_EQ(Up(Renewal(Client(7), Ip(7), 2001), SERVER).action, RelayVerdict::CONSUMED);
    ASSERT_EQ(out.down.size(), 3u);
    EXPECT_EQ(out.down[2].message.type, DHCPNAK);
    EXPECT_EQ(out.down[2].message.xid, 2001u);
    EXPECT_EQ(out.down[2].message.options.GetU32(OPT_SERVER_ID), SERVER);
}

TEST_F(RelayMachineTest, NeverAnswersForALeaseThatNoServerGranted)
{
    Acquire(7);
    Up(Renewal(Client(8), Ip(8), 1), SERVER);
    Up(Renewal(Client(8), Ip(7), 2), SERVER);
    Up(Renewal(Client(7, false), Ip(7), 3), SERVER);
    Pass(1 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayMachineTest, DoesNotLearnFromAnOffer)
{
    Up(FromClient(Client(7), DHCPDISCOVER, 1));
    Down(Answer(out.up.back().message, DHCPOFFER, Ip(7), LEASE));
    Up(Renewal(Client(7), Ip(7), 2), SERVER);
    Pass(1 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayMachineTest, ForgetsReleasedAndExpiredLeases)
{
    Acquire(7);
    Acquire(8);
    DhcpMessage release = FromClient(Client(7), DHCPRELEASE, 5);
    release.ciaddr = Ip(7);
    Up(release, SERVER);
    Up(Renewal(Client(7), Ip(7), 6), SERVER);
    Pass(1 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
    Pass(1 * HOUR);
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
    Up(Renewal(Client(8), Ip(8), 7), SERVER);
    Pass(1 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayMachineTest, AnyAnswerOfTheServerEndsStandingIn)
{
    StandIn();
    Acquire(20);
    EXPECT_NE(Relay().State(), RelayState::STANDING_IN);
}

TEST_F(RelayMachineTest, StandingInAnswersAtOnce)
{
    StandIn();
    const size_t before = out.down.size();
    now += 10 * MINUTE;
    Renew(7, 3000);
    EXPECT_EQ(out.down.size(), before + 1);
    EXPECT_EQ(Relay().Journal().Size(), 3u) << "one entry a client";
}

TEST_F(RelayMachineTest, OnlyServersAnswersAreSignsOfTheirLife_AccelPppIssue97)
{
    StandIn();
    for (int i = 0; i < 100; ++i)
    {
        Up(FromClient(Client(50), DHCPDISCOVER, 4000 + i));
        Pass(1 * SECOND);
    }
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN);
}

TEST_F(RelayMachineTest, ProbesByRepeatingRequestsWithGrowingSecs)
{
    StandIn();
    const size_t before = Sent(MessagePurpose::RESEND).size();
    Pass(10 * SECOND);
    const auto resent = Sent(MessagePurpose::RESEND);
    ASSERT_EQ(resent.size(), before + 10);
    EXPECT_EQ(ShapeOf(resent.back()), RequestShape::RENEWING);
    EXPECT_GE(resent.back().secs, 9);
    EXPECT_EQ(resent.back().giaddr, GATEWAY);
    std::set<uint8_t> clients;
    for (const auto& message : resent)
    {
        clients.insert(message.chaddr[5]);
    }
    EXPECT_EQ(clients.size(), 3u) << "distinct clients, as failure detectors of pairs count them";
}

TEST_F(RelayMachineTest, ProbesWithTheLeaseThatExpiresNextWhenNothingIsPending)
{
    policy.resendClients = 0;
    StandIn();
    Pass(3 * SECOND);
    const auto probes = Sent(MessagePurpose::PROBE);
    ASSERT_FALSE(probes.empty());
    EXPECT_EQ(ShapeOf(probes.back()), RequestShape::SELECTING);
}

TEST_F(RelayMachineTest, ReplaysInSelectingShapeNearestExpiryFirstAndPaced)
{
    policy.replayRate = 2;
    StandIn();
    now += 10 * SECOND;
    Renew(7, 3000);
    // The server answers a probe about 9.
    Pass(2 * SECOND);
    DhcpMessage probe;
    for (const auto& up : out.up)
    {
        if (up.purpose == MessagePurpose::RESEND && up.message.chaddr[5] == 9)
        {
            probe = up.message;
        }
    }
    ASSERT_EQ(probe.ciaddr, Ip(9));
    const size_t delivered = out.down.size();
    Down(Answer(probe, DHCPACK, Ip(9), LEASE));
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING);
    Pass(300 * MILLISECOND);
    ASSERT_EQ(Sent(MessagePurpose::REPLAY).size(), 1u);
    Pass(500 * MILLISECOND);
    const auto replays = Sent(MessagePurpose::REPLAY);
    ASSERT_EQ(replays.size(), 2u);
    EXPECT_EQ(replays[0].options.GetU32(OPT_REQUESTED_ADDRESS), Ip(8));
    EXPECT_EQ(replays[1].options.GetU32(OPT_REQUESTED_ADDRESS), Ip(7)) << "renewed last";
    EXPECT_EQ(ShapeOf(replays[0]), RequestShape::SELECTING);
    EXPECT_EQ(replays[0].options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_EQ(replays[0].giaddr, GATEWAY);
    EXPECT_TRUE(replays[0].options.Has(OPT_RELAY_AGENT));
    EXPECT_TRUE(replays[0].options.Has(OPT_CLIENT_ID));
    EXPECT_EQ(replays[0].ciaddr, 0u);
    EXPECT_GE(replays[0].secs, 12) << "the age of the promise";
    Down(Answer(replays[0], DHCPACK, Ip(8), LEASE));
    Down(Answer(replays[1], DHCPACK, Ip(7), LEASE));
    EXPECT_EQ(out.down.size(), delivered) << "an ACK to the relay's own message reaches no client";
    Pass(1 * SECOND);
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayMachineTest, RefusedReplayIsAConflict)
{
    policy.resendClients = 0;
    StandIn();
    Pass(1 * SECOND);
    const DhcpMessage probe = Sent(MessagePurpose::PROBE).back();
    Down(Answer(probe, DHCPACK, probe.options.GetU32(OPT_REQUESTED_ADDRESS).value(), LEASE));
    Pass(100 * MILLISECOND);
    for (const DhcpMessage& replay : Sent(MessagePurpose::REPLAY))
    {
        Down(Answer(replay, DHCPNAK, 0, 0));
    }
    Pass(100 * MILLISECOND);
    EXPECT_EQ(out.settled.back().second, Settlement::CONFLICT);
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayMachineTest, AnAddressThatTheServerGaveAwayIsAConflict)
{
    StandIn();
    const DhcpMessage request = Selecting(Client(50), Ip(7), SERVER, 5000);
    Up(request);
    Down(Answer(out.up.back().message, DHCPACK, Ip(7), LEASE));
    EXPECT_EQ(out.settled.back(), std::make_pair(Ip(7), Settlement::CONFLICT));
    EXPECT_EQ(Relay().Journal().Size(), 2u);
    EXPECT_EQ(Up(Renewal(Client(7), Ip(7), 5001), SERVER).action, RelayVerdict::FORWARD);
    Pass(1 * MINUTE);
    EXPECT_EQ(out.stoodIn.size(), 3u) << "no promise for an address that is another's";
}

TEST_F(RelayMachineTest, SilentReplaysMeanTheServerIsAwayAgain)
{
    StandIn();
    Pass(1 * SECOND);
    const DhcpMessage probe = Sent(MessagePurpose::RESEND).back();
    Down(Answer(probe, DHCPACK, probe.ciaddr, LEASE));
    ASSERT_EQ(Relay().State(), RelayState::RECONCILING);
    Pass(1 * MINUTE);
    EXPECT_EQ(out.states.back(), RelayState::STANDING_IN);
    EXPECT_EQ(Relay().Journal().Size(), 2u) << "promises stay until settled";
}

TEST_F(RelayMachineTest, FullJournalMakesNoMorePromises)
{
    policy.journalCapacity = 2;
    StandIn();
    EXPECT_EQ(Relay().Journal().Size(), 2u);
    EXPECT_TRUE(Relay().Journal().Overflowed());
    EXPECT_EQ(out.stoodIn.size(), 2u);
}

TEST_F(RelayMachineTest, StandInLimitBoundsThePromiseAndRescalesTheTimers)
{
    policy.standInLimit = 10 * MINUTE;
    Acquire(7);
    const Instant granted = now;
    now += 30 * MINUTE;
    Renew(7, 2000);
    Pass(policy.answerAfter);
    const uint32_t lease = out.down.back().message.options.GetU32(OPT_LEASE_TIME).value();
    EXPECT_LE(now + lease * SECOND, granted + LEASE * SECOND + policy.standInLimit);
    EXPECT_GT(lease, 0u);
    now = granted + 70 * MINUTE;
    const size_t before = out.stoodIn.size();
    Up(Renewal(Client(7), Ip(7), 2001), SERVER);
    Pass(policy.answerAfter);
    EXPECT_EQ(out.stoodIn.size(), before) << "nothing is left to promise";
}

TEST_F(RelayMachineTest, SecondAckOfAServerPairStopsAtTheRelay)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    Down(Answer(request, DHCPACK, Ip(7), LEASE), Ip(7));
    Down(Answer(request, DHCPACK, Ip(7), LEASE), Ip(7));
    EXPECT_EQ(out.down.size(), 2u);
}

TEST_F(RelayMachineTest, OverrideNamesTheRelayTowardsTheClient_Rfc5107)
{
    policy.interception = INTERCEPT_SERVER_ID_OVERRIDE;
    config.overrideServerId = true;
    config.hideServer = true;
    Acquire(7);
    EXPECT_EQ(out.down.back().message.options.GetU32(OPT_SERVER_ID), GATEWAY);
    now += 30 * MINUTE;
    EXPECT_EQ(Up(Renewal(Client(7), Ip(7), 2000), GATEWAY).action, RelayVerdict::CONSUMED);
    EXPECT_EQ(out.up.back().message.giaddr, GATEWAY) << "relayed, not only passed on";
    Pass(policy.answerAfter);
    EXPECT_EQ(out.down.back().message.options.GetU32(OPT_SERVER_ID), GATEWAY);
    EXPECT_EQ(out.down.back().source, GATEWAY);
}

TEST_F(RelayMachineTest, LearnsTheClientIdentifierFromTheRequest)
{
    // dhcpd does not echo option 61 unless told to, yet refuses replays without it.
    const DhcpMessage request = Selecting(Client(7), Ip(7), SERVER, 1);
    Up(request);
    DhcpMessage ack = Answer(out.up.back().message, DHCPACK, Ip(7), LEASE);
    ack.options.Remove(OPT_CLIENT_ID);
    Down(ack);
    now += 30 * MINUTE;
    Renew(7, 2000);
    Pass(policy.answerAfter);
    EXPECT_EQ(out.stoodIn.size(), 1u);
    EXPECT_TRUE(out.down.back().message.options.Has(OPT_CLIENT_ID));
}

TEST_F(RelayMachineTest, AnAnswerToNoRequestOfLateReachesNobody)
{
    Acquire(7);
    const size_t before = out.down.size();
    DhcpMessage stray = Answer(out.up.back().message, DHCPACK, Ip(7), LEASE);
    stray.xid = 9999;
    EXPECT_STREQ(Down(stray).cause, "an answer to an old request");
    EXPECT_EQ(out.down.size(), before);
}

TEST_F(RelayMachineTest, ANakInTimeEndsTheLease)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    Down(Answer(request, DHCPNAK, 0, 0), Ip(7));
    EXPECT_EQ(LastDown().type, DHCPNAK);
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
    Pass(1 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayMachineTest, LearnsNothingFromAnAckWithoutLease)
{
    const DhcpMessage request = Selecting(Client(7), Ip(7), SERVER, 1);
    Up(request);
    DhcpMessage ack = Answer(out.up.back().message, DHCPACK, Ip(7), LEASE);
    ack.options.Remove(OPT_LEASE_TIME);
    Down(ack);
    EXPECT_EQ(out.down.size(), 1u) << "the client may make of it what it likes";
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
}

TEST_F(RelayMachineTest, ALateAckForAnotherAddressConfirmsNothing)
{
    Acquire(7);
    now += 30 * MINUTE;
    const DhcpMessage request = Renew(7, 2000);
    Pass(policy.answerAfter);
    Down(Answer(request, DHCPACK, Ip(99), LEASE), Ip(7));
    EXPECT_EQ(Relay().Journal().Size(), 1u);
}

TEST_F(RelayMachineTest, ARefusedRepetitionProvesNothing)
{
    // Some servers refuse the shape of RENEWING for leases that they would grant in SELECTING.
    StandIn();
    Pass(policy.probeInterval);
    Down(Answer(Sent(MessagePurpose::RESEND).back(), DHCPNAK, 0, 0));
    EXPECT_TRUE(out.settled.empty());
    EXPECT_EQ(Relay().Journal().Size(), 3u);
}
