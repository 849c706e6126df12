/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CLIENT_PROFILE_H
#define DHCPBACKUP_CLIENT_PROFILE_H

#include "ns3/dhcp-values.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief The times and habits in which DHCP clients differ, as data. The defaults are RFC 2131's.
 */
struct ClientProfile
{
    Duration startDelayMin{1 * SECOND};  //!< shortest wait before the first message (4.4.1)
    Duration startDelayMax{10 * SECOND}; //!< longest wait before the first message (4.4.1)
    Duration firstRetry{4 * SECOND};     //!< first retransmission (4.1)
    Duration maxRetry{64 * SECOND};      //!< doubling stops here (4.1)
    Duration retryJitter{1 * SECOND};    //!< each retransmission comes up to this earlier or later
    uint32_t requestTries{5};            //!< REQUESTs of one kind before starting over (3.1 no. 5)
    double t1{0.5};                      //!< T1 as a share of the lease without option 58 (4.4.5)
    double t2{0.875};                    //!< T2 as a share of the lease without option 59 (4.4.5)
    Duration timerFuzz{1 * SECOND};      //!< T1 and T2 come up to this earlier or later (4.4.5)
    Duration minRenewRetry{60 * SECOND}; //!< shortest wait between renewals (4.4.5)
    bool broadcastReplies{false};        //!< ask for broadcast replies (2)
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CLIENT_PROFILE_H
