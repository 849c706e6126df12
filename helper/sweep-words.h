/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SWEEP_WORDS_H
#define DHCPBACKUP_SWEEP_WORDS_H

#include "ns3/sweep-report.h"

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief Say in plain sentences what a sweep found, each figure with its point.
 * @param report the sweep
 * @return a sentence for each metric of its page, plain text; empty without figures
 */
std::string SweepParagraph(const SweepReport& report);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SWEEP_WORDS_H
