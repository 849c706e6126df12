/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "requirement.h"

#include "ns3/metric-catalogue.h"
#include "ns3/nearest-name.h"

#include <cmath>
#include <cstdlib>
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

std::vector<ThresholdVerdict>
Judge(const std::vector<std::string>& require, const std::vector<RunRecord>& records)
{
    std::vector<ThresholdVerdict> verdicts;
    for (const std::string& text : require)
    {
        std::string problem;
        const auto requirement = ParseRequirement(text, problem);
        for (const RunRecord& record : records)
        {
            if (requirement && (requirement->design.empty() || requirement->design == record.design))
            {
                const double value = record.Value(requirement->metric);
                verdicts.push_back({text, record.design, value, requirement->IsMet(value)});
            }
        }
    }
    return verdicts;
}

} // namespace ns3::dhcpbackup
