/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STUDY_H
#define DHCPBACKUP_STUDY_H

#include "ns3/figures.h"
#include "ns3/requirement.h"
#include "ns3/run-record.h"
#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What came of a study.
struct StudyOutcome
{
    std::string folder;             //!< the results
    std::vector<RunRecord> records; //!< by design
    std::vector<ThresholdVerdict> verdicts;  //!< on the scenario's thresholds
    FigureOutcome figures;          //!< the plots
};

/// The study was stopped by the user (Ctrl-C); nothing was left behind.
class StudyInterrupted : public std::exception
{
  public:
    const char* what() const noexcept override
    {
        return "interrupted, nothing was written";
    }
};

/**
 * @brief Run all designs of a scenario, each in a process of its own, and write the results.
 * @param scenario the scenario; Errors() must find nothing
 * @param results folder for result folders, made if it is missing
 * @param showProgress whether to print progress to standard error: a bar on a terminal, else lines
 * @return what was written
 * @throw std::runtime_error with the reason if a file cannot be written or a run fails
 * @throw StudyInterrupted after SIGINT or SIGTERM
 *
 * Everything is written under a hidden temporary name that is renamed at the end, so a folder with
 * results is complete; results/latest points to the newest.
 */
StudyOutcome RunStudy(const Scenario& scenario, const std::string& results, bool showProgress);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STUDY_H
