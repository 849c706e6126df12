/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/message-stream.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

using Bytes = std::vector<uint8_t>;

/// A bulk answer that differs from others in all that a number can change.
DhcpMessage
Numbered(uint32_t number)
{
    DhcpMessage message;
    message.op = BOOTREPLY;
    message.type = DHCPLEASEACTIVE;
    message.xid = number;
    message.ciaddr = ~number;
    message.options.AddU32(OPT_BASE_TIME, number);
    message.options.AddU32(OPT_START_TIME_OF_STATE, number);
    message.options.AddU8(OPT_DHCP_STATE, 2);
    message.options.Add(OPT_RELAY_AGENT, Bytes(1 + number % 500, 7));
    return message;
}

Bytes
Written(const std::vector<DhcpMessage>& messages)
{
    Bytes bytes;
    for (const DhcpMessage& message : messages)
    {
        EXPECT_TRUE(WriteToStream(message, bytes));
    }
    return bytes;
}

/// What is read when the bytes come in pieces of these sizes, the last of which repeats.
std::vector<DhcpMessage>
ReadInPieces(MessageStream& stream, const Bytes& bytes, const std::vector<size_t>& pieces)
{
    std::vector<DhcpMessage> messages;
    for (size_t at = 0, turn = 0; at < bytes.size(); ++turn)
    {
        const size_t wanted = pieces[std::min(turn, pieces.size() - 1)];
        const size_t size = std::min(wanted, bytes.size() - at);
        stream.Append(ByteView(bytes.data() + at, size));
        at += size;
        DhcpMessage message;
        while (stream.Next(message))
        {
            messages.push_back(message);
        }
    }
    return messages;
}

std::vector<DhcpMessage>
ReadAll(MessageStream& stream, const Bytes& bytes)
{
    return ReadInPieces(stream, bytes, {bytes.size()});
}

} // namespace

TEST(MessageStream, TheSizeComesFirst_Rfc6926_6_1)
{
    const Bytes bytes = Written({Numbered(1)});
    EXPECT_EQ(bytes[0] << 8 | bytes[1], int(bytes.size() - 2));
    EXPECT_EQ(bytes[2], BOOTREPLY);
    EXPECT_EQ(bytes.back(), OPT_END) << "no padding";
}

RC_GTEST_PROP(MessageStream, WhatIsWrittenIsReadInAnyPieces_Rfc6926_6_1, ())
{
    std::vector<DhcpMessage> messages;
    for (const uint32_t number : *rc::gen::arbitrary<std::vector<uint32_t>>())
    {
        messages.push_back(Numbered(number));
    }
    const auto pieces = *rc::gen::nonEmpty(
        rc::gen::container<std::vector<size_t>>(rc::gen::inRange<size_t>(1, 1500)));
    MessageStream stream;
    RC_ASSERT(ReadInPieces(stream, Written(messages), pieces) == messages);
    RC_ASSERT(stream.Error() == ParseError::NONE);
    RC_ASSERT(stream.Waiting() == 0u);
}

RC_GTEST_PROP(MessageStream, AnyBytesGiveMessagesOrOneError, ())
{
    Bytes bytes = Written({Numbered(3), Numbered(4)});
    for (const auto& [at, value] : *rc::gen::arbitrary<std::vector<std::pair<uint16_t, uint8_t>>>())
    {
        bytes[at % bytes.size()] = value;
    }
    MessageStream stream;
    RC_ASSERT(ReadAll(stream, bytes).size() <= 2u);
    RC_ASSERT(stream.Waiting() <= bytes.size());
    RC_ASSERT(stream.Error() == ParseError::NONE || stream.Waiting() == 0u);
}

TEST(MessageStream, AMessageThatIsCutOffIsWaitedFor)
{
    const Bytes bytes = Written({Numbered(1), Numbered(2)});
    for (size_t size = 0; size < bytes.size(); ++size)
    {
        MessageStream stream;
        const size_t whole = size < Written({Numbered(1)}).size() ? 0 : 1;
        EXPECT_EQ(ReadAll(stream, Bytes(bytes.begin(), bytes.begin() + size)).size(), whole);
        EXPECT_EQ(stream.Error(), ParseError::NONE);
    }
}

