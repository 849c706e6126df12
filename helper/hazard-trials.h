/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_HAZARD_TRIALS_H
#define DHCPBACKUP_HAZARD_TRIALS_H

#include "ns3/hazards.h"

namespace ns3::dhcpbackup
{

// Each makes the run of one hazard, with or without its counter and otherwise the same.

/// H1. @param countered with the counter @return the run
HazardTrial SharedPoolTrial(bool countered);
/// H2. @param countered with the counter @return the run
HazardTrial LostStoreTrial(bool countered);
/// H3. @param countered with the counter @return the run
HazardTrial UnwrittenLeasesTrial(bool countered);
/// H4. @param countered with the counter @return the run
HazardTrial LateRefusalTrial(bool countered);
/// H5. @param countered with the counter @return the run
HazardTrial LateReplayTrial(bool countered);
/// H6. @param countered with the counter @return the run
HazardTrial LostReleaseTrial(bool countered);
/// H7. @param countered with the counter @return the run
HazardTrial MovedClientTrial(bool countered);
/// H10. @param countered with the counter @return the run
HazardTrial LossyLinkTrial(bool countered);
/// H12. @param countered with the counter @return the run
HazardTrial EndlessLeaseTrial(bool countered);
/// H14. @param countered with the counter @return the run
HazardTrial RelayCrashTrial(bool countered);
/// H15. @param countered with the counter @return the run
HazardTrial ReplayFloodTrial(bool countered);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_HAZARD_TRIALS_H
