/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "live-spread.h"

#include "ns3/metric-catalogue.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr int TITLE_WIDTH = 46;
constexpr int VALUE_WIDTH = 12;

/// The server's queue and load are not seen live: these lines are the model's own.
bool
IsSeenLive(const MetricInfo& metric)
{
    const std::string name = metric.name;
    return metric.title != nullptr && !metric.measured && name.rfind("server_queue", 0) != 0 &&
           name != "server_utilisation" && name.rfind("server_wait", 0) != 0;
}

/// How far a value lies outside of a range, in words.
std::string
OutsideText(double value, double least, double most)
{
    if (value >= least && value <= most)
    {
        return "within";
    }
    const double bound = value < least ? least : most;
    const double share = std::abs(value - bound) / std::max(std::abs(bound), std::abs(value));
    std::ostringstream text;
    text << std::fixed << std::setprecision(2) << 100 * share << " %";
    return text.str();
}

} // namespace

std::string
SpreadTable(const RunRecord& simulated, const std::vector<RunRecord>& live)
{
    std::ostringstream table;
    table << std::left << std::setw(TITLE_WIDTH)
          << "of " + std::to_string(live.size()) + " live runs" << std::right;
    for (const char* const heading : {"simulated", "least", "most", "outside"})
    {
        table << std::setw(VALUE_WIDTH) << heading;
    }
    table << "\n" << std::setprecision(6);
    for (const MetricInfo& metric : MetricCatalogue())
    {
        const double value = simulated.Value(metric.name);
        double least = INFINITY;
        double most = -INFINITY;
        for (const RunRecord& run : live)
        {
            least = std::min(least, run.Value(metric.name));
            most = std::max(most, run.Value(metric.name));
        }
        if (IsSeenLive(metric) && std::isfinite(value) && least <= most)
        {
            table << std::left << std::setw(TITLE_WIDTH) << metric.title << std::right
                  << std::setw(VALUE_WIDTH) << value << std::setw(VALUE_WIDTH) << least
                  << std::setw(VALUE_WIDTH) << most << std::setw(VALUE_WIDTH)
                  << OutsideText(value, least, most) << "\n";
        }
    }
    return table.str();
}

} // namespace ns3::dhcpbackup
