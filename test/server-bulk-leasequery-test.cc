/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-driver.h"

#include <map>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// A server whose clients are behind two relays.
class BulkLeasequery : public testing::Test, protected ServerDriver
{
  protected:
    BulkLeasequery()
    {
        config.leasequery = true;
    }

    /// Option 82 of a relay for a line.
    static DhcpOptions Agent(const std::string& remote, uint8_t line)
    {
        DhcpOptions agent;
        agent.AddText(SUB_CIRCUIT_ID, "line-" + std::to_string(line));
        agent.AddText(SUB_REMOTE_ID, remote);
        agent.AddText(SUB_RELAY_ID, "id of " + remote);
        return agent;
    }

    /// A client obtains a lease through a relay.
    IpAddr AcquireVia(const std::string& remote, uint8_t n, IpAddr gateway = GATEWAY)
    {
        DhcpMessage discover = WithAgent(FromClient(Client(n), DHCPDISCOVER, 1), Agent(remote, n));
        discover.giaddr = gateway;
        EXPECT_EQ(Ask(discover), 'O');
        const IpAddr address = Last().yiaddr;
        DhcpMessage request = WithAgent(Selecting(Client(n), address, SERVER, 2), Agent(remote, n));
        request.giaddr = gateway;
        EXPECT_EQ(Ask(request), 'A');
        return address;
    }

    /// A query for everything (RFC 6926 section 7.2).
    static DhcpMessage Query()
    {
        DhcpMessage query;
        query.type = DHCPBULKLEASEQUERY;
        query.htype = 0;
        query.hlen = 0;
        query.xid = 77;
        return query;
    }

    static DhcpMessage QueryAgent(uint8_t code, const std::string& value)
    {
        DhcpOptions agent;
        agent.AddText(code, value);
        return WithAgent(Query(), agent);
    }

    /// All answers but the last, which must be LEASEQUERYDONE with this status.
    std::vector<DhcpMessage> Answers(const DhcpMessage& message,
                                     QueryStatus status = QueryStatus::SUCCESS)
    {
        BulkQuery query(message);
        std::vector<DhcpMessage> answers;
        DhcpMessage reply;
        while (Machine().AnswerBulk(query, now, reply))
        {
            EXPECT_EQ(reply.op, BOOTREPLY);
            EXPECT_EQ(reply.xid, 77u);
            EXPECT_EQ(reply.options.GetU32(OPT_SERVER_ID), SERVER);
            answers.push_back(reply);
        }
        EXPECT_FALSE(Machine().AnswerBulk(query, now, reply)) << "one end is enough";
        EXPECT_EQ(answers.back().type, DHCPLEASEQUERYDONE);
        const auto code = answers.back().options.Find(OPT_STATUS_CODE);
        EXPECT_EQ(code ? (*code)[0] : 0, int(status));
        answers.pop_back();
        return answers;
    }

    /// The addresses of leases among the answers, in their order.
    std::vector<IpAddr> Leases(const DhcpMessage& message)
    {
        std::vector<IpAddr> addresses;
        for (const DhcpMessage& answer : Answers(message))
        {
            if (answer.type == DHCPLEASEACTIVE)
            {
                addresses.push_back(answer.ciaddr);
            }
        }
        return addresses;
    }

    using Addresses = std::vector<IpAddr>;
};

} // namespace

TEST_F(BulkLeasequery, ByRemoteIdAndByRelayId_Rfc6926_7_2)
{
    const IpAddr first = AcquireVia("east", 1);
    const IpAddr second = AcquireVia("west", 2, Ip2(1));
    const IpAddr third = AcquireVia("east", 3, Ip2(1));
    EXPECT_EQ(Leases(QueryAgent(SUB_REMOTE_ID, "east")), (Addresses{first, third}));
    EXPECT_EQ(Leases(QueryAgent(SUB_REMOTE_ID, "west")), (Addresses{second}));
    EXPECT_EQ(Leases(QueryAgent(SUB_RELAY_ID, "id of east")), (Addresses{first, third}));
    EXPECT_TRUE(Answers(QueryAgent(SUB_RELAY_ID, "east")).empty()) << "another sub-option";
    EXPECT_TRUE(Answers(QueryAgent(SUB_REMOTE_ID, "eas")).empty());
}

TEST_F(BulkLeasequery, ByClientIdentifierAndByHardware_Rfc6926_7_2)
{
    const IpAddr first = AcquireVia("east", 1);
    AcquireVia("east", 2);
    DhcpMessage byId = Query();
    byId.options.AddText(OPT_CLIENT_ID, Client(1).clientId);
    EXPECT_EQ(Leases(byId), Addresses{first});
    DhcpMessage byHardware = Query();
    byHardware.htype = 1;
    byHardware.hlen = 6;
    byHardware.chaddr = Client(1).chaddr;
    EXPECT_EQ(Leases(byHardware), Addresses{first});
}

