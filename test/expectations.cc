/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "expectations.h"

#include <algorithm>
#include <boost/math/distributions/binomial.hpp>

namespace expectations
{

std::vector<double>
RenewalAttempts(double lease)
{
    const double t1 = lease / 2;
    const double t2 = lease * 7 / 8;
    std::vector<double> attempts;
    for (const auto& [begin, end] : {std::make_pair(t1, t2), std::make_pair(t2, lease)})
    {
        for (double at = begin; at < end; at += std::max((end - at) / 2, 60.0))
        {
            attempts.push_back(at);
        }
    }
    return attempts;
}

double
ShareLost(double outage, double lease)
{
    const double last = RenewalAttempts(lease).back();
    const double youngest = last - outage; // a lease that is older has no attempt left
    return 1 - std::clamp(youngest / (lease / 2), 0.0, 1.0);
}

double
ShareRenewing(double outage, double lease)
{
    return std::min(1.0, outage / (lease / 2));
}

std::pair<uint32_t, uint32_t>
BinomialBand(uint32_t n, double p)
{
    if (p <= 0 || p >= 1)
    {
        const uint32_t certain = p <= 0 ? 0 : n;
        return {certain, certain};
    }
    using boost::math::binomial;
    const binomial distribution(n, p);
    const double low = quantile(distribution, 0.0005);
    const double high = quantile(complement(distribution, 0.0005));
    return {uint32_t(low), uint32_t(high)};
}

} // namespace expectations
