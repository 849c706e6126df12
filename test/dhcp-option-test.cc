/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"

#include "ns3/dhcp-option.h"

#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Copy;

/// The codes of a list in order.
std::vector<int>
CodesOf(const DhcpOptions& options)
{
    std::vector<int> codes;
    for (const auto& item : options)
    {
        codes.push_back(item.code);
    }
    return codes;
}

TEST(DhcpOption, ListKeepsOrderAndData)
{
    DhcpOptions options;
    EXPECT_TRUE(options.Empty());
    options.AddText(OPT_HOST_NAME, "host");
    options.AddU8(52, 3);
    options.AddU16(OPT_MAX_MESSAGE_SIZE, 0x05dc);
    options.AddU32(OPT_SERVER_ID, 0x0a000001);
    options.Add(80, {});
    EXPECT_FALSE(options.Empty());
    EXPECT_EQ(CodesOf(options), (std::vector<int>{12, 52, 57, 54, 80}));
    EXPECT_EQ(Copy(options.Find(OPT_HOST_NAME)), (Bytes{'h', 'o', 's', 't'}));
    EXPECT_EQ(Copy(options.Find(OPT_MAX_MESSAGE_SIZE)), (Bytes{0x05, 0xdc}));
    EXPECT_EQ(Copy(options.Find(OPT_SERVER_ID)), (Bytes{10, 0, 0, 1}));
    EXPECT_TRUE(options.Has(80)) << "an option without data is there too (RFC 4039 section 4)";
    EXPECT_EQ(options.Find(80)->size(), 0u);
    EXPECT_FALSE(options.Has(OPT_ROUTER));
    options.Clear();
    EXPECT_TRUE(options.Empty());
    EXPECT_FALSE(options.Has(OPT_SERVER_ID));
}

TEST(DhcpOption, DataThatLooksLikeACodeIsNotFound)
{
    DhcpOptions options;
    options.Add(43, Bytes{54, 0, 4, 1, 2, 3, 4});
    EXPECT_FALSE(options.Has(OPT_SERVER_ID));
    EXPECT_FALSE(options.Has(4));
}

TEST(DhcpOption, NumbersAreReadInNetworkByteOrder)
{
    DhcpOptions options;
    options.AddU8(1, 0xfe);
    options.AddU16(2, 0xfedc);
    options.AddU32(3, 0xfedcba98);
    EXPECT_EQ(options.GetU8(1), 0xfe);
    EXPECT_EQ(options.GetU16(2), 0xfedc);
    EXPECT_EQ(options.GetU32(3), 0xfedcba98);
}

TEST(DhcpOption, NumberOfAnotherLengthIsNotRead)
{
    DhcpOptions options;
    for (uint8_t size = 0; size < 6; ++size)
    {
        options.Add(100 + size, Bytes(size, 1));
        EXPECT_EQ(options.GetU8(100 + size).has_value(), size == 1) << int(size);
        EXPECT_EQ(options.GetU16(100 + size).has_value(), size == 2) << int(size);
        EXPECT_EQ(options.GetU32(100 + size).has_value(), size == 4) << int(size);
    }
    EXPECT_FALSE(options.GetU8(99)) << "absent";
}

TEST(DhcpOption, JoinAppendsInPlaceRfc3396Section7)
{
    DhcpOptions options;
    EXPECT_TRUE(options.Join(61, Bytes{1, 2}));
    EXPECT_TRUE(options.Join(12, Bytes{9}));
    EXPECT_TRUE(options.Join(61, Bytes{3}));
    EXPECT_TRUE(options.Join(61, {}));
    EXPECT_EQ(CodesOf(options), (std::vector<int>{61, 12}));
    EXPECT_EQ(Copy(options.Find(61)), (Bytes{1, 2, 3}));
    EXPECT_EQ(Copy(options.Find(12)), (Bytes{9}));
}

TEST(DhcpOption, JoinStopsAt65535Bytes)
{
    DhcpOptions options;
    EXPECT_TRUE(options.Join(43, Bytes(65000, 1)));
    EXPECT_TRUE(options.Join(43, Bytes(535, 2)));
    EXPECT_EQ(options.Find(43)->size(), 65535u);
    const DhcpOptions before = options;
    EXPECT_FALSE(options.Join(43, Bytes{3}));
    EXPECT_TRUE(options == before) << "a refused part must leave the list alone";
    EXPECT_TRUE(options.Join(44, Bytes{3}));
}

