/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What a server can do against the hazards of relays that stand in for it: each first without, then
 * with the counter.
 */

#include "server-driver.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

class ServerHazards : public testing::Test, protected ServerDriver
{
  protected:
    /// Let a lease of client 1 run out in a pool of one address; returns the address.
    IpAddr RunOut()
    {
        subnets[0].poolLast = Ip(10);
        const IpAddr address = Acquire(Client(1));
        expiry = now + HOUR;
        return address;
    }

    /// A replay by the relay of a promise that it made some time ago.
    DhcpMessage Replay(uint8_t client, IpAddr address, Duration age)
    {
        DhcpMessage replay = Selecting(Client(client), address, SERVER, 99);
        replay.secs = age / SECOND;
        return replay;
    }

    Instant expiry{0};
};

} // namespace

TEST_F(ServerHazards, WithoutAHoldAnAddressThatRanOutGoesToAnother)
{
    const IpAddr address = RunOut();
    now = expiry;
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 3)), 'A') << "at the very instant";
}

TEST_F(ServerHazards, AHoldKeepsAnAddressForItsLastClient)
{
    config.reallocationHold = 30 * MINUTE;
    const IpAddr address = RunOut();
    for (const Instant when : {expiry, expiry + SECOND, expiry + 30 * MINUTE - 1})
    {
        now = when;
        Machine().Expire(now, out);
        EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 2)), '-') << now;
        EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 3)), 'N') << now;
    }
    EXPECT_EQ(out.events.back(), std::make_pair(BindingEvent::EXPIRED, address));
    EXPECT_EQ(Ask(Selecting(Client(1), address, SERVER, 4)), 'A') << "its last client may come back";
    expiry = now + HOUR;
    now = expiry + 30 * MINUTE;
    Machine().Expire(now, out);
    now += 10 * MILLISECOND; // the wheel's tick
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 5)), 'O');
    EXPECT_EQ(Last().yiaddr, address);
}

TEST_F(ServerHazards, AHoldOutlivesARestart)
{
    config.reallocationHold = 30 * MINUTE;
    const IpAddr address = RunOut();
    Machine().Stored(address, At(address));
    now = expiry + SECOND;
    Machine().Expire(now, out);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 3)), 'N');
    RestartFromFile();
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 4)), 'N');
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 5)), '-');
    now = expiry + 31 * MINUTE;
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 6)), 'O');
}

TEST_F(ServerHazards, NoHoldAfterARelease)
{
    config.reallocationHold = 30 * MINUTE;
    const IpAddr address = RunOut();
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 3);
    release.ciaddr = address;
    Relayed(release);
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 4)), 'O');
    EXPECT_EQ(Last().yiaddr, address);
}

TEST_F(ServerHazards, NoHoldAfterAReleaseEvenFromAFile)
{
    config.reallocationHold = 30 * MINUTE;
    const IpAddr address = RunOut();
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 3);
    release.ciaddr = address;
    Relayed(release);
    RestartFromFile();
    EXPECT_EQ(Ask(Selecting(Client(2), address, SERVER, 4)), 'A');
}

TEST_F(ServerHazards, QuietAfterTheLossOfTheStoreAnswersReplaysOnly)
{
    config.quietAfterLoss = 10 * MINUTE;
    const IpAddr address = Acquire(Client(1));
    Machine().Restart(StoreFate::LOST, now);
    now += 10 * MINUTE - 1;
    EXPECT_STREQ(Relayed(FromClient(Client(2), DHCPDISCOVER, 3)),
                 "quiet after the loss of the store");
    EXPECT_EQ(Ask(Selecting(Client(1), address, SERVER, 4)), 'A');
    EXPECT_EQ(Ask(Renewal(Client(3), address + 1, 5)), 'A');
    now += 1;
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 6)), 'O');
    EXPECT_EQ(Last().yiaddr, address + 2);
}

TEST_F(ServerHazards, NotQuietWhenTheStoreWasKept)
{
    config.quietAfterLoss = 10 * MINUTE;
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 3)), 'O');
}

TEST_F(ServerHazards, AnOldReplayOverwritesWhatCameAfter_UnlessIgnored)
{
    for (const bool ignored : {false, true})
    {
        ServerDriver server;
        server.config.ignoreOldReplays = ignored;
        server.subnets[0].poolLast = Ip(10);
        const IpAddr address = server.Acquire(Client(2));
        DhcpMessage release = FromClient(Client(2), DHCPRELEASE, 3);
        release.ciaddr = address;
        server.now += 60 * SECOND;
        server.Relayed(release);
        server.now += 60 * SECOND;
        EXPECT_EQ(server.Ask(Replay(1, address, 100 * SECOND)), ignored ? 'N' : 'A');
        EXPECT_EQ(server.Ask(Replay(1, address, 60 * SECOND)), 'A') << "one as young is good";
    }
}

TEST_F(ServerHazards, AnOldReplayResurrectsAReleasedLease_UnlessIgnored)
{
    for (const bool ignored : {false, true})
    {
        ServerDriver server;
        server.config.ignoreOldReplays = ignored;
        const IpAddr address = server.Acquire(Client(1));
        DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 3);
        release.ciaddr = address;
        server.now += 60 * SECOND;
        server.Relayed(release);
        server.now += 60 * SECOND;
        EXPECT_EQ(server.Ask(Replay(1, address, 100 * SECOND)), ignored ? 'N' : 'A');
        EXPECT_EQ(server.Machine().ActiveLeases(), ignored ? 0u : 1u);
    }
}

