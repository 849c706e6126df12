/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-json.h"

#include "ns3/nearest-name.h"

#include <boost/json/object.hpp>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

/// Reads the value of a key; a value that cannot be read leaves the fault's as it was.
struct ValueReader
{
    JsonReader& reader;     //!< the fault's object
    const std::string name; //!< of the key
    Fault& fault;           //!< where to

    void operator()(const FaultNumber& key) const
    {
        reader.ReadNumber(name, fault.*key.member);
    }

    void operator()(const FaultTime& key) const
    {
        reader.ReadTime(name, fault.*key.member);
    }

    void operator()(const FaultRate& key) const
    {
        reader.ReadRate(name, fault.*key.member);
    }

    void operator()(const FaultCount& key) const
    {
        reader.ReadInteger(name, fault.*key.member, 1, key.max);
    }

    void operator()(const FaultWord& key) const
    {
        JsonReader::Choices<size_t> choices;
        for (const FaultWord::Choice& choice : key.choices)
        {
            choices.emplace_back(choice.word, choices.size());
        }
        size_t word = key.get(fault);
        reader.ReadChoice(name, word, choices);
        key.set(fault, word);
    }
};

/// Writes the value of a key: numbers as such, what has a unit or is a word as text.
struct ValueWriter
{
    const FaultKey& key; //!< the key
    const Fault& fault;  //!< whose

    json::value operator()(const FaultNumber& number) const
    {
        return fault.*number.member;
    }

    json::value operator()(const FaultCount& count) const
    {
        return fault.*count.member;
    }

    template <typename T>
    json::value operator()(const T&) const
    {
        return json::value(key.Text(fault));
    }
};

void
ReadTarget(JsonReader& reader, Fault& fault)
{
    std::string text = ToString(fault.target);
    reader.ReadText("target", text);
    const FaultKindInfo& info = InfoOf(fault.kind);
    if (const auto target = ParseFaultTarget(text))
    {
        fault.target = *target;
        return;
    }
    std::vector<std::string> names;
    for (const FaultTargetForm& form : info.targets)
    {
        names.emplace_back(TargetName(form.kind));
    }
    reader.Refuse("target", TargetForms(info) + NearestNameHint(text, names));
}

/// When it begins, how long it lasts and how often it occurs.
void
ReadTimes(JsonReader& reader, Fault& fault)
{
    reader.Require("at", "the time when the fault begins");
    reader.ReadTime("at", fault.at);
    FaultRepetition& repeat = fault.repeat;
    if (!reader.Has("mtbf") && !reader.Has("mttr"))
    {
        reader.Require("for", "how long the fault lasts");
    }
    reader.ReadTime("for", fault.length);
    reader.ReadTime("every", repeat.every);
    reader.ReadInteger("times", repeat.times, 1, MAX_OCCURRENCES);
    reader.ReadTime("until", repeat.until);
    reader.ReadTime("mtbf", repeat.mtbf);
    reader.ReadTime("mttr", repeat.mttr);
}

Fault
ReadFault(JsonReader& reader)
{
    JsonReader::Choices<std::optional<FaultKind>> kinds;
    std::string list;
    for (const FaultKindInfo& info : FaultKinds())
    {
        kinds.emplace_back(info.name, info.kind);
        list += (list.empty() ? "" : ", ") + std::string(info.name);
    }
    std::optional<FaultKind> kind;
    reader.Require("kind", "one of " + list);
    reader.ReadChoice("kind", kind, kinds);
    if (!kind)
    {
        // What else there should be depends on the kind.
        Fault fault;
        ReadTimes(reader, fault);
        return fault;
    }
    Fault fault(*kind);
    ReadTarget(reader, fault);
    ReadTimes(reader, fault);
    for (const FaultKey* key : InfoOf(*kind).keys)
    {
        if (!key->Applies(fault))
        {
            continue;
        }
        if (key->required)
        {
            reader.Require(key->name, key->meaning);
        }
        std::visit(ValueReader{reader, key->name, fault}, key->value);
    }
    reader.Finish();
    return fault;
}

json::object
FaultObject(const Fault& fault)
{
    const FaultRepetition& repeat = fault.repeat;
    json::object object{{"kind", ToString(fault.kind)},
                        {"target", ToString(fault.target)},
                        {"at", DurationText(fault.at)}};
    if (repeat.Random())
    {
        object["mtbf"] = DurationText(repeat.mtbf);
        object["mttr"] = DurationText(repeat.mttr);
    }
    else
    {
        object["for"] = DurationText(fault.length);
    }
    if (repeat.Periodic())
    {
        object["every"] = DurationText(repeat.every);
    }
    if (repeat.times != 0)
    {
        object["times"] = repeat.times;
    }
    if (repeat.until != 0)
    {
        object["until"] = DurationText(repeat.until);
    }
    for (const FaultKey* key : KeysOf(fault))
    {
        object[key->name] = std::visit(ValueWriter{*key, fault}, key->value);
    }
    return object;
}

} // namespace

FaultSchedule
ReadFaults(JsonReader& reader)
{
    FaultSchedule schedule;
    for (JsonReader& fault : reader.Sections("faults"))
    {
        schedule.faults.push_back(ReadFault(fault));
    }
    return schedule;
}

json::array
FaultsArray(const FaultSchedule& schedule)
{
    json::array faults;
    for (const Fault& fault : schedule.faults)
    {
        faults.emplace_back(FaultObject(fault));
    }
    return faults;
}

} // namespace ns3::dhcpbackup
