/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "campaign-files.h"

#include "ns3/overview.h"
#include "ns3/unit-text.h"

#include <algorithm>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// What a design is drawn in: designs that are alike in name have one colour (Okabe and Ito 2008).
const char*
ColourOf(const std::string& design)
{
    const auto has = [&design](const char* part) {
        return design.find(part) != std::string::npos;
    };
    return has("+")                                 ? "#CC79A7"
           : has("relay") || has("leasequery")      ? "#0072B2"
           : has("lease")                           ? "#E69F00"
           : has("plain")                           ? "#D55E00"
                                                    : "#009E73";
}

/// The bars of a panel as data: number, value, low, high.
std::string
PanelData(const Scenario& scenario, const OutageView& view, const OverviewColumn& column)
{
    std::ostringstream os;
    for (size_t i = 0; i < scenario.designs.size(); ++i)
    {
        const StudentInterval figure = FigureOf(*view.all, scenario.designs[i], column.metric);
        if (figure.values > 0)
        {
            os << scenario.designs.size() - i << " " << NumberText(figure.mean * column.factor)
               << "\n";
        }
    }
    return os.str();
}

/// The end of the axis of a column, which is the same in all outages.
double
Most(const Scenario& scenario, const std::vector<OutageView>& views, const OverviewColumn& column)
{
    double most = 0;
    for (const OutageView& view : views)
    {
        for (const std::string& design : scenario.designs)
        {
            const StudentInterval figure = FigureOf(*view.all, design, column.metric);
            most = figure.values > 0 ? std::max(most, figure.mean * column.factor) : most;
        }
    }
    return most > 0 ? 1.05 * most : 1;
}

/// Names of designs on the y axis, in their colours.
std::string
Names(const Scenario& scenario, bool shown)
{
    std::ostringstream os;
    os << "set ytics scale 0 (";
    for (size_t i = 0; i < scenario.designs.size(); ++i)
    {
        os << (i == 0 ? "" : ", ") << "'" << (shown ? scenario.designs[i] : "") << "' "
           << scenario.designs.size() - i;
    }
    os << ")\n";
    return os.str();
}

} // namespace

std::string
OverviewPlot(const Scenario& scenario, const std::vector<CampaignPart>& parts)
{
    const std::vector<OutageView> views = ViewsOf(parts);
    std::vector<OverviewColumn> columns;
    for (const OverviewColumn& column : OverviewColumns())
    {
        if (column.brief != nullptr)
        {
            columns.push_back(column);
        }
    }
    const size_t height = columns.size() * (70 + 15 * scenario.designs.size());
    const size_t width = 250 + 240 * views.size();
    std::ostringstream panels;
    panels << "set border 1\nset tics nomirror\nset grid xtics lc rgb '#bbbbbb' lw 0.5\n"
           << "set style fill solid noborder\nunset key\nset tics font ',8'\n"
           << "set yrange [0.4:" << scenario.designs.size() << ".6]\nset xrange [0:*]\n"
           << "set multiplot layout " << columns.size() << "," << views.size()
           << " margins " << 235.0 / double(width) << ",0.98,0.04,0.95 spacing 0.03,0.06\n";
    for (const OverviewColumn& column : columns)
    {
        for (size_t v = 0; v < views.size(); ++v)
        {
            const std::string& outage = views[v].all->outage;
            panels << "set title '" << (outage.empty() ? scenario.name : outage) << ": "
                   << column.brief << "' font ',9' offset 0,-0.6\n"
                   << Names(scenario, v == 0) << "set xrange [0:" << Most(scenario, views, column)
                   << "]\nplot NaN notitle";
            std::istringstream lines(PanelData(scenario, views[v], column));
            for (std::string line; std::getline(lines, line);)
            {
                const size_t row = std::stoul(line);
                const std::string value = line.substr(line.find(' ') + 1);
                const std::string& design = scenario.designs[scenario.designs.size() - row];
                panels << ", '+' every ::::0 using (0):(" << row << "):(0):(" << value << "):("
                       << double(row) - 0.36 << "):(" << double(row) + 0.36
                       << ") with boxxyerror lc rgb '" << ColourOf(design) << "'";
            }
            panels << "\n";
        }
    }
    panels << "unset multiplot\n";
    std::ostringstream script;
    for (const std::string format : {"svg", "png"})
    {
        script << "reset\nset terminal "
               << (format == "svg" ? "svg size " : "pngcairo size ") << width << "," << height
               << (format == "svg" ? " font 'sans,12' background 'white'" : " font 'sans,10'")
               << "\nset output 'plots/overview." << format << "'\n"
               << panels.str() << "unset output\n";
    }
    return script.str();
}

} // namespace ns3::dhcpbackup
