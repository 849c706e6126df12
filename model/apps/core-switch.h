/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CORE_SWITCH_H
#define DHCPBACKUP_CORE_SWITCH_H

#include "ns3/dhcp-values.h"
#include "ns3/net-device.h"
#include "ns3/object.h"

#include <unordered_map>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The network between relays and servers: joins their point-to-point links and passes IPv4
 *        packets on unchanged, by destination.
 *
 * A server needs one link however many relays there are: in an ns-3 node the cost of a packet grows
 * with the number of its interfaces and routes. Here it does not: a packet costs one look-up for
 * each different length of prefix that is known. What has no known destination is dropped.
 */
class CoreSwitch : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Pass packets on that arrive by a link.
     * @param device this end of a point-to-point link; on a node without an IP stack
     */
    void AddLink(Ptr<NetDevice> device);

    /**
     * @brief Tell where a subnet is; the longest prefix counts.
     * @param network its first address
     * @param mask its mask
     * @param device this end of the link that leads there
     */
    void AddRoute(IpAddr network, IpAddr mask, Ptr<NetDevice> device);

  protected:
    void DoDispose() override;

  private:
    /// The subnets of one size.
    struct Prefixes
    {
        IpAddr mask;                                      //!< their mask
        std::unordered_map<IpAddr, Ptr<NetDevice>> links; //!< by first address
    };

    /// A packet has arrived.
    bool Receive(Ptr<NetDevice> device,
                 Ptr<const Packet> packet,
                 uint16_t protocol,
                 const Address& from);
    /// The link that leads to an address, or nullptr.
    NetDevice* LinkTo(IpAddr destination) const;

    std::vector<Prefixes> m_routes; //!< longest prefix first
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CORE_SWITCH_H
