/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-memory.h"

#include <algorithm>
#include <cstdio>

namespace ns3::dhcpbackup
{

namespace
{

/// The first eight bytes tell the stations of a simulation apart.
uint64_t
NumberOf(const std::array<uint8_t, 16>& chaddr)
{
    uint64_t number = 0;
    for (size_t i = 0; i < sizeof(number); ++i)
    {
        number = number << 8 | chaddr[i];
    }
    return number;
}

const char*
ToString(MessagePlace place)
{
    static const char* const names[] =
        {"sends", "gets", "server takes", "server replies", "relay replays"};
    return names[size_t(place)];
}

} // namespace

MessageMemory::MessageMemory(uint32_t subscribers)
    : m_seen(subscribers)
{
}

void
MessageMemory::Learn(uint32_t subscriber, const DhcpMessage& message)
{
    m_owners[NumberOf(message.chaddr)] = subscriber;
}

std::optional<uint32_t>
MessageMemory::Find(const DhcpMessage& message) const
{
    return Find(message.chaddr);
}

std::optional<uint32_t>
MessageMemory::Find(const std::array<uint8_t, 16>& chaddr) const
{
    const auto it = m_owners.find(NumberOf(chaddr));
    return it == m_owners.end() ? std::nullopt : std::optional<uint32_t>(it->second);
}

void
MessageMemory::Note(uint32_t subscriber,
                    MessagePlace place,
                    const DhcpMessage& message,
                    Instant now)
{
    auto& seen = m_seen[subscriber];
    std::move_backward(seen.begin(), seen.end() - 1, seen.end());
    seen.front() = {now, message.xid, message.type, place};
}

std::string
MessageMemory::Text(uint32_t subscriber) const
{
    std::string text = "subscriber " + std::to_string(subscriber) + ":";
    const auto& seen = m_seen[subscriber];
    for (auto it = seen.rbegin(); it != seen.rend(); ++it)
    {
        if (it->type != 0)
        {
            char line[80];
            std::snprintf(line,
                          sizeof(line),
                          " %.6f s %s %s %08x;",
                          double(it->at) / SECOND,
                          ToString(it->place),
                          ns3::dhcpbackup::ToString(it->type).c_str(),
                          it->xid);
            text += line;
        }
    }
    return text;
}

} // namespace ns3::dhcpbackup
