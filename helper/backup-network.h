/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BACKUP_NETWORK_H
#define DHCPBACKUP_BACKUP_NETWORK_H

#include "ns3/client-population.h"
#include "ns3/core-switch.h"
#include "ns3/fault-player.h"
#include "ns3/lease-client.h"
#include "ns3/lease-relay.h"
#include "ns3/lease-server.h"
#include "ns3/net-device-container.h"

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
    std::vector<Ptr<LeaseClient>> clients;  //!< by subscriber, if they are hosts
    std::vector<Ptr<ClientPopulation>> populations; //!< by relay, if they are not
    Ptr<FaultPlayer> faults;                //!< plays the scenario's faults
    Ptr<Node> coreNode;                     //!< where all core links meet
    Ptr<CoreSwitch> core;                   //!< joins them there
    NetDeviceContainer coreDevices;         //!< relay's and switch's end of each core link in turn
    NetDeviceContainer accessDevices;       //!< subscriber's end of each access link
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
    ClientState StateOf(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber
     * @return who it is on the wire
     */
    ClientIdentity IdentityOf(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber
     * @return its client's times and habits
     */
    const ClientProfile& ProfileOf(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber, where there are populations
     * @return the population that it belongs to
     */
    ClientPopulation& HomeOf(uint32_t subscriber) const
    {
        return *populations[subscriber % populations.size()];
    }

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
