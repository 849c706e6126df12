/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-story.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// The address that a message is about.
IpAddr
AddressIn(const DhcpMessage& message)
{
    if (message.yiaddr != 0)
    {
        return message.yiaddr;
    }
    return message.ciaddr != 0 ? message.ciaddr
                               : message.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
}

} // namespace

SubscriberStory::SubscriberStory(const std::array<uint8_t, 16>& chaddr, uint32_t relay)
    : m_chaddr(chaddr),
      m_relay(relay)
{
}

void
SubscriberStory::Note(const StoryEvent& event)
{
    const bool mine = std::find(m_addresses.begin(), m_addresses.end(), event.address) !=
                      m_addresses.end();
    if (event.address == 0 || mine)
    {
        m_events.push_back(event);
    }
}

void
SubscriberStory::Message(StoryEvent::Kind kind,
                         const DhcpMessage& message,
                         const char* text,
                         Instant now)
{
    if (message.chaddr != m_chaddr)
    {
        return;
    }
    StoryEvent event;
    event.at = now;
    event.kind = kind;
    event.type = message.type;
    event.xid = message.xid;
    event.address = AddressIn(message);
    event.text = text;
    if (message.op == BOOTREPLY && event.address != 0 &&
        std::find(m_addresses.begin(), m_addresses.end(), event.address) == m_addresses.end())
    {
        m_addresses.push_back(event.address);
    }
    m_events.push_back(event);
}

} // namespace ns3::dhcpbackup
