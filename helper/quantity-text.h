/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_QUANTITY_TEXT_H
#define DHCPBACKUP_QUANTITY_TEXT_H

#include "ns3/unit-text.h"

#include <string>

namespace ns3::dhcpbackup
{

/// A number with a unit that was read from a text, or what is wrong with the text.
struct Quantity
{
    int64_t value{0};     //!< in the smallest unit, if expected is empty
    std::string expected; //!< empty if the text was good, else what should stand there

    /// @return whether the text was good
    bool Ok() const
    {
        return expected.empty();
    }
};

/**
 * @brief Read a time: a decimal number and a unit of ns, us, ms, s, min, h, d, without a space.
 * @param text for example "45min" or "1.5h"
 * @return nanoseconds from 0 to MAX_SCENARIO_TIME
 */
Quantity ParseDuration(const std::string& text);

/**
 * @brief Read a rate: a decimal number and a unit of bps, kbps, Mbps, Gbps (powers of ten).
 * @param text for example "100Mbps"
 * @return bits a second from 0 to 1000 Gbps
 */
Quantity ParseRate(const std::string& text);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_QUANTITY_TEXT_H
