/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study.h"

#include "ns3/progress-line.h"
#include "ns3/study-runs.h"

#include <filesystem>
#include <numeric>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;

/// A folder that goes away unless it is kept.
class TemporaryFolder
{
  public:
    explicit TemporaryFolder(const fs::path& path)
        : m_path(path)
    {
        fs::create_directories(path);
    }

    ~TemporaryFolder()
    {
        std::error_code ignored;
        fs::remove_all(m_path, ignored);
    }

    const fs::path& Path() const
    {
        return m_path;
    }

  private:
    fs::path m_path;
};

} // namespace

StudyOutcome
RunStudy(const Scenario& scenario,
         const std::string& results,
         bool showProgress,
         const StudyVariant& variant)
{
    const fs::path base(results);
    fs::create_directories(base);
    const TemporaryFolder temporary(base / (".running-" + std::to_string(getpid())));
    StudyRuns runs(scenario, temporary.Path().string(), variant.runner);
    {
        ProgressLine line(scenario.name);
        ChildJobs jobs;
        jobs.count = runs.Count();
        jobs.atOnce = variant.atOnce;
        jobs.work = [&](size_t job, const ChildJobs::Tell& tell) { runs.Work(job, tell); };
        jobs.wanted = [&](size_t job) { return runs.IsWanted(job); };
        jobs.ended = [&](size_t job, const std::string& failure) { runs.Ended(job, failure); };
        jobs.progress = [&](const std::vector<double>& shares) {
            if (showProgress)
            {
                line.Update(std::accumulate(shares.begin(), shares.end(), 0.0) / shares.size());
            }
        };
        RunInChildren(jobs);
    }
    StudyOutcome outcome = runs.Finish(variant.kept);
    outcome.folder = (base / ResultsFolderName(scenario, variant.suffix)).string();
    PublishResults(temporary.Path().string(), outcome.folder);
    return outcome;
}

} // namespace ns3::dhcpbackup
