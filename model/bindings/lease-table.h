/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_TABLE_H
#define DHCPBACKUP_LEASE_TABLE_H

#include "ns3/address-pool.h"
#include "ns3/binding.h"
#include "ns3/packed-identity.h"
#include "ns3/timer-wheel.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <functional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

class RecordReader;
class RecordWriter;

/**
 * @ingroup dhcp-backup
 * @brief The server's authoritative bindings of one subnet.
 *
 * Every operation is O(1), expiry too: leases wait in a timing wheel. A lease counts as ended from
 * its very instant on; the wheel only decides when the address is handed back to the pool.
 *
 * The table also knows what the stable store holds: of each binding that changed since it was
 * stored, the stored form is kept until Stored() tells that the store has caught up. A crash costs
 * as much as there are such bindings, never a copy of the table.
 */
class LeaseTable
{
  public:
    /// Called with an address whose lease, offer or quarantine has run out.
    using ExpiryCallback = std::function<void(IpAddr, const Binding&)>;

    /**
     * @param pool the addresses to manage
     * @param hold how long an address whose lease ran out is kept for its last client
     */
    explicit LeaseTable(const AddressPool& pool, Duration hold = 0);

    LeaseTable(const LeaseTable&) = delete;
    LeaseTable& operator=(const LeaseTable&) = delete;
    LeaseTable(LeaseTable&&) = default;
    LeaseTable& operator=(LeaseTable&&) = default;

    /// Find clients by hardware address too, whatever identifier they send; while empty.
    void IndexHardware();

    /**
     * @brief Keep an address for one client for good; while the table is empty.
     * @param address an address of the pool
     * @param key ClientIdentity::Key or ClientIdentity::HardwareKey
     */
    void Reserve(IpAddr address, const std::string& key);

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
    Binding At(IpAddr address) const
    {
        return Unpack(m_pool.IndexOf(address));
    }

    /**
     * @brief The address that a client has or had.
     * @param key ClientIdentity::Key
     * @return its address, leased, offered or remembered, or 0
     */
    IpAddr AddressOf(const std::string& key) const;

    /**
     * @brief The address that somebody with this hardware address has or had; see IndexHardware.
     * @param key ClientIdentity::HardwareKey
     * @return the address leased to it last, or 0
     */
    IpAddr AddressOfHardware(const std::string& key) const;

    /**
     * @brief Whether an address is promised to somebody now.
     * @param address an address of the pool
     * @param now the present
     * @return true while leased, offered or quarantined
     */
    bool IsInUse(IpAddr address, Instant now) const;

    /**
     * @brief Whether a client may have an address.
     * @param address an address of the pool
     * @param client who asks
     * @param now the present
     * @return true if it is its own, or neither in use nor kept for somebody else
     */
    bool MayHave(IpAddr address, const ClientIdentity& client, Instant now) const;

    /**
     * @brief The address to offer to a client (RFC 2131 section 4.3.1): the reserved one, its own,
     *        the one it lost, the one it asks for if free, else the next from the pool.
     * @param client who asks
     * @param requested option 50, or 0
     * @param now the present
     * @param part the part of the pool that is meant for the client
     * @return an address, or 0 if the pool is exhausted
     */
    IpAddr Choose(const ClientIdentity& client,
                  IpAddr requested,
                  Instant now,
                  uint32_t part = 0) const;

    /**
     * @brief Give an address to a client; an address that it had before becomes free.
     * @param address an address of the pool that is free or the client's
     * @param binding the client and until when; state OFFERED or ACTIVE
     */
    void Assign(IpAddr address, const Binding& binding);

    /**
     * @brief End a lease or an offer. A client that had a lease is remembered.
     * @param address an address of the pool
     * @param now the present
     */
    void Release(IpAddr address, Instant now);

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

    /**
     * @brief The stable store has caught up.
     * @param address an address of the pool
     * @param binding what was written of it; it may have changed again since
     */
    void Stored(IpAddr address, const Binding& binding);

    /// @return bindings of which the store holds another form
    size_t UnstoredCount() const
    {
        return m_stored.size();
    }

    /// Come back from a crash with what the store holds. Offers are never stored.
    void RestoreStored();

    /// @return what the store holds, one binding an address
    std::vector<Binding> Snapshot() const;

