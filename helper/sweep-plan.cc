/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "sweep-plan.h"

#include "ns3/command-words.h"
#include "ns3/json-document.h"
#include "ns3/nearest-name.h"
#include "ns3/quantity-text.h"
#include "ns3/run-folder.h"
#include "ns3/scenario-file.h"
#include "ns3/study-command.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

/// More points than these are a mistake.
constexpr size_t MAX_POINTS = 10'000;

/// A step of a path: a key, or a place in a list.
struct PathStep
{
    std::string key;   //!< of an object; empty for a place in a list
    size_t index{0};   //!< in a list
    std::string place; //!< the path up to here, for messages
};

[[noreturn]] void
Refuse(const std::string& words, const std::string& text)
{
    throw UsageError("--vary " + words + ": " + text);
}

/// "faults[0].for" in steps; empty if it is no path.
std::vector<PathStep>
StepsOf(const std::string& path)
{
    std::vector<PathStep> steps;
    size_t at = 0;
    while (at < path.size())
    {
        PathStep step;
        size_t end = 0;
        if (path[at] == '[')
        {
            end = path.find(']', at);
            const char* const last = path.data() + std::min(end, path.size());
            const auto read = std::from_chars(path.data() + at + 1, last, step.index);
            if (end == std::string::npos || read.ec != std::errc() || read.ptr != last)
            {
                return {};
            }
            ++end;
        }
        else
        {
            at += path[at] == '.' && !steps.empty() ? 1 : 0;
            end = std::min(path.find_first_of(".[", at), path.size());
            step.key = path.substr(at, end - at);
            if (step.key.empty())
            {
                return {};
            }
        }
        step.place = path.substr(0, end);
        steps.push_back(step);
        at = end;
    }
    return steps;
}

/// The value at a path; complains about the first step that is not there.
const json::value&
Find(const json::value& root, const std::string& path, const std::string& words)
{
    const json::value* value = &root;
    const std::vector<PathStep> steps = StepsOf(path);
    if (steps.empty())
    {
        Refuse(words,
               "expected PATH=FROM..TO/COUNT or PATH=VALUE,VALUE,... with a path such as "
               "faults[0].for");
    }
    for (const PathStep& step : steps)
    {
        const json::object* const object = value->if_object();
        const json::array* const list = value->if_array();
        if (!step.key.empty() && object)
        {
            value = object->if_contains(step.key);
        }
        else
        {
            value = step.key.empty() && list && step.index < list->size() ? &(*list)[step.index]
                                                                          : nullptr;
        }
        if (value)
        {
            continue;
        }
        std::vector<std::string> keys;
        for (const auto& member : object ? *object : json::object())
        {
            keys.emplace_back(member.key());
        }
        Refuse(words,
               "the scenario has no " + KeyExcerpt(step.place) +
                   (list ? ", the list has " + std::to_string(list->size()) + " entries"
                         : NearestNameHint(step.key, keys)));
    }
    return *value;
}

/// Set a value, and make the objects that lead to it.
void
Set(json::value& root, const std::string& path, const json::value& to)
{
    json::value* value = &root;
    for (const PathStep& step : StepsOf(path))
    {
        if (step.key.empty())
        {
            value = &value->as_array().at(step.index);
            continue;
        }
        if (!value->is_object())
        {
            value->emplace_object();
        }
        value = &value->as_object()[step.key];
    }
    *value = to;
}

/// A value as the one that stands there: a number, a truth, or a text.
json::value
ValueLike(const json::value& example, const std::string& text, const std::string& words)
{
    if (example.is_string())
    {
        return json::value(text);
    }
    json::error_code error;
    const json::value value = json::parse(text, error);
    const bool fits =
        !error && (example.is_number() ? value.is_number() : example.is_bool() && value.is_bool());
    if (!fits)
    {
        Refuse(words,
               "found " + KeyExcerpt(text) + ", expected " +
                   (example.is_number() ? "a number" : "true or false"));
    }
    return value;
}

/// Evenly spaced numbers from one to the other, both included.
std::vector<double>
Spaced(double from, double to, size_t count)
{
    std::vector<double> numbers;
    for (size_t i = 0; i < count; ++i)
    {
        numbers.push_back(count == 1 ? from : from + (to - from) * double(i) / double(count - 1));
    }
    return numbers;
}

/// The unit of whole numbers that a range of quantities keeps: seconds stay whole seconds.
int64_t
GrainOf(int64_t from, int64_t to)
{
    return from % SECOND == 0 && to % SECOND == 0 ? SECOND : 1;
}

/// Times or rates, as texts.
std::vector<json::value>
SpacedQuantities(const std::string& from,
                 const std::string& to,
                 size_t count,
                 const std::string& words)
{
    const Quantity times[] = {ParseDuration(from), ParseDuration(to)};
    const Quantity rates[] = {ParseRate(from), ParseRate(to)};
    const bool time = times[0].Ok() && times[1].Ok();
    if (!time && !(rates[0].Ok() && rates[1].Ok()))
    {
        Refuse(words, "expected two times, two rates or two numbers, such as 15min..3h/12");
    }
    const Quantity* const ends = time ? times : rates;
    const int64_t grain = time ? GrainOf(ends[0].value, ends[1].value) : 1;
    std::vector<json::value> values;
    for (const double number : Spaced(double(ends[0].value), double(ends[1].value), count))
    {
        const int64_t whole = std::llround(number / double(grain)) * grain;
        values.emplace_back(time ? DurationText(whole) : RateText(uint64_t(whole)));
    }
    return values;
}

