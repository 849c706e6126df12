/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_JSON_READER_H
#define DHCPBACKUP_JSON_READER_H

#include "ns3/json-document.h"
#include "ns3/quantity-text.h"

#include <boost/json/object.hpp>
#include <string>
#include <utility>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Reads one JSON object strictly and keeps note of everything that is wrong with it.
 *
 * Each reading function leaves its target as it was if the key is missing (targets hold defaults)
 * or its value is wrong. Finish() then complains about keys that nobody asked for. Keys `$schema`
 * and `x-...` are for others and are skipped.
 */
class JsonReader
{
  public:
    /// Names and what they stand for.
    template <typename T>
    using Choices = std::vector<std::pair<std::string, T>>;

    /// A word that may stand instead of a time, such as "auto".
    struct TimeWord
    {
        std::string word; //!< as written
        Duration value;   //!< what it stands for
    };

    /**
     * @brief Begin with an object.
     * @param value what should be an object; must outlive the reader
     * @param place its path, empty for the whole file
     * @param problems where problems are added
     */
    JsonReader(const boost::json::value& value,
               const std::string& place,
               std::vector<ScenarioProblem>& problems);

    /**
     * @param key a key
     * @return whether the object has it
     */
    bool Has(const std::string& key);

    /**
     * @brief Complain if a key is missing.
     * @param key the key
     * @param expected what should stand there, for people
     */
    void Require(const std::string& key, const std::string& expected);

    /**
     * @brief Read true or false.
     * @param key the key
     * @param target where to
     */
    void ReadBool(const std::string& key, bool& target);

    /**
     * @brief Read a text.
     * @param key the key
     * @param target where to
     */
    void ReadText(const std::string& key, std::string& target);

    /**
     * @brief Read a number.
     * @param key the key
     * @param target where to
     */
    void ReadNumber(const std::string& key, double& target);

    /**
     * @brief Read a whole number.
     * @param key the key
     * @param target where to
     * @param min the smallest that is allowed
     * @param max the largest that is allowed; must fit the target
     */
    template <typename T>
    void ReadInteger(const std::string& key, T& target, uint64_t min, uint64_t max);

    /**
     * @brief Read a time with a unit.
     * @param key the key
     * @param target where to, nanoseconds
     */
    void ReadTime(const std::string& key, Duration& target);

    /**
     * @brief Read a time with a unit, or a word instead.
     * @param key the key
     * @param target where to, nanoseconds
     * @param word the word
     */
    void ReadTime(const std::string& key, Duration& target, const TimeWord& word);

    /**
     * @brief Read a rate with a unit.
     * @param key the key
     * @param target where to, bits a second
     */
    void ReadRate(const std::string& key, uint64_t& target);

    /**
     * @brief Read one of several names.
     * @param key the key
     * @param target where to
     * @param choices the names and what they stand for
     */
    template <typename T>
    void ReadChoice(const std::string& key, T& target, const Choices<T>& choices);

    /**
     * @brief Read a list of texts.
     * @param key the key
     * @param target where to; replaced as a whole
     */
    void ReadTexts(const std::string& key, std::vector<std::string>& target);

    /**
     * @brief Go into an object in this object.
     * @param key its key
     * @return a reader of it; of an empty object if the key is missing
     */
    JsonReader Section(const std::string& key);

    /**
     * @brief Go into a list of objects in this object.
     * @param key its key
     * @return a reader for each; none if the key is missing
     */
    std::vector<JsonReader> Sections(const std::string& key);

    /// Complain about keys that nobody asked for. Call it once, when all is read.
    void Finish();

    /**
     * @brief Complain about a value.
     * @param key its key
     * @param expected what should stand there
     */
    void Refuse(const std::string& key, const std::string& expected);

    /**
     * @param key a key
     * @return its path in the file
     */
    std::string PlaceOf(const std::string& key) const;

  private:
    /// The value of a key, or nullptr; remembers that it was asked for.
    const boost::json::value* Find(const std::string& key);
    /// Read a whole number into 64 bits; false if it is missing or wrong.
    bool FindInteger(const std::string& key, uint64_t& target, uint64_t min, uint64_t max);
    /// Read one of several names; false if it is missing or wrong.
    bool FindChoice(const std::string& key, const std::vector<std::string>& names, size_t& index);

    const boost::json::object* m_object;      //!< nullptr if there is none
    std::string m_place;                      //!< path of the object
    std::vector<std::string> m_asked;         //!< keys that were asked for
    std::vector<ScenarioProblem>* m_problems; //!< what is wrong
};

template <typename T>
void
JsonReader::ReadInteger(const std::string& key, T& target, uint64_t min, uint64_t max)
{
    uint64_t number = 0;
    if (FindInteger(key, number, min, max))
    {
        target = static_cast<T>(number);
    }
}

template <typename T>
void
JsonReader::ReadChoice(const std::string& key, T& target, const Choices<T>& choices)
{
    std::vector<std::string> names;
    for (const auto& choice : choices)
    {
        names.push_back(choice.first);
    }
    size_t index = 0;
    if (FindChoice(key, names, index))
    {
        target = choices[index].second;
    }
}

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_JSON_READER_H
