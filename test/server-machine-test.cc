/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-driver.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

class ServerMachineTest : public testing::Test, protected ServerDriver
{
  protected:
    ServerMachine& machine{Machine()};
};

} // namespace

TEST_F(ServerMachineTest, ChoosesThePoolByGiaddr_Rfc2131_4_3_1)
{
    DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
    discover.giaddr = (10u << 24 | 1 << 8) + 1;
    machine.Receive(discover, {discover.giaddr, SERVER}, now, out);
    EXPECT_EQ(Last().yiaddr, (10u << 24 | 1 << 8) + 10);
    EXPECT_EQ(out.sent.back().path.kind, ReplyPath::TO_RELAY);
    EXPECT_EQ(out.sent.back().path.destination, discover.giaddr);
}

TEST_F(ServerMachineTest, UnknownSubnetIsSilent_Cve2025_40779)
{
    DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
    discover.giaddr = 192u << 24 | 168 << 16 | 1;
    EXPECT_STREQ(machine.Receive(discover, {discover.giaddr, SERVER}, now, out), "no such subnet");
    EXPECT_TRUE(out.sent.empty());
    EXPECT_EQ(Acquire(Client(1)), Ip(10));
}

TEST_F(ServerMachineTest, HoldsAnOfferedAddress_Rfc2131_3_1_2)
{
    Relayed(FromClient(Client(1), DHCPDISCOVER, 1));
    EXPECT_EQ(Last().yiaddr, Ip(10));
    Relayed(FromClient(Client(2), DHCPDISCOVER, 2));
    EXPECT_EQ(Last().yiaddr, Ip(11));
    now += 61 * SECOND;
    machine.Expire(now, out);
    EXPECT_EQ(machine.TableFor(Ip(10))->Pool().FreeCount(), 3u);
}

TEST_F(ServerMachineTest, ReplyCarriesWhatTable3Demands_Rfc2131_4_3_1)
{
    Acquire(Client(1));
    for (const auto& sent : out.sent)
    {
        EXPECT_TRUE(sent.message.options.Has(OPT_LEASE_TIME));
        EXPECT_TRUE(sent.message.options.Has(OPT_SERVER_ID));
        EXPECT_FALSE(sent.message.options.Has(OPT_REQUESTED_ADDRESS));
        EXPECT_FALSE(sent.message.options.Has(OPT_PARAMETER_LIST));
        EXPECT_FALSE(sent.message.options.Has(OPT_MAX_MESSAGE_SIZE));
        EXPECT_EQ(sent.message.hops, 0);
        EXPECT_EQ(sent.message.options.GetU32(OPT_T1), 1800u);
        EXPECT_EQ(sent.message.options.GetU32(OPT_T2), 3150u);
    }
}

TEST_F(ServerMachineTest, EchoesClientIdentifierAndOption82Last_Rfc6842_3_Rfc3046_2_2)
{
    DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
    discover.options.AddText(OPT_RELAY_AGENT, std::string("\1\3abc", 5));
    Relayed(discover);
    uint8_t last = 0;
    for (const auto& item : Last().options)
    {
        last = item.code;
    }
    EXPECT_EQ(last, OPT_RELAY_AGENT);
    EXPECT_TRUE(Last().options.Has(OPT_CLIENT_ID));
}

TEST_F(ServerMachineTest, ClientIdentifierComesBeforeHardwareAddress_Rfc2131_4_2)
{
    const IpAddr address = Acquire(Client(1));
    ClientIdentity moved = Client(1);
    moved.chaddr[5] = 99;
    Relayed(Renewal(moved, address, 3));
    EXPECT_EQ(Last().type, DHCPACK) << "the same client on other hardware";
    Relayed(Renewal(Client(1, false), address, 4));
    EXPECT_EQ(Last().type, DHCPNAK) << "the same hardware without its client identifier";
}

