/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_TRANSCRIPT_H
#define DHCPBACKUP_TEST_TRANSCRIPT_H

#include "ns3/client-machine.h"
#include "ns3/relay-machine.h"
#include "ns3/server-machine.h"

#include <vector>

namespace ns3::dhcpbackup::test
{

/// An address of the tests' subnet 10.0.0.0/24.
constexpr IpAddr
Ip(uint8_t host)
{
    return 10u << 24 | host;
}

constexpr IpAddr SERVER = 172u << 24 | 16u << 16 | 1;
constexpr IpAddr GATEWAY = Ip(1);

/// Option 61 and hardware address of client n.
inline ClientIdentity
Client(uint8_t n, bool clientId = true)
{
    ClientIdentity identity;
    identity.chaddr = {2, 0, 0, 0, 0, n};
    if (clientId)
    {
        identity.clientId = std::string("\1\2\0\0\0\0", 6) + char(n);
    }
    return identity;
}

/// A message of a client.
inline DhcpMessage
FromClient(const ClientIdentity& client, MessageType type, uint32_t xid)
{
    DhcpMessage message;
    message.type = type;
    message.xid = xid;
    client.PutInto(message);
    return message;
}

/// A renewal in the shape of RENEWING and REBINDING.
inline DhcpMessage
Renewal(const ClientIdentity& client, IpAddr address, uint32_t xid)
{
    DhcpMessage message = FromClient(client, DHCPREQUEST, xid);
    message.ciaddr = address;
    return message;
}

/// A REQUEST in the shape of SELECTING.
inline DhcpMessage
Selecting(const ClientIdentity& client, IpAddr address, IpAddr server, uint32_t xid)
{
    DhcpMessage message = FromClient(client, DHCPREQUEST, xid);
    message.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    message.options.AddU32(OPT_SERVER_ID, server);
    return message;
}

/// A REQUEST in the shape of INIT-REBOOT.
inline DhcpMessage
Rebooting(const ClientIdentity& client, IpAddr address, uint32_t xid)
{
    DhcpMessage message = FromClient(client, DHCPREQUEST, xid);
    message.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    return message;
}

/// A server's OFFER or ACK to a message.
inline DhcpMessage
Answer(const DhcpMessage& request, MessageType type, IpAddr address, uint32_t lease)
{
    DhcpMessage reply = MakeReply(request, type);
    reply.yiaddr = type == DHCPNAK ? 0 : address;
    reply.ciaddr = type == DHCPNAK ? 0 : request.ciaddr;
    reply.options.AddU32(OPT_SERVER_ID, SERVER);
    if (type != DHCPNAK)
    {
        reply.options.AddU32(OPT_LEASE_TIME, lease);
        reply.options.AddU32(OPT_SUBNET_MASK, 0xffffff00);
        reply.options.AddU32(OPT_ROUTER, GATEWAY);
    }
    for (const uint8_t code : {OPT_CLIENT_ID, OPT_RELAY_AGENT})
    {
        if (const auto data = request.options.Find(code))
        {
            reply.options.Add(code, *data);
        }
    }
    return reply;
}

/// Remembers what a server does.
class ServerTranscript : public ServerOutput
{
  public:
    struct Sent
    {
        DhcpMessage message;
        ReplyPath path;
        size_t maxDatagram;
    };

    void Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram) override
    {
        sent.push_back({reply, path, maxDatagram});
    }

    void BindingChanged(BindingEvent event, IpAddr address, const Binding&) override
    {
        events.emplace_back(event, address);
    }

    std::vector<Sent> sent;
    std::vector<std::pair<BindingEvent, IpAddr>> events;
};

/// Remembers what a relay does.
class RelayTranscript : public RelayOutput
{
  public:
    struct Up
    {
        DhcpMessage message;
        IpAddr server;
        MessagePurpose purpose;
    };

    struct Down
    {
        DhcpMessage message;
        uint32_t port;
        IpAddr source;
    };

    void ToServer(const DhcpMessage& message, IpAddr server, MessagePurpose purpose) override
    {
        up.push_back({message, server, purpose});
    }

    void ToClient(const DhcpMessage& reply, uint32_t port, IpAddr source) override
    {
        down.push_back({reply, port, source});
    }

    void StateChanged(RelayState, RelayState to) override
    {
        states.push_back(to);
    }

    void StoodIn(const MirrorRecord& record) override
    {
        stoodIn.push_back(record.address);
    }

    void Logged(const JournalEntry& entry) override
    {
        logged.push_back(entry.address);
    }

    void Settled(IpAddr address, Settlement settlement) override
    {
        settled.emplace_back(address, settlement);
    }

    void Mirrored(const MirrorRecord&, bool) override
    {
    }

    std::vector<Up> up;
    std::vector<Down> down;
    std::vector<RelayState> states;
    std::vector<IpAddr> stoodIn;
    std::vector<IpAddr> logged;
    std::vector<std::pair<IpAddr, Settlement>> settled;
};

/// Remembers what a client does.
class ClientTranscript : public ClientOutput
{
  public:
    struct Sent
    {
        DhcpMessage message;
        IpAddr destination;
    };

    void Send(const DhcpMessage& message, IpAddr destination) override
    {
        sent.push_back({message, destination});
    }

    void Bound(const ClientLease& lease) override
    {
        leases.push_back(lease);
    }

    void Lost(IpAddr, LossCause cause) override
    {
        losses.push_back(cause);
    }

    void ProbeAddress(IpAddr address) override
    {
        probed.push_back(address);
    }

    void AnnounceAddress(IpAddr address) override
    {
        announced.push_back(address);
    }

    void Informed(const ClientLease& parameters) override
    {
        informed.push_back(parameters);
    }

    void PhaseChanged(ClientPhase, ClientPhase to) override
    {
        phases.push_back(to);
    }

    std::vector<Sent> sent;
    std::vector<ClientLease> leases;
    std::vector<LossCause> losses;
    std::vector<IpAddr> probed;
    std::vector<IpAddr> announced;
    std::vector<ClientLease> informed;
    std::vector<ClientPhase> phases;
};

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_TRANSCRIPT_H
