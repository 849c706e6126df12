/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SWEEP_PLAN_H
#define DHCPBACKUP_SWEEP_PLAN_H

#include "ns3/scenario.h"

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A value of a scenario that is varied.
struct Variation
{
    std::string path;                       //!< for example "faults[0].for"
    std::vector<boost::json::value> values; //!< what it is set to, one after the other
};

/// A point of a grid.
struct SweepPoint
{
    std::vector<std::string> values; //!< of the variations, as text
    Scenario scenario;               //!< with these values
};

/**
 * @ingroup dhcp-backup
 * @brief A scenario of which some values are varied.
 */
class SweepPlan
{
  public:
    /**
     * @param file a scenario file
     * @throw UsageError if it is none
     */
    explicit SweepPlan(const std::string& file);

    /**
     * @brief Vary a value, besides those before.
     * @param words what the command line says: PATH=FROM..TO/COUNT for evenly spaced times, rates
     *        or numbers, or PATH=VALUE,VALUE,...
     * @throw UsageError if the scenario has no such path, with the nearest name, or if the values
     *        cannot be read
     */
    void Vary(const std::string& words);

    /// @return what is varied
    const std::vector<Variation>& Variations() const
    {
        return m_variations;
    }

    /// @return the scenario as it is in the file
    const Scenario& Base() const
    {
        return m_base;
    }

    /**
     * @brief Combine all values, those of the last variation fastest.
     * @return the grid
     * @throw UsageError if a combination is no scenario that can be run, or if there are too many
     */
    std::vector<SweepPoint> Grid() const;

  private:
    /// The scenario with some values.
    Scenario ScenarioOf(const boost::json::value& root, const std::string& which) const;

    std::string m_file;                  //!< for errors
    boost::json::value m_root;           //!< the file
    boost::json::value m_expanded;       //!< the scenario with every value
    Scenario m_base;                     //!< the scenario
    std::vector<Variation> m_variations; //!< what is varied
};

/**
 * @param value a value of a scenario
 * @return as it is written on the command line: texts without quotes
 */
std::string VariedText(const boost::json::value& value);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SWEEP_PLAN_H
