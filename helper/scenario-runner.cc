/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario-runner.h"

#include "ns3/abort.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/settled-start.h"
#include "ns3/simulator.h"
#include "ns3/witness-rules.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

/// Progress is told so often in a run.
constexpr int PROGRESS_STEPS = 200;

void
TellProgress(const ProgressCallback* progress, Time length)
{
    (*progress)(Simulator::Now().GetSeconds() / length.GetSeconds());
    Simulator::Schedule(length / PROGRESS_STEPS, &TellProgress, progress, length);
}

void
WriteTables(const std::string& folder, const RunRecord& record, const WitnessTap& tap)
{
    const std::string& design = record.design;
    const OutageMeter& meter = tap.Meter();
    std::ostringstream timeline;
    WriteTimeline(timeline, design, meter);
    WriteFile(folder + "/timeline.csv", timeline.str());
    std::ostringstream outages;
    WriteOutages(outages, design, meter);
    WriteFile(folder + "/outages.csv", outages.str());
    std::ostringstream profiles;
    WriteProfiles(profiles, design, tap.Profiles().Counts());
    WriteFile(folder + "/profiles.csv", profiles.str());
    std::ostringstream groups;
    WriteGroups(groups, design, record.groups);
    WriteFile(folder + "/groups.csv", groups.str());
}

/// What the subscribers of each group suffered, if there are groups.
std::vector<GroupFigures>
FiguresByGroup(const Scenario& scenario, const OutageMeter& meter)
{
    std::vector<GroupFigures> figures;
    const SubscriberPlan plan = scenario.Plan();
    for (uint32_t i = 0; i < scenario.subscribers.groups.size(); ++i)
    {
        const SubscriberRow all = plan.AllOf(i);
        figures.push_back({scenario.subscribers.groups[i].name,
                           all.count,
                           ServiceMetricsOf(meter, all.first, all.count)});
    }
    return figures;
}

} // namespace

void
WriteFile(const std::string& path, const std::string& text)
{
    errno = 0;
    std::ofstream file(path, std::ios::binary);
    file << text;
    file.close();
    if (!file)
    {
        throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
    }
}

RunRecord
RunScenario(const Scenario& scenario,
            const std::string& design,
            const std::string& folder,
            const ProgressCallback& progress,
            const NetworkObserver& observer,
            const OutsideServer* outside)
{
    NS_ABORT_MSG_IF(!scenario.outages.empty(), "a run has one outage: see Scenario::With");
    RngSeedManager::SetSeed(scenario.run.seed);
    RngSeedManager::SetRun(scenario.run.run);
    RunRecord record;
    record.design = design;
    record.run = scenario.run.run;
    {
        const BackupNetworkHelper helper(scenario);
        const Design made = MakeDesign(design, scenario.relay);
        const BackupNetwork network = helper.Install(made, outside);
        WitnessRules rules = RulesFor(scenario, made);
        rules.fieldsCopied = outside != nullptr; // all real ones copy hops
        WitnessTap tap(network, scenario.Population(), rules);
        if (observer)
        {
            observer(network);
        }
        if (!folder.empty())
        {
            helper.EnablePcap(network, folder);
        }
        ScheduleSettledStart(network, helper);
        const Duration length = scenario.EffectiveDuration();
        if (progress)
        {
            Simulator::ScheduleNow(&TellProgress, &progress, NanoSeconds(length));
        }
        Simulator::Stop(NanoSeconds(length));
        Simulator::Run();
        tap.Finish();
        RunConditions conditions;
        conditions.serviceTime = scenario.server.serviceTime;
        conditions.length = Simulator::Now().GetNanoSeconds();
        conditions.settled = scenario.SettledFrom();
        conditions.events = Simulator::GetEventCount();
        record.traceHash = tap.TraceHash();
        record.metrics = MetricsOf(tap.Meter(),
                                   tap.Auditor(),
                                   tap.Books(),
                                   tap.Violations().Count(),
                                   conditions);
        record.drops = tap.Meter().DropsByCause();
        record.profiles = tap.Profiles().Counts();
        record.groups = FiguresByGroup(scenario, tap.Meter());
        record.violations = tap.Violations().First();
        record.stoppedAt = tap.StoppedAt();
        record.faults = tap.Faults();
        if (!folder.empty())
        {
            WriteTables(folder, record, tap);
        }
        Simulator::Destroy();
    }
    return record;
}

} // namespace ns3::dhcpbackup
