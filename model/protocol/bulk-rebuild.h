/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BULK_REBUILD_H
#define DHCPBACKUP_BULK_REBUILD_H

#include "ns3/relay-agent.h"

#include <optional>

namespace ns3::dhcpbackup
{

/// How long a connection attempt may take.
constexpr Duration BULK_CONNECT_TIMEOUT = 10 * SECOND;
/// How long a connection may be silent (RFC 6926 section 6.3, BULK_LQ_DATA_TIMEOUT).
constexpr Duration BULK_DATA_TIMEOUT = 300 * SECOND;
/// The pause after the first attempt that failed; it doubles from attempt to attempt.
constexpr Duration BULK_FIRST_PAUSE = 1 * SECOND;
/// The longest pause.
constexpr Duration BULK_LONGEST_PAUSE = 5 * MINUTE;

/**
 * @ingroup dhcp-backup
 * @brief A relay without memory asks one server for all leases behind it (RFC 6926): when to
 *        connect, what to ask, and what the answers mean. The owner has the connection.
 */
class BulkRebuild
{
  public:
    /// What the owner does with its connection.
    enum class Action : uint8_t
    {
        NONE,    //!< nothing
        CONNECT, //!< open one
        CLOSE    //!< close it
    };

    /// What an answer means.
    struct Answer
    {
        std::optional<Instant> leaseAt; //!< it tells of a lease that was so no earlier than then
        Action action{Action::NONE};    //!< CLOSE if no more is to be read
    };

    /**
     * @param config who the relay is
     * @param now the present: the first attempt is made at once
     */
    BulkRebuild(const RelayConfig& config, Instant now);

    /// @return when Wake has something to do, or NEVER
    Instant NextWake() const
    {
        return m_wake;
    }

    /**
     * @brief NextWake() has come: it is time to connect, or an attempt has lasted too long.
     * @param now the present
     * @return what to do
     */
    Action Wake(Instant now);

    /**
     * @brief The connection is open.
     * @param now the present
     * @return the query to send: by relay identifier if the relay has one, else by remote one
     */
    DhcpMessage OnConnected(Instant now);

    /**
     * @brief The server says something.
     * @param message a message from the connection
     * @param now the present
     * @return what it means
     */
    Answer OnMessage(const DhcpMessage& message, Instant now);

    /**
     * @brief The connection was refused, broken, or carried what is no DHCP: try again later.
     * @param now the present
     */
    void OnFailure(Instant now);

    /// @return true if the server has told all, or does not want to
    bool IsFinished() const
    {
        return m_phase == Phase::FINISHED;
    }

  private:
    /// Where the rebuild stands.
    enum class Phase : uint8_t
    {
        PAUSING,    //!< until the next attempt
        CONNECTING, //!< no connection yet
        ASKING,     //!< answers come
        FINISHED    //!< nothing to do any more
    };

    /// An instant not after the one at which an answer was true.
    Instant EarliestTime(const DhcpMessage& answer, Instant now);
    /// No more answers will come.
    void Finish();

    std::string m_relayId;              //!< sub-option 12, or empty
    std::string m_remoteId;             //!< sub-option 2, or empty
    Phase m_phase{Phase::PAUSING};      //!< where it stands
    Instant m_wake;                     //!< next attempt, or end of patience
    Duration m_pause{BULK_FIRST_PAUSE}; //!< after the next failure
    uint32_t m_attempts{0};             //!< connections so far: each query's xid
    Instant m_asked{0};                 //!< when the query was sent
    std::optional<uint32_t> m_baseTime; //!< the server's clock at the first answer
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BULK_REBUILD_H
