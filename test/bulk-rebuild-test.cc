/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

#include "ns3/bulk-query.h"
#include "ns3/bulk-rebuild.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

using Action = BulkRebuild::Action;

/// A relay that has lost its memory and asks for it.
class BulkRebuildTest : public RelayFixture
{
  protected:
    BulkRebuildTest()
    {
        policy.leasequery = LEASEQUERY_BULK;
    }

    BulkRebuild& Rebuild()
    {
        if (!rebuild)
        {
            rebuild = std::make_unique<BulkRebuild>(config, now);
        }
        return *rebuild;
    }

    /// Connect and ask.
    DhcpMessage Connect()
    {
        now = std::max(now, Rebuild().NextWake());
        EXPECT_EQ(Rebuild().Wake(now), Action::CONNECT);
        return Rebuild().OnConnected(now);
    }

    /// A server's word about a client's lease.
    static DhcpMessage Active(const DhcpMessage& query, uint8_t n, uint32_t left, uint32_t age)
    {
        DhcpMessage reply = MakeReply(query, DHCPLEASEACTIVE);
        reply.ciaddr = Ip(n);
        reply.options.AddU32(OPT_SERVER_ID, SERVER);
        reply.options.AddU32(OPT_DHCP_STATE, 2);
        Client(n).PutInto(reply);
        reply.options.AddU32(OPT_LEASE_TIME, left);
        reply.options.AddU32(OPT_CLIENT_LAST_TRANSACTION, age);
        reply.options.AddU32(OPT_SUBNET_MASK, 0xffffff00);
        reply.options.AddU32(OPT_BASE_TIME, 5000);
        DhcpOptions agent;
        agent.AddText(SUB_CIRCUIT_ID, "eth 0/" + std::to_string(n));
        reply.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(agent));
        return reply;
    }

    static DhcpMessage Done(const DhcpMessage& query, QueryStatus status)
    {
        DhcpMessage reply = MakeReply(query, DHCPLEASEQUERYDONE);
        const uint8_t code[] = {uint8_t(status)};
        reply.options.Add(OPT_STATUS_CODE, code);
        return reply;
    }

    std::unique_ptr<BulkRebuild> rebuild;
};

} // namespace

TEST_F(BulkRebuildTest, ItAsksAtOnceByTheBestNameOfTheRelay_Rfc6926_7_2)
{
    for (const bool hasRelayId : {false, true})
    {
        config.relayId = hasRelayId ? "a relay" : "";
        rebuild.reset();
        EXPECT_EQ(Rebuild().NextWake(), now);
        const DhcpMessage query = Connect();
        EXPECT_EQ(query.op, BOOTREQUEST);
        EXPECT_EQ(query.type, DHCPBULKLEASEQUERY);
        EXPECT_EQ(query.ciaddr, 0u);
        EXPECT_EQ(query.giaddr, 0u);
        EXPECT_EQ(query.htype, 0);
        EXPECT_EQ(query.hlen, 0);
        const DhcpOptions agent = RelayAgentOptionsOf(query);
        EXPECT_EQ(agent.Has(SUB_RELAY_ID), hasRelayId);
        EXPECT_EQ(agent.Has(SUB_REMOTE_ID), !hasRelayId);
        EXPECT_EQ(BulkQuery(query).Status(), QueryStatus::SUCCESS);
    }
}

TEST_F(BulkRebuildTest, WhenAllIsToldItIsDone)
{
    const DhcpMessage query = Connect();
    EXPECT_EQ(Rebuild().OnMessage(Active(query, 7, 100, 0), now).action, Action::NONE);
    EXPECT_FALSE(Rebuild().IsFinished());
    const auto last = Rebuild().OnMessage(MakeReply(query, DHCPLEASEQUERYDONE), now);
    EXPECT_EQ(last.action, Action::CLOSE);
    EXPECT_FALSE(last.leaseAt);
    EXPECT_TRUE(Rebuild().IsFinished());
    EXPECT_EQ(Rebuild().NextWake(), NEVER);
    Rebuild().OnFailure(now);
    EXPECT_TRUE(Rebuild().IsFinished()) << "what happens to the connection then does not matter";
    EXPECT_FALSE(Rebuild().OnMessage(Active(query, 8, 100, 0), now).leaseAt);
}

