/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "stop-rule.h"

#include "ns3/student-interval.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

StopRule::StopRule(const StopAt& stopAt, size_t designs, uint32_t replications)
    : m_stopAt(stopAt),
      m_wanted(replications),
      m_values(designs)
{
}

void
StopRule::Add(uint32_t replication, size_t design, double value)
{
    m_later[replication][design] = value;
    const auto next = [this] { return m_later.find(uint32_t(m_values[0].size())); };
    for (auto it = next(); it != m_later.end() && it->second.size() == m_values.size(); it = next())
    {
        for (const auto& [index, known] : it->second)
        {
            m_values[index].push_back(known);
        }
        m_later.erase(it);
        const auto complete = uint32_t(m_values[0].size());
        if (complete >= LEAST && complete < m_wanted && AreNarrow())
        {
            m_wanted = complete;
        }
    }
}

bool
StopRule::AreNarrow() const
{
    const double share = m_stopAt.halfWidth;
    return share > 0 && std::all_of(m_values.begin(), m_values.end(), [share](const auto& values) {
               const StudentInterval interval = IntervalOf(values);
               return interval.values == 0 ||
                      (interval.values >= LEAST &&
                       interval.halfWidth <= share * std::abs(interval.mean));
           });
}

} // namespace ns3::dhcpbackup
