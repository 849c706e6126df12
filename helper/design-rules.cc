/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design-rules.h"

#include "ns3/design.h"
#include "ns3/unit-text.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

using Problems = std::vector<ScenarioProblem>;

void
Add(Problems& problems,
    const std::string& place,
    const std::string& found,
    const std::string& expected)
{
    problems.push_back({place, "found " + found + ", expected " + expected});
}

/// The server must know of no shorter lease than the plain design's, or the comparison is none.
void
CheckLongLease(const Scenario& scenario, Problems& problems)
{
    const Leases& leases = scenario.leases;
    if (leases.longTime <= leases.time || leases.longTime % SECOND != 0)
    {
        Add(problems,
            "leases.longTime",
            DurationText(leases.longTime),
            "whole seconds and more than leases.time for design long-lease");
    }
    if (leases.maxTime != 0 && leases.maxTime < leases.longTime)
    {
        Add(problems,
            "leases.maxTime",
            DurationText(leases.maxTime),
            "at least leases.longTime for design long-lease");
    }
}

/// The limits of Nokia (below half the server's lease) and Cisco (below its T1, at least 60 s).
void
CheckShortLease(const Scenario& scenario, Problems& problems)
{
    const Leases& leases = scenario.leases;
    const Duration t1 = Duration(leases.t1 * double(leases.time));
    const Duration shortLease = scenario.relay.shortLease;
    if (shortLease < MIN_SHORT_LEASE || shortLease >= std::min(leases.time / 2, t1) ||
        shortLease % SECOND != 0)
    {
        Add(problems,
            "relay.shortLease",
            DurationText(shortLease),
            "whole seconds, at least " + DurationText(MIN_SHORT_LEASE) +
                " and less than half of leases.time and its T1 for design short-lease");
    }
    if (scenario.relay.interception == INTERCEPT_NONE)
    {
        Add(problems,
            "relay.interception",
            "\"none\"",
            "another for design short-lease, whose relays must see every renewal");
    }
}

void
CheckRebuild(const Scenario& scenario, Problems& problems)
{
    const Server& server = scenario.server;
    if (!ProfileOf(server.profile, server.authoritative).answersLeasequery)
    {
        Add(problems,
            "server.profile",
            "one that does not answer leasequery",
            "another for design leasequery-rebuild");
    }
}

void
CheckSplitScope(const Scenario& scenario, Problems& problems)
{
    if (!(scenario.pair.firstShare > 0 && scenario.pair.firstShare < 1))
    {
        Add(problems,
            "pair.firstShare",
            NumberText(scenario.pair.firstShare),
            "a share above 0 and below 1");
    }
}

/// What only two servers have cannot fail where each design has one.
void
CheckSecondServer(const Scenario& scenario, Problems& problems)
{
    const std::vector<std::string> known = DesignNames();
    const auto& designs = scenario.designs;
    const bool two = std::any_of(designs.begin(), designs.end(), [&](const std::string& name) {
        return std::find(known.begin(), known.end(), name) != known.end() &&
               MakeDesign(name, scenario.relay).servers != ServerArrangement::ONE;
    });
    const std::vector<Fault>& faults = scenario.faults.faults;
    for (size_t i = 0; i < faults.size() && !two; ++i)
    {
        const FaultTarget& target = faults[i].target;
        if (target.kind == TargetKind::PARTNERS ||
            (target.kind == TargetKind::SERVER && target.index > 0))
        {
            Add(problems,
                "faults[" + std::to_string(i) + "].target",
                ToString(target),
                "another, since no design of the scenario has two servers, as hot-standby has");
        }
    }
}

} // namespace

std::vector<ScenarioProblem>
DesignProblems(const Scenario& scenario)
{
    const std::pair<const char*, void (*)(const Scenario&, Problems&)> checks[] = {
        {"long-lease", CheckLongLease},
        {"short-lease", CheckShortLease},
        {"leasequery-rebuild", CheckRebuild},
        {"split-scope", CheckSplitScope},
    };
    Problems problems;
    CheckSecondServer(scenario, problems);
    const auto& designs = scenario.designs;
    for (const auto& [name, check] : checks)
    {
        // Also where it is a part of another one.
        const std::string part = name;
        const bool asked = std::any_of(designs.begin(), designs.end(), [&](const std::string& d) {
            return ("+" + d + "+").find("+" + part + "+") != std::string::npos;
        });
        if (asked)
        {
            check(scenario, problems);
        }
    }
    return problems;
}

} // namespace ns3::dhcpbackup
