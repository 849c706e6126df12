/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_JSON_TEXT_H
#define DHCPBACKUP_JSON_TEXT_H

#include <boost/json/value.hpp>
#include <string>

namespace ns3::dhcpbackup
{

/**
 * @brief Write JSON for people: two spaces a level, numbers as short as they can be read back.
 * @param value what to write; numbers that are not finite become null
 * @return the text, ending in a new line
 */
std::string PrettyJson(const boost::json::value& value);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_JSON_TEXT_H
