/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "html-chart.h"

#include "ns3/unit-text.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// Size of the drawing in its own units; the page stretches it.
constexpr double WIDTH = 1000;
constexpr double HEIGHT = 300;
/// Room above the highest value, as a share of it.
constexpr double HEADROOM = 0.08;
constexpr size_t X_TICKS = 8;
constexpr size_t Y_TICKS = 5;
/// Different dashes tell lines apart that have the same colour.
constexpr size_t COLOURS = 6;
/// Width of lines in pixels.
constexpr double THIN = 1.8;
constexpr double THICK = 4.5;

/// A number of a drawing: a tenth of its unit is less than anybody sees.
std::string
Place(double value)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string
Percent(double share)
{
    char text[32];
    std::snprintf(text, sizeof text, "%.2f%%", 100 * share);
    return text;
}

/// From values to places of the drawing.
struct Scales
{
    explicit Scales(const Chart& chart)
        : left(chart.x.empty() ? 0 : chart.x.front()),
          right(chart.x.empty() ? 1 : chart.x.back())
    {
        right = right > left ? right : left + 1;
        for (const ChartSeries& series : chart.series)
        {
            for (const auto* const numbers : {&series.values, &series.high})
            {
                for (const double value : *numbers)
                {
                    top = std::max(top, std::isnan(value) ? 0 : value);
                }
            }
        }
        top = top > 0 ? top * (1 + HEADROOM) : 1;
    }

    double AcrossShare(double x) const
    {
        return std::clamp((x - left) / (right - left), 0.0, 1.0);
    }

    double left;   //!< x at the left edge
    double right;  //!< x at the right edge
    double top{0}; //!< y at the upper edge; 0 is at the lower one
};

std::string
PathOf(const Chart& chart, const ChartSeries& series, const Scales& scales)
{
    std::string path;
    bool gap = true;
    for (size_t i = 0; i < chart.x.size(); ++i)
    {
        const double value = series.values[i];
        if (std::isnan(value))
        {
            gap = true;
            continue;
        }
        path += (gap ? "M" : "L") + Place(WIDTH * scales.AcrossShare(chart.x[i])) + " " +
                Place(HEIGHT * (1 - value / scales.top));
        gap = false;
    }
    return path;
}

/// The band around a line, where it is known on both sides.
std::string
BandOf(const Chart& chart, const ChartSeries& series, const Scales& scales)
{
    const auto corner = [&](size_t i, double value) {
        return Place(WIDTH * scales.AcrossShare(chart.x[i])) + " " +
               Place(HEIGHT * (1 - std::max(value, 0.0) / scales.top));
    };
    std::string there;
    std::string back;
    for (size_t i = 0; i < series.low.size(); ++i)
    {
        if (!std::isnan(series.low[i]))
        {
            there += (there.empty() ? "M" : "L") + corner(i, series.high[i]);
            back = "L" + corner(i, series.low[i]) + back;
        }
    }
    return there.empty() ? "" : there + back + "Z";
}

/// What the chart shows, for those who do not see it: the highest value of each line.
std::string
AlternativeText(const Chart& chart)
{
    std::string text = chart.title + ".";
    for (const ChartSeries& series : chart.series)
    {
        const auto highest =
            std::max_element(series.values.begin(), series.values.end(), [](double a, double b) {
                return std::isnan(b) ? false : std::isnan(a) || a < b;
            });
        if (highest == series.values.end() || std::isnan(*highest))
        {
            text += " " + series.name + ": nothing to show.";
            continue;
        }
        const double at = chart.x[size_t(highest - series.values.begin())];
        text += " " + series.name + ": at most " + ReadableNumber(*highest) +
                (*highest > 0 ? ", at " + ReadableNumber(at) : "") + ".";
    }
    return text + " To the right: " + chart.xLabel + "; upwards: " + chart.yLabel + ".";
}

void
AddDrawing(std::ostream& os, const Chart& chart, const Scales& scales)
{
    os << "<svg viewBox=\"0 0 " << WIDTH << " " << HEIGHT
       << "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
       << HtmlText(AlternativeText(chart)) << "\">\n";
    for (const ChartBand& band : chart.bands)
    {
        const double from = WIDTH * scales.AcrossShare(band.from);
        os << "<rect class=\"fault\" x=\"" << Place(from) << "\" y=\"0\" width=\""
           << Place(std::max(WIDTH * scales.AcrossShare(band.to) - from, 1.0)) << "\" height=\""
           << HEIGHT << "\"/>\n";
    }
    for (const double tick : RoundTicks(0, scales.top, Y_TICKS))
    {
        const std::string y = Place(HEIGHT * (1 - tick / scales.top));
        os << "<path class=\"grid\" d=\"M0 " << y << "H" << WIDTH << "\"/>\n";
    }
    for (size_t i = 0; i < chart.series.size(); ++i)
    {
        // Those drawn first are thicker, so that they show behind others with the same values.
        const ChartSeries& series = chart.series[i];
        const double width = THIN + (THICK - THIN) * double(chart.series.size() - 1 - i) /
                                        double(std::max<size_t>(chart.series.size() - 1, 1));
        const std::string band = BandOf(chart, series, scales);
        if (!band.empty())
        {
            os << "<path class=\"around f" << series.style % COLOURS << "\" d=\"" << band
               << "\"/>\n";
        }
        os << "<path class=\"line c" << series.style % COLOURS << " d" << series.style / COLOURS
           << "\" style=\"stroke-width:" << Place(width) << "\" d=\""
           << PathOf(chart, series, scales) << "\"/>\n";
    }
    os << "</svg>\n";
}

