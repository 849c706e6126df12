/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "raw-message.h"
#include "tshark-oracle.h"

#include "ns3/dhcp-message.h"
#include "ns3/pcap-file.h"
#include "ns3/udp-datagram.h"

#include <cstdlib>
#include <gtest/gtest.h>
#include <set>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

using raw::Bytes;
using raw::Concat;

constexpr IpAddr CLIENT = 0x0a000007;
constexpr IpAddr RELAY = 0x0a000001;
constexpr IpAddr SERVER = 0x0a090001;

/// A capture of Ethernet frames that is deleted at the end of the test.
class WireOracle : public ::testing::Test
{
  protected:
    WireOracle()
        : m_path(::testing::TempDir() + "wire-oracle-" + std::to_string(getpid()) + ".pcap")
    {
        m_pcap.Open(m_path, std::ios::out | std::ios::binary);
        m_pcap.Init(1); // DLT_EN10MB
    }

    ~WireOracle() override
    {
        m_pcap.Close();
        unlink(m_path.c_str());
    }

    /// Add an IPv4 packet in an Ethernet frame, padded to 60 bytes as a real device does.
    void AddFrame(ByteView packet)
    {
        Bytes frame = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2, 0, 0, 0, 0, 7, 8, 0};
        frame.insert(frame.end(), packet.begin(), packet.end());
        frame.resize(std::max<size_t>(frame.size(), 60));
        m_pcap.Write(m_frames++, 0, frame.data(), frame.size());
    }

    void AddPayload(ByteView payload, const UdpAddresses& addresses = {0, BROADCAST, 68, 67})
    {
        DhcpBytes packet;
        WriteDatagram(addresses, payload, m_frames, packet);
        AddFrame(packet);
    }

    void AddMessage(const DhcpMessage& message, const UdpAddresses& addresses, size_t max = 576)
    {
        DhcpBytes payload;
        ASSERT_TRUE(WriteMessage(message, max, payload)) << Describe(message);
        AddPayload(payload, addresses);
    }

    OracleReport Judge()
    {
        m_pcap.Close();
        return JudgeCapture(m_path);
    }

    /// The oracle must have seen every frame and found nothing.
    void ExpectClean()
    {
        const OracleReport report = Judge();
        EXPECT_EQ(report.complaints, std::vector<std::string>());
        EXPECT_EQ(report.messages, m_frames);
    }

    /// The oracle must complain of these frames, counted from 1, and of no other.
    void ExpectComplaints(const std::set<size_t>& frames)
    {
        std::set<size_t> found;
        for (const auto& line : Judge().complaints)
        {
            found.insert(std::stoul(line.substr(std::string("frame ").size())));
        }
        EXPECT_EQ(found, frames);
    }

    std::string m_path;   //!< of the capture
    PcapFile m_pcap;      //!< the capture
    uint32_t m_frames{0}; //!< frames written
};

/// A message of a client as it leaves the host.
DhcpMessage
FromClient(MessageType type)
{
    DhcpMessage m;
    m.type = type;
    m.xid = 0x12345678;
    m.chaddr = {2, 0, 0, 0, 0, 7};
    m.options.Add(OPT_CLIENT_ID, Bytes{1, 2, 0, 0, 0, 0, 7});
    return m;
}

/// A server's answer with what RFC 2131 table 3 wants in it.
DhcpMessage
FromServer(MessageType type)
{
    DhcpMessage m = MakeReply(FromClient(DHCPREQUEST), type);
    m.options.AddU32(OPT_SERVER_ID, SERVER);
    if (type != DHCPNAK)
    {
        m.yiaddr = CLIENT;
        m.options.AddU32(OPT_LEASE_TIME, 3600);
        m.options.AddU32(OPT_T1, 1800);
        m.options.AddU32(OPT_T2, 3150);
        m.options.AddU32(OPT_SUBNET_MASK, 0xffffff00);
        m.options.AddU32(OPT_ROUTER, RELAY);
        m.options.Add(OPT_DNS, Bytes{10, 9, 0, 2, 10, 9, 0, 3});
    }
    else
    {
        m.options.AddText(OPT_MESSAGE, "address in use");
    }
    return m;
}

