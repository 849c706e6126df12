/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "json-document.h"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value_stack.hpp>
#include <charconv>
#include <set>
#include <string>

namespace ns3::dhcpbackup
{

namespace json = boost::json;

namespace
{

/// The longest piece of a file that an error message repeats.
constexpr size_t MAX_EXCERPT = 60;

/// A text that fits into an error message; never cut within a UTF-8 character.
std::string
Shortened(const std::string& text)
{
    if (text.size() <= MAX_EXCERPT)
    {
        return text;
    }
    size_t end = MAX_EXCERPT;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80)
    {
        --end;
    }
    return text.substr(0, end) + "...";
}

/**
 * @brief Builds the document from the parser's events, as Boost.JSON's handlers do, and keeps the
 *        path of where it is, so that doubled keys have a place.
 */
class DocumentBuilder
{
  public:
    static constexpr size_t max_array_size = size_t(-1);  //!< wanted by the parser
    static constexpr size_t max_object_size = size_t(-1); //!< wanted by the parser
    static constexpr size_t max_string_size = size_t(-1); //!< wanted by the parser
    static constexpr size_t max_key_size = size_t(-1);    //!< wanted by the parser

    /// @return the value, once the parser is done
    json::value Release()
    {
        return m_values.release();
    }

    /// @return doubled keys
    const std::vector<ScenarioProblem>& Problems() const
    {
        return m_problems;
    }

    // The events; their names and signatures are the parser's. All return true: go on.

    bool on_document_begin(json::error_code&)
    {
        m_values.reset();
        return true;
    }

    bool on_document_end(json::error_code&)
    {
        return true;
    }

    bool on_object_begin(json::error_code&)
    {
        m_levels.push_back({true, {}, {}, 0});
        return true;
    }

    bool on_object_end(size_t members, json::error_code&)
    {
        m_levels.pop_back();
        m_values.push_object(members);
        return ValueEnded();
    }

    bool on_array_begin(json::error_code&)
    {
        m_levels.push_back({false, {}, {}, 0});
        return true;
    }

    bool on_array_end(size_t elements, json::error_code&)
    {
        m_levels.pop_back();
        m_values.push_array(elements);
        return ValueEnded();
    }

    bool on_key_part(json::string_view part, size_t, json::error_code&)
    {
        m_text.append(part.data(), part.size());
        return true;
    }

    bool on_key(json::string_view part, size_t, json::error_code&)
    {
        const std::string key = TakeText(part);
        Level& level = m_levels.back();
        level.key = key;
        if (!level.keys.insert(key).second)
        {
            m_problems.push_back({Path(), "found the key more than once, expected it once"});
        }
        m_values.push_key(key);
        return true;
    }

    bool on_string_part(json::string_view part, size_t, json::error_code&)
    {
        m_text.append(part.data(), part.size());
        return true;
    }

    bool on_string(json::string_view part, size_t, json::error_code&)
    {
        m_values.push_string(TakeText(part));
        return ValueEnded();
    }

    bool on_number_part(json::string_view part, json::error_code&)
    {
        m_text.append(part.data(), part.size());
        return true;
    }

    bool on_int64(int64_t number, json::string_view, json::error_code&)
    {
        m_text.clear();
        m_values.push_int64(number);
        return ValueEnded();
    }

    bool on_uint64(uint64_t number, json::string_view, json::error_code&)
    {
        m_text.clear();
        m_values.push_uint64(number);
        return ValueEnded();
    }

    bool on_double(double, json::string_view part, json::error_code& ec)
    {
        const std::string text = TakeText(part);
        double number = 0;
        const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
        if (result.ec != std::errc())
        {
            ec = json::make_error_code(json::error::exponent_overflow);
            return false;
        }
        m_values.push_double(number);
        return ValueEnded();
    }

    bool on_bool(bool value, json::error_code&)
    {
        m_values.push_bool(value);
        return ValueEnded();
    }

