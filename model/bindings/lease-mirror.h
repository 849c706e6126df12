/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_MIRROR_H
#define DHCPBACKUP_LEASE_MIRROR_H

#include "ns3/binding.h"
#include "ns3/timer-wheel.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <functional>
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

/// What the relay knows of one lease: a copy, never authority.
struct MirrorRecord
{
    ClientIdentity client;             //!< who holds it
    IpAddr address{0};                 //!< the address
    IpAddr serverId{0};                //!< option 54 as the server wrote it
    uint32_t port{0};                  //!< the access line behind which the client was seen
    uint32_t parameters{0};            //!< which of the mirror's parameter sets
    uint32_t xid{0};                   //!< the client's latest REQUEST
    Instant serverExpiry{0};           //!< end of the lease as the server last granted it
    Instant clientExpiry{0};           //!< end of the lease as the client believes it
    uint16_t standIns{0};              //!< renewals granted by the relay since the server's word
    Answered answered{Answered::SERVER}; //!< who answered it
    bool revoked{false};               //!< the server refused it: the next renewal gets a NAK
};

/**
 * @ingroup dhcp-backup
 * @brief The relay's copy of the leases behind it, learnt from ACKs passing by.
 *
 * Options that are the same for many clients (mask, router, DNS, lease times) are kept once. Every
 * operation is O(1). Records end with the lease that the client believes in.
 */
class LeaseMirror
{
  public:
    /**
     * @brief Learn a lease, or renew it; a lease on another address that the client had is gone.
     * @param client who holds it
     * @param address the address
     * @param parameters options of the ACK to repeat on the server's behalf, without identities
     * @return the record, to be completed; valid until the next Learn or Forget
     */
    MirrorRecord& Learn(const ClientIdentity& client,
                        IpAddr address,
                        const DhcpOptions& parameters);

    /**
     * @param address an address
     * @return its record or nullptr; valid until the next Learn or Forget
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
     * @return the client's record or nullptr; valid until the next Learn or Forget
     */
    MirrorRecord* FindClient(const std::string& key);

    /**
     * @param record a record
     * @return the options to repeat
     */
    const DhcpOptions& ParametersOf(const MirrorRecord& record) const
    {
        return m_parameters[record.parameters];
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

    /// Forget everything.
    void Clear();

  private:
    /**
     * @param parameters a set of options
     * @return its number, a new one if it was not seen before
     */
    uint32_t Intern(const DhcpOptions& parameters);
    /**
     * @param slot number of a record
     */
    void Erase(uint32_t slot);

    std::vector<MirrorRecord> m_records;                          //!< slots, in use or free
    std::vector<uint32_t> m_freeSlots;                            //!< slots to use again
    boost::unordered_flat_map<IpAddr, uint32_t> m_byAddress;      //!< address -> slot
    boost::unordered_flat_map<std::string, uint32_t> m_byClient;  //!< key -> slot
    std::vector<DhcpOptions> m_parameters;                        //!< the different sets
    TimerWheel m_wheel;                                           //!< ends of leases
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_MIRROR_H
