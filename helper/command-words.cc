/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "command-words.h"

#include "ns3/nearest-name.h"

#include <algorithm>
#include <charconv>

namespace ns3::dhcpbackup
{

namespace
{

bool
Holds(const std::vector<std::string>& names, const std::string& name)
{
    return std::find(names.begin(), names.end(), name) != names.end();
}

} // namespace

CommandWords::CommandWords(const std::vector<std::string>& words, const CommandSyntax& syntax)
{
    for (size_t i = 1; i < words.size(); ++i)
    {
        const std::string& word = words[i];
        if (Holds(syntax.options, word))
        {
            if (++i == words.size())
            {
                throw UsageError(word + " needs a value behind it");
            }
            m_options[word].push_back(words[i]);
        }
        else if (Holds(syntax.flags, word))
        {
            m_flags.insert(word);
        }
        else if (word.compare(0, 1, "-") == 0)
        {
            std::vector<std::string> known = syntax.options;
            known.insert(known.end(), syntax.flags.begin(), syntax.flags.end());
            throw UsageError("unknown option " + word + NearestNameHint(word, known));
        }
        else if (syntax.argument.empty())
        {
            throw UsageError(words[0] + " takes no argument: " + word);
        }
        else if (!m_argument.empty())
        {
            throw UsageError("one at a time: " + m_argument + " or " + word);
        }
        else
        {
            m_argument = word;
        }
    }
    if (m_argument.empty() && !syntax.argument.empty())
    {
        throw UsageError(syntax.argument);
    }
}

std::string
CommandWords::Option(const std::string& option) const
{
    const auto it = m_options.find(option);
    return it == m_options.end() ? std::string() : it->second.back();
}

std::vector<std::string>
CommandWords::Options(const std::string& option) const
{
    const auto it = m_options.find(option);
    return it == m_options.end() ? std::vector<std::string>() : it->second;
}

bool
CommandWords::Flag(const std::string& flag) const
{
    return m_flags.count(flag) > 0;
}

uint64_t
CommandWords::Number(const std::string& option, uint64_t otherwise, const IntegerRange& range) const
{
    const std::string text = Option(option);
    if (text.empty())
    {
        return otherwise;
    }
    uint64_t value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size() ||
        value < range.min || value > range.max)
    {
        throw UsageError(option + " needs a whole number from " + std::to_string(range.min) +
                         " to " + std::to_string(range.max) + ", not '" + text + "'");
    }
    return value;
}

} // namespace ns3::dhcpbackup
