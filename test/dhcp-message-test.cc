/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"

#include "ns3/dhcp-message.h"

#include <gtest/gtest.h>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Concat;
using raw::Copy;
using raw::ErrorOf;

/// A message with every fixed field set, and the bytes that RFC 2131 section 2 gives it.
DhcpMessage
FullMessage()
{
    DhcpMessage m;
    m.op = BOOTREPLY;
    m.htype = 6;
    m.hlen = 16;
    m.hops = 3;
    m.xid = 0x01020304;
    m.secs = 0x0506;
    m.flags = FLAG_BROADCAST;
    m.ciaddr = 0x0a000001;
    m.yiaddr = 0x0a000002;
    m.siaddr = 0x0a000003;
    m.giaddr = 0x0a000004;
    for (size_t i = 0; i < m.chaddr.size(); ++i)
    {
        m.chaddr[i] = 0xc0 + i;
    }
    m.sname = {'s', 'r', 'v'};
    m.file = {'b', 'o', 'o', 't'};
    m.type = DHCPACK;
    m.options.AddU32(OPT_SERVER_ID, 0x0a000001);
    m.options.AddU32(OPT_LEASE_TIME, 3600);
    return m;
}

Bytes
FullBytes()
{
    Bytes b(300, 0);
    raw::Put(b, 0, {2, 6, 16, 3, 1, 2, 3, 4, 5, 6, 0x80, 0});
    raw::Put(b, 12, {10, 0, 0, 1, 10, 0, 0, 2, 10, 0, 0, 3, 10, 0, 0, 4});
    for (uint8_t i = 0; i < 16; ++i)
    {
        b[28 + i] = 0xc0 + i;
    }
    raw::Put(b, 44, {'s', 'r', 'v'});
    raw::Put(b, 108, {'b', 'o', 'o', 't'});
    raw::Put(b, 236, {99, 130, 83, 99, 53, 1, 5, 54, 4, 10, 0, 0, 1, 51, 4, 0, 0, 14, 16, 255});
    return b;
}

TEST(DhcpMessage, EveryFixedFieldHasItsPlaceRfc2131Section2)
{
    DhcpMessage read;
    ASSERT_EQ(ParseMessage(FullBytes(), read), ParseError::NONE);
    EXPECT_TRUE(read == FullMessage());
    DhcpBytes written;
    ASSERT_TRUE(WriteMessage(FullMessage(), MIN_DATAGRAM, written));
    EXPECT_EQ(Bytes(written.begin(), written.end()), FullBytes());
}

TEST(DhcpMessage, EqualityLooksAtEveryField)
{
    const DhcpMessage whole = FullMessage();
    std::vector<DhcpMessage> changed(16, whole);
    changed[0].op = BOOTREQUEST;
    changed[1].htype ^= 1;
    changed[2].hlen ^= 1;
    changed[3].hops ^= 1;
    changed[4].xid ^= 1;
    changed[5].secs ^= 1;
    changed[6].flags ^= 1;
    changed[7].ciaddr ^= 1;
    changed[8].yiaddr ^= 1;
    changed[9].siaddr ^= 1;
    changed[10].giaddr ^= 1;
    changed[11].chaddr[15] ^= 1;
    changed[12].sname[63] ^= 1;
    changed[13].file[127] ^= 1;
    changed[14].type = DHCPNAK;
    changed[15].options.AddU8(80, 0);
    for (size_t i = 0; i < changed.size(); ++i)
    {
        EXPECT_FALSE(changed[i] == whole) << "field " << i;
    }
    EXPECT_TRUE(DhcpMessage(whole) == whole);
}

TEST(DhcpMessage, HardwareAddressIsTheUsedPartOfChaddr)
{
    DhcpMessage m = FullMessage();
    m.hlen = 6;
    EXPECT_EQ(ToHex(m.HardwareAddress()), "c0c1c2c3c4c5");
    m.hlen = 0;
    EXPECT_EQ(ToHex(m.HardwareAddress()), "");
}

TEST(ParseMessage, AcceptsLessThan300BytesRfc1542Section21)
{
    DhcpMessage m;
    EXPECT_EQ(ParseMessage(raw::Message({53, 1, 1, 255}), m), ParseError::NONE);
    EXPECT_EQ(m.type, DHCPDISCOVER);
    EXPECT_EQ(m.xid, 0x12345678u);
    EXPECT_TRUE(m.options.Empty()) << "option 53 is the member type";
}

