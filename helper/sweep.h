/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SWEEP_H
#define DHCPBACKUP_SWEEP_H

#include "ns3/study.h"
#include "ns3/sweep-plan.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What came of a point of a grid.
struct SweepResult
{
    std::vector<std::string> values; //!< of the variations
    std::vector<RunRecord> records;  //!< by design and run; figures only
    std::vector<FailedRun> failed;   //!< runs that gave none
    std::string scenarioFile;        //!< where the scenario of the point is, if a run failed
};

/// What is told when a point is complete.
struct SweepProgress
{
    size_t complete{0};    //!< points so far
    size_t points{0};      //!< all points
    double secondsLeft{0}; //!< until the end; NaN if nothing is known of it yet
};

/// Told when a point is complete.
using SweepCallback = std::function<void(const SweepResult& result, const SweepProgress& progress)>;

/**
 * @brief Run all points of a grid, each design and replication in a process of its own, the longest
 *        first.
 * @param plan what is varied
 * @param run seed, first run and replications (0 counts as 1)
 * @param folder where results.sqlite is or will be; runs that are in it are not run again
 * @param tell told of each point when it is complete, in the order in which that happens
 * @return the points in the order of the grid
 * @param force run them even if there is less memory than one is reckoned to need
 * @throw UsageError if there is, or if folder was written by another version of the program
 * @throw StudyInterrupted after SIGINT or SIGTERM; the runs that are complete are kept
 */
std::vector<SweepResult> RunSweep(const SweepPlan& plan,
                                  const Run& run,
                                  const std::string& folder,
                                  const SweepCallback& tell,
                                  bool force = false);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SWEEP_H
