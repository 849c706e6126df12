/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measurement.h"
#include "relays.h"

#include "ns3/backup-network-helper.h"
#include "ns3/settled-start.h"
#include "ns3/simulator.h"
#include "ns3/witness-tap.h"

#include <algorithm>

namespace ns3::dhcpbackup::benchmark
{

namespace
{

constexpr Duration LEASE = HOUR;
/// A fifth of what a server does whose service time is 100 us, DISCOVER and REQUEST.
constexpr uint32_t FIRST_LEASES_A_SECOND = 2000;

void
Count(uint64_t* bound, uint32_t, const ClientLease&)
{
    ++*bound;
}

/// A network that runs, and how many leases were gained or renewed in it.
class Running
{
  public:
    Running(const Scenario& scenario, const char* design)
        : m_helper(scenario),
          m_network(m_helper.Install(MakeDesign(design, scenario.relay))),
          m_tap(m_network, scenario.Population())
    {
        m_network.TraceSubscribers("Bound", MakeBoundCallback(&Count, &m_bound));
        if (scenario.subscribers.arrival.kind == ArrivalKind::SETTLED)
        {
            ScheduleSettledStart(m_network, m_helper);
        }
    }

    ~Running()
    {
        Simulator::Destroy();
    }

    /// Leases a CPU second while so much simulated time passes.
    double Rate(Duration time)
    {
        const uint64_t before = m_bound;
        const double start = CpuSeconds();
        Simulator::Stop(NanoSeconds(time));
        Simulator::Run();
        return (m_bound - before) / (CpuSeconds() - start);
    }

  private:
    uint64_t m_bound{0};
    BackupNetworkHelper m_helper;
    BackupNetwork m_network;
    WitnessTap m_tap;
};

} // namespace

Measurement
Renewals(uint32_t subscribers, uint32_t renewals, Core core, const char* design)
{
    Scenario scenario;
    scenario.subscribers.count = subscribers;
    scenario.subscribers.model = SubscriberModel::POPULATION;
    scenario.network.relays = RelaysOf(subscribers);
    scenario.network.coreSockets = core == Core::SOCKETS;
    scenario.leases.time = LEASE;
    scenario.subscribers.arrival.within = SECOND * subscribers / FIRST_LEASES_A_SECOND;
    Measurement found;
    found.doras = Running(scenario, design).Rate(scenario.subscribers.arrival.within + 30 * SECOND);

    scenario.subscribers.arrival = {ArrivalKind::SETTLED, 0, 0};
    const double before = HeapBytes();
    Running settled(scenario, design);
    settled.Rate(SECOND);
    found.bytes = (HeapBytes() - before) / subscribers;
    found.renewals =
        settled.Rate(std::max<Duration>(LEASE / 4, LEASE / 2 * renewals / subscribers));
    return found;
}

} // namespace ns3::dhcpbackup::benchmark
