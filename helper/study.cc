/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study.h"

#include "ns3/child-runs.h"
#include "ns3/progress-line.h"
#include "ns3/report.h"
#include "ns3/run-folder.h"
#include "ns3/scenario-json.h"
#include "ns3/stop-rule.h"
#include "ns3/study-files.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <numeric>
#include <stdexcept>
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

/// The runs of a study in the order in which they are begun.
class StudyRuns
{
  public:
    StudyRuns(const Scenario& scenario, const fs::path& folder, const DesignRunner& runner)
        : m_scenario(scenario),
          m_runner(runner),
          m_folder(folder),
          m_replications(std::max(1u, scenario.run.replications)),
          m_rule(scenario.run.stopAt, scenario.designs.size(), m_replications),
          m_records(Count()),
          m_failures(Count())
    {
    }

    size_t Count() const
    {
        return m_scenario.designs.size() * m_replications;
    }

    /// What a child does.
    void Work(size_t job, const ChildJobs::Tell& tell) const
    {
        Scenario scenario = m_scenario;
        scenario.run.run = NumberOf(job);
        if (ReplicationOf(job) > 0)
        {
            scenario.run.pcap.clear();
        }
        LeaveRun(scenario, DesignOf(job), FolderOf(job), tell, m_runner);
    }

    bool IsWanted(size_t job) const
    {
        return ReplicationOf(job) < m_rule.Wanted();
    }

    void Ended(size_t job, const std::string& failure)
    {
        m_failures[job] = failure;
        double value = std::numeric_limits<double>::quiet_NaN();
        if (failure.empty())
        {
            m_records[job] = TakeRun(FolderOf(job));
            value = m_records[job].Value(m_scenario.run.stopAt.metric);
        }
        m_rule.Add(ReplicationOf(job), job % m_scenario.designs.size(), value);
    }

    /// All that is known when all runs have ended.
    StudyOutcome Outcome() const
    {
        StudyOutcome outcome;
        outcome.replications = m_rule.Wanted();
        for (size_t design = 0; design < m_scenario.designs.size(); ++design)
        {
            for (uint32_t replication = 0; replication < m_rule.Wanted(); ++replication)
            {
                const size_t job = replication * m_scenario.designs.size() + design;
                m_failures[job].empty()
                    ? outcome.records.push_back(m_records[job])
                    : outcome.failed.push_back({DesignOf(job), NumberOf(job), m_failures[job]});
            }
        }
        if (outcome.records.empty())
        {
            throw std::runtime_error("design " + outcome.failed[0].design + ": " +
                                     outcome.failed[0].reason);
        }
        return outcome;
    }

    /// Where a run leaves its tables; captures are made of the first replication, and stay.
    std::string TablesOf(const RunRecord& record) const
    {
        return m_folder / record.design /
               (record.run == m_scenario.run.run ? "" : std::to_string(record.run));
    }

  private:
    /// Replication by replication, so that those who stop early have compared all designs.
    uint32_t ReplicationOf(size_t job) const
    {
        return uint32_t(job / m_scenario.designs.size());
    }

    uint64_t NumberOf(size_t job) const
    {
        return m_scenario.run.run + ReplicationOf(job);
    }

    const std::string& DesignOf(size_t job) const
    {
        return m_scenario.designs[job % m_scenario.designs.size()];
    }

    std::string FolderOf(size_t job) const
    {
        RunRecord record;
        record.design = DesignOf(job);
        record.run = NumberOf(job);
        return TablesOf(record);
    }

    const Scenario& m_scenario;          //!< what is run
    const DesignRunner& m_runner;        //!< runs a design, may be empty
    fs::path m_folder;                   //!< where runs leave their files
    uint32_t m_replications;             //!< at most
    StopRule m_rule;                     //!< when fewer are enough
    std::vector<RunRecord> m_records;    //!< by job, of those that succeeded
    std::vector<std::string> m_failures; //!< by job, empty if it did not fail
};

/// Keep captures and what the variant says, and of the other files of runs nothing.
void
RemoveRunFiles(const Scenario& scenario,
               const fs::path& folder,
               const std::vector<std::string>& kept)
{
    for (const std::string& design : scenario.designs)
    {
        std::vector<fs::path> left;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder / design, none))
        {
            const std::string name = entry.path().filename().string();
            const bool stays = entry.path().extension() == ".pcap" ||
                               std::find(kept.begin(), kept.end(), name) != kept.end();
            if (!stays)
            {
                left.push_back(entry.path());
            }
        }
        for (const fs::path& path : left)
        {
            fs::remove_all(path);
        }
        if (fs::is_directory(folder / design) && fs::is_empty(folder / design))
        {
            fs::remove(folder / design);
        }
    }
}

/// Give the finished folder its name, in place of older results of the same run.
void
Publish(const fs::path& temporary, const fs::path& final)
{
    const fs::path old = final.parent_path() / (".old-" + std::to_string(getpid()));
    if (fs::exists(final))
    {
        fs::rename(final, old);
    }
    fs::rename(temporary, final);
    fs::remove_all(old);
    const fs::path link = final.parent_path() / "latest";
    const fs::path fresh = final.parent_path() / (".latest-" + std::to_string(getpid()));
    fs::create_directory_symlink(final.filename(), fresh);
    fs::rename(fresh, link);
}

/// The runs whose tables are in the CSV files.
std::vector<RunRecord>
FirstRuns(const Scenario& scenario, const StudyOutcome& outcome)
{
    std::vector<RunRecord> first;
    std::copy_if(outcome.records.begin(),
                 outcome.records.end(),
                 std::back_inserter(first),
                 [&](const RunRecord& record) { return record.run == scenario.run.run; });
    return first;
}

/// For example server-outage-1a2b3c4d-s1-r1, or -r1-10 for ten replications.
std::string
FolderName(const Scenario& scenario, const std::string& suffix)
{
    const Run& run = scenario.run;
    std::string name = scenario.name + suffix + "-" + ScenarioHash(scenario).substr(0, 8) + "-s" +
                       std::to_string(run.seed) + "-r" + std::to_string(run.run);
    return run.replications > 1 ? name + "-" + std::to_string(run.run + run.replications - 1)
                                : name;
}

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
    const fs::path& folder = temporary.Path();
    StudyRuns runs(scenario, folder, variant.runner);
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
    StudyOutcome outcome = runs.Outcome();
    outcome.verdicts = Judge(scenario.require, outcome.records);
    WriteStudyFiles(scenario, outcome, folder.string(), [&](const RunRecord& record) {
        return runs.TablesOf(record);
    });
    RemoveRunFiles(scenario, folder, variant.kept);
    outcome.figures = DrawFigures(scenario, FirstRuns(scenario, outcome), folder.string());
    WriteReport(scenario, outcome, folder.string());
    const fs::path final = base / FolderName(scenario, variant.suffix);
    Publish(folder, final);
    outcome.folder = final.string();
    return outcome;
}

} // namespace ns3::dhcpbackup
