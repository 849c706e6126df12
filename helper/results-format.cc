/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-format.h"

#include "ns3/command-words.h"

namespace ns3::dhcpbackup
{

std::string
VersionText()
{
    std::string text = std::string("dhcp-backup ") + PROGRAM_VERSION;
#ifdef DHCPBACKUP_NS3_VERSION
    text += " with ns-3 " DHCPBACKUP_NS3_VERSION;
#endif
    return text;
}

void
CheckResultsFormat(const std::string& path, int64_t format)
{
    if (format != RESULTS_FORMAT)
    {
        throw UsageError(path + " is of format " + std::to_string(format) +
                         ", and this version of the program reads and writes format " +
                         std::to_string(RESULTS_FORMAT) +
                         ": use the version that wrote it, or run the scenario again with another "
                         "--results folder");
    }
}

} // namespace ns3::dhcpbackup
