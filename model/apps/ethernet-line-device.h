/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ETHERNET_LINE_DEVICE_H
#define DHCPBACKUP_ETHERNET_LINE_DEVICE_H

#include "ns3/data-rate.h"
#include "ns3/error-model.h"
#include "ns3/ethernet-line-channel.h"
#include "ns3/mac48-address.h"
#include "ns3/net-device.h"
#include "ns3/packet.h"
#include "ns3/traced-callback.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief One end of a full-duplex Ethernet cable.
 *
 * A line has no collisions, so all that a transmitter must remember is until when it is busy: a
 * frame costs one event. The frame's addresses travel beside the packet and become bytes only for a
 * capture, which therefore changes nothing but speed. Frames may carry any source address, so that
 * one device can stand for many subscribers.
 */
class EthernetLineDevice : public NetDevice
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// @param channel the cable; once
    void Attach(Ptr<EthernetLineChannel> channel);

    void SetIfIndex(uint32_t index) override;
    uint32_t GetIfIndex() const override;
    Ptr<Channel> GetChannel() const override;
    void SetAddress(Address address) override;
    Address GetAddress() const override;
    bool SetMtu(uint16_t mtu) override;
    uint16_t GetMtu() const override;
    bool IsLinkUp() const override;
    void AddLinkChangeCallback(Callback<void> callback) override;
    bool IsBroadcast() const override;
    Address GetBroadcast() const override;
    bool IsMulticast() const override;
    Address GetMulticast(Ipv4Address group) const override;
    Address GetMulticast(Ipv6Address group) const override;
    bool IsBridge() const override;
    bool IsPointToPoint() const override;
    bool Send(Ptr<Packet> packet, const Address& to, uint16_t protocol) override;
    bool SendFrom(Ptr<Packet> packet,
                  const Address& from,
                  const Address& to,
                  uint16_t protocol) override;
    Ptr<Node> GetNode() const override;
    void SetNode(Ptr<Node> node) override;
    bool NeedsArp() const override;
    void SetReceiveCallback(ReceiveCallback callback) override;
    void SetPromiscReceiveCallback(PromiscReceiveCallback callback) override;
    bool SupportsSendFrom() const override;

  protected:
    void DoDispose() override;
    /// A frame has arrived.
    void Receive(Ptr<Packet> packet, Mac48Address from, Mac48Address to, uint16_t protocol);
    /// Show a frame to a capture, if there is one.
    void Sniff(Ptr<const Packet> packet,
               const Mac48Address& from,
               const Mac48Address& to,
               uint16_t protocol);

  private:
    Mac48Address m_address;                 //!< attribute Address
    DataRate m_rate;                        //!< attribute DataRate
    uint32_t m_queueBytes;                  //!< attribute QueueBytes
    uint16_t m_mtu{1500};                   //!< largest payload
    uint32_t m_ifIndex{0};                  //!< number at the node
    int64_t m_busyUntil{0};                 //!< when all that was sent is on the cable, nanoseconds
    Ptr<Node> m_node;                       //!< whose device it is
    Ptr<EthernetLineChannel> m_channel;     //!< the cable
    Ptr<ErrorModel> m_errors;               //!< attribute ReceiveErrorModel
    ReceiveCallback m_receive;              //!< told of frames for this device
    PromiscReceiveCallback m_receiveAll;    //!< told of all frames

    TracedCallback<Ptr<const Packet>> m_macTx;     //!< accepted for sending
    TracedCallback<Ptr<const Packet>> m_macTxDrop; //!< no room in the queue
    TracedCallback<Ptr<const Packet>> m_macRx;     //!< arrived
    TracedCallback<Ptr<const Packet>> m_phyRxDrop; //!< lost by the error model
    TracedCallback<Ptr<const Packet>> m_sniffer;   //!< sent and arrived, with Ethernet header
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ETHERNET_LINE_DEVICE_H
