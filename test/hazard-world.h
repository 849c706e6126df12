/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_HAZARD_WORLD_H
#define DHCPBACKUP_TEST_HAZARD_WORLD_H

#include "transcript.h"

#include "ns3/client-profile.h"

#include <array>
#include <map>
#include <memory>
#include <set>

namespace ns3::dhcpbackup::test
{

/// What a relay of a world does wrong; the machine itself never does.
struct NaiveRelay
{
    bool forgetsClientId{false}; //!< replays have no client identifier
    bool passesOwn{false};       //!< answers to its own messages go to clients
    bool passesLate{false};      //!< the server's answer goes to the client, also the second
    bool trustsTraffic{false};   //!< a client's message counts as an answer of the server
};

/// Ten clients, a relay in the forwarding path and a server as pure machines; messages take no time
/// unless the server is slow.
class HazardWorld : private RelayOutput, private ServerOutput
{
  public:
    static constexpr uint8_t CLIENTS = 10;

    explicit HazardWorld(const NaiveRelay& relay)
        : m_naive(relay)
    {
        ServerConfig server;
        server.serverId = SERVER;
        m_server = std::make_unique<ServerMachine>(server);
        SubnetConfig subnet;
        subnet.network = Ip(0);
        subnet.mask = 0xffffff00;
        subnet.router = GATEWAY;
        subnet.poolFirst = Ip(10);
        subnet.poolLast = Ip(99);
        m_server->AddSubnet(subnet);
        RelayConfig config;
        config.giaddr = GATEWAY;
        config.servers = {SERVER};
        RelayPolicy policy;
        policy.backup = true;
        policy.interception = INTERCEPT_SNOOP;
        m_relay = std::make_unique<RelayMachine>(config, policy, Draw(1, 1));
        for (uint8_t n = 0; n < CLIENTS; ++n)
        {
            m_states[n].subscriber = n;
            m_clients.Start(m_states[n], 0, m_hosts[n]);
        }
        SendWhatClientsSaid();
    }

    HazardWorld(const HazardWorld&) = delete;
    HazardWorld& operator=(const HazardWorld&) = delete;

    /// Let time pass.
    void RunUntil(Instant end)
    {
        while (true)
        {
            const Instant next = NextEvent();
            if (next > end)
            {
                break;
            }
            m_now = std::max(m_now, next);
            Step();
        }
        m_now = end;
    }

    const RelayMachine& Relay() const
    {
        return *m_relay;
    }

    /// How often clients lost an address.
    uint32_t Losses() const
    {
        size_t losses = 0;
        for (const ClientTranscript& host : m_hosts)
        {
            losses += host.losses.size();
        }
        return losses;
    }

    bool serverUp{true};        //!< whether the server hears anything
    Duration serverDelay{0};    //!< how long its replies take
    uint32_t unasked{0};        //!< replies to clients that were not waiting for them
    uint32_t falselySettled{0}; //!< promises that were taken for confirmed with the server away
    uint32_t stoodIn{0};        //!< renewals that the relay answered

  private:
    /// A message of the server's on its way.
    struct OnItsWay
    {
        DhcpMessage message;
        ReplyPath path;
    };

    // RelayOutput
    void ToServer(const DhcpMessage& message, IpAddr, MessagePurpose purpose) override
    {
        DhcpMessage sent = message;
        if (purpose != MessagePurpose::RELAYED)
        {
            m_own = message;
            m_ownXids.insert(message.xid);
            if (m_naive.forgetsClientId)
            {
                sent.options.Remove(OPT_CLIENT_ID);
            }
        }
        ToServer(sent);
    }

    void ToClient(const DhcpMessage& reply, uint32_t port, IpAddr) override
    {
        ++m_delivered;
        const char* const refused =
            m_clients.Receive(m_states[port], Identity(port), reply, m_now, m_hosts[port]);
        unasked += refused != nullptr ? 1 : 0;
    }

    void StateChanged(RelayState, RelayState) override
    {
    }

    void StoodIn(const MirrorRecord&) override
    {
        ++stoodIn;
    }

    void Logged(const JournalEntry&) override
    {
    }

