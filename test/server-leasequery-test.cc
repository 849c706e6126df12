/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-driver.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

class Leasequery : public testing::Test, protected ServerDriver
{
  protected:
    Leasequery()
    {
        config.leasequery = true;
    }

    /// A query by address, hardware address or identifier (RFC 4388 section 6.1).
    static DhcpMessage Query(IpAddr address)
    {
        DhcpMessage query;
        query.type = DHCPLEASEQUERY;
        query.htype = 0;
        query.hlen = 0;
        query.ciaddr = address;
        query.xid = 77;
        return query;
    }

    static DhcpMessage QueryHardware(const ClientIdentity& client)
    {
        DhcpMessage query = Query(0);
        query.htype = client.htype;
        query.hlen = client.hlen;
        query.chaddr = client.chaddr;
        return query;
    }

    static DhcpMessage QueryIdentifier(const ClientIdentity& client)
    {
        DhcpMessage query = Query(0);
        query.options.AddText(OPT_CLIENT_ID, client.clientId);
        return query;
    }

    /// The type of the one answer, 0 for silence.
    int TypeOf(const DhcpMessage& query)
    {
        const size_t before = out.sent.size();
        Relayed(query);
        return out.sent.size() == before ? 0 : Last().type;
    }

    /// A client with a lease and option 82 on record.
    IpAddr AcquireWithAgent(uint8_t n)
    {
        Relayed(WithAgent(FromClient(Client(n), DHCPDISCOVER, 1), agent));
        const IpAddr address = Last().yiaddr;
        EXPECT_EQ(Ask(WithAgent(Selecting(Client(n), address, SERVER, 2), agent)), 'A');
        return address;
    }

    DhcpOptions agent{Override(SERVER)};
};

} // namespace

TEST_F(Leasequery, ByAddressTellsWhatIsLeft_Rfc4388_6_4_2)
{
    const IpAddr address = AcquireWithAgent(1);
    now += 600 * SECOND;
    ASSERT_EQ(TypeOf(Query(address)), DHCPLEASEACTIVE);
    const DhcpMessage& reply = Last();
    EXPECT_EQ(reply.op, BOOTREPLY);
    EXPECT_EQ(reply.xid, 77u);
    EXPECT_EQ(reply.giaddr, GATEWAY);
    EXPECT_EQ(reply.ciaddr, address);
    EXPECT_EQ(reply.yiaddr, 0u);
    EXPECT_EQ(reply.chaddr, Client(1).chaddr);
    EXPECT_EQ(reply.hlen, 6);
    EXPECT_EQ(reply.htype, 1);
    EXPECT_EQ(reply.options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_EQ(reply.options.GetU32(OPT_LEASE_TIME), 3000u);
    EXPECT_EQ(reply.options.GetU32(OPT_T1), 1200u);
    EXPECT_EQ(reply.options.GetU32(OPT_T2), 2550u);
    EXPECT_EQ(reply.options.GetU32(OPT_CLIENT_LAST_TRANSACTION), 600u);
    EXPECT_EQ(ClientIdentity::Of(reply), Client(1));
    DhcpOptions echoed;
    ASSERT_TRUE(ParseRelayAgentOption(*reply.options.Find(OPT_RELAY_AGENT), echoed));
    EXPECT_EQ(echoed, agent);
    EXPECT_EQ(out.sent.back().path.kind, ReplyPath::TO_RELAY);
    EXPECT_EQ(out.sent.back().path.destination, GATEWAY);
    DhcpBytes bytes;
    DhcpMessage read;
    ASSERT_TRUE(WriteMessage(reply, MIN_DATAGRAM, bytes));
    ASSERT_EQ(ParseMessage(bytes, read), ParseError::NONE);
    EXPECT_EQ(read, reply);
}

TEST_F(Leasequery, TimersThatHavePassedAreLeftOut_Rfc4388_6_4_2)
{
    const IpAddr address = AcquireWithAgent(1);
    now += 1800 * SECOND;
    ASSERT_EQ(TypeOf(Query(address)), DHCPLEASEACTIVE);
    EXPECT_FALSE(Last().options.Has(OPT_T1));
    EXPECT_TRUE(Last().options.Has(OPT_T2));
}

TEST_F(Leasequery, ByHardwareAddressAndByIdentifier_Rfc4388_6_1)
{
    const IpAddr address = AcquireWithAgent(1);
    ASSERT_EQ(TypeOf(QueryHardware(Client(1))), DHCPLEASEACTIVE);
    EXPECT_EQ(Last().ciaddr, address);
    ASSERT_EQ(TypeOf(QueryIdentifier(Client(1))), DHCPLEASEACTIVE);
    EXPECT_EQ(Last().ciaddr, address);
    EXPECT_EQ(Last().chaddr, Client(1).chaddr);
    EXPECT_EQ(TypeOf(QueryHardware(Client(2))), DHCPLEASEUNKNOWN);
    EXPECT_EQ(TypeOf(QueryIdentifier(Client(2))), DHCPLEASEUNKNOWN);
    EXPECT_EQ(Last().ciaddr, 0u);
}

TEST_F(Leasequery, OfSeveralLeasesTheLatest_Rfc4388_6_4_1)
{
    const IpAddr first = AcquireWithAgent(1);
    now += SECOND;
    DhcpMessage moved = Selecting(Client(1), Ip2(10), SERVER, 4);
    moved.giaddr = Ip2(1);
    EXPECT_EQ(Ask(moved), 'A');
    ASSERT_EQ(TypeOf(QueryHardware(Client(1))), DHCPLEASEACTIVE);
    EXPECT_EQ(Last().ciaddr, Ip2(10));
    now += SECOND;
    EXPECT_EQ(Ask(Renewal(Client(1), first, 5)), 'A');
    ASSERT_EQ(TypeOf(QueryIdentifier(Client(1))), DHCPLEASEACTIVE);
    EXPECT_EQ(Last().ciaddr, first);
    now += SECOND;
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 6);
    release.ciaddr = Ip2(10);
    EXPECT_EQ(Relayed(release), nullptr);
    ASSERT_EQ(TypeOf(QueryHardware(Client(1))), DHCPLEASEACTIVE) << "what is over does not count";
    EXPECT_EQ(Last().ciaddr, first);
}

