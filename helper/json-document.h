/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_JSON_DOCUMENT_H
#define DHCPBACKUP_JSON_DOCUMENT_H

#include "ns3/fault-schedule.h"

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A text that was read as JSON.
struct JsonDocument
{
    boost::json::value root;               //!< what it says, if there are no syntax problems
    bool valid{false};                     //!< whether the text is JSON at all
    std::vector<ScenarioProblem> problems; //!< doubled keys, or where the syntax breaks
};

/**
 * @brief Read JSON with comments and trailing commas.
 *
 * Syntax problems have "line:column" as their place. Keys that stand twice in one object are
 * problems with the key's path as their place; Boost.JSON itself would keep the last one silently.
 * Numbers are read exactly (Boost.JSON 1.81 itself rounds some in the last digit).
 *
 * @param text the text, UTF-8
 * @return the document
 */
JsonDocument ParseJson(const std::string& text);

/**
 * @brief Write a value into an error message: on one line, shortened if it is long.
 * @param value any value
 * @return for example `"90"` with its quotes, or `an object`
 */
std::string JsonExcerpt(const boost::json::value& value);

/**
 * @brief Write a key into the place of an error message: on one line, shortened if it is long.
 * @param key any key
 * @return the key itself if it is short and plain
 */
std::string KeyExcerpt(const std::string& key);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_JSON_DOCUMENT_H
