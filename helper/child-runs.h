/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CHILD_RUNS_H
#define DHCPBACKUP_CHILD_RUNS_H

#include <exception>
#include <functional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// The work was stopped by the user (Ctrl-C).
class StudyInterrupted : public std::exception
{
  public:
    /// @param kept whether the same command goes on where this one stopped
    explicit StudyInterrupted(bool kept = false)
        : m_kept(kept)
    {
    }

    /// @return whether the same command goes on where this one stopped
    bool Kept() const
    {
        return m_kept;
    }

    const char* what() const noexcept override
    {
        return "interrupted";
    }

  private:
    bool m_kept; //!< what is complete is kept
};

/// Jobs that are done side by side, each in a process of its own; they are numbered from 0.
struct ChildJobs
{
    /// Told by a job how much of it is done: a share of 0 to 1.
    using Tell = std::function<void(double)>;

    size_t count{0};  //!< how many there are, in the order in which they are begun
    size_t atOnce{0}; //!< how many run at a time; 0 for one a processor
    /// Does a job, in its process; an exception is its failure.
    std::function<void(size_t job, const Tell& tell)> work;
    /// Asked in this process before a job is begun whether it is still wanted; may be empty.
    std::function<bool(size_t job)> wanted;
    /// Told in this process that a job has ended, with the reason if it failed.
    std::function<void(size_t job, const std::string& failure)> ended;
    /// Told in this process the shares of all jobs whenever one may have changed.
    std::function<void(const std::vector<double>& shares)> progress;
};

/**
 * @brief Do jobs, side by side. One that fails stops no other.
 * @param jobs the jobs
 * @throw StudyInterrupted after SIGINT or SIGTERM; all jobs are stopped, as they are when one of
 *        the functions throws that are called in this process
 */
void RunInChildren(const ChildJobs& jobs);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CHILD_RUNS_H
