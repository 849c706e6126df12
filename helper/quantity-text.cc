/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "quantity-text.h"

#include "ns3/nearest-name.h"

#include <vector>

namespace ns3::dhcpbackup
{

namespace
{

/// The fastest link: far above any access network.
constexpr int64_t MAX_RATE = 1'000'000'000'000;

/// A unit and its size in the smallest one.
struct Unit
{
    const char* name; //!< as written behind the number
    int64_t size;     //!< how many of the smallest unit
};

/// What is common to all quantities of a kind.
struct QuantityKind
{
    std::vector<Unit> units; //!< the smallest first
    int64_t max;             //!< the largest value
    std::string maxText;     //!< the same for people
    std::string expected;    //!< what should stand there
};

const QuantityKind&
TimeKind()
{
    static const QuantityKind kind{{{"ns", 1},
                                    {"us", MICROSECOND},
                                    {"ms", MILLISECOND},
                                    {"s", SECOND},
                                    {"min", MINUTE},
                                    {"h", HOUR},
                                    {"d", 24 * HOUR}},
                                   MAX_SCENARIO_TIME,
                                   DurationText(MAX_SCENARIO_TIME),
                                   "a time with a unit of ns, us, ms, s, min, h or d"};
    return kind;
}

const QuantityKind&
RateKind()
{
    static const QuantityKind kind{
        {{"bps", 1}, {"kbps", 1'000}, {"Mbps", 1'000'000}, {"Gbps", 1'000'000'000}},
        MAX_RATE,
        RateText(MAX_RATE),
        "a rate with a unit of bps, kbps, Mbps or Gbps"};
    return kind;
}

const std::string DIGITS = "0123456789";

/// The text without spaces, which people like to put before the unit.
std::string
WithoutSpaces(const std::string& text)
{
    std::string result;
    for (const char c : text)
    {
        if (c != ' ')
        {
            result += c;
        }
    }
    return result;
}

/// Names that can be meant by an unknown unit.
std::vector<std::string>
UnitNames(const QuantityKind& kind)
{
    std::vector<std::string> names;
    for (const Unit& unit : kind.units)
    {
        names.emplace_back(unit.name);
    }
    return names;
}

/// What to say about a unit that does not exist.
std::string
UnknownUnit(const std::string& number, const std::string& unit, const QuantityKind& kind)
{
    // Spelt-out and shortened units are no typing errors, so edit distance does not find them.
    static const std::pair<const char*, const char*> habits[] = {{"sec", "s"},
                                                                 {"secs", "s"},
                                                                 {"second", "s"},
                                                                 {"seconds", "s"},
                                                                 {"m", "min"},
                                                                 {"mins", "min"},
                                                                 {"minute", "min"},
                                                                 {"minutes", "min"},
                                                                 {"hr", "h"},
                                                                 {"hour", "h"},
                                                                 {"hours", "h"},
                                                                 {"day", "d"},
                                                                 {"days", "d"}};
    for (const auto& [habit, name] : habits)
    {
        if (unit == habit && &kind == &TimeKind())
        {
            return kind.expected + "; did you mean \"" + number + name + "\"?";
        }
    }
    const std::string nearest = NearestName(unit, UnitNames(kind));
    return kind.expected + (nearest.empty() ? "" : "; did you mean \"" + number + nearest + "\"?");
}

/// number * size, exactly; `expected` of the result says why not.
Quantity
Scale(const std::string& number, int64_t size, const QuantityKind& kind)
{
    const std::string tooLarge = "at most " + kind.maxText;
    const size_t point = number.find('.');
    int64_t whole = 0;
    for (const char digit : number.substr(0, point))
    {
        whole = whole * 10 + (digit - '0');
        if (whole > kind.max / size)
        {
            return {0, tooLarge};
        }
    }
    int64_t value = whole * size;
    if (point != std::string::npos)
    {
        for (const char digit : number.substr(point + 1))
        {
            if (digit != '0' && size % 10 != 0)
            {
                return {0, kind.expected + ", no finer than 1" + kind.units.front().name};
            }
            size /= 10;
            value += (digit - '0') * size;
        }
    }
    return value > kind.max ? Quantity{0, tooLarge} : Quantity{value, {}};
}

/// Read a quantity of a kind.
Quantity
Parse(const std::string& text, const QuantityKind& kind)
{
    if (!text.empty() && text[0] == '-')
    {
        return {0, kind.expected + ", not negative"};
    }
    const size_t wholeEnd = std::min(text.find_first_not_of(DIGITS), text.size());
    size_t end = wholeEnd;
    if (wholeEnd < text.size() && text[wholeEnd] == '.')
    {
        end = std::min(text.find_first_not_of(DIGITS, wholeEnd + 1), text.size());
    }
    if (wholeEnd == 0 || end == wholeEnd + 1)
    {
        return {0, kind.expected};
    }
    const std::string number = text.substr(0, end);
    const std::string unit = text.substr(end);
    for (const Unit& known : kind.units)
    {
        if (unit == known.name)
        {
            return Scale(number, known.size, kind);
        }
    }
    const std::string joined = WithoutSpaces(text);
    if (joined != text && Parse(joined, kind).Ok())
    {
        return {0, kind.expected + "; did you mean \"" + joined + "\"?"};
    }
    return {0, UnknownUnit(number, unit, kind)};
}

} // namespace

Quantity
ParseDuration(const std::string& text)
{
    return Parse(text, TimeKind());
}

Quantity
ParseRate(const std::string& text)
{
    return Parse(text, RateKind());
}

} // namespace ns3::dhcpbackup
