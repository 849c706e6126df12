/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_DHCP_OPTION_H
#define DHCPBACKUP_DHCP_OPTION_H

#include "ns3/dhcp-values.h"

#include <boost/container/small_vector.hpp>
#include <optional>
#include <string>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Codes of the options that this module interprets; all others are carried untouched.
 *
 * RFC 2132 unless said otherwise.
 */
enum OptionCode : uint8_t
{
    OPT_PAD = 0,                //!< filler, no length
    OPT_SUBNET_MASK = 1,        //!< 4 bytes
    OPT_ROUTER = 3,             //!< one or more addresses
    OPT_DNS = 6,                //!< one or more addresses
    OPT_HOST_NAME = 12,         //!< text
    OPT_REQUESTED_ADDRESS = 50, //!< 4 bytes
    OPT_LEASE_TIME = 51,        //!< 4 bytes, seconds
    OPT_OVERLOAD = 52,          //!< 1 byte: 1 file, 2 sname, 3 both
    OPT_MESSAGE_TYPE = 53,      //!< 1 byte
    OPT_SERVER_ID = 54,         //!< 4 bytes
    OPT_PARAMETER_LIST = 55,    //!< codes that the client asks for
    OPT_MESSAGE = 56,           //!< text, the reason of a NAK
    OPT_MAX_MESSAGE_SIZE = 57,  //!< 2 bytes, the datagram size that the sender accepts
    OPT_T1 = 58,                //!< 4 bytes, seconds
    OPT_T2 = 59,                //!< 4 bytes, seconds
    OPT_CLIENT_ID = 61,         //!< at least 2 bytes
    OPT_RELAY_AGENT = 82,       //!< sub-options, RFC 3046
    OPT_CLIENT_LAST_TRANSACTION = 91, //!< 4 bytes, seconds ago, RFC 4388
    OPT_STATUS_CODE = 151,         //!< a QueryStatus and text, RFC 6926
    OPT_BASE_TIME = 152,           //!< 4 bytes, the server's clock in seconds, RFC 6926
    OPT_START_TIME_OF_STATE = 153, //!< 4 bytes, seconds before the base time, RFC 6926
    OPT_QUERY_START_TIME = 154,    //!< 4 bytes, seconds by the server's clock, RFC 6926
    OPT_QUERY_END_TIME = 155,      //!< 4 bytes, seconds by the server's clock, RFC 6926
    OPT_DHCP_STATE = 156,          //!< 1 byte, an AddressState, RFC 6926
    OPT_DATA_SOURCE = 157,         //!< 1 byte of flags, 1 for remote, RFC 6926
    OPT_END = 255               //!< last option, no length
};

/// Sub-options of option 82.
enum RelaySubOption : uint8_t
{
    SUB_CIRCUIT_ID = 1,          //!< RFC 3046: where the client's line enters the relay
    SUB_REMOTE_ID = 2,           //!< RFC 3046: who is at the far end
    SUB_LINK_SELECTION = 5,      //!< RFC 3527: the subnet to choose the address from
    SUB_SUBSCRIBER_ID = 6,       //!< RFC 3993
    SUB_SERVER_ID_OVERRIDE = 11, //!< RFC 5107: the address to put in option 54
    SUB_RELAY_ID = 12,           //!< RFC 6925
    SUB_RELAY_PORT = 19          //!< RFC 8357
};

/**
 * @ingroup dhcp-backup
 * @brief An ordered list of options in one block of memory.
 *
 * The order is that of the wire and is kept. A code stands at most once when it was parsed from
 * a message, since parts of one option are joined (RFC 3396). The whole list lives in one small
 * buffer (code, 16-bit length, data), so that a usual message costs no allocation.
 */
class DhcpOptions
{
  public:
    /// One option: its code and its data, valid until the list changes.
    struct Item
    {
        uint8_t code;  //!< option or sub-option code
        ByteView data; //!< the value without code and length
    };

    /// Walks over the items in order.
    class Iterator
    {
      public:
        /// @param at the first byte of an item, or the end
        explicit Iterator(const uint8_t* at)
            : m_at(at)
        {
        }

        /// @return the item
        Item operator*() const
        {
            return {m_at[0], ByteView(m_at + 3, Size())};
        }

        /// @return this, moved to the next item
        Iterator& operator++()
        {
            m_at += 3 + Size();
            return *this;
        }

