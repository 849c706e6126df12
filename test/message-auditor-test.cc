/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/message-auditor.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;
using testing::HasSubstr;

namespace
{

constexpr uint32_t LEASE = 3600;

/// An auditor that is told hand-made events. Client 1 is subscriber 1.
class MessageAuditorTest : public testing::Test
{
  protected:
    MessageAuditorTest()
    {
        memory.Learn(1, FromClient(Client(1), DHCPDISCOVER, 0));
    }

    /// The client sends a renewal.
    void Ask(uint32_t xid, Instant now)
    {
        auditor.ClientTx(1, Renewal(Client(1), Ip(20), xid), now);
    }

    /// The server works on it, and answers unless it shall keep silent.
    void Serve(uint32_t xid, MessageType type = DHCPACK, bool silent = false)
    {
        const DhcpMessage request = Renewal(Client(1), Ip(20), xid);
        auditor.ServerRx(request);
        if (!silent)
        {
            DhcpMessage reply = Answer(request, type, Ip(20), LEASE);
            auditor.ServerTx(reply, 0);
        }
    }

    /// The answer arrives at the client, which takes it.
    void Take(uint32_t xid, Instant start, Instant now, MessageType type = DHCPACK)
    {
        const DhcpMessage request = Renewal(Client(1), Ip(20), xid);
        auditor.ClientRx(1, Answer(request, type, Ip(20), LEASE), now);
        if (type == DHCPACK)
        {
            ClientLease lease;
            lease.xid = xid;
            lease.address = Ip(20);
            lease.start = start;
            lease.expiry = start + LEASE * SECOND;
            auditor.ClientBound(1, lease, now);
        }
    }

    std::vector<std::string> Found() const
    {
        std::vector<std::string> names;
        for (const Violation& violation : log.First())
        {
            names.push_back(violation.invariant);
        }
        return names;
    }

    /// What is said of the latest violation.
    std::string Evidence() const
    {
        return log.First().empty() ? "" : log.First().back().evidence;
    }

    using Names = std::vector<std::string>;

    MessageMemory memory{2};
    ViolationLog log{memory};
    MessageAuditor auditor{2, memory, log};
};

} // namespace

TEST_F(MessageAuditorTest, I8_EveryRequestIsAccountedFor)
{
    // 1: answered by the server at once.
    Ask(1, 0);
    Serve(1);
    Take(1, 0, 1);
    // 2: three transmissions; the first is lost, the second ignored, the third answered.
    Ask(2, 100);
    Ask(2, 200);
    Serve(2, DHCPACK, true);
    Ask(2, 300);
    Serve(2);
    Take(2, 100, 301);
    // 3: answered by a relay while the server is away.
    Ask(3, 400);
    auditor.RelayStoodIn(Client(1).chaddr, 3);
    Take(3, 400, 401);
    // 4: the first answer is lost, the second is a NAK that arrives.
    Ask(4, 500);
    Serve(4);
    Ask(4, 600);
    Serve(4, DHCPNAK);
    Take(4, 500, 601, DHCPNAK);
    // 5: given up without any answer.
    Ask(5, 700);
    Ask(5, 800);
    // 6: open when the run ends.
    Ask(6, 900);
    auditor.Finish(1000);
    const auto& books = auditor.GetBooks();
    EXPECT_EQ(books.sent, 10u);
    EXPECT_EQ(books.ackedByServer, 2u);
    EXPECT_EQ(books.ackedByRelay, 1u);
    EXPECT_EQ(books.refused, 1u);
    EXPECT_EQ(books.lostBefore, 1u + 2u);
    EXPECT_EQ(books.ignored, 1u);
    EXPECT_EQ(books.lostAfter, 1u);
    EXPECT_EQ(books.pending, 1u);
    EXPECT_EQ(Found(), Names());
}

TEST_F(MessageAuditorTest, I8_TransactionThatIsAnsweredAtTheEndIsNotPending)
{
    Ask(1, 0);
    Serve(1);
    Take(1, 0, 1);
    auditor.Finish(10);
    EXPECT_EQ(auditor.GetBooks().ackedByServer, 1u);
    EXPECT_EQ(auditor.GetBooks().pending, 0u);
}

