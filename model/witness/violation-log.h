/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_VIOLATION_LOG_H
#define DHCPBACKUP_VIOLATION_LOG_H

#include "ns3/message-memory.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A rule that was broken, with the evidence.
struct Violation
{
    std::string invariant; //!< for example "I1"
    Instant at{0};         //!< when
    std::string evidence;  //!< address, clients, times, last messages
};

/**
 * @ingroup dhcp-backup
 * @brief Where all auditors put what they find.
 */
class ViolationLog
{
  public:
    /// @param memory what clients sent and received last; must outlive the log
    explicit ViolationLog(const MessageMemory& memory);

    /**
     * @brief Note a violation.
     * @param invariant its name, such as "I1"
     * @param now the present
     * @param evidence what is wrong: addresses, clients, times
     * @param subscribers whose last messages are added to the evidence
     */
    void Report(const char* invariant,
                Instant now,
                const std::string& evidence,
                const std::vector<uint32_t>& subscribers);

    /// @param alarm called at each violation
    void SetAlarm(std::function<void()> alarm);

    /// @return the first MAX_KEPT violations
    const std::vector<Violation>& First() const
    {
        return m_first;
    }

    /// @return how many there were
    uint64_t Count() const
    {
        return m_count;
    }

    /// Violations that are kept with their evidence.
    static constexpr size_t MAX_KEPT = 100;
    /// Clients of one violation whose messages are shown.
    static constexpr size_t MAX_CLIENTS = 4;

  private:
    const MessageMemory& m_memory;   //!< last messages
    std::vector<Violation> m_first;  //!< the first ones
    uint64_t m_count{0};             //!< all of them
    std::function<void()> m_alarm;   //!< who wants to know at once
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_VIOLATION_LOG_H
