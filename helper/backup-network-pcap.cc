/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * BackupNetworkHelper: captures.
 */

#include "backup-network-helper.h"

#include "ns3/csma-helper.h"
#include "ns3/ethernet-header.h"
#include "ns3/ethernet-line-device.h"
#include "ns3/point-to-point-helper.h"
#include "ns3/trace-helper.h"
#include "ns3/udp-datagram.h"

namespace ns3::dhcpbackup
{

namespace
{

/// EtherType of IPv4.
constexpr uint16_t IPV4 = 0x0800;

/// Whether a frame on a line that many share is from a subscriber or for it alone.
bool
Concerns(Ptr<const Packet> frame, const Mac48Address& subscriber)
{
    EthernetHeader ethernet;
    Ptr<Packet> content = frame->Copy();
    content->RemoveHeader(ethernet);
    if (ethernet.GetSource() == subscriber || ethernet.GetDestination() == subscriber)
    {
        return true;
    }
    if (!ethernet.GetDestination().IsBroadcast() || ethernet.GetLengthType() != IPV4)
    {
        return false;
    }
    DhcpBytes bytes(content->GetSize());
    content->CopyData(bytes.data(), bytes.size());
    UdpAddresses addresses;
    ByteView payload;
    DhcpMessage message;
    if (!ParseDatagram(bytes, addresses, payload) || addresses.destinationPort != CLIENT_PORT ||
        ParseMessage(payload, message) != ParseError::NONE)
    {
        return false;
    }
    Mac48Address client;
    client.CopyFrom(message.chaddr.data());
    return client == subscriber;
}

/// Write a frame that concerns a subscriber.
void
WriteFrame(Ptr<PcapFileWrapper> file, Mac48Address subscriber, Ptr<const Packet> frame)
{
    if (Concerns(frame, subscriber))
    {
        file->Write(Simulator::Now(), frame);
    }
}

/// Capture a line that many subscribers share, or what concerns one of them.
void
CaptureLine(Ptr<EthernetLineDevice> line, const std::string& path, const LinkName& link)
{
    PcapHelper pcap;
    Ptr<PcapFileWrapper> file = pcap.CreateFile(path, std::ios::out, PcapHelper::DLT_EN10MB);
    if (link.kind == LinkName::ACCESS)
    {
        pcap.HookDefaultSink<EthernetLineDevice>(line, "PromiscSniffer", file);
        return;
    }
    const Mac48Address address = BackupNetworkHelper::HardwareAddressOf(link.index);
    line->TraceConnectWithoutContext("PromiscSniffer",
                                     MakeBoundCallback(&WriteFrame, file, address));
}

} // namespace

void
BackupNetworkHelper::EnablePcap(const BackupNetwork& network,
                                const std::string& folder,
                                const LinkName& link) const
{
    std::string name = ToString(link);
    name = name.substr(0, name.find('[')) + "-" + std::to_string(link.index) + ".pcap";
    const std::string path = folder + "/" + name;
    if (link.kind == LinkName::CORE)
    {
        PointToPointHelper().EnablePcap(path, network.coreDevices.Get(2 * link.index), true, true);
        return;
    }
    const Ptr<NetDevice> device = network.AccessDeviceOf(link.index);
    if (const auto line = DynamicCast<EthernetLineDevice>(device))
    {
        CaptureLine(line, path, link);
    }
    else
    {
        CsmaHelper().EnablePcap(path, device, true, true);
    }
}

void
BackupNetworkHelper::EnablePcap(const BackupNetwork& network, const std::string& folder) const
{
    for (const LinkName& link : m_scenario.run.pcap)
    {
        EnablePcap(network, folder, link);
    }
}

} // namespace ns3::dhcpbackup
