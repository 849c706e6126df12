/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_BACKUP_NETWORK_HELPER_H
#define DHCPBACKUP_BACKUP_NETWORK_HELPER_H

#include "ns3/backup-network.h"
#include "ns3/design.h"
#include "ns3/mac48-address.h"
#include "ns3/scenario.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Builds the network of a scenario: subscribers, one link each, behind relays with a subnet
 *        each, and a server; a switch joins the core links.
 *
 * Relays that share a pool have one subnet and one gateway address: they tell the server which one
 * it is by link selection (RFC 3527), and the switch how to reach the subscribers whose leases the
 * server grants through them, as access routers do by a routing protocol.
 *
 * All lines of a relay share one gateway address. Checksums are switched on for the whole
 * simulation (the global value ChecksumEnabled), so that captures are valid, and the nodes' ARP
 * asks without random delay, so that draws do not depend on what else happens.
 */
class BackupNetworkHelper
{
  public:
    /// @param scenario what to build; Errors() must find nothing
    explicit BackupNetworkHelper(const Scenario& scenario);

    /**
     * @brief Build the network and let its clients, relays and faults start.
     * @param design what the relays do
     * @param outside the server, if it shall not be simulated
     * @return the network
     */
    BackupNetwork Install(const Design& design, const OutsideServer* outside = nullptr) const;

    /**
     * @param relay a relay with a pool of its own
     * @param design what the relays do
     * @return the subnet behind it
     */
    SubnetConfig RelaySubnet(uint32_t relay, const Design& design) const;

    /**
     * @brief Capture the links that the scenario names, one file for each: folder/core-0.pcap.
     * @param network a network that was installed
     * @param folder an existing folder
     */
    void EnablePcap(const BackupNetwork& network, const std::string& folder) const;

    /**
     * @param relay a relay
     * @return the relay's address towards its subscribers: their gateway, and giaddr unless the
     *         pool is shared
     */
    IpAddr GatewayOf(uint32_t relay) const;

    /**
     * @param subscriber a subscriber
     * @return its hardware address
     */
    static Mac48Address HardwareAddressOf(uint32_t subscriber);

    /**
     * @param address a hardware address
     * @return the subscriber that has it in a network that is large enough, or nothing
     */
    static std::optional<uint32_t> SubscriberOf(const Mac48Address& address);

    /// @return the server's name in option 54: its address
    IpAddr ServerId() const;

    /// @return the same of the second server, if the design has two
    IpAddr PartnerId() const;

    /// @return the mask of the network of servers and relays
    static IpAddr CoreMask();

    /**
     * @param subscriber a subscriber
     * @return when it switches on
     */
    Instant ArrivalOf(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber
     * @return whether it has been on for long when the run begins
     */
    bool IsSettled(uint32_t subscriber) const;

    /// @return whether anybody has
    bool AnySettled() const;

    /// @return all subscribers, latecomers included
    uint32_t SubscriberCount() const
    {
        return m_plan.Count();
    }

    /**
     * @param subscriber a subscriber
     * @return the client that it has, by a draw of its own among its group's profiles
     */
    const ClientProfile& ProfileOf(uint32_t subscriber) const;

  private:
    /// Connect the core to a server that is not simulated.
    void UseOutsideServer(BackupNetwork& network, const OutsideServer& outside) const;
    /// One server or two.
    void AddServers(BackupNetwork& network, const Design& design) const;
    /// Tell both servers that they do DHCP failover.
    void JoinForFailover(BackupNetwork& network) const;
    /// A server's node with its application and its link to the core.
    Ptr<LeaseServer> AddServer(BackupNetwork& network, const Design& design, IpAddr id) const;
    /// What a server is told by its attributes.
    void Configure(Ptr<LeaseServer> server, const Design& design, IpAddr id) const;
    /// Let the servers serve a subnet, of which each has its part of the pool.
    void AddSubnet(BackupNetwork& network,
                   const SubnetConfig& subnet,
                   const Design& design) const;
    /// Keep the addresses from first on for subscribers of a row, as far as they are reserved for.
    void Reserve(const SubscriberRow& row,
                 IpAddr first,
                 std::vector<Reservation>& reservations) const;
    /// The subnet of a relay or of all of them, with so many addresses to give out.
    SubnetConfig SubnetOf(uint32_t relay, uint32_t poolSize, const Design& design) const;
    /// A relay with its core link, and its subnet at the server unless that is shared.
    void AddRelay(BackupNetwork& network, uint32_t relay, const Design& design) const;
    /// How subscribers come and go.
    void AddLife(BackupNetwork& network) const;
    /// All subscribers of a group.
    void AddGroup(BackupNetwork& network, uint32_t group) const;
    /// Those of a group behind a relay, on one line.
    Ptr<ClientPopulation> AddPopulation(BackupNetwork& network,
                                        uint32_t group,
                                        uint32_t relay) const;
    /// The line of a population; gives its end.
    Ptr<NetDevice> AddSharedLine(BackupNetwork& network,
                                 uint32_t group,
                                 uint32_t relay) const;
    /// A subscriber with its access link.
    void AddHost(BackupNetwork& network, uint32_t subscriber) const;
    /// A relay's end of a host's access link.
    void AddAccessLine(BackupNetwork& network,
                       const SubscriberPlace& place,
                       Ptr<NetDevice> device) const;
    /// The group that a subscriber belongs to.
    const SubscriberGroup& GroupOf(uint32_t subscriber) const;
    /// The access links of a group.
    const LinkSettings& AccessOf(uint32_t group) const;
    /// Capture one link, or a subscriber's part of it.
    void EnablePcap(const BackupNetwork& network,
                    const std::string& folder,
                    const LinkName& link) const;

    Scenario m_scenario;     //!< what to build
    SubscriberPlan m_plan;   //!< who is behind which relay
    uint32_t m_subnetBits;   //!< host bits of a relay's subnet
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_BACKUP_NETWORK_HELPER_H
