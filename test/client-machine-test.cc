/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

constexpr uint32_t LEASE = 3600;

/// A client whose clock is moved by hand.
class ClientMachineTest : public testing::Test
{
  protected:
    void Start()
    {
        machine.Start(state, now, out);
    }

    /// Let time pass to the machine's next wake.
    void ToWake()
    {
        ASSERT_NE(state.wake, NEVER);
        now = state.wake;
        machine.Wake(state, identity, now, out);
    }

    const char* Receive(const DhcpMessage& message)
    {
        return machine.Receive(state, identity, message, now, out);
    }

    const DhcpMessage& Last() const
    {
        return out.sent.back().message;
    }

    /// DISCOVER, OFFER, REQUEST, ACK without any delay.
    void Acquire()
    {
        Start();
        ToWake();
        ASSERT_EQ(Receive(Answer(Last(), DHCPOFFER, Ip(7), LEASE)), nullptr);
        ASSERT_EQ(Receive(Answer(Last(), DHCPACK, Ip(7), LEASE)), nullptr);
        ASSERT_EQ(state.phase, ClientPhase::BOUND);
    }

    ClientProfile profile;
    Draw draw{1, 1};
    ClientMachine machine{profile, draw};
    ClientIdentity identity = Client(1);
    ClientState state;
    ClientTranscript out;
    Instant now{0};
};

} // namespace

TEST_F(ClientMachineTest, WaitsOneToTenSecondsBeforeTheFirstMessage_Rfc2131_4_4_1)
{
    for (uint32_t subscriber = 0; subscriber < 100; ++subscriber)
    {
        ClientState other;
        other.subscriber = subscriber;
        machine.Start(other, 0, out);
        EXPECT_GE(other.wake, 1 * SECOND);
        EXPECT_LT(other.wake, 10 * SECOND);
    }
}

TEST_F(ClientMachineTest, ObtainsALeaseInFourMessages_Rfc2131_3_1)
{
    Acquire();
    ASSERT_EQ(out.sent.size(), 2u);
    EXPECT_EQ(out.sent[0].message.type, DHCPDISCOVER);
    EXPECT_EQ(out.sent[1].message.type, DHCPREQUEST);
    EXPECT_EQ(out.sent[1].destination, BROADCAST);
    EXPECT_EQ(out.sent[1].message.options.GetU32(OPT_SERVER_ID), SERVER);
    EXPECT_EQ(out.sent[1].message.options.GetU32(OPT_REQUESTED_ADDRESS), Ip(7));
    EXPECT_EQ(out.sent[1].message.ciaddr, 0u);
    ASSERT_EQ(out.leases.size(), 1u);
    EXPECT_EQ(out.leases[0].address, Ip(7));
    EXPECT_EQ(out.leases[0].router, GATEWAY);
    EXPECT_FALSE(out.leases[0].renewed);
}

TEST_F(ClientMachineTest, BacksOffFromFourToSixtyFourSeconds_Rfc2131_4_1)
{
    Start();
    ToWake();
    Instant sent = now;
    for (const int64_t expected : {4, 8, 16, 32, 64, 64, 64})
    {
        ToWake();
        EXPECT_GE(now - sent, (expected - 1) * SECOND);
        EXPECT_LE(now - sent, (expected + 1) * SECOND);
        EXPECT_NE(now - sent, expected * SECOND) << "no jitter";
        EXPECT_EQ(Last().type, DHCPDISCOVER);
        EXPECT_EQ(Last().secs, (now - state.since) / SECOND);
        sent = now;
    }
}

TEST_F(ClientMachineTest, StartsOverAfterFiveRequestsInVain_Rfc2131_3_1_5)
{
    Start();
    ToWake();
    const uint32_t xid = Last().xid;
    Receive(Answer(Last(), DHCPOFFER, Ip(7), LEASE));
    for (int retry = 0; retry < 4; ++retry)
    {
        ToWake();
        EXPECT_EQ(Last().type, DHCPREQUEST);
    }
    ToWake();
    EXPECT_EQ(Last().type, DHCPDISCOVER);
    EXPECT_NE(Last().xid, xid);
}

