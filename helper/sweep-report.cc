/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-report.h"

#include "ns3/design-runs.h"
#include "ns3/html-chart.h"
#include "ns3/json-text.h"
#include "ns3/metric-catalogue.h"
#include "ns3/quantity-text.h"
#include "ns3/report-page.h"
#include "ns3/report-words.h"
#include "ns3/requirement.h"
#include "ns3/results-format.h"
#include "ns3/scenario-json.h"
#include "ns3/scenario-runner.h"
#include "ns3/sweep-words.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <cmath>
#include <cstdio>
#include <limits>
#include <numeric>
#include <optional>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

constexpr double NOTHING = std::numeric_limits<double>::quiet_NaN();

/// What a metric is called on the page.
std::string
TitleOf(const MetricInfo& metric)
{
    const std::string unit = metric.unit;
    return metric.title ? metric.title : metric.name + (unit == "1" ? "" : " [" + unit + "]");
}

/// Shares are shown in per cent.
double
FactorOf(const MetricInfo& metric)
{
    return std::string(metric.unit) == "share" ? 100 : 1;
}

/// A design's figure at a point; without values if the design has no run there.
StudentInterval
FigureAt(const SweepResult& result, const std::string& design, const std::string& metric)
{
    for (const DesignRuns& runs : ByDesign(result.records))
    {
        if (runs.design == design)
        {
            return IntervalOf(runs.Values(metric));
        }
    }
    return IntervalOf({});
}

/// The designs of all points in the order in which they come first.
std::vector<std::string>
DesignsOf(const std::vector<SweepResult>& results)
{
    std::vector<std::string> designs;
    for (const SweepResult& result : results)
    {
        for (const RunRecord& record : result.records)
        {
            if (std::find(designs.begin(), designs.end(), record.design) == designs.end())
            {
                designs.push_back(record.design);
            }
        }
    }
    return designs;
}

/// Whether a design keeps all thresholds about it at a point: "1", "0", or nothing without any.
std::string
ThresholdsMet(const SweepReport& report, const SweepResult& result, const std::string& design)
{
    std::string met;
    for (const ThresholdVerdict& verdict : Judge(report.plan.Base().require, result.records))
    {
        if (verdict.design == design)
        {
            met = met == "0" || !verdict.met ? "0" : "1";
        }
    }
    return met;
}

std::string
CsvNumber(double value)
{
    return std::isnan(value) ? "" : NumberText(value);
}

std::string
CsvText(const SweepReport& report)
{
    std::string text;
    for (const Variation& variation : report.plan.Variations())
    {
        text += variation.path + ",";
    }
    text += "design,metric,unit,runs,mean,low,high,require_met\n";
    for (const SweepResult& result : report.results)
    {
        std::string point;
        for (const std::string& value : result.values)
        {
            point += value + ",";
        }
        for (const DesignRuns& runs : ByDesign(result.records))
        {
            const std::string met = ThresholdsMet(report, result, runs.design);
            for (const MetricInfo& metric : MetricCatalogue())
            {
                if (metric.measured)
                {
                    continue;
                }
                const StudentInterval interval = IntervalOf(runs.Values(metric.name));
                text += point + runs.design + "," + metric.name + "," + metric.unit + "," +
                        std::to_string(interval.values) + "," + CsvNumber(interval.mean) + "," +
                        CsvNumber(interval.Low()) + "," + CsvNumber(interval.High()) + "," + met +
                        "\n";
            }
        }
    }
    return text;
}

/// The values of a variation on an axis.
struct NumberAxis
{
    std::string unit;            //!< behind the path, such as " [min]"
    std::vector<double> numbers; //!< one a value
};

/// Numbers of a variation, if all its values are numbers, or all times, or all rates.
std::optional<NumberAxis>
AxisOf(const Variation& variation)
{
    NumberAxis plain;
    NumberAxis times;
    NumberAxis rates;
    for (const json::value& value : variation.values)
    {
        const std::string text = VariedText(value);
        const Quantity time = ParseDuration(text);
        const Quantity rate = ParseRate(text);
        if (value.is_number())
        {
            plain.numbers.push_back(value.to_number<double>());
        }
        else if (time.Ok())
        {
            times.numbers.push_back(double(time.value));
        }
        else if (rate.Ok())
        {
            rates.numbers.push_back(double(rate.value) / 1e6);
        }
    }
    rates.unit = " [Mbps]";
    for (NumberAxis* axis : {&plain, &times, &rates})
    {
        if (axis->numbers.size() != variation.values.size())
        {
            continue;
        }
        if (axis == &times)
        {
            const double most = *std::max_element(times.numbers.begin(), times.numbers.end());
            const Duration unit = most > 10 * HOUR ? HOUR : most > 10 * MINUTE ? MINUTE : SECOND;
            times.unit = unit == HOUR ? " [h]" : unit == MINUTE ? " [min]" : " [s]";
            for (double& number : times.numbers)
            {
                number /= double(unit);
            }
        }
        return *axis;
    }
    return std::nullopt;
}