    bool on_null(json::error_code&)
    {
        m_values.push_null();
        return ValueEnded();
    }

    bool on_comment_part(json::string_view, json::error_code&)
    {
        return true;
    }

    bool on_comment(json::string_view, json::error_code&)
    {
        return true;
    }

  private:
    /// An object or array that is not closed yet.
    struct Level
    {
        bool isObject;              //!< else an array
        std::set<std::string> keys; //!< of an object, so far
        std::string key;            //!< of the member that is being read
        size_t index;               //!< of the element that is being read
    };

    /// What has come in parts, with its last part.
    std::string TakeText(json::string_view part)
    {
        m_text.append(part.data(), part.size());
        std::string text;
        text.swap(m_text);
        return text;
    }

    /// Count the elements of arrays.
    bool ValueEnded()
    {
        if (!m_levels.empty() && !m_levels.back().isObject)
        {
            ++m_levels.back().index;
        }
        return true;
    }

    /// Where we are, for example "faults[2].at".
    std::string Path() const
    {
        std::string path;
        for (const Level& level : m_levels)
        {
            if (level.isObject)
            {
                path += (path.empty() ? "" : ".") + KeyExcerpt(level.key);
            }
            else
            {
                path += "[" + std::to_string(level.index) + "]";
            }
        }
        return path;
    }

    json::value_stack m_values;              //!< values that are not in their container yet
    std::vector<Level> m_levels;             //!< containers around, the outermost first
    std::string m_text;                      //!< parts of a key, text or number
    std::vector<ScenarioProblem> m_problems; //!< doubled keys
};

/// What broke the syntax at a position, with that position for people.
ScenarioProblem
SyntaxProblem(const std::string& text, size_t position, const json::error_code& ec)
{
    if (std::all_of(text.begin(), text.end(), [](char c) {
            return c == ' ' || c == '\t' || c == '\n' || c == '\r';
        }))
    {
        return {"1:1", "found an empty file, expected a JSON object"};
    }
    const std::string before = text.substr(0, position);
    const size_t lineStart = before.rfind('\n') == std::string::npos ? 0 : before.rfind('\n') + 1;
    const std::string place = std::to_string(1 + std::count(before.begin(), before.end(), '\n')) +
                              ":" + std::to_string(1 + position - lineStart);
    std::string found = "the end of the file";
    if (position < text.size())
    {
        const unsigned char c = text[position];
        found = c > ' ' && c < 0x7f ? std::string("'") + text[position] + "'"
                                    : "the byte " + std::to_string(c);
    }
    return {place, "found " + found + ", expected JSON (" + ec.message() + ")"};
}

} // namespace

JsonDocument
ParseJson(const std::string& text)
{
    json::parse_options options;
    options.allow_comments = true;
    options.allow_trailing_commas = true;
    json::basic_parser<DocumentBuilder> parser(options);
    json::error_code ec;
    const size_t consumed = parser.write_some(false, text.data(), text.size(), ec);
    JsonDocument document;
    if (!ec && consumed < text.size())
    {
        ec = json::make_error_code(json::error::extra_data);
    }
    if (ec)
    {
        document.problems.push_back(SyntaxProblem(text, consumed, ec));
        return document;
    }
    document.root = parser.handler().Release();
    document.valid = true;
    document.problems = parser.handler().Problems();
    return document;
}

std::string
JsonExcerpt(const json::value& value)
{
    if (value.is_object() || value.is_array())
    {
        return value.is_object() ? "an object" : "a list";
    }
    if (value.is_double())
    {
        return NumberText(value.get_double());
    }
    return Shortened(json::serialize(value));
}

std::string
KeyExcerpt(const std::string& key)
{
    const std::string quoted = json::serialize(json::string_view(key));
    return Shortened(quoted.substr(1, quoted.size() - 2));
}

} // namespace ns3::dhcpbackup
