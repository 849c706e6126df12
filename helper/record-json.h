/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RECORD_JSON_H
#define DHCPBACKUP_RECORD_JSON_H

#include "ns3/run-record.h"

#include <boost/json/value.hpp>

namespace ns3::dhcpbackup
{

/**
 * @param metrics figures of a run
 * @return an object by metric, each with value and unit; null for what there was nothing to measure
 */
boost::json::value MetricsToJson(const std::vector<Metric>& metrics);

/**
 * @param value what MetricsToJson made
 * @return the figures
 */
std::vector<Metric> MetricsFromJson(const boost::json::value& value);

/**
 * @param record a run of a design
 * @return it as in summary.json
 */
boost::json::value RecordToJson(const RunRecord& record);

/**
 * @param value what RecordToJson made
 * @return the run
 */
RunRecord RecordFromJson(const boost::json::value& value);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RECORD_JSON_H
