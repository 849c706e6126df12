/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/child-runs.h"

#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>
#include <stdexcept>
#include <unistd.h>

using namespace ns3::dhcpbackup;
using testing::ElementsAre;
using testing::Pair;

namespace
{

/// Jobs whose ends are noted.
ChildJobs
Jobs(size_t count, std::map<size_t, std::string>& ends)
{
    ChildJobs jobs;
    jobs.count = count;
    jobs.work = [](size_t, const ChildJobs::Tell&) {};
    jobs.ended = [&ends](size_t job, const std::string& failure) { ends[job] = failure; };
    jobs.progress = [](const std::vector<double>&) {};
    return jobs;
}

} // namespace

TEST(ChildRuns, AJobThatFailsStopsNoOther)
{
    std::map<size_t, std::string> ends;
    ChildJobs jobs = Jobs(5, ends);
    jobs.work = [](size_t job, const ChildJobs::Tell& tell) {
        tell(0.5);
        if (job == 0)
        {
            raise(SIGKILL);
        }
        if (job == 1)
        {
            throw std::runtime_error("no more disk");
        }
        if (job == 2)
        {
            _exit(7);
        }
    };
    RunInChildren(jobs);
    EXPECT_THAT(ends,
                ElementsAre(Pair(0, "killed by Killed"),
                            Pair(1, "no more disk"),
                            Pair(2, "exit code 7"),
                            Pair(3, ""),
                            Pair(4, "")));
}

TEST(ChildRuns, EachJobRunsInAProcessOfItsOwn)
{
    std::map<size_t, std::string> ends;
    ChildJobs jobs = Jobs(2, ends);
    const pid_t parent = getpid();
    jobs.work = [parent](size_t, const ChildJobs::Tell&) {
        if (getpid() == parent || getppid() != parent)
        {
            throw std::runtime_error("not in a child");
        }
    };
    RunInChildren(jobs);
    EXPECT_THAT(ends, ElementsAre(Pair(0, ""), Pair(1, "")));
}

TEST(ChildRuns, WhatIsNotWantedIsNotBegunAndCountsAsDone)
{
    std::map<size_t, std::string> ends;
    ChildJobs jobs = Jobs(3, ends);
    std::vector<double> last;
    jobs.wanted = [](size_t job) { return job != 1; };
    jobs.progress = [&last](const std::vector<double>& shares) { last = shares; };
    RunInChildren(jobs);
    EXPECT_THAT(ends, ElementsAre(Pair(0, ""), Pair(2, "")));
    EXPECT_THAT(last, ElementsAre(1, 1, 1));
}

TEST(ChildRuns, SharesAreToldWhileJobsRun)
{
    std::map<size_t, std::string> ends;
    ChildJobs jobs = Jobs(1, ends);
    double half = 0;
    jobs.work = [](size_t, const ChildJobs::Tell& tell) {
        tell(0.5);
        usleep(300000);
    };
    jobs.progress = [&half](const std::vector<double>& shares) {
        half = shares[0] == 0.5 ? 0.5 : half;
    };
    RunInChildren(jobs);
    EXPECT_EQ(half, 0.5);
}

TEST(ChildRuns, AnInterruptStopsAll)
{
    std::map<size_t, std::string> ends;
    ChildJobs jobs = Jobs(2, ends);
    const pid_t parent = getpid();
    jobs.work = [parent](size_t job, const ChildJobs::Tell&) {
        if (job == 0)
        {
            kill(parent, SIGTERM);
        }
        sleep(60);
    };
    EXPECT_THROW(RunInChildren(jobs), StudyInterrupted);
    EXPECT_TRUE(ends.empty());
}
