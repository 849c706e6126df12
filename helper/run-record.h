/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RUN_RECORD_H
#define DHCPBACKUP_RUN_RECORD_H

#include "ns3/address-auditor.h"
#include "ns3/message-auditor.h"
#include "ns3/outage-meter.h"
#include "ns3/profile-meter.h"

#include <iosfwd>
#include <map>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A figure of a run; what it means is in MetricCatalogue.
struct Metric
{
    std::string name; //!< as in the catalogue
    std::string unit; //!< as in the catalogue
    double value{0};  //!< the figure; NaN if there is nothing to measure
};

/// What the subscribers of one group suffered in a run.
struct GroupFigures
{
    std::string name;            //!< the group's
    uint32_t subscribers{0};     //!< how many are in it
    std::vector<Metric> metrics; //!< of its subscribers alone, as in the catalogue
};

/**
 * @ingroup dhcp-backup
 * @brief What one design did in one run.
 */
struct RunRecord
{
    std::string design;                    //!< its name
    uint64_t run{1};                       //!< RngRun: which draws of the seed
    std::string traceHash;                 //!< of all that clients sent, received, held and lost
    std::vector<Metric> metrics;           //!< in the order of tables
    std::map<std::string, uint64_t> drops; //!< messages lost or ignored at the server, by cause
    std::vector<ProfileCounts> profiles;   //!< what the clients sent, by their profiles
    std::vector<GroupFigures> groups;      //!< by group, if the scenario has any
    std::vector<Violation> violations;     //!< the first ones, with evidence
    std::vector<std::string> faults;       //!< each beginning and healing, with its time
    Instant stoppedAt{NEVER};              //!< when a violation stopped the run, NEVER if none did

    /**
     * @param name a metric's name; those that differ from machine to machine come with a study only
     * @return its value, NaN if there is none of that name
     */
    double Value(const std::string& name) const;

    /**
     * @param name a metric's name
     * @param group a group, from 0
     * @return its value for that group alone, NaN if there is none
     */
    double Value(const std::string& name, uint32_t group) const;
};

/// What must be known of a run to understand its figures.
struct RunConditions
{
    Duration serviceTime{0}; //!< the server's time for one message
    Duration length{0};      //!< simulated time
    Instant settled{0};      //!< when every settled client has renewed once
    uint64_t events{0};      //!< simulator events
};

/**
 * @brief All figures of a run except those that differ from machine to machine.
 * @param meter what was measured
 * @param addresses what was found out about addresses
 * @param books what became of the clients' REQUESTs
 * @param violations how many invariants were violated
 * @param conditions of the run
 * @return the metrics in the order of the catalogue
 */
std::vector<Metric> MetricsOf(const OutageMeter& meter,
                              const AddressAuditor& addresses,
                              const MessageAuditor::Books& books,
                              uint64_t violations,
                              const RunConditions& conditions);

/**
 * @brief What some subscribers suffered: what became of their leases, and their client outages.
 * @param meter what was measured
 * @param first the first of the subscribers
 * @param count how many from there on
 * @return the metrics in the order of the catalogue
 */
std::vector<Metric> ServiceMetricsOf(const OutageMeter& meter, uint32_t first, uint32_t count);

/**
 * @param name a metric's name; it must be in the catalogue
 * @param value the figure
 * @return the metric with its unit
 */
Metric MakeMetric(const std::string& name, double value);

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

/**
 * @brief Write one line a figure of a group; GroupsHeading names the columns.
 * @param os where to
 * @param design the design's name, first column
 * @param groups their figures
 */
void WriteGroups(std::ostream& os,
                 const std::string& design,
                 const std::vector<GroupFigures>& groups);

/// @return the first line of groups.csv
std::string GroupsHeading();

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RUN_RECORD_H
