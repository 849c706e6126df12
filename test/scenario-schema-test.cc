/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-schema.h"

#include "ns3/client-profile.h"
#include "ns3/design.h"
#include "ns3/fault-kind.h"
#include "ns3/json-document.h"
#include "ns3/scenario-file.h"
#include "ns3/server-machine.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <filesystem>
#include <fstream>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <sstream>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAreArray;

namespace json = boost::json;
namespace fs = std::filesystem;

namespace
{

const fs::path SOURCES = DHCPBACKUP_SOURCE_DIR;

std::string
TextOf(const fs::path& path)
{
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

const json::value&
Schema()
{
    static const json::value schema = json::parse(TextOf(SOURCES / "examples/scenario.schema.json"));
    return schema;
}

std::vector<std::string>
ProblemsOf(const std::string& text)
{
    return SchemaProblems(Schema(), ParseJson(text).root);
}

/// A scenario that makes use of every key: all kinds of fault, and lists with something in them.
Scenario
EveryKey()
{
    Scenario scenario;
    scenario.name = "every-key";
    for (const FaultKindInfo& info : FaultKinds())
    {
        Fault fault(info.kind);
        fault.at = HOUR;
        fault.length = MINUTE;
        fault.factor = 2;
        fault.store = StoreFate::STALE;
        fault.age = MINUTE;
        fault.period = 10 * SECOND;
        fault.extra = SECOND;
        fault.rate = 1000000;
        scenario.faults.faults.push_back(fault);
    }
    Fault unplugged(FaultKind::LINK_DOWN);
    unplugged.target = {TargetKind::ACCESS, 0};
    unplugged.carrierLost = true;
    unplugged.at = HOUR;
    unplugged.length = MINUTE;
    scenario.faults.faults.push_back(unplugged);
    scenario.faults.faults[0].repeat.every = HOUR;
    scenario.faults.faults[0].repeat.times = 2;
    scenario.faults.faults[1].repeat.mtbf = HOUR;
    scenario.faults.faults[1].repeat.mttr = MINUTE;
    scenario.faults.faults[1].repeat.until = 10 * HOUR;
    for (const std::string& name : ClientProfileNames())
    {
        scenario.subscribers.profiles[name] = 1.0 / ClientProfileNames().size();
    }
    scenario.require = {"renewal_survival >= 0.5", "relay-backup: client_outages == 0"};
    scenario.run.pcap = {{LinkName::CORE, 0}, {LinkName::ACCESS, 3}, {LinkName::SUBSCRIBER, 3}};
    scenario.relay.standInLimit = HOUR;
    return scenario;
}

/// The same with outages in place of faults, and with intervals.
Scenario
EveryKeyOfCampaigns()
{
    Scenario scenario = EveryKey();
    scenario.outages = {{"first", scenario.faults}, {"second", {}}};
    scenario.faults = {};
    scenario.run.intervals = {scenario.subscribers.count / 2, 3};
    return scenario;
}

/// All paths to keys in a value: "run.pcap", and "faults[].kind" in lists.
void
CollectKeys(const json::value& value, const std::string& place, std::set<std::string>& keys)
{
    if (const auto* object = value.if_object())
    {
        for (const auto& [key, member] : *object)
        {
            const std::string inner = place + (place.empty() ? "" : ".") + std::string(key);
            keys.insert(inner);
            CollectKeys(member, inner, keys);
        }
    }
    if (const auto* array = value.if_array())
    {
        for (const json::value& item : *array)
        {
            CollectKeys(item, place + "[]", keys);
        }
    }
}

/// Told of each property: its path and its schema.
using Visitor = std::function<void(const std::string&, const json::object&)>;

/// Walk over all properties of a schema.
void
VisitProperties(const json::value& schema, const std::string& place, const Visitor& visitor)
{
    const json::object& object = schema.as_object();
    if (const json::value* const items = object.if_contains("items"))
    {
        VisitProperties(*items, place + "[]", visitor);
    }
    if (const json::value* const properties = object.if_contains("properties"))
    {
        for (const auto& [key, property] : properties->as_object())
        {
            const std::string inner = place + (place.empty() ? "" : ".") + std::string(key);
            visitor(inner, property.as_object());
            VisitProperties(property, inner, visitor);
        }
    }
}

/// The names in an "enum" of the schema.
std::vector<std::string>
NamesAt(const json::value& schema)
{
    std::vector<std::string> names;
    for (const json::value& name : schema.at("enum").as_array())
    {
        names.emplace_back(name.as_string());
    }
    return names;
}

} // namespace

/// The same with groups.
Scenario
EveryKeyOfGroups()
{
    Scenario scenario = EveryKey();
    SubscriberGroup group = scenario.subscribers;
    group.name = "homes";
    scenario.subscribers.groups = {group, group};
    scenario.subscribers.groups[1].name = "offices";
    scenario.subscribers.groups[1].relays = {3, 7};
    scenario.subscribers.groups[1].access = LinkSettings{1000, SECOND};
    return scenario;
}

TEST(ScenarioSchema, EveryKeyThatIsWrittenIsInTheSchema)
{
    const std::string groups = ToJson(EveryKeyOfGroups());
    ASSERT_THAT(ParseScenario(groups, "f").errors, IsEmpty());
    EXPECT_THAT(ProblemsOf(groups), IsEmpty());
    const std::string expanded = ToJson(EveryKey());
    ASSERT_THAT(ParseScenario(expanded, "f").errors, IsEmpty());
    EXPECT_THAT(ProblemsOf(expanded), IsEmpty());
    EXPECT_THAT(ProblemsOf(ToJson(Scenario())), IsEmpty());
    const std::string campaign = ToJson(EveryKeyOfCampaigns());
    ASSERT_THAT(ParseScenario(campaign, "f").errors, IsEmpty());
    EXPECT_THAT(ProblemsOf(campaign), IsEmpty());
}

TEST(ScenarioSchema, EveryKeyOfTheSchemaIsRead)
{
    std::set<std::string> known{"$schema"};
    CollectKeys(json::parse(ToJson(EveryKey())), "", known);
    CollectKeys(json::parse(ToJson(EveryKeyOfGroups())), "", known);
    Scenario campaign = EveryKeyOfCampaigns();
    campaign.outages[0].faults = {}; // a reference in the schema: its keys are those of faults
    CollectKeys(json::parse(ToJson(campaign)), "", known);
    std::set<std::string> described;
    VisitProperties(Schema(), "", [&](const std::string& place, const json::object& property) {
        described.insert(place);
        EXPECT_TRUE(property.contains("description")) << place << " needs a description";
    });
    EXPECT_EQ(described, known);
}

TEST(ScenarioSchema, DefaultsAreThoseOfTheReader)
{
    const json::value scenario = json::parse(ToJson(Scenario()));
    VisitProperties(Schema(), "", [&](const std::string& place, const json::object& property) {
        if (!property.contains("default") || place.find("[]") != std::string::npos)
        {
            return;
        }
        const json::value* value = &scenario;
        std::istringstream keys(place);
        for (std::string key; std::getline(keys, key, '.');)
        {
            value = &value->at(key);
        }
        const json::value& given = property.at("default");
        EXPECT_TRUE(*value == given || (value->is_number() && given.is_number() &&
                                        value->to_number<double>() == given.to_number<double>()))
            << place << " is " << *value << ", the schema says " << given;
    });
}

TEST(ScenarioSchema, NamesAreThoseOfTheReader)
{
    const json::value& properties = Schema().at("properties");
    EXPECT_THAT(NamesAt(properties.at("designs").at("items")),
                UnorderedElementsAreArray(DesignNames()));
    const json::value& fault = properties.at("faults").at("items").at("properties");
    std::vector<std::string> kinds;
    std::set<std::string> words;
    for (const FaultKindInfo& info : FaultKinds())
    {
        kinds.emplace_back(info.name);
        for (const FaultKey* const key : info.keys)
        {
            if (const FaultWord* const word = std::get_if<FaultWord>(&key->value);
                word && words.insert(key->name).second)
            {
                std::vector<std::string> choices;
                for (const FaultWord::Choice& choice : word->choices)
                {
                    choices.emplace_back(choice.word);
                }
                EXPECT_THAT(NamesAt(fault.at(key->name)), UnorderedElementsAreArray(choices))
                    << key->name;
            }
        }
    }
    EXPECT_THAT(NamesAt(fault.at("kind")), UnorderedElementsAreArray(kinds));
    const auto namesOf = [](const auto& choices) {
        std::vector<std::string> names;
        for (const auto& [name, choice] : choices)
        {
            names.push_back(name);
        }
        return names;
    };
    const json::value& server = properties.at("server").at("properties");
    EXPECT_THAT(NamesAt(server.at("profile")), UnorderedElementsAreArray(namesOf(ServerKindNames())));
    EXPECT_THAT(NamesAt(server.at("drop")), UnorderedElementsAreArray(namesOf(QueueDropNames())));
    EXPECT_THAT(NamesAt(server.at("store").at("properties").at("sync")),
                UnorderedElementsAreArray(namesOf(SyncRuleNames())));
    const json::value& relay = properties.at("relay").at("properties");
    EXPECT_THAT(NamesAt(relay.at("interception")),
                UnorderedElementsAreArray(namesOf(InterceptionNames())));
    EXPECT_THAT(NamesAt(relay.at("grant")), UnorderedElementsAreArray(namesOf(GrantNames())));
    EXPECT_THAT(NamesAt(relay.at("overflow")), UnorderedElementsAreArray(namesOf(OverflowNames())));
    EXPECT_THAT(NamesAt(relay.at("replayOrder")),
                UnorderedElementsAreArray(namesOf(ReplayOrderNames())));
    const json::value& subscribers = properties.at("subscribers").at("properties");
    EXPECT_THAT(NamesAt(subscribers.at("model")),
                UnorderedElementsAreArray(namesOf(SubscriberModelNames())));
    EXPECT_THAT(NamesAt(subscribers.at("clientId")),
                UnorderedElementsAreArray(namesOf(ClientIdNames())));
    EXPECT_THAT(NamesAt(subscribers.at("arrival").at("properties").at("kind")),
                ElementsAre(ToString(ArrivalKind::STEADY),
                            ToString(ArrivalKind::POWER_RETURN),
                            ToString(ArrivalKind::SETTLED),
                            ToString(ArrivalKind::MORNING_RUSH)));
}

TEST(ScenarioSchema, RangesAreThoseOfTheReader)
{
    // Each bound itself is read, and what lies beyond it is not.
    VisitProperties(Schema(), "", [](const std::string& place, const json::object& property) {
        const json::value* const type = property.if_contains("type");
        // What a fault can have depends on its kind: FaultKind's own tests know.
        if (!type || *type != "integer" || place.find("[]") != std::string::npos)
        {
            return;
        }
        for (const char* const bound : {"minimum", "maximum"})
        {
            const int64_t limit = property.at(bound).to_number<int64_t>();
            const int64_t beyond = limit + (std::string(bound) == "minimum" ? -1 : 1);
            for (const int64_t value : {limit, beyond})
            {
                json::value scenario = {{"name", "x"}, {"subscribers", {{"count", 1}}}};
                json::value* at = &scenario;
                std::istringstream keys(place);
                for (std::string key; std::getline(keys, key, '.');)
                {
                    at = &(at->is_object() ? *at : (*at = json::object())).as_object()[key];
                }
                *at = value;
                const auto errors = ParseScenario(json::serialize(scenario), "f").errors;
                const bool blamed =
                    std::any_of(errors.begin(), errors.end(), [&](const std::string& error) {
                        return error.find(place + ": found " + std::to_string(value) +
                                          ", expected a whole number") != std::string::npos;
                    });
                EXPECT_EQ(blamed, value == beyond) << place << " = " << value;
            }
        }
    });
}

TEST(ScenarioSchema, AllExamplesAreValidAndNameIt)
{
    int files = 0;
    for (const auto& entry : fs::directory_iterator(SOURCES / "examples/scenarios"))
    {
        const JsonDocument document = ParseJson(TextOf(entry.path()));
        ASSERT_TRUE(document.valid) << entry.path();
        EXPECT_THAT(SchemaProblems(Schema(), document.root), IsEmpty()) << entry.path();
        const json::value* const schema = document.root.as_object().if_contains("$schema");
        ASSERT_TRUE(schema) << entry.path() << " does not name the schema";
        const fs::path named = entry.path().parent_path() / schema->as_string().c_str();
        EXPECT_TRUE(fs::equivalent(named, SOURCES / "examples/scenario.schema.json")) << named;
        ++files;
    }
    EXPECT_GT(files, 3);
}

TEST(ScenarioSchema, WrongScenariosAreRefused)
{
    const auto with = [](const std::string& more) {
        return R"({"name": "x", "subscribers": {"count": 1})" + more + "}";
    };
    EXPECT_THAT(ProblemsOf(with("")), IsEmpty());
    EXPECT_THAT(ProblemsOf(with(R"(, "x-note": [1, 2], "leases": {"x-why": 1})")), IsEmpty());
    EXPECT_THAT(ProblemsOf("{}"), ElementsAre(": lacks name", ": lacks subscribers"));
    EXPECT_THAT(ProblemsOf(with(R"(, "lease": {})")), ElementsAre(".lease: unknown key"));
    EXPECT_THAT(ProblemsOf(with(R"(, "leases": {"time": 60})")),
                ElementsAre(".leases.time: 60 breaks type"));
    EXPECT_THAT(ProblemsOf(with(R"(, "leases": {"time": "60"})")),
                ElementsAre(".leases.time: \"60\" breaks pattern"));
    EXPECT_THAT(ProblemsOf(with(R"(, "leases": {"t1": 1})")),
                ElementsAre(".leases.t1: 1 breaks exclusiveMaximum"));
    EXPECT_THAT(ProblemsOf(with(R"(, "relay": {"standInLimit": "always"})")),
                ElementsAre(".relay.standInLimit: \"always\" breaks anyOf"));
    EXPECT_THAT(ProblemsOf(with(R"(, "designs": [])")),
                ElementsAre(".designs: [] breaks minItems"));
    EXPECT_THAT(ProblemsOf(with(R"(, "designs": ["plain", "plain"])")),
                ElementsAre(".designs: [\"plain\",\"plain\"] breaks uniqueItems"));
    EXPECT_THAT(ProblemsOf(with(R"(, "faults": [{"kind": "x", "at": "1s", "for": "1s"}])")),
                ElementsAre(".faults[0].kind: \"x\" breaks enum"));
    EXPECT_THAT(ProblemsOf(with(R"(, "require": ["a is b"])")),
                ElementsAre(".require[0]: \"a is b\" breaks pattern"));
}
