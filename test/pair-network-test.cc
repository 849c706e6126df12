/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/inet-socket-address.h"
#include "ns3/simulator.h"
#include "ns3/udp-socket-factory.h"
#include "ns3/witness-rules.h"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <memory>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// Two servers with a relay, at whose node a program plays clients as one that measures servers
/// does: each repeats its request every 100 ms, with a secs field that it chooses.
class TakeOverTest : public testing::Test
{
  protected:
    static constexpr uint8_t CLIENTS = 15;

    ~TakeOverTest() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design)
    {
        scenario.subscribers.count = 1;
        scenario.subscribers.arrival.at = 10 * HOUR; // nobody but our clients
        scenario.network.relays = 1;
        scenario.leases.poolPerRelay = 100;
        const BackupNetworkHelper helper(scenario);
        network = helper.Install(MakeDesign(design, scenario.relay));
        gateway = helper.GatewayOf(0);
        servers[0] = Ipv4Address(helper.ServerId());
        servers[1] = Ipv4Address(helper.PartnerId());
        socket = Socket::CreateSocket(network.relays[0]->GetNode(),
                                      UdpSocketFactory::GetTypeId());
        socket->Bind();
        network.partner->TraceConnectWithoutContext("Tx",
                                                    MakeCallback(&TakeOverTest::StandbyTx, this));
        network.server->TraceConnectWithoutContext("Tx",
                                                   MakeCallback(&TakeOverTest::FirstTx, this));
        network.partner->TraceConnectWithoutContext("PairState",
                                                    MakeCallback(&TakeOverTest::State, this));
        Simulator::Schedule(Seconds(1), &TakeOverTest::Acquire, this);
    }

    void Send(DhcpMessage message)
    {
        message.giaddr = gateway;
        DhcpBytes bytes;
        ASSERT_TRUE(WriteMessage(message, MAX_DATAGRAM, bytes));
        for (const Ipv4Address& server : servers)
        {
            socket->SendTo(Create<Packet>(bytes.data(), bytes.size()),
                           0,
                           InetSocketAddress(server, SERVER_PORT));
        }
    }

    void Acquire()
    {
        for (uint8_t n = 1; n <= CLIENTS; ++n)
        {
            Send(test::Selecting(test::Client(n), gateway + n, servers[0].Get(), n));
        }
    }

    void Crash(CrashKind kind)
    {
        killed = Simulator::Now().GetNanoSeconds();
        firstAcks = 0;
        network.server->Crash(kind);
        Renew();
    }

    /// All clients repeat their renewals.
    void Renew()
    {
        const Duration waited = Simulator::Now().GetNanoSeconds() - killed;
        for (uint8_t n = 1; n <= CLIENTS; ++n)
        {
            DhcpMessage renewal =
                test::Renewal(test::Client(n), gateway + n, 100 + n);
            renewal.secs = grows ? waited / SECOND : 0;
            Send(renewal);
        }
        Simulator::Schedule(MilliSeconds(100), &TakeOverTest::Renew, this);
    }

    void StandbyTx(const DhcpMessage& message)
    {
        secondAcks += message.type == DHCPACK;
        if (message.type == DHCPACK && tookOver == NEVER)
        {
            tookOver = Simulator::Now().GetNanoSeconds() - killed;
        }
    }

    void FirstTx(const DhcpMessage& message)
    {
        firstAcks += message.type == DHCPACK;
    }

    void State(const char*, const char* to)
    {
        states.emplace_back(to);
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// Kill the first server at an instant; gives the time until the standby's first ACK.
    Duration TakeOver(Instant kill, CrashKind kind = CrashKind::PROCESS)
    {
        Build("hot-standby");
        Simulator::Schedule(NanoSeconds(kill), &TakeOverTest::Crash, this, kind);
        RunUntil(kill - 1);
        EXPECT_EQ(firstAcks, uint32_t(CLIENTS));
        EXPECT_EQ(network.partner->GetMachine()->ActiveLeases(), uint32_t(CLIENTS))
            << "the standby knows all leases";
        RunUntil(kill + 100 * SECOND);
        Simulator::Destroy();
        const Duration found = tookOver;
        tookOver = NEVER;
        firstAcks = 0;
        states.clear();
        return found;
    }

    Scenario scenario;
    BackupNetwork network;
    IpAddr gateway{0};
    Ipv4Address servers[2];
    Ptr<Socket> socket;
    Instant killed{0};
    bool grows{true};
    Duration tookOver{NEVER}; // since the kill
    uint32_t firstAcks{0};    // of the first server
    uint32_t secondAcks{0};   // of the second
    std::vector<std::string> states;
};

