/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"

#include "ns3/dhcp-message.h"

#include <gtest/gtest.h>
#include <malloc.h>
#include <map>
#include <set>
#include <tuple>

/**
 * @file
 * @brief Input that has broken DHCP software elsewhere must be refused by name, or do no harm.
 *
 * Every test carries the identifiers of the published faults that it stands for.
 */

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Concat;
using raw::Copy;
using raw::ErrorOf;

/// A message with one more option in front of END.
Bytes
WithOption(uint8_t code, const Bytes& data)
{
    return raw::Message(Concat({{53, 1, 1, code, uint8_t(data.size())}, data, {255}}));
}

TEST(HostileMessages, SubnetMaskOfAnotherLengthCve20090692)
{
    for (const size_t size : {0, 3, 5, 255})
    {
        EXPECT_EQ(ErrorOf(WithOption(OPT_SUBNET_MASK, Bytes(size, 255))),
                  ParseError::BAD_OPTION_SIZE)
            << size;
    }
    EXPECT_EQ(ErrorOf(WithOption(OPT_SUBNET_MASK, Bytes(4, 255))), ParseError::NONE);
}

/// Options of fixed width that stand in messages, with their widths (RFC 2132).
const std::pair<uint8_t, size_t> FIXED_WIDTH[] = {{1, 4},
                                                  {3, 4},
                                                  {6, 4},
                                                  {50, 4},
                                                  {51, 4},
                                                  {52, 1},
                                                  {53, 1},
                                                  {54, 4},
                                                  {57, 2},
                                                  {58, 4},
                                                  {59, 4}};

TEST(HostileMessages, FixedWidthOptionOneByteShortCve201820679Cve20195747)
{
    for (const auto& [code, width] : FIXED_WIDTH)
    {
        const Bytes data(width - 1, 1);
        const Bytes type = code == OPT_MESSAGE_TYPE ? Bytes{} : Bytes{53, 1, 1};
        const Bytes option = Concat({{code, uint8_t(width - 1)}, data});
        EXPECT_EQ(ErrorOf(raw::Message(Concat({type, option, {255}}))), ParseError::BAD_OPTION_SIZE)
            << "option " << int(code);
        EXPECT_EQ(ErrorOf(raw::Message(Concat({type, option}))), ParseError::MISSING_END)
            << "option " << int(code) << " last in the packet";
        const Bytes overrun = Concat({{code, uint8_t(width)}, data});
        EXPECT_EQ(ErrorOf(raw::Message(Concat({type, overrun}))), ParseError::OPTION_OVERRUN)
            << "option " << int(code) << " last in the packet, with its true length";
    }
}

TEST(HostileMessages, OptionLengthBeyondTheDataAtEveryPositionCve20147912)
{
    const Bytes options = {53, 1, 1, 61, 3, 1, 2, 3, 12, 0, 55, 2, 1, 3, 82, 2, 1, 0, 255};
    const Bytes whole = raw::Message(options);
    ASSERT_EQ(ErrorOf(whole), ParseError::NONE);
    for (const size_t at : {1, 4, 9, 11, 15})
    {
        // The longest length that stays inside, then all that do not.
        const size_t rest = options.size() - at - 1;
        for (size_t length = rest; length < 256; ++length)
        {
            Bytes bytes = whole;
            bytes[raw::OPTIONS_AT + at] = length;
            EXPECT_EQ(ErrorOf(bytes),
                      length == rest ? ParseError::MISSING_END : ParseError::OPTION_OVERRUN)
                << "position " << at << ", length " << length;
        }
    }
}

