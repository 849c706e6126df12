/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-leasequery-server.h"

#include "ns3/abort.h"
#include "ns3/bulk-rebuild.h"
#include "ns3/inet-socket-address.h"
#include "ns3/log.h"
#include "ns3/packet.h"
#include "ns3/simulator.h"
#include "ns3/tcp-socket-factory.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("BulkLeasequeryServer");

BulkLeasequeryServer::BulkLeasequeryServer(Ptr<Node> node,
                                           const Answerer& answerer,
                                           const Refusal& refusal)
    : m_answerer(answerer),
      m_refusal(refusal)
{
    m_listener = Socket::CreateSocket(node, TcpSocketFactory::GetTypeId());
    NS_ABORT_MSG_IF(m_listener->Bind(InetSocketAddress(Ipv4Address::GetAny(), SERVER_PORT)) != 0 ||
                        m_listener->Listen() != 0,
                    "TCP port 67 is taken on node " << node->GetId());
    m_listener->SetAcceptCallback(MakeCallback(&BulkLeasequeryServer::Allow, this),
                                  MakeCallback(&BulkLeasequeryServer::Accept, this));
}

BulkLeasequeryServer::~BulkLeasequeryServer()
{
    while (!m_connections.empty())
    {
        Close(m_connections.begin());
    }
    if (m_listener)
    {
        Deafen();
        m_listener->Close();
    }
}

void
BulkLeasequeryServer::Abandon()
{
    for (Connection& connection : m_connections)
    {
        Detach(connection);
    }
    m_connections.clear();
    Deafen();
    m_listener = nullptr;
}

void
BulkLeasequeryServer::Deafen()
{
    m_listener->SetAcceptCallback(MakeNullCallback<bool, Ptr<Socket>, const Address&>(),
                                  MakeNullCallback<void, Ptr<Socket>, const Address&>());
}

void
BulkLeasequeryServer::Detach(Connection& connection)
{
    Simulator::Cancel(connection.idle);
    const Callback<void, Ptr<Socket>> nobody;
    connection.socket->SetRecvCallback(nobody);
    connection.socket->SetSendCallback(MakeNullCallback<void, Ptr<Socket>, uint32_t>());
    connection.socket->SetCloseCallbacks(nobody, nobody);
}

void
BulkLeasequeryServer::FallSilent()
{
    m_silent = true;
    for (Connection& connection : m_connections)
    {
        RestartIdle(connection);
    }
}

void
BulkLeasequeryServer::Pause()
{
    m_paused = true;
    for (Connection& connection : m_connections)
    {
        RestartIdle(connection);
    }
}

void
BulkLeasequeryServer::Resume()
{
    m_paused = false;
    for (Connection& connection : m_connections)
    {
        RestartIdle(connection);
        Answer(connection);
    }
}

bool
BulkLeasequeryServer::Allow(Ptr<Socket>, const Address&)
{
    return !m_silent;
}

void
BulkLeasequeryServer::Accept(Ptr<Socket> socket, const Address&)
{
    if (m_silent) // since the relay's SYN
    {
        socket->Close();
        return;
    }
    if (m_connections.size() >= BULK_MAX_CONNECTIONS)
    {
        m_refusal("too many connections for bulk leasequery");
        socket->Close();
        return;
    }
    m_connections.emplace_back();
    m_connections.back().socket = socket;
    socket->SetRecvCallback(MakeCallback(&BulkLeasequeryServer::Receive, this));
    socket->SetSendCallback(MakeCallback(&BulkLeasequeryServer::HasRoom, this));
    socket->SetCloseCallbacks(MakeCallback(&BulkLeasequeryServer::Ended, this),
                              MakeCallback(&BulkLeasequeryServer::Ended, this));
    RestartIdle(m_connections.back());
}

BulkLeasequeryServer::Position
BulkLeasequeryServer::Find(Ptr<Socket> socket)
{
    return std::find_if(m_connections.begin(), m_connections.end(), [&socket](const Connection& c) {
        return c.socket == socket;
    });
}

void
BulkLeasequeryServer::Receive(Ptr<Socket> socket)
{
    const Position connection = Find(socket);
    std::vector<uint8_t> bytes;
    while (Ptr<Packet> packet = socket->Recv())
    {
        bytes.resize(packet->GetSize());
        if (bytes.empty() || connection == m_connections.end() || m_silent)
        {
            return;
        }
        packet->CopyData(bytes.data(), bytes.size());
        connection->stream.Append(bytes);
        if (const char* const reason = Take(*connection))
        {
            NS_LOG_INFO("closes a connection: " << reason);
            m_refusal(reason);
            Close(connection);
            return;
        }
        RestartIdle(*connection);
        Answer(*connection);
    }
}

const char*
BulkLeasequeryServer::Take(Connection& connection) const
{
    DhcpMessage message;
    while (connection.stream.Next(message))
    {
        if (message.op != BOOTREQUEST || message.type != DHCPBULKLEASEQUERY)
        {
            return "not a bulk leasequery";
        }
        if (connection.queries.size() >= BULK_MAX_QUERIES)
        {
            return "too many queries at a time";
        }
        connection.queries.emplace_back(message);
    }
    const ParseError error = connection.stream.Error();
    return error == ParseError::NONE ? nullptr : ToString(error);
}

void
BulkLeasequeryServer::HasRoom(Ptr<Socket> socket, uint32_t)
{
    const Position connection = Find(socket);
    if (connection != m_connections.end())
    {
        RestartIdle(*connection);
        Answer(*connection);
    }
}

void
BulkLeasequeryServer::Answer(Connection& connection)
{
    while (!m_silent && !m_paused && !connection.queries.empty() &&
           connection.socket->GetTxAvailable() >= MESSAGE_SIZE_FIELD + MAX_DATAGRAM)
    {
        DhcpMessage reply;
        if (!m_answerer(connection.queries.front(), reply))
        {
            connection.queries.pop_front();
            continue;
        }
        std::vector<uint8_t> bytes;
        if (!WriteToStream(reply, bytes))
        {
            m_refusal("the reply does not fit");
            continue;
        }
        connection.socket->Send(Create<Packet>(bytes.data(), bytes.size()));
    }
}

void
BulkLeasequeryServer::RestartIdle(Connection& connection)
{
    Simulator::Cancel(connection.idle);
    if (!m_silent && !m_paused)
    {
        connection.idle = Simulator::Schedule(NanoSeconds(BULK_DATA_TIMEOUT),
                                              &BulkLeasequeryServer::Idle,
                                              this,
                                              connection.socket);
    }
}

void
BulkLeasequeryServer::Idle(Ptr<Socket> socket)
{
    m_refusal("a connection for bulk leasequery is idle");
    Close(Find(socket));
}

void
BulkLeasequeryServer::Ended(Ptr<Socket> socket)
{
    const Position connection = Find(socket);
    if (connection != m_connections.end())
    {
        Close(connection);
    }
}

void
BulkLeasequeryServer::Close(Position connection)
{
    // What the socket still does on its way out is no matter of ours.
    Detach(*connection);
    const Ptr<Socket> socket = connection->socket;
    m_connections.erase(connection);
    socket->Close();
}

} // namespace ns3::dhcpbackup
