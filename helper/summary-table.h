/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SUMMARY_TABLE_H
#define DHCPBACKUP_SUMMARY_TABLE_H

#include "ns3/requirement.h"
#include "ns3/run-record.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Which metrics a table shows.
enum class TableKind
{
    RUN,       //!< what happened in a run
    COMPARISON //!< what designs are chosen by
};

/**
 * @brief The comparison of designs as a table.
 * @param records of each design, one or more
 * @param verdicts on the scenario's thresholds, listed first
 * @param kind which metrics
 * @return lines; a few designs side by side, the others below
 */
std::string SummaryTable(const std::vector<RunRecord>& records,
                         const std::vector<ThresholdVerdict>& verdicts,
                         TableKind kind = TableKind::RUN);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SUMMARY_TABLE_H
