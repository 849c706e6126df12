/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_COMMAND_WORDS_H
#define DHCPBACKUP_COMMAND_WORDS_H

#include "ns3/scenario.h"

#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Thrown for a wrong command line; the text says what is wrong and the way out.
class UsageError : public std::runtime_error
{
  public:
    using std::runtime_error::runtime_error;
};

/// What may stand behind a verb.
struct CommandSyntax
{
    std::vector<std::string> options; //!< each with a value behind it, for example "--seed"
    std::vector<std::string> flags;   //!< without a value, for example "--quiet"
    std::string argument;             //!< the one other word, as a question asks for it; empty if none
};

/**
 * @ingroup dhcp-backup
 * @brief The words behind a verb of the command line, taken apart.
 */
class CommandWords
{
  public:
    /**
     * @param words the verb and what stands behind it
     * @param syntax what may stand there
     * @throw UsageError if something else does
     */
    CommandWords(const std::vector<std::string>& words, const CommandSyntax& syntax);

    /// @return the word that is neither option nor flag, empty if there is none
    const std::string& Argument() const
    {
        return m_argument;
    }

    /**
     * @param option an option of the syntax
     * @return its value, the last one if there are several, empty if it was not given
     */
    std::string Option(const std::string& option) const;

    /**
     * @param option an option of the syntax that may be given several times
     * @return its values in their order
     */
    std::vector<std::string> Options(const std::string& option) const;

    /**
     * @param flag a flag of the syntax
     * @return whether it was given
     */
    bool Flag(const std::string& flag) const;

    /**
     * @brief An option's value as a number.
     * @param option an option of the syntax
     * @param otherwise the value if the option was not given
     * @param range the numbers that make sense
     * @return the number
     * @throw UsageError if it is none of these
     */
    uint64_t Number(const std::string& option, uint64_t otherwise, const IntegerRange& range) const;

  private:
    std::map<std::string, std::vector<std::string>> m_options; //!< values
    std::set<std::string> m_flags;                //!< those given
    std::string m_argument;                       //!< the other word
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_COMMAND_WORDS_H
