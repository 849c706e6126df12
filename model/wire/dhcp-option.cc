/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "dhcp-option.h"

#include "ns3/assert.h"

namespace ns3::dhcpbackup
{

size_t
DhcpOptions::Offset(uint8_t code) const
{
    size_t at = 0;
    while (at < m_block.size() && m_block[at] != code)
    {
        at += 3 + (m_block[at + 1] << 8 | m_block[at + 2]);
    }
    return at;
}

std::optional<ByteView>
DhcpOptions::Find(uint8_t code) const
{
    const size_t at = Offset(code);
    if (at == m_block.size())
    {
        return std::nullopt;
    }
    return (*Iterator(m_block.data() + at)).data;
}

std::optional<uint8_t>
DhcpOptions::GetU8(uint8_t code) const
{
    const auto data = Find(code);
    if (!data || data->size() != 1)
    {
        return std::nullopt;
    }
    return (*data)[0];
}

std::optional<uint16_t>
DhcpOptions::GetU16(uint8_t code) const
{
    const auto data = Find(code);
    if (!data || data->size() != 2)
    {
        return std::nullopt;
    }
    return (*data)[0] << 8 | (*data)[1];
}

std::optional<uint32_t>
DhcpOptions::GetU32(uint8_t code) const
{
    const auto data = Find(code);
    if (!data || data->size() != 4)
    {
        return std::nullopt;
    }
    const ByteView& d = *data;
    return uint32_t(d[0]) << 24 | uint32_t(d[1]) << 16 | uint32_t(d[2]) << 8 | d[3];
}

void
DhcpOptions::Add(uint8_t code, ByteView data)
{
    NS_ASSERT_MSG(code != OPT_END && data.size() <= 0xffff, "not an option: " << int(code));
    m_block.push_back(code);
    m_block.push_back(data.size() >> 8);
    m_block.push_back(data.size() & 0xff);
    m_block.insert(m_block.end(), data.begin(), data.end());
}

void
DhcpOptions::AddU8(uint8_t code, uint8_t value)
{
    Add(code, ByteView(&value, 1));
}

void
DhcpOptions::AddU16(uint8_t code, uint16_t value)
{
    const uint8_t bytes[] = {uint8_t(value >> 8), uint8_t(value)};
    Add(code, bytes);
}

void
DhcpOptions::AddU32(uint8_t code, uint32_t value)
{
    const uint8_t bytes[] = {uint8_t(value >> 24),
                             uint8_t(value >> 16),
                             uint8_t(value >> 8),
                             uint8_t(value)};
    Add(code, bytes);
}

void
DhcpOptions::AddText(uint8_t code, const std::string& text)
{
    Add(code, ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size()));
}

bool
DhcpOptions::Join(uint8_t code, ByteView part)
{
    const size_t at = Offset(code);
    if (at == m_block.size())
    {
        Add(code, part);
        return true;
    }
    const size_t old = m_block[at + 1] << 8 | m_block[at + 2];
    const size_t size = old + part.size();
    if (size > 0xffff)
    {
        return false;
    }
    m_block[at + 1] = size >> 8;
    m_block[at + 2] = size & 0xff;
    m_block.insert(m_block.begin() + at + 3 + old, part.begin(), part.end());
    return true;
}

void
DhcpOptions::Remove(uint8_t code)
{
    const size_t at = Offset(code);
    if (at < m_block.size())
    {
        const size_t size = 3 + (m_block[at + 1] << 8 | m_block[at + 2]);
        m_block.erase(m_block.begin() + at, m_block.begin() + at + size);
    }
}

void
DhcpOptions::SetU32(uint8_t code, uint32_t value)
{
    const size_t at = Offset(code);
    if (at == m_block.size() || m_block[at + 1] != 0 || m_block[at + 2] != 4)
    {
        Remove(code);
        AddU32(code, value);
        return;
    }
    for (int i = 0; i < 4; ++i)
    {
        m_block[at + 3 + i] = value >> (24 - 8 * i);
    }
}

bool
ParseRelayAgentOption(ByteView data, DhcpOptions& subOptions)
{
    DhcpOptions found;
    size_t at = 0;
    while (at < data.size())
    {
        if (at + 2 > data.size() || at + 2 + data[at + 1] > data.size() || data[at] == OPT_END)
        {
            return false;
        }
        if (!found.Join(data[at], data.subspan(at + 2, data[at + 1])))
        {
            return false;
        }
        at += 2 + data[at + 1];
    }
    subOptions = found;
    return true;
}

std::string
WriteRelayAgentOption(const DhcpOptions& subOptions)
{
    std::string bytes;
    for (const auto& item : subOptions)
    {
        if (item.data.size() > 255)
        {
            return {};
        }
        bytes += char(item.code);
        bytes += char(item.data.size());
        bytes.append(item.data.begin(), item.data.end());
    }
    return bytes;
}

bool
IsOptionSizeValid(uint8_t code, size_t size)
{
    switch (code)
    {
    case OPT_OVERLOAD:
    case OPT_MESSAGE_TYPE:
    case OPT_DHCP_STATE:
    case OPT_DATA_SOURCE:
        return size == 1;
    case OPT_MAX_MESSAGE_SIZE:
        return size == 2;
    case OPT_SUBNET_MASK:
    case OPT_REQUESTED_ADDRESS:
    case OPT_LEASE_TIME:
    case OPT_SERVER_ID:
    case OPT_T1:
    case OPT_T2:
    case OPT_CLIENT_LAST_TRANSACTION:
    case OPT_BASE_TIME:
    case OPT_START_TIME_OF_STATE:
    case OPT_QUERY_START_TIME:
    case OPT_QUERY_END_TIME:
        return size == 4;
    case OPT_ROUTER:
    case OPT_DNS:
        return size >= 4 && size % 4 == 0;
    case OPT_CLIENT_ID:
        return size >= 2;
    case OPT_PARAMETER_LIST:
    case OPT_STATUS_CODE:
        return size >= 1;
    default:
        return true;
    }
}

} // namespace ns3::dhcpbackup
