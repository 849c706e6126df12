/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "outage-rules.h"

#include "ns3/json-document.h"

#include <algorithm>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

using Problems = std::vector<ScenarioProblem>;

/// What the faults of an outage break must be there, and the run must be long enough for them: the
/// rules of a scenario that has these faults.
void
CheckFaults(const Scenario& scenario, const std::string& place, const NamedOutage& outage, Problems& all)
{
    Scenario one = scenario.With(outage);
    one.run.intervals = {};
    for (ScenarioProblem problem : one.Errors())
    {
        if (problem.place.rfind("faults", 0) == 0)
        {
            problem.place = place + "." + problem.place;
            all.push_back(problem);
        }
        else if (problem.place == "run.duration")
        {
            problem.text += " (" + place + ")";
            all.push_back(problem);
        }
    }
}

void
CheckOutages(const Scenario& scenario, Problems& problems)
{
    if (!scenario.outages.empty() && !scenario.faults.faults.empty())
    {
        problems.push_back(
            {"faults", "found faults besides outages, expected either of them"});
        return;
    }
    std::set<std::string> names;
    for (size_t i = 0; i < scenario.outages.size(); ++i)
    {
        const NamedOutage& outage = scenario.outages[i];
        const std::string place = "outages[" + std::to_string(i) + "]";
        const std::string found = "found \"" + KeyExcerpt(outage.name) + "\"";
        if (!IsFolderName(outage.name))
        {
            problems.push_back({place + ".name", found + ", expected " + FOLDER_NAME_FORM});
        }
        else if (outage.name == "plots")
        {
            problems.push_back(
                {place + ".name", found + ", expected another name: results have plots there"});
        }
        else if (!IsFolderName(scenario.name + "-" + outage.name + "-00000000"))
        {
            problems.push_back({place + ".name",
                                found + ", expected fewer characters: with the scenario's name it "
                                        "makes the names of its parts, of at most 64"});
        }
        else if (!names.insert(outage.name).second)
        {
            problems.push_back({place + ".name", found + " once more, expected each name once"});
        }
        CheckFaults(scenario, place, outage, problems);
    }
}

/// A scenario that makes sense must still do so with fewer subscribers.
void
CheckIntervals(const Scenario& scenario, Problems& problems)
{
    const Intervals& intervals = scenario.run.intervals;
    const auto outOfRange = [](uint64_t value, const IntegerRange& range) {
        return value < range.min || value > range.max;
    };
    if (intervals.subscribers == 0)
    {
        return;
    }
    const std::string found = "found " + std::to_string(intervals.subscribers) + ", ";
    if (!scenario.subscribers.groups.empty())
    {
        problems.push_back({"run.intervals.subscribers",
                            found + "expected none: subscribers in groups cannot be reduced"});
        return;
    }
    if (intervals.subscribers >= scenario.subscribers.count)
    {
        problems.push_back({"run.intervals.subscribers",
                            found + "expected fewer than subscribers.count, which is " +
                                std::to_string(scenario.subscribers.count)});
        return;
    }
    if (outOfRange(intervals.replications, INTERVAL_RANGE))
    {
        problems.push_back({"run.intervals.replications",
                            "found " + std::to_string(intervals.replications) +
                                ", expected a whole number from " +
                                std::to_string(INTERVAL_RANGE.min) + " to " +
                                std::to_string(INTERVAL_RANGE.max)});
    }
    for (const ScenarioProblem& problem : scenario.Reduced(intervals.subscribers).Errors())
    {
        problems.push_back({"run.intervals.subscribers",
                            found + "with which " + problem.place + " makes no sense: " +
                                problem.text});
    }
}

} // namespace

bool
IsFolderName(const std::string& name)
{
    return !name.empty() && name.size() <= 64 &&
           name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") == std::string::npos;
}

std::vector<ScenarioProblem>
OutageProblems(const Scenario& scenario)
{
    Problems problems;
    CheckOutages(scenario, problems);
    // What is wrong anyway is not the fault of fewer subscribers.
    Scenario whole = scenario;
    whole.run.intervals = {};
    if (problems.empty() && scenario.run.intervals.subscribers != 0 && whole.Errors().empty())
    {
        CheckIntervals(scenario, problems);
    }
    return problems;
}

} // namespace ns3::dhcpbackup
