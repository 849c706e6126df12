/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-player.h"

#include "ns3/abort.h"
#include "ns3/log.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("FaultPlayer");
NS_OBJECT_ENSURE_REGISTERED(FaultPlayer);

namespace
{

/// Access links are numbered behind all core links that there can be.
constexpr uint32_t FIRST_ACCESS_LINK = 1 << 20;
/// Behind all access links that there can be.
constexpr uint32_t PARTNER_LINK = 1 << 30;

} // namespace

TypeId
FaultPlayer::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::FaultPlayer")
                            .SetParent<Object>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<FaultPlayer>()
                            .AddTraceSource("Fault",
                                            "A fault begins or heals.",
                                            MakeTraceSourceAccessor(&FaultPlayer::m_trace),
                                            "ns3::dhcpbackup::FaultPlayer::FaultCallback");
    return tid;
}

void
FaultPlayer::DoDispose()
{
    m_servers.clear();
    m_partners.clear();
    m_subscribers = {};
    m_relays.clear();
    m_coreLinks.clear();
    m_accessLinks.clear();
    for (const auto& [number, impairment] : m_impairments)
    {
        impairment->Dispose();
    }
    m_impairments.clear();
    Object::DoDispose();
}

void
FaultPlayer::AddServer(ServerControl& server)
{
    m_servers.push_back(std::make_unique<ServerFaults>(server));
}

void
FaultPlayer::JoinServers(Ptr<NetDevice> first,
                         IpAddr firstAddress,
                         Ptr<NetDevice> second,
                         IpAddr secondAddress)
{
    m_partners = {{second, first, secondAddress, firstAddress}};
}

void
FaultPlayer::AddRelay(Ptr<LeaseRelay> relay, Ptr<NetDevice> relayEnd, Ptr<NetDevice> serverEnd)
{
    m_relays.emplace_back(relay);
    m_coreLinks.push_back({relayEnd, serverEnd});
}

void
FaultPlayer::SetSubscribers(Ptr<SubscriberDirectory> subscribers)
{
    m_subscribers.SetSubscribers(subscribers);
}

void
FaultPlayer::AddAccessLink(uint32_t subscriber,
                           Ptr<NetDevice> subscriberEnd,
                           Ptr<NetDevice> relayEnd)
{
    m_accessLinks[subscriber] = {subscriberEnd, relayEnd};
}

void
FaultPlayer::Play(const FaultSchedule& schedule)
{
    m_schedule = schedule;
    const Ptr<FaultPlayer> self(this);
    for (uint32_t i = 0; i < schedule.faults.size(); ++i)
    {
        const Fault& fault = schedule.faults[i];
        if (fault.kind == FaultKind::SERVER_CRASH && fault.store == StoreFate::STALE)
        {
            Simulator::Schedule(NanoSeconds(fault.at - fault.age),
                                &FaultPlayer::TakeSnapshot,
                                self,
                                i);
        }
    }
    for (uint32_t i = 0; i < schedule.faults.size(); ++i)
    {
        NS_ABORT_MSG_IF(schedule.faults[i].repeat.Periodic() || schedule.faults[i].repeat.Random(),
                        "FaultPlayer plays occurrences; make them with FaultGenerator");
        Simulator::Schedule(NanoSeconds(schedule.faults[i].at), &FaultPlayer::Begin, self, i);
    }
    for (uint32_t i = 0; i < schedule.faults.size(); ++i)
    {
        Simulator::Schedule(NanoSeconds(schedule.faults[i].Healing()), &FaultPlayer::Heal, self, i);
    }
}

void
FaultPlayer::TakeSnapshot(uint32_t index)
{
    if (ServerFaults* const server = ServerOf(m_schedule.faults[index]))
    {
        server->TakeSnapshot();
    }
}

ServerFaults*
FaultPlayer::ServerOf(const Fault& fault) const
{
    const size_t number = std::max(fault.target.index, 0);
    return number < m_servers.size() ? m_servers[number].get() : nullptr;
}

