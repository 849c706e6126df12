/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ETHERNET_LINE_CHANNEL_H
#define DHCPBACKUP_ETHERNET_LINE_CHANNEL_H

#include "ns3/channel.h"
#include "ns3/nstime.h"

#include <array>

namespace ns3::dhcpbackup
{

class EthernetLineDevice;

/**
 * @ingroup dhcp-backup
 * @brief A full-duplex Ethernet cable between two devices.
 */
class EthernetLineChannel : public Channel
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Plug a device in; two fit.
     * @param device the device
     */
    void Attach(Ptr<EthernetLineDevice> device);

    /**
     * @param device one of the two devices
     * @return the other one, or nullptr if there is none
     */
    Ptr<EthernetLineDevice> PeerOf(const EthernetLineDevice* device) const;

    /// @return how long a signal travels
    Time GetDelay() const
    {
        return m_delay;
    }

    std::size_t GetNDevices() const override;
    Ptr<NetDevice> GetDevice(std::size_t i) const override;

  protected:
    void DoDispose() override;

  private:
    Time m_delay;                                         //!< attribute Delay
    std::array<Ptr<EthernetLineDevice>, 2> m_devices;     //!< plugged in
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ETHERNET_LINE_CHANNEL_H
