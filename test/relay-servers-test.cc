/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

#include <map>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

constexpr IpAddr SECOND_SERVER = SERVER + 100;

/// A relay with two servers.
class RelayServersTest : public RelayFixture
{
  protected:
    RelayServersTest()
    {
        config.servers = {SERVER, SECOND_SERVER};
    }

    /// Where the latest messages of a purpose went.
    std::vector<IpAddr> Destinations(MessagePurpose purpose, size_t from = 0) const
    {
        std::vector<IpAddr> found;
        for (size_t i = from; i < out.up.size(); ++i)
        {
            if (out.up[i].purpose == purpose)
            {
                found.push_back(out.up[i].server);
            }
        }
        return found;
    }

    /// An answer of one of the servers.
    static DhcpMessage AnswerOf(IpAddr server,
                                const DhcpMessage& request,
                                MessageType type,
                                IpAddr address)
    {
        DhcpMessage reply = Answer(request, type, address, LEASE);
        reply.options.SetU32(OPT_SERVER_ID, server);
        return reply;
    }

    /// A client obtains an address of a server.
    void AcquireFrom(uint8_t n, IpAddr server)
    {
        Up(Selecting(Client(n), Ip(n), server, 1000 + n));
        Down(AnswerOf(server, out.up.back().message, DHCPACK, Ip(n)), GATEWAY, server);
    }

    /// Three clients of a server renew in vain.
    void LetDown(IpAddr server, uint8_t first)
    {
        for (uint8_t n = first; n < first + 3; ++n)
        {
            AcquireFrom(n, server);
        }
        now += 30 * MINUTE;
        for (uint8_t n = first; n < first + 3; ++n)
        {
            Up(Renewal(Client(n), Ip(n), 2000 + n), server);
        }
        Pass(policy.answerAfter);
    }

    const std::vector<IpAddr> both{SERVER, SECOND_SERVER};
};

} // namespace

TEST_F(RelayServersTest, WhatIsBroadcastGoesToAll)
{
    Up(FromClient(Client(7), DHCPDISCOVER, 1));
    EXPECT_EQ(Destinations(MessagePurpose::RELAYED), both);
    out.up.clear();
    Up(Selecting(Client(7), Ip(7), SERVER, 1));
    EXPECT_EQ(Destinations(MessagePurpose::RELAYED), both)
        << "the server that was not selected must hear of it (RFC 2131 section 3.1)";
    AcquireFrom(7, SERVER);
    out.up.clear();
    Up(Renewal(Client(7), Ip(7), 2));
    EXPECT_EQ(Destinations(MessagePurpose::RELAYED), both) << "rebinding asks any server";
}

TEST_F(RelayServersTest, AUnicastToTheRelayGoesToTheServerThatGranted)
{
    policy.interception = INTERCEPT_SERVER_ID_OVERRIDE;
    config.overrideServerId = true;
    config.hideServer = true;
    AcquireFrom(7, SECOND_SERVER);
    out.up.clear();
    Up(Renewal(Client(7), Ip(7), 2), GATEWAY);
    EXPECT_EQ(Destinations(MessagePurpose::RELAYED), std::vector<IpAddr>{SECOND_SERVER});
}

TEST_F(RelayServersTest, ARecordRemembersWhichServerGranted)
{
    AcquireFrom(7, SERVER);
    AcquireFrom(8, SECOND_SERVER);
    std::map<IpAddr, std::pair<uint8_t, IpAddr>> granted;
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        granted[record.address] = {record.server, record.serverId};
    });
    EXPECT_EQ(granted[Ip(7)], std::make_pair(uint8_t(0), SERVER));
    EXPECT_EQ(granted[Ip(8)], std::make_pair(uint8_t(1), SECOND_SERVER));
}

TEST_F(RelayServersTest, TheSourceTellsTheServerWhenOption54DoesNot)
{
    Up(Selecting(Client(7), Ip(7), SECOND_SERVER, 1));
    Down(AnswerOf(GATEWAY, out.up.back().message, DHCPACK, Ip(7)), GATEWAY, SECOND_SERVER);
    Relay().Mirror().ForEach([](const MirrorRecord& record) { EXPECT_EQ(record.server, 1); });
}

TEST_F(RelayServersTest, OneAnswerReachesTheClientWhenBothServersAcknowledge)
{
    AcquireFrom(7, SERVER);
    const size_t before = out.down.size();
    const DhcpMessage request = Renewal(Client(7), Ip(7), 2);
    Up(request);
    Down(AnswerOf(SECOND_SERVER, out.up.back().message, DHCPACK, Ip(7)), GATEWAY, SECOND_SERVER);
    const RelayVerdict second =
        Down(AnswerOf(SERVER, out.up.back().message, DHCPACK, Ip(7)), GATEWAY, SERVER);
    EXPECT_EQ(out.down.size(), before + 1);
    EXPECT_STREQ(second.cause, "another answer came before");
    EXPECT_STREQ(Down(AnswerOf(SERVER, out.up.back().message, DHCPNAK, 0)).cause,
                 "another answer came before");
    EXPECT_EQ(out.down.size(), before + 1) << "no NAK behind an ACK";
    EXPECT_EQ(Relay().Mirror().Size(), 1u);
}

