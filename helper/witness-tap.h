/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_WITNESS_TAP_H
#define DHCPBACKUP_WITNESS_TAP_H

#include "ns3/address-auditor.h"
#include "ns3/backup-network-helper.h"
#include "ns3/message-auditor.h"
#include "ns3/outage-meter.h"
#include "ns3/profile-meter.h"
#include "ns3/promise-auditor.h"
#include "ns3/quiescence-auditor.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What witnesses hold a network against.
struct WitnessRules
{
    AddressRules addresses;    //!< what was promised
    Duration recovery{NEVER};  //!< every client has an address so long after the last healing
    Duration renewal{0};       //!< and so much later a server without store knows all leases again
    bool splitsLeases{false};  //!< relays renew within the server's lease without a promise
    bool stopAtFirst{false};   //!< stop the simulation at the first violation
    bool fieldsCopied{false};    //!< the server copies hops and secs of requests
};

/**
 * @ingroup dhcp-backup
 * @brief Connects the witnesses to the trace sources of a network, and hashes what clients do.
 */
class WitnessTap
{
  public:
    /**
     * @param network the network, which must outlive the tap; its applications must not
     * @param subscribers how many subscribers it has
     * @param rules what to hold it against
     */
    WitnessTap(const BackupNetwork& network, uint32_t subscribers, const WitnessRules& rules = {});
    WitnessTap(const WitnessTap&) = delete;
    WitnessTap& operator=(const WitnessTap&) = delete;

    /// The run is over.
    void Finish();

    /// @return who measures
    const OutageMeter& Meter() const
    {
        return m_meter;
    }

    /// @return what was found to be wrong
    const ViolationLog& Violations() const
    {
        return m_violations;
    }

    /// @return what became of the clients' REQUESTs; complete after Finish
    const MessageAuditor::Books& Books() const
    {
        return m_messages.GetBooks();
    }

    /// @return when the simulation was stopped because of a violation, or NEVER
    Instant StoppedAt() const
    {
        return m_stoppedAt;
    }

    /// @return who looks for contradictions
    const AddressAuditor& Auditor() const
    {
        return m_addresses;
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
    /// Connect to the traces of a server.
    void WatchServer(Ptr<Object> server);

    // Sinks of trace sources.
    void ClientTx(uint32_t subscriber, const DhcpMessage& message);
    void ClientRx(uint32_t subscriber, const DhcpMessage& message);
    void ClientBound(uint32_t subscriber, const ClientLease& lease);
    void ClientAdopted(uint32_t subscriber, const DhcpMessage& question, const ClientLease& lease);
    void ClientLost(uint32_t subscriber, IpAddr address, LossCause cause);
    void ClientPower(uint32_t subscriber, bool on);
    void ServerRx(const DhcpMessage& message);
    void ServerTx(const DhcpMessage& message);
    void ServerRestarted(StoreFate fate);
    void ServerServed(Time waited);
    void ServerDrop(const char* reason);
    void ServerQueue(uint32_t before, uint32_t now);
    void ServerBinding(BindingEvent event, IpAddr address, const Binding& binding);
    void RelayTx(uint32_t relay, const DhcpMessage& message, MessagePurpose purpose);
    void RelayRx(uint32_t relay, const DhcpMessage& message);
    void RelayToClient(uint32_t relay, const DhcpMessage& message);
    void RelayMirrored(uint32_t relay, const MirrorRecord& record, bool held);
    void RelayStoodIn(uint32_t relay, const MirrorRecord& record);
    void RelayLogged(uint32_t relay, const JournalEntry& entry);
    /// Tell the meter how much a relay has learnt.
    void MeasureMirror(uint32_t relay);
    void RelayProcess(uint32_t relay, bool runs);
    void RelaySettled(uint32_t relay, IpAddr address, Settlement settlement);
    void RelayJournal(uint32_t relay, uint32_t entries);
    void RelayStateChanged(uint32_t relay, RelayState from, RelayState to);
    void FaultChanged(uint32_t index, const Fault& fault, bool begins);

    /// Look at what servers, relays and clients believe at the end.
    void CheckQuiescence();
    /// Something is wrong.
    void Alarm();
    /// Remember a message for evidence, if it is known whose it is.
    void Note(MessagePlace place, const DhcpMessage& message);
    /// Mix a message into the hash.
    void HashMessage(uint32_t kind, uint32_t subscriber, const DhcpMessage& message);
    /// Mix a number into the hash.
    void Hash(uint64_t value);

    const BackupNetwork& m_network;       //!< what is watched
    WitnessRules m_rules;                 //!< what it is held against
    OutageMeter m_meter;                  //!< measures
    ProfileMeter m_profiles;              //!< counts messages by client profile
    MessageMemory m_memory;               //!< evidence
    ViolationLog m_violations;            //!< what was found
    AddressAuditor m_addresses;           //!< leases that contradict each other
    MessageAuditor m_messages;            //!< messages that break a rule
    PromiseAuditor m_promises;            //!< what relays owe
    std::vector<uint32_t> m_relayOf;      //!< by subscriber, where its lease was learnt last
    uint32_t m_faultsInForce{0};          //!< begun and not healed
    Instant m_healed{0};                  //!< the last healing
    Instant m_stoppedAt{NEVER};           //!< because of a violation
    std::vector<std::string> m_faults;    //!< what happened
    uint64_t m_hash{0xcbf29ce484222325};  //!< FNV-1a
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_WITNESS_TAP_H