TEST_F(ServerMachineTest, SilentToRebootOfAnUnknownClient_Rfc2131_4_3_2)
{
    EXPECT_STREQ(Relayed(Rebooting(Client(1), Ip(10), 1)), "not for the server to say");
    EXPECT_TRUE(out.sent.empty());
}

TEST_F(ServerMachineTest, NaksARebootOnTheWrongNetwork_Rfc2131_4_3_2)
{
    Relayed(Rebooting(Client(1), (10u << 24 | 1 << 8) + 10, 1));
    EXPECT_EQ(Last().type, DHCPNAK);
    EXPECT_EQ(Last().yiaddr, 0u);
    EXPECT_TRUE(Last().flags & FLAG_BROADCAST) << "through a relay a NAK is broadcast";
    EXPECT_FALSE(Last().options.Has(OPT_LEASE_TIME));
}

TEST_F(ServerMachineTest, ConfirmsAReboot_Rfc2131_4_3_2)
{
    const IpAddr address = Acquire(Client(1));
    Relayed(Rebooting(Client(1), address, 3));
    EXPECT_EQ(Last().type, DHCPACK);
    Relayed(Rebooting(Client(1), Ip(12), 4));
    EXPECT_EQ(Last().type, DHCPNAK);
}

TEST_F(ServerMachineTest, FreesTheOfferWhenAnotherServerIsSelected_Rfc2131_3_1_3)
{
    Relayed(FromClient(Client(1), DHCPDISCOVER, 1));
    EXPECT_STREQ(Relayed(Selecting(Client(1), Ip(10), SERVER + 1, 2)),
                 "another server was selected");
    EXPECT_EQ(machine.TableFor(Ip(10))->Pool().FreeCount(), 3u);
}

TEST_F(ServerMachineTest, RenewsAndNaksWhatBelongsToAnother_Rfc2131_4_3_2)
{
    const IpAddr address = Acquire(Client(1));
    now += 1000 * SECOND;
    Relayed(Renewal(Client(1), address, 3));
    EXPECT_EQ(Last().type, DHCPACK);
    EXPECT_EQ(machine.TableFor(address)->At(address).expiry, now + HOUR);
    Relayed(Renewal(Client(2), address, 4));
    EXPECT_EQ(Last().type, DHCPNAK);
}

TEST_F(ServerMachineTest, AfterLosingItsStoreAcceptsReplaysOfFreeAddresses)
{
    const IpAddr address = Acquire(Client(1));
    machine.Restart(StoreFate::LOST, now);
    EXPECT_EQ(machine.ActiveLeases(), 0u);
    Relayed(Selecting(Client(1), address, SERVER, 5));
    EXPECT_EQ(Last().type, DHCPACK);
    EXPECT_EQ(Last().yiaddr, address);
}

TEST_F(ServerMachineTest, AfterLosingItsStoreMayGiveAnAddressAway_ThenRefusesTheReplay)
{
    const IpAddr address = Acquire(Client(1));
    machine.Restart(StoreFate::LOST, now);
    EXPECT_EQ(Acquire(Client(2)), address) << "the hazard itself";
    Relayed(Selecting(Client(1), address, SERVER, 5));
    EXPECT_EQ(Last().type, DHCPNAK);
}

TEST_F(ServerMachineTest, RestartWithStoreKeepsLeasesAndDropsOffers)
{
    const IpAddr address = Acquire(Client(1));
    machine.Stored(address, At(address));
    Relayed(FromClient(Client(2), DHCPDISCOVER, 7));
    machine.Restart(StoreFate::KEPT, now);
    EXPECT_EQ(machine.ActiveLeases(), 1u);
    EXPECT_EQ(machine.TableFor(address)->Pool().FreeCount(), 2u);
}

TEST_F(ServerMachineTest, ExhaustedPoolIsSilent)
{
    for (uint8_t n = 1; n <= 3; ++n)
    {
        Acquire(Client(n));
    }
    EXPECT_STREQ(Relayed(FromClient(Client(4), DHCPDISCOVER, 9)), "pool exhausted");
}