/// FROM..TO/COUNT.
std::vector<json::value>
RangeLike(const json::value& example, const std::string& text, const std::string& words)
{
    const size_t dots = text.find("..");
    const size_t slash = text.find('/', dots);
    size_t count = 0;
    const char* const end = text.data() + text.size();
    const auto read =
        std::from_chars(text.data() + std::min(slash, text.size() - 1) + 1, end, count);
    if (slash == std::string::npos || read.ec != std::errc() || read.ptr != end || count < 2 ||
        count > MAX_POINTS)
    {
        Refuse(words,
               "expected FROM..TO/COUNT with a count from 2 to " + std::to_string(MAX_POINTS));
    }
    const std::string from = text.substr(0, dots);
    const std::string to = text.substr(dots + 2, slash - dots - 2);
    if (!example.is_number())
    {
        return SpacedQuantities(from, to, count, words);
    }
    const json::value first = ValueLike(example, from, words);
    const json::value last = ValueLike(example, to, words);
    const bool whole = !example.is_double() && !first.is_double() && !last.is_double();
    std::vector<json::value> values;
    for (const double number : Spaced(first.to_number<double>(), last.to_number<double>(), count))
    {
        values.push_back(whole ? json::value(std::llround(number)) : json::value(number));
    }
    return values;
}

} // namespace

std::string
VariedText(const json::value& value)
{
    return value.is_string()   ? std::string(value.as_string().c_str())
           : value.is_double() ? NumberText(value.as_double())
                               : json::serialize(value);
}

SweepPlan::SweepPlan(const std::string& file)
    : m_file(file),
      m_base(ScenarioOrUsageError(file))
{
    m_root = ParseJson(ReadFile(file)).root;
    m_expanded = json::parse(ToJson(m_base));
}

void
SweepPlan::Vary(const std::string& words)
{
    const size_t equals = words.find('=');
    Variation variation;
    variation.path = words.substr(0, equals);
    const json::value& example = Find(m_expanded, variation.path, words);
    if (equals == std::string::npos || equals + 1 == words.size())
    {
        Refuse(words,
               "expected values behind " + variation.path +
                   ", such as =FROM..TO/COUNT or =VALUE,VALUE,...");
    }
    if (example.is_object() || example.is_array())
    {
        Refuse(words, variation.path + " is no single value");
    }
    for (const Variation& other : m_variations)
    {
        if (other.path == variation.path)
        {
            Refuse(words, variation.path + " is varied twice");
        }
    }
    const std::string text = words.substr(equals + 1);
    if (text.find("..") != std::string::npos)
    {
        variation.values = RangeLike(example, text, words);
        // Whole numbers that lie closer than the grid's points come once.
        variation.values.erase(std::unique(variation.values.begin(), variation.values.end()),
                               variation.values.end());
    }
    else
    {
        for (size_t at = 0; at <= text.size();)
        {
            const size_t end = std::min(text.find(',', at), text.size());
            variation.values.push_back(ValueLike(example, text.substr(at, end - at), words));
            at = end + 1;
        }
    }
    std::vector<std::string> seen;
    for (const json::value& value : variation.values)
    {
        if (std::find(seen.begin(), seen.end(), VariedText(value)) != seen.end())
        {
            Refuse(words, VariedText(value) + " comes twice");
        }
        seen.push_back(VariedText(value));
    }
    m_variations.push_back(variation);
}

Scenario
SweepPlan::ScenarioOf(const json::value& root, const std::string& which) const
{
    const ScenarioResult result = ParseScenario(json::serialize(root), m_file + " with " + which);
    if (!result.scenario)
    {
        throw UsageError(result.errors.front());
    }
    return *result.scenario;
}

std::vector<SweepPoint>
SweepPlan::Grid() const
{
    size_t count = 1;
    for (const Variation& variation : m_variations)
    {
        count *= variation.values.size();
        if (count > MAX_POINTS)
        {
            throw UsageError("--vary: more than " + std::to_string(MAX_POINTS) +
                             " combinations; take fewer values");
        }
    }
    std::vector<SweepPoint> grid;
    for (size_t number = 0; number < count; ++number)
    {
        json::value root = m_root;
        SweepPoint point;
        std::string which;
        size_t below = count;
        for (const Variation& variation : m_variations)
        {
            below /= variation.values.size();
            const json::value& value = variation.values[number / below % variation.values.size()];
            Set(root, variation.path, value);
            point.values.push_back(VariedText(value));
            which += (which.empty() ? "" : ", ") + variation.path + "=" + point.values.back();
        }
        point.scenario = ScenarioOf(root, which);
        grid.push_back(point);
    }
    return grid;
}

} // namespace ns3::dhcpbackup
