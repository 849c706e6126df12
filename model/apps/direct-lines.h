/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DIRECT_LINES_H
#define DHCPBACKUP_DIRECT_LINES_H

#include "ns3/dhcp-frame.h"
#include "ns3/direct-link.h"
#include "ns3/ipv4.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <memory>
#include <optional>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Access lines whose frames a relay takes and sends itself, past the IP stack of its node.
 *
 * Behind such a line live many subscribers of whom nothing is wanted but DHCP: see
 * ClientPopulation. What they send to a server itself (RFC 2131 section 4.3.2) and what comes back
 * is forwarded here as an IP router does.
 */
class DirectLines
{
  public:
    /**
     * Looks at a message from a line: number of the line, UDP payload, IPv4 source and destination.
     * Returns true if it goes no further, false if it is to be forwarded.
     */
    using Inspector = Callback<bool, uint32_t, ByteView, IpAddr, IpAddr>;

    DirectLines();
    ~DirectLines();
    DirectLines(const DirectLines&) = delete;
    DirectLines& operator=(const DirectLines&) = delete;

    /**
     * @brief Add a line.
     * @param line its number at the relay
     * @param device the relay's device on it, without an IPv4 interface
     */
    void Add(uint32_t line, Ptr<NetDevice> device);

    /// @return whether there are any
    bool Empty() const
    {
        return m_lines.empty();
    }

    /**
     * @brief Take what comes from the lines.
     * @param ipv4 the node's stack, which forwards to the servers' side
     * @param core the link to the servers' side; used if it is open
     * @param inspector sees every message first
     * @param alone true if the relay has one line only, so that every address is behind it
     */
    void Open(Ptr<Ipv4> ipv4, DirectLink& core, const Inspector& inspector, bool alone);

    /// Be deaf.
    void Close();

    /**
     * @brief An address is in use behind a line.
     * @param address the address
     * @param line number of the line
     * @return false if the line is none of these
     */
    bool Learn(IpAddr address, uint32_t line);

    /**
     * @brief Forward a message of a server to the subscriber that it is addressed to.
     * @param payload the UDP payload
     * @param source IPv4 source
     * @param destination IPv4 destination
     * @return false if the address is not behind one of these lines
     */
    bool Deliver(ByteView payload, IpAddr source, IpAddr destination);

  private:
    /// One of them.
    class Line;

    /// Send a subscriber's datagram on to the servers' side.
    void ForwardUp(const UdpAddresses& addresses, ByteView payload);

    std::vector<std::unique_ptr<Line>> m_lines;        //!< all of them
    boost::unordered_flat_map<IpAddr, Line*> m_lineOf; //!< by address, unless there is one line only
    bool m_alone{false};                               //!< there is one line only
    Ptr<Ipv4> m_ipv4;                                     //!< the node's stack
    DirectLink* m_core{nullptr};                          //!< the servers' side
    Inspector m_inspector;                                //!< sees messages first
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DIRECT_LINES_H
