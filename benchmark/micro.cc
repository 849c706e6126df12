/*
 * SPDX-License-Identifier: GPL-2.0-only
 *
 * The cost of single steps: what a renewal is made of, without simulator and packets.
 */

#include "../test/transcript.h"

#include "ns3/client-profile.h"
#include "ns3/timer-wheel.h"
#include "ns3/udp-datagram.h"

#include <benchmark/benchmark.h>
#include <memory>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

constexpr uint32_t LEASE = 3600;
constexpr uint32_t PORT = 17;

/// A server of one subnet in which client 7 has a lease.
class BoundServer
{
  public:
    BoundServer()
        : m_machine(Config())
    {
        SubnetConfig subnet;
        subnet.network = Ip(0);
        subnet.mask = 0xffffff00;
        subnet.router = GATEWAY;
        subnet.poolFirst = Ip(7);
        subnet.poolLast = Ip(9);
        subnet.leaseTime = LEASE;
        m_machine.AddSubnet(subnet);
        Ask(FromClient(Client(7), DHCPDISCOVER, 1));
        Ask(Selecting(Client(7), m_out.sent.back().message.yiaddr, SERVER, 2));
    }

    /// Answer a message; the answer is the last one then.
    void Ask(DhcpMessage message)
    {
        m_out.sent.clear();
        m_out.events.clear();
        message.giaddr = GATEWAY;
        m_machine.Receive(message, {GATEWAY, SERVER}, m_now += SECOND, m_out);
    }

    const DhcpMessage& Last() const
    {
        return m_out.sent.back().message;
    }

  private:
    static ServerConfig Config()
    {
        ServerConfig config;
        config.serverId = SERVER;
        return config;
    }

    ServerMachine m_machine;
    ServerTranscript m_out;
    Instant m_now{HOUR};
};

/// An ACK as a server sends it.
DhcpMessage
Ack()
{
    return BoundServer().Last();
}

void
Parse(benchmark::State& state)
{
    DhcpBytes bytes;
    WriteMessage(Ack(), MIN_DATAGRAM, bytes);
    DhcpMessage message;
    for (auto step : state)
    {
        benchmark::DoNotOptimize(ParseMessage(bytes, message));
    }
}

void
Write(benchmark::State& state)
{
    const DhcpMessage message = Ack();
    DhcpBytes bytes;
    for (auto step : state)
    {
        benchmark::DoNotOptimize(WriteMessage(message, MIN_DATAGRAM, bytes));
    }
}

void
Datagram(benchmark::State& state)
{
    DhcpBytes payload;
    WriteMessage(Ack(), MIN_DATAGRAM, payload);
    DhcpBytes datagram;
    UdpAddresses addresses;
    ByteView parsed;
    for (auto step : state)
    {
        WriteDatagram({SERVER, GATEWAY, SERVER_PORT, SERVER_PORT}, payload, 0, datagram);
        benchmark::DoNotOptimize(ParseDatagram(datagram, addresses, parsed));
    }
}

/// A client renews: it wakes, asks, and takes the ACK.
void
ClientRenewal(benchmark::State& state)
{
    const ClientMachine machine(FindClientProfile("rfc2131"), Draw(1, 1));
    const ClientIdentity identity = Client(7);
    ClientState client;
    ClientTranscript out;
    Instant now = 0;
    machine.Start(client, now, out);
    for (auto step : state)
    {
        out = {};
        while (out.sent.empty())
        {
            now = std::max(now, client.wake);
            machine.Wake(client, identity, now, out);
        }
        const DhcpMessage& asked = out.sent.back().message;
        const MessageType type = asked.type == DHCPDISCOVER ? DHCPOFFER : DHCPACK;
        machine.Receive(client, identity, Answer(asked, type, Ip(7), LEASE), now, out);
    }
}

void
ServerRenewal(benchmark::State& state)
{
    BoundServer server;
    const DhcpMessage renewal = Renewal(Client(7), server.Last().yiaddr, 3);
    for (auto step : state)
    {
        server.Ask(renewal);
    }
}

/// A renewal passes a relay that stands ready, and so does its ACK.
void
RelayRenewal(benchmark::State& state)
{
    RelayConfig config;
    config.giaddr = GATEWAY;
    config.servers = {SERVER};
    RelayPolicy policy;
    policy.backup = true;
    policy.interception = INTERCEPT_SNOOP;
    RelayMachine relay(config, policy, Draw(1, 1));
    RelayTranscript out;
    Instant now = 0;
    uint32_t xid = 1;
    relay.FromClient(Selecting(Client(7), Ip(7), SERVER, xid), PORT, BROADCAST, now, out);
    relay.FromServer(Answer(out.up.back().message, DHCPACK, Ip(7), LEASE),
                     SERVER,
                     GATEWAY,
                     now,
                     out);
    for (auto step : state)
    {
        out = {};
        now += SECOND;
        const DhcpMessage renewal = Renewal(Client(7), Ip(7), ++xid);
        relay.FromClient(renewal, PORT, SERVER, now, out);
        relay.FromServer(Answer(renewal, DHCPACK, Ip(7), LEASE), SERVER, Ip(7), now, out);
        relay.Wake(now, out);
    }
}

/// A timer is set anew and another one fires, with so many in the wheel.
void
Wheel(benchmark::State& state)
{
    const uint32_t timers = state.range(0);
    constexpr Duration PERIOD = HOUR / 2;
    TimerWheel wheel;
    for (uint32_t i = 0; i < timers; ++i)
    {
        wheel.Schedule(i, PERIOD / timers * i);
    }
    Instant now = 0;
    for (auto step : state)
    {
        now += PERIOD / timers; // one fires on average
        wheel.Advance(now, [&](uint32_t id) { wheel.Schedule(id, now + PERIOD); });
    }
}

BENCHMARK(Parse);
BENCHMARK(Write);
BENCHMARK(Datagram);
BENCHMARK(ClientRenewal);
BENCHMARK(ServerRenewal);
BENCHMARK(RelayRenewal);
BENCHMARK(Wheel)->Arg(10'000)->Arg(1'000'000);

} // namespace

BENCHMARK_MAIN();
