/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_RUNNER_H
#define DHCPBACKUP_SCENARIO_RUNNER_H

#include "ns3/backup-network-helper.h"
#include "ns3/run-record.h"
#include "ns3/scenario.h"

#include <functional>
#include <string>

namespace ns3::dhcpbackup
{

/// Told from time to time how much of a run is done: a share of 0 to 1.
using ProgressCallback = std::function<void(double)>;

/// Told of the network before the simulation begins, to connect to its trace sources.
using NetworkObserver = std::function<void(const BackupNetwork&)>;

/**
 * @brief Run one design of a scenario in this process, from the building of the network to the end
 *        of the simulation.
 * @param scenario the scenario; Errors() must find nothing
 * @param design name of the design
 * @param folder existing folder for captures, timeline.csv, outages.csv, profiles.csv and groups.csv
 *        (without headings); no files are written if it is empty
 * @param progress told of the progress, may be empty
 * @param observer told of the network, may be empty
 * @param outside the server, if it shall not be simulated
 * @return the figures
 * @throw std::runtime_error if a file cannot be written
 *
 * ns-3 numbers packets and nodes through the life of a process, so captures of a second run in the
 * same process may differ in nothing but are not promised to be the same.
 */
RunRecord RunScenario(const Scenario& scenario,
                      const std::string& design,
                      const std::string& folder,
                      const ProgressCallback& progress,
                      const NetworkObserver& observer = {},
                      const OutsideServer* outside = nullptr);

/**
 * @brief Write a file, all of it or with an error.
 * @param path where to
 * @param text what
 * @throw std::runtime_error with path and reason if it cannot be written
 */
void WriteFile(const std::string& path, const std::string& text);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_RUNNER_H