/// A metric over the values of the only variation, with bands for the intervals.
Chart
CurvesOf(const SweepReport& report, const MetricInfo& metric, const NumberAxis& axis)
{
    std::vector<size_t> order(axis.numbers.size());
    std::iota(order.begin(), order.end(), 0);
    std::sort(order.begin(), order.end(), [&axis](size_t a, size_t b) {
        return axis.numbers[a] < axis.numbers[b];
    });
    const double factor = FactorOf(metric);
    Chart chart;
    chart.title = TitleOf(metric);
    chart.xLabel = report.plan.Variations()[0].path + axis.unit;
    chart.yLabel = std::string(metric.name) + (factor == 100 ? " [%]" : "");
    chart.note = report.run.replications > 1
                     ? "Means over runs; bands are their 95 % intervals (Student)."
                     : "One run at each point.";
    for (const size_t i : order)
    {
        chart.x.push_back(axis.numbers[i]);
    }
    const std::vector<std::string> designs = DesignsOf(report.results);
    for (size_t d = 0; d < designs.size(); ++d)
    {
        ChartSeries series;
        series.name = designs[d];
        series.style = d;
        for (const size_t i : order)
        {
            const StudentInterval interval = FigureAt(report.results[i], designs[d], metric.name);
            series.values.push_back(interval.mean * factor);
            series.low.push_back(interval.Low() * factor);
            series.high.push_back(interval.High() * factor);
        }
        chart.series.push_back(series);
    }
    return chart;
}

/// The colour of a cell: the darker, the nearer to the highest value of the map.
std::string
CellBegin(double value, double low, double high)
{
    if (std::isnan(value))
    {
        return "<td>";
    }
    char text[80];
    std::snprintf(text,
                  sizeof text,
                  "<td style=\"background:rgba(58,159,216,%.2f)\">",
                  high > low ? 0.7 * (value - low) / (high - low) : 0);
    return text;
}

/// A metric of one design over two variations: the first downwards, the second across.
void
AddHeatMap(std::ostream& os,
           const SweepReport& report,
           const MetricInfo& metric,
           const std::string& design)
{
    const Variation& down = report.plan.Variations()[0];
    const Variation& across = report.plan.Variations()[1];
    const double factor = FactorOf(metric);
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const SweepResult& result : report.results)
    {
        for (const std::string& any : DesignsOf(report.results))
        {
            const double mean = FigureAt(result, any, metric.name).mean;
            low = std::isnan(mean) ? low : std::min(low, mean);
            high = std::isnan(mean) ? high : std::max(high, mean);
        }
    }
    os << "<figure><figcaption>" << HtmlText(TitleOf(metric)) << ": " << HtmlText(design)
       << "</figcaption>\n<div class=\"wide\" tabindex=\"0\"><table class=\"heat\"><thead><tr>"
          "<th scope=\"col\">"
       << HtmlText(down.path) << " \u2193 " << HtmlText(across.path) << " \u2192</th>";
    for (const json::value& value : across.values)
    {
        os << "<th scope=\"col\">" << HtmlText(VariedText(value)) << "</th>";
    }
    os << "</tr></thead>\n<tbody>\n";
    for (size_t row = 0; row < down.values.size(); ++row)
    {
        os << "<tr><th scope=\"row\">" << HtmlText(VariedText(down.values[row])) << "</th>";
        for (size_t column = 0; column < across.values.size(); ++column)
        {
            const SweepResult& result = report.results[row * across.values.size() + column];
            const StudentInterval interval = FigureAt(result, design, metric.name);
            os << CellBegin(interval.mean, low, high)
               << (interval.values > 0 ? ReadableNumber(interval.mean * factor) : "-") << "</td>";
        }
        os << "</tr>\n";
    }
    os << "</tbody></table></div></figure>\n";
}

/// Every point with its figures.
void
AddPoints(std::ostream& os, const SweepReport& report)
{
    const bool thresholds = !report.plan.Base().require.empty();
    os << "<h2>All points</h2>\n<div class=\"wide\" tabindex=\"0\"><table><thead><tr>";
    for (const Variation& variation : report.plan.Variations())
    {
        os << "<th scope=\"col\">" << HtmlText(variation.path) << "</th>";
    }
    os << "<th scope=\"col\" class=\"name\">design</th>"
       << (thresholds ? "<th scope=\"col\">thresholds</th>" : "");
    for (const std::string& metric : report.metrics)
    {
        os << "<th scope=\"col\">" << HtmlText(TitleOf(*FindMetric(metric))) << "</th>";
    }
    os << "</tr></thead>\n<tbody>\n";
    for (const SweepResult& result : report.results)
    {
        for (const DesignRuns& runs : ByDesign(result.records))
        {
            os << "<tr>";
            for (const std::string& value : result.values)
            {
                os << "<th scope=\"row\">" << HtmlText(value) << "</th>";
            }
            os << "<td class=\"name\">" << HtmlText(runs.design) << "</td>";
            if (thresholds)
            {
                const std::string met = ThresholdsMet(report, result, runs.design);
                os << "<td>"
                   << (met.empty()  ? "-"
                       : met == "1" ? "met"
                                    : "<b>not met</b>")
                   << "</td>";
            }
            for (const std::string& metric : report.metrics)
            {
                os << "<td>"
                   << FigureText(IntervalOf(runs.Values(metric)), FindMetric(metric)->unit)
                   << "</td>";
            }
            os << "</tr>\n";
        }
    }
    os << "</tbody></table></div>\n";
}

