/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_HTML_CHART_H
#define DHCPBACKUP_HTML_CHART_H

#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/// One line of a chart.
struct ChartSeries
{
    std::string name;           //!< for the legend
    size_t style{0};            //!< which colour and dashes: the same for a design in all charts
    std::vector<double> values; //!< one for each x; NaN leaves a gap
    std::vector<double> low;    //!< lower edge of a band around the line, or empty
    std::vector<double> high;   //!< upper edge of the band; as many as in low
};

/// A time that is shaded behind the lines.
struct ChartBand
{
    double from{0};    //!< its beginning on the x axis
    double to{0};      //!< its end
    std::string label; //!< what it is; empty to leave it out
};

/// A chart with lines.
struct Chart
{
    std::string title;               //!< what it shows
    std::string note;                //!< a sentence below it
    std::string xLabel;              //!< what is to the right, with its unit
    std::string yLabel;              //!< what is upwards, with its unit
    std::vector<double> x;           //!< rising
    std::vector<ChartSeries> series; //!< the lines
    std::vector<ChartBand> bands;    //!< shaded
};

/**
 * @param text any text
 * @return the text as it stands in HTML, within quotes too
 */
std::string HtmlText(const std::string& text);

/**
 * @brief Write a number as people do.
 * @param value the number
 * @return with at most four digits that count and thousands apart, such as 1,825,000 or 0.04
 */
std::string ReadableNumber(double value);

/**
 * @brief Choose round numbers for an axis.
 * @param low the least that is shown
 * @param high the most, above low
 * @param most how many ticks at most
 * @return multiples of 1, 2 or 5 times a power of ten, none outside
 */
std::vector<double> RoundTicks(double low, double high, size_t most);

/**
 * @brief Draw a chart as a figure of a page: SVG that stretches with the page, text that does not.
 * @param chart what to draw; each series has as many values as x
 * @return HTML with alternative text, and the values for the script that shows them under a pointer
 */
std::string ChartHtml(const Chart& chart);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_HTML_CHART_H
