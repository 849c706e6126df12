/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_PLAYER_H
#define DHCPBACKUP_FAULT_PLAYER_H

#include "ns3/fault-schedule.h"
#include "ns3/link-impairment.h"
#include "ns3/relay-faults.h"
#include "ns3/server-faults.h"
#include "ns3/subscriber-faults.h"
#include "ns3/traced-callback.h"

#include <map>
#include <memory>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Makes the faults of a schedule happen.
 *
 * It is told of everything that faults can strike, and passes each fault on to its target, which
 * knows what several of them do together. Of those that begin and heal at the same instant the
 * beginnings come first: a downtime that is followed by another at once is unbroken.
 */
class FaultPlayer : public Object
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    /**
     * @brief Add a server; the first one is what faults of "server" strike.
     * @param server the server; it outlives the simulation
     */
    void AddServer(ServerControl& server);

    /**
     * @brief Let faults strike the way between the two servers.
     * @param first the device of the first server
     * @param firstAddress its address
     * @param second the device of the second server
     * @param secondAddress its address
     */
    void JoinServers(Ptr<NetDevice> first,
                     IpAddr firstAddress,
                     Ptr<NetDevice> second,
                     IpAddr secondAddress);

    /**
     * @brief Add a relay; relays are numbered in the order in which they are added.
     * @param relay the relay
     * @param relayEnd its device on the core link
     * @param serverEnd the server's device
     */
    void AddRelay(Ptr<LeaseRelay> relay, Ptr<NetDevice> relayEnd, Ptr<NetDevice> serverEnd);

    /// @param subscribers all of them
    void SetSubscribers(Ptr<SubscriberDirectory> subscribers);

    /**
     * @brief Add an access link that can fail.
     * @param subscriber whose it is
     * @param subscriberEnd the subscriber's device on it
     * @param relayEnd the relay's device on it
     */
    void AddAccessLink(uint32_t subscriber,
                       Ptr<NetDevice> subscriberEnd,
                       Ptr<NetDevice> relayEnd);

    /**
     * @brief Schedule all faults; before the simulation starts.
     * @param schedule faults without repetitions; Validate must find nothing
     */
    void Play(const FaultSchedule& schedule);

    /// Signature of the trace Fault: index in the schedule, the fault, whether it begins or heals.
    typedef void (*FaultCallback)(uint32_t index, const Fault& fault, bool begins);

  protected:
    void DoDispose() override;

  private:
    /// The two devices of a link.
    struct Link
    {
        Ptr<NetDevice> lower; //!< the end towards the subscribers
        Ptr<NetDevice> upper; //!< the end towards the server
        IpAddr lowerAddress{0}; //!< whose frames are struck on their way up, 0 for all
        IpAddr upperAddress{0}; //!< whose frames are struck on their way down, 0 for all
    };

    /// A crash that is to come needs to know what the store holds now.
    void TakeSnapshot(uint32_t index);
    /// The server that a fault strikes, or nullptr if this design has none of that number.
    ServerFaults* ServerOf(const Fault& fault) const;
    /// A link of a kind.
    const Link& LinkOf(TargetKind kind, uint32_t link) const;
    /// A fault begins.
    void Begin(uint32_t index);
    /// A fault heals.
    void Heal(uint32_t index);
    /// A fault of one or more relays begins or heals.
    void StrikeRelays(uint32_t index, bool begins);
    /// A fault of one or more links begins or heals.
    void ImpairLinks(uint32_t index, bool begins);
    /// What is wrong with one direction of a link; made when it is asked for.
    LinkImpairment& ImpairmentOf(TargetKind kind, uint32_t link, bool upstream);

    FaultSchedule m_schedule;                              //!< the faults
    std::vector<std::unique_ptr<ServerFaults>> m_servers;  //!< what is wrong with each server
    SubscriberFaults m_subscribers;                        //!< what is wrong with subscribers
    std::vector<RelayFaults> m_relays;                     //!< what is wrong with each relay
    std::vector<Link> m_coreLinks;                         //!< by relay
    std::map<uint32_t, Link> m_accessLinks;                //!< by subscriber that is a host
    std::vector<Link> m_partners;                          //!< the way between servers, if any
    std::map<uint32_t, Ptr<LinkImpairment>> m_impairments; //!< by number of the direction
    TracedCallback<uint32_t, const Fault&, bool> m_trace;  //!< faults begin and heal
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_PLAYER_H
