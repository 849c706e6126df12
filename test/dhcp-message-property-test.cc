/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"
#include "tshark-oracle.h"

#include "ns3/dhcp-message.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <ostream>
#include <rapidcheck/gtest.h>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Concat;
using RawOption = std::pair<uint8_t, Bytes>;

/// Bytes of any value, up to a length; shorter and smaller ones first.
rc::Gen<Bytes>
BytesUpTo(int longest)
{
    return rc::gen::resize(longest, rc::gen::arbitrary<Bytes>());
}

/// Data that the option may have; the rules are spelled out again, as a check of the code's own.
rc::Gen<Bytes>
DataOf(uint8_t code)
{
    const auto fixed = [](size_t size) {
        return rc::gen::container<Bytes>(size, rc::gen::arbitrary<uint8_t>());
    };
    switch (code)
    {
    case 1:
    case 50:
    case 51:
    case 54:
    case 58:
    case 59:
    case 91:
    case 152:
    case 153:
    case 154:
    case 155:
        return fixed(4);
    case 156:
    case 157:
        return fixed(1);
    case 57:
        return fixed(2);
    case 3:
    case 6:
        return rc::gen::map(BytesUpTo(300), [](Bytes data) {
            data.resize(std::max<size_t>(4, data.size() / 4 * 4));
            return data;
        });
    case 61:
        return rc::gen::map(BytesUpTo(300), [](const Bytes& data) {
            return data.size() < 2 ? Bytes{1, 2} : data;
        });
    case 55:
    case 151:
        return rc::gen::nonEmpty(BytesUpTo(300));
    default:
        // Mostly short ones, but often enough to need parts (RFC 3396) or other fields.
        return rc::gen::weightedOneOf<Bytes>(
            {{6, BytesUpTo(20)}, {4, BytesUpTo(130)}, {2, BytesUpTo(300)}, {1, BytesUpTo(900)}});
    }
}

/// Codes that may stand in DhcpMessage::options, those that are interpreted more often.
rc::Gen<uint8_t>
Code()
{
    const auto any = rc::gen::suchThat(rc::gen::inRange<uint8_t>(1, 255),
                                       [](uint8_t code) { return code != 52 && code != 53; });
    return rc::gen::oneOf(
        rc::gen::element<uint8_t>(1, 3, 6, 12, 50, 51, 54, 55, 57, 58, 59, 61, 82),
        any);
}

rc::Gen<std::vector<RawOption>>
Options()
{
    const auto option = rc::gen::mapcat(Code(), [](uint8_t code) {
        return rc::gen::pair(rc::gen::just(code), DataOf(code));
    });
    const auto list = rc::gen::uniqueBy<std::vector<RawOption>>(option, [](const RawOption& item) {
        return item.first;
    });
    return rc::gen::resize(12, list);
}

/// A text field: unused in half of the cases.
template <size_t N>
rc::Gen<std::array<uint8_t, N>>
Text()
{
    using Field = std::array<uint8_t, N>;
    return rc::gen::oneOf(rc::gen::just(Field{}),
                          rc::gen::container<Field>(rc::gen::arbitrary<uint8_t>()));
}

DhcpOptions
ToOptions(const std::vector<RawOption>& items)
{
    DhcpOptions options;
    for (const auto& [code, data] : items)
    {
        options.Add(code, data);
    }
    return options;
}

