/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expectations.h"

#include "ns3/boolean.h"
#include "ns3/csma-helper.h"
#include "ns3/global-value.h"
#include "ns3/ipv4-l3-protocol.h"
#include "ns3/link-impairment.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/simulator.h"
#include "ns3/string.h"
#include "ns3/udp-datagram.h"

#include <algorithm>
#include <cmath>
#include <gtest/gtest.h>
#include <map>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// One direction of a link, fast enough not to matter, with messages that have a number.
class LinkRig : public testing::TestWithParam<bool>
{
  protected:
    LinkRig()
    {
        GlobalValue::Bind("ChecksumEnabled", BooleanValue(true));
        nodes.Create(2);
        if (GetParam())
        {
            CsmaHelper link;
            link.SetChannelAttribute("DataRate", StringValue("100Gbps"));
            link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(0)));
            devices = link.Install(nodes);
            header = 14;
            trailer = 4;
        }
        else
        {
            PointToPointHelper link;
            link.SetDeviceAttribute("DataRate", StringValue("100Gbps"));
            link.SetChannelAttribute("Delay", TimeValue(NanoSeconds(0)));
            link.SetQueue("ns3::DropTailQueue", "MaxSize", StringValue("100000p"));
            devices = link.Install(nodes);
            header = 2;
            trailer = 0;
        }
        devices.Get(1)->SetReceiveCallback(MakeCallback(&LinkRig::Receive, this));
        impairment = CreateObject<LinkImpairment>();
        impairment->Install(devices.Get(1), 7);
    }

    ~LinkRig() override
    {
        impairment->Dispose();
        Simulator::Destroy();
    }

    bool Receive(Ptr<NetDevice>, Ptr<const Packet> packet, uint16_t, const Address&)
    {
        std::vector<uint8_t> bytes(packet->GetSize());
        packet->CopyData(bytes.data(), bytes.size());
        received.push_back({Simulator::Now(), bytes});
        UdpAddresses addresses;
        ByteView payload;
        if (ParseDatagram(bytes, addresses, payload))
        {
            arrivals[payload[0] << 16 | payload[1] << 8 | payload[2]].push_back(Simulator::Now());
        }
        return true;
    }

    /// An IPv4 packet that carries a number.
    static Ptr<Packet> Message(uint32_t number, uint16_t identification)
    {
        const uint8_t payload[64] = {uint8_t(number >> 16), uint8_t(number >> 8), uint8_t(number)};
        DhcpBytes datagram;
        WriteDatagram({1, 2, CLIENT_PORT, SERVER_PORT}, payload, identification, datagram);
        return Create<Packet>(datagram.data(), datagram.size());
    }

    static void SendNow(Ptr<NetDevice> device, Ptr<NetDevice> to, Ptr<Packet> packet)
    {
        device->Send(packet, to->GetAddress(), Ipv4L3Protocol::PROT_NUMBER);
    }

    void SendAt(Time at, uint32_t number, uint16_t identification = 0)
    {
        Simulator::Schedule(at,
                            &LinkRig::SendNow,
                            devices.Get(0),
                            devices.Get(1),
                            Message(number, identification));
    }

    /// Send messages 0 to n - 1, one a step, and let them all arrive.
    void SendMany(uint32_t n, Time step)
    {
        for (uint32_t i = 0; i < n; ++i)
        {
            SendAt(step * int64_t(i), i);
        }
        Simulator::Run();
    }

    /// Numbers that have arrived, in increasing order.
    std::vector<uint32_t> Arrived() const
    {
        std::vector<uint32_t> numbers;
        for (const auto& [number, times] : arrivals)
        {
            numbers.push_back(number);
        }
        return numbers;
    }

    void Begin(uint32_t id, const Fault& fault)
    {
        impairment->Begin(id, fault);
    }

    /// The time that a message took beyond that without faults.
    Time LateBy(uint32_t number, Time sent) const
    {
        // Some 120 bytes at 100 Gbps.
        const Time late = arrivals.at(number).front() - sent;
        return late - NanoSeconds(late.GetNanoSeconds() % 1000);
    }

    NodeContainer nodes;
    NetDeviceContainer devices;
    Ptr<LinkImpairment> impairment;
    size_t header;
    size_t trailer;
    std::vector<std::pair<Time, std::vector<uint8_t>>> received;
    std::map<uint32_t, std::vector<Time>> arrivals; //!< of readable messages, by number
};

Fault
Share(FaultKind kind, double share)
{
    Fault fault(kind);
    fault.share = share;
    return fault;
}

Fault
Delay(Duration extra, Duration jitter)
{
    Fault fault(FaultKind::DELAY);
    fault.extra = extra;
    fault.jitter = jitter;
    return fault;
}

