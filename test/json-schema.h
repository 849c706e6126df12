/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_JSON_SCHEMA_H
#define DHCPBACKUP_TEST_JSON_SCHEMA_H

#include <boost/json/value.hpp>
#include <string>
#include <vector>

namespace ns3::dhcpbackup::test
{

/**
 * @brief Validate a value by the part of JSON Schema (2020-12) that the scenario schema uses.
 * @param schema the whole schema
 * @param value the value
 * @return what is wrong, one line each; a keyword of the schema that is not known here is wrong too
 */
std::vector<std::string> SchemaProblems(const boost::json::value& schema,
                                        const boost::json::value& value);

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_JSON_SCHEMA_H
