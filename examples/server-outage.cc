/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The main study written in C++: a server outage with a plain relay and with a relay that
 *        stands in. Change the scenario below, or connect traces of your own, and build your study.
 */

#include "ns3/core-module.h"
#include "ns3/scenario-runner.h"
#include "ns3/summary-table.h"

#include <iostream>

using namespace ns3;
using namespace ns3::dhcpbackup;

int
main(int argc, char* argv[])
{
    uint32_t subscribers = 200;
    Time lease = Hours(1);
    Time outage = Minutes(75);
    CommandLine cmd(__FILE__);
    cmd.AddValue("subscribers", "how many subscribers there are", subscribers);
    cmd.AddValue("lease", "lease time", lease);
    cmd.AddValue("outage", "how long the server is away", outage);
    cmd.Parse(argc, argv);

    Scenario scenario;
    scenario.name = "server-outage";
    scenario.subscribers.count = subscribers;
    scenario.network.relays = 4;
    scenario.leases.time = lease.GetNanoSeconds();
    Fault crash;
    crash.kind = FaultKind::SERVER_CRASH;
    crash.at = scenario.subscribers.arrival.within + 2 * scenario.leases.time;
    crash.length = outage.GetNanoSeconds();
    scenario.faults.faults.push_back(crash);
    for (const auto& problem : scenario.Errors())
    {
        std::cerr << problem.place << ": " << problem.text << "\n";
        return 1;
    }

    std::vector<RunRecord> records;
    for (const std::string& design : scenario.designs)
    {
        records.push_back(RunScenario(scenario, design, "", {}));
    }
    std::cout << SummaryTable(records, {});
    return 0;
}