TEST_F(BulkRebuildTest, AServerThatDoesNotWantToIsNotAskedAgain_Rfc6926_6_2_2)
{
    for (const QueryStatus status : {QueryStatus::SUCCESS,
                                     QueryStatus::FAILED,
                                     QueryStatus::TERMINATED,
                                     QueryStatus::MALFORMED,
                                     QueryStatus::NOT_ALLOWED})
    {
        rebuild.reset();
        const DhcpMessage query = Connect();
        EXPECT_EQ(Rebuild().OnMessage(Done(query, status), now).action, Action::CLOSE);
        const bool again = status == QueryStatus::FAILED || status == QueryStatus::TERMINATED;
        EXPECT_EQ(Rebuild().IsFinished(), !again) << int(status);
        EXPECT_EQ(Rebuild().NextWake(), again ? now + BULK_FIRST_PAUSE : NEVER);
    }
}

TEST_F(BulkRebuildTest, PausesGrowFromFailureToFailure)
{
    Duration pause = BULK_FIRST_PAUSE;
    for (int attempt = 0; attempt < 12; ++attempt)
    {
        Connect();
        Rebuild().OnFailure(now);
        EXPECT_EQ(Rebuild().NextWake() - now, pause);
        EXPECT_EQ(Rebuild().Wake(now), Action::NONE) << "not before its time";
        Rebuild().OnFailure(now);
        EXPECT_EQ(Rebuild().NextWake() - now, pause) << "one failure counts once";
        pause = std::min(2 * pause, BULK_LONGEST_PAUSE);
    }
    EXPECT_EQ(pause, BULK_LONGEST_PAUSE);
}

TEST_F(BulkRebuildTest, PatienceHasAnEnd_Rfc6926_6_3)
{
    EXPECT_EQ(Rebuild().Wake(now), Action::CONNECT);
    EXPECT_EQ(Rebuild().NextWake(), now + BULK_CONNECT_TIMEOUT);
    now += BULK_CONNECT_TIMEOUT;
    EXPECT_EQ(Rebuild().Wake(now), Action::CLOSE);
    const DhcpMessage query = Connect();
    EXPECT_EQ(Rebuild().NextWake(), now + BULK_DATA_TIMEOUT);
    now += 100 * SECOND;
    Rebuild().OnMessage(Active(query, 7, 100, 0), now);
    EXPECT_EQ(Rebuild().NextWake(), now + BULK_DATA_TIMEOUT) << "each answer renews it";
    now += BULK_DATA_TIMEOUT;
    EXPECT_EQ(Rebuild().Wake(now), Action::CLOSE);
    EXPECT_GT(Rebuild().NextWake(), now);
}

TEST_F(BulkRebuildTest, AnAnswerToNoQueryEndsTheConnection)
{
    for (const bool reply : {false, true})
    {
        rebuild.reset();
        DhcpMessage wrong = Active(Connect(), 7, 100, 0);
        reply ? void(++wrong.xid) : void(wrong.op = BOOTREQUEST);
        const auto meaning = Rebuild().OnMessage(wrong, now);
        EXPECT_EQ(meaning.action, Action::CLOSE);
        EXPECT_FALSE(meaning.leaseAt);
        EXPECT_EQ(Rebuild().NextWake(), now + BULK_FIRST_PAUSE);
    }
}

TEST_F(BulkRebuildTest, OnlyALeaseIsALease)
{
    const DhcpMessage query = Connect();
    DhcpMessage unassigned = Active(query, 7, 100, 0);
    unassigned.type = DHCPLEASEUNASSIGNED;
    DhcpMessage nobody = Active(query, 7, 100, 0);
    nobody.ciaddr = 0;
    for (const DhcpMessage& message : {unassigned, nobody, Active(query, 7, 0, 0)})
    {
        const auto meaning = Rebuild().OnMessage(message, now);
        EXPECT_FALSE(meaning.leaseAt);
        EXPECT_EQ(meaning.action, Action::NONE);
    }
}

