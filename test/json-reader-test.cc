/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/json-reader.h"

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace ns3::dhcpbackup
{

namespace
{

using testing::ElementsAre;
using testing::IsEmpty;

using Reading = std::function<void(JsonReader&)>;

/// What is wrong with a text when it is read in some way, "place: text" each.
std::vector<std::string>
ProblemsOf(const std::string& text, const Reading& reading)
{
    const JsonDocument document = ParseJson(text);
    EXPECT_TRUE(document.valid) << text;
    std::vector<ScenarioProblem> problems;
    JsonReader reader(document.root, "top", problems);
    reading(reader);
    reader.Finish();
    std::vector<std::string> lines;
    for (const ScenarioProblem& problem : problems)
    {
        lines.push_back(problem.place + ": " + problem.text);
    }
    return lines;
}

const std::string TIME = "a time with a unit of ns, us, ms, s, min, h or d";

TEST(JsonReader, MissingKeysLeaveDefaultsAndAreNoProblem)
{
    bool flag = true;
    std::string text = "t";
    double number = 1.5;
    uint32_t integer = 7;
    Duration time = 9;
    uint64_t rate = 11;
    std::vector<std::string> texts = {"x"};
    EXPECT_THAT(ProblemsOf("{}",
                           [&](JsonReader& r) {
                               r.ReadBool("a", flag);
                               r.ReadText("b", text);
                               r.ReadNumber("c", number);
                               r.ReadInteger("d", integer, 1, 10);
                               r.ReadTime("e", time);
                               r.ReadRate("f", rate);
                               r.ReadTexts("g", texts);
                               r.Section("h").Finish();
                               EXPECT_TRUE(r.Sections("i").empty());
                           }),
                IsEmpty());
    EXPECT_TRUE(flag);
    EXPECT_EQ(text, "t");
    EXPECT_EQ(number, 1.5);
    EXPECT_EQ(integer, 7u);
    EXPECT_EQ(time, 9);
    EXPECT_EQ(rate, 11u);
    EXPECT_THAT(texts, ElementsAre("x"));
}

TEST(JsonReader, GoodValuesAreRead)
{
    bool flag = true;
    std::string text;
    double number = 0;
    double whole = 0;
    uint32_t integer = 0;
    Duration time = 0;
    uint64_t rate = 0;
    std::vector<std::string> texts;
    EXPECT_THAT(ProblemsOf(R"({"a": false, "b": "t", "c": 0.2, "c2": 3, "d": 10, "e": "90s",
                               "f": "1Gbps", "g": ["x", "y"], "$schema": 1, "x-note": {}})",
                           [&](JsonReader& r) {
                               r.ReadBool("a", flag);
                               r.ReadText("b", text);
                               r.ReadNumber("c", number);
                               r.ReadNumber("c2", whole);
                               r.ReadInteger("d", integer, 1, 10);
                               r.ReadTime("e", time);
                               r.ReadRate("f", rate);
                               r.ReadTexts("g", texts);
                           }),
                IsEmpty());
    EXPECT_FALSE(flag);
    EXPECT_EQ(text, "t");
    EXPECT_EQ(number, 0.2);
    EXPECT_EQ(whole, 3);
    EXPECT_EQ(integer, 10u);
    EXPECT_EQ(time, 90 * SECOND);
    EXPECT_EQ(rate, 1'000'000'000u);
    EXPECT_THAT(texts, ElementsAre("x", "y"));
}

TEST(JsonReader, UnknownKeysAreNamedWithTheNearest)
{
    uint32_t count = 0;
    EXPECT_THAT(ProblemsOf(R"({"cuont": 5, "zzz": 1})",
                           [&](JsonReader& r) {
                               r.ReadInteger("count", count, 1, 10);
                               r.Has("within");
                           }),
                ElementsAre("top.cuont: found an unknown key, expected one of count, within; did "
                            "you mean \"count\"?",
                            "top.zzz: found an unknown key, expected one of count, within"));
}

TEST(JsonReader, WrongTypesAreRefusedAndLeaveTheDefault)
{
    bool flag = true;
    std::string text = "t";
    double number = 1.5;
    std::vector<std::string> texts = {"x"};
    EXPECT_THAT(ProblemsOf(R"({"a": 1, "b": 2, "c": "3", "d": "x", "e": ["x", 5], "f": 1, "g": 2,
                               "h": [1]})",
                           [&](JsonReader& r) {
                               r.ReadBool("a", flag);
                               r.ReadText("b", text);
                               r.ReadNumber("c", number);
                               r.ReadTexts("d", texts);
                               r.ReadTexts("e", texts);
                               r.Section("f").Finish();
                               r.Sections("g");
                               EXPECT_EQ(r.Sections("h").size(), 1u);
                           }),
                ElementsAre("top.a: found 1, expected true or false",
                            "top.b: found 2, expected a text in quotes",
                            "top.c: found \"3\", expected a number",
                            "top.d: found \"x\", expected a list [...] of texts",
                            "top.e[1]: found 5, expected a text in quotes",
                            "top.f: found 1, expected an object {...}",
                            "top.g: found 2, expected a list [...] of objects",
                            "top.h[0]: found 1, expected an object {...}"));
    EXPECT_TRUE(flag);
    EXPECT_EQ(text, "t");
    EXPECT_EQ(number, 1.5);
    EXPECT_THAT(texts, ElementsAre("x"));
}

