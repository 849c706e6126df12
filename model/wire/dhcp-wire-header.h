/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DHCP_WIRE_HEADER_H
#define DHCPBACKUP_DHCP_WIRE_HEADER_H

#include "ns3/dhcp-message.h"
#include "ns3/header.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A DHCP message as an ns-3 header, for Packet::AddHeader, RemoveHeader and printing.
 *
 * Reading never aborts: bytes that are not a message give GetError() != NONE.
 */
class DhcpWireHeader : public Header
{
  public:
    DhcpWireHeader();

    /**
     * @param message the message to carry
     * @param maxDatagram the largest IP datagram that the receiver takes, bytes
     */
    explicit DhcpWireHeader(const DhcpMessage& message, size_t maxDatagram = MIN_DATAGRAM);

    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /// @return the message; meaningful only while GetError() is NONE
    const DhcpMessage& GetMessage() const;

    /// @return NONE, or why the bytes read last are no message
    ParseError GetError() const;

    TypeId GetInstanceTypeId() const override;
    void Print(std::ostream& os) const override;
    uint32_t GetSerializedSize() const override;
    void Serialize(Buffer::Iterator start) const override;
    /**
     * @brief Read a message that fills the rest of the packet.
     * @param start where the UDP payload starts
     * @return the bytes consumed: all
     */
    uint32_t Deserialize(Buffer::Iterator start) override;

  private:
    DhcpMessage m_message;                //!< as set or read
    DhcpBytes m_bytes;                    //!< as written or read
    ParseError m_error{ParseError::NONE}; //!< of the last Deserialize
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DHCP_WIRE_HEADER_H