TEST_F(BulkRebuildTest, H13_OnlyTheTimeBetweenAnswersIsTakenFromTheServersClock_Rfc6926_6_2_3)
{
    const DhcpMessage query = Connect();
    const Instant asked = now;
    const auto at = [&](std::optional<uint32_t> base) {
        DhcpMessage answer = Active(query, 7, 100, 0);
        answer.options.Remove(OPT_BASE_TIME);
        if (base)
        {
            answer.options.AddU32(OPT_BASE_TIME, *base);
        }
        return *Rebuild().OnMessage(answer, now).leaseAt - asked;
    };
    now += 20 * SECOND;
    EXPECT_EQ(at(4000000000u), 0) << "it may have been on its way ever since";
    EXPECT_EQ(at(4000000001u), 0) << "a full second need not have passed";
    EXPECT_EQ(at(4000000011u), 10 * SECOND);
    EXPECT_EQ(at(4000000900u), 20 * SECOND) << "nothing comes from the future";
    EXPECT_EQ(at(3999999999u), 0) << "a clock that was set back";
    EXPECT_EQ(at(std::nullopt), 0);
}

TEST_F(BulkRebuildTest, H14_TheMirrorGetsTheLeaseAsItWasGranted)
{
    const DhcpMessage query = Connect();
    Relay().OnBulkAnswer(Active(query, 7, 1200, 2400), 0, now, out);
    ASSERT_EQ(Relay().Mirror().Size(), 1u);
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        EXPECT_EQ(record.address, Ip(7));
        EXPECT_EQ(record.client.Unpack(), Client(7));
        EXPECT_EQ(record.port, 7u);
        EXPECT_EQ(record.serverId, SERVER);
        EXPECT_EQ(record.serverExpiry, now + 1200 * SECOND);
        EXPECT_EQ(record.clientExpiry, now + 1200 * SECOND);
    });
    Up(Renewal(Client(7), Ip(7), 3), SERVER);
    Pass(policy.answerAfter);
    ASSERT_EQ(out.stoodIn.size(), 1u);
    const DhcpOptions& options = out.down.back().message.options;
    EXPECT_EQ(options.GetU32(OPT_LEASE_TIME), 3600u) << "as much as the server granted";
    EXPECT_EQ(options.GetU32(OPT_SUBNET_MASK), 0xffffff00);
    for (const uint8_t code : {OPT_BASE_TIME,
                               OPT_DHCP_STATE,
                               OPT_CLIENT_LAST_TRANSACTION,
                               OPT_RELAY_AGENT,
                               OPT_PARAMETER_LIST})
    {
        EXPECT_FALSE(options.Has(code)) << int(code);
    }
}

TEST_F(BulkRebuildTest, AnInfiniteLeaseStaysOne)
{
    Relay().OnBulkAnswer(Active(Connect(), 7, INFINITE_LEASE, 2400), 0, now, out);
    Relay().Mirror().ForEach(
        [](const MirrorRecord& record) { EXPECT_EQ(record.serverExpiry, NEVER); });
    EXPECT_EQ(Relay().Mirror().Size(), 1u);
}

TEST_F(BulkRebuildTest, WhatTheRelayKnowsIsNewer)
{
    Acquire(7);
    now += 10 * SECOND;
    const DhcpMessage query = Connect();
    Relay().OnBulkAnswer(Active(query, 7, 100, 0), 0, now, out);
    DhcpMessage elsewhere = Active(query, 7, 100, 0);
    elsewhere.ciaddr = Ip(8);
    Relay().OnBulkAnswer(elsewhere, 0, now, out);
    ASSERT_EQ(Relay().Mirror().Size(), 1u);
    Relay().Mirror().ForEach([&](const MirrorRecord& record) {
        EXPECT_EQ(record.address, Ip(7));
        EXPECT_EQ(record.serverExpiry, now - 10 * SECOND + LEASE * SECOND);
    });
}

TEST_F(BulkRebuildTest, WithoutAnAccessLineALeaseIsOfNoUse)
{
    DhcpMessage strange = Active(Connect(), 7, 100, 0);
    strange.options.Remove(OPT_RELAY_AGENT);
    Relay().OnBulkAnswer(strange, 0, now, out);
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
}

TEST_F(BulkRebuildTest, APlainRelayLearnsNothing)
{
    policy.backup = false;
    Relay().OnBulkAnswer(Active(Connect(), 7, 100, 0), 0, now, out);
    EXPECT_EQ(Relay().Mirror().Size(), 0u);
}
