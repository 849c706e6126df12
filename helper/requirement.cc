/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "requirement.h"

#include "ns3/design-runs.h"
#include "ns3/metric-catalogue.h"
#include "ns3/nearest-name.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sstream>

namespace ns3::dhcpbackup
{

bool
Requirement::IsMet(double value) const
{
    if (std::isnan(value))
    {
        return FindMetric(metric)->better == Better::LOWER;
    }
    const bool orEqual = comparison.size() == 2 && value == bound;
    return orEqual || (comparison[0] == '<' && value < bound) ||
           (comparison[0] == '>' && value > bound);
}

double
Requirement::Margin(double value) const
{
    if (std::isnan(value))
    {
        const double most = std::numeric_limits<double>::infinity();
        return IsMet(value) ? most : -most;
    }
    return comparison[0] == '<'   ? bound - value
           : comparison[0] == '>' ? value - bound
                                  : -std::abs(value - bound);
}

std::optional<Requirement>
ParseRequirement(const std::string& text, std::string& problem)
{
    Requirement requirement;
    std::istringstream words(text);
    std::string number;
    std::string more;
    words >> requirement.metric;
    if (!requirement.metric.empty() && requirement.metric.back() == ':')
    {
        requirement.design = requirement.metric.substr(0, requirement.metric.size() - 1);
        words >> requirement.metric;
    }
    words >> requirement.comparison >> number;
    const std::string& c = requirement.comparison;
    char* end = nullptr;
    requirement.bound = std::strtod(number.c_str(), &end);
    const bool compares = c == "<" || c == "<=" || c == ">" || c == ">=" || c == "==";
    if (!compares || number.empty() || *end != 0 || !std::isfinite(requirement.bound) ||
        words >> more)
    {
        problem = "a metric, one of < <= > >= ==, and a number in the metric's unit, with spaces "
                  "between, such as \"renewal_survival >= 0.999\" or, for one design, "
                  "\"relay-backup: client_outages == 0\"";
        return std::nullopt;
    }
    const MetricInfo* const info = FindMetric(requirement.metric);
    if (!info || info->measured)
    {
        problem = info ? "a metric that does not differ from machine to machine"
                       : "a metric of the catalogue" +
                             NearestNameHint(requirement.metric, MetricNames());
        return std::nullopt;
    }
    return requirement;
}

namespace
{

ThresholdVerdict
JudgeRuns(const std::string& text, const Requirement& requirement, const DesignRuns& runs)
{
    ThresholdVerdict verdict{text, runs.design, 0, 0, runs.runs.size(), 0, false};
    const RunRecord* worst = nullptr;
    for (const RunRecord* const record : runs.runs)
    {
        const double value = record->Value(requirement.metric);
        verdict.runsMet += requirement.IsMet(value) ? 1 : 0;
        if (!worst || requirement.Margin(value) < requirement.Margin(verdict.value))
        {
            worst = record;
            verdict.value = value;
            verdict.run = record->run;
        }
    }
    verdict.met = verdict.runsMet == verdict.runs;
    return verdict;
}

} // namespace

std::string
ToString(const ThresholdVerdict& verdict)
{
    const size_t begin = verdict.text.find_first_not_of(' ', verdict.text.find(':') + 1);
    std::ostringstream os;
    os << verdict.design << ": " << verdict.text.substr(begin) << ", found ";
    std::isnan(verdict.value) ? os << "nothing to measure" : os << verdict.value;
    if (verdict.runs > 1 && verdict.met)
    {
        os << (std::isnan(verdict.value) ? "" : " at worst") << " in " << verdict.runs << " runs";
    }
    else if (verdict.runs > 1)
    {
        os << " in run " << verdict.run << "; met in " << verdict.runsMet << " of " << verdict.runs
           << " runs";
    }
    return os.str();
}

std::vector<ThresholdVerdict>
Judge(const std::vector<std::string>& require, const std::vector<RunRecord>& records)
{
    std::vector<ThresholdVerdict> verdicts;
    for (const std::string& text : require)
    {
        std::string problem;
        const auto requirement = ParseRequirement(text, problem);
        for (const DesignRuns& runs : ByDesign(records))
        {
            if (requirement && (requirement->design.empty() || requirement->design == runs.design))
            {
                verdicts.push_back(JudgeRuns(text, *requirement, runs));
            }
        }
    }
    return verdicts;
}

} // namespace ns3::dhcpbackup