TEST_F(BulkLeasequery, WithoutASelectionEveryAddress_Rfc6926_7_2)
{
    const IpAddr leased = AcquireVia("east", 1);
    const auto answers = Answers(Query());
    ASSERT_EQ(answers.size(), 6u) << "two pools of three addresses";
    for (const DhcpMessage& answer : answers)
    {
        const bool active = answer.ciaddr == leased;
        EXPECT_EQ(answer.type, active ? DHCPLEASEACTIVE : DHCPLEASEUNASSIGNED);
        EXPECT_EQ(answer.options.GetU8(OPT_DHCP_STATE), active ? 2 : 1);
        EXPECT_EQ(answer.options.Has(OPT_LEASE_TIME), active);
    }
}

TEST_F(BulkLeasequery, AnAnswerTellsTheLeaseFromTheServersClock_Rfc6926_6_2)
{
    const IpAddr address = AcquireVia("east", 1);
    now += 600 * SECOND;
    const auto answers = Answers(QueryAgent(SUB_REMOTE_ID, "east"));
    ASSERT_EQ(answers.size(), 1u);
    const DhcpMessage& answer = answers[0];
    EXPECT_EQ(answer.type, DHCPLEASEACTIVE);
    EXPECT_EQ(answer.ciaddr, address);
    EXPECT_EQ(answer.yiaddr, 0u);
    EXPECT_EQ(ClientIdentity::Of(answer), Client(1));
    EXPECT_EQ(answer.options.GetU32(OPT_BASE_TIME), now / SECOND);
    EXPECT_EQ(answer.options.GetU8(OPT_DHCP_STATE), 2);
    EXPECT_EQ(answer.options.GetU32(OPT_LEASE_TIME), 3000u);
    EXPECT_EQ(answer.options.GetU32(OPT_CLIENT_LAST_TRANSACTION), 600u);
    const auto agent = answer.options.Find(OPT_RELAY_AGENT);
    ASSERT_TRUE(agent);
    EXPECT_EQ(std::string(agent->begin(), agent->end()), WriteRelayAgentOption(Agent("east", 1)));
    EXPECT_FALSE(answer.options.Has(OPT_SUBNET_MASK)) << "only if asked for";
}

TEST_F(BulkLeasequery, OnlyWhatIsListedAndOfThatTheSubnetsOptionsToo_Rfc4388_6_4_2)
{
    AcquireVia("east", 1);
    DhcpMessage query = QueryAgent(SUB_REMOTE_ID, "east");
    const uint8_t wanted[] = {OPT_SUBNET_MASK, OPT_ROUTER, OPT_LEASE_TIME, OPT_DATA_SOURCE};
    query.options.Add(OPT_PARAMETER_LIST, wanted);
    const auto answers = Answers(query);
    ASSERT_EQ(answers.size(), 1u);
    const DhcpOptions& options = answers[0].options;
    EXPECT_EQ(options.GetU32(OPT_SUBNET_MASK), 0xffffff00);
    EXPECT_EQ(options.GetU32(OPT_ROUTER), GATEWAY);
    EXPECT_EQ(options.GetU32(OPT_LEASE_TIME), 3600u);
    EXPECT_EQ(options.GetU8(OPT_DATA_SOURCE), 0) << "the server's own data";
    EXPECT_FALSE(options.Has(OPT_CLIENT_ID));
    EXPECT_FALSE(options.Has(OPT_RELAY_AGENT));
}

TEST_F(BulkLeasequery, WhatAnAddressIs_Rfc6926_6_2_7)
{
    const IpAddr released = AcquireVia("east", 1);
    const IpAddr declined = AcquireVia("east", 2);
    const IpAddr expired = AcquireVia("east", 3);
    now += 10 * SECOND;
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 6);
    release.ciaddr = released;
    Relayed(release);
    DhcpMessage decline = FromClient(Client(2), DHCPDECLINE, 7);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, declined);
    decline.options.AddU32(OPT_SERVER_ID, SERVER);
    Relayed(decline);
    now += HOUR;
    DhcpMessage discover = FromClient(Client(4), DHCPDISCOVER, 8);
    discover.giaddr = Ip2(1);
    Relayed(discover);
    const IpAddr offered = Last().yiaddr;
    std::map<IpAddr, DhcpMessage> answers;
    for (const DhcpMessage& answer : Answers(Query()))
    {
        EXPECT_EQ(answer.type, DHCPLEASEUNASSIGNED);
        answers[answer.ciaddr] = answer;
    }
    EXPECT_EQ(answers[expired].options.GetU8(OPT_DHCP_STATE), 3);
    EXPECT_EQ(answers[expired].options.GetU32(OPT_START_TIME_OF_STATE), 10u);
    EXPECT_EQ(answers[released].options.GetU8(OPT_DHCP_STATE), 4);
    EXPECT_EQ(answers[released].options.GetU32(OPT_START_TIME_OF_STATE), 3600u);
    EXPECT_EQ(answers[declined].options.GetU8(OPT_DHCP_STATE), 5);
    EXPECT_EQ(answers[offered].options.GetU8(OPT_DHCP_STATE), 8);
}

