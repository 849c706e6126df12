/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "ns3/json-document.h"

#include <boost/json/serialize.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace ns3::dhcpbackup
{

namespace
{

using testing::HasSubstr;

/// The only problem of a text, "place: text".
std::string
ProblemOf(const std::string& text)
{
    const JsonDocument document = ParseJson(text);
    return document.problems.size() == 1
               ? document.problems[0].place + ": " + document.problems[0].text
               : std::to_string(document.problems.size()) + " problems";
}

TEST(JsonDocument, CommentsAndTrailingCommasAreRead)
{
    const JsonDocument document =
        ParseJson("// a\n{ /* b */ \"x\": [1, 2.5, \"t\", true, null,], }\n");
    ASSERT_TRUE(document.valid);
    EXPECT_TRUE(document.problems.empty());
    EXPECT_EQ(boost::json::serialize(document.root), "{\"x\":[1,2.5E0,\"t\",true,null]}");
}

TEST(JsonDocument, SyntaxProblemsHaveLineAndColumn)
{
    EXPECT_EQ(ProblemOf("{\n  \"a\": 1,\n  b: 2\n}"),
              "3:3: found 'b', expected JSON (syntax error)");
    EXPECT_EQ(ProblemOf("{\"a\" 1}"), "1:6: found '1', expected JSON (syntax error)");
    EXPECT_THAT(ProblemOf("{\"a\": 1"), HasSubstr("1:8: found the end of the file, expected JSON"));
    EXPECT_THAT(ProblemOf("{} {}"), HasSubstr("1:4: found '{', expected JSON"));
    EXPECT_THAT(ProblemOf("\xff"), HasSubstr("1:1: found the byte 255, expected JSON"));
    EXPECT_FALSE(ParseJson("{\"a\": 1").valid);
}

TEST(JsonDocument, EmptyTextsAreNamedSo)
{
    EXPECT_EQ(ProblemOf(""), "1:1: found an empty file, expected a JSON object");
    EXPECT_EQ(ProblemOf(" \n\t\r\n"), "1:1: found an empty file, expected a JSON object");
}

TEST(JsonDocument, DoubledKeysAreProblemsWithTheirPlace)
{
    const JsonDocument document = ParseJson(
        R"({"a": 1, "list": [{}, {"x": 1, "y": {"z": 1, "z": 2}, "x": 3}], "a": {"x": 1}})");
    ASSERT_TRUE(document.valid);
    ASSERT_EQ(document.problems.size(), 3u);
    EXPECT_EQ(document.problems[0].place, "list[1].y.z");
    EXPECT_EQ(document.problems[1].place, "list[1].x");
    EXPECT_EQ(document.problems[2].place, "a");
    EXPECT_EQ(document.problems[0].text, "found the key more than once, expected it once");
    EXPECT_EQ(ProblemOf(R"({"\u0061": 1, "a": 2})"),
              "a: found the key more than once, expected it once");
}

TEST(JsonDocument, SameKeysInDifferentObjectsAreNoProblem)
{
    EXPECT_EQ(ProblemOf(R"({"a": {"a": 1}, "b": [{"a": 1}, {"a": 1}]})"), "0 problems");
}

TEST(JsonDocument, NumbersAreReadExactly)
{
    // 1.81's own reader rounds some of these in the last digit.
    for (const double number : {0.2, 0.1 + 0.2, 1.7976931348623157e308, 5e-324, 123456.789e-7})
    {
        const JsonDocument document = ParseJson("[" + NumberText(number) + "]");
        EXPECT_EQ(document.root.at(0).as_double(), number);
    }
    EXPECT_EQ(ParseJson("[18446744073709551615]").root.at(0).as_uint64(), UINT64_MAX);
}

TEST(JsonDocument, NumbersTooLargeForADoubleAreProblems)
{
    EXPECT_THAT(ProblemOf("[1e400]"), HasSubstr("expected JSON (exponent overflow"));
}

TEST(JsonDocument, DeepNestingIsAProblemNotACrash)
{
    EXPECT_THAT(ProblemOf(std::string(100'000, '[')), HasSubstr("too deep"));
    std::string objects;
    for (int i = 0; i < 100'000; ++i)
    {
        objects += "{\"a\":";
    }
    EXPECT_THAT(ProblemOf(objects), HasSubstr("too deep"));
}

TEST(JsonDocument, ArbitraryTextsNeverCrashProperty)
{
    EXPECT_TRUE(rc::check("parsing is total", [] {
        const auto pieces = *rc::gen::container<std::vector<std::string>>(
            rc::gen::element<std::string>("{",
                                          "}",
                                          "[",
                                          "]",
                                          ",",
                                          ":",
                                          "\"a\"",
                                          "\"\\u00e9\"",
                                          "1",
                                          "-0.5e3",
                                          "null",
                                          "/*",
                                          "*/",
                                          "//",
                                          "\n",
                                          " ",
                                          "\"",
                                          "\\",
                                          "\xc3"));
        std::string text;
        for (const std::string& piece : pieces)
        {
            text += piece;
        }
        const JsonDocument document = ParseJson(text);
        RC_ASSERT(document.valid || document.problems.size() == 1);
    }));
}

TEST(JsonDocument, ExcerptsAreShortAndOnOneLine)
{
    EXPECT_EQ(JsonExcerpt(boost::json::object()), "an object");
    EXPECT_EQ(JsonExcerpt(boost::json::array()), "a list");
    EXPECT_EQ(JsonExcerpt(0.2), "0.2");
    EXPECT_EQ(JsonExcerpt("a\nb"), "\"a\\nb\"");
    EXPECT_EQ(KeyExcerpt("count"), "count");
    EXPECT_EQ(KeyExcerpt("a\nb"), "a\\nb");
    EXPECT_EQ(JsonExcerpt(boost::json::string(1'000'000, 'x')).size(), 63u);
    // Characters of two bytes: never half of one.
    std::string accents;
    for (int i = 0; i < 100; ++i)
    {
        accents += "\xc3\xa9";
    }
    EXPECT_EQ(KeyExcerpt("x" + accents), "x" + accents.substr(0, 58) + "...");
}

} // namespace

} // namespace ns3::dhcpbackup
