/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RESULTS_FORMAT_H
#define DHCPBACKUP_RESULTS_FORMAT_H

#include <cstdint>
#include <string>

namespace ns3::dhcpbackup
{

/// Version of the files in a results folder.
constexpr int64_t RESULTS_FORMAT = 1;

/// Version of the module, as in CMakeLists.txt.
constexpr char PROGRAM_VERSION[] = "0.1.0";

/// @return the versions of this module and, if the build knows it, of ns-3, for people
std::string VersionText();

/**
 * @brief Refuse what another version of the program wrote.
 * @param path the file that tells the version, for the message
 * @param format what it tells
 * @throw UsageError with the way out if it is not RESULTS_FORMAT
 */
void CheckResultsFormat(const std::string& path, int64_t format);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RESULTS_FORMAT_H
