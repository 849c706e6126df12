/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEXT_HASH_H
#define DHCPBACKUP_TEXT_HASH_H

#include <string>

namespace ns3::dhcpbackup
{

/**
 * @param text any text
 * @return its FNV-1a hash of 64 bits, as 16 hexadecimal digits
 */
std::string TextHash(const std::string& text);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_TEXT_HASH_H