TEST(MessageStream, NoMessageIsShorterThanItsFixedFields)
{
    for (const size_t size : {0, 1, 239})
    {
        MessageStream stream;
        EXPECT_TRUE(ReadAll(stream, {uint8_t(size >> 8), uint8_t(size)}).empty());
        EXPECT_EQ(stream.Error(), ParseError::TOO_SHORT) << "at once, whatever would follow";
        EXPECT_EQ(stream.Waiting(), 0u);
    }
}

TEST(MessageStream, BehindAnErrorNothingIsRead)
{
    Bytes bytes = Written({Numbered(1), Numbered(2), Numbered(3)});
    const size_t second = Written({Numbered(1)}).size();
    bytes[second + 2 + 236] ^= 1; // the magic cookie
    for (const size_t piece : {size_t(1), bytes.size()})
    {
        MessageStream stream;
        EXPECT_EQ(ReadInPieces(stream, bytes, {piece}), std::vector<DhcpMessage>{Numbered(1)});
        EXPECT_EQ(stream.Error(), ParseError::BAD_COOKIE);
        EXPECT_EQ(stream.Waiting(), 0u) << "and nothing is kept";
    }
}

TEST(MessageStream, TheLargestSizeIsHeldAndNoMore)
{
    Bytes bytes = Written({Numbered(1)});
    const Bytes content(bytes.begin() + 2, bytes.end());
    bytes = {0xff, 0xff};
    bytes.insert(bytes.end(), content.begin(), content.end());
    bytes.resize(2 + 0xffff); // zeros behind END
    MessageStream stream;
    EXPECT_TRUE(ReadAll(stream, Bytes(bytes.begin(), bytes.end() - 1)).empty());
    EXPECT_EQ(stream.Waiting(), size_t(1 + 0xffff));
    EXPECT_EQ(ReadAll(stream, {0}), std::vector<DhcpMessage>{Numbered(1)});
    EXPECT_EQ(stream.Waiting(), 0u);
}

TEST(MessageStream, WhatDoesNotFitIsNotWritten)
{
    DhcpMessage message = Numbered(1);
    message.options.Add(OPT_MESSAGE, Bytes(2000, 'x'));
    Bytes bytes = {1, 2, 3};
    EXPECT_FALSE(WriteToStream(message, bytes));
    EXPECT_EQ(bytes, (Bytes{1, 2, 3}));
}

TEST(MessageStream, OptionsOfBulkLeasequeryHaveTheirLengths_Rfc6926_6_2)
{
    for (const uint8_t code :
         {OPT_BASE_TIME, OPT_START_TIME_OF_STATE, OPT_QUERY_START_TIME, OPT_QUERY_END_TIME})
    {
        EXPECT_TRUE(IsOptionSizeValid(code, 4)) << int(code);
        EXPECT_FALSE(IsOptionSizeValid(code, 3)) << int(code);
        EXPECT_FALSE(IsOptionSizeValid(code, 8)) << int(code);
    }
    for (const uint8_t code : {OPT_DHCP_STATE, OPT_DATA_SOURCE})
    {
        EXPECT_TRUE(IsOptionSizeValid(code, 1)) << int(code);
        EXPECT_FALSE(IsOptionSizeValid(code, 0)) << int(code);
        EXPECT_FALSE(IsOptionSizeValid(code, 2)) << int(code);
    }
    EXPECT_TRUE(IsOptionSizeValid(OPT_STATUS_CODE, 1));
    EXPECT_TRUE(IsOptionSizeValid(OPT_STATUS_CODE, 20)) << "the code and a text";
    EXPECT_FALSE(IsOptionSizeValid(OPT_STATUS_CODE, 0));
}

} // namespace ns3::dhcpbackup
