/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief Search for input that ParseMessage or ParseDatagram cannot stand (libFuzzer).
 *
 * Build by hand, with <build> a stand-alone build of the module (for its include folder):
 *   clang++ -std=c++17 -g -O1 -fsanitize=fuzzer,address,undefined -I<build>/include
 *     test/fuzz/parse-message-fuzz.cc model/wire/dhcp-{message,option,values}.cc
 *     model/wire/udp-datagram.cc -lns3-core -o parse-message-fuzz
 *   ./parse-message-fuzz -max_len=2000 -max_total_time=60
 */

#include "ns3/dhcp-message.h"
#include "ns3/udp-datagram.h"

#include <algorithm>
#include <cstdlib>
#include <vector>

using namespace ns3::dhcpbackup;

/// A promise that no input may break; abort() is what the fuzzer sees.
static void
Require(bool promise)
{
    if (!promise)
    {
        std::abort();
    }
}

/// A parsed message describes itself in one short line and survives being written and read.
static void
CheckMessage(const DhcpMessage& message)
{
    Require(Describe(message).size() <= 300);
    ShapeOf(message);
    DhcpBytes written;
    for (const size_t limit : {MIN_DATAGRAM, MAX_DATAGRAM})
    {
        if (WriteMessage(message, limit, written))
        {
            Require(written.size() >= MIN_MESSAGE && written.size() + IP_UDP_HEADERS <= limit);
            DhcpMessage back;
            Require(ParseMessage(written, back) == ParseError::NONE && back == message);
        }
    }
    DhcpOptions subOptions;
    if (const auto agent = message.options.Find(OPT_RELAY_AGENT))
    {
        ParseRelayAgentOption(*agent, subOptions);
    }
}

/// The entry point that libFuzzer calls with every input.
extern "C" int
LLVMFuzzerTestOneInput(const uint8_t* data, size_t size)
{
    UdpAddresses addresses;
    ByteView payload;
    ParseDatagram(ByteView(data, size), addresses, payload);

    // A valid op, hlen and magic cookie: without them the search stays in front of the options.
    std::vector<uint8_t> bytes(data, data + size);
    if (size >= OPTIONS_OFFSET)
    {
        const uint8_t cookie[] = {99, 130, 83, 99};
        bytes[0] = 1 + bytes[0] % 2;
        bytes[2] %= 17;
        std::copy(cookie, cookie + 4, bytes.begin() + OPTIONS_OFFSET - 4);
    }
    DhcpMessage message;
    if (ParseMessage(bytes, message) == ParseError::NONE)
    {
        CheckMessage(message);
    }
    return 0;
}
