/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/dhcp-values.h"

#include <gtest/gtest.h>
#include <vector>

namespace ns3::dhcpbackup
{

namespace
{

TEST(DhcpValues, AddressIsPrintedAsDottedDecimals)
{
    EXPECT_EQ(ToString(IpAddr{0}), "0.0.0.0");
    EXPECT_EQ(ToString(IpAddr{0x0a010007}), "10.1.0.7");
    EXPECT_EQ(ToString(BROADCAST), "255.255.255.255");
}

// RFC 1122 section 3.2.1.3 and RFC 6890: what a host can be given as its own address.
TEST(DhcpValues, HostAddressesAreUnicastRfc1122Section3213)
{
    for (const IpAddr address :
         {0x01000000u, 0x0a010007u, 0x7effffffu, 0x80000000u, 0xc0a80001u, 0xdfffffffu})
    {
        EXPECT_TRUE(IsHostAddress(address)) << ToString(address);
    }
}

TEST(DhcpValues, ThisNetworkIsNoHostAddressRfc1122Section3213a)
{
    EXPECT_FALSE(IsHostAddress(0));
    EXPECT_FALSE(IsHostAddress(0x00ffffff));
}

TEST(DhcpValues, LoopbackIsNoHostAddressRfc1122Section3213g)
{
    EXPECT_FALSE(IsHostAddress(0x7f000000));
    EXPECT_FALSE(IsHostAddress(0x7f000001));
    EXPECT_FALSE(IsHostAddress(0x7fffffff));
}

TEST(DhcpValues, MulticastReservedAndBroadcastAreNoHostAddressesRfc1122Section3213)
{
    EXPECT_FALSE(IsHostAddress(0xe0000000)) << "224.0.0.0, the first multicast address";
    EXPECT_FALSE(IsHostAddress(0xefffffff)) << "239.255.255.255, the last one";
    EXPECT_FALSE(IsHostAddress(0xf0000000)) << "240.0.0.0, reserved";
    EXPECT_FALSE(IsHostAddress(BROADCAST));
}

TEST(DhcpValues, BytesArePrintedAsTwoDigitsEach)
{
    const std::vector<uint8_t> bytes = {0x00, 0x0f, 0xa5, 0xff};
    EXPECT_EQ(ToHex(bytes), "000fa5ff");
    EXPECT_EQ(ToHex({}), "");
}

TEST(DhcpValues, LeaseEndCountsSecondsFromItsStart)
{
    EXPECT_EQ(LeaseEnd(5 * SECOND, 3600), 5 * SECOND + HOUR);
    EXPECT_EQ(LeaseEnd(7, 0), 7);
}

// RFC 2131 section 3.3: 0xffffffff is infinity; one less is 136 years and must not overflow.
TEST(DhcpValues, OnlyTheHighestLeaseTimeIsInfiniteRfc2131Section33)
{
    EXPECT_EQ(LeaseEnd(0, INFINITE_LEASE), NEVER);
    EXPECT_EQ(LeaseEnd(HOUR, INFINITE_LEASE), NEVER);
    EXPECT_EQ(LeaseEnd(HOUR, INFINITE_LEASE - 1), 4294967294 * SECOND + HOUR);
}

} // namespace

} // namespace ns3::dhcpbackup
