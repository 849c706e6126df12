/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "overview.h"

#include "ns3/html-chart.h"
#include "ns3/report-words.h"

#include <algorithm>
#include <iomanip>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// How wide a text is on a terminal: a character may have several bytes.
size_t
WidthOf(const std::string& text)
{
    return size_t(std::count_if(text.begin(), text.end(), [](unsigned char c) {
        return (c & 0xc0) != 0x80;
    }));
}

std::string
Padded(const std::string& text, size_t width, bool left)
{
    const std::string space(width - std::min(width, WidthOf(text)), ' ');
    return left ? text + space : space + text;
}

/// Rows of cells, the first of them headings, the first column to the left.
std::string
TableText(const std::vector<std::vector<std::string>>& rows)
{
    std::vector<size_t> widths(rows[0].size(), 0);
    for (const auto& row : rows)
    {
        for (size_t i = 0; i < row.size(); ++i)
        {
            widths[i] = std::max(widths[i], WidthOf(row[i]));
        }
    }
    std::string text;
    for (const auto& row : rows)
    {
        for (size_t i = 0; i < row.size(); ++i)
        {
            text += (i == 0 ? "" : "  ") + Padded(row[i], widths[i], i == 0);
        }
        text += "\n";
    }
    return text;
}

/// The designs of a part.
std::string
PartTable(const Scenario& scenario, const CampaignPart& part)
{
    std::vector<std::vector<std::string>> rows{{"design"}};
    for (size_t i = 0; i < OverviewColumns().size(); ++i)
    {
        rows[0].push_back("(" + std::to_string(i + 1) + ")");
    }
    for (const std::string& design : scenario.designs)
    {
        rows.push_back({design});
        for (const OverviewColumn& column : OverviewColumns())
        {
            rows.back().push_back(FigureText(part, design, column));
        }
    }
    return TableText(rows);
}

} // namespace

const std::vector<OverviewColumn>&
OverviewColumns()
{
    constexpr double HOURS = 1.0 / 3600;
    constexpr double MINUTES = 1.0 / 60;
    static const std::vector<OverviewColumn> columns = {
        {"renewal_survival", "leases that survived [%]", "survived [%]", 100, 2},
        {"client_outage_total", "time without address, all clients [h]", nullptr, HOURS, 1},
        {"client_outage_max", "longest client outage [min]", nullptr, MINUTES, 1},
        {"server_peak", "storm at the server, peak [1/s]", "storm [1/s]", 1, 0},
        {"time_to_recover_max", "back after healing, longest [s]", nullptr, 1, 0},
        {"resync_messages", "resync messages", nullptr, 1, 0},
        {"duplicate_address_time",
         "time on a doubled address, all clients [h]",
         "doubled address [h]",
         HOURS,
         1},
        {"exposure_max", "lease beyond the server's record, worst [min]", nullptr, MINUTES, 1},
        {"client_messages_per_day", "messages of a subscriber in a day", nullptr, 1, 0},
        {"partner_messages", "messages between servers", nullptr, 1, 0},
    };
    return columns;
}

std::vector<OutageView>
ViewsOf(const std::vector<CampaignPart>& parts)
{
    std::vector<OutageView> views;
    for (const CampaignPart& part : parts)
    {
        if (part.reduced)
        {
            views.back().reduced = &part;
        }
        else
        {
            views.push_back({&part, nullptr});
        }
    }
    return views;
}

StudentInterval
FigureOf(const CampaignPart& part, const std::string& design, const std::string& metric)
{
    std::vector<double> values;
    for (const RunRecord& record : part.outcome.records)
    {
        if (record.design == design)
        {
            values.push_back(record.Value(metric));
        }
    }
    return IntervalOf(values);
}

std::string
FigureText(const CampaignPart& part, const std::string& design, const OverviewColumn& column)
{
    const StudentInterval figure = FigureOf(part, design, column.metric);
    if (figure.values == 0)
    {
        return "-";
    }
    std::ostringstream os;
    os << std::fixed << std::setprecision(column.decimals) << figure.mean * column.factor;
    if (figure.values > 1)
    {
        os << " +- " << figure.halfWidth * column.factor;
    }
    return ReadableInterval(os.str());
}

std::string
OverviewTables(const Scenario& scenario, const std::vector<CampaignPart>& parts)
{
    std::ostringstream os;
    for (const CampaignPart& part : parts)
    {
        const uint32_t runs = part.outcome.replications;
        os << (part.outage.empty() ? scenario.name : part.outage) << ", "
           << ReadableNumber(double(part.Subscribers())) << " subscribers, " << runs
           << (runs == 1 ? " run" : " runs") << " of each design\n"
           << PartTable(scenario, part) << "\n";
    }
    for (size_t i = 0; i < OverviewColumns().size(); ++i)
    {
        os << (i == 0 ? "" : i % 2 == 0 ? "\n" : "   ") << "(" << i + 1 << ") "
           << OverviewColumns()[i].heading;
    }
    os << "\nof several runs: mean \u00b1 half-width of the 95 % interval (Student)\n";
    return os.str();
}

} // namespace ns3::dhcpbackup
