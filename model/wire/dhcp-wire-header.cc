/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dhcp-wire-header.h"

#include "ns3/abort.h"

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(DhcpWireHeader);

DhcpWireHeader::DhcpWireHeader()
{
    WriteMessage(m_message, MIN_DATAGRAM, m_bytes);
}

DhcpWireHeader::DhcpWireHeader(const DhcpMessage& message, size_t maxDatagram)
    : m_message(message)
{
    const bool fits = WriteMessage(message, maxDatagram, m_bytes);
    NS_ABORT_MSG_UNLESS(fits, "options do not fit into a datagram of " << maxDatagram << " bytes");
}

TypeId
DhcpWireHeader::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::DhcpWireHeader")
                            .SetParent<Header>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<DhcpWireHeader>();
    return tid;
}

TypeId
DhcpWireHeader::GetInstanceTypeId() const
{
    return GetTypeId();
}

const DhcpMessage&
DhcpWireHeader::GetMessage() const
{
    return m_message;
}

ParseError
DhcpWireHeader::GetError() const
{
    return m_error;
}

void
DhcpWireHeader::Print(std::ostream& os) const
{
    if (m_error == ParseError::NONE)
    {
        os << Describe(m_message);
    }
    else
    {
        os << "not a DHCP message: " << ToString(m_error);
    }
}

uint32_t
DhcpWireHeader::GetSerializedSize() const
{
    return m_bytes.size();
}

void
DhcpWireHeader::Serialize(Buffer::Iterator start) const
{
    start.Write(m_bytes.data(), m_bytes.size());
}

uint32_t
DhcpWireHeader::Deserialize(Buffer::Iterator start)
{
    m_bytes.resize(start.GetRemainingSize());
    start.Read(m_bytes.data(), m_bytes.size());
    m_error = ParseMessage(m_bytes, m_message);
    return m_bytes.size();
}

} // namespace ns3::dhcpbackup
