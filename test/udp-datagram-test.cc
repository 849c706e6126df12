/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"

#include "ns3/udp-datagram.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Concat;

constexpr UdpAddresses ADDRESSES = {0x0a000007, 0x0a090001, 68, 67};

/// A datagram of "hello" from 10.0.0.7:68 to 10.9.0.1:67; checksums were computed apart.
const Bytes HELLO = {0x45, 0, 0, 33, 0x12, 0x34, 0,  0, 64, 17,   0x54, 0x88, 10,  0,   0,   7,  10,
                     9,    0, 1, 0,  68,   0,    67, 0, 13, 0xa7, 0x6a, 'h',  'e', 'l', 'l', 'o'};

Bytes
Write(const UdpAddresses& addresses, const Bytes& payload, uint16_t identification = 0)
{
    DhcpBytes written;
    WriteDatagram(addresses, payload, identification, written);
    return Bytes(written.begin(), written.end());
}

/// Whether the bytes are taken as a datagram.
bool
IsDatagram(const Bytes& bytes)
{
    UdpAddresses addresses;
    ByteView payload;
    return ParseDatagram(bytes, addresses, payload);
}

/// Set the IP header checksum of a packet right (RFC 791), so that another fault stands alone.
Bytes
WithIpChecksum(Bytes bytes)
{
    bytes[10] = bytes[11] = 0;
    uint32_t sum = 0;
    const size_t header = std::min<size_t>((bytes[0] & 15) * 4, bytes.size());
    for (size_t i = 0; i + 1 < header; i += 2)
    {
        sum += bytes[i] << 8 | bytes[i + 1];
    }
    sum = (sum & 0xffff) + (sum >> 16);
    sum = ~((sum & 0xffff) + (sum >> 16));
    bytes[10] = sum >> 8;
    bytes[11] = sum;
    return bytes;
}

/// HELLO with one byte of the IP header changed and the header checksum right.
Bytes
WithIpByte(size_t at, uint8_t value)
{
    Bytes bytes = HELLO;
    bytes[at] = value;
    return WithIpChecksum(bytes);
}

TEST(UdpDatagram, IsWrittenAsRfc791AndRfc768Say)
{
    EXPECT_EQ(Write(ADDRESSES, {'h', 'e', 'l', 'l', 'o'}, 0x1234), HELLO);
}

TEST(UdpDatagram, IsReadBack)
{
    UdpAddresses addresses;
    ByteView payload;
    ASSERT_TRUE(ParseDatagram(HELLO, addresses, payload));
    EXPECT_EQ(addresses.source, ADDRESSES.source);
    EXPECT_EQ(addresses.destination, ADDRESSES.destination);
    EXPECT_EQ(addresses.sourcePort, 68);
    EXPECT_EQ(addresses.destinationPort, 67);
    EXPECT_EQ(payload.data(), HELLO.data() + 28) << "a view into the packet, no copy";
    EXPECT_EQ(payload.size(), 5u);
}

TEST(UdpDatagram, LinkLayerPaddingIsNoPayload)
{
    const Bytes padded = Concat({HELLO, Bytes(13, 0xee)});
    UdpAddresses addresses;
    ByteView payload;
    ASSERT_TRUE(ParseDatagram(padded, addresses, payload));
    EXPECT_EQ(payload.size(), 5u);
}

TEST(UdpDatagram, IpOptionsAreSkippedRfc791Section31)
{
    Bytes bytes = Concat({Bytes(HELLO.begin(), HELLO.begin() + 20),
                          {1, 1, 1, 0},
                          Bytes(HELLO.begin() + 20, HELLO.end())});
    bytes[0] = 0x46;
    bytes[3] += 4;
    UdpAddresses addresses;
    ByteView payload;
    bytes = WithIpChecksum(bytes);
    ASSERT_TRUE(ParseDatagram(bytes, addresses, payload));
    EXPECT_EQ(Bytes(payload.begin(), payload.end()), (Bytes{'h', 'e', 'l', 'l', 'o'}));
    EXPECT_EQ(addresses.sourcePort, 68);
}

TEST(UdpDatagram, EmptyPayload)
{
    UdpAddresses addresses;
    ByteView payload;
    const Bytes bytes = Write(ADDRESSES, {});
    EXPECT_EQ(bytes.size(), 28u);
    ASSERT_TRUE(ParseDatagram(bytes, addresses, payload));
    EXPECT_TRUE(payload.empty());
}

TEST(UdpDatagram, ChecksumZeroMeansNoneRfc768)
{
    Bytes bytes = HELLO;
    bytes[26] = bytes[27] = 0;
    EXPECT_TRUE(IsDatagram(bytes));
    bytes[28] ^= 1;
    EXPECT_TRUE(IsDatagram(bytes)) << "nothing vouches for the payload";
}

TEST(UdpDatagram, ComputedChecksumOfZeroIsSentAsAllOnesRfc768)
{
    // The payload is chosen so that all words add up to 0xffff.
    Bytes bytes = Write(ADDRESSES, {0, 0});
    const Bytes payload = {bytes[26], bytes[27]};
    bytes = Write(ADDRESSES, payload);
    EXPECT_EQ(bytes[26], 0xff);
    EXPECT_EQ(bytes[27], 0xff);
    EXPECT_TRUE(IsDatagram(bytes));
}

TEST(UdpDatagram, LargestPayload)
{
    const Bytes payload(65507, 0xff);
    const Bytes bytes = Write(ADDRESSES, payload);
    EXPECT_EQ(bytes.size(), 65535u);
    EXPECT_TRUE(IsDatagram(bytes));
}

