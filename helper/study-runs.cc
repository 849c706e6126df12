/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "study-runs.h"

#include "ns3/report.h"
#include "ns3/run-folder.h"
#include "ns3/scenario-json.h"
#include "ns3/study-files.h"

#include <algorithm>
#include <filesystem>
#include <limits>
#include <stdexcept>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace fs = std::filesystem;

StudyRuns::StudyRuns(const Scenario& scenario,
                     const std::string& folder,
                     const DesignRunner& runner)
    : m_scenario(scenario),
      m_runner(runner),
      m_folder(folder),
      m_replications(std::max(1u, scenario.run.replications)),
      m_rule(scenario.run.stopAt, scenario.designs.size(), m_replications),
      m_records(Count()),
      m_failures(Count())
{
}

size_t
StudyRuns::Count() const
{
    return m_scenario.designs.size() * m_replications;
}

bool
StudyRuns::Recover(size_t job)
{
    if (!IsComplete(FolderOf(job)))
    {
        return false;
    }
    Ended(job, "");
    return true;
}

void
StudyRuns::Work(size_t job, const ChildJobs::Tell& tell) const
{
    Scenario scenario = m_scenario;
    scenario.run.run = NumberOf(job);
    if (ReplicationOf(job) > 0)
    {
        scenario.run.pcap.clear();
    }
    LeaveRun(scenario, DesignOf(job), FolderOf(job), tell, m_runner);
}

bool
StudyRuns::IsWanted(size_t job) const
{
    return ReplicationOf(job) < m_rule.Wanted();
}

void
StudyRuns::Ended(size_t job, const std::string& failure)
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

StudyOutcome
StudyRuns::Outcome() const
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

StudyOutcome
StudyRuns::Finish(const std::vector<std::string>& kept) const
{
    StudyOutcome outcome = Outcome();
    outcome.folder = m_folder;
    outcome.verdicts = Judge(m_scenario.require, outcome.records);
    WriteStudyFiles(m_scenario, outcome, m_folder, [&](const RunRecord& record) {
        return TablesOf(record);
    });
    RemoveRunFiles(kept);
    // The tables in the CSV files are those of the first runs.
    std::vector<RunRecord> first;
    std::copy_if(outcome.records.begin(),
                 outcome.records.end(),
                 std::back_inserter(first),
                 [&](const RunRecord& record) { return record.run == m_scenario.run.run; });
    outcome.figures = DrawFigures(m_scenario, first, m_folder);
    WriteReport(m_scenario, outcome, m_folder);
    return outcome;
}

void
StudyRuns::RemoveRunFiles(const std::vector<std::string>& kept) const
{
    for (const std::string& design : m_scenario.designs)
    {
        const fs::path folder = fs::path(m_folder) / design;
        std::vector<fs::path> left;
        std::error_code none;
        for (const auto& entry : fs::directory_iterator(folder, none))
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
        if (fs::is_directory(folder) && fs::is_empty(folder))
        {
            fs::remove(folder);
        }
    }
}

std::string
StudyRuns::TablesOf(const RunRecord& record) const
{
    return fs::path(m_folder) / record.design /
           (record.run == m_scenario.run.run ? "" : std::to_string(record.run));
}

uint32_t
StudyRuns::ReplicationOf(size_t job) const
{
    return uint32_t(job / m_scenario.designs.size());
}

uint64_t
StudyRuns::NumberOf(size_t job) const
{
    return m_scenario.run.run + ReplicationOf(job);
}

const std::string&
StudyRuns::DesignOf(size_t job) const
{
    return m_scenario.designs[job % m_scenario.designs.size()];
}

std::string
StudyRuns::FolderOf(size_t job) const
{
    RunRecord record;
    record.design = DesignOf(job);
    record.run = NumberOf(job);
    return TablesOf(record);
}

std::string
ResultsFolderName(const Scenario& scenario, const std::string& suffix)
{
    const Run& run = scenario.run;
    std::string name = scenario.name + suffix + "-" + ScenarioHash(scenario).substr(0, 8) + "-s" +
                       std::to_string(run.seed) + "-r" + std::to_string(run.run);
    return run.replications > 1 ? name + "-" + std::to_string(run.run + run.replications - 1)
                                : name;
}

void
PublishResults(const std::string& temporary, const std::string& final)
{
    const fs::path base = fs::path(final).parent_path();
    const fs::path old = base / (".old-" + std::to_string(getpid()));
    if (fs::exists(final))
    {
        fs::rename(final, old);
    }
    fs::rename(temporary, final);
    fs::remove_all(old);
    const fs::path link = base / "latest";
    const fs::path fresh = base / (".latest-" + std::to_string(getpid()));
    fs::create_directory_symlink(fs::path(final).filename(), fresh);
    fs::rename(fresh, link);
}

} // namespace ns3::dhcpbackup