TEST_F(ServerMachineTest, GivesAnExpiredAddressToANewClientLast)
{
    const IpAddr first = Acquire(Client(1));
    now += 2 * HOUR;
    machine.Expire(now, out);
    EXPECT_EQ(out.events.back(), std::make_pair(BindingEvent::EXPIRED, first));
    EXPECT_NE(Acquire(Client(2)), first);
    EXPECT_EQ(Acquire(Client(1)), first) << "a client that comes back gets its old address";
}

TEST_F(ServerMachineTest, ReleaseAndDecline_Rfc2131_4_3_3_4_3_4)
{
    const IpAddr address = Acquire(Client(1));
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 5);
    release.ciaddr = address;
    EXPECT_EQ(Relayed(release), nullptr);
    EXPECT_EQ(machine.ActiveLeases(), 0u);
    EXPECT_EQ(Acquire(Client(1)), address);
    DhcpMessage decline = FromClient(Client(1), DHCPDECLINE, 6);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    EXPECT_EQ(Relayed(decline), nullptr);
    EXPECT_NE(Acquire(Client(1)), address) << "a declined address rests";
}

TEST_F(ServerMachineTest, InformHasNoLease_Rfc2131_4_3_5)
{
    DhcpMessage inform = FromClient(Client(1), DHCPINFORM, 5);
    inform.ciaddr = Ip(77);
    Relayed(inform);
    EXPECT_EQ(Last().type, DHCPACK);
    EXPECT_EQ(Last().yiaddr, 0u);
    EXPECT_FALSE(Last().options.Has(OPT_LEASE_TIME));
}

TEST_F(ServerMachineTest, ServerIdentifierOverride_Rfc5107_4)
{
    DhcpOptions sub;
    sub.AddU32(SUB_SERVER_ID_OVERRIDE, GATEWAY);
    DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
    discover.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(sub));
    Relayed(discover);
    EXPECT_EQ(Last().options.GetU32(OPT_SERVER_ID), GATEWAY);
    DhcpMessage request = Selecting(Client(1), Last().yiaddr, GATEWAY, 2);
    request.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(sub));
    Relayed(request);
    EXPECT_EQ(Last().type, DHCPACK);
}

TEST(ReplyPath, FollowsRfc2131_4_1)
{
    DhcpMessage request;
    DhcpMessage reply = MakeReply(request, DHCPACK);
    reply.yiaddr = Ip(7);
    EXPECT_EQ(ReplyPathFor(request, reply).kind, ReplyPath::TO_HARDWARE);
    EXPECT_EQ(ReplyPathFor(request, reply).destination, Ip(7));
    request.flags = FLAG_BROADCAST;
    EXPECT_EQ(ReplyPathFor(request, reply).kind, ReplyPath::TO_ALL);
    request.ciaddr = Ip(8);
    EXPECT_EQ(ReplyPathFor(request, reply).kind, ReplyPath::TO_ADDRESS);
    reply.type = DHCPNAK;
    EXPECT_EQ(ReplyPathFor(request, reply).kind, ReplyPath::TO_ALL);
    request.giaddr = GATEWAY;
    EXPECT_EQ(ReplyPathFor(request, reply).kind, ReplyPath::TO_RELAY);
}

TEST_F(ServerMachineTest, OwnOption57BelowTheMinimumCountsAsTheMinimum_Cve2007_5365)
{
    for (const uint16_t size : {0, 1, 239, 575, 65535})
    {
        DhcpMessage discover = FromClient(Client(1), DHCPDISCOVER, 1);
        discover.options.AddU16(OPT_MAX_MESSAGE_SIZE, size);
        Relayed(discover);
        DhcpBytes bytes;
        ASSERT_TRUE(WriteMessage(Last(), out.sent.back().maxDatagram, bytes));
        EXPECT_LE(bytes.size() + IP_UDP_HEADERS, size > 1500 ? MAX_DATAGRAM : MIN_DATAGRAM);
    }
}

