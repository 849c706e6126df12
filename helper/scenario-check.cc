/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "scenario-check.h"

#include "ns3/campaign.h"
#include "ns3/quantity-text.h"
#include "ns3/scenario-forecast.h"
#include "ns3/study-command.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// The longest line.
constexpr size_t WIDTH = 79;
/// Where the text begins, behind its label.
constexpr size_t MARGIN = 14;

/// Break a text into lines of a paragraph that has a label.
std::string
Paragraph(const std::string& label, const std::string& text)
{
    std::string out;
    std::string line = label + std::string(MARGIN - std::min(MARGIN, label.size()), ' ');
    std::istringstream words(text);
    std::string word;
    while (words >> word)
    {
        const bool first = line.size() <= MARGIN;
        if (!first && line.size() + 1 + word.size() > WIDTH)
        {
            out += line + "\n";
            line = std::string(MARGIN, ' ') + word;
            continue;
        }
        line += (first ? "" : " ") + word;
    }
    return out + line + "\n";
}

/// A whole number with commas between the thousands.
std::string
Count(double number)
{
    std::string text = std::to_string(int64_t(std::llround(number)));
    for (size_t i = text.size(); i > 3; i -= 3)
    {
        text.insert(i - 3, ",");
    }
    return text;
}

/// A number for people: whole if it is large, else with two significant digits.
std::string
Rough(double number)
{
    if (number >= 100 || number == 0)
    {
        return Count(number);
    }
    char text[32];
    std::snprintf(text, sizeof text, number >= 10 ? "%.0f" : "%.2g", number);
    return text;
}

std::string
Percent(double share)
{
    return share > 0 && share < 0.001 ? "less than 0.1 %" : Rough(share * 100) + " %";
}

/// A time that is not exact.
std::string
RoughTime(double seconds)
{
    return seconds >= 60 ? TimeInWords(Duration(std::llround(seconds)) * SECOND)
                         : Rough(seconds) + " s";
}

bool
Has(const Scenario& scenario, const std::string& design)
{
    const auto& designs = scenario.designs;
    return std::find(designs.begin(), designs.end(), design) != designs.end();
}

/// How many leases run out.
std::string
LossText(double share)
{
    return share > 0 ? "about " + Percent(share) + " of the leases run out" : "no lease runs out";
}

/// "50" or "50 to 51".
std::string
Span(uint32_t least, uint32_t most)
{
    return least == most ? Count(least) : Count(least) + " to " + Count(most);
}

/// A window of time.
std::string
During(Instant from, Duration within)
{
    return "within " + TimeInWords(within) + " from " + TimeInWords(from) + " on";
}

/// Who is in a group, and when they come.
std::string
GroupText(const SubscriberGroup& group, const std::string& who)
{
    const ArrivalSettings& arrival = group.arrival;
    std::string text = Count(group.count) + " " + who + ", who " +
                       (arrival.kind == ArrivalKind::SETTLED
                            ? "have leases when the run begins"
                            : "switch on " + During(arrival.at, arrival.within)) +
                       (arrival.kind == ArrivalKind::POWER_RETURN ? " as the power returns"
                        : arrival.kind == ArrivalKind::MORNING_RUSH
                            ? ", most in the middle of that time"
                            : "");
    if (arrival.kind == ArrivalKind::POWER_RETURN && arrival.share < 1)
    {
        text += " (" + Percent(arrival.share) + " of them; the others have had it, and leases)";
    }
    if (group.churn.stay != NEVER)
    {
        text += ", and stay for " + TimeInWords(group.churn.stay) + " on average";
    }
    if (group.latecomers.count > 0)
    {
        text += "; " + Count(group.latecomers.count) + " new ones " +
                During(group.latecomers.from, group.latecomers.within);
    }
    return text + ".";
}

std::string
SubscribersText(const Scenario& scenario)
{
    const Subscribers& all = scenario.subscribers;
    std::string text;
    for (uint32_t i = 0; i < all.GroupCount(); ++i)
    {
        const SubscriberGroup& group = all.Group(i);
        const std::string who = all.groups.empty() ? "subscribers" : "in " + group.name;
        text += GroupText(group, who) + " ";
    }
    uint32_t fewest = UINT32_MAX;
    uint32_t smallest = UINT32_MAX;
    uint32_t largest = 0;
    for (uint32_t relay = 0; relay < scenario.network.relays; ++relay)
    {
        fewest = std::min(fewest, scenario.SubscribersAt(relay));
        smallest = std::min(smallest, scenario.PoolSize(relay));
        largest = std::max(largest, scenario.PoolSize(relay));
    }
    return text + Count(scenario.network.relays) + " relays with " +
           Span(fewest, scenario.MostSubscribers()) + " subscribers each and " +
           (scenario.network.sharedPool ? "one pool of " + Count(scenario.TotalPool())
                                        : "pools of " + Span(smallest, largest)) +
           " addresses.";
}