/// Beside an axis there is no room for millions.
std::string
TickText(double tick)
{
    return tick >= 1e6 ? ReadableNumber(tick / 1e6) + " M" : ReadableNumber(tick);
}

void
AddLabels(std::ostream& os, const Chart& chart, const Scales& scales)
{
    for (const ChartBand& band : chart.bands)
    {
        if (!band.label.empty())
        {
            os << "<span class=\"band\" style=\"left:" << Percent(scales.AcrossShare(band.from))
               << "\">" << HtmlText(band.label) << "</span>\n";
        }
    }
    for (const double tick : RoundTicks(scales.left, scales.right, X_TICKS))
    {
        os << "<span class=\"x\" style=\"left:" << Percent(scales.AcrossShare(tick)) << "\">"
           << TickText(tick) << "</span>\n";
    }
    for (const double tick : RoundTicks(0, scales.top, Y_TICKS))
    {
        os << "<span class=\"y\" style=\"bottom:" << Percent(tick / scales.top) << "\">"
           << TickText(tick) << "</span>\n";
    }
}

/// Numbers for the script.
void
AddNumbers(std::ostream& os, const std::vector<double>& numbers)
{
    os << "[";
    for (size_t i = 0; i < numbers.size(); ++i)
    {
        char text[32];
        std::snprintf(text, sizeof text, "%.5g", numbers[i]);
        os << (i == 0 ? "" : ",") << (std::isnan(numbers[i]) ? "null" : text);
    }
    os << "]";
}

} // namespace

std::string
HtmlText(const std::string& text)
{
    std::string html;
    for (const char c : text)
    {
        html += c == '&'   ? "&amp;"
                : c == '<' ? "&lt;"
                : c == '>' ? "&gt;"
                : c == '"' ? "&quot;"
                           : std::string(1, c);
    }
    return html;
}

std::string
ReadableNumber(double value)
{
    char text[64];
    if (std::abs(value) < 1000)
    {
        std::snprintf(text, sizeof text, "%.4g", value);
        return text;
    }
    std::snprintf(text, sizeof text, "%.0f", value);
    std::string number = text;
    const size_t first = value < 0 ? 1 : 0;
    for (size_t end = number.size(); end > first + 3; end -= 3)
    {
        number.insert(end - 3, ",");
    }
    return number;
}

std::vector<double>
RoundTicks(double low, double high, size_t most)
{
    double step = std::pow(10, std::floor(std::log10((high - low) / double(most))));
    for (const double factor : {2.0, 2.5, 2.0})
    {
        if ((high - low) / step > double(most))
        {
            step *= factor;
        }
    }
    std::vector<double> ticks;
    for (double i = std::ceil(low / step); i * step <= high * (1 + 1e-9); ++i)
    {
        ticks.push_back(i * step + 0.0); // no -0
    }
    return ticks;
}

std::string
ChartHtml(const Chart& chart)
{
    const Scales scales(chart);
    std::ostringstream os;
    os << "<figure class=\"chart\">\n<figcaption>" << HtmlText(chart.title) << "</figcaption>\n"
       << "<p class=\"axis\">" << HtmlText(chart.yLabel) << "</p>\n<div class=\"plot\">\n";
    AddDrawing(os, chart, scales);
    AddLabels(os, chart, scales);
    os << "</div>\n<p class=\"axis across\">" << HtmlText(chart.xLabel)
       << "</p>\n<ul class=\"legend\">";
    for (const ChartSeries& series : chart.series)
    {
        os << "<li><svg viewBox=\"0 0 24 8\" aria-hidden=\"true\"><path class=\"line c"
           << series.style % COLOURS << " d" << series.style / COLOURS << "\" d=\"M0 4H24\"/></svg>"
           << HtmlText(series.name) << "</li>";
    }
    os << "</ul>\n<p class=\"note\">" << HtmlText(chart.note) << "</p>\n"
       << "<script type=\"application/json\">{\"x\":";
    AddNumbers(os, chart.x);
    os << ",\"y\":[";
    for (size_t i = 0; i < chart.series.size(); ++i)
    {
        os << (i == 0 ? "" : ",");
        AddNumbers(os, chart.series[i].values);
    }
    os << "]}</script>\n</figure>\n";
    return os.str();
}

} // namespace ns3::dhcpbackup