TEST(HostileMessages, OptionLengthBeyondAnOverloadedFieldCve20147912)
{
    const std::tuple<uint8_t, size_t, size_t> fields[] = {{1, raw::FILE_AT, 128},
                                                          {2, raw::SNAME_AT, 64}};
    for (const auto& [overload, at, size] : fields)
    {
        for (size_t length = 0; length < 256; ++length)
        {
            Bytes bytes = raw::Message({53, 1, 1, 52, 1, overload, 255});
            bytes[at + 5] = 43; // five pads before it
            bytes[at + 6] = length;
            EXPECT_EQ(ErrorOf(bytes),
                      7 + length <= size ? ParseError::NONE : ParseError::OPTION_OVERRUN)
                << "overload " << int(overload) << ", length " << length;
        }
        Bytes last = raw::Message({53, 1, 1, 52, 1, overload, 255});
        last[at + size - 1] = 43; // a code in the last byte: its length would be in the next field
        EXPECT_EQ(ErrorOf(last), ParseError::OPTION_OVERRUN) << int(overload);
    }
}

TEST(HostileMessages, OverloadInsideOverloadedFieldsCountsNotCve20146060)
{
    for (const uint8_t outer : {1, 2, 3})
    {
        Bytes bytes = raw::Message({53, 1, 1, 52, 1, outer, 255});
        raw::Put(bytes, raw::FILE_AT, {52, 1, 3, 43, 1, 'f', 255});
        raw::Put(bytes, raw::SNAME_AT, {52, 1, 3, 43, 1, 's', 255});
        DhcpMessage m;
        ASSERT_EQ(ParseMessage(bytes, m), ParseError::NONE) << int(outer);
        const Bytes joined[] = {{'f'}, {'s'}, {'f', 's'}};
        EXPECT_EQ(Copy(m.options.Find(43)), joined[outer - 1]) << "each field read at most once";
        EXPECT_FALSE(m.options.Has(OPT_OVERLOAD));
    }
}

TEST(HostileMessages, OverloadOfAnotherFormCve20146060)
{
    for (int value = 0; value < 256; ++value)
    {
        EXPECT_EQ(ErrorOf(WithOption(OPT_OVERLOAD, {uint8_t(value)})),
                  value >= 1 && value <= 3 ? ParseError::NONE : ParseError::BAD_OVERLOAD)
            << value;
    }
    EXPECT_EQ(ErrorOf(raw::Message({53, 1, 1, 52, 1, 1, 52, 1, 2, 255})),
              ParseError::BAD_OPTION_SIZE)
        << "two of them join to one of two bytes";
    EXPECT_EQ(ErrorOf(raw::Message({53, 1, 1, 52})), ParseError::OPTION_OVERRUN)
        << "its code is the packet's last byte";
    EXPECT_EQ(ErrorOf(raw::Message({53, 1, 1, 52, 1})), ParseError::OPTION_OVERRUN);
    EXPECT_EQ(ErrorOf(raw::Message({53, 1, 1, 52, 1, 3})), ParseError::MISSING_END);
}

TEST(HostileMessages, ClientIdOfLengthZeroOneAnd255Cve20102156Cve20123571)
{
    EXPECT_EQ(ErrorOf(WithOption(OPT_CLIENT_ID, {})), ParseError::BAD_OPTION_SIZE);
    EXPECT_EQ(ErrorOf(WithOption(OPT_CLIENT_ID, {1})), ParseError::BAD_OPTION_SIZE);
    DhcpMessage m;
    ASSERT_EQ(ParseMessage(WithOption(OPT_CLIENT_ID, Bytes(255, 0xee)), m), ParseError::NONE);
    EXPECT_EQ(Copy(m.options.Find(OPT_CLIENT_ID)), Bytes(255, 0xee));
    DhcpBytes written;
    DhcpMessage back;
    ASSERT_TRUE(WriteMessage(m, MIN_DATAGRAM, written));
    EXPECT_EQ(ParseMessage(written, back), ParseError::NONE);
    EXPECT_TRUE(back == m) << "the longest client-id comes back whole";
}