TEST_F(MessageAuditorTest, I8_LateAnswerOfTheServerAfterARelaysIsNotMissed)
{
    Ask(1, 0);
    auditor.RelayStoodIn(Client(1).chaddr, 1);
    Take(1, 0, 1);
    Serve(1);
    auditor.Finish(10);
    EXPECT_EQ(auditor.GetBooks().ackedByRelay, 1u);
    EXPECT_EQ(auditor.GetBooks().lostAfter, 0u);
}

TEST_F(MessageAuditorTest, I8_AnswerThatNobodyAskedForIsFound)
{
    auditor.ClientTx(1, FromClient(Client(1), DHCPDISCOVER, 9), 0);
    ClientLease lease;
    lease.xid = 9;
    auditor.ClientBound(1, lease, 5);
    EXPECT_THAT(Evidence(), HasSubstr("takes an answer without a REQUEST"));
    EXPECT_EQ(Found(), (Names{"I9", "I8"}));
}

TEST_F(MessageAuditorTest, I8_SecondAnswerIsFound)
{
    Ask(1, 0);
    Take(1, 0, 1);
    EXPECT_EQ(Found(), Names());
    Take(1, 0, 2);
    EXPECT_EQ(Found(), Names{"I8"});
    EXPECT_THAT(Evidence(), HasSubstr("subscriber 1 takes two answers"));
}

TEST_F(MessageAuditorTest, I9_LeaseRunsFromTheFirstTransmission)
{
    Ask(1, 10 * SECOND);
    Ask(1, 20 * SECOND);
    Take(1, 10 * SECOND, 21 * SECOND);
    EXPECT_EQ(Found(), Names());
    Ask(2, 30 * SECOND);
    Ask(2, 40 * SECOND);
    Take(2, 40 * SECOND, 41 * SECOND);
    EXPECT_EQ(Found(), Names{"I9"});
    EXPECT_THAT(Evidence(), HasSubstr("its REQUEST was sent at 30.000000 s"));
}

TEST_F(MessageAuditorTest, I9_LeaseIsAsLongAsTheAckSays)
{
    Ask(1, 10 * SECOND);
    DhcpMessage ack = Answer(Renewal(Client(1), Ip(20), 1), DHCPACK, Ip(20), LEASE - 1);
    auditor.ClientRx(1, ack, 11 * SECOND);
    ClientLease lease;
    lease.xid = 1;
    lease.start = 10 * SECOND;
    lease.expiry = (10 + LEASE) * SECOND;
    auditor.ClientBound(1, lease, 11 * SECOND);
    EXPECT_EQ(Found(), Names{"I9"});
}

TEST_F(MessageAuditorTest, I9_SomeClientsCountFromTheLastTransmission)
{
    auditor.SetHabits(1, {true, 0});
    Ask(1, 10 * SECOND);
    Ask(1, 20 * SECOND);
    Take(1, 20 * SECOND, 21 * SECOND);
    Ask(2, 30 * SECOND);
    Ask(2, 40 * SECOND);
    Take(2, 40 * SECOND - MILLISECOND + 1, 41 * SECOND);
    EXPECT_EQ(Found(), Names());
    Ask(3, 50 * SECOND);
    Ask(3, 60 * SECOND);
    Take(3, 60 * SECOND - MILLISECOND, 61 * SECOND);
    EXPECT_EQ(Found(), Names{"I9"});
    Ask(4, 70 * SECOND);
    Take(4, 70 * SECOND + 1, 71 * SECOND);
    EXPECT_EQ(Found(), (Names{"I9", "I9"}));
}

TEST_F(MessageAuditorTest, I9_SomeClientsTakeShortLeasesForLongerOnes)
{
    auditor.SetHabits(1, {false, LEASE + 1});
    Ask(1, 10 * SECOND);
    Take(1, 10 * SECOND, 11 * SECOND);
    EXPECT_EQ(Found(), Names{"I9"});
}

