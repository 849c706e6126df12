/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary-table.h"

#include "ns3/design-runs.h"
#include "ns3/metric-catalogue.h"
#include "ns3/student-interval.h"

#include <algorithm>
#include <iomanip>
#include <optional>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int TEXT_WIDTH = 46;
constexpr size_t MIN_VALUE_WIDTH = 15;
/// More would not fit on a line of a wide terminal.
constexpr size_t DESIGNS_SIDE_BY_SIDE = 4;

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

/// A row of the table: a figure of all subscribers, or of those of a group.
struct Row
{
    std::string title;             //!< what stands before the values
    const MetricInfo* metric;      //!< which figure
    std::optional<uint32_t> group; //!< whose
};

/// Rows for each group, if there are any.
void
AddGroupRows(std::vector<Row>& rows, const std::vector<RunRecord>& records)
{
    const size_t groups = records.empty() ? 0 : records[0].groups.size();
    for (uint32_t group = 0; group < groups; ++group)
    {
        const GroupFigures& figures = records[0].groups[group];
        const std::string who = figures.name + " (" + std::to_string(figures.subscribers) + "): ";
        rows.push_back({who + "survival [%]", FindMetric("renewal_survival"), group});
        rows.push_back({who + "client outages", FindMetric("client_outages"), group});
        rows.push_back({who + "without address [s]", FindMetric("client_outage_total"), group});
        rows.push_back({who + "longest outage [s]", FindMetric("client_outage_max"), group});
    }
}

/// A design's mean of a metric, with its interval if there are several runs.
std::string
ValueText(const DesignRuns& runs, const Row& row)
{
    const MetricInfo& metric = *row.metric;
    const StudentInterval interval = IntervalOf(row.group ? runs.Values(metric.name, *row.group)
                                                          : runs.Values(metric.name));
    const std::string unit = metric.unit;
    std::string text = unit == "share" ? IntervalText(interval, 100, 2)
                                       : IntervalText(interval, 1, unit == "s" ? 1 : 0);
    if (interval.values > 0 && interval.values < runs.runs.size())
    {
        text += " (" + std::to_string(interval.values) + ")";
    }
    return text;
}

/// The first violations of each run, and which runs they have stopped.
void
AddViolations(std::ostream& os, const std::vector<RunRecord>& records, bool nameRuns)
{
    for (const RunRecord& record : records)
    {
        const std::string who =
            record.design + (nameRuns ? ", run " + std::to_string(record.run) : "") + ": ";
        for (size_t i = 0; i < std::min<size_t>(record.violations.size(), 3); ++i)
        {
            const Violation& violation = record.violations[i];
            os << who << violation.invariant << " violated at " << double(violation.at) / SECOND
               << " s: " << violation.evidence << "\n";
        }
        if (record.stoppedAt != NEVER)
        {
            os << who << "the run was stopped at the first violation, at "
               << double(record.stoppedAt) / SECOND << " s; its figures are those up to there\n";
        }
    }
}

/// One block of the table: some designs side by side.
void
AddBlock(std::ostream& os,
         const std::vector<DesignRuns>& designs,
         const std::vector<Row>& rows)
{
    size_t textWidth = TEXT_WIDTH;
    for (const Row& row : rows)
    {
        textWidth = std::max(textWidth, row.title.size() + 1);
    }
    std::vector<std::vector<std::string>> columns;
    std::vector<size_t> widths;
    for (const DesignRuns& runs : designs)
    {
        std::vector<std::string> cells{runs.design};
        for (const Row& row : rows)
        {
            cells.push_back(ValueText(runs, row));
        }
        size_t width = MIN_VALUE_WIDTH;
        for (const std::string& cell : cells)
        {
            width = std::max(width, cell.size() + 2);
        }
        columns.push_back(cells);
        widths.push_back(width);
    }
    for (size_t row = 0; row <= rows.size(); ++row)
    {
        os << std::left << std::setw(int(textWidth)) << (row == 0 ? "" : rows[row - 1].title);
        for (size_t i = 0; i < columns.size(); ++i)
        {
            os << std::right << std::setw(int(widths[i])) << columns[i][row];
        }
        os << "\n";
    }
}

} // namespace

std::string
SummaryTable(const std::vector<RunRecord>& records,
             const std::vector<ThresholdVerdict>& verdicts,
             TableKind kind)
{
    std::ostringstream os;
    for (const ThresholdVerdict& verdict : verdicts)
    {
        os << (verdict.met ? "met      " : "NOT MET  ") << ToString(verdict) << "\n";
    }
    os << (verdicts.empty() ? "" : "\n");
    std::vector<Row> rows;
    for (const MetricInfo& metric : MetricCatalogue())
    {
        if (kind == TableKind::COMPARISON ? metric.compared : metric.title != nullptr)
        {
            rows.push_back({metric.title, &metric, std::nullopt});
        }
    }
    AddGroupRows(rows, records);
    const std::vector<DesignRuns> designs = ByDesign(records);
    const bool several = designs.size() < records.size();
    for (size_t first = 0; first < designs.size(); first += DESIGNS_SIDE_BY_SIDE)
    {
        const size_t last = std::min(first + DESIGNS_SIDE_BY_SIDE, designs.size());
        os << (first == 0 ? "" : "\n");
        AddBlock(os, {designs.begin() + first, designs.begin() + last}, rows);
    }
    if (!several && kind == TableKind::RUN)
    {
        AddProfiles(os, records, TEXT_WIDTH, MIN_VALUE_WIDTH);
    }
    if (several)
    {
        os << "mean +- half-width of the 95 % interval (Student) over runs; in brackets how many "
              "runs had a value,\nif not all\n";
    }
    AddViolations(os, records, several);
    return os.str();
}

} // namespace ns3::dhcpbackup
