/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "profile-meter.h"

#include <map>

namespace ns3::dhcpbackup
{

ProfileMeter::ProfileMeter(const std::vector<std::string>& profiles)
{
    std::map<std::string, size_t> indices;
    for (const std::string& profile : profiles)
    {
        indices[profile] = 0;
    }
    for (auto& [profile, index] : indices)
    {
        index = m_counts.size();
        m_counts.emplace_back();
        m_counts.back().profile = profile;
    }
    for (const std::string& profile : profiles)
    {
        m_profileOf.push_back(uint8_t(indices[profile]));
        ++m_counts[m_profileOf.back()].subscribers;
    }
}

void
ProfileMeter::ClientTx(uint32_t subscriber, const DhcpMessage& message)
{
    ProfileCounts& counts = m_counts[m_profileOf[subscriber]];
    counts.discovers += message.type == DHCPDISCOVER;
    counts.requests += message.type == DHCPREQUEST;
    counts.declines += message.type == DHCPDECLINE;
    counts.releases += message.type == DHCPRELEASE;
    counts.informs += message.type == DHCPINFORM;
}

void
ProfileMeter::ClientLost(uint32_t subscriber, LossCause cause)
{
    m_counts[m_profileOf[subscriber]].leasesLost += cause != LossCause::STOPPED;
}

} // namespace ns3::dhcpbackup
