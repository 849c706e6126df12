/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep.h"

#include "ns3/child-runs.h"
#include "ns3/folder-lock.h"
#include "ns3/machine-memory.h"
#include "ns3/results-database.h"
#include "ns3/run-folder.h"
#include "ns3/scenario-forecast.h"
#include "ns3/scenario-json.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <filesystem>
#include <limits>
#include <map>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;

/// A run of a sweep.
struct SweepJob
{
    size_t point;        //!< of the grid
    std::string design;  //!< what is run
    uint64_t run;        //!< its number
    double cost;         //!< how long it takes, roughly
    std::string failure; //!< why it failed
    RunRecord record;    //!< what it gave, if it is known
    bool known{false};   //!< whether it is
};

/// All runs of a sweep: those in the database and those to be made.
class SweepRuns
{
  public:
    SweepRuns(const std::vector<SweepPoint>& grid,
              const Run& run,
              const std::string& folder,
              const SweepCallback& tell)
        : m_grid(grid),
          m_run(run),
          m_folder(folder),
          m_work(folder + "/.running-" + std::to_string(getpid())),
          m_tell(tell),
          m_database(folder + "/results.sqlite"),
          m_open(grid.size(), 0),
          m_began(std::chrono::steady_clock::now())
    {
        for (size_t point = 0; point < grid.size(); ++point)
        {
            m_hashes.push_back(ScenarioHash(grid[point].scenario));
            m_first.push_back(m_jobs.size());
            AddPoint(point);
        }
        std::stable_sort(m_todo.begin(), m_todo.end(), [this](size_t a, size_t b) {
            return m_jobs[a].cost > m_jobs[b].cost;
        });
    }

    ~SweepRuns()
    {
        std::error_code ignored;
        fs::remove_all(m_work, ignored);
    }

    /// Make the runs that are missing, at most so many at once; give all of them.
    std::vector<SweepResult> Make(uint32_t atOnce)
    {
        for (size_t point = 0; point < m_grid.size(); ++point)
        {
            if (m_open[point] == 0)
            {
                Complete(point);
            }
        }
        ChildJobs jobs;
        jobs.count = m_todo.size();
        jobs.atOnce = atOnce;
        jobs.work = [this](size_t i, const ChildJobs::Tell& tell) {
            const SweepJob& job = m_jobs[m_todo[i]];
            LeaveRun(ScenarioOf(job), job.design, FolderOf(m_todo[i]), tell);
        };
        jobs.ended = [this](size_t i, const std::string& failure) { Ended(m_todo[i], failure); };
        jobs.progress = [](const std::vector<double>&) {};
        RunInChildren(jobs);
        std::vector<SweepResult> results;
        for (size_t point = 0; point < m_grid.size(); ++point)
        {
            results.push_back(ResultOf(point));
        }
        return results;
    }

  private:
    /// The jobs of a point.
    void AddPoint(size_t point)
    {
        const Scenario& scenario = m_grid[point].scenario;
        const double cost = MakeForecast(scenario).wallSeconds;
        for (const std::string& design : scenario.designs)
        {
            for (uint32_t i = 0; i < std::max(1u, m_run.replications); ++i)
            {
                SweepJob job{point, design, m_run.run + i, cost, {}, {}, false};
                job.record.design = design;
                job.record.run = job.run;
                job.record.metrics = m_database.MetricsOfRun(KeyOf(job), design);
                job.known = !job.record.metrics.empty();
                if (!job.known)
                {
                    ++m_open[point];
                    m_costLeft += cost;
                    m_todo.push_back(m_jobs.size());
                }
                m_jobs.push_back(job);
            }
        }
    }

    ResultsKey KeyOf(const SweepJob& job) const
    {
        return {m_hashes[job.point], m_run.seed, job.run};
    }

    Scenario ScenarioOf(const SweepJob& job) const
    {
        Scenario scenario = m_grid[job.point].scenario;
        scenario.run.seed = m_run.seed;
        scenario.run.run = job.run;
        scenario.run.pcap.clear();
        return scenario;
    }

    std::string FolderOf(size_t index) const
    {
        return m_work + "/" + std::to_string(index);
    }

    void Ended(size_t index, const std::string& failure)
    {
        SweepJob& job = m_jobs[index];
        job.failure = failure;
        if (failure.empty())
        {
            job.record = TakeRun(FolderOf(index));
            job.known = true;
            m_database.AddRun(KeyOf(job), m_grid[job.point].scenario.name, job.record);
            m_database.Commit();
        }
        fs::remove_all(FolderOf(index));
        m_costDone += job.cost;
        m_costLeft -= job.cost;
        if (--m_open[job.point] == 0)
        {
            Complete(job.point);
        }
    }

    SweepResult ResultOf(size_t point) const
    {
        SweepResult result;
        result.values = m_grid[point].values;
        for (size_t i = m_first[point]; i < m_jobs.size() && m_jobs[i].point == point; ++i)
        {
            const SweepJob& job = m_jobs[i];
            if (job.known)
            {
                result.records.push_back(job.record);
            }
            else
            {
                result.failed.push_back({job.design, job.run, job.failure});
                result.scenarioFile = m_folder + "/point-" + m_hashes[point].substr(0, 8) + ".json";
            }
        }
        return result;
    }

    void Complete(size_t point)
    {
        ++m_complete;
        const SweepResult result = ResultOf(point);
        if (!result.scenarioFile.empty())
        {
            WriteFile(result.scenarioFile, ToJson(m_grid[point].scenario));
        }
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - m_began;
        m_tell(result,
               {m_complete,
                m_grid.size(),
                m_costDone > 0 ? spent.count() * std::max(m_costLeft, 0.0) / m_costDone
                               : std::numeric_limits<double>::quiet_NaN()});
    }

    const std::vector<SweepPoint>& m_grid;         //!< what is run
    Run m_run;                                     //!< seed, first run, replications
    std::string m_folder;                          //!< the results
    std::string m_work;                            //!< where runs leave their files
    const SweepCallback& m_tell;                   //!< told of points
    ResultsDatabase m_database;                    //!< what is complete
    std::vector<std::string> m_hashes;             //!< of scenarios, by point
    std::vector<size_t> m_first;                   //!< job, by point
    std::vector<size_t> m_open;                    //!< runs to be made, by point
    std::vector<SweepJob> m_jobs;                  //!< all runs
    std::vector<size_t> m_todo;                    //!< those to be made, longest first
    size_t m_complete{0};                          //!< points
    double m_costDone{0};                          //!< of runs made here
    double m_costLeft{0};                          //!< of runs to be made
    std::chrono::steady_clock::time_point m_began; //!< when this began
};

} // namespace

std::vector<SweepResult>
RunSweep(const SweepPlan& plan,
         const Run& run,
         const std::string& folder,
         const SweepCallback& tell,
         bool force)
{
    const std::vector<SweepPoint> grid = plan.Grid();
    const uint64_t available = AvailableMemory();
    uint32_t atOnce = UINT32_MAX;
    for (const SweepPoint& point : grid)
    {
        atOnce = std::min(atOnce, RunsThatFit(point.scenario, available, force));
    }
    const FolderLock lock(folder);
    return SweepRuns(grid, run, folder, tell).Make(atOnce);
}

} // namespace ns3::dhcpbackup