TEST_F(BulkLeasequery, OnlyWhatHasChangedInTime_Rfc6926_7_2)
{
    const uint32_t start = now / SECOND;
    const IpAddr first = AcquireVia("east", 1);
    now += 100 * SECOND;
    const IpAddr second = AcquireVia("east", 2);
    const auto between = [&](std::optional<uint32_t> from, std::optional<uint32_t> to) {
        DhcpMessage query = Query();
        if (from)
        {
            query.options.AddU32(OPT_QUERY_START_TIME, start + *from);
        }
        if (to)
        {
            query.options.AddU32(OPT_QUERY_END_TIME, start + *to);
        }
        Addresses addresses;
        for (const DhcpMessage& answer : Answers(query))
        {
            addresses.push_back(answer.ciaddr);
        }
        return addresses;
    };
    EXPECT_EQ(between(0, 100), (Addresses{first, second})) << "what never changed is left out";
    EXPECT_EQ(between(1, std::nullopt), Addresses{second});
    EXPECT_EQ(between(std::nullopt, 99), Addresses{first});
    EXPECT_EQ(between(100, 100), Addresses{second});
    EXPECT_TRUE(between(101, std::nullopt).empty());
    now += HOUR;
    EXPECT_EQ(between(3601, std::nullopt), Addresses{second}) << "the end of a lease is a change";
}

TEST_F(BulkLeasequery, QueriesThatMakeNoSense_Rfc6926_8)
{
    AcquireVia("east", 1);
    DhcpMessage both = QueryAgent(SUB_REMOTE_ID, "east");
    both.options.AddText(OPT_CLIENT_ID, Client(1).clientId);
    DhcpOptions ids = Agent("east", 1);
    DhcpMessage address = Query();
    address.ciaddr = Ip(10);
    DhcpMessage backwards = Query();
    backwards.options.AddU32(OPT_QUERY_START_TIME, 2);
    backwards.options.AddU32(OPT_QUERY_END_TIME, 1);
    DhcpMessage garbage = Query();
    garbage.options.AddText(OPT_RELAY_AGENT,
                            "\x02\xff"
                            "east");
    for (const DhcpMessage& query : {both,
                                     WithAgent(Query(), ids),
                                     address,
                                     backwards,
                                     garbage,
                                     QueryAgent(SUB_CIRCUIT_ID, "line-1")})
    {
        EXPECT_TRUE(Answers(query, QueryStatus::MALFORMED).empty()) << Describe(query);
    }
}

TEST_F(BulkLeasequery, AnswersAreMadeWhenTheyAreAskedFor)
{
    AcquireVia("east", 1);
    BulkQuery query(QueryAgent(SUB_REMOTE_ID, "east"));
    DhcpMessage reply;
    ASSERT_TRUE(Machine().AnswerBulk(query, now, reply));
    now += 10 * SECOND;
    const IpAddr later = AcquireVia("east", 2);
    ASSERT_TRUE(Machine().AnswerBulk(query, now, reply));
    EXPECT_EQ(reply.ciaddr, later) << "what has come meanwhile is told, too";
    EXPECT_EQ(reply.options.GetU32(OPT_BASE_TIME), now / SECOND);
    ASSERT_TRUE(Machine().AnswerBulk(query, now, reply));
    EXPECT_EQ(reply.type, DHCPLEASEQUERYDONE);
}

TEST_F(BulkLeasequery, ARenewalByUnicastDoesNotTakeTheClientFromItsRelay_Rfc4388_6_4_2)
{
    const IpAddr address = AcquireVia("east", 1);
    now += 1800 * SECOND;
    const DhcpMessage renewal = Renewal(Client(1), address, 3);
    EXPECT_EQ(Machine().Receive(renewal, {address, SERVER}, now, out), nullptr);
    EXPECT_EQ(Last().type, DHCPACK);
    EXPECT_EQ(Leases(QueryAgent(SUB_REMOTE_ID, "east")), Addresses{address});
    EXPECT_EQ(Ask(WithAgent(renewal, Agent("west", 1))), 'A');
    EXPECT_EQ(Leases(QueryAgent(SUB_REMOTE_ID, "west")), Addresses{address}) << "it has moved";
    EXPECT_TRUE(Leases(QueryAgent(SUB_REMOTE_ID, "east")).empty());
}

TEST_F(BulkLeasequery, AnotherClientDoesNotInheritTheRelay)
{
    const IpAddr address = AcquireVia("east", 1);
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 6);
    release.ciaddr = address;
    Relayed(release);
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 7)), 'A');
    EXPECT_TRUE(Leases(QueryAgent(SUB_REMOTE_ID, "east")).empty());
}

TEST_F(BulkLeasequery, WhoAnswers)
{
    EXPECT_TRUE(ProfileOf(SERVER_RFC2131, true).answersBulkLeasequery);
    for (const ServerKind kind : {SERVER_KEA, SERVER_DHCPD, SERVER_DNSMASQ})
    {
        EXPECT_FALSE(ProfileOf(kind, true).answersBulkLeasequery) << kind;
    }
}
