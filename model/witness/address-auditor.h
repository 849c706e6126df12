/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ADDRESS_AUDITOR_H
#define DHCPBACKUP_ADDRESS_AUDITOR_H

#include "ns3/client-machine.h"
#include "ns3/lease-mirror.h"
#include "ns3/server-machine.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A rule that was broken, with the evidence.
struct Violation
{
    std::string invariant; //!< for example "I1"
    Instant at{0};         //!< when
    std::string evidence;  //!< address, clients, times
};

/**
 * @ingroup dhcp-backup
 * @brief Watches all clients, relays and servers at once and tells when their leases contradict
 *        each other.
 *
 * I1: no address is held by two clients at once. I2: no client believes in a longer lease than
 * somebody granted; how far beliefs go beyond the server's own record is reported as exposure, since
 * the method as published has no bound. I3: a relay grants only what a server granted to the same
 * client before, and only while that client may still hold it.
 */
class AddressAuditor
{
  public:
    /**
     * @brief A client uses an address, or goes on doing so.
     * @param subscriber the client
     * @param lease its lease
     * @param now the present
     */
    void ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now);

    /**
     * @brief A client stops using its address.
     * @param subscriber the client
     * @param address the address
     * @param now the present
     */
    void ClientLost(uint32_t subscriber, IpAddr address, Instant now);

    /**
     * @brief A server's binding changed.
     * @param event how
     * @param address the address
     * @param binding the binding
     */
    void ServerBinding(BindingEvent event, IpAddr address, const Binding& binding);

    /**
     * @brief A relay granted a lease on the server's behalf.
     * @param record the lease with its new end
     * @param now the present
     */
    void RelayStoodIn(const MirrorRecord& record, Instant now);

    /**
     * @brief The run is over: close what is open.
     * @param now the present
     */
    void Finish(Instant now);

    /// @return what was found, the first MAX_VIOLATIONS only
    const std::vector<Violation>& Violations() const
    {
        return m_violations;
    }

    /// @return how many violations there were
    uint64_t ViolationCount() const
    {
        return m_violationCount;
    }

    /// @return time that clients spent on an address that another one held too, nanoseconds
    Duration DuplicateTime() const
    {
        return m_duplicateTime;
    }

    /// @return the furthest that a client's lease went beyond the server's record, nanoseconds
    Duration MaxExposure() const
    {
        return m_maxExposure;
    }

    /// Violations that are kept with their evidence.
    static constexpr size_t MAX_VIOLATIONS = 100;

  private:
    /// What is known of an address.
    struct Known
    {
        std::vector<uint32_t> holders; //!< subscribers that use it
        Instant since{0};              //!< last change of holders
        ClientIdentity grantedTo;      //!< by the server, last
        Instant serverExpiry{0};       //!< as the server granted it
        Instant promise{0};            //!< latest end that anybody granted
        bool granted{false};           //!< the server granted it, and it was not given back since
    };

    /// Add up the time since the last change.
    void Account(Known& known, Instant now);
    /// Note a violation.
    void Report(const char* invariant, Instant now, const std::string& evidence);

    boost::unordered_flat_map<IpAddr, Known> m_known; //!< by address
    std::vector<Violation> m_violations;              //!< the first ones
    uint64_t m_violationCount{0};                     //!< all of them
    Duration m_duplicateTime{0};                      //!< sum over all addresses
    Duration m_maxExposure{0};                        //!< worst so far
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ADDRESS_AUDITOR_H
