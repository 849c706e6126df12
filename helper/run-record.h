/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RUN_RECORD_H
#define DHCPBACKUP_RUN_RECORD_H

#include "ns3/address-auditor.h"
#include "ns3/outage-meter.h"
#include "ns3/profile-meter.h"

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A figure of a run, with its name and unit: "renewal_survival" in "share", for example.
struct Metric
{
    std::string name; //!< as in thresholds and tables
    std::string unit; //!< "s", "1", "share", "1/s", "bytes"
    double value{0};  //!< the figure; NaN if there is nothing to measure
};

/**
 * @ingroup dhcp-backup
 * @brief What one design did in one run.
 */
struct RunRecord
{
    std::string design;                    //!< its name
    std::string traceHash;                 //!< of all that clients sent, received, held and lost
    std::vector<Metric> metrics;           //!< in the order of tables
    std::map<std::string, uint64_t> drops; //!< messages lost or ignored at the server, by cause
    std::vector<ProfileCounts> profiles;   //!< what the clients sent, by their profiles
    std::vector<Violation> violations;     //!< the first ones, with evidence
    std::vector<std::string> faults;       //!< each beginning and healing, with its time
    double wallSeconds{0};                 //!< time that the run took; differs from run to run
    uint64_t events{0};                    //!< simulator events

    /**
     * @param name a metric's name
     * @return its value, NaN if there is none of that name
     */
    double Value(const std::string& name) const;
};

/**
 * @brief All figures of a run.
 * @param meter what was measured
 * @param auditor what was found to be wrong
 * @param serviceTime the server's time for one message
 * @param length simulated time
 * @return the metrics in the order of tables
 */
std::vector<Metric> MetricsOf(const OutageMeter& meter,
                              const AddressAuditor& auditor,
                              Duration serviceTime,
                              Duration length);

/**
 * @brief A quantile: the smallest value that at least this share of the sample does not exceed.
 * @param sample values in any order
 * @param share above 0, at most 1
 * @return the value, NaN for an empty sample
 */
double Quantile(std::vector<Duration> sample, double share);

/**
 * @brief Write one line a second of the run; TimelineHeading names the columns.
 * @param os where to
 * @param design the design's name, first column
 * @param meter what was measured
 */
void WriteTimeline(std::ostream& os, const std::string& design, const OutageMeter& meter);

/// @return the first line of timeline.csv
std::string TimelineHeading();

/**
 * @brief Write one line a client outage; OutagesHeading names the columns.
 * @param os where to
 * @param design the design's name, first column
 * @param meter what was measured
 */
void WriteOutages(std::ostream& os, const std::string& design, const OutageMeter& meter);

/// @return the first line of outages.csv
std::string OutagesHeading();

/**
 * @brief Write one line a client profile; ProfilesHeading names the columns.
 * @param os where to
 * @param design the design's name, first column
 * @param profiles what the clients sent
 */
void WriteProfiles(std::ostream& os,
                   const std::string& design,
                   const std::vector<ProfileCounts>& profiles);

/// @return the first line of profiles.csv
std::string ProfilesHeading();

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RUN_RECORD_H
