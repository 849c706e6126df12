/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RAW_MESSAGE_H
#define DHCPBACKUP_RAW_MESSAGE_H

#include "ns3/dhcp-message.h"

#include <vector>

/**
 * @file
 * @brief DHCP messages put together byte by byte for tests, without the code under test.
 *
 * Every vector is exactly as long as its message, so that AddressSanitizer sees a read behind it.
 */

namespace ns3::dhcpbackup::raw
{

using Bytes = std::vector<uint8_t>;

constexpr size_t HLEN_AT = 2;      //!< offset of hlen (RFC 2131 section 2)
constexpr size_t CIADDR_AT = 12;   //!< offset of ciaddr
constexpr size_t YIADDR_AT = 16;   //!< offset of yiaddr
constexpr size_t CHADDR_AT = 28;   //!< offset of chaddr
constexpr size_t SNAME_AT = 44;    //!< offset of sname, 64 bytes
constexpr size_t FILE_AT = 108;    //!< offset of file, 128 bytes
constexpr size_t COOKIE_AT = 236;  //!< offset of the magic cookie
constexpr size_t OPTIONS_AT = 240; //!< offset of the first option

/**
 * @brief Join byte strings.
 * @param parts the strings
 * @return all their bytes in order
 */
inline Bytes
Concat(std::initializer_list<Bytes> parts)
{
    Bytes all;
    for (const Bytes& part : parts)
    {
        all.insert(all.end(), part.begin(), part.end());
    }
    return Bytes(all);
}

/**
 * @brief A message from a client, with fixed fields that are easy to recognise.
 * @param options everything behind the magic cookie, END included
 * @return the bytes; nothing is appended
 */
inline Bytes
Message(const Bytes& options)
{
    Bytes bytes(OPTIONS_AT, 0);
    const Bytes head = {1, 1, 6, 0, 0x12, 0x34, 0x56, 0x78};
    const Bytes mac = {2, 0, 0, 0, 0, 7};
    const Bytes cookie = {99, 130, 83, 99};
    std::copy(head.begin(), head.end(), bytes.begin());
    std::copy(mac.begin(), mac.end(), bytes.begin() + CHADDR_AT);
    std::copy(cookie.begin(), cookie.end(), bytes.begin() + COOKIE_AT);
    return Concat({bytes, options});
}

/**
 * @brief Write bytes over a part of a message.
 * @param message the message
 * @param at where to write; the bytes must end within the message
 * @param bytes what to write
 */
inline void
Put(Bytes& message, size_t at, const Bytes& bytes)
{
    std::copy(bytes.begin(), bytes.end(), message.begin() + at);
}

/**
 * @param bytes anything
 * @return what ParseMessage says of it
 */
inline ParseError
ErrorOf(const Bytes& bytes)
{
    DhcpMessage message;
    return ParseMessage(bytes, message);
}

/**
 * @param data the data of an option
 * @return a copy, to compare and print; empty also when the option is absent
 */
inline Bytes
Copy(const std::optional<ByteView>& data)
{
    return data ? Bytes(data->begin(), data->end()) : Bytes();
}

} // namespace ns3::dhcpbackup::raw

#endif // DHCPBACKUP_RAW_MESSAGE_H
