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

/// What a design is about.
enum class Part : uint8_t
{
    NOTHING, //!< it is the absence of any other
    LEASES,  //!< the lease time
    SERVERS, //!< which servers there are
    RELAYS   //!< what relays do
};

/// A design and how the relays' policy follows from the knobs.
struct DesignEntry
{
    Part part;                     //!< what it is about
    DesignDescription description; //!< for people
    void (*apply)(Design& design); //!< turns the knobs into the policy
};

const std::vector<DesignEntry>&
Entries()
{
    static const std::vector<DesignEntry> entries = {
        {Part::NOTHING,
         {"plain", "relays only forward (RFC 1542, RFC 3046); nobody stands in for the server"},
         [](Design&) {}},
        {Part::LEASES,
         {"long-lease", "as plain, with leases of leases.longTime: few are due while the server is away"},
         [](Design& design) {
             design.longLease = true;
         }},
        {Part::RELAYS,
         {"short-lease",
          "relays split the server's lease into short ones and renew them until the server's T1"},
         [](Design& design) { design.policy.splitLease = true; }},
        {Part::SERVERS,
         {"split-scope",
          "two servers with 80 and 20 % of each pool, which know nothing of each other"},
         [](Design& design) {
             design.servers = ServerArrangement::SPLIT_SCOPE;
         }},
        {Part::SERVERS,
         {"hot-standby",
          "two servers after Kea's High Availability; the second serves when the first is down"},
         [](Design& design) {
             design.servers = ServerArrangement::HOT_STANDBY;
         }},
        {Part::SERVERS,
         {"load-balancing",
          "two servers after Kea's High Availability; each serves half of the clients"},
         [](Design& design) {
             design.servers = ServerArrangement::LOAD_BALANCING;
         }},
        {Part::SERVERS,
         {"failover-mclt",
          "two servers after draft-ietf-dhc-failover-12 as in dhcpd: updates follow the client's "
          "ACK, MCLT bounds the harm"},
         [](Design& design) {
             design.servers = ServerArrangement::FAILOVER;
         }},
        {Part::RELAYS,
         {"relay-backup",
          "relays renew leases from memory while the server is silent, and report it afterwards"},
         [](Design& design) { design.policy.backup = true; }},
        {Part::RELAYS,
         {"relay-backup-bounded",
          "as relay-backup, but no promise passes the server's lease by more than mclt, and the "
          "server keeps the address that long"},
         [](Design& design) {
             design.policy.backup = true;
             design.policy.grant = GRANT_MCLT;
             // Once the server's lease has ended, mclt from now on would be mclt without end.
             design.policy.standInLimit = std::min(design.policy.standInLimit, design.policy.mclt);
             design.hold = design.policy.mclt;
         }},
        {Part::RELAYS,
         {"survivable-relay",
          "relays grant what is left of the server's lease, down to a threshold (US7711826B2)"},
         [](Design& design) {
             design.policy.backup = true;
             design.policy.grant = GRANT_THRESHOLD;
         }},
        {Part::RELAYS,
         {"leasequery-rebuild",
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

/// Designs of two parts that are offered, the servers' or the leases' part first.
const std::vector<DesignDescription>&
Combinations()
{
    static const std::vector<DesignDescription> combinations = {
        {"long-lease+short-lease",
         "the server's leases are long, clients' are short: few renewals, and clients that leave "
         "are noticed"},
        {"split-scope+relay-backup",
         "two servers with a part of each pool; relays renew the leases of one that is silent"},
        {"hot-standby+relay-backup",
         "relays cover the time until the standby takes over, and let it see who waits"},
        {"load-balancing+relay-backup",
         "relays cover the time until the partner takes over, and let it see who waits"},
        {"failover-mclt+relay-backup-bounded",
         "relays renew within their own mclt what the absent server had granted"},
    };
    return combinations;
}

const DesignEntry*
FindEntry(const std::string& name)
{
    const auto& entries = Entries();
    const auto it = std::find_if(entries.begin(), entries.end(), [&name](const DesignEntry& e) {
        return e.description.name == name;
    });
    return it == entries.end() ? nullptr : &*it;
}

/// The designs whose names a name joins by "+"; nullptr for what is none.
std::vector<const DesignEntry*>
PartsOf(const std::string& name)
{
    std::vector<const DesignEntry*> parts;
    for (size_t begin = 0; begin <= name.size();)
    {
        const size_t end = std::min(name.find('+', begin), name.size());
        parts.push_back(FindEntry(name.substr(begin, end - begin)));
        begin = end + 1;
    }
    return parts;
}

/// Why two designs are not combined.
std::string
WhyNot(const DesignEntry& a, const DesignEntry& b)
{
    if (a.part == Part::NOTHING || b.part == Part::NOTHING)
    {
        return "plain is the absence of any other design";
    }
    if (a.part == b.part)
    {
        return std::string("both say ") +
               (a.part == Part::SERVERS  ? "which servers there are"
                : a.part == Part::RELAYS ? "what relays do"
                                         : "how long leases last");
    }
    const auto has = [&](const char* name) {
        return a.description.name == name || b.description.name == name;
    };
    if (has("failover-mclt") && has("relay-backup"))
    {
        return "relays that promise without bound break the bound that MCLT sets; "
               "relay-backup-bounded keeps it";
    }
    if (has("leasequery-rebuild"))
    {
        return "a relay cannot tell which server to ask for the leases that it has lost";
    }
    if (has("long-lease"))
    {
        return "with long leases few renewals fall into an outage, whatever is done about them";
    }
    return "it is not among the combinations that are offered";
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
        descriptions.insert(descriptions.end(), Combinations().begin(), Combinations().end());
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

std::string
WhyNoDesign(const std::string& name)
{
    const std::vector<std::string> known = DesignNames();
    if (std::find(known.begin(), known.end(), name) != known.end())
    {
        return {};
    }
    const std::vector<const DesignEntry*> parts = PartsOf(name);
    if (parts.size() != 2 || !parts[0] || !parts[1])
    {
        return "unknown design \"" + name + "\"" + NearestNameHint(name, known);
    }
    const std::string turned = parts[1]->description.name + "+" + parts[0]->description.name;
    if (std::find(known.begin(), known.end(), turned) != known.end())
    {
        return "the design is called \"" + turned + "\"";
    }
    return "designs " + parts[0]->description.name + " and " + parts[1]->description.name +
           " cannot be combined: " + WhyNot(*parts[0], *parts[1]);
}

Design
MakeDesign(const std::string& name, const RelayPolicy& knobs)
{
    const std::string problem = WhyNoDesign(name);
    if (!problem.empty())
    {
        throw std::invalid_argument(problem);
    }
    Design design{name, knobs};
    // What a design does follows from the design alone.
    design.policy.backup = false;
    design.policy.splitLease = false;
    for (const DesignEntry* part : PartsOf(name))
    {
        part->apply(design);
    }
    if (!design.policy.backup && !design.policy.splitLease)
    {
        design.policy.interception = INTERCEPT_NONE; // nobody looks
    }
    design.policy.sharedLeases = IsPair(design.servers);
    return design;
}

} // namespace ns3::dhcpbackup
