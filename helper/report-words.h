/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_REPORT_WORDS_H
#define DHCPBACKUP_REPORT_WORDS_H

#include "ns3/scenario.h"
#include "ns3/student-interval.h"
#include "ns3/study.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief Say in plain sentences what the figures of a study say, each with its numbers.
 * @param scenario what was run
 * @param outcome what came of it
 * @return one paragraph, plain text
 *
 * Of two designs one is called better only if the 95 % interval of the differences between their
 * runs leaves out zero: they share arrivals, faults and draws, so runs are compared in pairs.
 */
std::string ReportParagraph(const Scenario& scenario, const StudyOutcome& outcome);

/**
 * @param interval a mean over runs and its interval
 * @param unit of the metric
 * @return for example "1,815,000 ± 1,200 s" or "99.95 %", UTF-8
 */
std::string FigureText(const StudentInterval& interval, const std::string& unit);

/**
 * @param plain numbers and "+-" as IntervalText writes them
 * @return the same with commas between thousands and "±", UTF-8
 */
std::string ReadableInterval(const std::string& plain);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_REPORT_WORDS_H
