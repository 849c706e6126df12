/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_NEAREST_NAME_H
#define DHCPBACKUP_NEAREST_NAME_H

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @brief Guess which name somebody meant.
 *
 * Names are near if few letters must be added, removed, changed or swapped with their neighbour to
 * make one from the other; upper and lower case, `-` and `_` do not count as different.
 *
 * @param found what was written
 * @param names what could have been meant
 * @return the nearest name, or an empty text if none is near enough to be worth a question
 */
std::string NearestName(const std::string& found, const std::vector<std::string>& names);

/**
 * @brief The end of an error message.
 * @param found what was written
 * @param names what could have been meant
 * @return `; did you mean "count"?`, or an empty text
 */
std::string NearestNameHint(const std::string& found, const std::vector<std::string>& names);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_NEAREST_NAME_H
