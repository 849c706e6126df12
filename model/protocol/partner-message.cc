/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "partner-message.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Appends numbers, highest byte first.
class Writer
{
  public:
    explicit Writer(std::vector<uint8_t>& bytes)
        : m_bytes(bytes)
    {
    }

    void Number(uint64_t value, int size)
    {
        for (int i = size - 1; i >= 0; --i)
        {
            m_bytes.push_back(value >> (8 * i));
        }
    }

    /// Time from now to an instant.
    void TimeTo(Instant at, Instant now)
    {
        Number(at == NEVER ? NEVER : at - now, 8);
    }

    void Text(const std::string& text)
    {
        Number(text.size(), 1);
        m_bytes.insert(m_bytes.end(), text.begin(), text.end());
    }

  private:
    std::vector<uint8_t>& m_bytes; //!< where to
};

/// Takes numbers off; behind the end there are only zeros, and IsGood is false.
class Reader
{
  public:
    explicit Reader(ByteView bytes)
        : m_bytes(bytes)
    {
    }

    uint64_t Number(size_t size)
    {
        uint64_t value = 0;
        for (size_t i = 0; i < size; ++i)
        {
            value = value << 8 | Byte();
        }
        return value;
    }

    Instant At(Instant now)
    {
        const int64_t left = Number(8);
        // No lease is longer than this; a sum beyond it would overflow.
        constexpr int64_t LIMIT = NEVER / 4;
        m_good = m_good && (left == NEVER || (left < LIMIT && left > -2 * LIMIT));
        return !m_good || left == NEVER ? NEVER : now + left;
    }

    std::string Text()
    {
        std::string text(Number(1), '\0');
        for (char& c : text)
        {
            c = char(Byte());
        }
        return text;
    }

    /// @return whether all that was asked for was there
    bool IsGood() const
    {
        return m_good;
    }

    /// @return whether nothing is left
    bool IsAtEnd() const
    {
        return m_at == m_bytes.size();
    }

  private:
    uint8_t Byte()
    {
        m_good = m_good && m_at < m_bytes.size();
        return m_good ? m_bytes[m_at++] : 0;
    }

    ByteView m_bytes;  //!< what to read
    size_t m_at{0};    //!< how far
    bool m_good{true}; //!< nothing was missing
};

void
WriteLease(const PartnerLease& lease, Instant now, Writer& writer)
{
    const Binding& binding = lease.binding;
    writer.Number(lease.address, 4);
    writer.Number(uint8_t(binding.state), 1);
    writer.TimeTo(binding.expiry, now);
    writer.TimeTo(binding.changed, now);
    writer.TimeTo(lease.potential, now);
    writer.Number(binding.serverId, 4);
    writer.Number(binding.client.htype, 1);
    writer.Number(binding.client.hlen, 1);
    for (const uint8_t byte : binding.client.chaddr)
    {
        writer.Number(byte, 1);
    }
    writer.Text(binding.client.clientId);
    writer.Text(binding.agentInfo);
}

PartnerLease
ReadLease(Reader& reader, Instant now)
{
    PartnerLease lease;
    Binding& binding = lease.binding;
    lease.address = reader.Number(4);
    binding.state = BindingState(std::min<uint64_t>(reader.Number(1), uint8_t(BindingState::DECLINED)));
    binding.expiry = reader.At(now);
    binding.changed = reader.At(now);
    lease.potential = reader.At(now);
    binding.serverId = reader.Number(4);
    binding.client.htype = reader.Number(1);
    binding.client.hlen = std::min<uint64_t>(reader.Number(1), binding.client.chaddr.size());
    for (uint8_t& byte : binding.client.chaddr)
    {
        byte = reader.Number(1);
    }
    binding.client.clientId = reader.Text();
    binding.agentInfo = reader.Text();
    return lease;
}

} // namespace

std::vector<uint8_t>
WritePartnerMessage(const PartnerMessage& message, Instant now)
{
    std::vector<uint8_t> bytes;
    Writer writer(bytes);
    writer.Number(uint8_t(message.type), 1);
    writer.Number(message.id, 4);
    writer.Number(message.state, 1);
    writer.Number(message.from, 4);
    writer.Number(message.count, 4);
    writer.Number(message.leases.size(), 1);
    for (const PartnerLease& lease : message.leases)
    {
        WriteLease(lease, now, writer);
    }
    return bytes;
}

bool
ParsePartnerMessage(ByteView bytes, Instant now, PartnerMessage& message)
{
    Reader reader(bytes);
    const uint64_t type = reader.Number(1);
    message.type = PartnerMessageType(type);
    message.id = reader.Number(4);
    message.state = reader.Number(1);
    message.from = reader.Number(4);
    message.count = reader.Number(4);
    message.leases.resize(std::min<uint64_t>(reader.Number(1), LEASES_IN_MESSAGE));
    for (PartnerLease& lease : message.leases)
    {
        lease = ReadLease(reader, now);
    }
    return reader.IsGood() && reader.IsAtEnd() && type <= uint8_t(PartnerMessageType::BYE);
}

} // namespace ns3::dhcpbackup
