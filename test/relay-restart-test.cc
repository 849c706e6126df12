/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

#include <algorithm>
#include <sstream>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// A relay that crashes and comes back (hazard H14), and what it carries over (hazard H13).
class RelayRestartTest : public RelayFixture
{
  protected:
    /// Write mirror and journal.
    void Save()
    {
        std::ostringstream mirror;
        std::ostringstream journal;
        Relay().Save(mirror, journal, now);
        storedMirror = mirror.str();
        storedJournal = journal.str();
        storedAt = now;
    }

    /// Come back with empty books.
    void RestartEmpty()
    {
        machine = std::make_unique<RelayMachine>(config, policy, Draw(1, 1), 1);
        out = {};
        probesAnswered = 0;
        replaysAnswered = 0;
    }

    /// Come back with what was saved.
    std::vector<std::string> RestartStored()
    {
        RestartEmpty();
        std::istringstream mirror(storedMirror);
        std::istringstream journal(storedJournal);
        return Relay().Load(mirror, journal, storedAt, now, out);
    }

    /// A server's answer to a leasequery.
    static DhcpMessage QueryAnswer(const DhcpMessage& query,
                                   MessageType type,
                                   const ClientIdentity& client,
                                   uint32_t lease)
    {
        DhcpMessage reply = MakeReply(query, type);
        reply.ciaddr = query.ciaddr;
        reply.options.AddU32(OPT_SERVER_ID, SERVER);
        if (type == DHCPLEASEACTIVE)
        {
            client.PutInto(reply);
            reply.options.AddU32(OPT_LEASE_TIME, lease);
            reply.options.AddU32(OPT_SUBNET_MASK, 0xffffff00);
            reply.options.AddU32(91, 100);
        }
        return reply;
    }

    std::string storedMirror;
    std::string storedJournal;
    Instant storedAt{0};
};

} // namespace

TEST_F(RelayRestartTest, H14_WithoutItsMemoryTheRelayCanStandInForNobody)
{
    StandIn();
    RestartEmpty();
    now += 10 * MINUTE;
    for (uint8_t n = 7; n < 10; ++n)
    {
        Up(Renewal(Client(n), Ip(n), 3000 + n), SERVER);
    }
    Pass(1 * MINUTE);
    EXPECT_TRUE(out.stoodIn.empty());
}

TEST_F(RelayRestartTest, H14_WithItsMemoryItGoesOnStandingInAndReplays)
{
    StandIn();
    Save();
    now += 1 * MINUTE;
    EXPECT_TRUE(RestartStored().empty());
    EXPECT_EQ(Relay().Mirror().Size(), 3u);
    EXPECT_EQ(Relay().Journal().Size(), 3u);
    EXPECT_EQ(Relay().State(), RelayState::RECONCILING) << "it does not know, so it tries";
    Pass(1 * SECOND);
    ASSERT_EQ(Sent(MessagePurpose::REPLAY).size(), 3u);
    EXPECT_GE(Sent(MessagePurpose::REPLAY)[0].secs, 60) << "the time it was down counts";
    Pass(10 * SECOND);
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN) << "nobody answered";
    Renew(7, 3007);
    EXPECT_EQ(out.stoodIn.size(), 1u);
    Pass(policy.probeInterval);
    probesAnswered = 0;
    AnswerProbe();
    Pass(1 * SECOND);
    AnswerReplays();
    Pass(1 * SECOND);
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayRestartTest, WhatEndedWhileItWasDownIsGone)
{
    StandIn();
    Save();
    now += 2 * HOUR;
    RestartStored();
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
    EXPECT_EQ(Relay().Journal().Size(), 0u);
    EXPECT_EQ(out.settled.size(), 3u);
    EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
}

TEST_F(RelayRestartTest, H13_ElapsedTimesAreCarriedNotAbsoluteOnes)
{
    StandIn();
    Instant before = 0;
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        before = std::max(before, record.clientExpiry);
    });
    Save();
    // The same files on a machine whose clock says something else altogether.
    const Duration offset = 1000 * HOUR;
    now += offset;
    storedAt += offset;
    RestartStored();
    Instant after = 0;
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        after = std::max(after, record.clientExpiry);
    });
    EXPECT_EQ(after, before + offset);
    EXPECT_EQ(Relay().Journal().Size(), 3u);
}

TEST_F(RelayRestartTest, ALifeHasTransactionIdsOfItsOwn)
{
    StandIn();
    Pass(10 * SECOND);
    Save();
    std::vector<uint32_t> former;
    for (const DhcpMessage& message : Sent(MessagePurpose::RESEND))
    {
        former.push_back(message.xid);
    }
    RestartStored();
    Pass(1 * SECOND);
    for (const DhcpMessage& message : Sent(MessagePurpose::REPLAY))
    {
        EXPECT_EQ(std::count(former.begin(), former.end(), message.xid), 0);
    }
}