/// Pass a message through a relay: giaddr and option 82 (RFC 3046).
DhcpMessage
Relayed(DhcpMessage m)
{
    DhcpOptions sub;
    sub.AddText(SUB_CIRCUIT_ID, "slot 1 port 7");
    sub.Add(SUB_REMOTE_ID, Bytes{2, 0, 0, 0, 0, 7});
    sub.AddU32(SUB_LINK_SELECTION, RELAY);
    sub.AddText(SUB_SUBSCRIBER_ID, "subscriber-7");
    sub.AddU32(SUB_SERVER_ID_OVERRIDE, RELAY);
    sub.AddText(SUB_RELAY_ID, "relay");
    m.giaddr = RELAY;
    m.hops = m.op == BOOTREQUEST ? 1 : 0;
    m.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(sub));
    return m;
}

constexpr UdpAddresses TO_RELAY = {0, BROADCAST, CLIENT_PORT, SERVER_PORT};
constexpr UdpAddresses TO_SERVER = {RELAY, SERVER, SERVER_PORT, SERVER_PORT};
constexpr UdpAddresses FROM_SERVER = {SERVER, RELAY, SERVER_PORT, SERVER_PORT};
constexpr UdpAddresses TO_CLIENT = {RELAY, CLIENT, SERVER_PORT, CLIENT_PORT};

TEST_F(WireOracle, AllClientMessagesBareAndRelayedRfc2131Table5)
{
    for (const auto type : {DHCPDISCOVER, DHCPREQUEST, DHCPDECLINE, DHCPRELEASE, DHCPINFORM})
    {
        DhcpMessage m = FromClient(type);
        if (type == DHCPREQUEST || type == DHCPDECLINE)
        {
            m.options.AddU32(OPT_REQUESTED_ADDRESS, CLIENT);
        }
        if (type == DHCPRELEASE || type == DHCPINFORM)
        {
            m.ciaddr = CLIENT;
        }
        if (type != DHCPDISCOVER && type != DHCPINFORM)
        {
            m.options.AddU32(OPT_SERVER_ID, SERVER);
        }
        if (type == DHCPDISCOVER || type == DHCPREQUEST || type == DHCPINFORM)
        {
            m.options.AddU16(OPT_MAX_MESSAGE_SIZE, 1500);
            m.options.Add(OPT_PARAMETER_LIST, Bytes{1, 3, 6, 51, 58, 59});
            m.options.AddText(OPT_HOST_NAME, "host-7");
        }
        m.secs = 4;
        m.flags = type == DHCPDISCOVER ? FLAG_BROADCAST : 0;
        AddMessage(m, TO_RELAY);
        AddMessage(Relayed(m), TO_SERVER);
    }
    ExpectClean();
}

TEST_F(WireOracle, AllServerMessagesBareAndRelayedRfc2131Table3)
{
    for (const auto type : {DHCPOFFER, DHCPACK, DHCPNAK})
    {
        AddMessage(FromServer(type), TO_CLIENT);
        AddMessage(Relayed(FromServer(type)), FROM_SERVER);
    }
    ExpectClean();
}

TEST_F(WireOracle, OverloadOfFileAndSnameRfc2131Section41)
{
    for (const size_t extra : {100, 130})
    {
        DhcpMessage m = FromServer(DHCPACK);
        m.options.AddText(OPT_HOST_NAME, std::string(200, 'h'));
        m.options.AddText(17, std::string(extra, '/'));
        m.options.AddText(15, "example.net");
        AddMessage(Relayed(m), FROM_SERVER);
    }
    DhcpMessage withFile = FromServer(DHCPACK);
    withFile.file = {'b', 'o', 'o', 't'};
    withFile.options.AddText(OPT_HOST_NAME, std::string(250, 'h'));
    withFile.options.AddText(17, "/root");
    AddMessage(withFile, TO_CLIENT);
    ExpectClean();
}

TEST_F(WireOracle, LongOptionsInPartsRfc3396)
{
    DhcpMessage m = FromServer(DHCPACK);
    m.options.AddText(17, std::string(700, '/'));
    AddMessage(m, TO_CLIENT, 1500);
    AddMessage(Relayed(m), FROM_SERVER, 1500);
    ExpectClean();
}

