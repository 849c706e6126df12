/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_CHECKER_H
#define DHCPBACKUP_SCENARIO_CHECKER_H

#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Collects what is wrong with a scenario; each check is one line where it is used.
 */
class ScenarioChecker
{
  public:
    /// @param problems where to put what is found
    explicit ScenarioChecker(std::vector<ScenarioProblem>& problems)
        : m_problems(problems)
    {
    }

    /**
     * @brief A value is wrong.
     * @param place its place in scenario files
     * @param found what stands there
     * @param expected what should
     */
    void Add(const std::string& place, const std::string& found, const std::string& expected)
    {
        m_problems.push_back({place, "found " + found + ", expected " + expected});
    }

    /**
     * @brief A whole number must lie in its range.
     * @param place its place
     * @param value the number
     * @param range the numbers that make sense
     */
    void InRange(const std::string& place, uint64_t value, const IntegerRange& range)
    {
        if (value < range.min || value > range.max)
        {
            Add(place,
                std::to_string(value),
                "a whole number from " + std::to_string(range.min) + " to " +
                    std::to_string(range.max));
        }
    }

    /**
     * @brief A time must not be negative, nor too long.
     * @param place its place
     * @param value the time
     */
    void Time(const std::string& place, Duration value)
    {
        if (value < 0 || value > MAX_SCENARIO_TIME)
        {
            Add(place, DurationText(value), "a time from 0s to " + DurationText(MAX_SCENARIO_TIME));
        }
    }

    /**
     * @brief A time must be more than zero, and not too long.
     * @param place its place
     * @param value the time
     */
    void PositiveTime(const std::string& place, Duration value)
    {
        value == 0 ? Add(place, "0s", "more than 0s") : Time(place, value);
    }

    /**
     * @brief A link must have a rate and a delay.
     * @param place its place
     * @param link the link
     */
    void Link(const std::string& place, const LinkSettings& link)
    {
        if (link.rate == 0)
        {
            Add(place + ".rate", "0bps", "more than 0bps");
        }
        Time(place + ".delay", link.delay);
    }

  private:
    std::vector<ScenarioProblem>& m_problems; //!< what was found
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_CHECKER_H
