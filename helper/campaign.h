/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CAMPAIGN_H
#define DHCPBACKUP_CAMPAIGN_H

#include "ns3/study.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A part of a campaign: one outage, with all subscribers or with those of run.intervals.
struct CampaignPart
{
    std::string outage;   //!< its name, empty if the scenario has no outages
    bool reduced{false};  //!< with the subscribers of run.intervals
    std::string folder;   //!< its results, in the folder of the campaign
    Scenario scenario;    //!< what is run: no outages, no intervals
    StudyOutcome outcome; //!< what came of it

    /// @return the settled subscribers
    uint64_t Subscribers() const;
};

/// What came of a campaign.
struct CampaignOutcome
{
    std::string folder;              //!< the results
    std::vector<CampaignPart> parts; //!< by outage, all subscribers first
};

/**
 * @param scenario a scenario
 * @return whether it is a campaign: several outages, or runs with fewer subscribers besides
 */
bool IsCampaign(const Scenario& scenario);

/**
 * @param scenario a campaign
 * @return its parts, each a scenario of its own, without outcomes
 */
std::vector<CampaignPart> PartsOf(const Scenario& scenario);

/**
 * @brief Run all designs in all parts of a campaign, each run in a process of its own, the longest
 *        first, and write the results: a folder for each part, and what they say together.
 * @param scenario the campaign; Errors() must find nothing
 * @param results folder for result folders, made if it is missing
 * @param showProgress whether to print progress to standard error
 * @param force make the runs even if there is not enough memory for one
 * @return what was written
 * @throw UsageError if another process makes the same campaign, or if there is not enough memory
 * @throw std::runtime_error if a file cannot be written or no run of a part succeeds
 * @throw StudyInterrupted after SIGINT or SIGTERM; the runs that are complete are kept, and the
 *        next call makes the others
 */
CampaignOutcome RunCampaign(const Scenario& scenario,
                            const std::string& results,
                            bool showProgress,
                            bool force);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CAMPAIGN_H
