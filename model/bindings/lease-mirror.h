/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_MIRROR_H
#define DHCPBACKUP_LEASE_MIRROR_H

#include "ns3/packed-identity.h"
#include "ns3/timer-wheel.h"

#include <boost/unordered/unordered_flat_set.hpp>
#include <deque>
#include <functional>
#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Who has answered the client's latest REQUEST.
enum class Answered : uint8_t
{
    NOBODY,  //!< still open
    SERVER,  //!< the server, or nothing was asked
    RELAY    //!< the relay stood in: whatever the server still says does not reach the client
};

/// What the relay knows of one lease: a copy, never authority. 48 bytes, since there are millions.
struct MirrorRecord
{
    Instant serverExpiry{0};             //!< end of the lease as the server last granted it
    Instant clientExpiry{0};             //!< end of the lease as the client believes it
    IpAddr address{0};                   //!< the address
    IpAddr serverId{0};                  //!< option 54 as the server wrote it
    uint32_t port{0};                    //!< the access line behind which the client was seen
    uint32_t xid{0};                     //!< the client's latest REQUEST
    uint32_t parameters{0};              //!< which of the mirror's parameter sets
    uint8_t standIns{0};                 //!< renewals granted by the relay since the server's word
    uint8_t server{0};                   //!< which of the relay's servers granted it
    Answered answered{Answered::SERVER}; //!< who answered the latest REQUEST
    bool revoked{false};                 //!< the server refused it: the next renewal gets a NAK
    PackedIdentity client;               //!< who holds it
};

static_assert(sizeof(MirrorRecord) <= 48, "a million of them must fit in memory");

/**
 * @ingroup dhcp-backup
 * @brief The relay's copy of the leases behind it, learnt from ACKs passing by.
 *
 * Options that are the same for many clients (mask, router, DNS, lease times) are kept once, and
 * the indexes hold numbers of records, not keys: a record takes about 100 bytes in all. Every
 * operation is O(1). Records end with the lease that the client believes in.
 */
class LeaseMirror
{
  public:
    LeaseMirror();
    LeaseMirror(const LeaseMirror&) = delete;
    LeaseMirror& operator=(const LeaseMirror&) = delete;

    /**
     * @brief Learn a lease, or renew it; a lease on another address that the client had is gone.
     * @param client who holds it
     * @param address the address
     * @param parameters options of the ACK to repeat on the server's behalf, without identities
     * @return the record, to be completed; valid until it is forgotten
     */
    MirrorRecord& Learn(const ClientIdentity& client,
                        IpAddr address,
                        const DhcpOptions& parameters);

    /**
     * @param address an address
     * @return its record or nullptr; valid until it is forgotten
     */
    MirrorRecord* Find(IpAddr address);

    /**
     * @param address an address
     * @return its record or nullptr, to look at; valid until the next Learn or Forget
     */
    const MirrorRecord* Find(IpAddr address) const
    {
        return const_cast<LeaseMirror*>(this)->Find(address);
    }

    /**
     * @param key ClientIdentity::Key
     * @return the client's record or nullptr; valid until it is forgotten
     */
    MirrorRecord* FindClient(const std::string& key);

    /**
     * @param record a record
     * @return the options to repeat
     */
    const DhcpOptions& ParametersOf(const MirrorRecord& record) const
    {
        return m_parameters[record.parameters].options;
    }

    /**
     * @brief Set until when the record lives.
     * @param record a record of this mirror
     * @param expiry end of the lease as the client believes it
     */
    void SetClientExpiry(MirrorRecord& record, Instant expiry);

    /**
     * @brief Drop a record; nothing happens if there is none.
     * @param address its address
     */
    void Forget(IpAddr address);

    /**
     * @brief Drop what has run out.
     * @param now the present
     * @param callback told of each record before it goes
     */
    void Expire(Instant now, const std::function<void(const MirrorRecord&)>& callback);

    /// @return when Expire next has something to do, or NEVER
    Instant NextExpiry() const
    {
        return m_wheel.NextWake();
    }

    /// @return a record that is about the next to expire, or nullptr if there is none
    MirrorRecord* Earliest();

    /// @return how many leases are known
    size_t Size() const
    {
        return m_byAddress.size();
    }

    /**
     * @brief Write all records as text, times relative to now, nearest end first.
     * @param os where to
     * @param now the present
     */
    void Save(std::ostream& os, Instant now) const;

    /**
     * @brief Read what Save wrote, into an empty mirror.
     * @param is where from
     * @param now the present
     * @return one line an error with its place; records without error are loaded all the same
     */
    std::vector<std::string> Load(std::istream& is, Instant now);

    /// @param callback told of each record, in no particular order
    void ForEach(const std::function<void(const MirrorRecord&)>& callback) const;

  private:
    using Records = std::deque<MirrorRecord>; //!< does not move records when it grows

    /// A record's number.
    struct Slot
    {
        uint32_t number; //!< index into the records
    };

    /// Finds records by address.
    struct ByAddress
    {
        using is_transparent = void;
        const Records* records; //!< the records

        IpAddr KeyOf(IpAddr address) const;
        IpAddr KeyOf(Slot slot) const;

        template <typename T>
        size_t operator()(const T& item) const
        {
            return KeyOf(item);
        }

        template <typename T, typename U>
        bool operator()(const T& a, const U& b) const
        {
            return KeyOf(a) == KeyOf(b);
        }
    };

    /// Finds records by ClientIdentity::Key.
    struct ByClient
    {
        using is_transparent = void;
        const Records* records; //!< the records

        const std::string& KeyOf(const std::string& key) const;
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

    template <typename T>
    using Index = boost::unordered_flat_set<Slot, T, T>;

    /// Options that several records share.
    struct ParameterSet
    {
        DhcpOptions options; //!< the options
        uint32_t uses{0};    //!< records that refer to it
    };

    /**
     * @brief Refer to a set of options, keeping it if it was not seen before.
     * @param parameters the options
     * @return its number
     */
    uint32_t TakeParameters(const DhcpOptions& parameters);
    /**
     * @brief A record refers to a set no more; one without use is gone.
     * @param number the set's number
     */
    void ReturnParameters(uint32_t number);
    /**
     * @param slot number of a record
     */
    void Erase(uint32_t slot);

    Records m_records;                     //!< slots, in use or free
    std::vector<uint32_t> m_freeSlots;     //!< slots to use again
    Index<ByAddress> m_byAddress;          //!< by address
    Index<ByClient> m_byClient;            //!< by client
    std::vector<ParameterSet> m_parameters;      //!< the different sets
    std::vector<uint32_t> m_freeParameters;      //!< numbers of sets to use again
    std::map<std::string, uint32_t> m_setOf;     //!< a set's bytes -> its number
    TimerWheel m_wheel;                    //!< ends of leases
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_MIRROR_H