/// Any message that may be written.
rc::Gen<DhcpMessage>
AnyMessage()
{
    const auto number = rc::gen::arbitrary<uint32_t>();
    return rc::gen::build<DhcpMessage>(
        rc::gen::set(&DhcpMessage::op, rc::gen::element(BOOTREQUEST, BOOTREPLY)),
        rc::gen::set(&DhcpMessage::htype, rc::gen::arbitrary<uint8_t>()),
        rc::gen::set(&DhcpMessage::hlen, rc::gen::inRange<uint8_t>(0, 17)),
        rc::gen::set(&DhcpMessage::hops, rc::gen::arbitrary<uint8_t>()),
        rc::gen::set(&DhcpMessage::xid, number),
        rc::gen::set(&DhcpMessage::secs, rc::gen::arbitrary<uint16_t>()),
        rc::gen::set(&DhcpMessage::flags, rc::gen::arbitrary<uint16_t>()),
        rc::gen::set(&DhcpMessage::ciaddr, number),
        rc::gen::set(&DhcpMessage::yiaddr, number),
        rc::gen::set(&DhcpMessage::siaddr, number),
        rc::gen::set(&DhcpMessage::giaddr, number),
        rc::gen::set(&DhcpMessage::chaddr, Text<16>()),
        rc::gen::set(&DhcpMessage::sname, Text<64>()),
        rc::gen::set(&DhcpMessage::file, Text<128>()),
        rc::gen::set(
            &DhcpMessage::type,
            rc::gen::map(rc::gen::inRange<int>(1, 19), [](int type) { return MessageType(type); })),
        rc::gen::set(&DhcpMessage::options, rc::gen::map(Options(), ToOptions)));
}

/// Bytes that the options of a message take without END, each in as few parts as can be.
size_t
Need(const DhcpMessage& message)
{
    size_t need = 3;
    for (const auto& item : message.options)
    {
        need += item.data.size() + 2 * std::max<size_t>(1, (item.data.size() + 254) / 255);
    }
    return need;
}

/// Limits below, at and above those in use, and around the one from which no overload is needed.
std::vector<size_t>
LimitsFor(const DhcpMessage& message)
{
    std::vector<size_t> limits = {0, 575, 576, 577, 1000, 1499, 1500, 1501, 65535};
    const size_t enough = Need(message) + 1 + 240 + 28;
    for (const size_t less : {0, 1, 2, 3, 20, 60, 70, 100, 120, 130, 150, 170, 180, 186, 190, 200})
    {
        limits.push_back(enough - std::min(less, enough));
    }
    return limits;
}

/// True where a message surely fits: a field loses at most an option that stays whole or a header.
bool
MustFit(const DhcpMessage& message, size_t limit)
{
    const auto unused = [](const auto& field) {
        return std::all_of(field.begin(), field.end(), [](uint8_t byte) { return byte == 0; });
    };
    const size_t options = std::clamp<size_t>(limit, 576, 1500) - 28 - 240;
    constexpr size_t loss = 18; // an option of 16 bytes with its header
    size_t room = options - 4;
    room += unused(message.file) ? 127 - loss : 0;
    room += unused(message.sname) ? 63 - loss : 0;
    return Need(message) < options || Need(message) <= room;
}

} // namespace

/// How RapidCheck prints a counterexample.
void
showValue(const DhcpMessage& message, std::ostream& os)
{
    os << Describe(message) << " hlen " << int(message.hlen) << " flags " << message.flags
       << " chaddr " << ToHex(message.chaddr) << " sname " << ToHex(message.sname) << " file "
       << ToHex(message.file);
    for (const auto& item : message.options)
    {
        os << "\n  option " << int(item.code) << ": " << item.data.size() << " bytes "
           << ToHex(item.data);
    }
}

