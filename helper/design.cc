/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "design.h"

#include "ns3/nearest-name.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

/// A design and how the relays' policy follows from the knobs.
struct DesignEntry
{
    DesignDescription description; //!< for people
    void (*apply)(Design& design); //!< turns the knobs into the policy
};

const std::vector<DesignEntry>&
Entries()
{
    static const std::vector<DesignEntry> entries = {
        {{"plain", "relays only forward (RFC 1542, RFC 3046); nobody stands in for the server"},
         [](Design& design) { design.policy.interception = INTERCEPT_NONE; }},
        {{"long-lease", "as plain, with leases of leases.longTime: few are due while the server is away"},
         [](Design& design) {
             design.policy.interception = INTERCEPT_NONE;
             design.longLease = true;
         }},
        {{"short-lease",
          "relays split the server's lease into short ones and renew them until the server's T1"},
         [](Design& design) { design.policy.splitLease = true; }},
        {{"split-scope",
          "two servers with 80 and 20 % of each pool, which know nothing of each other"},
         [](Design& design) {
             design.policy.interception = INTERCEPT_NONE;
             design.servers = ServerArrangement::SPLIT_SCOPE;
         }},
        {{"hot-standby",
          "two servers after Kea's High Availability; the second serves when the first is down"},
         [](Design& design) {
             design.policy.interception = INTERCEPT_NONE;
             design.servers = ServerArrangement::HOT_STANDBY;
         }},
        {{"load-balancing",
          "two servers after Kea's High Availability; each serves half of the clients"},
         [](Design& design) {
             design.policy.interception = INTERCEPT_NONE;
             design.servers = ServerArrangement::LOAD_BALANCING;
         }},
        {{"relay-backup",
          "relays renew leases from memory while the server is silent, and report it afterwards"},
         [](Design& design) { design.policy.backup = true; }},
        {{"relay-backup-bounded",
          "as relay-backup, but no promise passes the server's lease by more than mclt, and the "
          "server keeps the address that long"},
         [](Design& design) {
             design.policy.backup = true;
             design.policy.grant = GRANT_MCLT;
             // Once the server's lease has ended, mclt from now on would be mclt without end.
             design.policy.standInLimit = std::min(design.policy.standInLimit, design.policy.mclt);
             design.hold = design.policy.mclt;
         }},
        {{"survivable-relay",
          "relays grant what is left of the server's lease, down to a threshold (US7711826B2)"},
         [](Design& design) {
             design.policy.backup = true;
             design.policy.grant = GRANT_THRESHOLD;
         }},
        {{"leasequery-rebuild",
          "as relay-backup, and a relay that lost its records asks the server for them (RFC 6926)"},
         [](Design& design) {
             design.policy.backup = true;
             design.leasequery = true;
             if (design.policy.leasequery == LEASEQUERY_OFF)
             {
                 design.policy.leasequery = LEASEQUERY_BULK;
             }
         }},
    };
    return entries;
}

} // namespace

const std::vector<DesignDescription>&
KnownDesigns()
{
    static const std::vector<DesignDescription> known = [] {
        std::vector<DesignDescription> descriptions;
        for (const DesignEntry& entry : Entries())
        {
            descriptions.push_back(entry.description);
        }
        return descriptions;
    }();
    return known;
}

std::vector<std::string>
DesignNames()
{
    std::vector<std::string> names;
    for (const DesignDescription& design : KnownDesigns())
    {
        names.push_back(design.name);
    }
    return names;
}

Design
MakeDesign(const std::string& name, const RelayPolicy& knobs)
{
    for (const DesignEntry& entry : Entries())
    {
        if (entry.description.name == name)
        {
            Design design{name, knobs};
            // What a design does follows from the design alone.
            design.policy.backup = false;
            design.policy.splitLease = false;
            entry.apply(design);
            return design;
        }
    }
    throw std::invalid_argument("unknown design \"" + name + "\"" +
                                NearestNameHint(name, DesignNames()));
}

} // namespace ns3::dhcpbackup
