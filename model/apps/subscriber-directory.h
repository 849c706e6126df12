/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUBSCRIBER_DIRECTORY_H
#define DHCPBACKUP_SUBSCRIBER_DIRECTORY_H

#include "ns3/client-population.h"
#include "ns3/lease-client.h"
#include "ns3/simple-ref-count.h"

#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Where the client of each subscriber is: on a host of its own, or in a population.
 *
 * Whoever deals with a subscriber by its number needs not know what it is made of. Populations are
 * found by a rule, without an entry a subscriber.
 */
class SubscriberDirectory : public SimpleRefCount<SubscriberDirectory>
{
  public:
    /// @param client the client of the next subscriber, which is a host
    void AddHost(Ptr<LeaseClient> client);

    /**
     * @brief Add the next subscribers, who are dealt out in turn to populations.
     * @param populations where they live
     * @param count how many, at least one each
     */
    void AddPopulations(const std::vector<Ptr<ClientPopulation>>& populations, uint32_t count);

    /// @return how many subscribers there are
    uint32_t Count() const
    {
        return m_count;
    }

    /**
     * @param subscriber a subscriber
     * @return its client, nullptr if it lives in a population
     */
    LeaseClient* HostOf(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber that is no host
     * @return where it lives
     */
    ClientPopulation& HomeOf(uint32_t subscriber) const;

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
     * @brief What a subscriber without an address would ask; it must have started.
     * @param subscriber the subscriber
     * @return the message; nothing is sent
     */
    DhcpMessage Question(uint32_t subscriber) const;

    /**
     * @brief Let a subscriber have a lease that was granted before the run, as Question() asks.
     * @param subscriber the subscriber
     * @param ack what granted it
     * @return when the subscriber had asked for it, may be negative
     */
    Time Adopt(uint32_t subscriber, const DhcpMessage& ack) const;

    /// @param subscriber a subscriber that has power from now
    void SwitchOn(uint32_t subscriber) const;

    /// @param subscriber a subscriber that loses its power
    void SwitchOff(uint32_t subscriber) const;

    /**
     * @param subscriber a subscriber that is taken away
     * @param graceful true if it is shut down in good order before
     */
    void Leave(uint32_t subscriber, bool graceful) const;

    /// @param subscriber a subscriber that is there again
    void Return(uint32_t subscriber) const;

  private:
    /// Subscribers in a row that are all hosts, or all in populations.
    struct Section
    {
        uint32_t first;                                 //!< the first subscriber
        std::vector<Ptr<LeaseClient>> hosts;            //!< one each; none if they are no hosts
        std::vector<Ptr<ClientPopulation>> populations; //!< by turn
    };

    /// The section that a subscriber is in.
    const Section& SectionOf(uint32_t subscriber) const;

    std::vector<Section> m_sections; //!< in the order of their subscribers
    uint32_t m_count{0};             //!< subscribers
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUBSCRIBER_DIRECTORY_H