namespace
{

/// Write a message for one receiver and check all that holds then; says what became of it.
std::string
CheckWritten(const DhcpMessage& message, size_t limit)
{
    DhcpBytes bytes;
    if (!WriteMessage(message, limit, bytes))
    {
        RC_ASSERT(bytes.empty());
        RC_ASSERT(!MustFit(message, limit));
        return "refused";
    }
    RC_ASSERT(bytes.size() >= MIN_MESSAGE);
    RC_ASSERT(bytes.size() + IP_UDP_HEADERS <= std::clamp<size_t>(limit, 576, 1500));
    RC_ASSERT(PayloadComplaints(bytes) == std::vector<std::string>());
    DhcpMessage back;
    RC_ASSERT(ParseMessage(Bytes(bytes.begin(), bytes.end()), back) == ParseError::NONE);
    RC_ASSERT(back == message);
    return bytes[243] == OPT_OVERLOAD ? "overloaded" : "plain";
}

RC_GTEST_PROP(DhcpMessageProperty, ParseGivesBackWhatWasWrittenRfc2131AndRfc3396, ())
{
    const auto message = *AnyMessage();
    std::set<std::string> outcomes;
    for (const size_t limit : LimitsFor(message))
    {
        outcomes.insert(CheckWritten(message, limit));
    }
    RC_TAG(outcomes);
}

/// Options that are right, or nearly so: they reach deeper than random bytes behind the cookie.
rc::Gen<Bytes>
OptionsOnTheWire()
{
    const auto right = rc::gen::mapcat(Code(), [](uint8_t code) {
        return rc::gen::map(DataOf(code), [code](const Bytes& data) {
            const Bytes start(data.begin(), data.begin() + std::min<size_t>(data.size(), 255));
            return Concat({{code, uint8_t(start.size())}, start});
        });
    });
    const auto pad = rc::gen::just(Bytes{0});
    const auto wrong = BytesUpTo(6);
    const auto part = rc::gen::weightedOneOf<Bytes>({{15, right}, {4, pad}, {1, wrong}});
    return rc::gen::map(rc::gen::resize(6, rc::gen::container<std::vector<Bytes>>(part)),
                        [](const std::vector<Bytes>& parts) {
                            Bytes all;
                            for (const auto& one : parts)
                            {
                                all = Concat({all, one});
                            }
                            return all;
                        });
}

RC_GTEST_PROP(DhcpMessageProperty, AnyBytesParseOrNameTheirError, ())
{
    const auto head = *rc::gen::element(Bytes{53, 1, 1}, Bytes{53, 1, 5, 52, 1, 3}, Bytes{});
    const auto end = *rc::gen::element(Bytes{255}, Bytes{255, 1}, Bytes{52});
    Bytes bytes = raw::Message(Concat({head, *OptionsOnTheWire(), end}));
    for (const auto& [at, size] : {std::pair(raw::SNAME_AT, 64), std::pair(raw::FILE_AT, 128)})
    {
        Bytes field = Concat({*OptionsOnTheWire(), {255}});
        field.resize(size);
        raw::Put(bytes, at, field);
    }
    DhcpMessage message;
    const ParseError error = ParseMessage(bytes, message);
    RC_TAG(ToString(error));
    if (error != ParseError::NONE)
    {
        RC_ASSERT(std::string(ToString(error)) != "unknown error");
        return;
    }
    RC_ASSERT(Describe(message).size() <= 300u);
    CheckWritten(message, MAX_DATAGRAM);
}

RC_GTEST_PROP(DhcpMessageProperty, TruncationNeverParsesAsAnotherMessage, ())
{
    const auto message = *AnyMessage();
    DhcpBytes bytes;
    RC_PRE(WriteMessage(message, MAX_DATAGRAM, bytes));
    const auto size = *rc::gen::inRange<size_t>(0, bytes.size());
    DhcpMessage back;
    if (ParseMessage(Bytes(bytes.begin(), bytes.begin() + size), back) == ParseError::NONE)
    {
        RC_ASSERT(back == message);
    }
}

RC_GTEST_PROP(DhcpMessageProperty, SubOptionsComeBackRfc3046Section20, ())
{
    const auto subOption = rc::gen::pair(rc::gen::inRange<uint8_t>(0, 255), BytesUpTo(255));
    const auto list =
        rc::gen::uniqueBy<std::vector<RawOption>>(subOption,
                                                  [](const RawOption& item) { return item.first; });
    const auto items = *rc::gen::resize(8, list);
    const DhcpOptions options = ToOptions(items);
    const std::string bytes = WriteRelayAgentOption(options);
    DhcpOptions back;
    RC_ASSERT(ParseRelayAgentOption(Bytes(bytes.begin(), bytes.end()), back));
    RC_ASSERT(back == options);
}

} // namespace

} // namespace ns3::dhcpbackup
