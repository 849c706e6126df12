/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-fixture.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

constexpr IpAddr OTHER = SERVER + 1;

/// A relay with two servers that tell each other of their leases; all leases are of the first.
class RelaySharedLeasesTest : public RelayFixture
{
  protected:
    RelaySharedLeasesTest()
    {
        config.servers = {SERVER, OTHER};
        policy.sharedLeases = true;
    }

    /// Where messages with an xid have gone, from some message on.
    std::vector<IpAddr> ServersAskedFor(uint32_t xid, size_t from) const
    {
        std::vector<IpAddr> servers;
        for (size_t i = from; i < out.up.size(); ++i)
        {
            if (out.up[i].message.xid == xid)
            {
                servers.push_back(out.up[i].server);
            }
        }
        return servers;
    }

    /// The other server acknowledges a request.
    void AnswerOfOther(const DhcpMessage& request)
    {
        DhcpMessage ack = Answer(request, DHCPACK, request.ciaddr, LEASE);
        ack.options.SetU32(OPT_SERVER_ID, OTHER);
        Down(ack, GATEWAY, OTHER);
    }
};

} // namespace

TEST_F(RelaySharedLeasesTest, WhatOneServerLeavesUnansweredGoesToAll)
{
    StandIn();
    const size_t before = out.up.size();
    Renew(7, 3001);
    EXPECT_EQ(ServersAskedFor(3001, before), std::vector<IpAddr>{OTHER})
        << "to the first one it goes its way by itself";
    Pass(policy.probeInterval);
    const std::vector<DhcpMessage> resent = Sent(MessagePurpose::RESEND);
    ASSERT_FALSE(resent.empty());
    EXPECT_EQ(ServersAskedFor(resent.back().xid, 0), (std::vector<IpAddr>{SERVER, OTHER}));
}

TEST_F(RelaySharedLeasesTest, WithoutSharingOnlyTheServerThatGrantedIsAsked)
{
    policy.sharedLeases = false;
    StandIn();
    const size_t before = out.up.size();
    Renew(7, 3001);
    EXPECT_TRUE(ServersAskedFor(3001, before).empty());
    Pass(policy.probeInterval);
    EXPECT_EQ(ServersAskedFor(Sent(MessagePurpose::RESEND).back().xid, 0),
              std::vector<IpAddr>{SERVER});
}

TEST_F(RelaySharedLeasesTest, WhoAnswersHasTheLeaseAndTheOtherOneStaysAway)
{
    StandIn();
    Pass(policy.probeInterval);
    const DhcpMessage resent = Sent(MessagePurpose::RESEND).back();
    const IpAddr address = resent.ciaddr;
    ASSERT_NE(Relay().Journal().Find(address), nullptr);
    AnswerOfOther(resent);
    EXPECT_EQ(Relay().Journal().Find(address), nullptr) << "nothing is owed any more";
    EXPECT_EQ(Relay().Mirror().Find(address)->server, 1);
    EXPECT_EQ(Relay().Mirror().Find(address)->serverId, OTHER);
    EXPECT_EQ(Relay().State(), RelayState::STANDING_IN) << "the first server has said nothing";
}

TEST_F(RelaySharedLeasesTest, ARenewalToTheOldServerReachesTheNewOneAndItsAnswerTheClient)
{
    StandIn();
    Pass(policy.probeInterval);
    const DhcpMessage resent = Sent(MessagePurpose::RESEND).back();
    AnswerOfOther(resent);
    const uint8_t n = resent.ciaddr & 0xff;
    const size_t before = out.up.size();
    const size_t told = out.down.size();
    const DhcpMessage renewal = Renew(n, 3002);
    EXPECT_EQ(out.down.size(), told) << "the relay waits for the new server";
    ASSERT_EQ(ServersAskedFor(3002, before), std::vector<IpAddr>{OTHER});
    AnswerOfOther(out.up.back().message);
    ASSERT_EQ(out.down.size(), told + 1);
    EXPECT_EQ(LastDown().xid, 3002u);
    EXPECT_EQ(LastDown().options.GetU32(OPT_SERVER_ID), OTHER);
}
