/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_FAULT_PLAY_H
#define DHCPBACKUP_TEST_FAULT_PLAY_H

#include "ns3/backup-network-helper.h"
#include "ns3/simulator.h"
#include "ns3/witness-tap.h"

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace ns3::dhcpbackup::test
{

/// A few hosts behind two relays, short leases, and faults.
class FaultPlay : public testing::Test
{
  protected:
    FaultPlay()
    {
        scenario.subscribers.count = 4;
        scenario.subscribers.arrival.within = 1 * SECOND;
        scenario.network.relays = 2;
        scenario.leases.time = 10 * MINUTE;
    }

    ~FaultPlay() override
    {
        Simulator::Destroy();
    }

    Fault& Add(FaultKind kind, Instant at, Duration length)
    {
        Fault fault(kind);
        fault.at = at;
        fault.length = length;
        scenario.faults.faults.push_back(fault);
        return scenario.faults.faults.back();
    }

    void Build(const std::string& design = "plain")
    {
        ASSERT_TRUE(scenario.Errors().empty());
        helper = std::make_unique<BackupNetworkHelper>(scenario);
        network = helper->Install(MakeDesign(design, scenario.relay));
        tap = std::make_unique<WitnessTap>(network, scenario.Population());
        network.server->TraceConnectWithoutContext("Rx", MakeCallback(&FaultPlay::Served, this));
        network.server->TraceConnectWithoutContext("Served",
                                                   MakeCallback(&FaultPlay::Waited, this));
        network.faults->TraceConnectWithoutContext("Fault", MakeCallback(&FaultPlay::Traced, this));
    }

    void RunUntil(Instant end)
    {
        Simulator::Stop(NanoSeconds(end) - Simulator::Now());
        Simulator::Run();
    }

    /// Whether the server works on anything until then.
    bool ServesUntil(Instant end)
    {
        served = 0;
        RunUntil(end);
        return served > 0;
    }

    void Served(const DhcpMessage&)
    {
        ++served;
    }

    void Waited(Time wait)
    {
        lastWait = wait.GetNanoSeconds();
    }

    void Traced(uint32_t index, const Fault&, bool begins)
    {
        traced.push_back((begins ? "+" : "-") + std::to_string(index) + "@" +
                         DurationText(Simulator::Now().GetNanoSeconds()));
    }

    bool IsBound(uint32_t subscriber) const
    {
        return network.clients[subscriber]->GetState().phase == ClientPhase::BOUND;
    }

    uint32_t LeasesOfServer() const
    {
        return network.server->GetMachine()->ActiveLeases();
    }

    Scenario scenario;
    std::unique_ptr<BackupNetworkHelper> helper;
    BackupNetwork network;
    std::unique_ptr<WitnessTap> tap;
    uint32_t served{0};
    Duration lastWait{0};
    std::vector<std::string> traced;
};

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_FAULT_PLAY_H
