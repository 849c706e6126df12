/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_OVERVIEW_H
#define DHCPBACKUP_OVERVIEW_H

#include "ns3/campaign.h"
#include "ns3/design-runs.h"
#include "ns3/student-interval.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A column of the tables that have a line for each design.
struct OverviewColumn
{
    const char* metric;  //!< of the catalogue
    const char* heading; //!< with its unit
    const char* brief;   //!< the same where all outages are shown at once; nullptr to leave it out
    double factor;       //!< from the metric's unit to this one
    int decimals;        //!< that are shown
};

/// @return what designs are chosen by, in few figures
const std::vector<OverviewColumn>& OverviewColumns();

/// What a campaign says of one outage.
struct OutageView
{
    const CampaignPart* all{nullptr};     //!< with all subscribers
    const CampaignPart* reduced{nullptr}; //!< with fewer, or nullptr
};

/**
 * @param parts of a campaign, which must outlive the result
 * @return the outages in their order
 */
std::vector<OutageView> ViewsOf(const std::vector<CampaignPart>& parts);

/**
 * @param part a part
 * @param design a design's name
 * @param metric a metric's name
 * @return its mean over the runs of the part
 */
StudentInterval FigureOf(const CampaignPart& part,
                         const std::string& design,
                         const std::string& metric);

/**
 * @param part a part
 * @param design a design's name
 * @param column what to show
 * @return the figure with its half-width if there are several runs; "-" if there was nothing to
 *         measure
 */
std::string FigureText(const CampaignPart& part,
                       const std::string& design,
                       const OverviewColumn& column);

/**
 * @brief The designs in all outages as tables for a terminal.
 * @param scenario the campaign
 * @param parts its parts with their outcomes
 * @return a table for each outage, a line for each design
 */
std::string OverviewTables(const Scenario& scenario, const std::vector<CampaignPart>& parts);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_OVERVIEW_H
