/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/allocation-rules.h"

#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// Rules that are set by hand.
struct FixedRules : public AllocationRules
{
    uint32_t HalfFor(const DhcpMessage&) const override
    {
        return half;
    }

    bool MayUseBothHalves(Instant) const override
    {
        return both;
    }

    uint32_t Limit(IpAddr, uint32_t lease, Instant) const override
    {
        return std::min(lease, limit);
    }

    uint32_t half{0};
    bool both{false};
    uint32_t limit{UINT32_MAX};
};

/// A server of a pair, with addresses 10 to 19.
class ServerPairTest : public testing::Test
{
  protected:
    ServerPairTest()
        : machine(Config())
    {
        SubnetConfig subnet;
        subnet.network = Ip(0);
        subnet.mask = 0xffffff00;
        subnet.router = GATEWAY;
        subnet.poolFirst = Ip(10);
        subnet.poolLast = Ip(19);
        machine.AddSubnet(subnet);
        machine.SetRules(&rules);
    }

    static ServerConfig Config()
    {
        ServerConfig config;
        config.serverId = SERVER;
        config.halves = true;
        return config;
    }

    /// What a client is offered, 0 for nothing.
    DhcpMessage Offer(uint8_t n)
    {
        DhcpMessage discover = FromClient(Client(n), DHCPDISCOVER, n);
        discover.giaddr = GATEWAY;
        out.sent.clear();
        machine.Receive(discover, {}, now, out);
        return out.sent.empty() ? DhcpMessage() : out.sent.back().message;
    }

    Binding Leased(uint8_t n, Duration left) const
    {
        Binding binding;
        binding.client = Client(n);
        binding.state = BindingState::ACTIVE;
        binding.expiry = now + left;
        binding.changed = now;
        return binding;
    }

    FixedRules rules;
    ServerMachine machine;
    ServerTranscript out;
    Instant now{HOUR};
};

} // namespace

TEST_F(ServerPairTest, NewClientsGetAddressesOfTheHalfThatTheRulesName)
{
    for (const uint32_t half : {0, 1})
    {
        rules.half = half;
        for (uint8_t n = 0; n < 5; ++n)
        {
            const IpAddr address = Offer(10 * half + n + 1).yiaddr;
            EXPECT_GE(address, Ip(10 + 5 * half));
            EXPECT_LE(address, Ip(14 + 5 * half));
        }
    }
}

TEST_F(ServerPairTest, TheOtherHalfIsUsedIfThatIsAllowedAndOnlyWhenTheFirstOneIsEmpty)
{
    for (uint8_t n = 1; n <= 5; ++n)
    {
        EXPECT_LE(Offer(n).yiaddr, Ip(14));
    }
    EXPECT_EQ(Offer(6).yiaddr, 0u);
    rules.both = true;
    EXPECT_GE(Offer(6).yiaddr, Ip(15));
    machine.TakeOver(Ip(12), Leased(3, HOUR), false, now);
    EXPECT_EQ(Offer(3).yiaddr, Ip(12));
}

TEST_F(ServerPairTest, AClientKeepsItsAddressWhicheverHalfItIsFrom)
{
    machine.TakeOver(Ip(18), Leased(3, HOUR), false, now);
    EXPECT_EQ(Offer(3).yiaddr, Ip(18));
}

TEST_F(ServerPairTest, LeasesAreBoundedInOffersAndAcks)
{
    rules.limit = 77;
    EXPECT_EQ(Offer(1).options.GetU32(OPT_LEASE_TIME), 77u);
    DhcpMessage request = Selecting(Client(1), Ip(10), SERVER, 1);
    request.giaddr = GATEWAY;
    machine.Receive(request, {}, now, out);
    EXPECT_EQ(out.sent.back().message.type, DHCPACK);
    EXPECT_EQ(out.sent.back().message.options.GetU32(OPT_LEASE_TIME), 77u);
    EXPECT_EQ(machine.TableFor(Ip(10))->At(Ip(10)).expiry, now + 77 * SECOND);
}

TEST_F(ServerPairTest, WhatThePartnerSaysIsTakenOverUnlessItIsOlder)
{
    EXPECT_TRUE(machine.TakeOver(Ip(12), Leased(3, HOUR), true, now));
    EXPECT_EQ(machine.ActiveLeases(), 1u);
    EXPECT_EQ(machine.TableFor(Ip(12))->AddressOf(Client(3).Key()), Ip(12));
    EXPECT_FALSE(machine.TakeOver(Ip(12), Leased(3, 2 * HOUR), true, now)) << "as old is not newer";
    Binding older = Leased(3, 2 * HOUR);
    older.changed -= 1;
    EXPECT_FALSE(machine.TakeOver(Ip(12), older, true, now));
    EXPECT_EQ(machine.TableFor(Ip(12))->At(Ip(12)).expiry, now + HOUR);
    EXPECT_TRUE(machine.TakeOver(Ip(12), older, false, now)) << "an update counts in any case";
    EXPECT_EQ(machine.TableFor(Ip(12))->At(Ip(12)).expiry, now + 2 * HOUR);
    EXPECT_FALSE(machine.TakeOver(Ip(99), Leased(4, HOUR), false, now)) << "outside the pool";
    EXPECT_TRUE(out.events.empty()) << "nobody is told";
}

TEST_F(ServerPairTest, ReleasesAndDeclinesAreTakenOver)
{
    machine.TakeOver(Ip(12), Leased(3, HOUR), false, now);
    Binding released = Leased(3, HOUR);
    released.state = BindingState::EXPIRED;
    released.changed = now - 1;
    EXPECT_FALSE(machine.TakeOver(Ip(12), released, false, now)) << "it was granted anew since";
    released.changed = now + 1;
    EXPECT_TRUE(machine.TakeOver(Ip(12), released, false, now + 1));
    EXPECT_EQ(machine.ActiveLeases(), 0u);
    EXPECT_FALSE(machine.TableFor(Ip(12))->IsInUse(Ip(12), now + 1));
    machine.TakeOver(Ip(13), Leased(4, HOUR), false, now);
    Binding declined;
    declined.state = BindingState::DECLINED;
    declined.expiry = now + 24 * HOUR;
    EXPECT_TRUE(machine.TakeOver(Ip(13), declined, false, now));
    EXPECT_EQ(machine.ActiveLeases(), 0u);
    EXPECT_TRUE(machine.TableFor(Ip(13))->IsInUse(Ip(13), now + 23 * HOUR));
}

TEST_F(ServerPairTest, LeasesAreToldInOrderAndInPages)
{
    for (uint8_t n = 10; n < 16; ++n)
    {
        machine.TakeOver(Ip(n), Leased(n, HOUR), false, now);
    }
    Offer(40); // an offer is no lease
    const auto page = machine.LeasesFrom(Ip(11), 3);
    ASSERT_EQ(page.size(), 3u);
    for (uint8_t n = 11; n < 14; ++n)
    {
        EXPECT_EQ(page[n - 11].first, Ip(n));
        EXPECT_EQ(page[n - 11].second.client, Client(n));
    }
    EXPECT_EQ(machine.LeasesFrom(0, 100).size(), 6u);
    EXPECT_TRUE(machine.LeasesFrom(Ip(16), 100).empty());
}
