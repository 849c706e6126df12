/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_MESSAGE_STREAM_H
#define DHCPBACKUP_MESSAGE_STREAM_H

#include "ns3/dhcp-message.h"

#include <vector>

namespace ns3::dhcpbackup
{

/// Bytes of the message-size in front of each message (RFC 6926 section 6.1).
constexpr size_t MESSAGE_SIZE_FIELD = 2;

/**
 * @ingroup dhcp-backup
 * @brief DHCP messages on a TCP connection (RFC 6926 section 6.1), as they come: in pieces.
 *
 * Total: any bytes give messages or one error, behind which nothing is read any more, since nobody
 * knows where the next message would begin. Take all messages after each Append, and no more than
 * one message and what was appended last is held.
 */
class MessageStream
{
  public:
    /**
     * @brief Bytes have come.
     * @param bytes the next bytes of the connection
     */
    void Append(ByteView bytes);

    /**
     * @brief Take the next message.
     * @param message gets it
     * @return false if there is none yet, or none any more because of an error
     */
    bool Next(DhcpMessage& message);

    /// @return what is wrong with the stream, or NONE
    ParseError Error() const
    {
        return m_error;
    }

    /// @return bytes that wait for the rest of their message
    size_t Waiting() const
    {
        return m_bytes.size() - m_at;
    }

  private:
    std::vector<uint8_t> m_bytes;         //!< what has come
    size_t m_at{0};                       //!< how much of it has been read
    ParseError m_error{ParseError::NONE}; //!< what is wrong
};

/**
 * @brief Append a message to what is to be sent on a TCP connection.
 * @param message the message
 * @param bytes gets message-size and message appended
 * @return false if the message does not fit into MAX_DATAGRAM; bytes is then unchanged
 */
bool WriteToStream(const DhcpMessage& message, std::vector<uint8_t>& bytes);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_MESSAGE_STREAM_H