TEST(ParseMessage, PadsMayStandAnywhereAndBytesBehindEndCountNotRfc2132Section31)
{
    DhcpMessage m;
    ASSERT_EQ(ParseMessage(raw::Message({0, 53, 1, 3, 0, 0, 12, 1, 'x', 0, 255, 12, 9}), m),
              ParseError::NONE);
    EXPECT_EQ(m.type, DHCPREQUEST);
    EXPECT_EQ(Copy(m.options.Find(OPT_HOST_NAME)), (Bytes{'x'}));
}

TEST(ParseMessage, PartsOfAnOptionAreJoinedRfc3396Section7)
{
    DhcpMessage m;
    ASSERT_EQ(ParseMessage(raw::Message({53, 1, 1, 61, 1, 1, 12, 1, 'h', 61, 2, 2, 3, 255}), m),
              ParseError::NONE);
    EXPECT_EQ(Copy(m.options.Find(OPT_CLIENT_ID)), (Bytes{1, 2, 3}));
    EXPECT_EQ(ErrorOf(raw::Message({53, 1, 1, 51, 4, 0, 0, 0, 9, 51, 4, 0, 0, 0, 9, 255})),
              ParseError::BAD_OPTION_SIZE)
        << "a doubled lease time is one of eight bytes";
}

TEST(ParseMessage, JoinedPartsBeyond65535BytesAreNamed)
{
    Bytes options = {53, 1, 1};
    for (int i = 0; i < 258; ++i)
    {
        options = Concat({options, {43, 255}, Bytes(255, 1)});
    }
    EXPECT_EQ(ErrorOf(raw::Message(Concat({options, {255}}))), ParseError::OPTION_TOO_LONG);
}

TEST(ParseMessage, OverloadedFieldsAreReadInTheOrderOptionsFileSnameRfc3396Section5)
{
    const Bytes parts[] = {{52, 1, 1, 53, 1, 5, 43, 1, 'a', 255},
                           {52, 1, 2, 53, 1, 5, 43, 1, 'a', 255},
                           {52, 1, 3, 53, 1, 5, 43, 1, 'a', 255}};
    const std::string joined[] = {"ab", "ac", "abc"};
    for (int i = 0; i < 3; ++i)
    {
        Bytes bytes = raw::Message(parts[i]);
        raw::Put(bytes, raw::FILE_AT, {0, 43, 1, 'b', 255, 43, 1, '!'});
        raw::Put(bytes, raw::SNAME_AT, {43, 1, 'c', 255, 43, 1, '!'});
        DhcpMessage m;
        ASSERT_EQ(ParseMessage(bytes, m), ParseError::NONE) << i;
        const Bytes data = Copy(m.options.Find(43));
        EXPECT_EQ(std::string(data.begin(), data.end()), joined[i]);
        EXPECT_FALSE(m.options.Has(OPT_OVERLOAD)) << "a matter of the wire only";
        EXPECT_EQ(m.file[1], i == 1 ? 43 : 0) << "a field used for options is no text";
        EXPECT_EQ(m.sname[0], i == 0 ? 43 : 0);
    }
}

TEST(ParseMessage, MessageTypeMayStandInAnOverloadedFieldRfc2131Section41)
{
    Bytes bytes = raw::Message({52, 1, 1, 255});
    raw::Put(bytes, raw::FILE_AT, {53, 1, 8, 255});
    DhcpMessage m;
    ASSERT_EQ(ParseMessage(bytes, m), ParseError::NONE);
    EXPECT_EQ(m.type, DHCPINFORM);
}

TEST(ParseMessage, OverloadedFieldNeedsNoEndWhenFull)
{
    Bytes bytes = raw::Message({53, 1, 1, 52, 1, 2, 255});
    raw::Put(bytes, raw::SNAME_AT, Concat({{43, 62}, Bytes(62, 'x')}));
    DhcpMessage m;
    ASSERT_EQ(ParseMessage(bytes, m), ParseError::NONE);
    EXPECT_EQ(m.options.Find(43)->size(), 62u);
}

TEST(ParseMessage, UnknownTypesUpToTheLastAssignedAreCarriedRfc7724)
{
    for (int type = 0; type < 256; ++type)
    {
        const auto error = ErrorOf(raw::Message({53, 1, uint8_t(type), 255}));
        const bool assigned = type >= 1 && type <= 18;
        EXPECT_EQ(error, assigned ? ParseError::NONE : ParseError::BAD_MESSAGE_TYPE) << type;
    }
}

