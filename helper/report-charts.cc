/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "report-charts.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <map>
#include <set>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// More points than these cannot be seen on a page.
constexpr size_t POINTS = 480;
/// Up to so much simulated time the axis has minutes, then hours.
constexpr Duration MINUTES_UP_TO = 6 * HOUR;
constexpr double NOTHING = std::numeric_limits<double>::quiet_NaN();

/// What is shown of the time after the last healing, at least.
constexpr Duration AFTERMATH = 5 * MINUTE;
/// And of the time before it.
constexpr Duration BEFORE_HEALING = 20 * SECOND;

/// A chart over time: the sum of some columns of timeline.csv.
struct TimeChart
{
    const char* title;                //!< what it shows
    const char* yLabel;               //!< its unit
    std::vector<const char*> columns; //!< which are added up
    bool aftermath;                   //!< only the time around the last healing
};

const std::vector<TimeChart>&
TimeChartsOf()
{
    static const std::vector<TimeChart> charts = {
        {"Subscribers without an address", "subscribers", {"without_service"}, false},
        {"Load of the server",
         "DISCOVERs and REQUESTs a second",
         {"discover_per_s", "request_per_s"},
         false},
        {"Storm at the server after the last healing",
         "DISCOVERs and REQUESTs a second",
         {"discover_per_s", "request_per_s"},
         true},
        {"Queue of the server after the last healing",
         "messages that wait",
         {"server_queue_peak"},
         true},
        {"Promises that relays owe the server",
         "journal entries, all relays",
         {"journal_entries"},
         false},
        {"Resynchronisation after the last healing",
         "replays a second, all relays",
         {"replays_per_s"},
         true}};
    return charts;
}

std::vector<std::string>
Fields(const std::string& line)
{
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');)
    {
        fields.push_back(field);
    }
    return fields;
}

/// Time axis of a chart.
struct TimeAxis
{
    /// @param first second that is shown
    /// @param last second that is shown
    /// @param zero second that is called 0
    /// @param size one unit of the axis
    TimeAxis(size_t first, size_t last, size_t zero, Duration size)
        : from(first),
          step((last - first) / POINTS + 1),
          points((last - first) / step + 1),
          origin(zero),
          unit(size)
    {
    }

    double At(Instant time) const
    {
        return double(time - Instant(origin) * SECOND) / double(unit);
    }

    size_t from;   //!< first second
    size_t step;   //!< seconds a point
    size_t points; //!< how many
    size_t origin; //!< second that is called 0
    Duration unit; //!< of the axis
};

TimeAxis
WholeRun(const Scenario& scenario)
{
    const Duration length = scenario.EffectiveDuration();
    return {0, size_t(length / SECOND), 0, length <= MINUTES_UP_TO ? MINUTE : HOUR};
}

TimeAxis
Aftermath(const Scenario& scenario)
{
    const Duration end = scenario.EffectiveDuration();
    const Instant healed = scenario.Occurrences().LastHealing();
    return {size_t(std::max<Instant>(healed - BEFORE_HEALING, 0) / SECOND),
            size_t(std::min<Instant>(healed + AFTERMATH, end) / SECOND),
            size_t(healed / SECOND),
            SECOND};
}

std::vector<ChartBand>
BandsOf(const Scenario& scenario, const TimeAxis& axis)
{
    std::vector<ChartBand> bands;
    std::set<FaultKind> named;
    for (const Fault& fault : scenario.Occurrences().faults)
    {
        // Names of repeated faults would cover each other.
        if (fault.Healing() < Instant(axis.from) * SECOND ||
            fault.at > Instant(axis.from + axis.points * axis.step) * SECOND)
        {
            continue;
        }
        const bool first = named.insert(fault.kind).second;
        bands.push_back(
            {axis.At(fault.at), axis.At(fault.Healing()), first ? ToString(fault.kind) : ""});
    }
    return bands;
}

/// timeline.csv, read once.
struct Timeline
{
    explicit Timeline(const std::string& csv)
    {
        std::istringstream text(csv);
        std::string line;
        std::getline(text, line);
        heading = Fields(line);
        while (std::getline(text, line))
        {
            const std::vector<std::string> fields = Fields(line);
            std::vector<double>& row = rows[fields[0]].emplace_back();
            for (const std::string& field : fields)
            {
                row.push_back(std::strtod(field.c_str(), nullptr));
            }
        }
    }