        /**
         * @param other another iterator of the same list
         * @return true if it stands elsewhere
         */
        bool operator!=(const Iterator& other) const
        {
            return m_at != other.m_at;
        }

      private:
        /// @return the data length of the item
        size_t Size() const
        {
            return m_at[1] << 8 | m_at[2];
        }

        const uint8_t* m_at; //!< where the item starts
    };

    /// @return iterator to the first item
    Iterator begin() const
    {
        return Iterator(m_block.data());
    }

    /// @return iterator behind the last item
    Iterator end() const
    {
        return Iterator(m_block.data() + m_block.size());
    }

    /// @return true if there is no option
    bool Empty() const
    {
        return m_block.empty();
    }

    /// Forget all options.
    void Clear()
    {
        m_block.clear();
    }

    /**
     * @brief Look an option up.
     * @param code its code
     * @return its data, or nothing
     */
    std::optional<ByteView> Find(uint8_t code) const;

    /**
     * @param code an option code
     * @return true if the option is present, whatever its data
     */
    bool Has(uint8_t code) const
    {
        return Find(code).has_value();
    }

    /**
     * @brief Read a one-byte option.
     * @param code its code
     * @return the value, or nothing if absent or of another length
     */
    std::optional<uint8_t> GetU8(uint8_t code) const;
    /**
     * @brief Read a two-byte option.
     * @param code its code
     * @return the value, or nothing if absent or of another length
     */
    std::optional<uint16_t> GetU16(uint8_t code) const;
    /**
     * @brief Read a four-byte option: a time in seconds or one address.
     * @param code its code
     * @return the value, or nothing if absent or of another length
     */
    std::optional<uint32_t> GetU32(uint8_t code) const;

    /**
     * @brief Append an option.
     * @param code its code, neither PAD nor END
     * @param data its data, at most 65535 bytes; must not lie in this list
     */
    void Add(uint8_t code, ByteView data);
    /**
     * @brief Append a one-byte option.
     * @param code its code
     * @param value its value
     */
    void AddU8(uint8_t code, uint8_t value);
    /**
     * @brief Append a two-byte option.
     * @param code its code
     * @param value its value
     */
    void AddU16(uint8_t code, uint16_t value);
    /**
     * @brief Append a four-byte option.
     * @param code its code
     * @param value its value
     */
    void AddU32(uint8_t code, uint32_t value);
    /**
     * @brief Append an option of text.
     * @param code its code
     * @param text its value, written without a closing zero
     */
    void AddText(uint8_t code, const std::string& text);

    /**
     * @brief Append a part to the option, or add it if it is not there (RFC 3396 section 7).
     * @param code its code
     * @param part the bytes to append
     * @return false if the joined option would pass 65535 bytes; the list is then unchanged
     */
    bool Join(uint8_t code, ByteView part);

    /**
     * @brief Take an option out.
     * @param code its code
     */
    void Remove(uint8_t code);

    /**
     * @brief Replace the value of a four-byte option in place, or append it.
     * @param code its code
     * @param value the new value
     */
    void SetU32(uint8_t code, uint32_t value);

    /**
     * @param other another list
     * @return true if codes, data and order are the same
     */
    bool operator==(const DhcpOptions& other) const
    {
        return m_block == other.m_block;
    }

  private:
    /**
     * @param code an option code
     * @return where the item starts in the block, or its size
     */
    size_t Offset(uint8_t code) const;

    boost::container::small_vector<uint8_t, 128> m_block; //!< code, length (2 bytes), data, ...
};

/**
 * @brief Read sub-options from the data of option 82 (RFC 3046 section 2.0).
 * @param data the option's data
 * @param subOptions gets the sub-options; untouched when the data is malformed
 * @return false if a length runs past the end
 */
bool ParseRelayAgentOption(ByteView data, DhcpOptions& subOptions);

/**
 * @brief Write sub-options as the data of option 82.
 * @param subOptions sub-options of at most 255 bytes each
 * @return the bytes; empty if a sub-option is too long
 */
std::string WriteRelayAgentOption(const DhcpOptions& subOptions);

/**
 * @brief The length rule of an option.
 * @param code option code
 * @param size the length found on the wire
 * @return false if the RFC that defines the option forbids this length
 */
bool IsOptionSizeValid(uint8_t code, size_t size);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_DHCP_OPTION_H