    /**
     * @brief Come back with a store of another time.
     * @param bindings what Snapshot gave
     */
    void RestoreSnapshot(const std::vector<Binding>& bindings);

    /// Forget everything: the store is lost.
    void Clear();

    /**
     * @brief Write leases, remembered clients and quarantines as records, times relative to now.
     * @param writer where to
     * @param now the present
     */
    void Save(RecordWriter& writer, Instant now) const;

    /**
     * @brief Read the binding of a record whose address has been read.
     * @param reader stands behind the address
     * @param now the present
     * @return the binding; meaningless if reader.EndRecord() says so
     */
    static Binding ReadBinding(RecordReader& reader, Instant now);

    /**
     * @brief Take over a binding from a file.
     * @param address any address
     * @param binding what was read
     * @return empty if all is well, else why it cannot be; then nothing has changed
     */
    std::string Load(IpAddr address, const Binding& binding);

  private:
    /// A binding in 32 bytes, since there are millions.
    struct Record
    {
        PackedIdentity client;                  //!< as in Binding
        Instant expiry{0};                      //!< as in Binding
        Instant changed{NEVER};                 //!< as in Binding
        IpAddr serverId{0};                     //!< as in Binding
        BindingState state{BindingState::FREE}; //!< as in Binding
        bool hasAgentInfo{false};               //!< m_agentInfo has the rest
    };

    static_assert(sizeof(Record) <= 32, "a million of them must fit in memory");

    /// A record's number.
    struct Slot
    {
        uint32_t number; //!< index into the records
    };

    /// Finds records by a key of their client.
    struct ByKey
    {
        using is_transparent = void;
        const Record* records; //!< the records, which stay where they are
        bool hardware;         //!< by ClientIdentity::HardwareKey, else by Key

        const std::string& KeyOf(const std::string& key) const
        {
            return key;
        }

        std::string KeyOf(Slot slot) const;

        template <typename T>
        size_t operator()(const T& item) const
        {
            return std::hash<std::string>()(KeyOf(item));
        }

        template <typename T, typename U>
        bool operator()(const T& a, const U& b) const
        {
            return KeyOf(a) == KeyOf(b);
        }
    };

    /// Numbers of records by their client.
    using ClientIndex = boost::unordered_flat_set<Slot, ByKey, ByKey>;

    /// The whole of a binding.
    Binding Unpack(uint32_t index) const;
    /// Keep a binding; its place in the indexes is not touched.
    void Pack(uint32_t index, const Binding& binding);
    /// Keep the stored form of a binding that is about to change.
    void Touch(uint32_t index);
    /// Change a binding's state and keep count.
    void SetState(uint32_t index, BindingState state);
    /// Make a client findable at an address.
    void Link(uint32_t index);
    /// Forget the client of an address; the binding becomes FREE.
    void Forget(uint32_t index);
    /// A lease, offer or quarantine is over.
    void End(uint32_t index);
    /// Put a binding from the store into the table; a client's later binding wins.
    void Put(uint32_t index, const Binding& binding);
    /// Hand an address back to the pool unless it is reserved.
    void Return(uint32_t index);
    /// Whether a lease that ran out still keeps its address from others.
    bool IsHeld(const Record& binding, Instant now) const;
    /// The address reserved for a client, or 0.
    IpAddr ReservedFor(const ClientIdentity& client) const;

    AddressPool m_pool;                                         //!< free addresses
    Duration m_hold;                                            //!< after the end of a lease
    std::vector<Record> m_records;                              //!< one an address
    boost::unordered_flat_map<uint32_t, std::string> m_agentInfo; //!< where there is any
    ClientIndex m_byClient;                                     //!< by ClientIdentity::Key
    ClientIndex m_byHardware;                                   //!< clients that have an identifier
    boost::unordered_flat_map<std::string, uint32_t> m_reservedFor; //!< client -> address
    boost::unordered_flat_map<uint32_t, std::string> m_reserved; //!< address -> client
    boost::unordered_flat_map<uint32_t, Binding> m_stored;      //!< where the store differs
    TimerWheel m_wheel;                                         //!< ends of leases and holds
    uint32_t m_active{0};                                       //!< ACTIVE bindings
    bool m_indexHardware{false};                                //!< m_byHardware is kept
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_TABLE_H
