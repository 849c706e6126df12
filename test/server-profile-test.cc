/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Where real servers differ besides the table of answers. Measured with kea 2.2.0, isc-dhcp
 * 4.4.3-P1 and dnsmasq 2.90 on Debian 12.
 */

#include "server-driver.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

class ServerProfileTest : public testing::Test
{
  protected:
    /// A server of a kind, with dhcp-cache-threshold 0 as it was measured.
    static ServerDriver Make(ServerKind kind, bool authoritative = true)
    {
        ServerDriver driver;
        driver.config.kind = kind;
        driver.config.authoritative = authoritative;
        driver.config.cacheThreshold = 0;
        return driver;
    }

    /// The answers of all three to a replay in SELECTING shape by a client of another identity.
    std::string AnswersTo(const ClientIdentity& client)
    {
        std::string answers;
        for (const ServerKind kind : {SERVER_KEA, SERVER_DHCPD, SERVER_DNSMASQ})
        {
            ServerDriver driver = Make(kind);
            const IpAddr address = driver.Acquire(Client(1));
            driver.now += 600 * SECOND;
            answers += driver.Ask(Selecting(client, address, SERVER, 9));
        }
        return answers;
    }

    /// A lease time asked for, and the one granted.
    static uint32_t LeaseFor(ServerDriver& driver, uint32_t asked)
    {
        DhcpMessage request = Selecting(Client(1), Ip(10), SERVER, 9);
        request.options.AddU32(OPT_LEASE_TIME, asked);
        EXPECT_EQ(driver.Ask(request), 'A');
        const uint32_t lease = driver.Last().options.GetU32(OPT_LEASE_TIME).value_or(0);
        EXPECT_EQ(driver.At(Ip(10)).expiry, LeaseEnd(driver.now, lease));
        return lease;
    }
};

} // namespace

TEST_F(ServerProfileTest, GrantedWithIdentifierReplayedWithout)
{
    EXPECT_EQ(AnswersTo(Client(1, false)), "ANA");
}

TEST_F(ServerProfileTest, GrantedWithIdentifierReplayedWithAnother)
{
    ClientIdentity other = Client(1);
    other.clientId.back() = 77;
    EXPECT_EQ(AnswersTo(other), "NNN");
}

TEST_F(ServerProfileTest, SameIdentifierOtherHardware)
{
    ClientIdentity moved = Client(1);
    moved.chaddr[5] = 77;
    EXPECT_EQ(AnswersTo(moved), "AAA");
}

TEST_F(ServerProfileTest, KnowingHardwareForLeasequeryDoesNotChangeTheAnswers)
{
    ServerDriver driver = Make(SERVER_DHCPD);
    driver.config.leasequery = true;
    const IpAddr address = driver.Acquire(Client(1));
    EXPECT_EQ(driver.Ask(Renewal(Client(1, false), address, 9)), 'N');
}

TEST_F(ServerProfileTest, AReplayWithoutIdentifierKeepsTheOneOnRecord)
{
    ServerDriver driver = Make(SERVER_KEA);
    const IpAddr address = driver.Acquire(Client(1));
    EXPECT_EQ(driver.Ask(Renewal(Client(1, false), address, 9)), 'A');
    EXPECT_EQ(driver.At(address).client, Client(1));
    EXPECT_EQ(driver.Ask(Renewal(Client(1), address, 9)), 'A');
    EXPECT_EQ(driver.Machine().ActiveLeases(), 1u);
}

