/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report.h"

#include "ns3/design-runs.h"
#include "ns3/html-chart.h"
#include "ns3/metric-catalogue.h"
#include "ns3/report-charts.h"
#include "ns3/report-page.h"
#include "ns3/report-words.h"
#include "ns3/results-format.h"
#include "ns3/run-folder.h"
#include "ns3/scenario-json.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// Designs have one colour and one kind of dashes on the whole page.
constexpr size_t COLOURS = 6;

std::string
StyleOf(const Scenario& scenario, const std::string& design)
{
    const auto& all = scenario.designs;
    const size_t index = size_t(std::find(all.begin(), all.end(), design) - all.begin());
    return "c" + std::to_string(index % COLOURS);
}

std::vector<const MetricInfo*>
TableMetrics()
{
    std::vector<const MetricInfo*> metrics;
    for (const MetricInfo& metric : MetricCatalogue())
    {
        if (metric.compared)
        {
            metrics.push_back(&metric);
        }
    }
    return metrics;
}

/// A paragraph in which a number keeps its half-width and its unit on its line.
std::string
WithUnbrokenNumbers(std::string html)
{
    for (const std::string words : {" \u00b1 ", " %", " s)", " s,", " s.", " a second"})
    {
        std::string unbroken = words;
        for (size_t at = 0; (at = unbroken.find(' ', at)) != std::string::npos;)
        {
            unbroken.replace(at, 1, "&nbsp;");
        }
        for (size_t at = 0; (at = html.find(words, at)) != std::string::npos;)
        {
            html.replace(at, words.size(), unbroken);
        }
    }
    return html;
}

void
AddVerdicts(std::ostream& os, const Scenario& scenario, const StudyOutcome& outcome)
{
    os << "<h2>Thresholds</h2>\n";
    if (scenario.require.empty())
    {
        os << "<p class=\"soft\">The scenario sets none.</p>\n";
        return;
    }
    os << "<ul class=\"verdicts\">\n";
    std::vector<ThresholdVerdict> verdicts = outcome.verdicts;
    std::stable_partition(verdicts.begin(), verdicts.end(), [](const ThresholdVerdict& verdict) {
        return !verdict.met;
    });
    for (const ThresholdVerdict& verdict : verdicts)
    {
        os << (verdict.met ? "<li><b>\u2714 met</b>" : "<li class=\"broken\"><b>\u2718 NOT MET</b>")
           << HtmlText(ToString(verdict)) << "</li>\n";
    }
    os << "</ul>\n";
}

void
AddFailed(std::ostream& os, const Scenario& scenario, const StudyOutcome& outcome)
{
    if (outcome.failed.empty())
    {
        return;
    }
    os << "<h2>Runs that failed</h2>\n<p>They are missing in all figures. The command repeats a "
          "run in the folder of this page.</p>\n<ul class=\"verdicts\">\n";
    for (const FailedRun& run : outcome.failed)
    {
        os << "<li class=\"broken\"><b>" << HtmlText(run.design) << ", run " << run.run << "</b>"
           << HtmlText(run.reason) << "<br><code>dhcp-outage run scenario.json --seed "
           << scenario.run.seed << " --run " << run.run << " --replications 1 --design "
           << HtmlText(run.design) << "</code></li>\n";
    }
    os << "</ul>\n";
}

