/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-leasequery-client.h"

#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("BulkLeasequeryClient");

BulkLeasequeryClient::BulkLeasequeryClient(Ptr<Node> node,
                                           const LocalClock& clock,
                                           const RelayConfig& config,
                                           IpAddr server,
                                           const Sent& sent,
                                           const Received& received)
    : m_node(node),
      m_clock(clock),
      m_server(server),
      m_sent(sent),
      m_received(received),
      m_rebuild(config, LocalNow())
{
    ScheduleWake();
}

BulkLeasequeryClient::~BulkLeasequeryClient()
{
    Simulator::Cancel(m_wake);
    Close();
}

Instant
BulkLeasequeryClient::LocalNow() const
{
    return m_clock.ToLocal(Simulator::Now().GetNanoSeconds());
}

void
BulkLeasequeryClient::ScheduleWake()
{
    Simulator::Cancel(m_wake);
    const Instant next = m_rebuild.NextWake();
    if (next != NEVER)
    {
        const Instant at = m_clock.ToSimulation(next);
        const Duration wait = at - Simulator::Now().GetNanoSeconds();
        m_wake = Simulator::Schedule(NanoSeconds(std::max<Duration>(wait, 0)),
                                     &BulkLeasequeryClient::Wake,
                                     this);
    }
}

void
BulkLeasequeryClient::Wake()
{
    switch (m_rebuild.Wake(LocalNow()))
    {
    case BulkRebuild::Action::CONNECT:
        Connect();
        break;
    case BulkRebuild::Action::CLOSE:
        NS_LOG_INFO("no answer from " << ToString(m_server));
        Close();
        break;
    case BulkRebuild::Action::NONE:
        break;
    }
    ScheduleWake();
}

void
BulkLeasequeryClient::Connect()
{
    m_stream = MessageStream();
    m_socket = Socket::CreateSocket(m_node, TcpSocketFactory::GetTypeId());
    m_socket->SetConnectCallback(MakeCallback(&BulkLeasequeryClient::Connected, this),
                                 MakeCallback(&BulkLeasequeryClient::Failed, this));
    m_socket->SetCloseCallbacks(MakeCallback(&BulkLeasequeryClient::Failed, this),
                                MakeCallback(&BulkLeasequeryClient::Failed, this));
    m_socket->SetRecvCallback(MakeCallback(&BulkLeasequeryClient::Receive, this));
    m_socket->Bind();
    m_socket->Connect(InetSocketAddress(Ipv4Address(m_server), SERVER_PORT));
}

void
BulkLeasequeryClient::Close()
{
    if (const Ptr<Socket> socket = m_socket)
    {
        // What the socket still does on its way out is no matter of ours.
        Abandon();
        socket->Close();
    }
}

void
BulkLeasequeryClient::Abandon()
{
    if (m_socket)
    {
        const Callback<void, Ptr<Socket>> nobody;
        m_socket->SetConnectCallback(nobody, nobody);
        m_socket->SetCloseCallbacks(nobody, nobody);
        m_socket->SetRecvCallback(nobody);
        m_socket = nullptr;
    }
}

void
BulkLeasequeryClient::Connected(Ptr<Socket> socket)
{
    const DhcpMessage query = m_rebuild.OnConnected(LocalNow());
    NS_LOG_INFO("asks " << ToString(m_server) << ": " << Describe(query));
    std::vector<uint8_t> bytes;
    WriteToStream(query, bytes);
    m_sent(query);
    socket->Send(Create<Packet>(bytes.data(), bytes.size()));
    ScheduleWake();
}

void
BulkLeasequeryClient::Failed(Ptr<Socket>)
{
    NS_LOG_INFO("connection to " << ToString(m_server) << " failed");
    Close();
    m_rebuild.OnFailure(LocalNow());
    ScheduleWake();
}

void
BulkLeasequeryClient::Receive(Ptr<Socket> socket)
{
    const Instant now = LocalNow();
    std::vector<uint8_t> bytes;
    while (Ptr<Packet> packet = m_socket ? socket->Recv() : nullptr)
    {
        bytes.resize(packet->GetSize());
        if (bytes.empty())
        {
            break;
        }
        packet->CopyData(bytes.data(), bytes.size());
        m_stream.Append(bytes);
        DhcpMessage answer;
        while (m_socket && m_stream.Next(answer))
        {
            const BulkRebuild::Answer meaning = m_rebuild.OnMessage(answer, now);
            m_received(answer, meaning.leaseAt);
            if (meaning.action == BulkRebuild::Action::CLOSE)
            {
                Close();
            }
        }
        if (m_stream.Error() != ParseError::NONE)
        {
            NS_LOG_INFO("not DHCP from " << ToString(m_server) << ": "
                                         << ToString(m_stream.Error()));
            m_rebuild.OnFailure(now);
            Close();
        }
    }
    ScheduleWake();
}

} // namespace ns3::dhcpbackup