TEST_F(ServerMachineTest, AHundredThousandHostileMessagesTakeNoMemoryAndStopNothing_Cve2022_2929)
{
    const Draw draw(9, 1);
    for (uint32_t i = 0; i < 100000; ++i)
    {
        const uint32_t bits = draw.Bits(DrawPurpose::XID, 0, i);
        DhcpMessage message = FromClient(Client(bits), MessageType(1 + bits % 18), i);
        message.chaddr[4] = bits >> 8;
        message.hlen = bits >> 16 & 15;
        message.ciaddr = bits & 0x10000000 ? Ip(bits >> 20) : 0;
        message.options.Remove(OPT_CLIENT_ID);
        message.options.AddU32(OPT_REQUESTED_ADDRESS, bits & 0x20000000 ? bits : Ip(bits >> 12));
        if (bits & 0x40000000)
        {
            message.options.AddU32(OPT_SERVER_ID, SERVER);
        }
        Relayed(message);
        out.sent.clear();
        out.events.clear();
        now += MILLISECOND;
    }
    EXPECT_LE(machine.ActiveLeases(), 3u) << "no more than the pool";
    now += 48 * HOUR;
    machine.Expire(now, out);
    EXPECT_EQ(machine.TableFor(Ip(10))->Pool().FreeCount(), 3u) << "nothing has leaked";
    EXPECT_NE(Acquire(Client(1)), 0u);
}

TEST_F(ServerMachineTest, RepliesAreNotForAServer)
{
    DhcpMessage reply = FromClient(Client(1), DHCPDISCOVER, 1);
    reply.op = BOOTREPLY;
    EXPECT_STREQ(Relayed(reply), "not a request");
    EXPECT_TRUE(out.sent.empty());
}

TEST_F(ServerMachineTest, WithoutRelayTheSubnetIsThatOfCiaddrElseOfTheInterface_Rfc2131_4_3_1)
{
    const MessageOrigin local{0, Ip2(3)};
    machine.Receive(FromClient(Client(1), DHCPDISCOVER, 1), local, now, out);
    EXPECT_EQ(Last().yiaddr, Ip2(10)) << "the interface's subnet";
    const IpAddr address = Acquire(Client(2));
    machine.Receive(Renewal(Client(2), address, 3), local, now, out);
    EXPECT_EQ(Last().type, DHCPACK) << "a unicast renewal that comes in by another interface";
    EXPECT_EQ(Last().yiaddr, address);
    EXPECT_EQ(Last().ciaddr, address) << "table 3: ciaddr of the REQUEST";
}

TEST_F(ServerMachineTest, WhatHasRunOutIsFreeForTheNextMessage)
{
    for (uint8_t n = 1; n <= 3; ++n)
    {
        Acquire(Client(n));
    }
    now += HOUR + 10 * MILLISECOND; // the wheel's tick; nobody has called Expire
    EXPECT_EQ(Ask(FromClient(Client(4), DHCPDISCOVER, 9)), 'O');
}

TEST_F(ServerMachineTest, AnOfferToAClientWithALeaseLeavesTheLeaseAlone)
{
    const IpAddr address = Acquire(Client(1));
    const Binding before = At(address);
    now += 60 * SECOND;
    EXPECT_EQ(Ask(FromClient(Client(1), DHCPDISCOVER, 3)), 'O');
    EXPECT_EQ(Last().yiaddr, address);
    EXPECT_EQ(At(address), before);
}

TEST_F(ServerMachineTest, AnOfferThatLapsesLeavesTheMemoryOfTheLastLease)
{
    const IpAddr address = Acquire(Client(1));
    now += HOUR;
    machine.Expire(now, out);
    EXPECT_EQ(Ask(FromClient(Client(1), DHCPDISCOVER, 3)), 'O');
    EXPECT_EQ(Last().yiaddr, address);
    now += 2 * MINUTE;
    machine.Expire(now, out);
    EXPECT_EQ(Ask(Rebooting(Client(1), address, 4)), 'A');
}

