/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_HAZARDS_H
#define DHCPBACKUP_HAZARDS_H

#include "ns3/scenario-runner.h"

#include <functional>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A run that shows a hazard, or that its counter works.
struct HazardTrial
{
    Scenario scenario;       //!< who wants addresses, and what breaks
    std::string design;      //!< what the relays do
    NetworkObserver actions; //!< what happens besides the faults; may be empty
    std::function<double(const RunRecord&)> figure; //!< what the run showed
};

/// What can go wrong when relays stand in for a server, and what helps.
struct Hazard
{
    std::string number;                  //!< for example "H1", as in the documentation
    std::string wrong;                   //!< what goes wrong, one line
    std::string counter;                 //!< what helps against it, with the keys of scenario files
    std::string measure;                 //!< the figure that shows it, with its unit
    HazardTrial (*make)(bool countered); //!< makes the run with or without the counter
};

/// @return the hazards that scenarios can show with and without the counter, by number
const std::vector<Hazard>& SimulatedHazards();

/**
 * @brief Run a hazard in this process.
 * @param hazard a hazard
 * @param countered whether the counter is in place
 * @return its figure
 */
double MeasureHazard(const Hazard& hazard, bool countered);

/**
 * @param value a hazard's figure
 * @return it with one digit behind the point if it is no whole number
 */
std::string HazardFigure(double value);

/**
 * @param hazard a hazard
 * @param without its figure without the counter
 * @param with its figure with the counter
 * @return lines for people
 */
std::string HazardText(const Hazard& hazard, double without, double with);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_HAZARDS_H
