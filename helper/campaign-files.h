/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CAMPAIGN_FILES_H
#define DHCPBACKUP_CAMPAIGN_FILES_H

#include "ns3/campaign.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief Write what all parts of a campaign say together: page, plot, figures of all runs.
 * @param scenario the campaign
 * @param parts its parts, each with the results in its folder
 * @param folder the folder in which those are
 * @throw std::runtime_error if a file cannot be written
 */
void WriteCampaignFiles(const Scenario& scenario,
                        const std::vector<CampaignPart>& parts,
                        const std::string& folder);

/**
 * @brief The page of a campaign.
 * @param scenario the campaign
 * @param parts its parts with their outcomes
 * @return HTML that needs no network
 */
std::string CampaignReport(const Scenario& scenario, const std::vector<CampaignPart>& parts);

/**
 * @brief The script for gnuplot that draws plots/overview, all designs in all outages.
 * @param scenario the campaign
 * @param parts its parts with their outcomes
 * @return to be run in the folder of the results
 */
std::string OverviewPlot(const Scenario& scenario, const std::vector<CampaignPart>& parts);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CAMPAIGN_FILES_H
