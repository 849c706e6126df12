/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary-table.h"

#include "ns3/metric-catalogue.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// How often subscribers with each kind of client asked, if there are several kinds.
void
AddProfiles(std::ostream& os, const std::vector<RunRecord>& records, int textWidth, int valueWidth)
{
    const size_t profiles = records.empty() ? 0 : records[0].profiles.size();
    for (size_t i = 0; profiles > 1 && i < profiles; ++i)
    {
        const ProfileCounts& p = records[0].profiles[i];
        os << std::left << std::setw(textWidth)
           << "REQUESTs of each " + p.profile + " client (" + std::to_string(p.subscribers) + ")";
        for (const RunRecord& record : records)
        {
            const ProfileCounts& counts = record.profiles[i];
            os << std::right << std::setw(valueWidth) << std::fixed << std::setprecision(1)
               << double(counts.requests) / counts.subscribers;
        }
        os << "\n";
    }
}

std::string
ValueText(const RunRecord& record, const std::string& name)
{
    const double value = record.Value(name);
    if (std::isnan(value))
    {
        return "-";
    }
    const auto metric = std::find_if(record.metrics.begin(),
                                     record.metrics.end(),
                                     [&name](const Metric& m) { return m.name == name; });
    std::ostringstream os;
    if (metric->unit == "share")
    {
        os << std::fixed << std::setprecision(2) << 100 * value;
    }
    else
    {
        os << std::fixed << std::setprecision(metric->unit == "s" ? 1 : 0) << value;
    }
    return os.str();
}

} // namespace

std::string
SummaryTable(const std::vector<RunRecord>& records, const std::vector<ThresholdVerdict>& verdicts)
{
    constexpr int textWidth = 46;
    size_t valueWidth = 15;
    for (const RunRecord& record : records)
    {
        valueWidth = std::max(valueWidth, record.design.size() + 2);
    }
    std::ostringstream os;
    for (const ThresholdVerdict& verdict : verdicts)
    {
        const size_t begin = verdict.text.find_first_not_of(' ', verdict.text.find(':') + 1);
        os << (verdict.met ? "met      " : "NOT MET  ") << verdict.design << ": "
           << verdict.text.substr(begin) << ", found ";
        std::isnan(verdict.value) ? os << "nothing to measure" : os << verdict.value;
        os << "\n";
    }
    os << (verdicts.empty() ? "" : "\n");
    os << std::left << std::setw(textWidth) << "";
    for (const RunRecord& record : records)
    {
        os << std::right << std::setw(valueWidth) << record.design;
    }
    os << "\n";
    for (const MetricInfo& metric : MetricCatalogue())
    {
        if (!metric.title)
        {
            continue;
        }
        os << std::left << std::setw(textWidth) << metric.title;
        for (const RunRecord& record : records)
        {
            os << std::right << std::setw(valueWidth) << ValueText(record, metric.name);
        }
        os << "\n";
    }
    AddProfiles(os, records, textWidth, valueWidth);
    for (const RunRecord& record : records)
    {
        for (size_t i = 0; i < std::min<size_t>(record.violations.size(), 3); ++i)
        {
            const Violation& violation = record.violations[i];
            os << record.design << ": " << violation.invariant << " violated at "
               << double(violation.at) / SECOND << " s: " << violation.evidence << "\n";
        }
        if (record.stoppedAt != NEVER)
        {
            os << record.design << ": the run was stopped at the first violation, at "
               << double(record.stoppedAt) / SECOND << " s; its figures are those up to there\n";
        }
    }
    return os.str();
}

} // namespace ns3::dhcpbackup