TEST(HostileMessages, TruncationAtEveryByteCve20158605)
{
    const Bytes whole = raw::Message({53, 1, 1, 61, 3, 1, 2, 3, 0, 12, 1, 'h', 255});
    ASSERT_EQ(ErrorOf(whole), ParseError::NONE);
    for (size_t size = 0; size < whole.size(); ++size)
    {
        const ParseError error = ErrorOf(Bytes(whole.begin(), whole.begin() + size));
        if (size < raw::OPTIONS_AT)
        {
            EXPECT_EQ(error, ParseError::TOO_SHORT) << size;
            continue;
        }
        const std::set<size_t> boundaries = {0, 3, 8, 9, 12};
        EXPECT_EQ(error,
                  boundaries.count(size - raw::OPTIONS_AT) ? ParseError::MISSING_END
                                                           : ParseError::OPTION_OVERRUN)
            << size;
    }
}

TEST(HostileMessages, MaximumMessageSizeBelowTheMinimumCve20075365)
{
    DhcpMessage reply;
    reply.op = BOOTREPLY;
    reply.options.Add(43, Bytes(290, 1));
    for (const uint16_t size : {0, 1, 239, 575, 65535})
    {
        DhcpMessage m;
        const Bytes data = {uint8_t(size >> 8), uint8_t(size)};
        ASSERT_EQ(ParseMessage(WithOption(OPT_MAX_MESSAGE_SIZE, data), m), ParseError::NONE);
        const auto asked = m.options.GetU16(OPT_MAX_MESSAGE_SIZE);
        ASSERT_EQ(asked, size);
        DhcpBytes bytes;
        ASSERT_TRUE(WriteMessage(reply, *asked, bytes)) << size;
        EXPECT_EQ(bytes.size(), OPTIONS_OFFSET + 3 + 255 + 2 + 35 + 2 + 1) << size;
        EXPECT_LE(bytes.size() + IP_UDP_HEADERS, MAX_DATAGRAM);
    }
}

TEST(HostileMessages, OptionsThatAreNotInterpretedAreSkippedWholeCve20207461Cve20162147)
{
    // Option 119 (RFC 3397): a name that points at itself, behind its end, and at END's code.
    const Bytes loops[] = {{0xc0, 0x00}, {3, 'a', 'b'}, {0xc0, 0xff, 255, 53, 1, 9}, {63}};
    for (const Bytes& name : loops)
    {
        DhcpMessage m;
        ASSERT_EQ(ParseMessage(WithOption(119, name), m), ParseError::NONE);
        EXPECT_EQ(Copy(m.options.Find(119)), name) << "carried untouched";
        EXPECT_EQ(m.type, DHCPDISCOVER);
    }
}

TEST(HostileMessages, HardwareAddressLongerThanItsFieldRfc2131Section2)
{
    for (int hlen = 0; hlen < 256; ++hlen)
    {
        Bytes bytes = raw::Message({53, 1, 1, 255});
        bytes[raw::HLEN_AT] = hlen;
        EXPECT_EQ(ErrorOf(bytes), hlen <= 16 ? ParseError::NONE : ParseError::BAD_HLEN) << hlen;
    }
}

TEST(HostileMessages, OpAndCookieAreCheckedRfc2131Sections2And3)
{
    for (int op = 0; op < 256; ++op)
    {
        Bytes bytes = raw::Message({53, 1, 1, 255});
        bytes[0] = op;
        EXPECT_EQ(ErrorOf(bytes), op == 1 || op == 2 ? ParseError::NONE : ParseError::BAD_OP);
    }
    for (size_t i = 0; i < 4; ++i)
    {
        Bytes bytes = raw::Message({53, 1, 1, 255});
        bytes[raw::COOKIE_AT + i] ^= 1;
        EXPECT_EQ(ErrorOf(bytes), ParseError::BAD_COOKIE) << i;
    }
}