const FaultPlayer::Link&
FaultPlayer::LinkOf(TargetKind kind, uint32_t link) const
{
    return kind == TargetKind::CORE       ? m_coreLinks.at(link)
           : kind == TargetKind::PARTNERS ? m_partners.at(link)
                                          : m_accessLinks.at(link);
}

void
FaultPlayer::Begin(uint32_t index)
{
    const Fault& fault = m_schedule.faults[index];
    NS_LOG_INFO("begins: " << ToString(fault));
    m_trace(index, fault, true);
    switch (fault.target.kind)
    {
    case TargetKind::SERVER:
        if (ServerFaults* const server = ServerOf(fault))
        {
            server->Begin(index, fault);
        }
        break;
    case TargetKind::RELAY:
        StrikeRelays(index, true);
        break;
    case TargetKind::CORE:
    case TargetKind::ACCESS:
    case TargetKind::PARTNERS:
        ImpairLinks(index, true);
        if (fault.carrierLost)
        {
            m_subscribers.Begin(index, fault);
        }
        break;
    case TargetKind::SUBSCRIBERS:
        m_subscribers.Begin(index, fault);
        break;
    }
}

void
FaultPlayer::Heal(uint32_t index)
{
    const Fault& fault = m_schedule.faults[index];
    NS_LOG_INFO("heals: " << ToString(fault));
    switch (fault.target.kind)
    {
    case TargetKind::SERVER:
        if (ServerFaults* const server = ServerOf(fault))
        {
            server->Heal(index);
        }
        break;
    case TargetKind::RELAY:
        StrikeRelays(index, false);
        break;
    case TargetKind::CORE:
    case TargetKind::ACCESS:
    case TargetKind::PARTNERS:
        ImpairLinks(index, false);
        m_subscribers.Heal(index);
        break;
    case TargetKind::SUBSCRIBERS:
        m_subscribers.Heal(index);
        break;
    }
    m_trace(index, fault, false);
}

void
FaultPlayer::StrikeRelays(uint32_t index, bool begins)
{
    const Fault& fault = m_schedule.faults[index];
    for (uint32_t i = 0; i < m_relays.size(); ++i)
    {
        if (fault.target.Strikes(i))
        {
            begins ? m_relays[i].Begin(index, fault) : m_relays[i].Heal(index);
        }
    }
}

void
FaultPlayer::ImpairLinks(uint32_t index, bool begins)
{
    const Fault& fault = m_schedule.faults[index];
    // Core links can fail all at once, as can the way between servers, of which there is one at
    // most; access links one by one.
    const bool partners = fault.target.kind == TargetKind::PARTNERS;
    const uint32_t count = partners ? m_partners.size() : m_coreLinks.size();
    const bool all = fault.target.index == ALL_TARGETS;
    const uint32_t first = all ? 0 : fault.target.index;
    const uint32_t last = all ? count : first + 1;
    for (uint32_t link = first; link < last; ++link)
    {
        for (const bool upstream : {false, true})
        {
            const auto spared = upstream ? FaultDirection::DOWNSTREAM : FaultDirection::UPSTREAM;
            if (fault.direction == spared)
            {
                continue;
            }
            LinkImpairment& impairment = ImpairmentOf(fault.target.kind, link, upstream);
            begins ? impairment.Begin(index, fault) : impairment.Heal(index);
        }
    }
}

LinkImpairment&
FaultPlayer::ImpairmentOf(TargetKind kind, uint32_t link, bool upstream)
{
    const uint32_t first = kind == TargetKind::CORE       ? 0
                           : kind == TargetKind::PARTNERS ? PARTNER_LINK
                                                          : FIRST_ACCESS_LINK;
    const uint32_t number = first + 2 * link + upstream;
    Ptr<LinkImpairment>& impairment = m_impairments[number];
    if (!impairment)
    {
        const Link& ends = LinkOf(kind, link);
        impairment = CreateObject<LinkImpairment>();
        impairment->Install(upstream ? ends.upper : ends.lower, number);
        impairment->StrikeOnly(upstream ? ends.lowerAddress : ends.upperAddress);
    }
    return *impairment;
}

} // namespace ns3::dhcpbackup
