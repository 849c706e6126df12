/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/partner-message.h"

#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

PartnerMessage
FullMessage(Instant now)
{
    PartnerMessage message;
    message.type = PartnerMessageType::LEASES;
    message.id = 0x01020304;
    message.state = 5;
    message.from = Ip(9);
    message.count = 70000;
    for (uint8_t n = 1; n <= 3; ++n)
    {
        PartnerLease lease;
        lease.address = Ip(n);
        lease.binding.client = Client(n, n != 2);
        lease.binding.state = n == 3 ? BindingState::DECLINED : BindingState::ACTIVE;
        lease.binding.expiry = n == 1 ? NEVER : now + n * HOUR;
        lease.binding.changed = now - n * SECOND;
        lease.potential = now + 3 * n * HOUR;
        lease.binding.serverId = SERVER;
        lease.binding.agentInfo = std::string("\1\2\0\3", 4);
        message.leases.push_back(lease);
    }
    return message;
}

} // namespace

TEST(PartnerMessage, ComesBackAsItWasByAnotherClock)
{
    const Instant there = 5 * HOUR;
    const Instant here = 77 * HOUR; // clocks need not agree
    const PartnerMessage sent = FullMessage(there);
    PartnerMessage got;
    ASSERT_TRUE(ParsePartnerMessage(WritePartnerMessage(sent, there), here, got));
    EXPECT_EQ(got.type, sent.type);
    EXPECT_EQ(got.id, sent.id);
    EXPECT_EQ(got.state, sent.state);
    EXPECT_EQ(got.from, sent.from);
    EXPECT_EQ(got.count, sent.count);
    ASSERT_EQ(got.leases.size(), sent.leases.size());
    for (size_t i = 0; i < got.leases.size(); ++i)
    {
        Binding expected = sent.leases[i].binding;
        expected.expiry = expected.expiry == NEVER ? NEVER : expected.expiry + (here - there);
        expected.changed += here - there;
        EXPECT_EQ(got.leases[i].address, sent.leases[i].address);
        EXPECT_EQ(got.leases[i].binding, expected) << i;
        EXPECT_EQ(got.leases[i].potential, sent.leases[i].potential + (here - there));
    }
}

TEST(PartnerMessage, WhatIsCutOffOrHasATailIsRefused)
{
    std::vector<uint8_t> bytes = WritePartnerMessage(FullMessage(0), 0);
    PartnerMessage got;
    for (size_t length = 0; length < bytes.size(); ++length)
    {
        EXPECT_FALSE(ParsePartnerMessage(ByteView(bytes.data(), length), 0, got)) << length;
    }
    bytes.push_back(0);
    EXPECT_FALSE(ParsePartnerMessage(bytes, 0, got));
    bytes.pop_back();
    bytes[0] = uint8_t(PartnerMessageType::BYE) + 1;
    EXPECT_FALSE(ParsePartnerMessage(bytes, 0, got)) << "an unknown type";
}

TEST(PartnerMessage, AnyBytesAreReadOrRefused)
{
    const std::vector<uint8_t> good = WritePartnerMessage(FullMessage(0), 0);
    for (size_t at = 0; at < good.size(); ++at)
    {
        for (const uint8_t value : {0x00, 0x7f, 0x80, 0xff})
        {
            std::vector<uint8_t> bytes = good;
            bytes[at] = value;
            PartnerMessage got;
            if (ParsePartnerMessage(bytes, HOUR, got))
            {
                EXPECT_LE(got.leases.size(), LEASES_IN_MESSAGE);
                for (const PartnerLease& lease : got.leases)
                {
                    EXPECT_LE(lease.binding.client.hlen, 16u);
                    EXPECT_LE(lease.binding.state, BindingState::DECLINED);
                }
            }
        }
    }
}
