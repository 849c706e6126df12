/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-directory.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

void
SubscriberDirectory::AddHost(Ptr<LeaseClient> client)
{
    if (m_sections.empty() || m_sections.back().hosts.empty())
    {
        m_sections.push_back({m_count, {}, {}});
    }
    m_sections.back().hosts.push_back(client);
    ++m_count;
}

void
SubscriberDirectory::AddPopulations(const std::vector<Ptr<ClientPopulation>>& populations,
                                    uint32_t count)
{
    m_sections.push_back({m_count, {}, populations});
    m_count += count;
}

const SubscriberDirectory::Section&
SubscriberDirectory::SectionOf(uint32_t subscriber) const
{
    NS_ABORT_MSG_UNLESS(subscriber < m_count, "there is no subscriber " << subscriber);
    const auto behind = std::upper_bound(m_sections.begin(),
                                         m_sections.end(),
                                         subscriber,
                                         [](uint32_t number, const Section& section) {
                                             return number < section.first;
                                         });
    return *(behind - 1);
}

LeaseClient*
SubscriberDirectory::HostOf(uint32_t subscriber) const
{
    const Section& section = SectionOf(subscriber);
    return section.hosts.empty() ? nullptr
                                 : PeekPointer(section.hosts[subscriber - section.first]);
}

ClientPopulation&
SubscriberDirectory::HomeOf(uint32_t subscriber) const
{
    const Section& section = SectionOf(subscriber);
    NS_ABORT_MSG_IF(section.populations.empty(), "subscriber " << subscriber << " is a host");
    return *section.populations[(subscriber - section.first) % section.populations.size()];
}

ClientState
SubscriberDirectory::StateOf(uint32_t subscriber) const
{
    const LeaseClient* const host = HostOf(subscriber);
    if (!host)
    {
        return HomeOf(subscriber).GetState(subscriber);
    }
    ClientState state = host->GetState();
    state.expiry = host->GetClock().ToSimulation(state.expiry);
    return state;
}

ClientIdentity
SubscriberDirectory::IdentityOf(uint32_t subscriber) const
{
    const LeaseClient* const host = HostOf(subscriber);
    return host ? host->GetIdentity() : HomeOf(subscriber).GetIdentity(subscriber);
}

const ClientProfile&
SubscriberDirectory::ProfileOf(uint32_t subscriber) const
{
    const LeaseClient* const host = HostOf(subscriber);
    return host ? host->GetProfile() : HomeOf(subscriber).GetProfile(subscriber);
}

DhcpMessage
SubscriberDirectory::Question(uint32_t subscriber) const
{
    const LeaseClient* const host = HostOf(subscriber);
    return host ? host->Question() : HomeOf(subscriber).Question(subscriber);
}

Time
SubscriberDirectory::Adopt(uint32_t subscriber, const DhcpMessage& ack) const
{
    LeaseClient* const host = HostOf(subscriber);
    return host ? host->Adopt(ack) : HomeOf(subscriber).Adopt(subscriber, ack);
}

void
SubscriberDirectory::SwitchOn(uint32_t subscriber) const
{
    LeaseClient* const host = HostOf(subscriber);
    host ? host->SwitchOn() : HomeOf(subscriber).SwitchOn(subscriber);
}

void
SubscriberDirectory::SwitchOff(uint32_t subscriber) const
{
    LeaseClient* const host = HostOf(subscriber);
    host ? host->SwitchOff() : HomeOf(subscriber).SwitchOff(subscriber);
}

void
SubscriberDirectory::Leave(uint32_t subscriber, bool graceful) const
{
    LeaseClient* const host = HostOf(subscriber);
    host ? host->Leave(graceful) : HomeOf(subscriber).Leave(subscriber, graceful);
}

void
SubscriberDirectory::Return(uint32_t subscriber) const
{
    LeaseClient* const host = HostOf(subscriber);
    host ? host->Return() : HomeOf(subscriber).Return(subscriber);
}

} // namespace ns3::dhcpbackup