TEST_F(WireOracle, OddSizesAndTheLargestFrame)
{
    for (const size_t size : {0, 1, 53, 54, 55, 255, 254})
    {
        DhcpMessage m = FromClient(DHCPDISCOVER);
        m.options.AddText(OPT_HOST_NAME, std::string(size, 'h') + "x");
        AddMessage(m, TO_RELAY);
    }
    DhcpMessage full = FromServer(DHCPACK);
    full.options.AddText(17, std::string(1160, '/'));
    AddMessage(full, TO_CLIENT, MAX_DATAGRAM);
    ExpectClean();
}

TEST_F(WireOracle, FindsWhatTsharkFinds)
{
    AddPayload(raw::Message({53, 1, 1, 255}));
    AddPayload(raw::Message({53, 1, 1}));                      // 2: no END
    AddPayload(raw::Message({12, 1, 'h', 255}));               // 3: no option 53
    AddPayload(raw::Message({53, 1, 19, 255}));                // 4: unassigned type
    AddPayload(raw::Message({53, 1, 1, 53, 1, 1, 255}));       // 5: two of them
    AddPayload(raw::Message({53, 1, 1, 51, 3, 0, 0, 9, 255})); // 6: option 51 of three bytes
    Bytes noDhcp = raw::Message({53, 1, 1, 255});
    noDhcp[raw::COOKIE_AT] = 0;
    AddPayload(noDhcp); // 7: BOOTP
    DhcpBytes badSum;
    WriteDatagram(TO_RELAY, raw::Message({53, 1, 1, 255}), 0, badSum);
    badSum[28 + raw::CHADDR_AT] ^= 1;
    AddFrame(badSum); // 8: UDP checksum
    badSum[28 + raw::CHADDR_AT] ^= 1;
    badSum[5] ^= 1;
    AddFrame(badSum); // 9: IP checksum
    ExpectComplaints({2, 3, 4, 5, 6, 7, 8, 9});
}

TEST_F(WireOracle, FindsWhatTsharkDoesNotFind)
{
    AddPayload(raw::Message({53, 1, 1, 255, 0, 0}));
    AddPayload(raw::Message({53, 2, 1, 1, 255}));     // 2: option 53 of two bytes
    AddPayload(raw::Message({53, 1, 1, 255, 0, 12})); // 3: something behind END
    Bytes longAddress = raw::Message({53, 1, 1, 255});
    longAddress[raw::HLEN_AT] = 20;
    AddPayload(longAddress); // 4: hlen beyond chaddr
    Bytes inFile = raw::Message({53, 1, 1, 52, 1, 1, 255});
    raw::Put(inFile, raw::FILE_AT, {255, 7});
    AddPayload(inFile); // 5: something behind END in file
    Bytes inSname = raw::Message({53, 1, 1, 52, 1, 2, 255});
    raw::Put(inSname, raw::SNAME_AT, {12, 63});
    AddPayload(inSname); // 6: an option that runs out of sname
    ExpectComplaints({2, 3, 4, 5, 6});
}

TEST_F(WireOracle, CountsOnlyDhcp)
{
    AddPayload(raw::Message({53, 1, 1, 255}));
    AddPayload(Bytes{1, 2, 3}, {CLIENT, SERVER, 5000, 5001});
    const OracleReport report = Judge();
    EXPECT_EQ(report.messages, 1u);
    EXPECT_TRUE(report.complaints.empty());
}

TEST_F(WireOracle, UnreadableCaptureIsAnErrorNotSilence)
{
    AddPayload(raw::Message({53, 1, 1, 255}));
    m_pcap.Close();
    EXPECT_THROW(JudgeCapture(m_path + ".missing"), std::runtime_error);
    ASSERT_EQ(truncate(m_path.c_str(), 60), 0);
    EXPECT_THROW(JudgeCapture(m_path), std::runtime_error) << "cut short in the first frame";
}

TEST_F(WireOracle, MissingTsharkIsAnErrorNotSilence)
{
    const std::string path = std::getenv("PATH");
    setenv("PATH", "/nonexistent", 1);
    try
    {
        Judge();
        ADD_FAILURE() << "no error";
    }
    catch (const std::runtime_error& error)
    {
        EXPECT_NE(std::string(error.what()).find("tshark is not installed"), std::string::npos);
    }
    setenv("PATH", path.c_str(), 1);
}

} // namespace

} // namespace ns3::dhcpbackup
