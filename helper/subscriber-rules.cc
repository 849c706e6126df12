/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "subscriber-rules.h"

#include "ns3/client-profile.h"
#include "ns3/json-document.h"
#include "ns3/nearest-name.h"
#include "ns3/scenario-checker.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace ns3::dhcpbackup
{

namespace
{

/// Shares of clients may add up to 1 but for so much: 0.333 three times is meant well.
constexpr double SHARE_ROUNDING = 0.0015;
/// The longest name of a group: it stands in tables.
constexpr size_t MAX_GROUP_NAME = 32;

void
CheckProfiles(const std::string& section,
              const std::map<std::string, double>& profiles,
              ScenarioChecker& check)
{
    const std::vector<std::string> known = ClientProfileNames();
    double sum = 0;
    for (const auto& [name, share] : profiles)
    {
        const std::string place = section + "." + KeyExcerpt(name);
        sum += share;
        if (std::find(known.begin(), known.end(), name) == known.end())
        {
            check.Add(place, "an unknown client", "a profile" + NearestNameHint(name, known));
        }
        if (!(share > 0 && share <= 1))
        {
            check.Add(place, NumberText(share), "a share above 0, at most 1");
        }
    }
    if (!(std::abs(sum - 1) <= SHARE_ROUNDING))
    {
        check.Add(section,
                  "shares that add up to " + NumberText(sum),
                  "shares that add up to 1");
    }
}

void
CheckArrival(const std::string& place, const SubscriberGroup& group, ScenarioChecker& check)
{
    const ArrivalSettings& arrival = group.arrival;
    check.Time(place + ".arrival.at", arrival.at);
    check.Time(place + ".arrival.within", arrival.within);
    if (arrival.kind == ArrivalKind::SETTLED && (arrival.at != 0 || arrival.within != 0))
    {
        check.Add(place + ".arrival." + (arrival.at != 0 ? "at" : "within"),
                  "a time of arrival",
                  "none, since settled subscribers are there when the run begins");
    }
    if (!(arrival.share > 0 && arrival.share <= 1))
    {
        check.Add(place + ".arrival.share", NumberText(arrival.share), "a share above 0, at most 1");
    }
    else if (arrival.share != 1 && arrival.kind != ArrivalKind::POWER_RETURN)
    {
        check.Add(place + ".arrival.share",
                  NumberText(arrival.share),
                  "none, since arrival.kind is not power-return");
    }
    check.InRange(place + ".latecomers.count", group.latecomers.count, LATECOMER_RANGE);
    check.Time(place + ".latecomers.from", group.latecomers.from);
    check.Time(place + ".latecomers.within", group.latecomers.within);
}

void
CheckChurn(const std::string& place, const Churn& churn, ScenarioChecker& check)
{
    if (churn.stay != NEVER)
    {
        check.PositiveTime(place + ".stay", churn.stay);
    }
    check.PositiveTime(place + ".away", churn.away);
    for (const auto& [key, share] : {std::make_pair(".returns", churn.returns),
                                     std::make_pair(".releases", churn.releases)})
    {
        if (!(share >= 0 && share <= 1))
        {
            check.Add(place + key, NumberText(share), "a share from 0 to 1");
        }
    }
}

/// The relays that a group is behind must be there.
void
CheckRelays(const std::string& place,
            const RelayRange& range,
            uint32_t relays,
            ScenarioChecker& check)
{
    const std::string known = " of the " + std::to_string(relays) + " relays of network.relays";
    if (range.first >= relays)
    {
        check.Add(place + ".first", std::to_string(range.first), "one" + known + ", from 0");
    }
    else if (range.count > relays - range.first)
    {
        check.Add(place + ".count",
                  std::to_string(range.count),
                  "at most " + std::to_string(relays - range.first) + known +
                      ", counted from relay " + std::to_string(range.first));
    }
}

void
CheckGroup(const std::string& place,
           const SubscriberGroup& group,
           uint32_t relays,
           ScenarioChecker& check)
{
    check.InRange(place + ".count", group.count, SUBSCRIBER_RANGE);
    CheckProfiles(place + ".profiles", group.profiles, check);
    CheckRelays(place + ".relays", group.relays, relays, check);
    if (group.access)
    {
        check.Link(place + ".access", *group.access);
    }
    CheckArrival(place, group, check);
    CheckChurn(place + ".churn", group.churn, check);
}

/// Groups must be told apart.
void
CheckNames(const Subscribers& subscribers, ScenarioChecker& check)
{
    std::set<std::string> seen;
    for (uint32_t i = 0; i < subscribers.groups.size(); ++i)
    {
        const std::string& name = subscribers.groups[i].name;
        const std::string place = subscribers.PlaceOf(i) + ".name";
        const std::string found = "\"" + KeyExcerpt(name) + "\"";
        if (name.empty() || name.size() > MAX_GROUP_NAME ||
            name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-") != std::string::npos)
        {
            check.Add(place,
                      found,
                      "1 to " + std::to_string(MAX_GROUP_NAME) + " characters of a-z, 0-9 and -");
        }
        else if (!seen.insert(name).second)
        {
            check.Add(place, found + " once more", "a name for each group");
        }
    }
}

/// A relay that nobody is behind is not wanted.
void
CheckRelaysInUse(const Scenario& scenario, ScenarioChecker& check)
{
    const SubscriberPlan plan = scenario.Plan();
    for (uint32_t relay = 0; relay < scenario.network.relays; ++relay)
    {
        if (plan.CountAt(relay) == 0)
        {
            check.Add("network.relays",
                      std::to_string(scenario.network.relays),
                      "no more relays than have subscribers; behind relay " +
                          std::to_string(relay) + " is no group");
            return;
        }
    }
}

} // namespace

std::vector<ScenarioProblem>
SubscriberProblems(const Scenario& scenario)
{
    std::vector<ScenarioProblem> problems;
    ScenarioChecker check(problems);
    const Subscribers& subscribers = scenario.subscribers;
    if (subscribers.groups.size() > MAX_GROUPS)
    {
        check.Add("subscribers.groups",
                  std::to_string(subscribers.groups.size()) + " groups",
                  "at most " + std::to_string(MAX_GROUPS));
        return problems;
    }
    const uint32_t relays = std::max(scenario.network.relays, 1u);
    for (uint32_t i = 0; i < subscribers.GroupCount(); ++i)
    {
        CheckGroup(subscribers.PlaceOf(i), subscribers.Group(i), relays, check);
    }
    CheckNames(subscribers, check);
    if (problems.empty() && !subscribers.groups.empty() && relays <= RELAY_RANGE.max)
    {
        CheckRelaysInUse(scenario, check);
    }
    return problems;
}

std::vector<ScenarioProblem>
SubscriberFaultProblems(const Scenario& scenario)
{
    std::vector<ScenarioProblem> problems;
    ScenarioChecker check(problems);
    const std::vector<Fault>& faults = scenario.faults.faults;
    const SubscriberPlan plan = scenario.Plan();
    for (size_t i = 0; i < faults.size(); ++i)
    {
        const FaultTarget& target = faults[i].target;
        const std::string place = "faults[" + std::to_string(i) + "].target";
        const bool link = target.kind == TargetKind::ACCESS;
        const bool clock =
            faults[i].kind == FaultKind::CLOCK_RATE && target.kind == TargetKind::SUBSCRIBERS;
        for (uint32_t group = 0; group < plan.GroupCount() && (link || clock); ++group)
        {
            const SubscriberRow all = plan.AllOf(group);
            const bool struck = target.index == ALL_TARGETS ||
                                uint32_t(target.index) - all.first < all.count;
            const Subscribers& subscribers = scenario.subscribers;
            if (!struck || subscribers.Group(group).model != SubscriberModel::POPULATION)
            {
                continue;
            }
            const std::string reason = subscribers.PlaceOf(group) + ".model is population";
            check.Add(place,
                      ToString(target),
                      link ? "no access link, since " + reason
                           : "relays or the server, since " + reason + " and has one clock");
            break;
        }
    }
    return problems;
}

} // namespace ns3::dhcpbackup
