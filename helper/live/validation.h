/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_VALIDATION_H
#define DHCPBACKUP_VALIDATION_H

#include "ns3/answer-probe.h"
#include "ns3/server-profile.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What a real server and its profile answer.
struct AnswerComparison
{
    ServerKind kind{SERVER_KEA};     //!< which server
    bool authoritative{true};        //!< how it was configured
    std::string version;             //!< what the program says of itself
    std::vector<AnswerCell> real;    //!< of the program
    std::vector<AnswerCell> profile; //!< of the simulated server, cell by cell
};

/**
 * @brief Ask real servers and their profiles side by side, each configuration in a process and a
 *        namespace of its own. Takes as long as two leases and a minute.
 * @param kinds which servers; their programs must be installed
 * @return a comparison for each server, authoritative and not
 * @throw std::runtime_error if one cannot be asked
 */
std::vector<AnswerComparison> CompareAnswers(const std::vector<ServerKind>& kinds);

/**
 * @param comparison what was answered
 * @return a table with a line for each shape and a column for each state; where the two differ a cell
 *         has the real answer, a slash and the profile's
 */
std::string AnswerTable(const AnswerComparison& comparison);

/**
 * @param comparison what was answered
 * @return in how many cells the two differ
 */
size_t CountDifferences(const AnswerComparison& comparison);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_VALIDATION_H
