/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-generator.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

FaultSchedule
FaultGenerator::Expand(const FaultSchedule& written) const
{
    FaultSchedule expanded;
    for (uint32_t i = 0; i < written.faults.size(); ++i)
    {
        const Fault& fault = written.faults[i];
        if (fault.repeat.Random())
        {
            AddRandom(fault, i, expanded);
            continue;
        }
        Fault occurrence = fault;
        occurrence.repeat = {};
        for (int64_t left = Occurrences(fault); left > 0; --left)
        {
            expanded.faults.push_back(occurrence);
            occurrence.at += fault.repeat.every;
        }
    }
    return expanded;
}

void
FaultGenerator::AddRandom(const Fault& fault, uint32_t index, FaultSchedule& expanded) const
{
    const FaultRepetition& repeat = fault.repeat;
    Fault occurrence = fault;
    occurrence.repeat = {};
    for (uint64_t n = 0;; n += 2)
    {
        occurrence.at += Exponential(repeat.mtbf, index, n);
        if (occurrence.at >= repeat.until)
        {
            return;
        }
        occurrence.length =
            std::min(Exponential(repeat.mttr, index, n + 1), repeat.until - occurrence.at);
        expanded.faults.push_back(occurrence);
        occurrence.at = occurrence.Healing();
    }
}

Duration
FaultGenerator::Exponential(Duration mean, uint32_t index, uint64_t n) const
{
    // 1 - u lies in (0, 1], where the logarithm is finite.
    const double u = m_draw.Uniform(DrawPurpose::FAULT_TIMES, index, n);
    const Duration time = Duration(-std::log(1 - u) * double(mean));
    return std::max<Duration>(time / MILLISECOND, 1) * MILLISECOND;
}

} // namespace ns3::dhcpbackup