TEST_F(RelayServersTest, ARetransmissionMayBeAnsweredAgain)
{
    AcquireFrom(7, SERVER);
    const size_t before = out.down.size();
    for (int i = 0; i < 2; ++i)
    {
        Up(Renewal(Client(7), Ip(7), 2));
        Down(AnswerOf(SERVER, out.up.back().message, DHCPACK, Ip(7)));
    }
    EXPECT_EQ(out.down.size(), before + 2);
}

TEST_F(RelayServersTest, OneServerAwayIsNoReasonToAnswerForTheOther)
{
    AcquireFrom(20, SECOND_SERVER);
    LetDown(SERVER, 7);
    ASSERT_EQ(Relay().State(), RelayState::STANDING_IN);
    Up(Renewal(Client(7), Ip(7), 3000), SERVER);
    EXPECT_EQ(out.stoodIn.size(), 4u) << "its server is away: answered at once";
    Up(Renewal(Client(20), Ip(20), 3001), SECOND_SERVER);
    EXPECT_EQ(out.stoodIn.size(), 4u) << "this one's is not: wait for it";
}

TEST_F(RelayServersTest, ABroadcastWaitsAsLongAsAnyServerIsThere)
{
    LetDown(SERVER, 7);
    Up(Renewal(Client(7), Ip(7), 3000), BROADCAST);
    EXPECT_EQ(out.stoodIn.size(), 3u);
    Down(AnswerOf(SECOND_SERVER, out.up.back().message, DHCPACK, Ip(7)), GATEWAY, SECOND_SERVER);
    Pass(policy.answerAfter);
    EXPECT_EQ(out.stoodIn.size(), 3u) << "the other server took the client over";
    EXPECT_EQ(Relay().Journal().Find(Ip(7)), nullptr) << "nothing is owed for it any more";
}

TEST_F(RelayServersTest, AnAnswerOfOneServerIsNoSignOfTheOthersLife)
{
    AcquireFrom(20, SECOND_SERVER);
    LetDown(SERVER, 7);
    Up(Renewal(Client(20), Ip(20), 3001), SECOND_SERVER);
    Down(AnswerOf(SECOND_SERVER, Renewal(Client(20), Ip(20), 3001), DHCPACK, Ip(20)),
         Ip(20),
         SECOND_SERVER);
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN);
}

TEST_F(RelayServersTest, ProbesAndReplaysGoToTheServerThatIsOwed)
{
    policy.resendClients = 0;
    AcquireFrom(20, SECOND_SERVER);
    LetDown(SERVER, 7);
    const size_t from = out.up.size();
    Pass(3 * SECOND);
    const auto probes = Destinations(MessagePurpose::PROBE, from);
    ASSERT_EQ(probes.size(), 3u);
    EXPECT_EQ(probes, (std::vector<IpAddr>(3, SERVER)));
    AnswerProbe();
    Pass(1 * SECOND);
    const auto replays = Destinations(MessagePurpose::REPLAY, from);
    ASSERT_FALSE(replays.empty());
    EXPECT_EQ(replays, std::vector<IpAddr>(replays.size(), SERVER));
}

TEST_F(RelayServersTest, AServerIsNotAskedAboutALeaseThatAnotherHasTakenOver)
{
    LetDown(SERVER, 7);
    Up(Renewal(Client(7), Ip(7), 3000), BROADCAST);
    Down(AnswerOf(SECOND_SERVER, out.up.back().message, DHCPACK, Ip(7)), GATEWAY, SECOND_SERVER);
    out.up.clear();
    Pass(10 * SECOND);
    EXPECT_FALSE(Sent(MessagePurpose::RESEND).empty());
    for (const DhcpMessage& message : Sent(MessagePurpose::RESEND))
    {
        EXPECT_NE(message.ciaddr, Ip(7));
    }
}

TEST_F(RelayServersTest, ALateNakOfAServerThatNeverKnewTheLeaseIsNoConflict)
{
    AcquireFrom(7, SERVER);
    now += 55 * MINUTE;
    const DhcpMessage request = Renewal(Client(7), Ip(7), 2);
    Up(request);
    Pass(policy.answerAfter);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    Down(AnswerOf(SECOND_SERVER, request, DHCPNAK, 0), GATEWAY, SECOND_SERVER);
    EXPECT_TRUE(out.settled.empty());
    Down(AnswerOf(SERVER, request, DHCPNAK, 0), GATEWAY, SERVER);
    ASSERT_EQ(out.settled.size(), 1u);
    EXPECT_EQ(out.settled[0].second, Settlement::CONFLICT);
}

