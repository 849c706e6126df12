/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-impairment.h"

#include "ns3/dhcp-values.h"
#include "ns3/packet.h"
#include "ns3/rng-seed-manager.h"

#include <algorithm>
#include <boost/container/small_vector.hpp>

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(LinkImpairment);

namespace
{

/// Link, IPv4 and UDP headers, which may differ between two transmissions of one message.
constexpr size_t HEADERS = 30;

/// FNV-1a of what a frame carries.
uint64_t
ContentHash(Ptr<const Packet> packet)
{
    boost::container::small_vector<uint8_t, 1600> bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = std::min(HEADERS, bytes.size()); i < bytes.size(); ++i)
    {
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    }
    return hash;
}

} // namespace

TypeId
LinkImpairment::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::LinkImpairment")
                            .SetParent<ErrorModel>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<LinkImpairment>();
    return tid;
}

LinkImpairment::LinkImpairment()
    : m_draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun())
{
}

void
LinkImpairment::SetLink(uint32_t link)
{
    m_link = link;
}

void
LinkImpairment::Down()
{
    ++m_down;
}

void
LinkImpairment::Up()
{
    --m_down;
}

void
LinkImpairment::AddLoss(double share)
{
    m_losses.push_back(share);
}

void
LinkImpairment::RemoveLoss(double share)
{
    const auto it = std::find(m_losses.begin(), m_losses.end(), share);
    if (it != m_losses.end())
    {
        m_losses.erase(it);
    }
}

bool
LinkImpairment::DoCorrupt(Ptr<Packet> packet)
{
    if (m_down > 0)
    {
        return true;
    }
    if (m_losses.empty())
    {
        return false;
    }
    double passes = 1;
    for (const double share : m_losses)
    {
        passes *= 1 - share;
    }
    return m_draw.Uniform(DrawPurpose::LINK_LOSS, m_link, ContentHash(packet)) >= passes;
}

void
LinkImpairment::DoReset()
{
    m_down = 0;
    m_losses.clear();
}

} // namespace ns3::dhcpbackup
