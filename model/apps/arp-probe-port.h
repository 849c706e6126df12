/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ARP_PROBE_PORT_H
#define DHCPBACKUP_ARP_PROBE_PORT_H

#include "ns3/arp-header.h"
#include "ns3/callback.h"
#include "ns3/dhcp-values.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief ARP beside the IP stack, to find out whether an address is in use (RFC 5227): the stack's
 *        own ARP asks for others' addresses only, and never without one of its own.
 */
class ArpProbePort
{
  public:
    /// Called with each ARP message that arrives from somebody else.
    using ReceiveCallback = Callback<void, const ArpHeader&>;

    ArpProbePort() = default;
    ArpProbePort(const ArpProbePort&) = delete;
    ArpProbePort& operator=(const ArpProbePort&) = delete;
    ~ArpProbePort();

    /**
     * @brief Hear every ARP message that reaches a device.
     * @param device the device, which must belong to a node
     * @param callback told of each message
     */
    void Listen(Ptr<NetDevice> device, const ReceiveCallback& callback);

    /// Hear nothing any more.
    void Close();

    /**
     * @brief Broadcast an ARP request: a probe if the sender is 0, an announcement if sender and
     *        target are the same (RFC 5227 section 1.1).
     * @param device the device to send on
     * @param sender the sender's address
     * @param target the address that is asked for
     */
    static void SendRequest(Ptr<NetDevice> device, IpAddr sender, IpAddr target);

    /**
     * @brief The same, for a device that stands for several hosts.
     * @param device the device to send on, which must be able to send from any address
     * @param from the host's hardware address
     * @param sender the sender's address
     * @param target the address that is asked for
     */
    static void SendRequestFrom(Ptr<NetDevice> device,
                                const Mac48Address& from,
                                IpAddr sender,
                                IpAddr target);

    /**
     * @brief Whether a message tells that an address that is being probed is not free.
     * @param header a message from somebody else
     * @param probed the address
     * @return true if the sender has it, or probes it too (RFC 5227 section 2.1.1)
     */
    static bool IsConflict(const ArpHeader& header, IpAddr probed);

  private:
    /// Receive callback of the node.
    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    Ptr<Node> m_node;           //!< whose handler is registered
    ReceiveCallback m_callback; //!< who is told
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ARP_PROBE_PORT_H
