/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-schema.h"

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <regex>

namespace ns3::dhcpbackup::test
{

namespace json = boost::json;

namespace
{

/// Goes down schema and value side by side.
class Validator
{
  public:
    Validator(const json::value& root, std::vector<std::string>& problems)
        : m_root(root),
          m_problems(problems)
    {
    }

    void Check(const json::value& schema, const json::value& value, const std::string& place)
    {
        for (const auto& [keyword, rule] : schema.as_object())
        {
            CheckKeyword(keyword, rule, value, place);
        }
        if (value.is_object())
        {
            CheckMembers(schema.as_object(), value.as_object(), place);
        }
    }

  private:
    void Add(const std::string& place, const std::string& text)
    {
        m_problems.push_back(place + ": " + text);
    }

    void Expect(bool good, const std::string& place, json::string_view keyword, const json::value& v)
    {
        if (!good)
        {
            Add(place, json::serialize(v) + " breaks " + std::string(keyword));
        }
    }

    static bool HasType(const json::value& v, json::string_view type)
    {
        return (type == "object" && v.is_object()) || (type == "array" && v.is_array()) ||
               (type == "string" && v.is_string()) || (type == "boolean" && v.is_bool()) ||
               (type == "number" && v.is_number()) ||
               (type == "integer" && (v.is_int64() || v.is_uint64()));
    }

    bool Fits(const json::value& schema, const json::value& v)
    {
        std::vector<std::string> problems;
        Validator(m_root, problems).Check(schema, v, "");
        return problems.empty();
    }

    bool FitsOne(const json::array& schemas, const json::value& v)
    {
        return std::any_of(schemas.begin(), schemas.end(), [&](const json::value& schema) {
            return Fits(schema, v);
        });
    }

    static bool IsUnique(const json::array& array)
    {
        for (auto it = array.begin(); it != array.end(); ++it)
        {
            if (std::find(array.begin(), it, *it) != it)
            {
                return false;
            }
        }
        return true;
    }

    static bool Compares(json::string_view keyword, double rule, double number)
    {
        return (keyword == "minimum" && number >= rule) ||
               (keyword == "maximum" && number <= rule) ||
               (keyword == "exclusiveMinimum" && number > rule) ||
               (keyword == "exclusiveMaximum" && number < rule);
    }

    void CheckKeyword(json::string_view keyword,
                      const json::value& rule,
                      const json::value& v,
                      const std::string& place)
    {
        static const char* const bounds[] =
            {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"};
        static const char* const silent[] = {"$schema",
                                             "$defs",
                                             "title",
                                             "description",
                                             "default",
                                             "examples",
                                             "properties",
                                             "patternProperties",
                                             "additionalProperties",
                                             "required"};
        const auto in = [keyword](const auto& names) {
            return std::find(std::begin(names), std::end(names), keyword) != std::end(names);
        };
        if (keyword == "type")
        {
            Expect(HasType(v, rule.as_string()), place, keyword, v);
        }
        else if (keyword == "enum")
        {
            const auto& values = rule.as_array();
            const bool found = std::find(values.begin(), values.end(), v) != values.end();
            Expect(found, place, keyword, v);
        }
        else if (keyword == "const")
        {
            Expect(v == rule, place, keyword, v);
        }
        else if (keyword == "anyOf")
        {
            Expect(FitsOne(rule.as_array(), v), place, keyword, v);
        }
        else if (keyword == "$ref")
        {
            Check(m_root.at_pointer(rule.as_string().subview(1)), v, place); // behind "#"
        }
        else if (keyword == "pattern")
        {
            const std::regex pattern(rule.as_string().c_str());
            Expect(!v.is_string() || std::regex_search(v.as_string().c_str(), pattern),
                   place,
                   keyword,
                   v);
        }
        else if (keyword == "items" || keyword == "minItems" || keyword == "uniqueItems")
        {
            CheckArray(keyword, rule, v, place);
        }
        else if (in(bounds))
        {
            Expect(!v.is_number() || Compares(keyword, rule.to_number<double>(), v.to_number<double>()),
                   place,
                   keyword,
                   v);
        }
        else if (!in(silent))
        {
            Add(place, "unknown keyword " + std::string(keyword) + " in the schema");
        }
    }

    void CheckArray(json::string_view keyword,
                    const json::value& rule,
                    const json::value& v,
                    const std::string& place)
    {
        if (!v.is_array())
        {
            return;
        }
        const json::array& array = v.as_array();
        if (keyword == "minItems")
        {
            Expect(array.size() >= rule.to_number<size_t>(), place, keyword, v);
        }
        else if (keyword == "uniqueItems")
        {
            Expect(IsUnique(array), place, keyword, v);
        }
        for (size_t i = 0; keyword == "items" && i < array.size(); ++i)
        {
            Check(rule, array[i], place + "[" + std::to_string(i) + "]");
        }
    }

    void CheckMembers(const json::object& schema, const json::object& object, const std::string& place)
    {
        const json::value* const properties = schema.if_contains("properties");
        for (const auto& [key, member] : properties ? object : json::object())
        {
            const std::string inner = place + "." + std::string(key);
            if (const json::value* const property = properties->as_object().if_contains(key))
            {
                Check(*property, member, inner);
            }
            else if (key.substr(0, 2) != "x-")
            {
                Add(inner, "unknown key");
            }
        }
        if (const json::value* const required = schema.if_contains("required"))
        {
            for (const json::value& key : required->as_array())
            {
                if (!object.contains(key.as_string()))
                {
                    Add(place, "lacks " + std::string(key.as_string()));
                }
            }
        }
    }

    const json::value& m_root;              //!< the whole schema, for $ref
    std::vector<std::string>& m_problems;   //!< what was found
};

} // namespace

std::vector<std::string>
SchemaProblems(const json::value& schema, const json::value& value)
{
    std::vector<std::string> problems;
    Validator(schema, problems).Check(schema, value, "");
    return problems;
}

} // namespace ns3::dhcpbackup::test