std::string
LeasesText(const Leases& leases)
{
    const Duration t1 = Duration(leases.t1 * double(leases.time));
    const Duration t2 = Duration(leases.t2 * double(leases.time));
    return TimeInWords(leases.time) + "; renewed after " + TimeInWords(t1) +
           " (T1), by broadcast after " + TimeInWords(t2) + " (T2).";
}

std::string
LoadText(const Scenario& scenario, const ScenarioForecast& forecast)
{
    const std::string renewals = "N / T1 = " + Rough(forecast.renewalRate) + " renewals a second";
    if (forecast.capacity == 0)
    {
        return renewals + "; the server takes no time for a message.";
    }
    std::string text =
        renewals + ", which keep the server busy for " + Percent(forecast.renewalLoad) +
        " of its time (" + TimeInWords(scenario.server.serviceTime) +
        " a message). ";
    if (forecast.arrivalRate > 0)
    {
        text += "While the subscribers switch on, up to " + Rough(forecast.arrivalRate) +
                " messages a second come, two for each lease (DISCOVER and REQUEST), and the "
                "server can do " +
                Rough(forecast.capacity) + ".";
    }
    else
    {
        text += "It can do " + Rough(forecast.capacity) + " messages a second.";
    }
    if (forecast.overflowSeconds > 0)
    {
        text += " Its queue of " + Count(scenario.server.queue) + " overflows after " +
                RoughTime(forecast.overflowSeconds) +
                ": messages are dropped, clients repeat them, and service for all takes at least " +
                RoughTime(forecast.arrivalDrainSeconds) + ".";
    }
    return text;
}

/// When a fault occurs.
std::string
FaultTimesText(const Fault& fault)
{
    const FaultRepetition& repeat = fault.repeat;
    if (repeat.Random())
    {
        return "at random from " + TimeInWords(fault.at) + " to " + TimeInWords(repeat.until) +
               ", each time for " + TimeInWords(repeat.mttr) + " on average and " +
               TimeInWords(repeat.mtbf) + " after the last one";
    }
    std::string text = "from " + TimeInWords(fault.at) + " to " + TimeInWords(fault.Healing()) +
                       " (for " + TimeInWords(fault.length) + ")";
    if (repeat.Periodic())
    {
        text += ", and so on every " + TimeInWords(repeat.every) + ", " +
                Count(double(Occurrences(fault))) + " times in all";
    }
    return text;
}

/// What a fault strikes.
std::string
FaultTargetText(const FaultTarget& target)
{
    const std::string index = std::to_string(target.index);
    const bool all = target.index == ALL_TARGETS;
    switch (target.kind)
    {
    case TargetKind::SERVER:
        return target.index > 0 ? "the second server" : "the server";
    case TargetKind::RELAY:
        return all ? "all relays" : "relay " + index;
    case TargetKind::CORE:
        return all ? "all core links" : "the core link of relay " + index;
    case TargetKind::ACCESS:
        return "the access link of subscriber " + index;
    case TargetKind::PARTNERS:
        return "the way between the two servers";
    case TargetKind::SUBSCRIBERS:
        break;
    }
    return all ? "subscribers" : "subscriber " + index;
}

/// What happens in a fault.
std::string
FaultText(const Fault& fault)
{
    std::string text = FaultTimesText(fault) + ", " + FaultTargetText(fault.target) + ": " +
                       InfoOf(fault.kind).effect;
    for (const FaultKey* key : KeysOf(fault))
    {
        const auto* word = std::get_if<FaultWord>(&key->value);
        text += "; ";
        text += word ? word->choices.at(word->get(fault)).sentence
                     : key->name + (" " + key->Text(fault));
    }
    return text + ".";
}

std::string
PlainText(const Scenario& scenario, const FaultForecast& fault)
{
    std::string text = LossText(fault.plainShare);
    text += fault.plainLost > 0 ? ": " + Count(fault.plainLost) + " of " + Count(fault.struck) + "."
                                : ".";
    if (fault.drainSeconds > 0)
    {
        text += " When the server is back, new ones for all of them take it at least " +
                RoughTime(fault.drainSeconds) + ", two messages of " +
                TimeInWords(scenario.server.serviceTime) + " each.";
    }
    return text;
}

std::string
BackupText(const Scenario& scenario, const FaultForecast& fault)
{
    std::string text = LossText(fault.backupShare) + ". Relays promise about " +
                       Count(fault.journal) + " renewals, " + Count(fault.journalPerRelay) +
                       " each, and replay them within " + RoughTime(fault.resyncSeconds) +
                       ", with up to " + Count(fault.resyncRate) +
                       " messages a second at the server";
    const double load = fault.resyncRate * double(scenario.server.serviceTime) / SECOND;
    text += load > 0 ? " (" + Percent(load) + " of its time)." : ".";
    if (fault.journalPerRelay > scenario.relay.journalCapacity)
    {
        text += " A journal holds only " + Count(scenario.relay.journalCapacity) +
                " promises: it overflows.";
    }
    return text;
}