void
AddFailed(std::ostream& os, const SweepReport& report)
{
    for (const SweepResult& result : report.results)
    {
        for (const FailedRun& failed : result.failed)
        {
            os << "<p><b>Failed:</b> " << HtmlText(failed.design) << ", run " << failed.run << ": "
               << HtmlText(failed.reason) << "</p>\n";
        }
    }
}

std::string
PageText(const SweepReport& report)
{
    const auto& variations = report.plan.Variations();
    const Scenario& base = report.plan.Base();
    std::ostringstream os;
    os << PageBegin(base.name, "DHCP outage sweep", base.description) << "<p class=\"lead\">"
       << report.results.size() << " points, " << std::max(1u, report.run.replications)
       << " runs of each design at each. Varied:";
    for (const Variation& variation : variations)
    {
        os << " " << HtmlText(variation.path) << " from "
           << HtmlText(VariedText(variation.values[0])) << " to "
           << HtmlText(VariedText(variation.values.back())) << " (" << variation.values.size()
           << " values).";
    }
    os << "</p>\n";
    AddFailed(os, report);
    os << "<h2>In short</h2>\n<p>" << HtmlText(SweepParagraph(report)) << "</p>\n";
    const auto axis = AxisOf(variations[0]);
    if (variations.size() == 2 || (variations.size() == 1 && axis))
    {
        os << "<h2>" << (variations.size() == 1 ? "Curves" : "Heat maps")
           << "</h2>\n<div class=\"charts\">\n";
        for (const std::string& metric : report.metrics)
        {
            if (variations.size() == 1)
            {
                os << ChartHtml(CurvesOf(report, *FindMetric(metric), *axis));
                continue;
            }
            for (const std::string& design : DesignsOf(report.results))
            {
                AddHeatMap(os, report, *FindMetric(metric), design);
            }
        }
        os << "</div>\n";
    }
    AddPoints(os, report);
    os << "<h2>How to repeat it</h2>\n<pre><code>dhcp-outage sweep scenario.json";
    for (const Variation& variation : variations)
    {
        os << " \\\n  --vary '" << HtmlText(variation.path) << "=";
        for (size_t i = 0; i < variation.values.size(); ++i)
        {
            os << (i == 0 ? "" : ",") << HtmlText(VariedText(variation.values[i]));
        }
        os << "'";
    }
    os << " \\\n  --seed " << report.run.seed << " --run " << report.run.run << " --replications "
       << std::max(1u, report.run.replications) << "</code></pre>\n<p class=\"note\">dhcp-backup "
       << PROGRAM_VERSION << ", results of format " << RESULTS_FORMAT
       << ". All figures are in <code>sweep.csv</code>, those of each run in "
          "<code>results.sqlite</code>.</p>\n";
    return os.str() + PageEnd();
}

std::string
ManifestText(const SweepReport& report)
{
    json::array varied;
    for (const Variation& variation : report.plan.Variations())
    {
        varied.push_back(
            {{"path", variation.path},
             {"values", json::array(variation.values.begin(), variation.values.end())}});
    }
    return PrettyJson({{"format", RESULTS_FORMAT},
                       {"seed", report.run.seed},
                       {"run", report.run.run},
                       {"replications", std::max(1u, report.run.replications)},
                       {"vary", varied},
                       {"scenario", json::parse(ToJson(report.plan.Base()))}});
}

} // namespace

void
WriteSweepReport(const SweepReport& report, const std::string& folder)
{
    WriteFile(folder + "/sweep.csv", CsvText(report));
    WriteFile(folder + "/report.html", PageText(report));
    WriteFile(folder + "/manifest.json", ManifestText(report));
    WriteFile(folder + "/scenario.json", ToJson(report.plan.Base()));
}

std::string
SweepLine(const SweepResult& result, const std::string& metric)
{
    const MetricInfo& info = *FindMetric(metric);
    std::string text;
    for (const DesignRuns& runs : ByDesign(result.records))
    {
        const std::string unit = info.unit;
        const bool share = unit == "share";
        text += (text.empty() ? metric + " " : ", ") + runs.design + " " +
                IntervalText(IntervalOf(runs.Values(metric)),
                             FactorOf(info),
                             share         ? 2
                             : unit == "s" ? 1
                                           : 0) +
                (share ? " %" : "");
    }
    return text;
}

} // namespace ns3::dhcpbackup
