/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "violation-log.h"

namespace ns3::dhcpbackup
{

ViolationLog::ViolationLog(const MessageMemory& memory)
    : m_memory(memory)
{
}

void
ViolationLog::Report(const char* invariant,
                     Instant now,
                     const std::string& evidence,
                     const std::vector<uint32_t>& subscribers)
{
    ++m_count;
    if (m_first.size() < MAX_KEPT)
    {
        std::string text = evidence;
        for (size_t i = 0; i < subscribers.size() && i < MAX_CLIENTS; ++i)
        {
            text += "; " + m_memory.Text(subscribers[i]);
        }
        m_first.push_back({invariant, now, text});
    }
    if (m_alarm)
    {
        m_alarm();
    }
}

void
ViolationLog::SetAlarm(std::function<void()> alarm)
{
    m_alarm = std::move(alarm);
}

} // namespace ns3::dhcpbackup