TEST_F(ServerProfileTest, KeaClampsOption51AndForgetsItAtTheNextRenewal)
{
    ServerDriver driver = Make(SERVER_KEA);
    driver.subnets[0].minLeaseTime = 600;
    driver.subnets[0].maxLeaseTime = 7200;
    EXPECT_EQ(LeaseFor(driver, 60), 600u);
    EXPECT_EQ(LeaseFor(driver, 5000), 5000u);
    EXPECT_EQ(LeaseFor(driver, INFINITE_LEASE), 7200u);
    EXPECT_EQ(driver.Ask(Renewal(Client(1), Ip(10), 9)), 'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_LEASE_TIME), 3600u);
    EXPECT_EQ(driver.At(Ip(10)).expiry, driver.now + HOUR) << "a renewal can shorten a lease";
}

TEST_F(ServerProfileTest, DhcpdClampsOption51)
{
    ServerDriver driver = Make(SERVER_DHCPD);
    driver.subnets[0].minLeaseTime = 600;
    driver.subnets[0].maxLeaseTime = 7200;
    EXPECT_EQ(LeaseFor(driver, 60), 600u);
    EXPECT_EQ(LeaseFor(driver, 5000), 5000u);
    EXPECT_EQ(LeaseFor(driver, INFINITE_LEASE), 7200u);
}

TEST_F(ServerProfileTest, DnsmasqOnlyShortensByOption51_NotBelow120s)
{
    ServerDriver driver = Make(SERVER_DNSMASQ);
    driver.subnets[0].maxLeaseTime = 7200;
    EXPECT_EQ(LeaseFor(driver, 5000), 3600u);
    EXPECT_EQ(LeaseFor(driver, INFINITE_LEASE), 3600u);
    EXPECT_EQ(LeaseFor(driver, 1000), 1000u);
    EXPECT_EQ(LeaseFor(driver, 5), 120u);
}

TEST_F(ServerProfileTest, WithoutBoundsOption51ChangesNothing)
{
    ServerDriver driver = Make(SERVER_RFC2131);
    EXPECT_EQ(LeaseFor(driver, 60), 3600u);
    EXPECT_EQ(LeaseFor(driver, INFINITE_LEASE), 3600u);
}

TEST_F(ServerProfileTest, TheOfferNamesTheLeaseThatWillBeGranted_Rfc2131_4_3_1)
{
    ServerDriver driver = Make(SERVER_KEA);
    driver.subnets[0].minLeaseTime = 600;
    DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
    discover.options.AddU32(OPT_LEASE_TIME, 700);
    EXPECT_EQ(driver.Ask(discover), 'O');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_LEASE_TIME), 700u);
    EXPECT_EQ(driver.Last().options.GetU32(OPT_T1), 350u);
}

TEST_F(ServerProfileTest, KeaAndDhcpdTakeTheOverrideAndAnswerTheirOwnIdentifier_Rfc5107)
{
    for (const ServerKind kind : {SERVER_KEA, SERVER_DHCPD})
    {
        for (const IpAddr named : {GATEWAY, SERVER})
        {
            ServerDriver driver = Make(kind);
            const IpAddr address = driver.Acquire(Client(1));
            const DhcpMessage request =
                WithAgent(Selecting(Client(1), address, named, 9), Override(GATEWAY));
            EXPECT_EQ(driver.Ask(request), 'A') << kind;
            EXPECT_EQ(driver.Last().options.GetU32(OPT_SERVER_ID), SERVER) << kind;
        }
    }
}