TEST_F(MessageAuditorTest, I7_ReplyOfTheServerIsLookedAt)
{
    const DhcpMessage request = Renewal(Client(1), Ip(20), 1);
    auditor.ServerRx(request);
    DhcpMessage reply = Answer(request, DHCPACK, Ip(20), LEASE);
    auditor.ServerTx(reply, 0);
    EXPECT_EQ(Found(), Names());
    reply.xid = 2;
    auditor.ServerTx(reply, 0);
    EXPECT_EQ(Found(), Names{"I7"});
    EXPECT_THAT(Evidence(), HasSubstr("it answers no message of late"));
    reply.xid = 1;
    reply.secs = 1;
    auditor.ServerTx(reply, 0);
    EXPECT_EQ(Found(), (Names{"I7", "I7"}));
    EXPECT_THAT(Evidence(), HasSubstr("hops and secs must be 0"));
}

TEST_F(MessageAuditorTest, I7_RealServersMayCopyHopsAndSecsAndNothingElse)
{
    const DhcpMessage request = Renewal(Client(1), Ip(20), 1);
    auditor.AllowCopiedFields();
    auditor.ServerRx(request);
    DhcpMessage reply = Answer(request, DHCPACK, Ip(20), LEASE);
    reply.hops = 1;
    reply.secs = 7;
    auditor.ServerTx(reply, 0);
    EXPECT_EQ(Found(), Names());
    reply.htype = 2;
    auditor.ServerTx(reply, 0);
    EXPECT_EQ(Found(), Names{"I7"});
}

TEST_F(MessageAuditorTest, I7_ReplyAtTheClientIsLookedAt)
{
    Ask(1, 0);
    DhcpMessage reply = Answer(Renewal(Client(1), Ip(20), 1), DHCPACK, Ip(20), LEASE);
    reply.options.AddText(OPT_RELAY_AGENT, "x");
    auditor.ClientRx(1, reply, 0);
    EXPECT_EQ(Found(), Names{"I7"});
    EXPECT_THAT(Evidence(), HasSubstr("option 82 must not reach the client"));
    reply.xid = 7;
    auditor.ClientRx(1, reply, 0);
    EXPECT_EQ(Found(), Names{"I7"}) << "what is not for its transaction is the client's to refuse";
}

TEST_F(MessageAuditorTest, I7_SecondOfferAfterTheClientChoseIsNoFault)
{
    const DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
    auditor.ClientTx(1, discover, 0);
    auditor.ClientRx(1, Answer(discover, DHCPOFFER, Ip(20), LEASE), 1);
    auditor.ClientTx(1, Selecting(Client(1), Ip(20), SERVER, 1), 2);
    auditor.ClientRx(1, Answer(discover, DHCPOFFER, Ip(21), LEASE), 3);
    EXPECT_EQ(Found(), Names());
}

// --- RFC 2131 table 3, one broken rule at a time ---------------------------------------------------

