/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ethernet-line-channel.h"

#include "ns3/abort.h"
#include "ns3/ethernet-line-device.h"

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(EthernetLineChannel);

TypeId
EthernetLineChannel::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::EthernetLineChannel")
                            .SetParent<Channel>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<EthernetLineChannel>()
                            .AddAttribute("Delay",
                                          "How long a signal travels from end to end.",
                                          TimeValue(MicroSeconds(1)),
                                          MakeTimeAccessor(&EthernetLineChannel::m_delay),
                                          MakeTimeChecker(NanoSeconds(0)));
    return tid;
}

void
EthernetLineChannel::DoDispose()
{
    m_devices = {};
    Channel::DoDispose();
}

void
EthernetLineChannel::Attach(Ptr<EthernetLineDevice> device)
{
    NS_ABORT_MSG_IF(m_devices[1], "an Ethernet line has two ends");
    m_devices[m_devices[0] ? 1 : 0] = device;
}

Ptr<EthernetLineDevice>
EthernetLineChannel::PeerOf(const EthernetLineDevice* device) const
{
    return PeekPointer(m_devices[0]) == device ? m_devices[1] : m_devices[0];
}

std::size_t
EthernetLineChannel::GetNDevices() const
{
    return m_devices[1] ? 2 : m_devices[0] ? 1 : 0;
}

Ptr<NetDevice>
EthernetLineChannel::GetDevice(std::size_t i) const
{
    return m_devices.at(i);
}

} // namespace ns3::dhcpbackup
