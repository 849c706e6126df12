/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Scenario: what can be, but is hardly meant.
 */

#include "scenario.h"

#include "ns3/design.h"
#include "ns3/unit-text.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Above this share of its time a server in its steady state is called busy.
constexpr double BUSY = 0.8;

/// Warnings about pools: one sentence, however many relays are short of addresses.
void
WarnOfPools(const Scenario& scenario, std::vector<std::string>& warnings)
{
    if (scenario.network.sharedPool)
    {
        const uint64_t total = scenario.TotalPool();
        if (total < scenario.Population())
        {
            warnings.push_back("leases.poolPerRelay: the pool of " + std::to_string(total) +
                               " addresses that all relays share is smaller than the population; " +
                               std::to_string(scenario.Population() - total) +
                               " subscribers will go without an address even when nothing fails");
        }
        return;
    }
    uint32_t shortOf = 0;
    uint32_t without = 0;
    for (uint32_t relay = 0; relay < scenario.network.relays; ++relay)
    {
        const uint32_t subscribers = scenario.SubscribersAt(relay);
        const uint32_t pool = scenario.PoolSize(relay);
        shortOf += pool < subscribers ? 1 : 0;
        without += pool < subscribers ? subscribers - pool : 0;
    }
    if (shortOf > 0)
    {
        std::ostringstream text;
        text << "leases.poolPerRelay: the pool of " << scenario.leases.poolPerRelay
             << " addresses is smaller than the population behind " << shortOf << " of "
             << scenario.network.relays << " relays; " << without
             << " subscribers will go without an address even when nothing fails";
        warnings.push_back(text.str());
    }
}

/// Warnings about questions that nobody answers.
void
WarnOfLeasequery(const Scenario& scenario, std::vector<std::string>& warnings)
{
    const Server& server = scenario.server;
    const LeasequeryUse use = scenario.relay.leasequery;
    if (use != LEASEQUERY_OFF && !server.leasequery)
    {
        warnings.push_back("relay.leasequery: the server answers only if server.leasequery is true");
    }
    else if (use == LEASEQUERY_BULK &&
             !ProfileOf(server.profile, server.authoritative).answersBulkLeasequery)
    {
        warnings.push_back("relay.leasequery: this server.profile does not answer bulk leasequery, "
                           "so relays ask about single leases only");
    }
}

} // namespace

std::vector<std::string>
Scenario::Warnings() const
{
    std::vector<std::string> warnings;
    for (size_t i = 0; i < outages.size(); ++i)
    {
        for (const std::string& warning : With(outages[i]).Warnings())
        {
            const bool ofFaults = warning.rfind("faults[", 0) == 0;
            if (ofFaults || i == 0)
            {
                const std::string place = "outages[" + std::to_string(i) + "].";
                warnings.push_back((ofFaults ? place : "") + warning);
            }
        }
    }
    if (!outages.empty())
    {
        return warnings;
    }
    WarnOfPools(*this, warnings);
    WarnOfLeasequery(*this, warnings);
    const Instant settled = SettledFrom();
    const Duration t1 = Duration(leases.t1 * double(leases.time));
    for (size_t i = 0; i < faults.faults.size(); ++i)
    {
        if (faults.faults[i].at < settled)
        {
            warnings.push_back(
                "faults[" + std::to_string(i) + "].at: begins at " +
                DurationText(faults.faults[i].at) + ", before every subscriber has renewed once (" +
                DurationText(settled) + "); the closed forms suppose a settled network");
        }
    }
    double settledOnes = 0;
    for (uint32_t group = 0; group < subscribers.GroupCount(); ++group)
    {
        settledOnes += subscribers.Group(group).count;
    }
    const double renewals = settledOnes / (double(t1) / SECOND);
    const double load = renewals * double(server.serviceTime) / SECOND;
    if (load > BUSY)
    {
        warnings.push_back("server.serviceTime: renewals alone keep the server busy for " +
                           std::to_string(int64_t(load * 100 + 0.5)) +
                           " % of its time, before any fault");
    }
    const std::vector<std::string> known = DesignNames();
    const bool backup = std::any_of(designs.begin(), designs.end(), [&](const std::string& name) {
        return std::find(known.begin(), known.end(), name) != known.end() &&
               MakeDesign(name, relay).policy.backup;
    });
    if (backup && relay.interception == INTERCEPT_NONE)
    {
        warnings.push_back("relay.interception: none lets a relay see only the broadcasts from T2 "
                           "on, so it stands in late");
    }
    return warnings;
}

} // namespace ns3::dhcpbackup