namespace
{

/// A reply that breaks one rule.
struct BrokenReply
{
    const char* name;                         //!< for the test's name
    MessageType request;                      //!< what is answered
    MessageType reply;                        //!< with what
    std::function<void(DhcpMessage&)> damage; //!< done to a good reply
    const char* finding;                      //!< part of what is said
};

void
PrintTo(const BrokenReply& broken, std::ostream* os)
{
    *os << broken.name;
}

/// A request as the server gets it through a relay.
DhcpMessage
Relayed(MessageType type)
{
    DhcpMessage request = FromClient(Client(1), type, 77);
    request.giaddr = GATEWAY;
    request.hops = 1;
    request.flags = type == DHCPDISCOVER ? FLAG_BROADCAST : 0;
    request.ciaddr = type == DHCPDISCOVER ? 0 : Ip(20);
    request.options.AddText(OPT_RELAY_AGENT, "\1\1x");
    return request;
}

DhcpMessage
GoodReply(const DhcpMessage& request, MessageType type)
{
    DhcpMessage reply = Answer(request, type, Ip(20), LEASE);
    if (type == DHCPOFFER)
    {
        reply.ciaddr = 0;
    }
    if (request.type == DHCPINFORM)
    {
        reply.yiaddr = 0;
        reply.options.Remove(OPT_LEASE_TIME);
    }
    return reply;
}

class ReplyRules_Rfc2131_Table3 : public testing::TestWithParam<BrokenReply>
{
};

const BrokenReply BROKEN[] = {
    {"Op", DHCPDISCOVER, DHCPOFFER, [](DhcpMessage& m) { m.op = BOOTREQUEST; }, "op"},
    {"Htype", DHCPDISCOVER, DHCPOFFER, [](DhcpMessage& m) { m.htype = 6; }, "htype"},
    {"Hlen", DHCPDISCOVER, DHCPOFFER, [](DhcpMessage& m) { m.hlen = 5; }, "hlen"},
    {"Chaddr", DHCPREQUEST, DHCPACK, [](DhcpMessage& m) { m.chaddr[3] = 9; }, "chaddr"},
    {"Hops", DHCPREQUEST, DHCPACK, [](DhcpMessage& m) { m.hops = 1; }, "hops"},
    {"Xid", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.xid = 1; }, "xid"},
    {"Secs", DHCPREQUEST, DHCPACK, [](DhcpMessage& m) { m.secs = 1; }, "secs"},
    {"OfferCiaddr", DHCPDISCOVER, DHCPOFFER, [](DhcpMessage& m) { m.ciaddr = Ip(20); }, "ciaddr"},
    {"AckCiaddr", DHCPREQUEST, DHCPACK, [](DhcpMessage& m) { m.ciaddr = Ip(21); }, "ciaddr"},
    {"NakCiaddr", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.ciaddr = Ip(20); }, "ciaddr"},
    {"OfferYiaddr", DHCPDISCOVER, DHCPOFFER, [](DhcpMessage& m) { m.yiaddr = 0; }, "yiaddr"},
    {"AckYiaddr", DHCPREQUEST, DHCPACK, [](DhcpMessage& m) { m.yiaddr = 0; }, "yiaddr"},
    {"NakYiaddr", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.yiaddr = Ip(20); }, "yiaddr"},
    {"NakSiaddr", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.siaddr = Ip(20); }, "siaddr"},
    {"NakSname", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.sname[0] = 1; }, "sname"},
    {"NakFile", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.file[0] = 1; }, "file"},
    {"OfferFlags", DHCPDISCOVER, DHCPOFFER, [](DhcpMessage& m) { m.flags = 0; }, "flags"},
    {"AckFlags",
     DHCPREQUEST,
     DHCPACK,
     [](DhcpMessage& m) { m.flags = FLAG_BROADCAST; },
     "flags"},
    {"NakFlagsThroughARelay", DHCPREQUEST, DHCPNAK, [](DhcpMessage& m) { m.flags = 0; }, "4.3.2"},
    {"Giaddr", DHCPREQUEST, DHCPACK, [](DhcpMessage& m) { m.giaddr = 0; }, "giaddr"},
    {"Type", DHCPDISCOVER, DHCPACK, [](DhcpMessage& m) { m.ciaddr = 0; }, "message type"},
    {"OfferToRequest", DHCPREQUEST, DHCPOFFER, [](DhcpMessage&) {}, "message type"},
    {"NakToInform", DHCPINFORM, DHCPNAK, [](DhcpMessage&) {}, "message type"},
    {"LeaseTimeInOffer",
     DHCPDISCOVER,
     DHCPOFFER,
     [](DhcpMessage& m) { m.options.Remove(OPT_LEASE_TIME); },
     "option 51"},
    {"LeaseTimeInAck",
     DHCPREQUEST,
     DHCPACK,
     [](DhcpMessage& m) { m.options.Remove(OPT_LEASE_TIME); },
     "option 51"},
    {"LeaseTimeInNak",
     DHCPREQUEST,
     DHCPNAK,
     [](DhcpMessage& m) { m.options.AddU32(OPT_LEASE_TIME, 1); },
     "other options"},
    {"LeaseTimeForInform",
     DHCPINFORM,
     DHCPACK,
     [](DhcpMessage& m) { m.options.AddU32(OPT_LEASE_TIME, 1); },
     "INFORM"},
    {"YiaddrForInform", DHCPINFORM, DHCPACK, [](DhcpMessage& m) { m.yiaddr = Ip(20); }, "INFORM"},
    {"ServerIdInOffer",
     DHCPDISCOVER,
     DHCPOFFER,
     [](DhcpMessage& m) { m.options.Remove(OPT_SERVER_ID); },
     "option 54"},
    {"ServerIdInNak",
     DHCPREQUEST,
     DHCPNAK,
     [](DhcpMessage& m) { m.options.Remove(OPT_SERVER_ID); },
     "option 54"},
    {"RequestedAddress",
     DHCPREQUEST,
     DHCPACK,
     [](DhcpMessage& m) { m.options.AddU32(OPT_REQUESTED_ADDRESS, 1); },
     "50, 55 and 57"},
    {"ParameterList",
     DHCPREQUEST,
     DHCPACK,
     [](DhcpMessage& m) { m.options.AddU8(OPT_PARAMETER_LIST, 1); },
     "50, 55 and 57"},
    {"MaxMessageSize",
     DHCPDISCOVER,
     DHCPOFFER,
     [](DhcpMessage& m) { m.options.AddU16(OPT_MAX_MESSAGE_SIZE, 600); },
     "50, 55 and 57"},
    {"ClientId",
     DHCPREQUEST,
     DHCPACK,
     [](DhcpMessage& m) {
         m.options.Remove(OPT_CLIENT_ID);
         m.options.AddText(OPT_CLIENT_ID, "xy");
     },
     "RFC 6842"},
    {"AgentOption",
     DHCPREQUEST,
     DHCPACK,
     [](DhcpMessage& m) { m.options.Remove(OPT_RELAY_AGENT); },
     "RFC 3046"},
};

