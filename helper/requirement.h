/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REQUIREMENT_H
#define DHCPBACKUP_REQUIREMENT_H

#include "ns3/run-record.h"

#include <optional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A threshold that a metric must keep.
struct Requirement
{
    std::string design;     //!< which design must keep it, empty for all
    std::string metric;     //!< a name of the catalogue
    std::string comparison; //!< "<", "<=", ">", ">=" or "=="
    double bound{0};        //!< in the metric's unit

    /**
     * @brief Whether a value keeps the threshold.
     * @param value the metric; NaN, when there was nothing to measure, keeps it if lower values are
     *        better: there was not even one outage whose length could be too long
     * @return true if it does
     */
    bool IsMet(double value) const;

    /**
     * @brief How far a value is from breaking the threshold, to find the worst of several.
     * @param value the metric
     * @return less for worse values; NaN counts as better than all if it keeps the threshold, else
     *         as worse
     */
    double Margin(double value) const;
};

/**
 * @brief Read a threshold such as "renewal_survival >= 0.999" or "plain: leases_lost > 0".
 * @param text the threshold
 * @param problem gets what was expected in its place, if it cannot be read
 * @return the threshold, or nothing
 */
std::optional<Requirement> ParseRequirement(const std::string& text, std::string& problem);

/// What came of a threshold in one design.
struct ThresholdVerdict
{
    std::string text;   //!< the threshold as written
    std::string design; //!< the design
    double value{0};    //!< the metric in the worst run, NaN if there was nothing to measure
    uint64_t run{1};    //!< the number of that run
    size_t runs{1};     //!< that there were
    size_t runsMet{0};  //!< that kept it
    bool met{false};    //!< whether all runs kept it
};

/**
 * @param verdict a verdict
 * @return for example "plain: leases_lost == 0, found 5"
 */
std::string ToString(const ThresholdVerdict& verdict);

/**
 * @brief Hold runs against thresholds: each run must keep them, not just their mean.
 * @param require thresholds that can be read
 * @param records of each design, one or more
 * @return a verdict for each threshold and each design that it is about
 */
std::vector<ThresholdVerdict> Judge(const std::vector<std::string>& require,
                           const std::vector<RunRecord>& records);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REQUIREMENT_H