TEST_F(ClientMachineTest, RenewsByUnicastInRenewingShape_Rfc2131_4_3_2)
{
    Acquire();
    ToWake();
    EXPECT_EQ(state.phase, ClientPhase::RENEWING);
    EXPECT_EQ(out.sent.back().destination, SERVER);
    EXPECT_EQ(Last().ciaddr, Ip(7));
    EXPECT_FALSE(Last().options.Has(OPT_REQUESTED_ADDRESS));
    EXPECT_FALSE(Last().options.Has(OPT_SERVER_ID));
    EXPECT_EQ(Last().secs, 0);
}

TEST_F(ClientMachineTest, FollowsTheRenewalScheduleToExpiry_Rfc2131_4_4_5)
{
    profile.timerFuzz = 0;
    Acquire();
    const Instant start = state.requested;
    std::vector<double> unicast;
    std::vector<double> broadcast;
    while (out.losses.empty())
    {
        const size_t before = out.sent.size();
        ToWake();
        if (out.losses.empty())
        {
            ASSERT_EQ(out.sent.size(), before + 1);
            const bool toAll = out.sent.back().destination == BROADCAST;
            (toAll ? broadcast : unicast).push_back(double(now - start) / SECOND);
        }
    }
    // Half of the time left until T2, then until expiry, but never less than 60 s.
    const std::vector<double> renewing = {1800, 2475, 2812.5, 2981.25, 3065.625, 3125.625};
    const std::vector<double> rebinding = {3150, 3375, 3487.5, 3547.5};
    EXPECT_EQ(unicast, renewing);
    EXPECT_EQ(broadcast, rebinding);
    EXPECT_EQ(now - start, LEASE * SECOND);
    EXPECT_EQ(out.losses[0], LossCause::EXPIRED);
    EXPECT_EQ(Last().type, DHCPDISCOVER);
}

TEST_F(ClientMachineTest, LeaseCountsFromTheFirstTransmissionOfTheRequest_Rfc2131_4_4_5)
{
    Acquire();
    ToWake();
    const Instant first = now;
    ToWake();
    ASSERT_EQ(Receive(Answer(Last(), DHCPACK, Ip(7), LEASE)), nullptr);
    EXPECT_EQ(state.expiry, first + LEASE * SECOND);
    EXPECT_TRUE(out.leases.back().renewed);
}

TEST_F(ClientMachineTest, HonoursOptions58And59_Rfc2132_9_11)
{
    profile.timerFuzz = 0;
    Start();
    ToWake();
    Receive(Answer(Last(), DHCPOFFER, Ip(7), LEASE));
    DhcpMessage ack = Answer(Last(), DHCPACK, Ip(7), LEASE);
    ack.options.AddU32(OPT_T1, 100);
    ack.options.AddU32(OPT_T2, 200);
    Receive(ack);
    EXPECT_EQ(state.t1 - state.requested, 100 * SECOND);
    EXPECT_EQ(state.t2 - state.requested, 200 * SECOND);
}

TEST_F(ClientMachineTest, NakEndsTheLease_Rfc2131_4_4_5)
{
    Acquire();
    ToWake();
    ASSERT_EQ(Receive(Answer(Last(), DHCPNAK, 0, 0)), nullptr);
    EXPECT_EQ(out.losses.back(), LossCause::REFUSED);
    EXPECT_EQ(state.phase, ClientPhase::INIT);
    ToWake();
    EXPECT_EQ(Last().type, DHCPDISCOVER);
    EXPECT_FALSE(Last().options.Has(OPT_REQUESTED_ADDRESS));
}

TEST_F(ClientMachineTest, BoundClientIgnoresANak_HazardOfResync)
{
    Acquire();
    EXPECT_STREQ(Receive(Answer(Last(), DHCPNAK, 0, 0)), "not expected in this state");
    EXPECT_EQ(state.phase, ClientPhase::BOUND);
}

