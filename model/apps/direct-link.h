/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DIRECT_LINK_H
#define DHCPBACKUP_DIRECT_LINK_H

#include "ns3/callback.h"
#include "ns3/net-device.h"
#include "ns3/udp-datagram.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A way for DHCP past the IP stack of a host, on a point-to-point link.
 *
 * Most of what a simulated message costs is the way through the stacks of relay and server. Here
 * the application builds and takes such frames itself; whatever it does not take, because it is no
 * DHCP or nobody listens, goes to the stack, which forwards or refuses it as ever. The link carries
 * the same messages at the same times either way.
 */
class DirectLink
{
  public:
    /// Sees the addresses and the UDP payload of a datagram that arrived; false to leave it to the
    /// stack.
    using Receiver = Callback<bool, const UdpAddresses&, ByteView>;

    DirectLink() = default;
    DirectLink(const DirectLink&) = delete;
    DirectLink& operator=(const DirectLink&) = delete;
    ~DirectLink();

    /**
     * @brief Come between a device and the stack of its node.
     * @param device a device with an IPv4 interface and address on a link without ARP
     * @param receiver sees every UDP datagram first; those with a wrong length or checksum go to
     *                 the stack
     */
    void Open(Ptr<NetDevice> device, const Receiver& receiver);

    /// Leave everything to the stack.
    void Close();

    /// @return whether the link is open
    bool IsOpen() const
    {
        return bool(m_device);
    }

    /// @return the IPv4 address of the device's interface, while the link is open
    IpAddr GetAddress() const
    {
        return m_address;
    }

    /// @return the device's number at its node, while the link is open
    uint32_t GetIndex() const
    {
        return m_device->GetIfIndex();
    }

    /**
     * @brief Send a datagram, unless it is too long for one frame.
     * @param addresses IPv4 and UDP addresses
     * @param payload the UDP payload
     * @param ttl the IPv4 time to live
     * @return false if it was too long, and nothing was sent
     */
    bool Send(const UdpAddresses& addresses, ByteView payload, uint8_t ttl = DEFAULT_TTL);

  private:
    /// Receive callback of the device.
    bool Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from);

    Ptr<NetDevice> m_device; //!< this end of the link, nullptr while closed
    IpAddr m_address{0};     //!< its interface's address
    Receiver m_receiver;     //!< sees datagrams first
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DIRECT_LINK_H
