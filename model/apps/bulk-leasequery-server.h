/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BULK_LEASEQUERY_SERVER_H
#define DHCPBACKUP_BULK_LEASEQUERY_SERVER_H

#include "ns3/bulk-query.h"
#include "ns3/event-id.h"
#include "ns3/message-stream.h"
#include "ns3/node.h"
#include "ns3/socket.h"

#include <deque>
#include <functional>
#include <list>

namespace ns3::dhcpbackup
{

/// Connections that a server keeps at a time (RFC 6926 section 6.3, BULK_LQ_MAX_CONNS).
constexpr size_t BULK_MAX_CONNECTIONS = 10;
/// Queries of one connection that wait; who asks more at a time is sent away.
constexpr size_t BULK_MAX_QUERIES = 16;

/**
 * @ingroup dhcp-backup
 * @brief A server's TCP port 67, on which relays ask for all their leases (RFC 6926).
 *
 * Answers are made when the connection has room for them, never before. They take none of the time
 * that the server has for its clients: servers answer them besides. What is no DHCP costs its
 * sender the connection and nobody else anything.
 */
class BulkLeasequeryServer
{
  public:
    /// Gives the next answer to a query; false if all have been given.
    using Answerer = std::function<bool(BulkQuery& query, DhcpMessage& reply)>;
    /// Told why a connection is closed before its time.
    using Refusal = std::function<void(const char* reason)>;

    /**
     * @brief Listen.
     * @param node the server's node
     * @param answerer gives the answers
     * @param refusal told of connections that are closed
     */
    BulkLeasequeryServer(Ptr<Node> node, const Answerer& answerer, const Refusal& refusal);
    /// Close all connections.
    ~BulkLeasequeryServer();
    BulkLeasequeryServer(const BulkLeasequeryServer&) = delete;
    BulkLeasequeryServer& operator=(const BulkLeasequeryServer&) = delete;

    /// Answer nothing, take no connection and end none, as a host that is dead. What has been
    /// handed to TCP is still sent.
    void FallSilent();
    /// Make no more answers and end no connection, as a process that is stopped; connections are
    /// still taken.
    void Pause();
    /// Go on.
    void Resume();
    /// Let go of all connections without a word: the host's TCP is being taken down.
    void Abandon();

  private:
    /// A relay's connection.
    struct Connection
    {
        Ptr<Socket> socket;            //!< to the relay
        MessageStream stream;          //!< what comes on it
        std::deque<BulkQuery> queries; //!< to answer, first come first served
        EventId idle;                  //!< end of patience
    };

    using Position = std::list<Connection>::iterator;

    /// Whether a connection may come about.
    bool Allow(Ptr<Socket> socket, const Address& from);
    /// It has.
    void Accept(Ptr<Socket> socket, const Address& from);
    /// Bytes have come.
    void Receive(Ptr<Socket> socket);
    /// There is room for answers.
    void HasRoom(Ptr<Socket> socket, uint32_t bytes);
    /// The relay has closed its end, or the connection is broken.
    void Ended(Ptr<Socket> socket);
    /// Nothing has happened for too long.
    void Idle(Ptr<Socket> socket);
    /// The connection of a socket, or the end of the list.
    Position Find(Ptr<Socket> socket);
    /// Take the queries that have come. Returns why the connection must end, or nullptr.
    const char* Take(Connection& connection) const;
    /// Send as many answers as there is room for.
    void Answer(Connection& connection);
    /// Begin to wait anew, or not at all if nobody is there to lose patience.
    void RestartIdle(Connection& connection);
    /// Accept nobody any more.
    void Deafen();
    /// Hear no more of a connection.
    static void Detach(Connection& connection);
    /// Close a connection.
    void Close(Position connection);

    Answerer m_answerer;                 //!< gives the answers
    Refusal m_refusal;                   //!< told of connections that are closed
    Ptr<Socket> m_listener;              //!< port 67
    std::list<Connection> m_connections; //!< in the order in which they came
    bool m_silent{false};                //!< nothing leaves
    bool m_paused{false};                //!< no answers are made
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BULK_LEASEQUERY_SERVER_H
