/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_FAULT_JSON_H
#define DHCPBACKUP_FAULT_JSON_H

#include "ns3/fault-schedule.h"
#include "ns3/json-reader.h"

#include <boost/json/array.hpp>

namespace ns3::dhcpbackup
{

/**
 * @brief Read the faults of a scenario.
 * @param reader the object that has them under "faults"; is told what is wrong with them
 * @return the faults
 */
FaultSchedule ReadFaults(JsonReader& reader);

/**
 * @brief Write faults as a scenario has them.
 * @param schedule the faults
 * @return one object each, with all its keys
 */
boost::json::array FaultsArray(const FaultSchedule& schedule);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_FAULT_JSON_H
