/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STUDENT_INTERVAL_H
#define DHCPBACKUP_STUDENT_INTERVAL_H

#include <cstddef>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// How sure an interval is to hold the mean of all runs that could be made.
constexpr double CONFIDENCE = 0.95;

/// The mean of a figure over runs, and how far it may be off.
struct StudentInterval
{
    size_t values{0};    //!< runs that had something to measure
    double mean{0};      //!< of their values; NaN if there are none
    double halfWidth{0}; //!< the mean may be off by so much; NaN with fewer than two values

    /// @return the lower end; NaN where there is no interval
    double Low() const;

    /// @return the upper end; NaN where there is no interval
    double High() const;
};

/**
 * @brief The interval that holds the mean with a probability of CONFIDENCE, after Student.
 * @param values one of each run, so that they are independent; NaN is left out
 * @return mean and half-width: t(n - 1) s / sqrt(n)
 */
StudentInterval IntervalOf(const std::vector<double>& values);

/**
 * @brief Write an interval with no more digits than it can vouch for.
 * @param interval the interval
 * @param factor what to multiply it with, such as 100 for a share in per cent
 * @param decimals how many to write where there is no half-width to tell
 * @return for example "1815000 +- 1200"; the mean alone without an interval, "-" without values
 */
std::string IntervalText(const StudentInterval& interval, double factor, int decimals);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STUDENT_INTERVAL_H
