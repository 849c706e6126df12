/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "student-interval.h"

#include <algorithm>
#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <iomanip>
#include <limits>
#include <numeric>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr double NOTHING = std::numeric_limits<double>::quiet_NaN();
/// More decimals than these say nothing in any unit that we have.
constexpr int MAX_DECIMALS = 6;

std::string
Fixed(double value, int decimals)
{
    const double unit = std::pow(10.0, -decimals);
    std::ostringstream os;
    os << std::fixed << std::setprecision(std::max(decimals, 0))
       << (decimals < 0 ? std::round(value / unit) * unit : value);
    return os.str();
}

} // namespace

double
StudentInterval::Low() const
{
    return mean - halfWidth;
}

double
StudentInterval::High() const
{
    return mean + halfWidth;
}

StudentInterval
IntervalOf(const std::vector<double>& values)
{
    std::vector<double> known;
    std::copy_if(values.begin(), values.end(), std::back_inserter(known), [](double value) {
        return !std::isnan(value);
    });
    const size_t n = known.size();
    StudentInterval interval{n, NOTHING, NOTHING};
    if (n == 0)
    {
        return interval;
    }
    interval.mean = std::accumulate(known.begin(), known.end(), 0.0) / double(n);
    if (n == 1)
    {
        return interval;
    }
    double squares = 0;
    for (const double value : known)
    {
        squares += (value - interval.mean) * (value - interval.mean);
    }
    const boost::math::students_t t(double(n - 1));
    interval.halfWidth = boost::math::quantile(t, (1 + CONFIDENCE) / 2) *
                         std::sqrt(squares / double(n - 1) / double(n));
    return interval;
}

std::string
IntervalText(const StudentInterval& interval, double factor, int decimals)
{
    if (interval.values == 0)
    {
        return "-";
    }
    const double mean = interval.mean * factor;
    const double half = interval.halfWidth * factor;
    if (std::isnan(half))
    {
        return Fixed(mean, decimals);
    }
    if (half > 0)
    {
        // Two digits of the half-width; the mean ends where it ends.
        decimals = std::min(1 - int(std::floor(std::log10(half))), MAX_DECIMALS);
    }
    return Fixed(mean, decimals) + " +- " + Fixed(half, decimals);
}

} // namespace ns3::dhcpbackup
