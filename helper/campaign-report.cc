/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "campaign-files.h"

#include "ns3/html-chart.h"
#include "ns3/metric-catalogue.h"
#include "ns3/overview.h"
#include "ns3/report-page.h"
#include "ns3/report-words.h"
#include "ns3/results-format.h"
#include "ns3/scenario-json.h"

#include <algorithm>
#include <cstdio>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

std::string
TitleOf(const CampaignPart& part, const Scenario& scenario)
{
    return part.outage.empty() ? scenario.name : part.outage;
}

std::string
Subscribers(const CampaignPart& part)
{
    return ReadableNumber(double(part.Subscribers())) + " subscribers";
}

/// A name that breaks behind "+" only.
std::string
DesignHtml(const std::string& design)
{
    std::string text = HtmlText(design);
    for (size_t at = 0; (at = text.find_first_of("-+", at)) != std::string::npos;)
    {
        const std::string instead = text[at] == '-' ? "\u2011" : "+<wbr>";
        text.replace(at, 1, instead);
        at += instead.size();
    }
    return text;
}

void
AddVerdicts(std::ostream& os, const Scenario& scenario, const std::vector<CampaignPart>& parts)
{
    if (scenario.require.empty())
    {
        return;
    }
    os << "<h2>Thresholds</h2>\n<ul class=\"verdicts\">\n";
    for (const bool met : {false, true})
    {
        for (const CampaignPart& part : parts)
        {
            for (const ThresholdVerdict& verdict : part.outcome.verdicts)
            {
                if (verdict.met == met)
                {
                    os << (met ? "<li><b>\u2714 met</b>"
                               : "<li class=\"broken\"><b>\u2718 NOT MET</b>")
                       << HtmlText(part.folder + ", " + ToString(verdict)) << "</li>\n";
                }
            }
        }
    }
    os << "</ul>\n";
}

void
AddFailed(std::ostream& os, const std::vector<CampaignPart>& parts)
{
    for (const CampaignPart& part : parts)
    {
        for (const FailedRun& run : part.outcome.failed)
        {
            os << "<p class=\"lead\"><b>A run failed</b> and is missing in all figures: "
               << HtmlText(part.folder + ", " + run.design + ", run " + std::to_string(run.run) +
                           ": " + run.reason)
               << "</p>\n";
        }
    }
}

/// A figure; with a bar under it if it is a share.
std::string
Cell(const CampaignPart& part, const std::string& design, const OverviewColumn& column)
{
    const StudentInterval interval = FigureOf(part, design, column.metric);
    std::string text = FigureText(part, design, column);
    if (interval.values > 0 && std::string(FindMetric(column.metric)->unit) == "share")
    {
        char bar[96];
        std::snprintf(bar,
                      sizeof bar,
                      "<span class=\"bar\"><i style=\"width:%.1f%%\"></i></span>",
                      100 * interval.mean);
        text += bar;
    }
    return text;
}

/// All outages at once: what is asked first.
void
AddMatrix(std::ostream& os, const Scenario& scenario, const std::vector<OutageView>& views)
{
    os << "<h2>All outages at a glance</h2>\n<div class=\"wide\" tabindex=\"0\"><table class=\"dense\">\n"
          "<thead><tr><th scope=\"col\" rowspan=\"2\">design</th>";
    size_t columns = 0;
    for (const OverviewColumn& column : OverviewColumns())
    {
        columns += column.brief != nullptr ? 1 : 0;
    }
    for (const OutageView& view : views)
    {
        os << "<th scope=\"colgroup\" class=\"group\" colspan=\"" << columns << "\">"
           << HtmlText(TitleOf(*view.all, scenario)) << "</th>";
    }
    os << "</tr>\n<tr>";
    for (size_t v = 0; v < views.size(); ++v)
    {
        bool first = true;
        for (const OverviewColumn& column : OverviewColumns())
        {
            if (column.brief != nullptr)
            {
                os << "<th scope=\"col\"" << (first ? " class=\"group\"" : "") << ">"
                   << HtmlText(column.brief) << "</th>";
                first = false;
            }
        }
    }
    os << "</tr></thead>\n<tbody>\n";
    for (const std::string& design : scenario.designs)
    {
        os << "<tr><th scope=\"row\">" << DesignHtml(design) << "</th>";
        for (const OutageView& view : views)
        {
            bool first = true;
            for (const OverviewColumn& column : OverviewColumns())
            {
                if (column.brief != nullptr)
                {
                    os << (first ? "<td class=\"group\">" : "<td>")
                       << Cell(*view.all, design, column) << "</td>";
                    first = false;
                }
            }
        }
        os << "</tr>\n";
    }
    os << "</tbody></table></div>\n<p class=\"note\">" << Subscribers(*views[0].all) << ", "
       << ReadableNumber(views[0].all->outcome.replications)
       << (views[0].all->outcome.replications == 1 ? " run" : " runs")
       << " of each design. \u201c-\u201d: nothing to measure.</p>\n";
}

