/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// A relay that gives leases of 5 min out of the server's, which last 1 h.
class RelayLeaseSplitTest : public RelayFixture
{
  protected:
    static constexpr uint32_t SHORT = 300;

    RelayLeaseSplitTest()
    {
        policy.backup = false;
        policy.splitLease = true;
        policy.shortLease = SHORT * SECOND;
    }

    /// A client obtains an address; the server says when to renew.
    void AcquireWithTimers(MessageType type)
    {
        Up(Selecting(Client(1), Ip(1), SERVER, 1001));
        DhcpMessage ack = Answer(out.up.back().message, type, Ip(1), LEASE);
        ack.options.AddU32(OPT_T1, LEASE / 2);
        ack.options.AddU32(OPT_T2, LEASE * 7 / 8);
        Down(ack);
    }
};

} // namespace

TEST_F(RelayLeaseSplitTest, OffersAndAcksAreShortenedWithTheirTimers)
{
    for (const MessageType type : {DHCPOFFER, DHCPACK})
    {
        AcquireWithTimers(type);
        EXPECT_EQ(LastDown().type, type);
        EXPECT_EQ(LastDown().options.GetU32(OPT_LEASE_TIME), SHORT);
        EXPECT_EQ(LastDown().options.GetU32(OPT_T1), SHORT / 2);
        EXPECT_EQ(LastDown().options.GetU32(OPT_T2), 262u) << "7/8 of 300, rounded down";
    }
    const MirrorRecord* const record = Relay().Mirror().Find(Ip(1));
    ASSERT_NE(record, nullptr);
    EXPECT_EQ(record->serverExpiry, now + LEASE * SECOND);
    EXPECT_EQ(record->clientExpiry, now + SHORT * SECOND);
}

TEST_F(RelayLeaseSplitTest, RenewalsAreAnsweredUntilTheServersT1AndForwardedFromThenOn)
{
    AcquireWithTimers(DHCPACK);
    const Instant t1 = now + LEASE / 2 * SECOND;
    uint32_t xid = 100;
    for (; now + SHORT / 2 * SECOND < t1; ++xid)
    {
        Pass(SHORT / 2 * SECOND);
        const size_t told = out.down.size();
        EXPECT_EQ(Up(Renewal(Client(1), Ip(1), xid), SERVER).action, RelayVerdict::CONSUMED);
        EXPECT_EQ(out.up.size(), 1u) << "the server is not asked";
        ASSERT_EQ(out.down.size(), told + 1);
        EXPECT_EQ(LastDown().type, DHCPACK);
        EXPECT_EQ(LastDown().xid, xid);
        EXPECT_EQ(LastDown().options.GetU32(OPT_LEASE_TIME), SHORT);
    }
    EXPECT_EQ(xid, 111u);
    EXPECT_EQ(out.stoodIn.size(), 11u);
    EXPECT_TRUE(out.logged.empty()) << "nothing is promised that the server does not know";
    Pass(t1 - now - 1);
    EXPECT_EQ(Up(Renewal(Client(1), Ip(1), xid), SERVER).action, RelayVerdict::CONSUMED);
    Pass(1);
    EXPECT_EQ(Up(Renewal(Client(1), Ip(1), ++xid), SERVER).action, RelayVerdict::FORWARD);
    EXPECT_EQ(out.stoodIn.size(), 12u);
    Pass(LEASE * SECOND);
    EXPECT_EQ(out.stoodIn.size(), 12u) << "it does not stand in for the server";
}

TEST_F(RelayLeaseSplitTest, TheServersAnswerBeginsAnewAndAlsoReachesTheClientShortened)
{
    Acquire(1);
    Pass(LEASE / 2 * SECOND - SHORT / 4 * SECOND);
    Up(Renewal(Client(1), Ip(1), 6), SERVER);
    Pass(SHORT / 2 * SECOND);
    const DhcpMessage renewal = Renewal(Client(1), Ip(1), 7);
    EXPECT_EQ(Up(renewal, SERVER).action, RelayVerdict::FORWARD);
    Down(Answer(renewal, DHCPACK, Ip(1), LEASE), Ip(1));
    EXPECT_EQ(LastDown().xid, 7u);
    EXPECT_EQ(LastDown().options.GetU32(OPT_LEASE_TIME), SHORT);
    Pass(SHORT / 2 * SECOND);
    EXPECT_EQ(Up(Renewal(Client(1), Ip(1), 8), SERVER).action, RelayVerdict::CONSUMED);
}

TEST_F(RelayLeaseSplitTest, LeasesThatAreShorterAnywayStayAsTheyAre)
{
    policy.shortLease = 2 * LEASE * SECOND;
    Acquire(1);
    EXPECT_EQ(LastDown().options.GetU32(OPT_LEASE_TIME), LEASE);
}

TEST_F(RelayLeaseSplitTest, StrangersAndReleasesReachTheServer)
{
    Acquire(1);
    const size_t told = out.down.size();
    EXPECT_EQ(Up(Renewal(Client(2), Ip(1), 5), SERVER).action, RelayVerdict::FORWARD);
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 6);
    release.ciaddr = Ip(1);
    EXPECT_EQ(Up(release, SERVER).action, RelayVerdict::FORWARD);
    EXPECT_EQ(Up(Renewal(Client(1), Ip(1), 7), SERVER).action, RelayVerdict::FORWARD)
        << "what was given up is not renewed";
    EXPECT_EQ(out.down.size(), told);
}

TEST_F(RelayLeaseSplitTest, ImpossiblePoliciesAreRefused)
{
    EXPECT_EQ(policy.Validate(), "");
    RelayPolicy blind = policy;
    blind.interception = INTERCEPT_NONE;
    EXPECT_NE(blind.Validate(), "");
    RelayPolicy none = policy;
    none.shortLease = 0;
    EXPECT_NE(none.Validate(), "");
    RelayPolicy both = policy;
    both.backup = true;
    EXPECT_NE(both.Validate(), "");
}
