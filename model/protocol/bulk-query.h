/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BULK_QUERY_H
#define DHCPBACKUP_BULK_QUERY_H

#include "ns3/binding.h"

namespace ns3::dhcpbackup
{

/// Values of option 151 (RFC 6926 section 6.2.2).
enum class QueryStatus : uint8_t
{
    SUCCESS = 0,    //!< all that was asked for has been told
    FAILED = 1,     //!< for a reason without a code of its own
    TERMINATED = 2, //!< the server has to end before all has been told
    MALFORMED = 3,  //!< the query makes no sense
    NOT_ALLOWED = 4 //!< the server does not want to tell
};

/// Values of option 156 (RFC 6926 section 6.2.7).
enum class AddressState : uint8_t
{
    AVAILABLE = 1,    //!< never leased
    ACTIVE = 2,       //!< leased
    EXPIRED = 3,      //!< the lease ran out
    RELEASED = 4,     //!< the client gave it back
    ABANDONED = 5,    //!< in use by a stranger
    TRANSITIONING = 8 //!< offered
};

/**
 * @ingroup dhcp-backup
 * @brief A bulk leasequery (RFC 6926 section 7) and how far its answers have got.
 *
 * A query selects by relay identifier, remote identifier, client identifier or hardware address,
 * at most one of them; without any it selects every address that the server manages. A time before
 * or after which the address must have changed can be added.
 */
class BulkQuery
{
  public:
    /// @param message a DHCPBULKLEASEQUERY
    explicit BulkQuery(const DhcpMessage& message);

    /// @return the query
    const DhcpMessage& Message() const
    {
        return m_message;
    }

    /// @return SUCCESS, or why it cannot be answered
    QueryStatus Status() const
    {
        return m_status;
    }

    /**
     * @brief Whether a binding is asked for.
     * @param binding the binding of an address
     * @param now the present
     * @return true if it is
     */
    bool Selects(const Binding& binding, Instant now) const;

    size_t subnet{0};  //!< where the search goes on: number of a subnet
    uint32_t index{0}; //!< and of an address in its pool
    bool done{false};  //!< every answer has been given

  private:
    /// What must be the same in a binding.
    enum class Key : uint8_t
    {
        NONE,
        RELAY_ID,
        REMOTE_ID,
        CLIENT_ID,
        HARDWARE
    };

    DhcpMessage m_message;                      //!< the query
    QueryStatus m_status{QueryStatus::SUCCESS}; //!< whether it makes sense
    Key m_key{Key::NONE};                       //!< what selects
    std::string m_value;                        //!< and which value of it
};

/**
 * @brief What an address is, in the words of RFC 6926.
 * @param binding its binding
 * @param now the present
 * @return the state
 */
AddressState AddressStateOf(const Binding& binding, Instant now);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BULK_QUERY_H
