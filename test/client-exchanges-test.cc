/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-host.h"

#include <gtest/gtest.h>
#include <set>
#include <string>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// RFC 2131's client, which also probes as RFC 5227 says.
ClientProfile
Probing()
{
    ClientProfile profile;
    profile.probing.count = 3;
    return profile;
}

/// To the address probing of a granted lease.
void
ToProbing(ClientHost& host)
{
    host.Start();
    host.ToSend();
    host.Offer();
    host.Ack();
    ASSERT_EQ(host.state.phase, ClientPhase::PROBING);
}

} // namespace

TEST(ClientExchanges, ReleaseNamesAddressAndServerAndIsForgotten_Rfc2131_4_4_6)
{
    ClientHost host("rfc2131");
    host.Acquire();
    const uint32_t xid = host.Last().xid;
    host.now += MINUTE;
    host.machine.Release(host.state, host.identity, host.out);
    EXPECT_EQ(host.Last().type, DHCPRELEASE);
    EXPECT_EQ(host.out.sent.back().destination, SERVER) << "unicast";
    EXPECT_NE(host.Last().xid, xid);
    EXPECT_EQ(host.Last().ciaddr, Ip(7));
    EXPECT_EQ(host.Last().options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_FALSE(host.Last().options.Has(OPT_REQUESTED_ADDRESS)) << "table 5";
    EXPECT_FALSE(host.Last().options.Has(OPT_PARAMETER_LIST)) << "table 5";
    EXPECT_EQ(host.Last().flags, 0);
    EXPECT_TRUE(host.Last().options.Has(OPT_CLIENT_ID));
    EXPECT_EQ(host.out.losses, std::vector<LossCause>{LossCause::STOPPED});
    EXPECT_EQ(host.state.wake, NEVER);
    host.Start();
    host.ToSend();
    EXPECT_EQ(host.Last().type, DHCPDISCOVER) << "no INIT-REBOOT for what was given back";
    EXPECT_FALSE(host.Last().options.Has(OPT_REQUESTED_ADDRESS));
}

TEST(ClientExchanges, NothingIsReleasedThatIsNotHeld)
{
    ClientHost host("rfc2131");
    host.Start();
    host.ToSend();
    host.Offer();
    const size_t sent = host.out.sent.size();
    host.machine.Release(host.state, host.identity, host.out);
    EXPECT_EQ(host.out.sent.size(), sent);
    EXPECT_TRUE(host.out.losses.empty());
    EXPECT_EQ(host.state.wake, NEVER);
}

TEST(ClientExchanges, ProbesThreeTimesBeforeUse_Rfc5227_2_1_1)
{
    for (uint32_t subscriber = 0; subscriber < 50; ++subscriber)
    {
        ClientHost host(Probing(), subscriber);
        ToProbing(host);
        const Instant granted = host.now;
        EXPECT_TRUE(host.out.leases.empty()) << "not in use yet";
        EXPECT_FALSE(host.state.HoldsAddress());
        std::vector<Instant> probes;
        while (host.out.probed.size() < 3)
        {
            host.ToWake();
            probes.push_back(host.now);
        }
        EXPECT_EQ(host.out.probed, std::vector<IpAddr>(3, Ip(7)));
        EXPECT_LT(probes[0] - granted, 1 * SECOND) << "PROBE_WAIT";
        for (const int i : {1, 2})
        {
            EXPECT_GE(probes[i] - probes[i - 1], 1 * SECOND) << "PROBE_MIN";
            EXPECT_LE(probes[i] - probes[i - 1], 2 * SECOND) << "PROBE_MAX";
        }
        EXPECT_TRUE(host.out.leases.empty());
        host.ToWake();
        EXPECT_EQ(host.now - probes[2], 2 * SECOND) << "ANNOUNCE_WAIT";
        ASSERT_EQ(host.out.leases.size(), 1u);
        EXPECT_EQ(host.state.phase, ClientPhase::BOUND);
        EXPECT_EQ(host.out.leases[0].address, Ip(7));
        EXPECT_EQ(host.out.leases[0].mask, 0xffffff00);
        EXPECT_EQ(host.out.leases[0].router, GATEWAY);
        EXPECT_EQ(host.out.leases[0].start, granted) << "the lease runs from the REQUEST";
        EXPECT_EQ(host.out.leases[0].xid, host.Last().xid);
    }
}

TEST(ClientExchanges, AnnouncesItsAddressTwice_Rfc5227_2_3)
{
    ClientHost host(Probing());
    host.Acquire();
    EXPECT_EQ(host.out.announced.size(), 1u);
    const Instant first = host.now;
    host.ToWake();
    EXPECT_EQ(host.now - first, 2 * SECOND) << "ANNOUNCE_INTERVAL";
    EXPECT_EQ(host.out.announced, std::vector<IpAddr>(2, Ip(7)));
    host.ToWake();
    EXPECT_EQ(host.state.phase, ClientPhase::RENEWING);
    EXPECT_EQ(host.now, host.state.t1);
    host.Ack();
    EXPECT_EQ(host.state.phase, ClientPhase::BOUND) << "a renewal is not probed";
    host.ToWake();
    EXPECT_EQ(host.state.phase, ClientPhase::RENEWING);
    EXPECT_EQ(host.out.announced.size(), 2u) << "nor announced";
    EXPECT_EQ(host.out.probed.size(), 3u);
}

TEST(ClientExchanges, DeclinesAnAddressInUseAndWaits_Rfc2131_3_1_5)
{
    ClientHost host(Probing());
    ToProbing(host);
    host.ToWake();
    host.machine.Conflict(host.state, host.identity, host.now, host.out);
    EXPECT_EQ(host.Last().type, DHCPDECLINE);
    EXPECT_TRUE(host.LastWasBroadcast());
    EXPECT_EQ(host.Last().ciaddr, 0u) << "table 5";
    EXPECT_EQ(host.Last().secs, 0) << "table 5";
    EXPECT_EQ(host.Last().options.GetU32(OPT_REQUESTED_ADDRESS), Ip(7));
    EXPECT_EQ(host.Last().options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_TRUE(host.Last().options.Has(OPT_CLIENT_ID));
    EXPECT_FALSE(host.Last().options.Has(OPT_PARAMETER_LIST)) << "table 5";
    EXPECT_TRUE(host.out.leases.empty());
    EXPECT_TRUE(host.out.losses.empty()) << "it never had it";
    EXPECT_GE(host.ToSend(), 10) << "to avoid excessive traffic in case of looping";
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    EXPECT_FALSE(host.Last().options.Has(OPT_REQUESTED_ADDRESS));
}

TEST(ClientExchanges, AConflictWithoutProbingChangesNothing)
{
    ClientHost host(Probing());
    host.Acquire();
    const size_t sent = host.out.sent.size();
    host.machine.Conflict(host.state, host.identity, host.now, host.out);
    EXPECT_EQ(host.out.sent.size(), sent);
    EXPECT_EQ(host.state.phase, ClientPhase::BOUND);
}

TEST(ClientExchanges, PausesAfterConflictsAreTheProfiles)
{
    ClientProfile networkManager = FindClientProfile("networkmanager");
    networkManager.probing.count = 3; // as its host does it
    const std::pair<ClientProfile, std::vector<double>> cases[] = {
        {Probing(), {10, 10, 10}},
        {networkManager, {10, 20, 40, 80, 160, 300, 300}},
        {FindClientProfile("dhcpcd"), {1, 1}},
        {FindClientProfile("apple"), {10, 10}}};
    for (const auto& [profile, pauses] : cases)
    {
        ClientHost host(profile);
        ToProbing(host);
        for (const double pause : pauses)
        {
            ASSERT_EQ(host.state.phase, ClientPhase::PROBING) << profile.name;
            host.machine.Conflict(host.state, host.identity, host.now, host.out);
            EXPECT_EQ(host.Last().type, DHCPDECLINE) << profile.name;
            EXPECT_EQ(host.ToSend(), pause) << profile.name;
            host.Offer();
            host.Ack();
        }
        while (host.state.phase == ClientPhase::PROBING)
        {
            host.ToWake();
        }
        host.ToSend();
        host.Nak();
        host.ToSend();
        host.Offer();
        host.Ack();
        host.machine.Conflict(host.state, host.identity, host.now, host.out);
        EXPECT_EQ(host.ToSend(), pauses[0]) << profile.name << ": forgotten with the lease";
    }
}

TEST(ClientExchanges, AndroidTakesTheAddressAfterTwoConflicts)
{
    ClientHost host("android");
    ToProbing(host);
    for (int i = 0; i < 2; ++i)
    {
        host.machine.Conflict(host.state, host.identity, host.now, host.out);
        EXPECT_EQ(host.ToSend(), 1);
        host.Offer();
        host.Ack();
    }
    host.machine.Conflict(host.state, host.identity, host.now, host.out);
    EXPECT_EQ(host.state.phase, ClientPhase::BOUND);
    EXPECT_EQ(host.out.leases.size(), 1u);
    EXPECT_NE(host.Last().type, DHCPDECLINE);
}

TEST(ClientExchanges, WhoProbesIsData)
{
    const std::set<std::string> probing = {"dhcpcd", "dhcpcd-9.4", "android", "apple"};
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        ClientHost host(profile);
        host.Start();
        host.ToSend();
        host.Offer();
        host.Ack();
        EXPECT_EQ(host.state.phase == ClientPhase::PROBING, probing.count(profile.name) == 1)
            << profile.name;
    }
}

TEST(ClientExchanges, InformAsksForParametersWithAStaticAddress_Rfc2131_4_4_3)
{
    ClientHost host("rfc2131");
    host.machine.StartInform(host.state, Ip(99), host.now, host.out);
    host.ToSend();
    EXPECT_GE(host.now, 1 * SECOND);
    EXPECT_EQ(host.Last().type, DHCPINFORM);
    EXPECT_TRUE(host.LastWasBroadcast());
    EXPECT_EQ(host.Last().ciaddr, Ip(99));
    EXPECT_FALSE(host.Last().options.Has(OPT_REQUESTED_ADDRESS)) << "table 5";
    EXPECT_FALSE(host.Last().options.Has(OPT_SERVER_ID)) << "table 5";
    EXPECT_FALSE(host.Last().options.Has(OPT_LEASE_TIME)) << "table 5";
    EXPECT_TRUE(host.Last().options.Has(OPT_PARAMETER_LIST));
    EXPECT_EQ(host.Last().secs, 0);
    EXPECT_TRUE(AreNear(host.Waits(7), {4, 8, 16, 32, 64, 64, 64}, 1, 1));
    EXPECT_EQ(host.Last().type, DHCPINFORM);
    EXPECT_GT(host.Last().secs, 100);
    DhcpMessage ack = Answer(host.Last(), DHCPACK, 0, 1);
    ack.options.Remove(OPT_LEASE_TIME);
    EXPECT_EQ(host.Receive(ack), nullptr);
    ASSERT_EQ(host.out.informed.size(), 1u);
    EXPECT_EQ(host.out.informed[0].router, GATEWAY);
    EXPECT_EQ(host.out.informed[0].mask, 0xffffff00);
    EXPECT_EQ(host.out.informed[0].serverId, SERVER);
    EXPECT_EQ(host.state.phase, ClientPhase::INFORMED);
    EXPECT_EQ(host.state.wake, NEVER);
    EXPECT_TRUE(host.out.leases.empty());
}

TEST(ClientExchanges, TheFirstOfferIsTakenAtOnce_Rfc2131_4_4_1)
{
    ClientHost host("rfc2131");
    host.Start();
    host.ToSend();
    const DhcpMessage discover = host.Last();
    host.Offer(Ip(7));
    EXPECT_EQ(host.Last().type, DHCPREQUEST);
    EXPECT_STREQ(host.Receive(Answer(discover, DHCPOFFER, Ip(8), 7200)),
                 "not expected in this state");
    EXPECT_EQ(host.Last().options.GetU32(OPT_REQUESTED_ADDRESS), Ip(7));
}

TEST(ClientExchanges, OffersAreCollectedAndChosenByRule_Rfc2131_4_4_1)
{
    for (const OfferRule rule : {OfferRule::FIRST, OfferRule::LONGEST_LEASE})
    {
        ClientProfile profile;
        profile.offerWait = 2 * SECOND;
        profile.offerRule = rule;
        ClientHost host(profile);
        host.Start();
        host.ToSend();
        const Instant first = host.now + 100 * MILLISECOND;
        host.now = first;
        const DhcpMessage discover = host.Last();
        EXPECT_EQ(host.Offer(Ip(7), 3600), nullptr);
        EXPECT_EQ(host.state.phase, ClientPhase::SELECTING);
        host.now += 500 * MILLISECOND;
        DhcpMessage longer = Answer(discover, DHCPOFFER, Ip(8), 7200);
        longer.options.SetU32(OPT_SERVER_ID, SERVER + 1);
        const bool taken = rule == OfferRule::LONGEST_LEASE;
        EXPECT_STREQ(host.Receive(longer), taken ? nullptr : "another offer is preferred");
        EXPECT_STREQ(host.Offer(Ip(9), 600), "another offer is preferred");
        host.ToWake();
        EXPECT_EQ(host.now - first, 2 * SECOND);
        EXPECT_EQ(host.Last().type, DHCPREQUEST);
        EXPECT_EQ(host.out.sent.size(), 2u) << "no DISCOVER while offers are collected";
        EXPECT_EQ(host.Last().options.GetU32(OPT_REQUESTED_ADDRESS), taken ? Ip(8) : Ip(7));
        EXPECT_EQ(host.Last().options.GetU32(OPT_SERVER_ID), taken ? SERVER + 1 : SERVER);
        EXPECT_EQ(host.Ack(), nullptr);
        EXPECT_EQ(host.state.phase, ClientPhase::BOUND);
    }
}

TEST(ClientExchanges, ARefusedOfferIsForgottenBeforeTheNextOnesAreCollected)
{
    ClientProfile profile;
    profile.offerWait = 2 * SECOND;
    ClientHost host(profile);
    host.Start();
    host.ToSend();
    host.Offer(Ip(7), 3600);
    host.ToWake();
    host.Nak();
    host.ToSend();
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    EXPECT_TRUE(AreNear(host.Waits(1), {4}, 1, 1)) << "it waits for offers as if for the first";
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
}

TEST(ClientExchanges, AnAckIsTakenOnlyByThoseWhoAsked_Rfc2131_4_4_1)
{
    ClientHost host("rfc2131");
    host.Start();
    EXPECT_STREQ(host.Receive(Answer(FromClient(host.identity, DHCPREQUEST, host.state.xid),
                                     DHCPACK,
                                     Ip(7),
                                     3600)),
                 "not expected in this state");
    host.ToSend();
    EXPECT_STREQ(host.Ack(), "not expected in this state") << "SELECTING";
    host.Offer();
    EXPECT_EQ(host.Ack(), nullptr);
    EXPECT_STREQ(host.Ack(1), "not expected in this state") << "BOUND: the second one is late";
    EXPECT_EQ(host.out.leases.size(), 1u);
}

TEST(ClientExchanges, ARenewalWithAnotherAddressEndsTheOldOne_Rfc2131_4_4_5)
{
    ClientHost host("rfc2131");
    host.Acquire();
    host.ToSend();
    EXPECT_EQ(host.Receive(Answer(host.Last(), DHCPACK, Ip(8), 3600)), nullptr);
    EXPECT_EQ(host.out.losses, std::vector<LossCause>{LossCause::REFUSED});
    ASSERT_EQ(host.out.leases.size(), 2u);
    EXPECT_EQ(host.out.leases[1].address, Ip(8));
    EXPECT_FALSE(host.out.leases[1].renewed);
    host.ToSend();
    EXPECT_EQ(host.Last().ciaddr, Ip(8));
}

TEST(ClientExchanges, AnAckOfALeaseThatIsOverIsRefused)
{
    ClientHost host("rfc2131");
    host.Start();
    host.ToSend();
    host.Offer();
    host.now += 3 * SECOND;
    EXPECT_STREQ(host.Ack(3), "the lease is over already") << "it counts from the REQUEST";
    EXPECT_EQ(host.Ack(4), nullptr);
}

TEST(ClientExchanges, AReboundLeaseCountsFromTheFirstTransmissionToo_Rfc2131_4_4_5)
{
    ClientHost host("rfc2131");
    host.Acquire();
    host.ToSend();
    const Instant first = host.now;
    const uint32_t xid = host.Last().xid;
    while (!host.LastWasBroadcast())
    {
        host.ToSend();
    }
    host.ToSend();
    EXPECT_EQ(host.Last().xid, xid) << "one transaction from T1 on";
    EXPECT_EQ(host.Ack(), nullptr);
    EXPECT_EQ(host.state.expiry, first + 3600 * SECOND);
    host.ToSend();
    EXPECT_NE(host.Last().xid, xid);
}

TEST(ClientExchanges, OnlyRepliesAreHeard_Rfc2131_2)
{
    ClientHost host("rfc2131");
    host.Start();
    host.ToSend();
    DhcpMessage offer = Answer(host.Last(), DHCPOFFER, Ip(7), 3600);
    offer.op = BOOTREQUEST;
    EXPECT_STREQ(host.Receive(offer), "not a reply");
    EXPECT_EQ(host.state.phase, ClientPhase::SELECTING);
}

TEST(ClientExchanges, TimersThatMakeNoSenseAreReplacedByShares_Rfc2131_4_4_5)
{
    const std::pair<uint32_t, uint32_t> timers[] = {{200, 100}, {100, 4000}, {4000, 5000}};
    for (const auto& [t1, t2] : timers)
    {
        ClientHost host("windows"); // no fuzz
        host.Start();
        host.ToSend();
        host.Offer();
        DhcpMessage ack = Answer(host.Last(), DHCPACK, Ip(7), 3600);
        ack.options.AddU32(OPT_T1, t1);
        ack.options.AddU32(OPT_T2, t2);
        EXPECT_EQ(host.Receive(ack), nullptr);
        EXPECT_EQ(host.state.t1 - host.state.requested, 1800 * SECOND) << t1 << " " << t2;
        EXPECT_EQ(host.state.t2 - host.state.requested, 3150 * SECOND) << t1 << " " << t2;
    }
}

TEST(ClientExchanges, TimersAreFuzzyButKeepTheirOrder_Rfc2131_4_4_5)
{
    std::set<Duration> t1s;
    std::set<Duration> t2s;
    for (uint32_t subscriber = 0; subscriber < 50; ++subscriber)
    {
        ClientHost host("rfc2131", subscriber);
        host.Start();
        host.ToSend();
        host.Offer();
        DhcpMessage ack = Answer(host.Last(), DHCPACK, Ip(7), 3600);
        ack.options.AddU32(OPT_T1, 100);
        ack.options.AddU32(OPT_T2, 100);
        EXPECT_EQ(host.Receive(ack), nullptr);
        EXPECT_LE(host.state.t1, host.state.t2);
        const Duration t1 = host.state.t1 - host.state.requested;
        const Duration t2 = host.state.t2 - host.state.requested;
        EXPECT_GE(t1, 99 * SECOND);
        EXPECT_LE(t2, 101 * SECOND);
        t1s.insert(t1);
        t2s.insert(t2);
    }
    EXPECT_GT(t1s.size(), 40u);
    EXPECT_GT(t2s.size(), 40u);
    EXPECT_LT(*t2s.begin(), 100 * SECOND) << "earlier";
    EXPECT_GT(*t2s.rbegin(), 100 * SECOND) << "or later";
}

TEST(ClientExchanges, BroadcastRepliesAreAskedForByTheFlag_Rfc2131_2)
{
    for (const bool broadcast : {true, false})
    {
        ClientProfile profile;
        profile.broadcastReplies = broadcast;
        ClientHost host(profile);
        host.Acquire();
        host.ToSend();
        ASSERT_EQ(host.out.sent.size(), 3u);
        for (const auto& [message, destination] : host.out.sent)
        {
            EXPECT_EQ(message.flags, broadcast ? FLAG_BROADCAST : 0);
        }
    }
}

TEST(ClientExchanges, SecsCountFromTheBeginningAndFillTheirField_Rfc2131_2)
{
    ClientHost host("rfc2131");
    host.Start();
    host.ToSend();
    const Instant began = host.now;
    EXPECT_EQ(host.Last().secs, 0);
    host.ToSend();
    host.ToSend();
    host.now += 5 * SECOND;
    host.Offer();
    EXPECT_EQ(host.Last().secs, (host.now - began) / SECOND) << "the acquisition goes on";
    host.Ack(864000);
    host.ToSend();
    EXPECT_EQ(host.Last().secs, 0) << "a renewal is a new beginning";
    const Instant t1 = host.now;
    while (!host.LastWasBroadcast())
    {
        host.ToSend();
    }
    EXPECT_EQ(host.Last().secs, UINT16_MAX) << "of " << (host.now - t1) / SECOND;
}

TEST(ClientExchanges, OneMillionStatesFit)
{
    EXPECT_LE(sizeof(ClientState), 88u);
}
