/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_METRIC_CATALOGUE_H
#define DHCPBACKUP_METRIC_CATALOGUE_H

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Which values of a metric are the good ones.
enum class Better
{
    LOWER,  //!< the smaller
    HIGHER, //!< the larger
    NEITHER //!< neither: it says what happened
};

/// What a metric is.
struct MetricInfo
{
    const char* name;    //!< as in results and thresholds
    const char* unit;    //!< "s", "1", "share", "1/s", "bytes"
    Better better;       //!< which values are good
    const char* formula; //!< how it is computed, in words
    const char* title;   //!< its line in the summary table, nullptr if it has none
    bool measured;       //!< of the run itself: differs from machine to machine
    bool compared{false}; //!< designs are chosen by it
};

/// @return all metrics in the order of tables
const std::vector<MetricInfo>& MetricCatalogue();

/**
 * @param name a metric's name
 * @return what it is, nullptr if there is none of that name
 */
const MetricInfo* FindMetric(const std::string& name);

/// @return the names of all metrics
std::vector<std::string> MetricNames();

/**
 * @param better which values are good
 * @return for example "lower is better"
 */
const char* ToString(Better better);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_METRIC_CATALOGUE_H
