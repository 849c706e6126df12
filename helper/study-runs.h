/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STUDY_RUNS_H
#define DHCPBACKUP_STUDY_RUNS_H

#include "ns3/child-runs.h"
#include "ns3/stop-rule.h"
#include "ns3/study.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief The runs of a scenario in the order in which they are begun, and how they end in a results
 *        folder.
 *
 * Runs leave their files in the folder; what is left there by an earlier process counts as done.
 */
class StudyRuns
{
  public:
    /**
     * @param scenario one outage; it outlives this
     * @param folder where runs leave their files
     * @param runner runs a design, or empty to simulate; it outlives this
     */
    StudyRuns(const Scenario& scenario, const std::string& folder, const DesignRunner& runner);

    /// @return how many runs there are
    size_t Count() const;

    /**
     * @brief Take over what an earlier process left of a run.
     * @param job a run
     * @return whether it is complete; then it need not be made
     */
    bool Recover(size_t job);

    /**
     * @brief Make a run, in a process of its own.
     * @param job a run
     * @param tell told how much of it is done
     */
    void Work(size_t job, const ChildJobs::Tell& tell) const;

    /**
     * @param job a run
     * @return whether it is still wanted; not if the others have shown enough
     */
    bool IsWanted(size_t job) const;

    /**
     * @brief A run has ended.
     * @param job the run
     * @param failure why, if it failed; else empty
     */
    void Ended(size_t job, const std::string& failure);

    /**
     * @brief Write the files of the results folder when all runs have ended, and remove those of
     *        the runs.
     * @param kept names of files that runs leave in the folder of their design, to stay
     * @return what came of it, with the folder as it is named now
     * @throw std::runtime_error if no run succeeded, or a file cannot be written
     */
    StudyOutcome Finish(const std::vector<std::string>& kept) const;

  private:
    /// Replication by replication, so that those who stop early have compared all designs.
    uint32_t ReplicationOf(size_t job) const;
    /// The number of a run.
    uint64_t NumberOf(size_t job) const;
    /// The design of a run.
    const std::string& DesignOf(size_t job) const;
    /// Where a run leaves its files.
    std::string FolderOf(size_t job) const;
    /// Where a run leaves its tables; captures are made of the first replication, and stay.
    std::string TablesOf(const RunRecord& record) const;
    /// All that is known when all runs have ended.
    StudyOutcome Outcome() const;
    /// Keep captures and these files, and of the other files of runs nothing.
    void RemoveRunFiles(const std::vector<std::string>& kept) const;

    const Scenario& m_scenario;          //!< what is run
    const DesignRunner& m_runner;        //!< runs a design, may be empty
    std::string m_folder;                //!< where runs leave their files
    uint32_t m_replications;             //!< at most
    StopRule m_rule;                     //!< when fewer are enough
    std::vector<RunRecord> m_records;    //!< by job, of those that succeeded
    std::vector<std::string> m_failures; //!< by job, empty if it did not fail
};

/**
 * @param scenario a scenario
 * @param suffix behind its name
 * @return the name of its results folder, for example server-outage-1a2b3c4d-s1-r1, or -r1-10 for
 *         ten replications
 */
std::string ResultsFolderName(const Scenario& scenario, const std::string& suffix = "");

/**
 * @brief Give a finished results folder its name, in place of older results of the same study, and
 *        let `latest` beside it point there.
 * @param temporary the folder
 * @param final its name
 */
void PublishResults(const std::string& temporary, const std::string& final);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STUDY_RUNS_H
