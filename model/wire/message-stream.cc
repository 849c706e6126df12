/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-stream.h"

namespace ns3::dhcpbackup
{

void
MessageStream::Append(ByteView bytes)
{
    if (m_error == ParseError::NONE)
    {
        m_bytes.erase(m_bytes.begin(), m_bytes.begin() + m_at);
        m_at = 0;
        m_bytes.insert(m_bytes.end(), bytes.begin(), bytes.end());
    }
}

bool
MessageStream::Next(DhcpMessage& message)
{
    if (m_error != ParseError::NONE || Waiting() < MESSAGE_SIZE_FIELD)
    {
        return false;
    }
    const size_t size = m_bytes[m_at] << 8 | m_bytes[m_at + 1];
    if (size >= OPTIONS_OFFSET && Waiting() < MESSAGE_SIZE_FIELD + size)
    {
        return false;
    }
    // What cannot be a message is not waited for.
    m_error =
        size < OPTIONS_OFFSET
            ? ParseError::TOO_SHORT
            : ParseMessage(ByteView(m_bytes.data() + m_at + MESSAGE_SIZE_FIELD, size), message);
    if (m_error != ParseError::NONE)
    {
        m_bytes.clear();
        m_at = 0;
        return false;
    }
    m_at += MESSAGE_SIZE_FIELD + size;
    return true;
}

bool
WriteToStream(const DhcpMessage& message, std::vector<uint8_t>& bytes)
{
    DhcpBytes written;
    // Padding is for BOOTP relays, of which there are none on a connection.
    if (!WriteMessage(message, MAX_DATAGRAM, written, 0))
    {
        return false;
    }
    bytes.push_back(written.size() >> 8);
    bytes.push_back(written.size() & 0xff);
    bytes.insert(bytes.end(), written.begin(), written.end());
    return true;
}

} // namespace ns3::dhcpbackup
