/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SETTLED_START_H
#define DHCPBACKUP_SETTLED_START_H

#include "ns3/backup-network-helper.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Begin the run in the midst of the network's life instead of with its first minute.
 *
 * When the applications have started, each subscriber, its relay and the server have the lease that
 * they would have after long operation without faults, at the point of its cycle that the
 * subscriber's profile gives it by chance (ClientMachine::Adopt). No message is sent; what they
 * know comes from the same functions that make and read the messages. A subscriber for whom no
 * address is left begins without one.
 * @param network the network, which must outlive the beginning of the run
 * @param helper who built it, and knows which subscribers are settled; must live as long
 */
void ScheduleSettledStart(const BackupNetwork& network, const BackupNetworkHelper& helper);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SETTLED_START_H
