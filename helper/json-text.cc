/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-text.h"

#include <boost/json/serialize.hpp>
#include <charconv>
#include <cmath>

namespace ns3::dhcpbackup
{

namespace
{

std::string
NumberText(double number)
{
    if (!std::isfinite(number))
    {
        return "null";
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    return std::string(text, end);
}

void
Write(const boost::json::value& value, const std::string& indent, std::string& text)
{
    const std::string inner = indent + "  ";
    if (const auto* object = value.if_object(); object && !object->empty())
    {
        const char* separator = "{\n";
        for (const auto& [key, member] : *object)
        {
            text += separator + inner + boost::json::serialize(boost::json::string(key)) + ": ";
            Write(member, inner, text);
            separator = ",\n";
        }
        text += "\n" + indent + "}";
        return;
    }
    if (const auto* array = value.if_array(); array && !array->empty())
    {
        const char* separator = "[\n";
        for (const auto& element : *array)
        {
            text += separator + inner;
            Write(element, inner, text);
            separator = ",\n";
        }
        text += "\n" + indent + "]";
        return;
    }
    text += value.is_double() ? NumberText(value.get_double()) : boost::json::serialize(value);
}

} // namespace

std::string
PrettyJson(const boost::json::value& value)
{
    std::string text;
    Write(value, "", text);
    return text + "\n";
}

} // namespace ns3::dhcpbackup