TEST_F(ServerMachineTest, InformIsAnsweredToCiaddr_Rfc2131_4_3_5)
{
    DhcpMessage inform = FromClient(Client(1), DHCPINFORM, 5);
    inform.ciaddr = Ip(77);
    EXPECT_EQ(machine.Receive(inform, {Ip(77), SERVER}, now, out), nullptr);
    EXPECT_EQ(Last().ciaddr, Ip(77));
    EXPECT_EQ(out.sent.back().path.kind, ReplyPath::TO_ADDRESS);
    EXPECT_EQ(out.sent.back().path.destination, Ip(77));
    EXPECT_EQ(Last().options.GetU32(OPT_SUBNET_MASK), 0xffffff00);
    EXPECT_EQ(Last().options.GetU32(OPT_ROUTER), Ip(1));
}

TEST_F(ServerMachineTest, ReleaseAndDeclineByAStrangerChangeNothing_Rfc2131_4_3_3)
{
    const IpAddr address = Acquire(Client(1));
    DhcpMessage release = FromClient(Client(2), DHCPRELEASE, 5);
    release.ciaddr = address;
    EXPECT_STREQ(Relayed(release), "not the client's address");
    DhcpMessage decline = FromClient(Client(2), DHCPDECLINE, 6);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    EXPECT_STREQ(Relayed(decline), "not the client's address");
    EXPECT_EQ(machine.ActiveLeases(), 1u);
    EXPECT_EQ(At(address).client, Client(1));
    release = FromClient(Client(1), DHCPRELEASE, 7);
    release.ciaddr = address;
    EXPECT_EQ(Relayed(release), nullptr);
    EXPECT_STREQ(Relayed(release), "not leased") << "once is enough";
    EXPECT_EQ(out.events.size(), 2u) << "granted, released";
}

TEST_F(ServerMachineTest, ADeclinedAddressRestsForItsTime_Rfc2131_4_3_3)
{
    const IpAddr address = Acquire(Client(1));
    DhcpMessage decline = FromClient(Client(1), DHCPDECLINE, 6);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    EXPECT_EQ(Relayed(decline), nullptr);
    EXPECT_EQ(machine.ActiveLeases(), 0u);
    EXPECT_EQ(out.events.back(), std::make_pair(BindingEvent::DECLINED, address));
    now += 24 * HOUR - 1;
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 7)), 'N');
    now += 1;
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 8)), 'A');
    EXPECT_EQ(out.events.size(), 3u) << "the end of a quarantine is not the end of a lease";
}

TEST_F(ServerMachineTest, AnOfferWaitsForItsTime)
{
    EXPECT_EQ(Ask(FromClient(Client(1), DHCPDISCOVER, 1)), 'O');
    const IpAddr address = Last().yiaddr;
    now += 60 * SECOND - 1;
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 2)), 'N');
    EXPECT_LE(machine.NextExpiry(), now + 1) << "it asks to be woken";
    now += 1;
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 3)), 'A');
    EXPECT_LE(machine.NextExpiry(), now + HOUR);
}