TEST(UdpDatagram, OtherProtocolsAreNotTaken)
{
    EXPECT_TRUE(IsDatagram(WithIpByte(8, 1))) << "any time to live";
    EXPECT_FALSE(IsDatagram(WithIpByte(9, 6))) << "TCP";
    EXPECT_FALSE(IsDatagram(WithIpByte(0, 0x65))) << "IPv6";
    EXPECT_FALSE(IsDatagram(WithIpByte(0, 0x44))) << "a header of 16 bytes";
    EXPECT_FALSE(IsDatagram(WithIpByte(0, 0x40))) << "a header of no bytes";
}

TEST(UdpDatagram, FragmentsAreNotTakenRfc791Section31)
{
    EXPECT_FALSE(IsDatagram(WithIpByte(6, 0x20))) << "more fragments";
    EXPECT_FALSE(IsDatagram(WithIpByte(7, 1))) << "a later fragment";
    EXPECT_FALSE(IsDatagram(WithIpByte(6, 0x1f))) << "a far fragment";
    EXPECT_TRUE(IsDatagram(WithIpByte(6, 0x40))) << "don't fragment is no fragment";
}

TEST(UdpDatagram, WrongLengthsAreNotTakenCve20158605)
{
    for (int length = 0; length < 256; ++length)
    {
        EXPECT_EQ(IsDatagram(WithIpByte(3, length)), length == 33) << "IP length " << length;
        Bytes bytes = HELLO;
        bytes[25] = length;
        bytes[26] = bytes[27] = 0; // no checksum, so that the length alone decides
        EXPECT_EQ(IsDatagram(bytes), length >= 8 && length <= 13) << "UDP length " << length;
    }
    EXPECT_FALSE(IsDatagram(WithIpByte(2, 1))) << "IP length 289";
}

TEST(UdpDatagram, TruncationAtEveryByteIsNotTakenCve20158605)
{
    DhcpBytes payload;
    ASSERT_TRUE(WriteMessage(DhcpMessage(), MIN_DATAGRAM, payload));
    const Bytes whole = Write(ADDRESSES, Bytes(payload.begin(), payload.end()));
    for (size_t size = 0; size < whole.size(); ++size)
    {
        EXPECT_FALSE(IsDatagram(Bytes(whole.begin(), whole.begin() + size))) << size;
    }
    EXPECT_TRUE(IsDatagram(whole));
}

RC_GTEST_PROP(UdpDatagramProperty, ComesBackAsWritten, ())
{
    const UdpAddresses addresses = {*rc::gen::arbitrary<uint32_t>(),
                                    *rc::gen::arbitrary<uint32_t>(),
                                    *rc::gen::arbitrary<uint16_t>(),
                                    *rc::gen::arbitrary<uint16_t>()};
    const auto payload = *rc::gen::resize(1472, rc::gen::arbitrary<Bytes>());
    const Bytes bytes = Write(addresses, payload, *rc::gen::arbitrary<uint16_t>());
    UdpAddresses found;
    ByteView data;
    RC_ASSERT(ParseDatagram(bytes, found, data));
    RC_ASSERT(found.source == addresses.source);
    RC_ASSERT(found.destination == addresses.destination);
    RC_ASSERT(found.sourcePort == addresses.sourcePort);
    RC_ASSERT(found.destinationPort == addresses.destinationPort);
    RC_ASSERT(Bytes(data.begin(), data.end()) == payload);
}

// Every wrong bit is found (RFC 1071) unless it makes the UDP checksum zero, which means "none".
RC_GTEST_PROP(UdpDatagramProperty, EveryFlippedBitIsFound, ())
{
    const auto payload = *rc::gen::arbitrary<Bytes>();
    Bytes bytes = Write(ADDRESSES, payload);
    const auto bit = *rc::gen::inRange<size_t>(0, 8 * bytes.size());
    bytes[bit / 8] ^= 1 << bit % 8;
    const bool noChecksum = bytes[26] == 0 && bytes[27] == 0;
    RC_ASSERT(noChecksum || !IsDatagram(bytes));
}

RC_GTEST_PROP(UdpDatagramProperty, AnyBytesAreTakenOrRefused, ())
{
    // Random bytes with what would refuse them at once put right, mostly.
    Bytes bytes = *rc::gen::resize(80, rc::gen::arbitrary<Bytes>());
    const size_t words = *rc::gen::inRange<size_t>(0, 16);
    const size_t udp = 4 * words;
    if (bytes.size() >= 20)
    {
        bytes[0] = 0x40 | words;
        bytes[2] = 0;
        bytes[3] = bytes.size();
        bytes[6] = bytes[7] = 0;
        bytes[9] = 17;
        if (udp + 8 <= bytes.size())
        {
            raw::Put(bytes, udp + 4, {0, *rc::gen::inRange<uint8_t>(0, 80), 0, 0});
        }
        bytes = WithIpChecksum(bytes);
    }
    UdpAddresses addresses;
    ByteView payload;
    const bool taken = ParseDatagram(bytes, addresses, payload);
    RC_CLASSIFY(taken);
    if (taken)
    {
        RC_ASSERT(payload.data() == bytes.data() + udp + 8);
        RC_ASSERT(payload.data() + payload.size() <= bytes.data() + bytes.size());
    }
}

} // namespace

} // namespace ns3::dhcpbackup