struct Setting
{
    Duration heartbeat;
    Duration response;
    Duration ack;
    uint32_t unacked;
    double measured;   // with Kea 2.2, seconds
    int heartbeats;    // that are in vain before the take-over
    Duration sinceHeartbeat; // at the kill; not known of the measurement, chosen to fit
};

const Setting SETTINGS[] = {
    {500 * MILLISECOND, 1500 * MILLISECOND, SECOND, 0, 1.5, 3, 50 * MILLISECOND},
    {SECOND, 3 * SECOND, SECOND, 2, 4.1, 4, 10 * MILLISECOND},
    {10 * SECOND, 60 * SECOND, 10 * SECOND, 10, 69.3, 7, 700 * MILLISECOND},
};

} // namespace

TEST_F(TakeOverTest, TakesAsLongAsKeaMeasured)
{
    for (const Setting& s : SETTINGS)
    {
        SCOPED_TRACE(s.measured);
        scenario.pair.kea.heartbeatDelay = s.heartbeat;
        scenario.pair.kea.maxResponseDelay = s.response;
        scenario.pair.kea.maxAckDelay = s.ack;
        scenario.pair.kea.maxUnackedClients = s.unacked;
        const Duration found = TakeOver(MINUTE + s.sinceHeartbeat);
        ASSERT_NE(found, NEVER);
        // The clients ask every 100 ms.
        EXPECT_NEAR(double(found) / SECOND, s.measured, 0.11);
        // Whenever it is killed: so many heartbeats after the last that was answered.
        for (const int tenth : {3, 9})
        {
            const Duration since = s.heartbeat * tenth / 10;
            const Duration due = s.heartbeats * s.heartbeat - since;
            const Duration other = TakeOver(MINUTE + since);
            EXPECT_GE(other, due);
            EXPECT_LE(other, due + 110 * MILLISECOND);
        }
    }
}

TEST_F(TakeOverTest, NeverHappensIfClientsSendNoSecs)
{
    grows = false;
    for (const Setting& s : {SETTINGS[1], SETTINGS[2]})
    {
        scenario.pair.kea.heartbeatDelay = s.heartbeat;
        scenario.pair.kea.maxResponseDelay = s.response;
        scenario.pair.kea.maxUnackedClients = s.unacked;
        EXPECT_EQ(TakeOver(MINUTE), NEVER);
    }
}

TEST_F(TakeOverTest, BothServersOfAFailoverPairAnswerRenewalsThatReachBoth)
{
    Build("failover-mclt");
    RunUntil(10 * SECOND);
    EXPECT_EQ(firstAcks, uint32_t(CLIENTS));
    EXPECT_EQ(secondAcks, 0u) << "the first REQUEST names one of them";
    firstAcks = 0;
    Renew();
    RunUntil(10 * SECOND + 50 * MILLISECOND);
    EXPECT_EQ(firstAcks, uint32_t(CLIENTS));
    EXPECT_EQ(secondAcks, uint32_t(CLIENTS));
}

TEST_F(TakeOverTest, ADeadHostIsNoticedLaterThanADeadProcess)
{
    const Duration process = TakeOver(MINUTE + SECOND);
    const Duration host = TakeOver(MINUTE + SECOND, CrashKind::HOST);
    // Each heartbeat is in vain for 10 s before the next 10 s begin, so silence is noticed 20, 40,
    // 60 and 80 s after the last answer, and clients count from the third of them on.
    EXPECT_NEAR(double(process) / SECOND, 69, 0.11);
    EXPECT_NEAR(double(host) / SECOND, 79, 0.11);
}

namespace
{

/// Twenty hosts behind two relays that come within a minute.
class PairNetworkTest : public testing::Test
{
  protected:
    ~PairNetworkTest() override
    {
        Simulator::Destroy();
    }

