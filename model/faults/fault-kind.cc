/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-kind.h"

#include "ns3/local-clock.h"
#include "ns3/server-machine.h"

#include <algorithm>
#include <iterator>
#include <type_traits>
#include <utility>

namespace ns3::dhcpbackup
{

namespace
{

/// A key that holds one of several words, which stand for the values of an enumeration or bool.
template <auto Member>
FaultWord
WordFor(std::vector<FaultWord::Choice> choices)
{
    using Value = std::decay_t<decltype(Fault().*Member)>;
    return {std::move(choices),
            [](const Fault& fault) { return size_t(fault.*Member); },
            [](Fault& fault, size_t word) { fault.*Member = Value(word); }};
}

const FaultKey STORE{
    "store",
    "what is left of its leases",
    false,
    WordFor<&Fault::store>(
        {{"kept", "it comes back with its leases"},
         {"stale",
          "it comes back with leases of some time ago and may give addresses away that are in use"},
         {"lost",
          "it comes back without its leases and may give addresses away "
          "that are in use"}})};

const FaultKey RELAY_STORE{
    "store",
    "what is left of its mirror and journal",
    false,
    FaultWord{{{"kept", "it comes back with what its store has"},
               {"lost", "it comes back without its mirror and its journal"}},
              [](const Fault& fault) { return size_t(fault.store == StoreFate::LOST ? 1 : 0); },
              [](Fault& fault, size_t word) {
                  fault.store = word == 1 ? StoreFate::LOST : StoreFate::KEPT;
              }}};

const FaultKey AGE{"age",
                   "how old a stale store is when the crash begins",
                   true,
                   FaultTime{&Fault::age, false},
                   [](const Fault& fault) { return fault.store == StoreFate::STALE; }};

const FaultKey FACTOR{"factor",
                      "by which each message takes longer",
                      true,
                      FaultNumber{&Fault::factor, 1, 1e6, true}};

const FaultKey HOST{"host",
                    "what becomes of its host",
                    false,
                    WordFor<&Fault::hostDown>({{"up", "its host answers ICMP port unreachable"},
                                               {"down", "its host is silent"}})};

const FaultKey DIRECTION{
    "direction",
    "which frames are struck",
    false,
    WordFor<&Fault::direction>({{"both", "in both directions"},
                                {"upstream", "only towards the server"},
                                {"downstream", "only towards the subscribers"}})};

const FaultKey CARRIER{
    "carrier",
    "whether the subscriber's host notices",
    false,
    WordFor<&Fault::carrierLost>({{"kept", "the host notices nothing"},
                                  {"lost", "the host notices, as when its cable is unplugged"}}),
    [](const Fault& fault) {
        return fault.target.kind == TargetKind::ACCESS && fault.direction == FaultDirection::BOTH;
    }};

const FaultKey FRAME_SHARE{"share",
                           "the share of frames that are struck",
                           true,
                           FaultNumber{&Fault::share, 0, 1, true}};

const FaultKey SUBSCRIBER_SHARE{
    "share",
    "the share of subscribers that are struck, each by chance",
    false,
    FaultNumber{&Fault::share, 0, 1, true},
    [](const Fault& fault) { return fault.target.kind == TargetKind::SUBSCRIBERS; }};

const FaultKey CLOCK{"rate",
                     "the local seconds in a true second",
                     true,
                     FaultNumber{&Fault::clockRate, MIN_CLOCK_RATE, MAX_CLOCK_RATE, true}};

const FaultKey PERIOD{"period",
                      "the time from one failure to the next",
                      true,
                      FaultTime{&Fault::period, false}};

const FaultKey UP{"up",
                  "the share of the period in which the link is up",
                  false,
                  FaultNumber{&Fault::up, 0, 1, false}};

const FaultKey EXTRA{"extra",
                     "the time that each frame takes besides",
                     false,
                     FaultTime{&Fault::extra, true}};

const FaultKey JITTER{"jitter",
                      "the largest of the times that are added at random",
                      false,
                      FaultTime{&Fault::jitter, true}};

const FaultKey RATE{"rate", "the rate that is left", true, FaultRate{&Fault::rate}};

const FaultKey QUEUE{"queue",
                     "the number of frames that can wait",
                     false,
                     FaultCount{&Fault::queue, 1'000'000}};

const std::vector<FaultTargetForm> SERVER_ONLY = {{TargetKind::SERVER, true}};
const std::vector<FaultTargetForm> SUBSCRIBERS = {{TargetKind::SUBSCRIBERS, true}};
const std::vector<FaultTargetForm> CLOCKS = {{TargetKind::SUBSCRIBERS, true},
                                             {TargetKind::RELAY, true},
                                             {TargetKind::SERVER, true}};
const std::vector<FaultTargetForm> LINKS = {{TargetKind::CORE, true},
                                            {TargetKind::ACCESS, false},
                                            {TargetKind::PARTNERS, true}};

std::optional<ScenarioProblem>
NothingMore(const Fault&)
{
    return std::nullopt;
}

std::optional<ScenarioProblem>
CheckCrash(const Fault& fault)
{
    // What the store held before the beginning of the simulation is unknown.
    if (fault.store == StoreFate::STALE && fault.age >= fault.at)
    {
        return ScenarioProblem{"age",
                               "found " + DurationText(fault.age) + ", expected less than at (" +
                                   DurationText(fault.at) + ")"};
    }
    return std::nullopt;
}

std::optional<ScenarioProblem>
CheckDelay(const Fault& fault)
{
    if (fault.extra == 0 && fault.jitter == 0)
    {
        return ScenarioProblem{"extra", "found 0s, expected more than 0s here or in jitter"};
    }
    return std::nullopt;
}

/// A range of numbers, for people.
std::string
RangeText(const FaultNumber& number)
{
    return "a number above " + NumberText(number.above) +
           (number.maxAllowed ? " and at most " : " and below ") + NumberText(number.max);
}

/// Writes the value of a key.
struct Writer
{
    const Fault& fault; //!< whose