TEST_F(ServerProfileTest, DnsmasqTakesTheOverrideAloneAndAnswersIt_Rfc5107)
{
    ServerDriver driver = Make(SERVER_DNSMASQ);
    const IpAddr address = driver.Acquire(Client(1));
    EXPECT_EQ(driver.Ask(WithAgent(Selecting(Client(1), address, SERVER, 9), Override(GATEWAY))),
              '-')
        << "its own identifier is that of another server now";
    EXPECT_EQ(driver.Ask(WithAgent(Selecting(Client(1), address, GATEWAY, 9), Override(GATEWAY))),
              'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_SERVER_ID), GATEWAY);
    EXPECT_EQ(driver.Ask(Renewal(Client(1), address, 10)), 'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_SERVER_ID), GATEWAY) << "remembered for the lease";
    EXPECT_EQ(driver.Ask(Renewal(Client(1), address, 11)), 'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_SERVER_ID), GATEWAY) << "and by a renewal too";
    driver.RestartFromFile();
    EXPECT_EQ(driver.Ask(Renewal(Client(1), address, 12)), 'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_SERVER_ID), GATEWAY) << "and in its file";
}

TEST_F(ServerProfileTest, TheRelaysAddressInOption54WithoutOverride)
{
    const std::tuple<ServerKind, bool, char> expected[] = {{SERVER_KEA, true, '-'},
                                                           {SERVER_KEA, false, '-'},
                                                           {SERVER_DHCPD, true, 'A'},
                                                           {SERVER_DHCPD, false, 'A'},
                                                           {SERVER_DNSMASQ, true, 'N'},
                                                           {SERVER_DNSMASQ, false, '-'}};
    for (const auto& [kind, authoritative, answer] : expected)
    {
        ServerDriver driver = Make(kind, authoritative);
        const IpAddr address = driver.Acquire(Client(1));
        EXPECT_EQ(driver.Ask(Selecting(Client(1), address, GATEWAY, 9)), answer) << kind;
    }
}

TEST_F(ServerProfileTest, OnlyDhcpdSendsNeitherT1NorT2)
{
    for (const ServerKind kind : {SERVER_RFC2131, SERVER_KEA, SERVER_DHCPD, SERVER_DNSMASQ})
    {
        ServerDriver driver = Make(kind);
        driver.Acquire(Client(1));
        for (const auto& sent : driver.out.sent)
        {
            EXPECT_EQ(sent.message.options.Has(OPT_T1), kind != SERVER_DHCPD) << kind;
            EXPECT_EQ(sent.message.options.Has(OPT_T2), kind != SERVER_DHCPD) << kind;
        }
    }
}

TEST_F(ServerProfileTest, OnlyKeaDoesNotPad)
{
    for (const ServerKind kind : {SERVER_RFC2131, SERVER_KEA, SERVER_DHCPD, SERVER_DNSMASQ})
    {
        EXPECT_EQ(ProfileOf(kind, true).padsReplies, kind != SERVER_KEA);
    }
    DhcpBytes bytes;
    const DhcpMessage message = FromClient(Client(1, false), DHCPREQUEST, 1);
    ASSERT_TRUE(WriteMessage(message, MIN_DATAGRAM, bytes, 0));
    EXPECT_EQ(bytes.size(), OPTIONS_OFFSET + 3 + 1) << "option 53 and END";
    DhcpMessage read;
    ASSERT_EQ(ParseMessage(bytes, read), ParseError::NONE);
    EXPECT_EQ(read, message);
}

TEST_F(ServerProfileTest, DhcpdDoesNotExtendAYoungLease)
{
    ServerDriver driver = Make(SERVER_DHCPD);
    driver.config.cacheThreshold = -1; // its own: 25 %
    const IpAddr address = driver.Acquire(Client(1));
    const Instant expiry = driver.now + HOUR;
    driver.now += 15 * MINUTE - 1 * SECOND;
    EXPECT_EQ(driver.Ask(Renewal(Client(1), address, 9)), 'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_LEASE_TIME), 45u * 60 + 1) << "what is left";
    EXPECT_EQ(driver.At(address).expiry, expiry);
    driver.now += 1 * SECOND;
    EXPECT_EQ(driver.Ask(Renewal(Client(1), address, 10)), 'A');
    EXPECT_EQ(driver.Last().options.GetU32(OPT_LEASE_TIME), 3600u);
    EXPECT_EQ(driver.At(address).expiry, driver.now + HOUR);
    ClientIdentity moved = Client(1);
    moved.chaddr[5] = 77;
    driver.now += 60 * SECOND;
    EXPECT_EQ(driver.Ask(Renewal(moved, address, 11)), 'A');
    EXPECT_EQ(driver.At(address).client, moved) << "other hardware is news";
    EXPECT_EQ(driver.At(address).expiry, driver.now + HOUR);
    EXPECT_EQ(ProfileOf(SERVER_KEA, true).cacheThreshold, 0);
    EXPECT_EQ(ProfileOf(SERVER_DNSMASQ, true).cacheThreshold, 0);
}

TEST_F(ServerProfileTest, ServiceTimesAsMeasured)
{
    EXPECT_EQ(ProfileOf(SERVER_KEA, true).serviceTime, 100 * MICROSECOND);
    EXPECT_EQ(ProfileOf(SERVER_DHCPD, true).serviceTime, 1 * MILLISECOND);
    const ServerProfile dnsmasq = ProfileOf(SERVER_DNSMASQ, true);
    EXPECT_EQ(dnsmasq.serviceTime, 240 * MICROSECOND);
    EXPECT_NEAR(dnsmasq.serviceTime + 1400 * dnsmasq.serviceTimePerLease, 1.1e6, 1e3);
}

TEST_F(ServerProfileTest, ImpossibleSettingsAreRefused)
{
    ServerConfig config;
    EXPECT_EQ(config.Validate(), "");
    config.leasequery = true;
    EXPECT_EQ(config.Validate(), "");
    for (const ServerKind kind : {SERVER_KEA, SERVER_DNSMASQ})
    {
        config.kind = kind;
        EXPECT_EQ(config.Validate(), "this kind of server does not answer leasequery");
    }
    config = {};
    config.cacheThreshold = 1;
    EXPECT_EQ(config.Validate(), "the cache threshold must be below 1");
    config = {};
    config.reallocationHold = -1;
    EXPECT_EQ(config.Validate(), "holds and quiet periods must not be negative");
    SubnetConfig subnet = ServerDriver::Subnet(Ip(0));
    EXPECT_EQ(subnet.Validate(), "");
    subnet.minLeaseTime = 3601;
    EXPECT_NE(subnet.Validate(), "");
    subnet.minLeaseTime = 3600;
    subnet.maxLeaseTime = 3599;
    EXPECT_NE(subnet.Validate(), "");
}