    void Settled(IpAddr, Settlement settlement) override
    {
        falselySettled += settlement == Settlement::CONFIRMED && !serverUp ? 1 : 0;
    }

    void Mirrored(const MirrorRecord&, bool) override
    {
    }

    // ServerOutput
    void Reply(const DhcpMessage& reply, const ReplyPath& path, size_t) override
    {
        m_replies.emplace(m_now + serverDelay, OnItsWay{reply, path});
    }

    void BindingChanged(BindingEvent, IpAddr, const Binding&) override
    {
    }

    static ClientIdentity Identity(uint32_t n)
    {
        return Client(n + 1);
    }

    void ToServer(const DhcpMessage& message)
    {
        if (serverUp)
        {
            m_server->Receive(message, {message.giaddr, SERVER}, m_now, *this);
        }
    }

    Instant NextEvent()
    {
        Instant next = m_relay->NextWake();
        for (const ClientState& state : m_states)
        {
            next = std::min(next, state.wake);
        }
        return m_replies.empty() ? next : std::min(next, m_replies.begin()->first);
    }

    /// Do what is due.
    void Step()
    {
        while (!m_replies.empty() && m_replies.begin()->first <= m_now)
        {
            const OnItsWay reply = m_replies.begin()->second;
            m_replies.erase(m_replies.begin());
            FromServer(reply);
        }
        if (m_relay->NextWake() <= m_now)
        {
            m_relay->Wake(m_now, *this);
        }
        for (uint8_t n = 0; n < CLIENTS; ++n)
        {
            if (m_states[n].wake <= m_now)
            {
                m_clients.Wake(m_states[n], Identity(n), m_now, m_hosts[n]);
            }
        }
        SendWhatClientsSaid();
    }

    void FromServer(const OnItsWay& reply)
    {
        const DhcpMessage& message = reply.message;
        const uint32_t before = m_delivered;
        const RelayVerdict verdict =
            m_relay->FromServer(message, SERVER, reply.path.destination, m_now, *this);
        const bool naive = m_ownXids.count(message.xid) ? m_naive.passesOwn : m_naive.passesLate;
        if (verdict.action == RelayVerdict::FORWARD || (naive && m_delivered == before))
        {
            ToClient(message, message.chaddr[5] - 1, SERVER);
        }
    }

    void SendWhatClientsSaid()
    {
        for (uint8_t n = 0; n < CLIENTS; ++n)
        {
            for (; m_said[n] < m_hosts[n].sent.size(); ++m_said[n])
            {
                const ClientTranscript::Sent sent = m_hosts[n].sent[m_said[n]];
                FromClient(n, sent.message, sent.destination);
            }
        }
    }

    void FromClient(uint8_t n, const DhcpMessage& message, IpAddr destination)
    {
        const RelayVerdict verdict = m_relay->FromClient(message, n, destination, m_now, *this);
        if (verdict.action == RelayVerdict::FORWARD)
        {
            ToServer(message);
        }
        if (m_naive.trustsTraffic && m_relay->State() != RelayState::FORWARDING && m_own.xid != 0)
        {
            const IpAddr wanted = m_own.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
            const IpAddr address = m_own.ciaddr != 0 ? m_own.ciaddr : wanted;
            m_relay->FromServer(Answer(m_own, DHCPACK, address, 3600),
                                SERVER,
                                GATEWAY,
                                m_now,
                                *this);
        }
    }

    NaiveRelay m_naive;
    Instant m_now{0};
    std::unique_ptr<ServerMachine> m_server;
    std::unique_ptr<RelayMachine> m_relay;
    ClientMachine m_clients{FindClientProfile("rfc2131"), Draw(1, 1)};
    std::array<ClientState, CLIENTS> m_states;
    std::array<ClientTranscript, CLIENTS> m_hosts;
    std::array<size_t, CLIENTS> m_said{};
    std::multimap<Instant, OnItsWay> m_replies;
    DhcpMessage m_own;            //!< the relay's own message that it sent last
    std::set<uint32_t> m_ownXids; //!< of all its own messages
    uint32_t m_delivered{0};      //!< messages to clients
};

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_HAZARD_WORLD_H
