/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STUDY_H
#define DHCPBACKUP_STUDY_H

#include "ns3/figures.h"
#include "ns3/requirement.h"
#include "ns3/run-folder.h"
#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A run that gave no figures.
struct FailedRun
{
    std::string design; //!< its design
    uint64_t run{1};    //!< its number
    std::string reason; //!< what is known of why
};

/// What came of a study.
struct StudyOutcome
{
    std::string folder;             //!< the results
    uint32_t replications{0};       //!< made of each design, failed ones included
    std::vector<RunRecord> records; //!< by design, and for each by number of the run
    std::vector<FailedRun> failed;  //!< in the same order
    std::vector<ThresholdVerdict> verdicts;  //!< on the scenario's thresholds
    FigureOutcome figures;          //!< the plots
};

/// A study that is made in another way than by simulation.
struct StudyVariant
{
    DesignRunner runner;         //!< runs a design; simulates it if it is empty
    std::string suffix;          //!< behind the scenario's name in that of the result folder
    std::vector<std::string> kept; //!< files that runs leave in the folder of their design, to stay
    uint32_t atOnce{0};          //!< at most so many runs at once, 0 for as many as processors
};

/**
 * @brief Run all designs of a scenario as often as run.replications says, each run in a process of
 *        its own, and write the results.
 * @param scenario the scenario; Errors() must find nothing
 * @param results folder for result folders, made if it is missing
 * @param showProgress whether to print progress to standard error: a bar on a terminal, else lines
 * @param variant how the runs are made
 * @return what was written; a run that failed, even by a crash, is listed there
 * @throw std::runtime_error with the reason if a file cannot be written or no run succeeds
 * @throw StudyInterrupted after SIGINT or SIGTERM; nothing is left behind
 *
 * Everything is written under a hidden temporary name that is renamed at the end, so a folder with
 * results is complete; results/latest points to the newest.
 */
StudyOutcome RunStudy(const Scenario& scenario,
                      const std::string& results,
                      bool showProgress,
                      const StudyVariant& variant = {});

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STUDY_H