/// Whether all clients are those that the closed forms are for.
bool
AllFollowRfc2131(const Subscribers& subscribers)
{
    for (uint32_t i = 0; i < subscribers.GroupCount(); ++i)
    {
        const auto& profiles = subscribers.Group(i).profiles;
        if (profiles.count("rfc2131") != profiles.size())
        {
            return false;
        }
    }
    return true;
}

std::string
FaultParagraphs(const Scenario& scenario, const ScenarioForecast& forecast)
{
    std::string out;
    for (size_t i = 0; i < forecast.faults.size(); ++i)
    {
        const FaultForecast& fault = forecast.faults[i];
        out += "\n" +
               Paragraph("faults[" + std::to_string(i) + "]", FaultText(scenario.faults.faults[i]));
        if (!fault.total)
        {
            out += Paragraph("", "No closed form says what happens.");
            continue;
        }
        if (fault.waiting >= 0.5)
        {
            out += Paragraph("",
                             "About " + Count(fault.waiting) +
                                 " subscribers switch on meanwhile and must wait for the server.");
        }
        if (Has(scenario, "plain"))
        {
            out += Paragraph("plain", PlainText(scenario, fault));
        }
        if (Has(scenario, "relay-backup"))
        {
            out += Paragraph("relay-backup", BackupText(scenario, fault));
        }
    }
    if (forecast.faults.size() > 1)
    {
        out += "\n" + Paragraph("", "Each fault is reckoned as if it were alone.");
    }
    if (!AllFollowRfc2131(scenario.subscribers))
    {
        out += Paragraph("", "Clients are reckoned as if all had the profile rfc2131.");
    }
    return out;
}

std::string
CostText(const Scenario& scenario, const ScenarioForecast& forecast)
{
    const size_t designs = scenario.designs.size();
    return TimeInWords(scenario.EffectiveDuration()) + " of simulated time for " +
           (designs == 1 ? "" : "each of ") + Count(designs) +
           (designs == 1 ? " design" : " designs") + ", with about " + Count(forecast.messages) +
           " DHCP messages, repetitions not counted. Roughly " + RoughTime(forecast.wallSeconds) +
           " and " + Count(std::ceil(forecast.memoryBytes / 1e7) * 10) +
           " MB a design; designs run side by side.";
}

/// What a study of several runs takes in all.
std::string
TotalText(const Scenario& scenario)
{
    double runs = 0;
    double seconds = 0;
    for (const CampaignPart& part : PartsOf(scenario))
    {
        const double more =
            double(scenario.designs.size()) * std::max(1u, part.scenario.run.replications);
        runs += more;
        seconds += more * MakeForecast(part.scenario).wallSeconds;
    }
    return "compare makes " + Count(runs) + " runs in all, roughly " + RoughTime(seconds) +
           " of processor time, shared by all processors.";
}

/// Each outage with its faults.
std::string
OutageParagraphs(const Scenario& scenario)
{
    std::string out;
    for (const NamedOutage& outage : scenario.outages)
    {
        const Scenario one = scenario.With(outage);
        out += "\n" + Paragraph("Outage", outage.name) + FaultParagraphs(one, MakeForecast(one));
    }
    return out;
}

} // namespace

std::string
CheckText(const Scenario& scenario)
{
    const ScenarioForecast forecast = MakeForecast(scenario);
    std::string out = scenario.name + ": what to expect\n";
    if (!scenario.description.empty())
    {
        out += Paragraph("", scenario.description);
    }
    out += "\n" + Paragraph("Network", SubscribersText(scenario));
    out += Paragraph("Leases", LeasesText(scenario.leases));
    out += Paragraph("Server", LoadText(scenario, forecast));
    out += scenario.outages.empty() ? FaultParagraphs(scenario, forecast)
                                    : OutageParagraphs(scenario);
    out += "\n" + Paragraph("Run", CostText(scenario, forecast));
    Scenario compared = scenario;
    compared.run.replications = scenario.run.replications != 0           ? scenario.run.replications
                                : scenario.run.intervals.subscribers != 0 ? 1
                                                                          : DEFAULT_REPLICATIONS;
    out += Paragraph("Comparison", TotalText(compared));
    for (const std::string& warning : scenario.Warnings())
    {
        out += Paragraph("Warning", warning);
    }
    return out;
}

std::string
TimeInWords(Duration time)
{
    if (time < SECOND || time % SECOND != 0)
    {
        // Below a second, or with a part of one: the exact text, with a space before its unit.
        std::string text = DurationText(time);
        text.insert(text.find_first_not_of("0123456789"), " ");
        return text;
    }
    std::string words;
    for (const auto& [size, name] :
         {std::make_pair(HOUR, " h"), std::make_pair(MINUTE, " min"), std::make_pair(SECOND, " s")})
    {
        if (time >= size)
        {
            words += (words.empty() ? "" : " ") + std::to_string(time / size) + name;
            time %= size;
        }
    }
    return words;
}

} // namespace ns3::dhcpbackup
