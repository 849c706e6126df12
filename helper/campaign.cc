/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "campaign.h"

#include "ns3/campaign-files.h"
#include "ns3/folder-lock.h"
#include "ns3/machine-memory.h"
#include "ns3/progress-line.h"
#include "ns3/results-format.h"
#include "ns3/scenario-forecast.h"
#include "ns3/study-runs.h"

#include <algorithm>
#include <filesystem>
#include <memory>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;

/// A run of a part.
struct CampaignJob
{
    size_t part;      //!< which part
    size_t job;       //!< its number there
    double cost;      //!< how long it takes, roughly
    bool done{false}; //!< by an earlier process
};

/// All runs of a campaign.
class CampaignRuns
{
  public:
    CampaignRuns(const std::vector<CampaignPart>& parts, const std::string& folder)
    {
        for (const CampaignPart& part : parts)
        {
            const double cost = MakeForecast(part.scenario).wallSeconds;
            auto runs = std::make_unique<StudyRuns>(part.scenario,
                                                    folder + "/" + part.folder,
                                                    m_simulate);
            fs::create_directories(folder + "/" + part.folder);
            for (size_t job = 0; job < runs->Count(); ++job)
            {
                m_jobs.push_back({m_runs.size(), job, cost, runs->Recover(job)});
            }
            m_runs.push_back(std::move(runs));
        }
        // Runs of a part stay in their order.
        std::stable_sort(m_jobs.begin(), m_jobs.end(), [](const auto& a, const auto& b) {
            return a.cost > b.cost;
        });
    }

    /// Make the runs that are missing.
    void Make(const std::string& title, bool showProgress, uint32_t atOnce)
    {
        ProgressLine line(title);
        ChildJobs jobs;
        jobs.count = m_jobs.size();
        jobs.atOnce = atOnce;
        jobs.work = [this](size_t i, const ChildJobs::Tell& tell) {
            m_runs[m_jobs[i].part]->Work(m_jobs[i].job, tell);
        };
        jobs.wanted = [this](size_t i) {
            return !m_jobs[i].done && m_runs[m_jobs[i].part]->IsWanted(m_jobs[i].job);
        };
        jobs.ended = [this](size_t i, const std::string& failure) {
            m_runs[m_jobs[i].part]->Ended(m_jobs[i].job, failure);
        };
        jobs.progress = [&](const std::vector<double>& shares) {
            if (showProgress)
            {
                line.Update(ShareDone(shares));
            }
        };
        RunInChildren(jobs);
    }

    /// The results of a part.
    StudyOutcome Finish(size_t part) const
    {
        return m_runs[part]->Finish({});
    }

  private:
    /// How much of the work of this process is done.
    double ShareDone(const std::vector<double>& shares) const
    {
        double done = 0;
        double all = 0;
        for (size_t i = 0; i < shares.size(); ++i)
        {
            const double cost = m_jobs[i].done ? 0 : m_jobs[i].cost;
            done += shares[i] * cost;
            all += cost;
        }
        return all > 0 ? done / all : 1;
    }

    const DesignRunner m_simulate;                  //!< none: runs are simulated
    std::vector<std::unique_ptr<StudyRuns>> m_runs; //!< by part
    std::vector<CampaignJob> m_jobs;                //!< the longest first
};

} // namespace

uint64_t
CampaignPart::Subscribers() const
{
    uint64_t count = 0;
    for (uint32_t i = 0; i < scenario.subscribers.GroupCount(); ++i)
    {
        count += scenario.subscribers.Group(i).count;
    }
    return count;
}

bool
IsCampaign(const Scenario& scenario)
{
    return !scenario.outages.empty() || scenario.run.intervals.subscribers != 0;
}

std::vector<CampaignPart>
PartsOf(const Scenario& scenario)
{
    std::vector<NamedOutage> outages = scenario.outages;
    if (outages.empty())
    {
        outages.push_back({"", scenario.faults});
    }
    const Intervals& intervals = scenario.run.intervals;
    std::vector<CampaignPart> parts;
    for (const NamedOutage& outage : outages)
    {
        CampaignPart part;
        part.outage = outage.name;
        part.scenario = scenario.With(outage);
        part.scenario.run.intervals = {};
        part.scenario.name += outage.name.empty() ? "" : "-" + outage.name;
        part.folder = outage.name.empty() ? "all" : outage.name;
        parts.push_back(part);
        if (intervals.subscribers != 0)
        {
            const std::string size = "-" + std::to_string(intervals.subscribers);
            part.reduced = true;
            part.scenario = part.scenario.Reduced(intervals.subscribers);
            part.scenario.run.replications = intervals.replications;
            part.scenario.run.pcap.clear();
            part.scenario.name += size;
            part.folder += size;
            parts.push_back(part);
        }
    }
    return parts;
}

CampaignOutcome
RunCampaign(const Scenario& scenario,
            const std::string& results,
            bool showProgress,
            bool force)
{
    const std::string name = ResultsFolderName(scenario);
    const std::string work =
        results + "/.unfinished-" + std::to_string(RESULTS_FORMAT) + "-" + name;
    CampaignOutcome outcome{results + "/" + name, PartsOf(scenario)};
    const uint64_t available = AvailableMemory();
    uint32_t atOnce = UINT32_MAX;
    for (const CampaignPart& part : outcome.parts)
    {
        atOnce = std::min(atOnce, RunsThatFit(part.scenario, available, force));
    }
    {
        const FolderLock lock(work);
        CampaignRuns runs(outcome.parts, work);
        try
        {
            runs.Make(scenario.name, showProgress, atOnce);
        }
        catch (const StudyInterrupted&)
        {
            throw StudyInterrupted(true);
        }
        for (size_t part = 0; part < outcome.parts.size(); ++part)
        {
            outcome.parts[part].outcome = runs.Finish(part);
        }
        WriteCampaignFiles(scenario, outcome.parts, work);
    }
    PublishResults(work, outcome.folder);
    for (CampaignPart& part : outcome.parts)
    {
        part.outcome.folder = outcome.folder + "/" + part.folder;
    }
    return outcome;
}

} // namespace ns3::dhcpbackup