TEST_F(ClientMachineTest, ChecksXidAndHardwareAddress_Rfc2131_4_4_1)
{
    Start();
    ToWake();
    DhcpMessage offer = Answer(Last(), DHCPOFFER, Ip(7), LEASE);
    ++offer.xid;
    EXPECT_STREQ(Receive(offer), "another transaction");
    offer = Answer(Last(), DHCPOFFER, Ip(7), LEASE);
    offer.chaddr[5] ^= 1;
    EXPECT_STREQ(Receive(offer), "another client");
    EXPECT_EQ(state.phase, ClientPhase::SELECTING);
}

TEST_F(ClientMachineTest, DiscardsAChangedClientIdentifier_Rfc6842_3)
{
    Start();
    ToWake();
    DhcpMessage offer = MakeReply(Last(), DHCPOFFER);
    offer.yiaddr = Ip(7);
    offer.options.AddU32(OPT_SERVER_ID, SERVER);
    offer.options.AddText(OPT_CLIENT_ID, Client(2).clientId);
    EXPECT_STREQ(Receive(offer), "another client");
    offer.options.Remove(OPT_CLIENT_ID);
    EXPECT_EQ(Receive(offer), nullptr) << "older servers do not echo it";
}

TEST_F(ClientMachineTest, RefusesUnusableAddresses)
{
    Start();
    ToWake();
    for (const IpAddr address : {IpAddr(0), BROADCAST, 127u << 24 | 1, 224u << 24 | 1})
    {
        EXPECT_STREQ(Receive(Answer(Last(), DHCPOFFER, address, LEASE)), "unusable address");
    }
}

TEST_F(ClientMachineTest, AsksForItsAddressAfterAReboot_Rfc2131_3_2)
{
    Acquire();
    machine.Stop(state, out);
    EXPECT_EQ(out.losses.back(), LossCause::STOPPED);
    now += 10 * MINUTE;
    Start();
    EXPECT_EQ(state.phase, ClientPhase::INIT_REBOOT);
    ToWake();
    EXPECT_EQ(state.phase, ClientPhase::REBOOTING);
    EXPECT_EQ(ShapeOf(Last()), RequestShape::INIT_REBOOT);
    EXPECT_EQ(Last().options.GetU32(OPT_REQUESTED_ADDRESS), Ip(7));
    ASSERT_EQ(Receive(Answer(Last(), DHCPACK, Ip(7), LEASE)), nullptr);
    EXPECT_EQ(state.phase, ClientPhase::BOUND);
    EXPECT_FALSE(out.leases.back().renewed);
}

TEST_F(ClientMachineTest, ForgetsALeaseThatRanOutWhileItWasOff_Rfc2131_3_2)
{
    Acquire();
    machine.Stop(state, out);
    now += 2 * HOUR;
    Start();
    EXPECT_EQ(state.phase, ClientPhase::INIT);
}

TEST_F(ClientMachineTest, InfiniteLeaseHasNoTimers_Rfc2131_3_3)
{
    Start();
    ToWake();
    Receive(Answer(Last(), DHCPOFFER, Ip(7), INFINITE_LEASE));
    Receive(Answer(Last(), DHCPACK, Ip(7), INFINITE_LEASE));
    EXPECT_EQ(state.phase, ClientPhase::BOUND);
    EXPECT_EQ(state.wake, NEVER);
}

TEST_F(ClientMachineTest, RefusesAnAckWithoutLeaseOrServer_Rfc2131_Table3)
{
    Start();
    ToWake();
    Receive(Answer(Last(), DHCPOFFER, Ip(7), LEASE));
    DhcpMessage ack = Answer(Last(), DHCPACK, Ip(7), LEASE);
    ack.options.Remove(OPT_LEASE_TIME);
    EXPECT_STREQ(Receive(ack), "no usable lease");
    ack = Answer(Last(), DHCPACK, Ip(7), LEASE);
    ack.options.Remove(OPT_SERVER_ID);
    EXPECT_STREQ(Receive(ack), "no server identifier");
}