/// The best mean of a metric that some designs are better in than others; NaN if there is none, or
/// if a design had nothing to measure, which may be better than any value.
double
BestOf(const std::vector<DesignRuns>& designs, const MetricInfo& metric)
{
    std::vector<double> means;
    for (const DesignRuns& runs : designs)
    {
        const StudentInterval interval = IntervalOf(runs.Values(metric.name));
        if (interval.values > 0)
        {
            means.push_back(interval.mean);
        }
    }
    const auto [low, high] = std::minmax_element(means.begin(), means.end());
    if (means.size() < designs.size() || *low == *high || metric.better == Better::NEITHER)
    {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return metric.better == Better::LOWER ? *low : *high;
}

void
AddTable(std::ostream& os, const Scenario& scenario, const StudyOutcome& outcome)
{
    const std::vector<DesignRuns> designs = ByDesign(outcome.records);
    os << "<h2>Designs side by side</h2>\n<div class=\"wide\" tabindex=\"0\"><table>\n"
          "<thead><tr><th scope=\"col\">figure</th>";
    for (const DesignRuns& runs : designs)
    {
        os << "<th scope=\"col\"><span class=\"swatch " << StyleOf(scenario, runs.design)
           << "\"></span>" << HtmlText(runs.design) << "</th>";
    }
    os << "</tr></thead>\n<tbody>\n";
    for (const MetricInfo* const metric : TableMetrics())
    {
        const double best = BestOf(designs, *metric);
        os << "<tr><th scope=\"row\" title=\"" << HtmlText(metric->formula) << "\">"
           << HtmlText(metric->title) << "</th>";
        for (const DesignRuns& runs : designs)
        {
            const StudentInterval interval = IntervalOf(runs.Values(metric->name));
            const std::string unit = metric->unit;
            // The row names the unit.
            std::string text = FigureText(interval, unit);
            text = unit == "1" || interval.values == 0 ? text : text.substr(0, text.rfind(' '));
            os << (interval.mean == best ? "<td class=\"best\">" : "<td>") << text;
            if (interval.values > 0 && interval.values < runs.runs.size())
            {
                os << " <span class=\"soft\">(" << interval.values << " runs)</span>";
            }
            os << "</td>";
        }
        os << "</tr>\n";
    }
    os << "</tbody></table></div>\n<p class=\"note\">"
       << (outcome.replications > 1
               ? "Mean \u00b1 half-width of the 95 % interval (Student) over runs. "
               : "")
       << "Bold: the best mean of a row. \u201c-\u201d: nothing to measure.</p>\n";
}

/// The same for each group of subscribers, if there are any.
void
AddGroups(std::ostream& os, const Scenario& scenario, const StudyOutcome& outcome)
{
    const std::vector<GroupFigures>& groups = outcome.records[0].groups;
    const std::vector<DesignRuns> designs = ByDesign(outcome.records);
    if (groups.empty())
    {
        return;
    }
    os << "<h2>Groups of subscribers</h2>\n<div class=\"wide\" tabindex=\"0\"><table>\n"
          "<thead><tr><th scope=\"col\">group</th><th scope=\"col\">figure</th>";
    for (const DesignRuns& runs : designs)
    {
        os << "<th scope=\"col\"><span class=\"swatch " << StyleOf(scenario, runs.design)
           << "\"></span>" << HtmlText(runs.design) << "</th>";
    }
    os << "</tr></thead>\n<tbody>\n";
    for (uint32_t group = 0; group < groups.size(); ++group)
    {
        for (const char* const name :
             {"renewal_survival", "client_outages", "client_outage_total", "client_outage_max"})
        {
            const MetricInfo& metric = *FindMetric(name);
            os << "<tr><th scope=\"row\">" << HtmlText(groups[group].name) << " ("
               << groups[group].subscribers << ")</th><td>" << HtmlText(metric.title) << "</td>";
            for (const DesignRuns& runs : designs)
            {
                const StudentInterval interval = IntervalOf(runs.Values(name, group));
                os << "<td>" << FigureText(interval, metric.unit) << "</td>";
            }
            os << "</tr>\n";
        }
    }
    os << "</tbody></table></div>\n";
}

/// One metric of all designs: a dot for the mean and a line for the interval.
void
AddDots(std::ostream& os,
        const Scenario& scenario,
        const StudyOutcome& outcome,
        const MetricInfo& metric)
{
    const std::vector<DesignRuns> designs = ByDesign(outcome.records);
    double most = 0;
    for (const DesignRuns& runs : designs)
    {
        const StudentInterval interval = IntervalOf(runs.Values(metric.name));
        if (interval.values > 0)
        {
            most = std::max(most, std::isnan(interval.High()) ? interval.mean : interval.High());
        }
    }
    most = most > 0 ? most : 1;
    os << "<figure><figcaption>" << HtmlText(metric.title) << "</figcaption><div class=\"dots\">\n";
    for (const DesignRuns& runs : designs)
    {
        const StudentInterval interval = IntervalOf(runs.Values(metric.name));
        const std::string text = FigureText(interval, metric.unit);
        os << "<div>" << HtmlText(runs.design)
           << "</div><svg viewBox=\"0 0 1000 20\" preserveAspectRatio=\"none\" role=\"img\" "
              "aria-label=\""
           << HtmlText(runs.design) << ": " << text << "\"><title>" << HtmlText(runs.design) << ": "
           << text << "</title><path class=\"grid\" d=\"M0 10H1000\"/>";
        const auto across = [most](double value) {
            char place[32];
            std::snprintf(place, sizeof place, "%.1f", 1000 * std::max(value, 0.0) / most);
            return std::string(place);
        };
        const std::string style = StyleOf(scenario, runs.design);
        if (interval.values > 1)
        {
            os << "<path class=\"whisker " << style << "\" d=\"M" << across(interval.Low())
               << " 10H" << across(interval.High()) << "\"/>";
        }
        if (interval.values > 0)
        {
            os << "<path class=\"dot " << style << "\" d=\"M" << across(interval.mean)
               << " 10h0\"/>";
        }
        os << "</svg><div>" << text << "</div>\n";
    }
    os << "</div></figure>\n";
}

void
AddCharts(std::ostream& os,
          const Scenario& scenario,
          const StudyOutcome& outcome,
          const std::string& folder)
{
    os << "<h2>Figures and their intervals</h2>\n<div class=\"charts\">\n";
    for (const MetricInfo* const metric : TableMetrics())
    {
        AddDots(os, scenario, outcome, *metric);
    }
    os << "</div>\n<h2>What happened in run " << scenario.run.run
       << "</h2>\n<div class=\"charts\">\n";
    for (const Chart& chart : TimelineCharts(scenario, ReadFile(folder + "/timeline.csv")))
    {
        os << ChartHtml(chart);
    }
    const Chart outages = OutageChart(scenario, ReadFile(folder + "/outages.csv"));
    if (!outages.series.empty())
    {
        os << ChartHtml(outages);
    }
    os << "</div>\n";
    if (outages.series.empty())
    {
        os << "<p>No client that had an address lost it.</p>\n";
    }
}

void
AddFaults(std::ostream& os, const Scenario& scenario)
{
    os << "<h2>Faults</h2>\n";
    if (scenario.faults.faults.empty())
    {
        os << "<p>None.</p>\n";
        return;
    }
    os << "<ul>\n";
    for (const Fault& fault : scenario.faults.faults)
    {
        os << "<li>" << HtmlText(ToString(fault)) << "</li>\n";
    }
    os << "</ul>\n";
}

void
AddSource(std::ostream& os, const Scenario& scenario, const StudyOutcome& outcome)
{
    const Run& run = scenario.run;
    os << "<h2>How to repeat it</h2>\n<p>In the folder of this page, or with the scenario below "
          "saved as <code>scenario.json</code>:</p>\n<pre><code>dhcp-outage "
       << (outcome.replications > 1 ? "compare" : "run") << " scenario.json --seed " << run.seed
       << " --run " << run.run << " --replications " << std::max(1u, run.replications)
       << "</code></pre>\n<p class=\"note\">Seed " << run.seed << ", runs " << run.run << " to "
       << run.run + outcome.replications - 1 << ", scenario hash " << ScenarioHash(scenario)
       << ", " << VersionText() << ", results of format " << RESULTS_FORMAT
       << ". All figures of all runs are in <code>results.sqlite</code> and "
          "<code>metrics.csv</code>, what differs from machine to machine in "
          "<code>environment.json</code>.</p>\n"
          "<details><summary>The scenario with every value</summary>\n<pre><code>"
       << HtmlText(ToJson(scenario)) << "</code></pre></details>\n";
}

} // namespace

void
WriteReport(const Scenario& scenario, const StudyOutcome& outcome, const std::string& folder)
{
    std::ostringstream os;
    os << PageBegin(scenario.name, "DHCP outage study", scenario.description);
    AddVerdicts(os, scenario, outcome);
    os << "<h2>In short</h2>\n<p class=\"lead\">"
       << WithUnbrokenNumbers(HtmlText(ReportParagraph(scenario, outcome))) << "</p>\n";
    AddFailed(os, scenario, outcome);
    AddTable(os, scenario, outcome);
    AddGroups(os, scenario, outcome);
    AddCharts(os, scenario, outcome, folder);
    AddFaults(os, scenario);
    AddSource(os, scenario, outcome);
    os << PageEnd();
    WriteFile(folder + "/report.html", os.str());
}

} // namespace ns3::dhcpbackup