TEST_F(RelayRestartTest, TruncatedFilesAreNamedAndTheRestIsUsed)
{
    StandIn();
    Save();
    storedMirror.resize(storedMirror.size() / 2);
    const auto errors = RestartStored();
    ASSERT_FALSE(errors.empty());
    EXPECT_EQ(errors[0].rfind("mirror line ", 0), 0u) << errors[0];
    EXPECT_GE(Relay().Mirror().Size(), 1u);
    EXPECT_EQ(Relay().Journal().Size(), 3u);
}

TEST_F(RelayRestartTest, APromiseWhoseLeaseIsDamagedIsSettledAllTheSame)
{
    for (const MessageType type : {DHCPACK, DHCPNAK})
    {
        machine.reset();
        now = 100 * SECOND;
        StandIn();
        Save();
        storedMirror = "dhcp-backup lease-mirror 1\nrecords 0\n";
        EXPECT_TRUE(RestartStored().empty());
        Pass(1 * SECOND);
        AnswerReplays(type);
        Pass(1 * SECOND);
        EXPECT_EQ(Relay().Journal().Size(), 0u);
        ASSERT_EQ(out.settled.size(), 3u);
        EXPECT_EQ(out.settled[0].second,
                  type == DHCPACK ? Settlement::CONFIRMED : Settlement::CONFLICT);
        EXPECT_EQ(Relay().State(), RelayState::FORWARDING);
    }
}

TEST_F(RelayRestartTest, H14_RebuildByLeasequery_Rfc4388_6_2)
{
    policy.leasequery = LEASEQUERY_SINGLE;
    RestartEmpty();
    Up(Renewal(Client(7), Ip(7), 1), SERVER);
    const auto queries = Sent(MessagePurpose::QUERY);
    ASSERT_EQ(queries.size(), 1u);
    const DhcpMessage& query = queries[0];
    EXPECT_EQ(query.type, DHCPLEASEQUERY);
    EXPECT_EQ(query.ciaddr, Ip(7));
    EXPECT_EQ(query.giaddr, GATEWAY);
    EXPECT_EQ(query.htype, 0);
    EXPECT_EQ(query.hlen, 0);
    EXPECT_EQ(query.chaddr, DhcpMessage().chaddr);
    EXPECT_FALSE(query.options.Has(OPT_CLIENT_ID));
    Up(Renewal(Client(7), Ip(7), 2), SERVER);
    EXPECT_EQ(Sent(MessagePurpose::QUERY).size(), 1u) << "one question at a time";
    Down(QueryAnswer(query, DHCPLEASEACTIVE, Client(7), 1200));
    EXPECT_TRUE(out.down.empty()) << "the answer is the relay's";
    ASSERT_EQ(Relay().Mirror().Size(), 1u);
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        EXPECT_EQ(record.client.Unpack(), Client(7));
        EXPECT_EQ(record.port, PORT);
        EXPECT_EQ(record.serverExpiry, now + 1200 * SECOND) << "what is left of the lease";
    });
    Up(Renewal(Client(7), Ip(7), 3), SERVER);
    Pass(policy.answerAfter);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    EXPECT_EQ(out.down.back().message.options.GetU32(OPT_LEASE_TIME), 1200u);
    EXPECT_FALSE(out.down.back().message.options.Has(91));
}

TEST_F(RelayRestartTest, NoLeaseIsLearntFromAQueryThatSaysOtherwise_Rfc4388_6_4)
{
    policy.leasequery = LEASEQUERY_SINGLE;
    RestartEmpty();
    uint32_t xid = 0;
    const auto ask = [&] {
        now += 1 * SECOND;
        Up(Renewal(Client(7), Ip(7), ++xid), SERVER);
        return Sent(MessagePurpose::QUERY).back();
    };
    Down(QueryAnswer(ask(), DHCPLEASEUNASSIGNED, Client(7), 0));
    Down(QueryAnswer(ask(), DHCPLEASEUNKNOWN, Client(7), 0));
    Down(QueryAnswer(ask(), DHCPLEASEACTIVE, Client(8), 1200));
    ClientIdentity other = Client(7);
    other.clientId = "other";
    Down(QueryAnswer(ask(), DHCPLEASEACTIVE, other, 1200));
    Down(QueryAnswer(ask(), DHCPLEASEACTIVE, Client(7), 0));
    EXPECT_EQ(Sent(MessagePurpose::QUERY).size(), 5u) << "asked again after each answer";
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
    ask();
    Pass(policy.replayTimeout);
    ask();
    EXPECT_EQ(Sent(MessagePurpose::QUERY).size(), 7u) << "and after silence";
}

TEST_F(RelayRestartTest, NobodyIsAskedAboutALeaseThatIsKnownToBeAnothers)
{
    policy.leasequery = LEASEQUERY_SINGLE;
    Acquire(7);
    Up(Renewal(Client(8), Ip(7), 1), SERVER);
    EXPECT_TRUE(Sent(MessagePurpose::QUERY).empty());
}

TEST_F(RelayRestartTest, NobodyIsAskedUnlessWanted)
{
    RestartEmpty();
    Up(Renewal(Client(7), Ip(7), 1), SERVER);
    EXPECT_TRUE(Sent(MessagePurpose::QUERY).empty());
}
