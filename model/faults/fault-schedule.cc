/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-schedule.h"

#include <algorithm>
#include <charconv>
#include <utility>

namespace ns3::dhcpbackup
{

namespace
{

/// The names of kinds, in the order of the kinds.
const std::pair<FaultKind, const char*> KIND_NAMES[] = {
    {FaultKind::SERVER_CRASH, "server-crash"},
    {FaultKind::SERVER_PAUSE, "server-pause"},
    {FaultKind::LINK_DOWN, "link-down"},
    {FaultKind::LOSS, "loss"},
};

/// The core links that there are, for people.
std::string
CoreLinksText(uint32_t relays)
{
    return relays == 1 ? "core[0]" : "core[0] to core[" + std::to_string(relays - 1) + "]";
}

} // namespace

std::vector<ScenarioProblem>
FaultSchedule::Validate(uint32_t relays) const
{
    std::vector<ScenarioProblem> problems;
    for (size_t i = 0; i < faults.size(); ++i)
    {
        const Fault& fault = faults[i];
        const std::string place = "faults[" + std::to_string(i) + "].";
        if (fault.at < 0 || fault.at > MAX_SCENARIO_TIME)
        {
            problems.push_back({place + "at",
                                "found " + DurationText(fault.at) +
                                    ", expected a time from 0s to " +
                                    DurationText(MAX_SCENARIO_TIME)});
        }
        if (fault.length <= 0 || fault.length > MAX_SCENARIO_TIME)
        {
            problems.push_back({place + "for",
                                "found " + DurationText(fault.length) +
                                    ", expected more than 0s and at most " +
                                    DurationText(MAX_SCENARIO_TIME)});
        }
        if (fault.HasTarget() && fault.target != ALL_CORE_LINKS &&
            (fault.target < 0 || uint32_t(fault.target) >= relays))
        {
            problems.push_back({place + "target",
                                "found " + TargetText(fault) + ", expected core or one of " +
                                    CoreLinksText(relays)});
        }
        if (fault.kind == FaultKind::LOSS && !(fault.share > 0 && fault.share <= 1))
        {
            problems.push_back(
                {place + "share",
                 "found " + NumberText(fault.share) + ", expected a number above 0 and at most 1"});
        }
    }
    return problems;
}

Instant
FaultSchedule::LastHealing() const
{
    Instant last = 0;
    for (const Fault& fault : faults)
    {
        last = std::max(last, fault.Healing());
    }
    return last;
}

void
FaultSchedule::Print(std::ostream& os) const
{
    for (const Fault& fault : faults)
    {
        os << ToString(fault) << '\n';
    }
}

const char*
ToString(FaultKind kind)
{
    for (const auto& [known, name] : KIND_NAMES)
    {
        if (known == kind)
        {
            return name;
        }
    }
    return "unknown";
}

std::optional<FaultKind>
ParseFaultKind(const std::string& name)
{
    for (const auto& [kind, known] : KIND_NAMES)
    {
        if (name == known)
        {
            return kind;
        }
    }
    return std::nullopt;
}

std::vector<std::string>
FaultKindNames()
{
    std::vector<std::string> names;
    for (const auto& entry : KIND_NAMES)
    {
        names.emplace_back(entry.second);
    }
    return names;
}

std::string
TargetText(const Fault& fault)
{
    return fault.target == ALL_CORE_LINKS ? "core" : "core[" + std::to_string(fault.target) + "]";
}

std::string
ToString(const Fault& fault)
{
    std::string text = ToString(fault.kind);
    if (fault.HasTarget())
    {
        text += " of " + TargetText(fault);
    }
    text += " at " + DurationText(fault.at) + " for " + DurationText(fault.length);
    if (fault.kind == FaultKind::SERVER_CRASH)
    {
        text += fault.storeLost ? ", store lost" : ", store kept";
        text += fault.hostDown ? ", host down" : ", host up";
    }
    if (fault.kind == FaultKind::LOSS)
    {
        text += ", share " + NumberText(fault.share);
    }
    return text;
}

std::string
DurationText(Duration length)
{
    // Hours are the largest unit: days in a scenario are rare, and "36h" reads better than "1.5d".
    const std::pair<Duration, const char*> units[] = {{HOUR, "h"},
                                                      {MINUTE, "min"},
                                                      {SECOND, "s"},
                                                      {MILLISECOND, "ms"},
                                                      {MICROSECOND, "us"}};
    if (length == 0)
    {
        return "0s";
    }
    for (const auto& [size, name] : units)
    {
        if (length % size == 0)
        {
            return std::to_string(length / size) + name;
        }
    }
    return std::to_string(length) + "ns";
}

std::string
NumberText(double number)
{
    char buffer[32];
    const auto result = std::to_chars(buffer, buffer + sizeof buffer, number);
    return std::string(buffer, result.ptr);
}

} // namespace ns3::dhcpbackup