namespace
{

/// A relay that hides its two servers.
class RelayProxyTest : public RelayServersTest
{
  protected:
    RelayProxyTest()
    {
        policy.interception = INTERCEPT_PROXY;
        config.hideServer = true;
    }

    /// Both servers make an offer, which the client sees as two of the relay's.
    void Discover(uint32_t xid)
    {
        Up(FromClient(Client(7), DHCPDISCOVER, xid));
        const DhcpMessage discover = out.up.back().message;
        Down(AnswerOf(SERVER, discover, DHCPOFFER, Ip(7)), GATEWAY, SERVER);
        Down(AnswerOf(SECOND_SERVER, discover, DHCPOFFER, Ip(8)), GATEWAY, SECOND_SERVER);
    }

    /// Option 54 of the latest message to the servers.
    std::optional<uint32_t> NamedUpstream() const
    {
        return out.up.back().message.options.GetU32(OPT_SERVER_ID);
    }
};

} // namespace

TEST_F(RelayProxyTest, ClientsSeeTheRelayAndServersThemselves)
{
    Discover(1);
    ASSERT_EQ(out.down.size(), 2u);
    for (const auto& down : out.down)
    {
        EXPECT_EQ(down.message.options.GetU32(OPT_SERVER_ID), GATEWAY);
    }
    Up(Selecting(Client(7), Ip(8), GATEWAY, 1));
    EXPECT_EQ(NamedUpstream(), SECOND_SERVER) << "who offered 10.0.0.8";
    Down(AnswerOf(SECOND_SERVER, out.up.back().message, DHCPACK, Ip(8)), GATEWAY, SECOND_SERVER);
    EXPECT_EQ(out.down.back().message.options.GetU32(OPT_SERVER_ID), GATEWAY);
    out.up.clear();
    Up(Renewal(Client(7), Ip(8), 2), GATEWAY);
    EXPECT_EQ(Destinations(MessagePurpose::RELAYED), std::vector<IpAddr>{SECOND_SERVER});
    DhcpMessage release = FromClient(Client(7), DHCPRELEASE, 3);
    release.ciaddr = Ip(8);
    release.options.AddU32(OPT_SERVER_ID, GATEWAY);
    Up(release, GATEWAY);
    EXPECT_EQ(NamedUpstream(), SECOND_SERVER);
    EXPECT_EQ(out.up.back().server, SECOND_SERVER);
}

TEST_F(RelayProxyTest, ARequestForAnOfferThatNobodyMadeGoesNowhere)
{
    Discover(1);
    out.up.clear();
    EXPECT_EQ(Up(Selecting(Client(7), Ip(9), GATEWAY, 1)).action, RelayVerdict::DROPPED);
    EXPECT_EQ(Up(Selecting(Client(7), Ip(7), GATEWAY, 2)).action, RelayVerdict::DROPPED)
        << "another transaction";
    EXPECT_TRUE(out.up.empty());
}

TEST_F(RelayProxyTest, AnotherServersNameIsLeftAlone)
{
    Up(Selecting(Client(7), Ip(7), SERVER, 1));
    EXPECT_EQ(NamedUpstream(), SERVER);
}

TEST_F(RelayProxyTest, ItStandsInUnderItsOwnNameAndReplaysUnderTheServers)
{
    Discover(1);
    Up(Selecting(Client(7), Ip(7), GATEWAY, 1));
    Down(AnswerOf(SERVER, out.up.back().message, DHCPACK, Ip(7)));
    now += 30 * MINUTE;
    Up(Renewal(Client(7), Ip(7), 2), GATEWAY);
    Pass(policy.answerAfter);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    EXPECT_EQ(LastDown().options.GetU32(OPT_SERVER_ID), GATEWAY);
    EXPECT_EQ(out.down.back().source, GATEWAY);
    Up(FromClient(Client(50), DHCPDISCOVER, 3));
    Down(AnswerOf(SERVER, out.up.back().message, DHCPOFFER, Ip(50)));
    Pass(1 * SECOND);
    ASSERT_EQ(Sent(MessagePurpose::REPLAY).size(), 1u);
    EXPECT_EQ(NamedUpstream(), SERVER);
}

TEST_F(RelayProxyTest, WithoutBackupItOnlyHides)
{
    policy.backup = false;
    Discover(1);
    Up(Selecting(Client(7), Ip(8), GATEWAY, 1));
    EXPECT_EQ(NamedUpstream(), SECOND_SERVER);
    Down(AnswerOf(SECOND_SERVER, out.up.back().message, DHCPACK, Ip(8)), GATEWAY, SECOND_SERVER);
    now += 30 * MINUTE;
    Up(Renewal(Client(7), Ip(8), 2), GATEWAY);
    Pass(10 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
    EXPECT_TRUE(Sent(MessagePurpose::RESEND).empty());
}