    std::string operator()(const FaultNumber& key) const
    {
        return NumberText(fault.*key.member);
    }

    std::string operator()(const FaultTime& key) const
    {
        return DurationText(fault.*key.member);
    }

    std::string operator()(const FaultRate& key) const
    {
        return RateText(fault.*key.member);
    }

    std::string operator()(const FaultCount& key) const
    {
        return std::to_string(fault.*key.member);
    }

    std::string operator()(const FaultWord& key) const
    {
        return key.choices.at(key.get(fault)).word;
    }
};

/// Judges the value of a key: says what should stand there, nothing if it is good.
struct Judge
{
    const Fault& fault; //!< whose

    std::string operator()(const FaultNumber& key) const
    {
        const double number = fault.*key.member;
        const bool good =
            number > key.above && (key.maxAllowed ? number <= key.max : number < key.max);
        return good ? "" : RangeText(key);
    }

    std::string operator()(const FaultTime& key) const
    {
        const Duration time = fault.*key.member;
        const std::string most = DurationText(MAX_SCENARIO_TIME);
        if (time < 0 || time > MAX_SCENARIO_TIME || (time == 0 && !key.zeroAllowed))
        {
            return key.zeroAllowed ? "a time from 0s to " + most
                                   : "more than 0s and at most " + most;
        }
        return "";
    }

    std::string operator()(const FaultRate& key) const
    {
        return fault.*key.member == 0 ? "more than 0bps" : "";
    }

    std::string operator()(const FaultCount& key) const
    {
        const uint32_t count = fault.*key.member;
        return count < 1 || count > key.max ? "a whole number from 1 to " + std::to_string(key.max)
                                            : "";
    }

