/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_AWAITED_H
#define DHCPBACKUP_RELAY_AWAITED_H

#include "ns3/dhcp-values.h"

#include <deque>
#include <optional>

namespace ns3::dhcpbackup
{

/// A renewal that the server should answer by an instant.
struct AwaitedRenewal
{
    Instant deadline; //!< the instant
    IpAddr address;   //!< the lease
    uint32_t xid;     //!< the request
    uint16_t flags;   //!< the request's flags
    uint16_t secs;    //!< the request's secs
};

/**
 * @ingroup dhcp-backup
 * @brief The renewals that a server was sent, in the order of their deadlines.
 *
 * Whether one was answered stands in the mirror; here it only runs out.
 */
class RelayAwaited
{
  public:
    /// @param renewal a renewal whose deadline is not before those of the others
    void Add(const AwaitedRenewal& renewal)
    {
        m_queue.push_back(renewal);
    }

    /**
     * @param now the present; NEVER takes any renewal
     * @return the renewal that has waited longest, if its deadline has passed
     */
    std::optional<AwaitedRenewal> TakeOverdue(Instant now)
    {
        if (m_queue.empty() || m_queue.front().deadline > now)
        {
            return std::nullopt;
        }
        const AwaitedRenewal renewal = m_queue.front();
        m_queue.pop_front();
        return renewal;
    }

    /// @return the next deadline, or NEVER
    Instant NextDeadline() const
    {
        return m_queue.empty() ? NEVER : m_queue.front().deadline;
    }

  private:
    std::deque<AwaitedRenewal> m_queue; //!< in order of time
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_AWAITED_H
