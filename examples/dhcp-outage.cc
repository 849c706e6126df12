/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * @brief The command line: dhcp-outage VERB ... See helper/outage-command.h.
 */

#include "ns3/outage-command.h"

int
main(int argc, char* argv[])
{
    return ns3::dhcpbackup::OutageCommand({argv + 1, argv + argc});
}
