/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"
#include "tshark-oracle.h"

#include "ns3/dhcp-message.h"

#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Concat;

constexpr size_t MIN_PAYLOAD = MIN_DATAGRAM - IP_UDP_HEADERS; // 548 bytes of DHCP message
constexpr size_t MIN_OPTIONS = MIN_PAYLOAD - OPTIONS_OFFSET;  // 308 of them for options and END

/// Write a message; empty if it does not fit. Whatever is written must be readable and clean.
Bytes
Write(const DhcpMessage& message, size_t maxDatagram = MIN_DATAGRAM)
{
    DhcpBytes written;
    const bool fits = WriteMessage(message, maxDatagram, written);
    EXPECT_EQ(fits, !written.empty()) << "refused means empty";
    const Bytes bytes(written.begin(), written.end());
    if (fits)
    {
        DhcpMessage back;
        EXPECT_EQ(ParseMessage(bytes, back), ParseError::NONE);
        EXPECT_TRUE(back == message);
        EXPECT_EQ(PayloadComplaints(bytes), std::vector<std::string>());
    }
    return bytes;
}

/// A message with options of the given sizes, codes from 100 on.
DhcpMessage
WithOptions(std::initializer_list<size_t> sizes)
{
    DhcpMessage m;
    uint8_t code = 100;
    for (const size_t size : sizes)
    {
        m.options.Add(code, Bytes(size, code));
        ++code;
    }
    return m;
}

/// Bytes of a message from one offset on.
Bytes
Slice(const Bytes& bytes, size_t at, size_t size)
{
    return Bytes(bytes.begin() + at, bytes.begin() + at + size);
}

/// The value of option 52, which must stand behind option 53; 0 if there is none.
int
OverloadOf(const Bytes& bytes)
{
    return bytes.at(243) == OPT_OVERLOAD && bytes.at(244) == 1 ? bytes.at(245) : 0;
}

TEST(WriteMessage, PadsTo300BytesRfc1542Section21)
{
    EXPECT_EQ(Write(WithOptions({})).size(), MIN_MESSAGE);
    EXPECT_EQ(Write(WithOptions({54})).size(), MIN_MESSAGE) << "3 + 56 + END fill 60 bytes";
    EXPECT_EQ(Write(WithOptions({55})).size(), MIN_MESSAGE + 1);
}

TEST(WriteMessage, TypeComesFirstThenTheOptionsInTheirOrderThenEnd)
{
    DhcpMessage m;
    m.type = DHCPREQUEST;
    m.options.AddU32(OPT_REQUESTED_ADDRESS, 0x0a000007);
    m.options.Add(80, {});
    m.options.Add(OPT_RELAY_AGENT, Bytes{1, 1, 'x'});
    EXPECT_EQ(Slice(Write(m), 240, 17),
              (Bytes{53, 1, 3, 50, 4, 10, 0, 0, 7, 80, 0, 82, 3, 1, 1, 'x', 255}));
}

TEST(WriteMessage, FillsTheSmallestDatagramWithoutOverloadRfc2131Section2)
{
    const Bytes full = Write(WithOptions({200, MIN_OPTIONS - 4 - 204}));
    EXPECT_EQ(full.size(), MIN_PAYLOAD);
    EXPECT_EQ(OverloadOf(full), 0);
    EXPECT_EQ(full.back(), OPT_END);
}

TEST(WriteMessage, OneByteMoreOverloadsFileFirstRfc2131Section41)
{
    const Bytes bytes = Write(WithOptions({200, MIN_OPTIONS - 4 - 203}));
    EXPECT_EQ(bytes.size(), MIN_PAYLOAD);
    EXPECT_EQ(OverloadOf(bytes), 1);
    EXPECT_EQ(Slice(bytes, raw::FILE_AT, 3), (Bytes{101, MIN_OPTIONS - 4 - 203, 101}));
    EXPECT_EQ(bytes[raw::SNAME_AT], 0);
}

TEST(WriteMessage, ThenSnameToo)
{
    const Bytes bytes = Write(WithOptions({200, 97, 125, 61}));
    EXPECT_EQ(OverloadOf(bytes), 3);
    EXPECT_EQ(Slice(bytes, raw::FILE_AT, 2), (Bytes{102, 125}));
    EXPECT_EQ(bytes[raw::FILE_AT + 127], OPT_END) << "127 bytes of options fill file";
    EXPECT_EQ(Slice(bytes, raw::SNAME_AT, 2), (Bytes{103, 61}));
    EXPECT_EQ(bytes[raw::SNAME_AT + 63], OPT_END);
    EXPECT_TRUE(Write(WithOptions({200, 97, 125, 62})).empty()) << "one byte too many";
}