TEST_F(Leasequery, WithoutLeasequeryNoOption82IsKept)
{
    config.leasequery = false;
    EXPECT_EQ(At(AcquireWithAgent(1)).agentInfo, "");
}

TEST_F(Leasequery, UnassignedAndUnknown_Rfc4388_6_4_1)
{
    EXPECT_EQ(TypeOf(Query(Ip(10))), DHCPLEASEUNASSIGNED);
    EXPECT_EQ(Last().ciaddr, Ip(10));
    EXPECT_FALSE(Last().options.Has(OPT_LEASE_TIME));
    EXPECT_EQ(TypeOf(Query(Ip(200))), DHCPLEASEUNKNOWN) << "not one of the server's addresses";
    EXPECT_EQ(TypeOf(Query(192u << 24 | 1)), DHCPLEASEUNKNOWN);
    const IpAddr address = AcquireWithAgent(1);
    now += HOUR;
    EXPECT_EQ(TypeOf(Query(address)), DHCPLEASEUNASSIGNED) << "at the very end of the lease";
    Relayed(FromClient(Client(2), DHCPDISCOVER, 1));
    EXPECT_EQ(TypeOf(Query(Last().yiaddr)), DHCPLEASEUNASSIGNED) << "an offer is no lease";
}

TEST_F(Leasequery, OnlyWhatIsAskedFor_Rfc4388_6_4_2)
{
    const IpAddr address = AcquireWithAgent(1);
    DhcpMessage query = Query(address);
    query.options.AddText(OPT_PARAMETER_LIST, std::string{char(OPT_LEASE_TIME)});
    ASSERT_EQ(TypeOf(query), DHCPLEASEACTIVE);
    EXPECT_TRUE(Last().options.Has(OPT_LEASE_TIME));
    for (const uint8_t code :
         {OPT_T1, OPT_T2, OPT_CLIENT_ID, OPT_RELAY_AGENT, OPT_CLIENT_LAST_TRANSACTION})
    {
        EXPECT_FALSE(Last().options.Has(code)) << int(code);
    }
}

TEST_F(Leasequery, QueriesThatMakeNoSenseAreIgnored_Rfc4388_6_3)
{
    const IpAddr address = AcquireWithAgent(1);
    DhcpMessage direct = Query(address);
    const size_t before = out.sent.size();
    EXPECT_STREQ(Machine().Receive(direct, {GATEWAY, SERVER}, now, out),
                 "leasequery without giaddr");
    EXPECT_EQ(TypeOf(Query(0)), 0);
    DhcpMessage both = QueryHardware(Client(1));
    both.ciaddr = address;
    EXPECT_EQ(TypeOf(both), 0);
    EXPECT_EQ(out.sent.size(), before);
}

TEST_F(Leasequery, InfiniteLease)
{
    subnets[0].leaseTime = INFINITE_LEASE;
    const IpAddr address = AcquireWithAgent(1);
    now += 1000 * HOUR;
    ASSERT_EQ(TypeOf(Query(address)), DHCPLEASEACTIVE);
    EXPECT_EQ(Last().options.GetU32(OPT_LEASE_TIME), INFINITE_LEASE);
    EXPECT_FALSE(Last().options.Has(OPT_T1));
}

TEST_F(Leasequery, WhoAnswers)
{
    for (const ServerKind kind : {SERVER_RFC2131, SERVER_KEA, SERVER_DHCPD, SERVER_DNSMASQ})
    {
        for (const bool allowed : {false, true})
        {
            ServerDriver server;
            server.config.kind = kind;
            const bool can = kind == SERVER_RFC2131 || kind == SERVER_DHCPD;
            server.config.leasequery = allowed && can;
            const IpAddr address = server.Acquire(Client(1));
            server.out.sent.clear();
            server.Relayed(Query(address));
            EXPECT_EQ(server.out.sent.size(), allowed && can ? 1u : 0u) << kind;
        }
    }
}

TEST_F(Leasequery, TypesHaveNames)
{
    EXPECT_EQ(ToString(DHCPLEASEQUERY), "LEASEQUERY");
    EXPECT_EQ(ToString(DHCPLEASEUNASSIGNED), "LEASEUNASSIGNED");
    EXPECT_EQ(ToString(DHCPLEASEUNKNOWN), "LEASEUNKNOWN");
    EXPECT_EQ(ToString(DHCPLEASEACTIVE), "LEASEACTIVE");
    EXPECT_EQ(ToString(MessageType(9)), "type 9");
    EXPECT_EQ(ToString(DHCPBULKLEASEQUERY), "BULKLEASEQUERY");
    EXPECT_EQ(ToString(DHCPLEASEQUERYDONE), "LEASEQUERYDONE");
    EXPECT_EQ(ToString(MessageType(16)), "type 16");
    EXPECT_FALSE(IsOptionSizeValid(OPT_CLIENT_LAST_TRANSACTION, 3));
    EXPECT_TRUE(IsOptionSizeValid(OPT_CLIENT_LAST_TRANSACTION, 4));
}