TEST(DhcpOption, RemoveTakesOneOptionOut)
{
    DhcpOptions options;
    options.AddU32(51, 1);
    options.AddText(12, "a");
    options.AddU32(54, 2);
    options.Remove(12);
    EXPECT_EQ(CodesOf(options), (std::vector<int>{51, 54}));
    options.Remove(12);
    EXPECT_EQ(CodesOf(options), (std::vector<int>{51, 54})) << "absent: nothing happens";
    EXPECT_EQ(options.GetU32(54), 2u);
    options.Remove(51);
    options.Remove(54);
    EXPECT_TRUE(options.Empty());
}

TEST(DhcpOption, SetU32ReplacesInPlaceOrAppends)
{
    DhcpOptions options;
    options.AddU32(51, 3600);
    options.AddU32(54, 0x0a000001);
    options.SetU32(51, 0x01020304);
    EXPECT_EQ(CodesOf(options), (std::vector<int>{51, 54}));
    EXPECT_EQ(options.GetU32(51), 0x01020304u);
    EXPECT_EQ(options.GetU32(54), 0x0a000001u);
    options.SetU32(58, 1800);
    EXPECT_EQ(CodesOf(options), (std::vector<int>{51, 54, 58}));
    EXPECT_EQ(options.GetU32(58), 1800u);
}

TEST(DhcpOption, SetU32ReplacesAValueOfAnotherLength)
{
    DhcpOptions options;
    options.AddU8(51, 1);
    options.Add(58, Bytes(260, 1)); // a length of 0x0104: its low byte alone looks right
    options.SetU32(51, 3600);
    options.SetU32(58, 1800);
    EXPECT_EQ(options.GetU32(51), 3600u);
    EXPECT_EQ(options.GetU32(58), 1800u);
    EXPECT_EQ(CodesOf(options), (std::vector<int>{51, 58}));
}

TEST(DhcpOption, ListsAreEqualOnlyWithTheSameCodesDataAndOrder)
{
    DhcpOptions a;
    a.AddU32(51, 1);
    a.AddU32(54, 2);
    DhcpOptions b = a;
    EXPECT_TRUE(a == b);
    b.SetU32(54, 3);
    EXPECT_FALSE(a == b);
    DhcpOptions swapped;
    swapped.AddU32(54, 2);
    swapped.AddU32(51, 1);
    EXPECT_FALSE(a == swapped);
}

TEST(RelayAgentOption, SubOptionsAreReadInOrderRfc3046Section20)
{
    DhcpOptions sub;
    ASSERT_TRUE(ParseRelayAgentOption(Bytes{1, 3, 'e', 't', 'h', 2, 0, 11, 4, 10, 0, 0, 1}, sub));
    EXPECT_EQ(CodesOf(sub), (std::vector<int>{1, 2, 11}));
    EXPECT_EQ(Copy(sub.Find(SUB_CIRCUIT_ID)), (Bytes{'e', 't', 'h'}));
    EXPECT_EQ(sub.GetU32(SUB_SERVER_ID_OVERRIDE), 0x0a000001u);
    ASSERT_TRUE(ParseRelayAgentOption({}, sub));
    EXPECT_TRUE(sub.Empty()) << "an option 82 without sub-options";
}

TEST(RelayAgentOption, ZeroIsNoPaddingInsideRfc3046Section20)
{
    DhcpOptions sub;
    EXPECT_FALSE(ParseRelayAgentOption(Bytes{1, 1, 7, 0}, sub)) << "a code without its length";
}

TEST(RelayAgentOption, OverrunIsRefusedAndLeavesTheResultAlone)
{
    const Bytes whole = {1, 3, 'e', 't', 'h', 2, 2, 'a', 'b'};
    for (size_t size = 1; size < whole.size(); ++size)
    {
        DhcpOptions sub;
        sub.AddU8(99, 1);
        const DhcpOptions before = sub;
        const Bytes cut(whole.begin(), whole.begin() + size);
        const bool atABoundary = size == 5;
        EXPECT_EQ(ParseRelayAgentOption(cut, sub), atABoundary) << size;
        EXPECT_EQ(sub == before, !atABoundary) << size;
    }
}

