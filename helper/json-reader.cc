/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-reader.h"

#include "ns3/nearest-name.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

/// Names in an enumeration for people.
std::string
Listed(const std::vector<std::string>& names)
{
    std::string list;
    for (const std::string& name : names)
    {
        list += (list.empty() ? "" : ", ") + name;
    }
    return list;
}

/// Keys that belong to editors and other tools.
bool
IsForeign(const std::string& key)
{
    return key == "$schema" || key.rfind("x-", 0) == 0;
}

/// What is expected of a time, with what was probably meant by a number without a unit.
std::string
MissingUnit(const json::value& value, const std::string& expected, const std::string& unit)
{
    const bool number = value.is_int64() || value.is_uint64() || value.is_double();
    return number ? expected + "; did you mean \"" + JsonExcerpt(value) + unit + "\"?" : expected;
}

std::string
TextOf(const json::value& value)
{
    return std::string(value.get_string().data(), value.get_string().size());
}

} // namespace

JsonReader::JsonReader(const json::value& value,
                       const std::string& place,
                       std::vector<ScenarioProblem>& problems)
    : m_object(value.if_object()),
      m_place(place),
      m_problems(&problems)
{
    if (m_object == nullptr)
    {
        problems.push_back({place, "found " + JsonExcerpt(value) + ", expected an object {...}"});
    }
}

bool
JsonReader::Has(const std::string& key)
{
    return Find(key) != nullptr;
}

void
JsonReader::Require(const std::string& key, const std::string& expected)
{
    if (m_object != nullptr && Find(key) == nullptr)
    {
        m_problems->push_back({PlaceOf(key), "found nothing, expected " + expected});
    }
}

void
JsonReader::ReadBool(const std::string& key, bool& target)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return;
    }
    if (!value->is_bool())
    {
        Refuse(key, "true or false");
        return;
    }
    target = value->get_bool();
}

void
JsonReader::ReadText(const std::string& key, std::string& target)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return;
    }
    if (!value->is_string())
    {
        Refuse(key, "a text in quotes");
        return;
    }
    target = TextOf(*value);
}

void
JsonReader::ReadNumber(const std::string& key, double& target)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return;
    }
    if (value->is_int64())
    {
        target = double(value->get_int64());
    }
    else if (value->is_uint64())
    {
        target = double(value->get_uint64());
    }
    else if (value->is_double())
    {
        target = value->get_double();
    }
    else
    {
        Refuse(key, "a number");
    }
}

void
JsonReader::ReadTime(const std::string& key, Duration& target)
{
    ReadTime(key, target, TimeWord{});
}

void
JsonReader::ReadTime(const std::string& key, Duration& target, const TimeWord& word)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return;
    }
    const std::string alternative = word.word.empty() ? "" : "\"" + word.word + "\" or ";
    if (!value->is_string())
    {
        Refuse(key, alternative + MissingUnit(*value, ParseDuration("").expected, "s"));
        return;
    }
    const std::string text = TextOf(*value);
    if (!word.word.empty() && text == word.word)
    {
        target = word.value;
        return;
    }
    const Quantity time = ParseDuration(text);
    if (!time.Ok())
    {
        const std::string hint = word.word.empty() ? "" : NearestNameHint(text, {word.word});
        Refuse(key, alternative + time.expected + hint);
        return;
    }
    target = time.value;
}

void
JsonReader::ReadRate(const std::string& key, uint64_t& target)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return;
    }
    if (!value->is_string())
    {
        Refuse(key, MissingUnit(*value, ParseRate("").expected, "Mbps"));
        return;
    }
    const Quantity rate = ParseRate(TextOf(*value));
    if (!rate.Ok())
    {
        Refuse(key, rate.expected);
        return;
    }
    target = uint64_t(rate.value);
}

void
JsonReader::ReadTexts(const std::string& key, std::vector<std::string>& target)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return;
    }
    if (!value->is_array())
    {
        Refuse(key, "a list [...] of texts");
        return;
    }
    std::vector<std::string> texts;
    for (const json::value& element : value->get_array())
    {
        if (!element.is_string())
        {
            m_problems->push_back(
                {PlaceOf(key) + "[" + std::to_string(texts.size()) + "]",
                 "found " + JsonExcerpt(element) + ", expected a text in quotes"});
            return;
        }
        texts.push_back(TextOf(element));
    }
    target = texts;
}

JsonReader
JsonReader::Section(const std::string& key)
{
    static const json::value nothing = json::object();
    const json::value* value = Find(key);
    return JsonReader(value == nullptr ? nothing : *value, PlaceOf(key), *m_problems);
}

std::vector<JsonReader>
JsonReader::Sections(const std::string& key)
{
    std::vector<JsonReader> readers;
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return readers;
    }
    if (!value->is_array())
    {
        Refuse(key, "a list [...] of objects");
        return readers;
    }
    for (const json::value& element : value->get_array())
    {
        const std::string place = PlaceOf(key) + "[" + std::to_string(readers.size()) + "]";
        readers.emplace_back(element, place, *m_problems);
    }
    return readers;
}

void
JsonReader::Finish()
{
    if (m_object == nullptr)
    {
        return;
    }
    for (const json::key_value_pair& member : *m_object)
    {
        const std::string key(member.key().data(), member.key().size());
        if (!IsForeign(key) && std::find(m_asked.begin(), m_asked.end(), key) == m_asked.end())
        {
            m_problems->push_back({PlaceOf(KeyExcerpt(key)),
                                   "found an unknown key, expected one of " + Listed(m_asked) +
                                       NearestNameHint(key, m_asked)});
        }
    }
}

void
JsonReader::Refuse(const std::string& key, const std::string& expected)
{
    const json::value* value = Find(key);
    const std::string found = value == nullptr ? "nothing" : JsonExcerpt(*value);
    m_problems->push_back({PlaceOf(key), "found " + found + ", expected " + expected});
}

std::string
JsonReader::PlaceOf(const std::string& key) const
{
    return m_place.empty() ? key : m_place + "." + key;
}

const json::value*
JsonReader::Find(const std::string& key)
{
    if (std::find(m_asked.begin(), m_asked.end(), key) == m_asked.end())
    {
        m_asked.push_back(key);
    }
    return m_object == nullptr ? nullptr : m_object->if_contains(key);
}

bool
JsonReader::FindInteger(const std::string& key, uint64_t& target, uint64_t min, uint64_t max)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return false;
    }
    bool good = false;
    if (value->is_int64() && value->get_int64() >= 0)
    {
        target = uint64_t(value->get_int64());
        good = true;
    }
    else if (value->is_uint64())
    {
        target = value->get_uint64();
        good = true;
    }
    if (!good || target < min || target > max)
    {
        Refuse(key, "a whole number from " + std::to_string(min) + " to " + std::to_string(max));
        return false;
    }
    return true;
}

bool
JsonReader::FindChoice(const std::string& key, const std::vector<std::string>& names, size_t& index)
{
    const json::value* value = Find(key);
    if (value == nullptr)
    {
        return false;
    }
    const std::string name = value->is_string() ? TextOf(*value) : "";
    const auto found = std::find(names.begin(), names.end(), name);
    if (!value->is_string() || found == names.end())
    {
        Refuse(key, "one of " + Listed(names) + NearestNameHint(name, names));
        return false;
    }
    index = size_t(found - names.begin());
    return true;
}

} // namespace ns3::dhcpbackup
