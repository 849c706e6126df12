/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_WITNESS_TAP_H
#define DHCPBACKUP_WITNESS_TAP_H

#include "ns3/address-auditor.h"
#include "ns3/backup-network-helper.h"
#include "ns3/outage-meter.h"
#include "ns3/profile-meter.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Connects the witnesses to the trace sources of a network, and hashes what clients do.
 */
class WitnessTap
{
  public:
    /**
     * @param network the network; its applications must not outlive the tap
     * @param subscribers how many subscribers it has
     */
    WitnessTap(const BackupNetwork& network, uint32_t subscribers);
    WitnessTap(const WitnessTap&) = delete;
    WitnessTap& operator=(const WitnessTap&) = delete;

    /// The run is over.
    void Finish();

    /// @return who measures
    const OutageMeter& Meter() const
    {
        return m_meter;
    }

    /// @return who looks for contradictions
    const AddressAuditor& Auditor() const
    {
        return m_auditor;
    }

    /// @return who counts messages by client profile
    const ProfileMeter& Profiles() const
    {
        return m_profiles;
    }

    /// @return faults that began and healed, with their times
    const std::vector<std::string>& Faults() const
    {
        return m_faults;
    }

    /// @return a hash of all that clients sent, received, held and lost, with the times
    std::string TraceHash() const;

  private:
    // Sinks of trace sources.
    void ClientTx(uint32_t subscriber, const DhcpMessage& message);
    void ClientRx(uint32_t subscriber, const DhcpMessage& message);
    void ClientBound(uint32_t subscriber, const ClientLease& lease);
    void ClientLost(uint32_t subscriber, IpAddr address, LossCause cause);
    void ClientPower(uint32_t subscriber, bool on);
    void ServerRx(const DhcpMessage& message);
    void ServerServed(Time waited);
    void ServerDrop(const char* reason);
    void ServerQueue(uint32_t before, uint32_t now);
    void ServerBinding(BindingEvent event, IpAddr address, const Binding& binding);
    void RelayTx(uint32_t relay, const DhcpMessage& message, MessagePurpose purpose);
    void RelayStoodIn(uint32_t relay, const MirrorRecord& record);
    void RelaySettled(uint32_t relay, IpAddr address, Settlement settlement);
    void RelayJournal(uint32_t relay, uint32_t entries);
    void RelayStateChanged(uint32_t relay, RelayState from, RelayState to);
    void FaultChanged(uint32_t index, const Fault& fault, bool begins);

    /// Mix a message into the hash.
    void HashMessage(uint32_t kind, uint32_t subscriber, const DhcpMessage& message);
    /// Mix a number into the hash.
    void Hash(uint64_t value);

    OutageMeter m_meter;                  //!< measures
    AddressAuditor m_auditor;             //!< looks for contradictions
    ProfileMeter m_profiles;              //!< counts messages by client profile
    std::vector<std::string> m_faults;    //!< what happened
    uint64_t m_hash{0xcbf29ce484222325};  //!< FNV-1a
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_WITNESS_TAP_H
