/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-driver.h"

#include "ns3/reply-rules.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// A relay's question about an address.
DhcpMessage
Query()
{
    DhcpMessage query;
    query.type = DHCPLEASEQUERY;
    query.xid = 77;
    query.hlen = 0;
    query.giaddr = GATEWAY;
    query.ciaddr = Ip(10);
    return query;
}

/// Its answer, about the client that has the address.
DhcpMessage
Answer(MessageType type)
{
    DhcpMessage reply = MakeReply(Query(), type);
    reply.ciaddr = Ip(10);
    reply.options.AddU32(OPT_SERVER_ID, SERVER);
    Client(1).PutInto(reply);
    return reply;
}

const char*
Fault(const DhcpMessage& reply)
{
    return ReplyFault(RequestFacts::Of(Query()), reply, ReplySide::SERVER);
}

} // namespace

TEST(LeasequeryReplyRules, AnAnswerTellsOfAnotherThanWhoAsks_Rfc4388_6_4)
{
    for (const MessageType type : {DHCPLEASEACTIVE, DHCPLEASEUNASSIGNED, DHCPLEASEUNKNOWN})
    {
        EXPECT_STREQ(Fault(Answer(type)), nullptr) << ToString(type);
    }
}

TEST(LeasequeryReplyRules, BrokenOnesAreFound_Rfc4388_6_4)
{
    EXPECT_STREQ(Fault(Answer(DHCPACK)), "the message type does not answer a leasequery");
    const auto fault = [](void (*damage)(DhcpMessage&)) {
        DhcpMessage reply = Answer(DHCPLEASEACTIVE);
        damage(reply);
        const char* const found = Fault(reply);
        return std::string(found ? found : "nothing");
    };
    const std::string head = "op must be BOOTREPLY, xid and giaddr must be the query's";
    EXPECT_EQ(fault([](DhcpMessage& m) { m.op = BOOTREQUEST; }), head);
    EXPECT_EQ(fault([](DhcpMessage& m) { ++m.xid; }), head);
    EXPECT_EQ(fault([](DhcpMessage& m) { m.giaddr = 0; }), head);
    EXPECT_EQ(fault([](DhcpMessage& m) { m.ciaddr = Ip(11); }),
              "ciaddr must be the address that is asked about");
    EXPECT_EQ(fault([](DhcpMessage& m) { m.options.Remove(OPT_SERVER_ID); }),
              "option 54 must be there");
}

TEST(LeasequeryReplyRules, NobodyElseIsAnsweredByALeasequerysAnswer)
{
    DhcpMessage request = Query();
    request.type = DHCPREQUEST;
    Client(1).PutInto(request);
    EXPECT_STREQ(ReplyFault(RequestFacts::Of(request), Answer(DHCPLEASEACTIVE), ReplySide::SERVER),
                 "the message type does not answer the request's");
}