    std::vector<std::string> heading;                             //!< names of columns
    std::map<std::string, std::vector<std::vector<double>>> rows; //!< by design and second
};

/// The highest value in the time that each point stands for.
std::vector<double>
ValuesOf(const Timeline& timeline,
         const std::string& design,
         const TimeChart& chart,
         const TimeAxis& axis)
{
    std::vector<size_t> columns;
    for (const std::string column : chart.columns)
    {
        const auto& heading = timeline.heading;
        columns.push_back(
            size_t(std::find(heading.begin(), heading.end(), column) - heading.begin()));
    }
    std::vector<double> values(axis.points, NOTHING);
    const auto& rows = timeline.rows.at(design);
    for (size_t second = axis.from; second < rows.size(); ++second)
    {
        const size_t point = (second - axis.from) / axis.step;
        if (point >= axis.points)
        {
            break;
        }
        double sum = 0;
        for (const size_t column : columns)
        {
            sum += rows[second][column];
        }
        values[point] = std::isnan(values[point]) ? sum : std::max(values[point], sum);
    }
    return values;
}

bool
IsFlat(const std::vector<double>& values)
{
    return std::all_of(values.begin(), values.end(), [](double value) { return !(value > 0); });
}

} // namespace

std::vector<Chart>
TimelineCharts(const Scenario& scenario, const std::string& csv)
{
    const Timeline timeline(csv);
    std::vector<Chart> charts;
    for (const TimeChart& kind : TimeChartsOf())
    {
        if (kind.aftermath && scenario.faults.faults.empty())
        {
            continue;
        }
        const TimeAxis axis = kind.aftermath ? Aftermath(scenario) : WholeRun(scenario);
        Chart chart;
        chart.title = kind.title;
        chart.yLabel = kind.yLabel;
        chart.xLabel = kind.aftermath        ? "since the last healing [s]"
                       : axis.unit == MINUTE ? "simulated time [min]"
                                             : "simulated time [h]";
        chart.bands = BandsOf(scenario, axis);
        chart.note = axis.step == 1
                         ? "Each point is one second."
                         : "Each point is the most in " + std::to_string(axis.step) + " s.";
        for (size_t i = 0; i < axis.points; ++i)
        {
            chart.x.push_back(axis.At(Instant(axis.from + i * axis.step) * SECOND));
        }
        bool flat = true;
        for (size_t d = 0; d < scenario.designs.size(); ++d)
        {
            const std::string& design = scenario.designs[d];
            if (timeline.rows.count(design) > 0)
            {
                chart.series.push_back({design, d, ValuesOf(timeline, design, kind, axis), {}, {}});
                flat = flat && IsFlat(chart.series.back().values);
            }
        }
        if (!flat)
        {
            charts.push_back(chart);
        }
    }
    return charts;
}

Chart
OutageChart(const Scenario& scenario, const std::string& outages)
{
    std::istringstream text(outages);
    std::string line;
    std::getline(text, line); // design,subscriber,cause,from_s,to_s,length_s,censored
    std::map<std::string, std::vector<double>> lengths;
    double longest = 0;
    while (std::getline(text, line))
    {
        const std::vector<std::string> fields = Fields(line);
        if (fields[2] != "switched-on")
        {
            lengths[fields[0]].push_back(std::strtod(fields[5].c_str(), nullptr));
            longest = std::max(longest, lengths[fields[0]].back());
        }
    }
    Chart chart;
    const bool minutes = longest >= 300;
    chart.title = "Client outages by their length";
    chart.xLabel = minutes ? "longer than [min]" : "longer than [s]";
    chart.yLabel = "client outages";
    chart.note = "How many outages were longer than a time.";
    for (size_t i = 0; longest > 0 && i <= POINTS; ++i)
    {
        chart.x.push_back(double(i) / POINTS * longest / (minutes ? 60 : 1));
    }
    for (size_t d = 0; longest > 0 && d < scenario.designs.size(); ++d)
    {
        std::vector<double>& sorted = lengths[scenario.designs[d]];
        std::sort(sorted.begin(), sorted.end());
        ChartSeries series{scenario.designs[d], d, {}, {}, {}};
        for (const double x : chart.x)
        {
            const auto longer =
                std::upper_bound(sorted.begin(), sorted.end(), x * (minutes ? 60 : 1));
            series.values.push_back(double(sorted.end() - longer));
        }
        chart.series.push_back(series);
    }
    return chart;
}

} // namespace ns3::dhcpbackup
