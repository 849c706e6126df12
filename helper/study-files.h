/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STUDY_FILES_H
#define DHCPBACKUP_STUDY_FILES_H

#include "ns3/study.h"

#include <functional>
#include <string>

namespace ns3::dhcpbackup
{

/// Where the tables of a run are, or nothing if it has none.
using TableFolder = std::function<std::string(const RunRecord& record)>;

/**
 * @brief Write all files of a results folder but the plots.
 * @param scenario what was run
 * @param outcome what came of it
 * @param folder the folder
 * @param tablesOf the folder in which a run left its tables; they are moved
 * @throw std::runtime_error if a file cannot be read or written
 */
void WriteStudyFiles(const Scenario& scenario,
                     const StudyOutcome& outcome,
                     const std::string& folder,
                     const TableFolder& tablesOf);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STUDY_FILES_H
