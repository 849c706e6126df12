/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/error-model.h"
#include "ns3/ethernet-header.h"
#include "ns3/ethernet-line-device.h"
#include "ns3/node.h"
#include "ns3/pointer.h"
#include "ns3/simulator.h"
#include "ns3/uinteger.h"

#include <gtest/gtest.h>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

constexpr uint16_t PROTOCOL = 0x0800;

/// Two nodes and a cable of 100 Mbit/s and 1 ms.
class EthernetLine : public testing::Test
{
  public:
    /// What a device heard.
    struct Heard
    {
        int64_t at;
        uint32_t size;
        Mac48Address from;
        NetDevice::PacketType type;
    };

    EthernetLine()
    {
        Ptr<EthernetLineChannel> cable = CreateObject<EthernetLineChannel>();
        cable->SetAttribute("Delay", TimeValue(MilliSeconds(1)));
        for (int i = 0; i < 2; ++i)
        {
            Ptr<Node> node = CreateObject<Node>();
            devices[i] = CreateObject<EthernetLineDevice>();
            devices[i]->SetAddress(Mac48Address(i == 0 ? "02:00:00:00:00:01" : "02:00:00:00:00:02"));
            devices[i]->Attach(cable);
            node->AddDevice(devices[i]);
        }
        devices[1]->GetNode()->RegisterProtocolHandler(MakeCallback(&EthernetLine::Hear, this),
                                                       PROTOCOL,
                                                       devices[1],
                                                       true);
    }

    ~EthernetLine() override
    {
        Simulator::Destroy();
    }

    void Hear(Ptr<NetDevice>,
              Ptr<const Packet> packet,
              uint16_t,
              const Address& from,
              const Address&,
              NetDevice::PacketType type)
    {
        heard.push_back({Simulator::Now().GetNanoSeconds(),
                         packet->GetSize(),
                         Mac48Address::ConvertFrom(from),
                         type});
    }

    void Sniff(Ptr<const Packet> frame)
    {
        sniffed.push_back(frame->Copy());
    }

    Ptr<EthernetLineDevice> devices[2];
    std::vector<Heard> heard;
    std::vector<Ptr<Packet>> sniffed;
};

} // namespace

TEST_F(EthernetLine, AFrameTakesItsTimeOnTheCable_Ieee8023)
{
    devices[0]->Send(Create<Packet>(300), devices[1]->GetAddress(), PROTOCOL);
    Simulator::Run();
    ASSERT_EQ(heard.size(), 1u);
    // 300 + 38 bytes at 10 ns a bit, and the cable's delay.
    EXPECT_EQ(heard[0].at, 338 * 8 * 10 + 1000000);
    EXPECT_EQ(heard[0].size, 300u);
    EXPECT_EQ(heard[0].type, NetDevice::PACKET_HOST);
}

TEST_F(EthernetLine, ShortFramesAreAsLongAsTheShortest_Ieee8023)
{
    devices[0]->Send(Create<Packet>(1), devices[1]->GetAddress(), PROTOCOL);
    Simulator::Run();
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].at, (46 + 38) * 8 * 10 + 1000000);
    EXPECT_EQ(heard[0].size, 1u) << "the padding is not the receiver's";
}

TEST_F(EthernetLine, FramesFollowOneAnotherAndBothDirectionsAtOnce)
{
    for (int i = 0; i < 3; ++i)
    {
        devices[0]->Send(Create<Packet>(300), devices[1]->GetAddress(), PROTOCOL);
        devices[1]->Send(Create<Packet>(1500), devices[0]->GetAddress(), PROTOCOL);
    }
    Simulator::Run();
    ASSERT_EQ(heard.size(), 3u);
    for (int i = 0; i < 3; ++i)
    {
        EXPECT_EQ(heard[i].at, (i + 1) * 338 * 8 * 10 + 1000000);
    }
}

TEST_F(EthernetLine, WhatDoesNotFitIntoTheQueueIsLost)
{
    devices[0]->SetAttribute("QueueBytes", UintegerValue(1000));
    int sent = 0;
    for (int i = 0; i < 10; ++i)
    {
        sent += devices[0]->Send(Create<Packet>(300), devices[1]->GetAddress(), PROTOCOL);
    }
    Simulator::Run();
    // 338 bytes each: the first three make 1014, so that the fourth finds more than 1000 waiting.
    EXPECT_EQ(sent, 3);
    EXPECT_EQ(heard.size(), 3u);
}

TEST_F(EthernetLine, TooLongForAFrameIsRefused)
{
    EXPECT_FALSE(devices[0]->Send(Create<Packet>(1501), devices[1]->GetAddress(), PROTOCOL));
    EXPECT_TRUE(devices[0]->Send(Create<Packet>(1500), devices[1]->GetAddress(), PROTOCOL));
}

TEST_F(EthernetLine, AnySourceAddressCanBeSentAndAnyDestinationHeard)
{
    const Mac48Address somebody("02:00:00:00:00:99");
    devices[0]->SendFrom(Create<Packet>(100), somebody, Mac48Address::GetBroadcast(), PROTOCOL);
    devices[0]->SendFrom(Create<Packet>(100), somebody, somebody, PROTOCOL);
    Simulator::Run();
    ASSERT_EQ(heard.size(), 2u);
    EXPECT_EQ(heard[0].from, somebody);
    EXPECT_EQ(heard[0].type, NetDevice::PACKET_BROADCAST);
    EXPECT_EQ(heard[1].type, NetDevice::PACKET_OTHERHOST) << "only for those who hear all";
}

TEST_F(EthernetLine, TheErrorModelDecidesWhatArrives)
{
    Ptr<ListErrorModel> errors = CreateObject<ListErrorModel>();
    Ptr<Packet> doomed = Create<Packet>(300);
    errors->SetList({uint32_t(doomed->GetUid())});
    devices[1]->SetAttribute("ReceiveErrorModel", PointerValue(errors));
    devices[0]->Send(doomed, devices[1]->GetAddress(), PROTOCOL);
    devices[0]->Send(Create<Packet>(200), devices[1]->GetAddress(), PROTOCOL);
    Simulator::Run();
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].size, 200u);
}

TEST_F(EthernetLine, ACaptureShowsTheEthernetHeaderAndChangesNothing)
{
    devices[1]->TraceConnectWithoutContext("PromiscSniffer",
                                           MakeCallback(&EthernetLine::Sniff, this));
    devices[0]->Send(Create<Packet>(300), devices[1]->GetAddress(), PROTOCOL);
    Simulator::Run();
    ASSERT_EQ(sniffed.size(), 1u);
    EthernetHeader header(false);
    EXPECT_EQ(sniffed[0]->GetSize(), 314u);
    sniffed[0]->RemoveHeader(header);
    EXPECT_EQ(header.GetSource(), devices[0]->GetAddress());
    EXPECT_EQ(header.GetDestination(), devices[1]->GetAddress());
    EXPECT_EQ(header.GetLengthType(), PROTOCOL);
    ASSERT_EQ(heard.size(), 1u);
    EXPECT_EQ(heard[0].at, 338 * 8 * 10 + 1000000);
    EXPECT_EQ(heard[0].size, 300u);
}