    void Build(const std::string& design)
    {
        scenario.subscribers.count = 40;
        scenario.subscribers.arrival.within = MINUTE;
        scenario.network.relays = 2;
        scenario.leases.poolPerRelay = 60; // room for all in each half
        const Design made = MakeDesign(design, scenario.relay);
        network = BackupNetworkHelper(scenario).Install(made);
        tap = std::make_unique<WitnessTap>(network,
                                           scenario.Population(),
                                           RulesFor(scenario, made));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    void Crash(Instant at, Duration length, StoreFate store, bool hostDown = false)
    {
        Fault crash;
        crash.at = at;
        crash.length = length;
        crash.store = store;
        crash.hostDown = hostDown;
        scenario.faults.faults.push_back(crash);
    }

    /// Outages of clients after all had their first address.
    size_t OutagesOfSettled() const
    {
        const auto& all = tap->Meter().Outages();
        return std::count_if(all.begin(), all.end(), [](const ClientOutage& outage) {
            return outage.from > 2 * MINUTE;
        });
    }

    /// Whether both servers know the same leases.
    void ExpectSameLeases() const
    {
        const ServerMachine& first = *network.server->GetMachine();
        const ServerMachine& second = *network.partner->GetMachine();
        EXPECT_EQ(first.ActiveLeases(), scenario.Population());
        EXPECT_EQ(second.ActiveLeases(), scenario.Population());
        for (const auto& [address, binding] : first.LeasesFrom(0, UINT32_MAX))
        {
            EXPECT_EQ(second.TableFor(address)->At(address).client, binding.client) << address;
        }
    }

    Scenario scenario;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
};

} // namespace

TEST_F(PairNetworkTest, BothServersKnowAllLeasesAndEachClientIsAnsweredOnce)
{
    for (const std::string design : {"hot-standby", "load-balancing"})
    {
        SCOPED_TRACE(design);
        Build(design);
        RunUntil(100 * MINUTE);
        ExpectSameLeases();
        uint32_t atSecond = 0;
        for (uint32_t i = 0; i < scenario.Population(); ++i)
        {
            atSecond += network.StateOf(i).serverId ==
                        network.partner->GetMachine()->Config().serverId;
        }
        if (design == "hot-standby")
        {
            EXPECT_EQ(atSecond, 0u);
        }
        else
        {
            EXPECT_GT(atSecond, 10u);
            EXPECT_LT(atSecond, 30u);
        }
        tap->Finish();
        EXPECT_EQ(tap->Violations().Count(), 0u);
        Simulator::Destroy();
    }
}

TEST_F(PairNetworkTest, ALostStoreIsCopiedFromThePartner)
{
    for (const std::string design : {"hot-standby", "load-balancing"})
    {
        SCOPED_TRACE(design);
        scenario.faults.faults.clear();
        Crash(10 * MINUTE, 10 * SECOND, StoreFate::LOST);
        Build(design);
        RunUntil(10 * MINUTE + 5 * SECOND);
        EXPECT_EQ(network.server->GetPairState(), nullptr);
        RunUntil(10 * MINUTE + 10 * SECOND + 1);
        EXPECT_STREQ(network.server->GetPairState(), "waiting");
        EXPECT_EQ(network.server->GetMachine()->ActiveLeases(), 0u);
        RunUntil(12 * MINUTE);
        ExpectSameLeases();
        const char* const normal = design.c_str();
        EXPECT_STREQ(network.server->GetPairState(), normal);
        EXPECT_STREQ(network.partner->GetPairState(), normal);
        RunUntil(3 * HOUR);
        tap->Finish();
        EXPECT_EQ(tap->Violations().Count(), 0u);
        EXPECT_EQ(OutagesOfSettled(), 0u);
        Simulator::Destroy();
    }
}

TEST_F(PairNetworkTest, LeasesSurviveALongOutageOfTheFirstServer)
{
    for (const std::string design : {"hot-standby", "load-balancing"})
    {
        for (const bool hostDown : {false, true})
        {
            SCOPED_TRACE(design);
            scenario.faults.faults.clear();
            Crash(40 * MINUTE, 2 * HOUR, StoreFate::KEPT, hostDown);
            Build(design);
            RunUntil(2 * HOUR);
            EXPECT_STREQ(network.partner->GetPairState(), "partner-down");
            RunUntil(5 * HOUR);
            EXPECT_STREQ(network.server->GetPairState(), design.c_str());
            ExpectSameLeases();
            tap->Finish();
            EXPECT_EQ(tap->Violations().Count(), 0u);
            EXPECT_EQ(OutagesOfSettled(), 0u);
            Simulator::Destroy();
        }
    }
}

TEST_F(PairNetworkTest, APausedServerIsTakenForDownAndComesBack)
{
    Fault pause(FaultKind::SERVER_PAUSE);
    pause.at = 40 * MINUTE;
    pause.length = HOUR;
    scenario.faults.faults = {pause};
    Build("hot-standby");
    RunUntil(95 * MINUTE);
    EXPECT_STREQ(network.partner->GetPairState(), "partner-down");
    EXPECT_STREQ(network.server->GetPairState(), "hot-standby");
    RunUntil(110 * MINUTE);
    EXPECT_STREQ(network.partner->GetPairState(), "hot-standby");
    EXPECT_STREQ(network.server->GetPairState(), "hot-standby");
}
