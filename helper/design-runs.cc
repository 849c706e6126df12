/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-runs.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

std::vector<double>
DesignRuns::Values(const std::string& metric) const
{
    std::vector<double> values;
    for (const RunRecord* const record : runs)
    {
        values.push_back(record->Value(metric));
    }
    return values;
}

std::vector<double>
DesignRuns::Values(const std::string& metric, uint32_t group) const
{
    std::vector<double> values;
    for (const RunRecord* const record : runs)
    {
        values.push_back(record->Value(metric, group));
    }
    return values;
}

std::vector<DesignRuns>
ByDesign(const std::vector<RunRecord>& records)
{
    std::vector<DesignRuns> designs;
    for (const RunRecord& record : records)
    {
        auto it = std::find_if(designs.begin(), designs.end(), [&](const DesignRuns& known) {
            return known.design == record.design;
        });
        if (it == designs.end())
        {
            it = designs.insert(it, {record.design, {}});
        }
        it->runs.push_back(&record);
    }
    return designs;
}

} // namespace ns3::dhcpbackup