TEST_F(ServerMachineTest, ANakCarriesWhatTable3Demands_Rfc2131_4_3_1)
{
    const IpAddr address = Acquire(Client(1));
    DhcpOptions circuit;
    circuit.AddText(SUB_CIRCUIT_ID, "line-7");
    DhcpMessage request = WithAgent(Renewal(Client(2), address, 0x1234), circuit);
    request.flags = 0;
    EXPECT_EQ(Ask(request), 'N');
    const DhcpMessage& nak = Last();
    EXPECT_EQ(nak.op, BOOTREPLY);
    EXPECT_EQ(nak.xid, 0x1234u);
    EXPECT_EQ(nak.chaddr, request.chaddr);
    EXPECT_EQ(nak.giaddr, GATEWAY);
    EXPECT_EQ(nak.ciaddr, 0u);
    EXPECT_EQ(nak.yiaddr, 0u);
    EXPECT_EQ(nak.siaddr, 0u);
    EXPECT_EQ(nak.flags, FLAG_BROADCAST);
    EXPECT_EQ(nak.options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_TRUE(nak.options.Has(OPT_MESSAGE));
    EXPECT_EQ(ClientIdentity::Of(nak), Client(2)) << "RFC 6842 section 3";
    EXPECT_TRUE(nak.options.Has(OPT_RELAY_AGENT));
    for (const uint8_t code : {OPT_LEASE_TIME, OPT_T1, OPT_T2, OPT_ROUTER, OPT_REQUESTED_ADDRESS})
    {
        EXPECT_FALSE(nak.options.Has(code)) << int(code);
    }
}

TEST_F(ServerMachineTest, OptionsOfTheSubnetAreInTheAck)
{
    ServerDriver server;
    server.subnets[0].dns = {Ip(5), Ip(6)};
    server.Acquire(Client(1));
    EXPECT_EQ(server.Last().options.GetU32(OPT_SUBNET_MASK), 0xffffff00);
    EXPECT_EQ(server.Last().options.GetU32(OPT_ROUTER), Ip(1));
    ASSERT_TRUE(server.Last().options.Has(OPT_DNS));
    EXPECT_EQ(ToHex(*server.Last().options.Find(OPT_DNS)), "0a0000050a000006");
}

TEST_F(ServerMachineTest, AnInfiniteLeaseHasNoTimersAndNeverEnds_Rfc2131_3_3)
{
    ServerDriver server;
    server.subnets[0].leaseTime = INFINITE_LEASE;
    const IpAddr address = server.Acquire(Client(1));
    EXPECT_EQ(server.Last().options.GetU32(OPT_LEASE_TIME), INFINITE_LEASE);
    EXPECT_FALSE(server.Last().options.Has(OPT_T1));
    server.now += 100000 * HOUR;
    server.Machine().Expire(server.now, server.out);
    EXPECT_EQ(server.At(address).state, BindingState::ACTIVE);
}

TEST_F(ServerMachineTest, LeasesOfAllSubnetsAreCounted)
{
    EXPECT_EQ(Ask(Selecting(Client(1), Ip(10), SERVER, 3)), 'A');
    EXPECT_LE(machine.NextExpiry(), now + HOUR) << "it asks to be woken";
    DhcpMessage other = Selecting(Client(2), Ip2(10), SERVER, 3);
    other.giaddr = Ip2(1);
    EXPECT_EQ(Ask(other), 'A');
    EXPECT_EQ(Ask(other), 'A');
    EXPECT_EQ(machine.ActiveLeases(), 2u);
    now += 2 * HOUR;
    machine.Expire(now, out);
    EXPECT_EQ(machine.ActiveLeases(), 0u);
}

TEST_F(ServerMachineTest, TheServersOwnIdentifierIsTakenBesideTheOverride_Rfc5107_4)
{
    const IpAddr address = Acquire(Client(1));
    EXPECT_EQ(Ask(WithAgent(Selecting(Client(1), address, SERVER, 3), Override(GATEWAY))), 'A');
    EXPECT_EQ(Last().options.GetU32(OPT_SERVER_ID), GATEWAY);
    EXPECT_EQ(Ask(Renewal(Client(1), address, 4)), 'A');
    EXPECT_EQ(Last().options.GetU32(OPT_SERVER_ID), SERVER) << "not remembered";
}

TEST_F(ServerMachineTest, ALeaseOutlivesTheSelectionOfAnotherServer_Rfc2131_3_1_4)
{
    const IpAddr address = Acquire(Client(1));
    EXPECT_EQ(Ask(Selecting(Client(1), Ip(99), SERVER + 1, 3)), '-');
    EXPECT_EQ(At(address).state, BindingState::ACTIVE) << "only an offer is given up";
}
