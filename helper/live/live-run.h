/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LIVE_RUN_H
#define DHCPBACKUP_LIVE_RUN_H

#include "ns3/scenario-runner.h"

namespace ns3::dhcpbackup
{

/// What stands in live.json, besides the figures that a simulation has too.
struct LiveReport
{
    std::string server;         //!< the program
    Duration lagMedian{0};      //!< half of the samples lag less
    Duration lagP99{0};         //!< one sample in a hundred lags more
    Duration lagMax{0};         //!< the largest
    uint64_t unsent{0};         //!< frames that the system would not take
    std::string invalid;        //!< why the figures mean nothing; empty if they do
};

/**
 * @brief Look for what a live run cannot do.
 * @param scenario a scenario whose Errors() finds nothing
 * @return all problems with the places as in scenario files
 */
std::vector<ScenarioProblem> LiveErrors(const Scenario& scenario);

/**
 * @brief Run one design of a scenario in this process against the real server that the scenario
 *        names, in real time.
 * @param scenario the scenario; LiveErrors() must find nothing
 * @param design name of the design
 * @param folder as for RunScenario; gets live.json, a LiveReport, and server.log too
 * @param progress told of the progress, may be empty
 * @return the figures
 * @throw std::runtime_error with the reason if the server or its network does not come up, or if
 *        the server ends by itself
 *
 * It binds the real-time simulator for the whole process.
 */
RunRecord RunLive(const Scenario& scenario,
                  const std::string& design,
                  const std::string& folder,
                  const ProgressCallback& progress);

/**
 * @param path a live.json
 * @return what stands there
 * @throw std::runtime_error if it is none
 */
LiveReport ReadLiveReport(const std::string& path);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LIVE_RUN_H
