/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief One subscriber, one relay, one server: watch a lease being obtained, kept through an
 *        outage of the server by the relay's word, and confirmed when the server is back.
 */

#include "ns3/backup-network-helper.h"
#include "ns3/core-module.h"

#include <iostream>

using namespace ns3;
using namespace ns3::dhcpbackup;

/// Print what the subscriber sends or receives.
void
Say(const char* arrow, uint32_t, const DhcpMessage& message)
{
    std::cout << Simulator::Now().As(Time::S) << " client " << arrow << " " << Describe(message)
              << "\n";
}

/// Print what the relay thinks of the server.
void
Think(uint32_t, RelayState, RelayState to)
{
    std::cout << Simulator::Now().As(Time::S) << " relay  is " << ToString(to) << "\n";
}

/// Print that the relay answered for the server.
void
StoodIn(uint32_t, const MirrorRecord& record)
{
    std::cout << Simulator::Now().As(Time::S) << " relay  stands in for "
              << dhcpbackup::ToString(record.address) << "\n";
}

int
main(int argc, char* argv[])
{
    std::string design = "relay-backup";
    CommandLine cmd(__FILE__);
    cmd.AddValue("design", "what the relay does: plain or relay-backup", design);
    cmd.Parse(argc, argv);

    Scenario scenario;
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    scenario.leases.time = 10 * MINUTE;
    Fault crash;
    crash.at = 4 * MINUTE;
    crash.length = 15 * MINUTE;
    scenario.faults.faults.push_back(crash);
    scenario.run.pcap.push_back({LinkName::ACCESS, 0});

    const BackupNetworkHelper helper(scenario);
    const BackupNetwork network = helper.Install(MakeDesign(design, scenario.relay));
    helper.EnablePcap(network, ".");
    network.clients[0]->TraceConnectWithoutContext("Tx", MakeBoundCallback(&Say, "->"));
    network.clients[0]->TraceConnectWithoutContext("Rx", MakeBoundCallback(&Say, "<-"));
    network.relays[0]->TraceConnectWithoutContext("State", MakeCallback(&Think));
    network.relays[0]->TraceConnectWithoutContext("StoodIn", MakeCallback(&StoodIn));
    Simulator::Stop(NanoSeconds(scenario.EffectiveDuration()));
    Simulator::Run();
    Simulator::Destroy();
}