INSTANTIATE_TEST_SUITE_P(BrokenOne,
                         ReplyRules_Rfc2131_Table3,
                         testing::ValuesIn(BROKEN),
                         [](const auto& info) { return std::string(info.param.name); });

} // namespace

TEST_P(ReplyRules_Rfc2131_Table3, IsFound)
{
    const DhcpMessage request = Relayed(GetParam().request);
    DhcpMessage reply = GoodReply(request, GetParam().reply);
    GetParam().damage(reply);
    const char* const fault = ReplyFault(RequestFacts::Of(request), reply, ReplySide::SERVER);
    ASSERT_NE(fault, nullptr);
    EXPECT_THAT(fault, HasSubstr(GetParam().finding));
}

TEST(ReplyRules, GoodRepliesPass_Rfc2131_Table3)
{
    const std::pair<MessageType, MessageType> pairs[] = {{DHCPDISCOVER, DHCPOFFER},
                                                         {DHCPREQUEST, DHCPACK},
                                                         {DHCPREQUEST, DHCPNAK},
                                                         {DHCPINFORM, DHCPACK}};
    for (const auto& [request, type] : pairs)
    {
        const DhcpMessage asked = Relayed(request);
        DhcpMessage reply = GoodReply(asked, type);
        const RequestFacts facts = RequestFacts::Of(asked);
        EXPECT_EQ(ReplyFault(facts, reply, ReplySide::SERVER), nullptr) << ToString(type);
        reply.options.Remove(OPT_CLIENT_ID);
        EXPECT_EQ(ReplyFault(facts, reply, ReplySide::SERVER), nullptr) << "RFC 2131 itself";
    }
}

TEST(ReplyRules, AtTheClientOption82IsGoneAndGiaddrIsTheRelays_Rfc3046_2_1)
{
    DhcpMessage request = FromClient(Client(1), DHCPREQUEST, 77);
    request.ciaddr = Ip(20);
    DhcpMessage reply = GoodReply(Relayed(DHCPREQUEST), DHCPACK);
    EXPECT_THAT(ReplyFault(RequestFacts::Of(request), reply, ReplySide::CLIENT),
                HasSubstr("option 82"));
    reply.options.Remove(OPT_RELAY_AGENT);
    EXPECT_EQ(ReplyFault(RequestFacts::Of(request), reply, ReplySide::CLIENT), nullptr);
}