    std::string operator()(const FaultWord&) const
    {
        return "";
    }
};

} // namespace

const std::vector<FaultKindInfo>&
FaultKinds()
{
    static const std::vector<FaultKindInfo> kinds = {
        {FaultKind::SERVER_CRASH,
         "server-crash",
         "crashed",
         true,
         SERVER_ONLY,
         {&STORE, &AGE, &HOST},
         CheckCrash},
        {FaultKind::SERVER_PAUSE,
         "server-pause",
         "stands still; its queue fills and is served afterwards, and what does not fit is lost",
         true,
         SERVER_ONLY,
         {},
         NothingMore},
        {FaultKind::SERVER_SLOW,
         "server-slow",
         "each message takes longer",
         false,
         SERVER_ONLY,
         {&FACTOR},
         NothingMore},
        {FaultKind::RELAY_CRASH,
         "relay-crash",
         "crashed; no DHCP passes, other traffic does",
         false,
         {{TargetKind::RELAY, true}},
         {&RELAY_STORE},
         NothingMore},
        {FaultKind::LINK_DOWN,
         "link-down",
         "nothing passes, and the server lets leases run out that it cannot renew",
         true,
         LINKS,
         {&DIRECTION, &CARRIER},
         NothingMore},
        {FaultKind::LINK_FLAPPING,
         "link-flapping",
         "down at the beginning of each period and up for the rest",
         false,
         LINKS,
         {&PERIOD, &UP, &DIRECTION},
         NothingMore},
        {FaultKind::LOSS,
         "loss",
         "frames are lost",
         false,
         LINKS,
         {&FRAME_SHARE, &DIRECTION},
         NothingMore},
        {FaultKind::DELAY,
         "delay",
         "frames come late, and with jitter in another order",
         false,
         LINKS,
         {&EXTRA, &JITTER, &DIRECTION},
         CheckDelay},
        {FaultKind::RATE_LIMIT,
         "rate-limit",
         "frames wait for their turn, and what does not fit into the queue is lost",
         false,
         LINKS,
         {&RATE, &QUEUE, &DIRECTION},
         NothingMore},
        {FaultKind::DUPLICATION,
         "duplication",
         "frames arrive twice",
         false,
         LINKS,
         {&FRAME_SHARE, &DIRECTION},
         NothingMore},
        {FaultKind::CORRUPTION,
         "corruption",
         "frames arrive with one bit flipped, which a checksum must notice",
         false,
         LINKS,
         {&FRAME_SHARE, &DIRECTION},
         NothingMore},
        {FaultKind::POWER_LOSS,
         "power-loss",
         "without power; the hosts start anew when it is back",
         false,
         SUBSCRIBERS,
         {&SUBSCRIBER_SHARE},
         NothingMore},
        {FaultKind::CLOCK_RATE,
         "clock-rate",
         "clocks, and with them all timers, run at another rate",
         false,
         CLOCKS,
         {&CLOCK, &SUBSCRIBER_SHARE},
         NothingMore},
    };
    return kinds;
}

const FaultKindInfo&
InfoOf(FaultKind kind)
{
    return FaultKinds().at(size_t(kind));
}

std::vector<const FaultKey*>
KeysOf(const Fault& fault)
{
    std::vector<const FaultKey*> keys = InfoOf(fault.kind).keys;
    keys.erase(std::remove_if(keys.begin(),
                              keys.end(),
                              [&fault](const FaultKey* key) { return !key->Applies(fault); }),
               keys.end());
    return keys;
}

const char*
ToString(FaultKind kind)
{
    return InfoOf(kind).name;
}

std::vector<std::string>
FaultKindNames()
{
    std::vector<std::string> names;
    for (const FaultKindInfo& info : FaultKinds())
    {
        names.emplace_back(info.name);
    }
    return names;
}

const char*
TargetName(TargetKind kind)
{
    static const char* const names[] = {"server", "relay", "core", "access", "subscribers", "partners"};
    static_assert(std::size(names) == std::size(ALL_TARGET_KINDS));
    return names[size_t(kind)];
}

std::string
TargetForms(const FaultKindInfo& info)
{
    std::vector<std::string> forms;
    for (const FaultTargetForm& form : info.targets)
    {
        if (form.all)
        {
            forms.push_back(ToString(FaultTarget{form.kind, ALL_TARGETS}));
        }
        if (form.kind != TargetKind::PARTNERS)
        {
            const int32_t index = form.kind == TargetKind::SERVER ? 1 : 3;
            forms.push_back(ToString(FaultTarget{form.kind, index}));
        }
    }
    std::string text;
    for (size_t i = 0; i < forms.size(); ++i)
    {
        text += (i == 0 ? "" : i + 1 == forms.size() ? " or " : ", ") + forms[i];
    }
    return text;
}

std::string
FaultKey::Text(const Fault& fault) const
{
    return std::visit(Writer{fault}, value);
}

std::string
FaultKey::Expectation(const Fault& fault) const
{
    return std::visit(Judge{fault}, value);
}

int64_t
Occurrences(const Fault& fault)
{
    const FaultRepetition& repeat = fault.repeat;
    if (!repeat.Periodic())
    {
        return 1;
    }
    return repeat.times != 0 ? repeat.times
                             : (repeat.until - fault.at + repeat.every - 1) / repeat.every;
}

} // namespace ns3::dhcpbackup
