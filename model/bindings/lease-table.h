/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_TABLE_H
#define DHCPBACKUP_LEASE_TABLE_H

#include "ns3/address-pool.h"
#include "ns3/binding.h"
#include "ns3/timer-wheel.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
#include <iosfwd>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The server's authoritative bindings of one subnet.
 *
 * Every operation is O(1), expiry too: leases wait in a timing wheel. A lease counts as ended from
 * its very instant on; the wheel only decides when the address is handed back to the pool.
 */
class LeaseTable
{
  public:
    /// Called with an address whose lease, offer or quarantine has run out.
    using ExpiryCallback = std::function<void(IpAddr, const Binding&)>;

    /// @param pool the addresses to manage
    explicit LeaseTable(const AddressPool& pool);

    /// @return the addresses and which are free
    const AddressPool& Pool() const
    {
        return m_pool;
    }

    /**
     * @brief The binding of an address.
     * @param address an address of the pool
     * @return what is known of it
     */
    const Binding& At(IpAddr address) const
    {
        return m_bindings[m_pool.IndexOf(address)];
    }

    /**
     * @brief The address that a client has or had.
     * @param key ClientIdentity::Key
     * @return its address, leased, offered or remembered, or 0
     */
    IpAddr AddressOf(const std::string& key) const;

    /**
     * @brief Whether an address is promised to somebody now.
     * @param address an address of the pool
     * @param now the present
     * @return true while leased, offered or quarantined
     */
    bool IsInUse(IpAddr address, Instant now) const;

    /**
     * @brief The address to offer to a client (RFC 2131 section 4.3.1): its own, the one it lost,
     *        the one it asks for if free, else the next from the pool.
     * @param key ClientIdentity::Key
     * @param requested option 50, or 0
     * @param now the present
     * @return an address, or 0 if the pool is exhausted
     */
    IpAddr Choose(const std::string& key, IpAddr requested, Instant now) const;

    /**
     * @brief Give an address to a client; an address that it had before becomes free.
     * @param address an address of the pool that is free or the client's
     * @param client who gets it
     * @param state OFFERED or ACTIVE
     * @param expiry end of the hold or the lease
     */
    void Assign(IpAddr address, const ClientIdentity& client, BindingState state, Instant expiry);

    /**
     * @brief End a lease or an offer; the client is remembered.
     * @param address an address of the pool
     */
    void Release(IpAddr address);

    /**
     * @brief Take an address out of use, since a stranger answers on it (RFC 2131 section 4.3.3).
     * @param address an address of the pool
     * @param until when it may be used again
     */
    void Quarantine(IpAddr address, Instant until);

    /**
     * @brief Hand back what has run out.
     * @param now the present
     * @param callback told of each, after the change
     */
    void Expire(Instant now, const ExpiryCallback& callback);

    /// @return when Expire next has something to do, or NEVER
    Instant NextExpiry() const
    {
        return m_wheel.NextWake();
    }

    /// @return leases that are ACTIVE
    uint32_t ActiveCount() const
    {
        return m_active;
    }

    /// Forget everything: the store is lost.
    void Clear();

    /// Drop offers, which no server keeps in its store.
    void DropOffers();

    /**
     * @brief Write active and remembered bindings as text, times relative to now.
     * @param os where to
     * @param now the present
     */
    void Save(std::ostream& os, Instant now) const;

    /**
     * @brief Read what Save wrote, into an empty table.
     * @param is where from
     * @param now the present
     * @return one line an error with its place; records without error are loaded all the same
     */
    std::vector<std::string> Load(std::istream& is, Instant now);

  private:
    /**
     * @brief Change a binding's state and keep count.
     * @param index number of the address
     * @param state the new state
     */
    void SetState(uint32_t index, BindingState state);

    AddressPool m_pool;                                             //!< free addresses
    std::vector<Binding> m_bindings;                                //!< one an address
    boost::unordered_flat_map<std::string, uint32_t> m_byClient;    //!< key -> index
    TimerWheel m_wheel;                                             //!< ends of leases and holds
    uint32_t m_active{0};                                           //!< ACTIVE bindings
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_TABLE_H