TEST(HostileMessages, BootpWithoutAMessageTypeIsNotDhcpRfc2132Section96)
{
    EXPECT_EQ(ErrorOf(raw::Message({255})), ParseError::NO_MESSAGE_TYPE);
    EXPECT_EQ(ErrorOf(raw::Message({12, 1, 'h', 255})), ParseError::NO_MESSAGE_TYPE);
    EXPECT_EQ(ErrorOf(raw::Message({})), ParseError::MISSING_END);
    EXPECT_EQ(ErrorOf(raw::Message(Bytes(60, 0))), ParseError::MISSING_END);
    EXPECT_EQ(ErrorOf(raw::Message({53, 2, 1, 1, 255})), ParseError::BAD_OPTION_SIZE);
    EXPECT_EQ(ErrorOf(raw::Message({53, 1, 1, 53, 1, 1, 255})), ParseError::BAD_OPTION_SIZE);
}

// What an address is worth is for the machines to judge; as a message these are well formed.
TEST(HostileMessages, AddressesThatNoHostCanHoldParseAsTheyAre)
{
    for (const IpAddr address : {0u, 0xffffffffu, 0xe0000001u, 0x7f000001u, 0x0a000001u})
    {
        Bytes bytes = raw::Message({53, 1, 5, 255});
        for (size_t i = 0; i < 4; ++i)
        {
            bytes[raw::YIADDR_AT + i] = address >> (24 - 8 * i);
        }
        DhcpMessage m;
        ASSERT_EQ(ParseMessage(bytes, m), ParseError::NONE) << ToString(address);
        EXPECT_EQ(m.yiaddr, address);
        EXPECT_EQ(IsHostAddress(m.yiaddr), address == 0x0a000001) << ToString(address);
    }
}

/// Changes some bytes of a valid message, reproducibly (a xorshift generator).
class Spoiler
{
  public:
    Bytes Next()
    {
        Bytes bytes =
            raw::Message({53, 1, 3, 61, 7, 1, 2, 0,   0,   0,   0,   7,  52, 1, 3, 50, 4,  10,
                          0,  0, 7, 82, 6, 1, 4, 'p', 'o', 'r', 't', 55, 3,  1, 3, 6,  255});
        const size_t changes = Draw(4);
        for (size_t i = 0; i < changes; ++i)
        {
            // Three in four behind the cookie: elsewhere there is little to break.
            const size_t from = Draw(4) == 0 ? 0 : raw::OPTIONS_AT;
            bytes[from + Draw(bytes.size() - from)] = Draw(256);
        }
        if (Draw(8) == 0)
        {
            bytes.resize(Draw(bytes.size()));
        }
        else if (Draw(8) == 0)
        {
            bytes.insert(bytes.end() - 1, Draw(60000), uint8_t(Draw(256)));
        }
        return bytes;
    }

  private:
    uint32_t Draw(uint32_t below)
    {
        m_state ^= m_state << 13;
        m_state ^= m_state >> 17;
        m_state ^= m_state << 5;
        return m_state % below;
    }

    uint32_t m_state{2463534242};
};

TEST(HostileMessages, HundredThousandLeaveNoMemoryBehindAndShortLinesCve20222929Cve20040460)
{
    Spoiler spoiler;
    std::map<ParseError, size_t> seen;
    const auto take = [&](size_t count) {
        size_t longest = 0;
        for (size_t i = 0; i < count; ++i)
        {
            DhcpMessage m;
            const ParseError error = ParseMessage(spoiler.Next(), m);
            ++seen[error];
            longest = std::max(longest, Describe(m).size());
        }
        return longest;
    };
    take(1000); // what is allocated once is allocated now
    const size_t before = mallinfo2().uordblks;
    EXPECT_LE(take(100000), 300u) << "characters in the longest line";
    const size_t after = mallinfo2().uordblks;
    EXPECT_LE(after, before + 10000)
        << "bytes in use: a byte for every tenth message would be a leak";
    EXPECT_GT(seen[ParseError::NONE], 10000u);
    EXPECT_GE(seen.size(), 10u) << "the search was shallow";
}

} // namespace

} // namespace ns3::dhcpbackup
