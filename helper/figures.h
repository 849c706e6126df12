/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FIGURES_H
#define DHCPBACKUP_FIGURES_H

#include "ns3/run-record.h"
#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What came of the plots.
struct FigureOutcome
{
    std::vector<std::string> files; //!< written, relative to the folder
    std::string problem;            //!< why there are none, empty if all is well
};

/**
 * @brief Draw the plots of a study by gnuplot, each as SVG and PNG, into folder/plots.
 * @param scenario what was run: its faults are shaded, its name is the title
 * @param records what the designs did
 * @param folder a results folder with timeline.csv, outages.csv and intervals.csv
 * @return what was written; a missing or failing gnuplot is a problem, not an exception
 */
FigureOutcome DrawFigures(const Scenario& scenario,
                          const std::vector<RunRecord>& records,
                          const std::string& folder);

/**
 * @brief Run gnuplot on the script plots/plots.gp of a folder.
 * @param folder the folder
 * @return false if gnuplot is missing or fails
 */
bool RunGnuplot(const std::string& folder);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FIGURES_H