TEST(WriteMessage, FieldsInUseAreNotOverloadedRfc2131Section41)
{
    DhcpMessage m = WithOptions({200, 97, 40});
    m.file = {'b', 'o', 'o', 't'};
    const Bytes bytes = Write(m);
    EXPECT_EQ(OverloadOf(bytes), 2);
    EXPECT_EQ(bytes[raw::FILE_AT], 'b');
    EXPECT_EQ(bytes[raw::SNAME_AT], 102);
    m.file = {};
    m.sname[63] = 'x';
    EXPECT_EQ(OverloadOf(Write(m)), 1);
    m.file[127] = 'x';
    EXPECT_TRUE(Write(m).empty()) << "both fields hold text";
}

TEST(WriteMessage, LongOptionIsWrittenInPartsOf255Rfc3396Section5)
{
    const Bytes bytes = Write(WithOptions({600}), 1500);
    EXPECT_EQ(Slice(bytes, 243, 2), (Bytes{100, 255}));
    EXPECT_EQ(Slice(bytes, 243 + 257, 2), (Bytes{100, 255}));
    EXPECT_EQ(Slice(bytes, 243 + 514, 2), (Bytes{100, 90}));
    EXPECT_EQ(bytes.size(), 243u + 514u + 92u + 1u);
    EXPECT_EQ(Write(WithOptions({510}), 1500).size(), 243u + 514u + 1u) << "no empty third part";
}

TEST(WriteMessage, OptionIsCutAtAFieldsEndOnlyWhenNoOtherFieldTakesItWholeRfc3396Section5)
{
    const Bytes whole = Write(WithOptions({200, 120}));
    EXPECT_EQ(whole[raw::FILE_AT], 101);
    EXPECT_EQ(whole[raw::FILE_AT + 1], 120);
    const Bytes cut = Write(WithOptions({200, 126}));
    EXPECT_EQ(Slice(cut, 246 + 202, 2), (Bytes{101, 97}));
    EXPECT_EQ(Slice(cut, raw::FILE_AT, 2), (Bytes{101, 29}));
}

TEST(WriteMessage, OptionsAreCutRatherThanRefused)
{
    // Kept whole, 110 and 80 leave holes of 99 and 15 bytes, and the last option finds no room.
    const Bytes bytes = Write(WithOptions({200, 110, 80}));
    ASSERT_FALSE(bytes.empty());
    EXPECT_EQ(Slice(bytes, 246 + 202, 2), (Bytes{101, 97}));
    EXPECT_EQ(Slice(bytes, raw::FILE_AT, 2), (Bytes{101, 13}));
    EXPECT_EQ(Slice(bytes, raw::FILE_AT + 15, 2), (Bytes{102, 80}));
}

TEST(WriteMessage, TheReceiversLimitIsKeptRfc2132Section910)
{
    const DhcpMessage m = WithOptions({200, 200, 200, 200, 200});
    EXPECT_TRUE(Write(m, 576).empty());
    EXPECT_TRUE(Write(m, 1281).empty() || OverloadOf(Write(m, 1281)) != 0);
    const size_t exact = OPTIONS_OFFSET + 3 + 5 * 202 + 1 + IP_UDP_HEADERS;
    EXPECT_EQ(OverloadOf(Write(m, exact)), 0);
    EXPECT_EQ(Write(m, exact).size() + IP_UDP_HEADERS, exact);
    EXPECT_EQ(OverloadOf(Write(m, exact - 1)), 1);
    EXPECT_EQ(Write(m, exact - 1).size() + IP_UDP_HEADERS, exact - 1);
}

TEST(WriteMessage, LimitsOutside576And1500AreClampedRfc2132Section910)
{
    const DhcpMessage fits576 = WithOptions({200, MIN_OPTIONS - 4 - 204});
    const DhcpMessage fits1500 = WithOptions({1500 - 28 - 240 - 4 - 10});
    const DhcpMessage over1500 = WithOptions({1500 - 28 - 240 - 4 - 9, 200});
    for (const size_t low : {0u, 1u, 239u, 575u})
    {
        EXPECT_EQ(Write(fits576, low), Write(fits576, 576)) << low;
    }
    for (const size_t high : {1501u, 9000u, 65535u})
    {
        EXPECT_EQ(Write(fits1500, high).size(), 1472u) << high;
        EXPECT_TRUE(Write(over1500, high).empty()) << high;
    }
}

#ifdef NS3_ASSERT_ENABLE
TEST(WriteMessageDeathTest, HardwareAddressBeyondItsFieldIsAnErrorOfTheCaller)
{
    DhcpMessage m;
    m.hlen = 17;
    DhcpBytes bytes;
    EXPECT_DEATH(WriteMessage(m, MIN_DATAGRAM, bytes), "hlen 17");
}
#endif

} // namespace

} // namespace ns3::dhcpbackup
