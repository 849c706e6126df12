/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault.h"

#include "ns3/fault-kind.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// When a fault occurs, for people.
std::string
TimesText(const Fault& fault)
{
    const FaultRepetition& repeat = fault.repeat;
    if (repeat.Random())
    {
        return " at random from " + DurationText(fault.at) + " until " +
               DurationText(repeat.until) + ", mtbf " + DurationText(repeat.mtbf) + ", mttr " +
               DurationText(repeat.mttr);
    }
    std::string text = " at " + DurationText(fault.at) + " for " + DurationText(fault.length);
    if (repeat.Periodic())
    {
        text += " every " + DurationText(repeat.every);
        text += repeat.times != 0 ? " " + std::to_string(repeat.times) + " times"
                                  : " until " + DurationText(repeat.until);
    }
    return text;
}

} // namespace

Fault::Fault(FaultKind what)
    : kind(what)
{
    target.kind = InfoOf(what).targets.front().kind;
}

Instant
Fault::LastHealing() const
{
    if (repeat.Random())
    {
        return repeat.until;
    }
    const int64_t occurrences = Occurrences(*this);
    return Healing() + (occurrences - 1) * repeat.every;
}

std::string
ToString(const FaultTarget& target)
{
    const std::string name = TargetName(target.kind);
    return target.index == ALL_TARGETS ? name : name + "[" + std::to_string(target.index) + "]";
}

std::optional<FaultTarget>
ParseFaultTarget(const std::string& text)
{
    const size_t open = std::min(text.find('['), text.size());
    for (const TargetKind kind : ALL_TARGET_KINDS)
    {
        if (text.compare(0, open, TargetName(kind)) != 0)
        {
            continue;
        }
        if (open == text.size())
        {
            return FaultTarget{kind, ALL_TARGETS};
        }
        const std::string index = text.substr(open + 1, text.size() - open - 2);
        // Nine digits always fit; more than that is nothing that could exist.
        if (kind == TargetKind::PARTNERS || text.back() != ']' || index.empty() || index.size() > 9 ||
            index.find_first_not_of("0123456789") != std::string::npos)
        {
            return std::nullopt;
        }
        return FaultTarget{kind, int32_t(std::stoul(index))};
    }
    return std::nullopt;
}

std::string
ToString(const Fault& fault)
{
    std::string text = ToString(fault.kind);
    if (fault.target.kind != TargetKind::SERVER || fault.target.index > 0)
    {
        text += " of " + ToString(fault.target);
    }
    text += TimesText(fault);
    for (const FaultKey* key : KeysOf(fault))
    {
        text += ", " + std::string(key->name) + " " + key->Text(fault);
    }
    return text;
}

} // namespace ns3::dhcpbackup
