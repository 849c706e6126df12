/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BULK_LEASEQUERY_CLIENT_H
#define DHCPBACKUP_BULK_LEASEQUERY_CLIENT_H

#include "ns3/bulk-rebuild.h"
#include "ns3/event-id.h"
#include "ns3/local-clock.h"
#include "ns3/message-stream.h"
#include "ns3/node.h"
#include "ns3/socket.h"

#include <functional>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The connection on which a relay asks one server for all its leases (RFC 6926): a TCP
 *        socket and a timer around BulkRebuild.
 */
class BulkLeasequeryClient
{
  public:
    /// Told of the query when it is sent.
    using Sent = std::function<void(const DhcpMessage& query)>;
    /// Told of each answer, and if it tells of a lease, from when on this was so for sure, by the
    /// relay's clock.
    using Received = std::function<void(const DhcpMessage& answer, std::optional<Instant> leaseAt)>;

    /**
     * @brief Begin to ask.
     * @param node the relay's node
     * @param clock the clock of its host, which outlives this
     * @param config who the relay is
     * @param server the server's address
     * @param sent told of queries
     * @param received told of answers
     */
    BulkLeasequeryClient(Ptr<Node> node,
                         const LocalClock& clock,
                         const RelayConfig& config,
                         IpAddr server,
                         const Sent& sent,
                         const Received& received);
    ~BulkLeasequeryClient();
    BulkLeasequeryClient(const BulkLeasequeryClient&) = delete;
    BulkLeasequeryClient& operator=(const BulkLeasequeryClient&) = delete;

    /// Let go of the connection without a word: the host's TCP is being taken down.
    void Abandon();

  private:
    /// What the host's clock shows.
    Instant LocalNow() const;
    /// Ask to be woken when BulkRebuild wants to be.
    void ScheduleWake();
    /// Connect, or give an attempt up.
    void Wake();
    /// Open a connection.
    void Connect();
    /// Close it, if it is open.
    void Close();
    /// It is open.
    void Connected(Ptr<Socket> socket);
    /// It was refused, has ended or is broken.
    void Failed(Ptr<Socket> socket);
    /// Bytes have come.
    void Receive(Ptr<Socket> socket);

    Ptr<Node> m_node;          //!< the relay's node
    const LocalClock& m_clock; //!< its host's clock
    IpAddr m_server;           //!< whom to ask
    Sent m_sent;               //!< told of queries
    Received m_received;       //!< told of answers
    BulkRebuild m_rebuild;     //!< what to do
    Ptr<Socket> m_socket;      //!< the connection, if any
    MessageStream m_stream;    //!< what comes on it
    EventId m_wake;            //!< next call of Wake
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BULK_LEASEQUERY_CLIENT_H