Fault
Rate(uint64_t rate, uint32_t queue)
{
    Fault fault(FaultKind::RATE_LIMIT);
    fault.rate = rate;
    fault.queue = queue;
    return fault;
}

constexpr uint32_t MANY = 4000;

void
ExpectInBand(size_t count, uint32_t n, double p)
{
    const auto [low, high] = expectations::BinomialBand(n, p);
    EXPECT_GE(count, low) << "of " << n << " with " << p;
    EXPECT_LE(count, high) << "of " << n << " with " << p;
}

} // namespace

TEST_P(LinkRig, WithoutFaultsEverythingArrivesOnce)
{
    SendMany(100, MilliSeconds(1));
    EXPECT_EQ(received.size(), 100u);
    EXPECT_EQ(arrivals.size(), 100u);
}

TEST_P(LinkRig, TheShareOfLossIsThatOfTheFault)
{
    for (const double share : {0.03, 0.3, 0.9, 1.0})
    {
        arrivals.clear();
        Begin(0, Share(FaultKind::LOSS, share));
        SendMany(MANY, MicroSeconds(10));
        ExpectInBand(arrivals.size(), MANY, 1 - share);
        impairment->Heal(0);
    }
}

TEST_P(LinkRig, TheSameMessagesAreLostWhateverElseIsSent)
{
    Begin(0, Share(FaultKind::LOSS, 0.5));
    SendMany(400, MicroSeconds(10));
    const std::vector<uint32_t> first = Arrived();
    arrivals.clear();
    // Backwards, with others in between and other IPv4 identifications.
    for (uint32_t i = 0; i < 400; ++i)
    {
        SendAt(MicroSeconds(20 * i), 399 - i, 1000 + i);
        SendAt(MicroSeconds(20 * i + 10), 100'000 + i, 5000 + i);
    }
    Simulator::Run();
    std::vector<uint32_t> second = Arrived();
    second.erase(std::lower_bound(second.begin(), second.end(), 400), second.end());
    EXPECT_EQ(second, first);
    EXPECT_GT(arrivals.size(), second.size());
}

TEST_P(LinkRig, OtherLinksLoseOtherMessages)
{
    Begin(0, Share(FaultKind::LOSS, 0.5));
    SendMany(200, MicroSeconds(10));
    const std::vector<uint32_t> here = Arrived();
    arrivals.clear();
    Ptr<LinkImpairment> other = CreateObject<LinkImpairment>();
    other->Install(devices.Get(1), 8);
    other->Begin(0, Share(FaultKind::LOSS, 0.5));
    SendMany(200, MicroSeconds(10));
    EXPECT_NE(Arrived(), here);
    other->Dispose();
}

TEST_P(LinkRig, LossesCombineAsIndependentChances)
{
    Begin(3, Share(FaultKind::LOSS, 0.5));
    Begin(1, Share(FaultKind::LOSS, 0.4));
    SendMany(MANY, MicroSeconds(10));
    ExpectInBand(arrivals.size(), MANY, 0.3);
    arrivals.clear();
    impairment->Heal(3);
    SendMany(MANY, MicroSeconds(10));
    ExpectInBand(arrivals.size(), MANY, 0.6);
}

TEST_P(LinkRig, BeginningAndHealingAreIdempotent)
{
    Begin(0, Share(FaultKind::LOSS, 0.5));
    Begin(0, Share(FaultKind::LOSS, 0.5));
    SendMany(MANY, MicroSeconds(10));
    ExpectInBand(arrivals.size(), MANY, 0.5);
    impairment->Heal(5); // never began
    impairment->Heal(0);
    impairment->Heal(0);
    arrivals.clear();
    SendMany(100, MicroSeconds(10));
    EXPECT_EQ(arrivals.size(), 100u);
    Begin(0, Fault(FaultKind::LINK_DOWN));
    Begin(1, Fault(FaultKind::LINK_DOWN));
    Begin(1, Fault(FaultKind::LINK_DOWN));
    impairment->Heal(1);
    impairment->Heal(1);
    EXPECT_TRUE(impairment->IsDown()) << "the other fault is left";
    impairment->Heal(0);
    EXPECT_FALSE(impairment->IsDown());
}

TEST_P(LinkRig, NothingPassesALinkThatIsDown)
{
    Begin(0, Fault(FaultKind::LINK_DOWN));
    Begin(1, Share(FaultKind::DUPLICATION, 1));
    SendMany(100, MicroSeconds(10));
    EXPECT_TRUE(received.empty());
}

TEST_P(LinkRig, AFlappingLinkIsDownAtTheBeginningOfEachPeriod)
{
    Fault flapping(FaultKind::LINK_FLAPPING);
    flapping.at = 2 * SECOND; // periods count from here
    flapping.period = 10 * SECOND;
    flapping.up = 0.7;
    Simulator::Schedule(Seconds(2), &LinkImpairment::Begin, impairment, 0, flapping);
    Simulator::Schedule(Seconds(27), &LinkImpairment::Heal, impairment, 0);
    // One message in the middle of each second: down from 2 to 5, 12 to 15, 22 to 25.
    for (uint32_t second = 0; second < 30; ++second)
    {
        SendAt(MilliSeconds(1000 * second + 500), second);
    }
    Simulator::Run();
    std::vector<uint32_t> lost;
    for (uint32_t second = 0; second < 30; ++second)
    {
        if (arrivals.count(second) == 0)
        {
            lost.push_back(second);
        }
    }
    EXPECT_EQ(lost, (std::vector<uint32_t>{2, 3, 4, 12, 13, 14, 22, 23, 24}));
}

TEST_P(LinkRig, DelaysAdd)
{
    Begin(0, Delay(30 * MILLISECOND, 0));
    Begin(1, Delay(12 * MILLISECOND, 0));
    SendAt(Seconds(1), 1);
    Simulator::Schedule(Seconds(2), &LinkImpairment::Heal, impairment, 0);
    SendAt(Seconds(3), 3);
    Simulator::Run();
    EXPECT_EQ(LateBy(1, Seconds(1)), MilliSeconds(42));
    EXPECT_EQ(LateBy(3, Seconds(3)), MilliSeconds(12));
    EXPECT_EQ(received.size(), 2u);
}

TEST_P(LinkRig, FramesUnderWayStayLateButFallWithTheLink)
{
    Begin(0, Delay(1 * SECOND, 0));
    SendAt(Seconds(1), 1);
    SendAt(Seconds(3), 3);
    Simulator::Schedule(MilliSeconds(1500), &LinkImpairment::Heal, impairment, 0);
    Simulator::Schedule(MilliSeconds(2500),
                        &LinkImpairment::Begin,
                        impairment,
                        1,
                        Delay(1 * SECOND, 0));
    Simulator::Schedule(MilliSeconds(3500),
                        &LinkImpairment::Begin,
                        impairment,
                        2,
                        Fault(FaultKind::LINK_DOWN));
    Simulator::Run();
    EXPECT_EQ(Arrived(), std::vector<uint32_t>{1});
    EXPECT_EQ(LateBy(1, Seconds(1)), Seconds(1));
}

TEST_P(LinkRig, JitterIsUniformAndLetsFramesOvertake)
{
    Begin(0, Delay(10 * MILLISECOND, 20 * MILLISECOND));
    SendMany(MANY, MicroSeconds(100));
    double sum = 0;
    uint32_t overtaken = 0;
    Time last;
    for (const auto& [number, times] : arrivals)
    {
        const Time late = LateBy(number, MicroSeconds(100 * number));
        EXPECT_GE(late, MilliSeconds(10));
        EXPECT_LT(late, MilliSeconds(30));
        sum += late.GetSeconds();
        overtaken += times.front() < last;
        last = times.front();
    }
    EXPECT_EQ(arrivals.size(), MANY);
    // The mean of n uniform numbers has a standard error of width / sqrt(12 n).
    EXPECT_NEAR(sum / MANY, 0.020, 3.3 * 0.020 / std::sqrt(12.0 * MANY));
    EXPECT_GT(overtaken, MANY / 4);
}

TEST_P(LinkRig, SeveralJittersAreIndependent)
{
    Begin(0, Delay(0, 20 * MILLISECOND));
    Begin(1, Delay(0, 20 * MILLISECOND));
    SendMany(MANY, MicroSeconds(100));
    // The sum of two uniform numbers has a triangular distribution: 1/8 lie above 3/4 of its range.
    size_t above = 0;
    for (const auto& [number, times] : arrivals)
    {
        above += LateBy(number, MicroSeconds(100 * number)) > MilliSeconds(30);
    }
    ExpectInBand(above, MANY, 0.125);
}

TEST_P(LinkRig, ARateLimitLetsFramesWaitForTheirTurn)
{
    const uint64_t bits = 8 * (header + trailer + 20 + 8 + 64);
    Begin(0, Rate(bits * 10, 3)); // a tenth of a second each
    for (uint32_t i = 0; i < 6; ++i)
    {
        SendAt(Seconds(1), i);
    }
    SendAt(MilliSeconds(1050), 7);
    SendAt(MilliSeconds(1150), 8);
    SendAt(MilliSeconds(1160), 9);
    SendAt(Seconds(3), 6);
    Simulator::Run();
    // One is under way and three wait; the rest is lost, until the first has left.
    EXPECT_EQ(Arrived(), (std::vector<uint32_t>{0, 1, 2, 3, 6, 8}));
    EXPECT_EQ(LateBy(8, MilliSeconds(1150)), MilliSeconds(350));
    for (uint32_t i = 0; i < 4; ++i)
    {
        EXPECT_EQ(LateBy(i, Seconds(1)), MilliSeconds(100 * (i + 1))) << i;
    }
    EXPECT_EQ(LateBy(6, Seconds(3)), MilliSeconds(100)) << "the queue has run empty";
}

TEST_P(LinkRig, OfSeveralLimitsTheLowestRateAndTheShortestQueueCount)
{
    const uint64_t bits = 8 * (header + trailer + 20 + 8 + 64);
    Begin(0, Rate(bits * 10, 1));
    Begin(1, Rate(bits * 2, 9));
    Begin(2, Rate(bits * 5, 5));
    Begin(3, Delay(7 * MILLISECOND, 0));
    for (uint32_t i = 0; i < 4; ++i)
    {
        SendAt(Seconds(1), i);
    }
    Simulator::Run();
    EXPECT_EQ(Arrived(), (std::vector<uint32_t>{0, 1}));
    EXPECT_EQ(LateBy(1, Seconds(1)), MilliSeconds(1007));
}

TEST_P(LinkRig, DuplicatesComeTwiceAndNeverThrice)
{
    Begin(0, Share(FaultKind::DUPLICATION, 0.3));
    Begin(1, Share(FaultKind::DUPLICATION, 0.2));
    SendMany(MANY, MicroSeconds(10));
    EXPECT_EQ(arrivals.size(), MANY);
    size_t twice = 0;
    for (const auto& [number, times] : arrivals)
    {
        EXPECT_LE(times.size(), 2u);
        twice += times.size() == 2;
    }
    ExpectInBand(twice, MANY, 1 - 0.7 * 0.8);
}

TEST_P(LinkRig, EachKindOfFaultStrikesByChancesOfItsOwn)
{
    // Of the half that is not lost, half comes twice, and of each of these a half is damaged.
    Begin(0, Share(FaultKind::LOSS, 0.5));
    Begin(1, Share(FaultKind::DUPLICATION, 0.5));
    Begin(2, Share(FaultKind::CORRUPTION, 0.5));
    SendMany(MANY, MicroSeconds(10));
    size_t twice = 0;
    for (const auto& [number, times] : arrivals)
    {
        twice += times.size() == 2;
    }
    ExpectInBand(twice, MANY, 0.125);
    // Readable at all: not lost, and either doubled or not damaged.
    ExpectInBand(arrivals.size(), MANY, 0.5 * 0.75);
}

TEST_P(LinkRig, DuplicatesHaveADelayOfTheirOwn)
{
    Begin(0, Share(FaultKind::DUPLICATION, 1));
    Begin(1, Delay(0, 20 * MILLISECOND));
    SendMany(100, MicroSeconds(100));
    size_t apart = 0;
    for (const auto& [number, times] : arrivals)
    {
        ASSERT_EQ(times.size(), 2u);
        apart += times[0] != times[1];
    }
    EXPECT_EQ(apart, 100u);
}

TEST_P(LinkRig, ADamagedFrameDiffersInOneBitAndIsNoticed)
{
    Begin(0, Share(FaultKind::CORRUPTION, 0.4));
    Begin(1, Share(FaultKind::CORRUPTION, 0.5));
    SendMany(MANY, MicroSeconds(10));
    // Nobody believes a damaged one: not the Ethernet device, nor whoever checks the datagram.
    ExpectInBand(arrivals.size(), MANY, 0.3);
    EXPECT_EQ(received.size(), GetParam() ? arrivals.size() : MANY);
    std::map<size_t, size_t> damagedBytes;
    for (const auto& [at, bytes] : received)
    {
        UdpAddresses addresses;
        ByteView payload;
        if (ParseDatagram(bytes, addresses, payload))
        {
            continue;
        }
        const uint32_t number = uint32_t(at.GetMicroSeconds() / 10);
        std::vector<uint8_t> sent(bytes.size());
        Message(number, 0)->CopyData(sent.data(), sent.size());
        int bits = 0;
        for (size_t i = 0; i < bytes.size(); ++i)
        {
            if (bytes[i] != sent[i])
            {
                ++damagedBytes[i];
                bits += __builtin_popcount(bytes[i] ^ sent[i]);
            }
        }
        EXPECT_EQ(bits, 1);
    }
    EXPECT_EQ(damagedBytes.size(), GetParam() ? 0u : 92u) << "every byte can be struck";
}

TEST_P(LinkRig, HealingOfAllByReset)
{
    Begin(0, Fault(FaultKind::LINK_DOWN));
    impairment->Reset();
    SendMany(10, MicroSeconds(10));
    EXPECT_EQ(arrivals.size(), 10u);
}

INSTANTIATE_TEST_SUITE_P(LinkImpairment,
                         LinkRig,
                         testing::Bool(),
                         [](const testing::TestParamInfo<bool>& info) {
                             return info.param ? "Csma" : "PointToPoint";
                         });
