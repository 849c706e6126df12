/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_EXPECTATIONS_H
#define DHCPBACKUP_TEST_EXPECTATIONS_H

#include <cstdint>
#include <utility>
#include <vector>

/**
 * @file
 * @brief What theory says, computed without any code of the models. Times in seconds.
 */
namespace expectations
{

/// When an RFC 2131 client asks, seconds since its lease began, until the lease ends (4.4.5).
std::vector<double> RenewalAttempts(double lease);

/**
 * Share of leases lost in a total outage, clients with random phases and no backup: at its start
 * the age of a lease is uniform on [0, lease/2); a client survives if one of its attempts falls
 * between the end of the outage and the end of its lease.
 */
double ShareLost(double outage, double lease);

/// Share of clients that renew at least once in an outage.
double ShareRenewing(double outage, double lease);

/// Bounds within which a count of n draws of probability p lies with 99.9 %.
std::pair<uint32_t, uint32_t> BinomialBand(uint32_t n, double p);

} // namespace expectations

#endif // DHCPBACKUP_TEST_EXPECTATIONS_H
