/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DHCP_FRAME_H
#define DHCPBACKUP_DHCP_FRAME_H

#include "ns3/callback.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/node.h"
#include "ns3/udp-datagram.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief DHCP straight on a network device, past the IP stack.
 *
 * A host without an address can neither send nor receive through the stack, and a server or relay
 * that answers it cannot ask ARP for it: real ones use packet sockets, this is the model of one.
 */
class DhcpFramePort
{
  public:
    /// Called with the addresses and the UDP payload of a datagram that arrived.
    using ReceiveCallback = Callback<void, const UdpAddresses&, ByteView>;

    /// Which frames are heard.
    enum Filter : uint8_t
    {
        OWN_FRAMES, //!< those for the device, and broadcasts
        ALL_FRAMES  //!< whoever they are for
    };

    DhcpFramePort() = default;
    DhcpFramePort(const DhcpFramePort&) = delete;
    DhcpFramePort& operator=(const DhcpFramePort&) = delete;
    ~DhcpFramePort();

    /**
     * @brief Hear every UDP datagram for a port that reaches a device.
     * @param device the device, which must belong to a node
     * @param port the UDP destination port
     * @param callback told of each datagram; those with a wrong length or checksum are left out
     * @param filter which frames
     */
    void Listen(Ptr<NetDevice> device,
                uint16_t port,
                const ReceiveCallback& callback,
                Filter filter = OWN_FRAMES);

    /// Hear nothing any more.
    void Close();

    /**
     * @brief Send a datagram in one frame.
     * @param device the device to send on
     * @param addresses IPv4 and UDP addresses
     * @param payload the UDP payload
     * @param to the frame's destination
     */
    static void Send(Ptr<NetDevice> device,
                     const UdpAddresses& addresses,
                     ByteView payload,
                     const Mac48Address& to);

    /**
     * @brief The same, for a device that stands for several hosts.
     * @param device the device to send on, which must be able to send from any address
     * @param addresses IPv4 and UDP addresses
     * @param payload the UDP payload
     * @param to the frame's destination
     * @param from the frame's source
     */
    static void SendFrom(Ptr<NetDevice> device,
                         const UdpAddresses& addresses,
                         ByteView payload,
                         const Mac48Address& to,
                         const Mac48Address& from);

    /**
     * @brief The frame destination for a message to a client (RFC 2131 section 4.1).
     * @param message the message
     * @return the broadcast address if the flag says so or chaddr is no Ethernet address, else chaddr
     */
    static Mac48Address HardwareDestination(const DhcpMessage& message);

  private:
    /// Receive callback of the node.
    void Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from,
                 const Address& to,
                 NetDevice::PacketType type);

    Ptr<Node> m_node;           //!< whose handler is registered
    uint16_t m_port{0};         //!< UDP destination port
    ReceiveCallback m_callback; //!< who is told
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DHCP_FRAME_H
