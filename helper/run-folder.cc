/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "run-folder.h"

#include "ns3/json-text.h"
#include "ns3/record-json.h"

#include <boost/json/parse.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/resource.h>

namespace ns3::dhcpbackup
{

namespace fs = std::filesystem;

void
LeaveRun(const Scenario& scenario,
         const std::string& design,
         const std::string& folder,
         const ProgressCallback& progress,
         const DesignRunner& runner)
{
    const auto began = std::chrono::steady_clock::now();
    fs::create_directories(folder);
    const RunRecord record = runner ? runner(scenario, design, folder, progress)
                                    : RunScenario(scenario, design, folder, progress);
    struct rusage usage; // memory of this process: it runs nothing else
    getrusage(RUSAGE_SELF, &usage);
    WriteFile(folder + "/record.json", PrettyJson(RecordToJson(record)));
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    const auto seconds = [](const timeval& time) { return time.tv_sec + 1e-6 * time.tv_usec; };
    WriteFile(folder + "/cost.part",
              PrettyJson(MetricsToJson(
                  {MakeMetric("wall_time", took.count()),
                   MakeMetric("cpu_time", seconds(usage.ru_utime) + seconds(usage.ru_stime)),
                   MakeMetric("memory_peak", 1024.0 * usage.ru_maxrss)})));
    fs::rename(folder + "/cost.part", folder + "/cost.json"); // the last file: all is there
}

RunRecord
TakeRun(const std::string& folder)
{
    RunRecord record = RecordFromJson(boost::json::parse(ReadFile(folder + "/record.json")));
    for (const Metric& metric :
         MetricsFromJson(boost::json::parse(ReadFile(folder + "/cost.json"))))
    {
        record.metrics.push_back(metric);
    }
    return record;
}

bool
IsComplete(const std::string& folder)
{
    return fs::exists(folder + "/cost.json");
}

std::string
ReadFile(const std::string& path)
{
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    text << file.rdbuf();
    if (!file)
    {
        throw std::runtime_error("cannot read " + path);
    }
    return text.str();
}

} // namespace ns3::dhcpbackup
