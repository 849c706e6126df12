/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_EXPLAIN_H
#define DHCPBACKUP_EXPLAIN_H

#include <string>

namespace ns3::dhcpbackup
{

/// Whose story to tell, and how.
struct ExplainRequest
{
    std::string results;    //!< a results folder
    std::string mac;        //!< the subscriber's hardware address; empty for the longest outage
    std::string design;     //!< one of the designs; empty for all
    bool everything{false}; //!< tell of each uneventful renewal too
};

/**
 * @brief Tell one subscriber's story, by repeating the runs that gave the results.
 * @param request whose story
 * @return for each design a message chart and the reason why the subscriber lost or kept its address
 * @throw UsageError if the folder holds no results, or the subscriber or design is not in them
 *
 * Nothing but the scenario and seed is needed from the results, since the same input gives the same
 * run; if it does not, as with another version of the program, that is said.
 */
std::string Explain(const ExplainRequest& request);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_EXPLAIN_H
