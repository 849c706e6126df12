/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"

#include "ns3/dhcp-wire-header.h"
#include "ns3/packet.h"

#include <gtest/gtest.h>
#include <iostream>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;

DhcpMessage
Offer()
{
    DhcpMessage m;
    m.op = BOOTREPLY;
    m.type = DHCPOFFER;
    m.xid = 0xcafe;
    m.yiaddr = 0x0a000007;
    m.options.AddU32(OPT_SERVER_ID, 0x0a000001);
    return m;
}

std::string
Printed(const DhcpWireHeader& header)
{
    std::ostringstream os;
    header.Print(os);
    return os.str();
}

TEST(DhcpWireHeader, IsRegisteredAsAHeader)
{
    TypeId tid;
    ASSERT_TRUE(TypeId::LookupByNameFailSafe("ns3::dhcpbackup::DhcpWireHeader", &tid));
    EXPECT_EQ(tid, DhcpWireHeader::GetTypeId());
    EXPECT_EQ(tid, DhcpWireHeader().GetInstanceTypeId());
    EXPECT_TRUE(tid.IsChildOf(Header::GetTypeId()));
    EXPECT_TRUE(tid.HasConstructor());
}

TEST(DhcpWireHeader, PacketCarriesTheBytesOfWriteMessage)
{
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(DhcpWireHeader(Offer()));
    DhcpBytes expected;
    ASSERT_TRUE(WriteMessage(Offer(), MIN_DATAGRAM, expected));
    ASSERT_EQ(packet->GetSize(), expected.size());
    Bytes found(packet->GetSize());
    packet->CopyData(found.data(), found.size());
    EXPECT_EQ(found, Bytes(expected.begin(), expected.end()));
}

TEST(DhcpWireHeader, MessageComesBackFromThePacket)
{
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(DhcpWireHeader(Offer()));
    DhcpWireHeader header;
    EXPECT_EQ(packet->PeekHeader(header), packet->GetSize());
    EXPECT_EQ(packet->RemoveHeader(header), MIN_MESSAGE);
    EXPECT_EQ(packet->GetSize(), 0u);
    EXPECT_EQ(header.GetError(), ParseError::NONE);
    EXPECT_TRUE(header.GetMessage() == Offer());
    EXPECT_EQ(Printed(header), Describe(Offer()));
}

TEST(DhcpWireHeader, DefaultIsAMessageThatCanBeSent)
{
    const Ptr<Packet> packet = Create<Packet>();
    packet->AddHeader(DhcpWireHeader());
    DhcpWireHeader header;
    packet->RemoveHeader(header);
    EXPECT_EQ(header.GetError(), ParseError::NONE);
    EXPECT_TRUE(header.GetMessage() == DhcpMessage());
}

TEST(DhcpWireHeader, TheReceiversLimitIsUsed)
{
    DhcpMessage m = Offer();
    m.options.Add(43, Bytes(400, 1));
    EXPECT_EQ(DhcpWireHeader(m).GetSerializedSize(), MIN_DATAGRAM - IP_UDP_HEADERS)
        << "overloaded: what passes the limit is in file";
    EXPECT_GT(DhcpWireHeader(m, MAX_DATAGRAM).GetSerializedSize(), 640u);
}

TEST(DhcpWireHeaderDeathTest, MessageThatDoesNotFitIsAnErrorOfTheCaller)
{
    DhcpMessage m;
    m.options.Add(43, Bytes(600, 1));
    EXPECT_DEATH(DhcpWireHeader(m, 576), "do not fit into a datagram of 576 bytes");
}

TEST(DhcpWireHeader, BytesThatAreNoMessageGiveANamedError)
{
    const Bytes noEnd = raw::Message({53, 1, 1});
    for (size_t size = 0; size <= noEnd.size(); ++size)
    {
        const Ptr<Packet> packet = Create<Packet>(noEnd.data(), size);
        DhcpWireHeader header;
        EXPECT_EQ(packet->RemoveHeader(header), size);
        DhcpMessage message;
        EXPECT_EQ(header.GetError(),
                  ParseMessage(Bytes(noEnd.begin(), noEnd.begin() + size), message));
        EXPECT_EQ(header.GetSerializedSize(), size) << "what was read is what would be written";
        EXPECT_EQ(Printed(header),
                  std::string("not a DHCP message: ") + ToString(header.GetError()));
    }
}

TEST(DhcpWireHeader, AnErrorDoesNotOutliveTheNextMessage)
{
    const Bytes bad(20, 0);
    const Bytes good = raw::Message({53, 1, 1, 255});
    DhcpWireHeader header;
    Create<Packet>(bad.data(), bad.size())->PeekHeader(header);
    EXPECT_EQ(header.GetError(), ParseError::TOO_SHORT);
    Create<Packet>(good.data(), good.size())->PeekHeader(header);
    EXPECT_EQ(header.GetError(), ParseError::NONE);
    EXPECT_EQ(header.GetMessage().xid, 0x12345678u);
}

// Packet::EnablePrinting must come before the first packet of a process: hence a fresh one.
TEST(DhcpWireHeaderOwnProcessDeathTest, PacketPrintsItsHeader)
{
    ::testing::FLAGS_gtest_death_test_style = "threadsafe";
    EXPECT_EXIT(
        {
            Packet::EnablePrinting();
            const Ptr<Packet> packet = Create<Packet>();
            packet->AddHeader(DhcpWireHeader(Offer()));
            packet->Print(std::cerr);
            std::exit(0);
        },
        ::testing::ExitedWithCode(0),
        "ns3::dhcpbackup::DhcpWireHeader \\(OFFER xid 0x0000cafe .*yiaddr 10.0.0.7");
}

} // namespace

} // namespace ns3::dhcpbackup