TEST(RelayAgentOption, EndIsNoSubOptionRfc3046Section20)
{
    DhcpOptions sub;
    EXPECT_FALSE(ParseRelayAgentOption(Bytes{1, 1, 7, 255, 1, 0}, sub));
}

TEST(RelayAgentOption, WrittenAsCodeLengthData)
{
    DhcpOptions sub;
    sub.AddText(SUB_CIRCUIT_ID, "eth");
    sub.Add(SUB_REMOTE_ID, {});
    sub.Add(SUB_SUBSCRIBER_ID, Bytes(255, 0x55));
    const std::string bytes = WriteRelayAgentOption(sub);
    ASSERT_EQ(bytes.size(), 5u + 2u + 257u);
    EXPECT_EQ(bytes.substr(0, 7), std::string("\1\3eth\2\0", 7));
    EXPECT_EQ(uint8_t(bytes[8]), 255);
    DhcpOptions back;
    ASSERT_TRUE(ParseRelayAgentOption(Bytes(bytes.begin(), bytes.end()), back));
    EXPECT_TRUE(back == sub);
}

TEST(RelayAgentOption, SubOptionOver255BytesIsNotWritten)
{
    DhcpOptions sub;
    sub.AddText(SUB_CIRCUIT_ID, "eth");
    sub.Add(SUB_REMOTE_ID, Bytes(256, 1));
    EXPECT_EQ(WriteRelayAgentOption(sub), "");
}

/// Sizes from 0 to 9 that an option may have, as a string of digits.
std::string
ValidSizes(uint8_t code)
{
    std::string sizes;
    for (size_t size = 0; size < 10; ++size)
    {
        if (IsOptionSizeValid(code, size))
        {
            sizes += char('0' + size);
        }
    }
    return sizes;
}

TEST(OptionSize, FixedWidthOptionsRfc2132)
{
    EXPECT_EQ(ValidSizes(OPT_SUBNET_MASK), "4") << "section 3.3";
    EXPECT_EQ(ValidSizes(OPT_REQUESTED_ADDRESS), "4") << "section 9.1";
    EXPECT_EQ(ValidSizes(OPT_LEASE_TIME), "4") << "section 9.2";
    EXPECT_EQ(ValidSizes(OPT_OVERLOAD), "1") << "section 9.3";
    EXPECT_EQ(ValidSizes(OPT_MESSAGE_TYPE), "1") << "section 9.6";
    EXPECT_EQ(ValidSizes(OPT_SERVER_ID), "4") << "section 9.7";
    EXPECT_EQ(ValidSizes(OPT_MAX_MESSAGE_SIZE), "2") << "section 9.10";
    EXPECT_EQ(ValidSizes(OPT_T1), "4") << "section 9.11";
    EXPECT_EQ(ValidSizes(OPT_T2), "4") << "section 9.12";
    EXPECT_FALSE(IsOptionSizeValid(OPT_LEASE_TIME, 0x0104)) << "a joined option of 260 bytes";
}

TEST(OptionSize, AddressListsAreMultiplesOfFourRfc2132Sections35And38)
{
    for (const uint8_t code : {OPT_ROUTER, OPT_DNS})
    {
        EXPECT_EQ(ValidSizes(code), "48");
        EXPECT_TRUE(IsOptionSizeValid(code, 256));
    }
}

TEST(OptionSize, ClientIdHasATypeAndAValueRfc2132Section914)
{
    EXPECT_EQ(ValidSizes(OPT_CLIENT_ID), "23456789");
    EXPECT_TRUE(IsOptionSizeValid(OPT_CLIENT_ID, 255));
}

TEST(OptionSize, ParameterListIsNotEmptyRfc2132Section98)
{
    EXPECT_EQ(ValidSizes(OPT_PARAMETER_LIST), "123456789");
}

TEST(OptionSize, OptionsThatAreNotInterpretedMayHaveAnySize)
{
    for (const uint8_t code : {uint8_t{43}, uint8_t{80}, uint8_t{119}, uint8_t{254}})
    {
        EXPECT_EQ(ValidSizes(code), "0123456789") << int(code);
    }
    EXPECT_EQ(ValidSizes(OPT_RELAY_AGENT), "0123456789");
}

} // namespace

} // namespace ns3::dhcpbackup
