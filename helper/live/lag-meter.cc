/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "lag-meter.h"

#include "ns3/abort.h"
#include "ns3/nstime.h"
#include "ns3/realtime-simulator-impl.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// From one sample to the next.
constexpr int64_t SAMPLE_MS = 5;

} // namespace

void
LagMeter::Start()
{
    Simulator::ScheduleNow(&LagMeter::Sample, this);
}

void
LagMeter::Sample()
{
    const auto simulator = DynamicCast<RealtimeSimulatorImpl>(Simulator::GetImplementation());
    NS_ABORT_MSG_UNLESS(simulator, "only the real-time simulator can lag");
    const Time lag = simulator->RealtimeNow() - Simulator::Now();
    m_samples.push_back(std::max<Duration>(0, lag.GetNanoSeconds()));
    Simulator::Schedule(MilliSeconds(SAMPLE_MS), &LagMeter::Sample, this);
}

} // namespace ns3::dhcpbackup