TEST_F(ServerHazards, AnOldReplayOfAClientThatMoved_UnlessIgnored)
{
    for (const bool ignored : {false, true})
    {
        ServerDriver server;
        server.config.ignoreOldReplays = ignored;
        const IpAddr address = server.Acquire(Client(1));
        server.now += 60 * SECOND;
        DhcpMessage moved = Selecting(Client(1), Ip2(10), SERVER, 4);
        moved.giaddr = Ip2(1);
        EXPECT_EQ(server.Ask(moved), 'A');
        server.now += 60 * SECOND;
        EXPECT_EQ(server.Ask(Replay(1, address, 61 * SECOND)), ignored ? 'N' : 'A');
        EXPECT_EQ(server.Ask(Replay(1, address, 59 * SECOND)), 'A');
        EXPECT_EQ(server.Machine().ActiveLeases(), 2u) << "one in each subnet";
    }
}

TEST_F(ServerHazards, AClientThatAnswersAnOfferIsNoReplay)
{
    config.ignoreOldReplays = true;
    const IpAddr address = RunOut();
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 3);
    release.ciaddr = address;
    Relayed(release);
    now += 60 * SECOND;
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 4)), 'O');
    EXPECT_EQ(Ask(Replay(2, address, 1 * HOUR)), 'A') << "it has been looking for an hour";
}

TEST_F(ServerHazards, ARepeatedReplayIsIdempotent)
{
    config.ignoreOldReplays = true;
    const IpAddr address = Acquire(Client(1));
    now += 60 * SECOND;
    EXPECT_EQ(Ask(Replay(1, address, 30 * SECOND)), 'A');
    EXPECT_EQ(Ask(Replay(1, address, 30 * SECOND)), 'A');
    EXPECT_EQ(Machine().ActiveLeases(), 1u);
}

TEST_F(ServerHazards, WhatWasGrantedIsForgottenWithTheLeaseAndWithTheStore)
{
    for (const bool lost : {false, true})
    {
        ServerDriver server;
        server.config.ignoreOldReplays = true;
        const IpAddr address = server.Acquire(Client(1));
        server.now += 60 * SECOND;
        DhcpMessage moved = Selecting(Client(1), Ip2(10), SERVER, 4);
        moved.giaddr = Ip2(1);
        EXPECT_EQ(server.Ask(moved), 'A');
        if (lost)
        {
            server.Machine().Restart(StoreFate::LOST, server.now);
            EXPECT_EQ(server.Machine().NextExpiry(), NEVER) << "nothing to wake up for";
            EXPECT_EQ(server.Ask(Replay(1, address, 10 * SECOND)), 'A');
            continue;
        }
        EXPECT_EQ(server.Ask(Replay(1, address, 10 * SECOND)), 'N');
        server.now += 2 * HOUR;
        server.Machine().Expire(server.now, server.out);
        EXPECT_EQ(server.Ask(Replay(1, address, 2 * HOUR + 30 * SECOND)), 'A')
            << "no table of all times";
    }
}

TEST_F(ServerHazards, ALeaseThatEndsElsewhereDoesNotMakeAnOldReplayGood)
{
    config.ignoreOldReplays = true;
    const IpAddr address = Acquire(Client(1));
    now += 30 * MINUTE;
    DhcpMessage moved = Selecting(Client(1), Ip2(10), SERVER, 4);
    moved.giaddr = Ip2(1);
    EXPECT_EQ(Ask(moved), 'A');
    now += 31 * MINUTE; // the first lease has run out, the second has not
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(Replay(1, address, 40 * MINUTE)), 'N');
}

TEST_F(ServerHazards, ARenewalRepeatedByTheOldRelayDoesNotExtendTheLeaseOfAClientThatMoved)
{
    config.ignoreOldReplays = true;
    const IpAddr address = Acquire(Client(1));
    now += 10 * MINUTE;
    DhcpMessage moved = Selecting(Client(1), Ip2(10), SERVER, 4);
    moved.giaddr = Ip2(1);
    EXPECT_EQ(Ask(moved), 'A');
    now += 1 * MINUTE;
    DhcpMessage repeated = Renewal(Client(1), address, 5);
    repeated.giaddr = GATEWAY;
    repeated.secs = 300;
    EXPECT_EQ(Ask(repeated), 'N') << "it asked before it moved";
    repeated.secs = 30;
    EXPECT_EQ(Ask(repeated), 'A') << "it has come back";
}

TEST_F(ServerHazards, AUnicastRenewalDoesNotTellThatTheClientHasMoved)
{
    config.ignoreOldReplays = true;
    const IpAddr address = Acquire(Client(1));
    now += 10 * MINUTE;
    // Not by Ask, which would put it through a relay.
    DhcpMessage renewal = Renewal(Client(1), address, 4);
    EXPECT_EQ(Machine().Receive(renewal, {address, SERVER}, now, out), nullptr);
    EXPECT_EQ(Last().type, DHCPACK);
    renewal.secs = 300;
    EXPECT_EQ(Ask(renewal), 'A') << "the ACK was lost, it asks through its relay";
}

TEST_F(ServerHazards, AUnicastRenewalIsNeverTakenForARepeatedOne)
{
    config.ignoreOldReplays = true;
    const IpAddr address = Acquire(Client(1));
    now += 10 * MINUTE;
    DhcpMessage moved = Selecting(Client(1), Ip2(10), SERVER, 4);
    moved.giaddr = Ip2(1);
    EXPECT_EQ(Ask(moved), 'A');
    DhcpMessage renewal = Renewal(Client(1), address, 5);
    renewal.secs = 300;
    EXPECT_EQ(Machine().Receive(renewal, {address, SERVER}, now, out), nullptr);
    EXPECT_EQ(Last().type, DHCPACK) << "no relay, so no replay";
}
