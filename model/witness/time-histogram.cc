/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "time-histogram.h"

#include <algorithm>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

/// Each power of two is cut into 2^FINE_BITS bins; smaller values have a bin each.
constexpr int FINE_BITS = 6;
constexpr uint64_t FINE = 1 << FINE_BITS;

} // namespace

size_t
TimeHistogram::BinOf(Duration value)
{
    const uint64_t v = value;
    if (v < FINE)
    {
        return v;
    }
    const int shift = 63 - __builtin_clzll(v) - FINE_BITS;
    return FINE * shift + (v >> shift);
}

Duration
TimeHistogram::EndOf(size_t bin)
{
    if (bin < FINE)
    {
        return bin;
    }
    const size_t shift = bin / FINE - 1;
    const uint64_t first = bin - FINE * shift;
    return ((first + 1) << shift) - 1;
}

void
TimeHistogram::Add(Duration value)
{
    const size_t bin = BinOf(value);
    if (bin >= m_bins.size())
    {
        m_bins.resize(bin + 1);
    }
    ++m_bins[bin];
    ++m_count;
    m_max = std::max(m_max, value);
}

Duration
TimeHistogram::Quantile(double share) const
{
    const uint64_t rank = std::max<double>(std::ceil(share * m_count), 1);
    uint64_t passed = 0;
    for (size_t bin = 0; bin < m_bins.size(); ++bin)
    {
        passed += m_bins[bin];
        if (passed >= rank)
        {
            return std::min(EndOf(bin), m_max);
        }
    }
    return -1;
}

} // namespace ns3::dhcpbackup
