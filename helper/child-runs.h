/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CHILD_RUNS_H
#define DHCPBACKUP_CHILD_RUNS_H

#include <functional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief Run jobs side by side, each in a child process, one a processor.
 * @param names of the jobs, for messages
 * @param job does the work of one job in the child; gets its index and a function to call with its
 *        progress, a share of 0 to 1; an exception is the job's failure
 * @param progress called in this process with the shares of all jobs whenever one has changed
 * @throw std::runtime_error naming the job and its reason if one fails; the others are stopped
 * @throw StudyInterrupted after SIGINT or SIGTERM; all jobs are stopped
 */
void RunInChildren(
    const std::vector<std::string>& names,
    const std::function<void(size_t, const std::function<void(double)>&)>& job,
    const std::function<void(const std::vector<double>&)>& progress);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CHILD_RUNS_H
