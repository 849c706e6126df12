/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-player.h"

#include "ns3/log.h"
#include "ns3/simulator.h"

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("FaultPlayer");
NS_OBJECT_ENSURE_REGISTERED(FaultPlayer);

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
    m_server = nullptr;
    m_impairments.clear();
    Object::DoDispose();
}

void
FaultPlayer::SetServer(Ptr<LeaseServer> server)
{
    m_server = server;
}

void
FaultPlayer::AddCoreLink(Ptr<LinkImpairment> towardsRelay, Ptr<LinkImpairment> towardsServer)
{
    m_impairments.push_back(towardsRelay);
    m_impairments.push_back(towardsServer);
}

void
FaultPlayer::Play(const FaultSchedule& schedule)
{
    m_schedule = schedule;
    const Ptr<FaultPlayer> self(this);
    for (uint32_t i = 0; i < schedule.faults.size(); ++i)
    {
        const Fault& fault = schedule.faults[i];
        Simulator::Schedule(NanoSeconds(fault.at), &FaultPlayer::Begin, self, i);
        Simulator::Schedule(NanoSeconds(fault.Healing()), &FaultPlayer::Heal, self, i);
    }
}

void
FaultPlayer::Begin(uint32_t index)
{
    const Fault& fault = m_schedule.faults[index];
    NS_LOG_INFO(ToString(fault));
    m_trace(index, fault, true);
    switch (fault.kind)
    {
    case FaultKind::SERVER_CRASH:
        ++m_crashes;
        m_storeLost = m_storeLost || fault.storeLost;
        m_server->Crash(fault.hostDown ? CrashKind::HOST : CrashKind::PROCESS);
        break;
    case FaultKind::SERVER_PAUSE:
        ++m_pauses;
        m_server->Pause();
        break;
    case FaultKind::LINK_DOWN:
    case FaultKind::LOSS:
        ImpairLinks(fault, true);
        break;
    }
}

void
FaultPlayer::Heal(uint32_t index)
{
    const Fault& fault = m_schedule.faults[index];
    switch (fault.kind)
    {
    case FaultKind::SERVER_CRASH:
        if (--m_crashes == 0)
        {
            m_server->Restart(m_storeLost ? StoreFate::LOST : StoreFate::KEPT);
            m_storeLost = false;
        }
        break;
    case FaultKind::SERVER_PAUSE:
        if (--m_pauses == 0)
        {
            m_server->Resume();
        }
        break;
    case FaultKind::LINK_DOWN:
    case FaultKind::LOSS:
        ImpairLinks(fault, false);
        break;
    }
    m_trace(index, fault, false);
}

void
FaultPlayer::ImpairLinks(const Fault& fault, bool begins)
{
    const bool all = fault.target == ALL_CORE_LINKS;
    const size_t first = all ? 0 : 2 * size_t(fault.target);
    const size_t last = all ? m_impairments.size() : first + 2;
    for (size_t i = first; i < last; ++i)
    {
        LinkImpairment& link = *m_impairments[i];
        if (fault.kind == FaultKind::LINK_DOWN)
        {
            begins ? link.Down() : link.Up();
        }
        else
        {
            begins ? link.AddLoss(fault.share) : link.RemoveLoss(fault.share);
        }
    }
}

} // namespace ns3::dhcpbackup
