/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-words.h"

#include "ns3/design-runs.h"
#include "ns3/metric-catalogue.h"
#include "ns3/report-words.h"

#include <algorithm>
#include <cctype>

namespace ns3::dhcpbackup
{

namespace
{

/// A design's figure at a point.
struct PointFigure
{
    const SweepResult* point; //!< where
    StudentInterval interval; //!< over the runs there
};

/// The figures of a design at all points at which there is something to measure.
std::vector<PointFigure>
FiguresOf(const SweepReport& report, const std::string& design, const std::string& metric)
{
    std::vector<PointFigure> figures;
    for (const SweepResult& result : report.results)
    {
        for (const DesignRuns& runs : ByDesign(result.records))
        {
            const StudentInterval interval = IntervalOf(runs.Values(metric));
            if (runs.design == design && interval.values > 0)
            {
                figures.push_back({&result, interval});
            }
        }
    }
    return figures;
}

/// Where a point is: its values, one behind the other.
std::string
PlaceOf(const PointFigure& figure)
{
    std::string place;
    for (const std::string& value : figure.point->values)
    {
        place += (place.empty() ? "" : ", ") + value;
    }
    return place;
}

/// What a design does over all points, behind "with NAME ".
std::string
RangeOf(const std::vector<PointFigure>& figures, const std::string& unit, size_t points)
{
    if (figures.empty())
    {
        return "there is nothing to measure";
    }
    const auto [low, high] =
        std::minmax_element(figures.begin(), figures.end(), [](const auto& a, const auto& b) {
            return a.interval.mean < b.interval.mean;
        });
    if (low->interval.mean == high->interval.mean)
    {
        return FigureText(low->interval, unit) +
               (figures.size() == points
                    ? " at every point"
                    : " at all " + std::to_string(figures.size()) + " points that have a value");
    }
    return "from " + FigureText(low->interval, unit) + " (at " + PlaceOf(*low) + ") to " +
           FigureText(high->interval, unit) + " (at " + PlaceOf(*high) + ")";
}

} // namespace

std::string
SweepParagraph(const SweepReport& report)
{
    std::string text;
    for (const std::string& metric : report.metrics)
    {
        const MetricInfo& info = *FindMetric(metric);
        std::string sentence;
        for (const std::string& design : report.plan.Base().designs)
        {
            const auto figures = FiguresOf(report, design, metric);
            sentence += (sentence.empty() ? " with " : "; with ") + design + " " +
                        RangeOf(figures, info.unit, report.results.size());
        }
        std::string title = info.title ? info.title : info.name;
        title = title.substr(0, title.rfind(" ["));
        title[0] = char(std::toupper(title[0]));
        text += (text.empty() ? "" : " ") + title + ":" + sentence + ".";
    }
    return text;
}

} // namespace ns3::dhcpbackup