TEST(MakeReply, CopiesWhatMustBeCopiedRfc2131Section431Table3)
{
    DhcpMessage request = FullMessage();
    request.op = BOOTREQUEST;
    request.type = DHCPREQUEST;
    const DhcpMessage reply = MakeReply(request, DHCPOFFER);
    DhcpMessage expected;
    expected.op = BOOTREPLY;
    expected.type = DHCPOFFER;
    expected.htype = request.htype;
    expected.hlen = request.hlen;
    expected.xid = request.xid;
    expected.flags = request.flags;
    expected.giaddr = request.giaddr;
    expected.chaddr = request.chaddr;
    EXPECT_TRUE(reply == expected) << "hops, secs, addresses, names and options start out empty";
}

TEST(MakeReply, OnlyANakThroughARelayGetsTheBroadcastFlagRfc2131Section432)
{
    DhcpMessage request;
    EXPECT_EQ(MakeReply(request, DHCPNAK).flags, 0);
    request.giaddr = 0x0a000001;
    EXPECT_EQ(MakeReply(request, DHCPNAK).flags, FLAG_BROADCAST);
    EXPECT_EQ(MakeReply(request, DHCPACK).flags, 0);
}

// RFC 2131 section 4.3.6, table 4: which of options 50 and 54 and ciaddr a REQUEST carries.
TEST(ShapeOf, TellsTheClientsStateRfc2131Section432)
{
    const RequestShape expected[2][2][2] = {{{RequestShape::MALFORMED, RequestShape::RENEWING},
                                             {RequestShape::INIT_REBOOT, RequestShape::MALFORMED}},
                                            {{RequestShape::MALFORMED, RequestShape::MALFORMED},
                                             {RequestShape::SELECTING, RequestShape::MALFORMED}}};
    for (int bits = 0; bits < 8; ++bits)
    {
        const bool serverId = bits & 4;
        const bool requested = bits & 2;
        const bool ciaddr = bits & 1;
        DhcpMessage m;
        m.type = DHCPREQUEST;
        m.ciaddr = ciaddr ? 0x0a000007 : 0;
        if (requested)
        {
            m.options.AddU32(OPT_REQUESTED_ADDRESS, 0x0a000007);
        }
        if (serverId)
        {
            m.options.AddU32(OPT_SERVER_ID, 0x0a000001);
        }
        EXPECT_EQ(ShapeOf(m), expected[serverId][requested][ciaddr])
            << "54 " << serverId << ", 50 " << requested << ", ciaddr " << ciaddr;
    }
}

TEST(Describe, TellsWhatAReaderLooksFor)
{
    const std::string text = Describe(FullMessage());
    EXPECT_EQ(text,
              "ACK xid 0x01020304 client c0c1c2c3c4c5c6c7c8c9cacbcccdcecf ciaddr 10.0.0.1 yiaddr "
              "10.0.0.2 giaddr 10.0.0.4 secs 1286 hops 3 broadcast lease 3600 s options 54,51");
    EXPECT_EQ(Describe(DhcpMessage()), "DISCOVER xid 0x00000000 client 000000000000 secs 0 hops 0");
}

TEST(Describe, IsBoundedWhateverTheMessageHolds)
{
    DhcpMessage m = FullMessage();
    m.type = MESSAGE_TYPE_LAST;
    m.xid = m.ciaddr = m.yiaddr = m.giaddr = 0xffffffff;
    m.secs = 0xffff;
    m.hops = 255;
    m.options.SetU32(OPT_LEASE_TIME, 0xffffffff);
    for (uint8_t code = 100; code < 255; ++code)
    {
        m.options.Add(code, Bytes(200, code));
    }
    const std::string text = Describe(m);
    EXPECT_LE(text.size(), 300u) << text;
    EXPECT_EQ(text.substr(text.size() - 4), " ...") << "the rest of the options is only hinted at";
}

TEST(ToStringOf, EveryParseErrorHasItsOwnName)
{
    std::set<std::string> names;
    for (int error = 0; error <= int(ParseError::OPTION_TOO_LONG); ++error)
    {
        names.insert(ToString(ParseError(error)));
    }
    EXPECT_EQ(names.size(), size_t(ParseError::OPTION_TOO_LONG) + 1);
    EXPECT_EQ(names.count("unknown error"), 0u);
}

TEST(ToStringOf, MessageTypesAreNamedAsInRfc2132Section96)
{
    const std::string names[] =
        {"DISCOVER", "OFFER", "REQUEST", "DECLINE", "ACK", "NAK", "RELEASE", "INFORM", "type 9"};
    for (int type = 1; type <= 9; ++type)
    {
        EXPECT_EQ(ToString(MessageType(type)), names[type - 1]);
    }
}

} // namespace

} // namespace ns3::dhcpbackup
