/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_CONTROL_H
#define DHCPBACKUP_SERVER_CONTROL_H

#include <cstdint>

namespace ns3::dhcpbackup
{

enum class StoreFate : uint8_t;

/// How a server fails.
enum class CrashKind : uint8_t
{
    PROCESS, //!< the process dies, the host answers ICMP port unreachable
    HOST     //!< the host dies: silence
};

/**
 * @ingroup dhcp-backup
 * @brief What faults can do to a server, be it simulated or a real process.
 */
class ServerControl
{
  public:
    virtual ~ServerControl() = default;

    /**
     * @brief Die: what waits for an answer is lost. Nothing happens if the server is down.
     * @param kind what the network sees of it
     */
    virtual void Crash(CrashKind kind) = 0;

    /**
     * @brief Come back after a crash. Nothing happens if the server is up or coming up.
     * @param fate what the store holds
     */
    virtual void Restart(StoreFate fate) = 0;

    /// Remember what the store holds now, for a later Restart with a stale store.
    virtual void TakeSnapshot() = 0;

    /// Stop working, as by SIGSTOP: the socket buffer goes on filling.
    virtual void Pause() = 0;

    /// Go on working.
    virtual void Resume() = 0;

    /**
     * @brief Work more slowly from the next message on.
     * @param factor by which each message takes longer, above 0; 1 for normal
     */
    virtual void SetSlowdown(double factor) = 0;

    /**
     * @brief Run the host's clock, by which leases end, at another rate.
     * @param rate local seconds in a true second
     */
    virtual void SetClockRate(double rate) = 0;

    /// @return local seconds in a true second
    virtual double GetClockRate() const = 0;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_CONTROL_H