/// All figures of one outage, with the intervals of the runs with fewer subscribers below.
void
AddOutageTable(std::ostream& os, const Scenario& scenario, const OutageView& view)
{
    os << "<div class=\"wide\" tabindex=\"0\"><table class=\"dense\">\n<thead><tr><th scope=\"col\">design</th>";
    for (const OverviewColumn& column : OverviewColumns())
    {
        os << "<th scope=\"col\" title=\"" << HtmlText(FindMetric(column.metric)->formula) << "\">"
           << HtmlText(column.heading) << "</th>";
    }
    os << "</tr></thead>\n<tbody>\n";
    for (const std::string& design : scenario.designs)
    {
        os << "<tr><th scope=\"row\">" << DesignHtml(design) << "</th>";
        for (const OverviewColumn& column : OverviewColumns())
        {
            os << "<td>" << Cell(*view.all, design, column);
            if (view.reduced)
            {
                os << "<div class=\"note\">"
                   << FigureText(*view.reduced, design, column) << "</div>";
            }
            os << "</td>";
        }
        os << "</tr>\n";
    }
    os << "</tbody></table></div>\n<p class=\"note\">Large: " << Subscribers(*view.all) << ", "
       << ReadableNumber(view.all->outcome.replications)
       << (view.all->outcome.replications == 1 ? " run" : " runs") << " of each design.";
    if (view.reduced)
    {
        os << " Small: " << Subscribers(*view.reduced) << ", "
           << ReadableNumber(view.reduced->outcome.replications)
           << " runs, mean \u00b1 half-width of the 95 % interval (Student); sums and peaks are "
              "those of so many fewer subscribers.";
    }
    os << " Pages with charts: <a href=\"" << HtmlText(view.all->folder) << "/report.html\">"
       << Subscribers(*view.all) << "</a>";
    if (view.reduced)
    {
        os << ", <a href=\"" << HtmlText(view.reduced->folder) << "/report.html\">"
           << Subscribers(*view.reduced) << "</a>";
    }
    os << ".</p>\n";
}

void
AddOutage(std::ostream& os, const Scenario& scenario, const OutageView& view)
{
    os << "<h2>" << HtmlText(TitleOf(*view.all, scenario)) << "</h2>\n<ul>\n";
    for (const Fault& fault : view.all->scenario.faults.faults)
    {
        os << "<li>" << HtmlText(ToString(fault)) << "</li>\n";
    }
    os << "</ul>\n<p>" << HtmlText(ReportParagraph(view.all->scenario, view.all->outcome))
       << "</p>\n";
    AddOutageTable(os, scenario, view);
}

void
AddSource(std::ostream& os, const Scenario& scenario)
{
    const Run& run = scenario.run;
    os << "<h2>How to repeat it</h2>\n<p>In the folder of this page, or with the scenario below "
          "saved as <code>scenario.json</code>:</p>\n<pre><code>dhcp-outage compare "
          "scenario.json --seed "
       << run.seed << " --run " << run.run << "</code></pre>\n<p class=\"note\">Seed " << run.seed
       << ", runs from " << run.run << " on, scenario hash " << ScenarioHash(scenario)
       << ", " << VersionText() << ", results of format " << RESULTS_FORMAT
       << ". All figures of all runs are in <code>results.sqlite</code>, means and intervals in "
          "<code>intervals.csv</code>, tables of each outage in its folder.</p>\n"
          "<details><summary>The scenario with every value</summary>\n<pre><code>"
       << HtmlText(ToJson(scenario)) << "</code></pre></details>\n";
}

} // namespace

std::string
CampaignReport(const Scenario& scenario, const std::vector<CampaignPart>& parts)
{
    const std::vector<OutageView> views = ViewsOf(parts);
    std::ostringstream os;
    os << PageBegin(scenario.name, "DHCP outage study", scenario.description);
    AddVerdicts(os, scenario, parts);
    AddFailed(os, parts);
    AddMatrix(os, scenario, views);
    for (const OutageView& view : views)
    {
        AddOutage(os, scenario, view);
    }
    AddSource(os, scenario);
    os << PageEnd();
    return os.str();
}

} // namespace ns3::dhcpbackup
