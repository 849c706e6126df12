/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_HAZARD_PROBE_H
#define DHCPBACKUP_HAZARD_PROBE_H

#include "ns3/backup-network-helper.h"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Measures what shows single hazards, by the trace sources of a network.
 */
class HazardProbe
{
  public:
    /// @param network what to watch, before it runs; its applications must not outlive the probe
    void Watch(const BackupNetwork& network);

    /// @param at when to count the leases of nobody; call while the network is watched
    void CountLeasesOfNobodyAt(Instant at);

    /// @return leases in the server's books whose addresses no client used when they were counted
    uint32_t LeasesOfNobody() const
    {
        return m_leasesOfNobody;
    }

    /// @return the longest that a client went on using an address which the server had refused to
    ///         its relay; nanoseconds, 0 if there was no refusal
    Duration LongestConflict() const
    {
        return m_longestConflict;
    }

    /// @return refusals after which the client has not stopped using the address yet
    uint32_t OpenConflicts() const
    {
        return m_refused.size();
    }

    /// @return how often a relay took its server for away
    uint32_t TimesAway() const
    {
        return m_timesAway;
    }

  private:
    void CountLeasesOfNobody();
    // Sinks of trace sources.
    void ClientBound(uint32_t subscriber, const ClientLease& lease);
    void ClientLost(uint32_t subscriber, IpAddr address, LossCause cause);
    void ServerBinding(BindingEvent event, IpAddr address, const Binding& binding);
    void RelayStateChanged(uint32_t relay, RelayState from, RelayState to);
    void RelaySettled(uint32_t relay, IpAddr address, Settlement settlement);

    uint32_t m_relays{0};                                   //!< how many there are
    boost::unordered_flat_map<uint32_t, IpAddr> m_held;     //!< by subscriber
    boost::unordered_flat_set<IpAddr> m_leased;             //!< in the server's books
    boost::unordered_flat_map<uint64_t, Instant> m_refused; //!< by relay and address, since when
    Duration m_longestConflict{0};                          //!< of those that have ended
    uint32_t m_leasesOfNobody{0};                           //!< when they were counted
    uint32_t m_timesAway{0};                                //!< changes to STANDING_IN
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_HAZARD_PROBE_H