TEST(JsonReader, WholeNumbersMustBeWholeAndInTheirRange)
{
    const std::string expected = ", expected a whole number from 1 to 10";
    for (const char* value : {"0",
                              "11",
                              "-1",
                              "1.5",
                              "1e30",
                              "18446744073709551615",
                              "-9223372036854775808",
                              "\"5\"",
                              "true",
                              "null"})
    {
        uint32_t integer = 7;
        const auto problems = ProblemsOf("{\"n\": " + std::string(value) + "}", [&](JsonReader& r) {
            r.ReadInteger("n", integer, 1, 10);
        });
        ASSERT_EQ(problems.size(), 1u) << value;
        EXPECT_THAT(problems[0], testing::EndsWith(expected)) << value;
        EXPECT_EQ(integer, 7u) << value;
    }
}

TEST(JsonReader, TimesNeedAUnit)
{
    Duration time = 5;
    const auto read = [&](JsonReader& r) { r.ReadTime("t", time); };
    EXPECT_THAT(ProblemsOf(R"({"t": 90})", read),
                ElementsAre("top.t: found 90, expected " + TIME + "; did you mean \"90s\"?"));
    EXPECT_THAT(ProblemsOf(R"({"t": "90"})", read),
                ElementsAre("top.t: found \"90\", expected " + TIME));
    EXPECT_THAT(ProblemsOf(R"({"t": "-5min"})", read),
                ElementsAre("top.t: found \"-5min\", expected " + TIME + ", not negative"));
    EXPECT_THAT(ProblemsOf(R"({"t": {}})", read),
                ElementsAre("top.t: found an object, expected " + TIME));
    EXPECT_EQ(time, 5);
}

TEST(JsonReader, TimesMayBeAWordWhereItIsAllowed)
{
    Duration time = 5;
    const auto read = [&](JsonReader& r) { r.ReadTime("t", time, {"never", NEVER}); };
    EXPECT_THAT(ProblemsOf(R"({"t": "nevr"})", read),
                ElementsAre("top.t: found \"nevr\", expected \"never\" or " + TIME +
                            "; did you mean \"never\"?"));
    EXPECT_EQ(time, 5);
    EXPECT_THAT(ProblemsOf(R"({"t": "never"})", read), IsEmpty());
    EXPECT_EQ(time, NEVER);
    EXPECT_THAT(ProblemsOf(R"({"t": "1h"})", read), IsEmpty());
    EXPECT_EQ(time, HOUR);
}

TEST(JsonReader, RatesNeedAUnit)
{
    uint64_t rate = 5;
    const auto read = [&](JsonReader& r) { r.ReadRate("r", rate); };
    EXPECT_THAT(ProblemsOf(R"({"r": 100})", read),
                ElementsAre("top.r: found 100, expected a rate with a unit of bps, kbps, Mbps or "
                            "Gbps; did you mean \"100Mbps\"?"));
    EXPECT_EQ(ProblemsOf(R"({"r": "fast"})", read).size(), 1u);
    EXPECT_EQ(rate, 5u);
}

TEST(JsonReader, NamesAreChosenFromAList)
{
    int kind = 0;
    const JsonReader::Choices<int> choices = {{"kept", 1}, {"lost", 2}};
    const auto read = [&](JsonReader& r) { r.ReadChoice("k", kind, choices); };
    EXPECT_THAT(ProblemsOf(R"({"k": "lots"})", read),
                ElementsAre("top.k: found \"lots\", expected one of kept, lost; did you mean "
                            "\"lost\"?"));
    EXPECT_THAT(ProblemsOf(R"({"k": 1})", read),
                ElementsAre("top.k: found 1, expected one of kept, lost"));
    EXPECT_EQ(kind, 0);
    EXPECT_THAT(ProblemsOf(R"({"k": "lost"})", read), IsEmpty());
    EXPECT_EQ(kind, 2);
}

TEST(JsonReader, RequiredKeysMustBeThere)
{
    EXPECT_THAT(ProblemsOf("{}", [](JsonReader& r) { r.Require("name", "a short name"); }),
                ElementsAre("top.name: found nothing, expected a short name"));
    EXPECT_THAT(ProblemsOf(R"({"name": 0})", [](JsonReader& r) { r.Require("name", "x"); }),
                IsEmpty());
}

TEST(JsonReader, PlacesLeadThroughSectionsAndLists)
{
    EXPECT_THAT(ProblemsOf(R"({"a": {"b": [{}, {"c": 1, "bad": 2}]}})",
                           [](JsonReader& r) {
                               JsonReader a = r.Section("a");
                               for (JsonReader& b : a.Sections("b"))
                               {
                                   std::string text;
                                   b.ReadText("c", text);
                                   b.Finish();
                               }
                               a.Finish();
                           }),
                ElementsAre("top.a.b[1].c: found 1, expected a text in quotes",
                            "top.a.b[1].bad: found an unknown key, expected one of c"));
}

} // namespace

} // namespace ns3::dhcpbackup
