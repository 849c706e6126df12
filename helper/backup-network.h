/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BACKUP_NETWORK_H
#define DHCPBACKUP_BACKUP_NETWORK_H

#include "ns3/core-switch.h"
#include "ns3/fault-player.h"
#include "ns3/lease-relay.h"
#include "ns3/lease-server.h"
#include "ns3/net-device-container.h"
#include "ns3/subscriber-life.h"
#include "ns3/subscriber-plan.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A server that takes the place of the simulated one.
struct OutsideServer
{
    Ptr<NetDevice> link;             //!< the simulation's end of its link, without a node
    Ptr<Object> traces;              //!< has trace sources as LeaseServer has
    ServerControl* control{nullptr}; //!< what faults do to it; outlives the network
    /// What it knows of an address, in simulated time; nothing if it has no such address.
    std::function<std::optional<Binding>(IpAddr)> bindingOf;
};

/// An access network that has been built, to connect traces to and to look into.
struct BackupNetwork
{
    Ptr<LeaseServer> server;                //!< the first server, nullptr if it is an outside one
    Ptr<LeaseServer> partner;               //!< the second server, or nullptr
    OutsideServer outside;                  //!< takes the server's place if it has a link
    std::vector<Ptr<LeaseRelay>> relays;    //!< by relay
    Ptr<SubscriberDirectory> subscribers;   //!< where the client of each subscriber is
    Ptr<SubscriberLife> life;               //!< lets subscribers leave and come back
    std::optional<SubscriberPlan> plan;     //!< who is behind which relay when the run begins
    std::vector<Ptr<LeaseClient>> clients;  //!< of hosts, by subscriber
    std::vector<Ptr<ClientPopulation>> populations; //!< by group and relay, of who is no host
    Ptr<FaultPlayer> faults;                //!< plays the scenario's faults
    Ptr<Node> coreNode;                     //!< where all core links meet
    Ptr<CoreSwitch> core;                   //!< joins them there
    NetDeviceContainer coreDevices;         //!< relay's and switch's end of each core link in turn
    NetDeviceContainer accessDevices;       //!< subscriber's end of each access link, by subscriber
                                            //!< or, of populations, by group and relay
    bool secondServes{false};               //!< the second server has clients in normal operation
    bool serversTell{false};                //!< the two servers tell each other of their leases
    bool sharedPool{false};                 //!< all relays have one subnet

    /**
     * @brief Connect to a trace source that LeaseClient and ClientPopulation both have.
     * @param source its name
     * @param sink told of every subscriber's events, with its number
     */
    void TraceSubscribers(const std::string& source, const CallbackBase& sink) const;

    /**
     * @param subscriber a subscriber
     * @return where its client is, and what it holds until when in simulated time
     */
    ClientState StateOf(uint32_t subscriber) const
    {
        return subscribers->StateOf(subscriber);
    }

    /**
     * @param subscriber a subscriber
     * @return who it is on the wire
     */
    ClientIdentity IdentityOf(uint32_t subscriber) const
    {
        return subscribers->IdentityOf(subscriber);
    }

    /**
     * @param subscriber a subscriber
     * @return its client's times and habits
     */
    const ClientProfile& ProfileOf(uint32_t subscriber) const
    {
        return subscribers->ProfileOf(subscriber);
    }

    /**
     * @param subscriber a subscriber
     * @return its end of its access link, which it may share
     */
    Ptr<NetDevice> AccessDeviceOf(uint32_t subscriber) const;

    /**
     * @brief Let the core know behind which relay an address is, where that is not to be told from
     *        the address.
     * @param relay the relay
     * @param address the address of a subscriber
     */
    void LearnRoute(uint32_t relay, IpAddr address) const;
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BACKUP_NETWORK_H
