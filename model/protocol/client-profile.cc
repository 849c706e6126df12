/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-profile.h"

namespace ns3::dhcpbackup
{

namespace
{

/// The longest wait of a growing schedule: it is kept as one number of seconds.
constexpr Duration MAX_GROWING = 1000 * SECOND;

/// What is wrong with a schedule, empty if nothing is.
std::string
Problem(const RetrySchedule& s, bool forRenewals)
{
    const bool bounded = s.kind == RetrySchedule::REMAINDER || s.kind == RetrySchedule::HALVING;
    if (s.first <= 0 || (s.kind != RetrySchedule::REMAINDER && s.longest <= 0))
    {
        return "waits must be longer than 0";
    }
    if (s.kind == RetrySchedule::DOUBLING && s.longest < s.first)
    {
        return "the longest wait is shorter than the first";
    }
    if (s.jitter < 0 || !(s.jitterShare >= 0 && s.jitterShare < 1) ||
        s.jitter + Duration(s.jitterShare * s.first) >= s.first + s.lag || s.lag < 0)
    {
        return "the jitter may take all of a wait";
    }
    if (bounded && !forRenewals)
    {
        return "it is a share of a lease, and there is none yet";
    }
    const bool whole = s.first % SECOND == 0 && s.longest % SECOND == 0;
    if (s.kind == RetrySchedule::GROWING && (!whole || s.longest > MAX_GROWING))
    {
        return "growing waits are whole seconds up to 1000";
    }
    if (s.patience <= 0)
    {
        return "it gives up before the first message";
    }
    return {};
}

} // namespace

std::string
ClientProfile::Validate() const
{
    const std::string who = std::string("client profile ") + name + ": ";
    const struct
    {
        const char* what;
        const RetrySchedule& schedule;
        bool forRenewals;
    } schedules[] = {{"discover", discover, false},
                     {"request", request, false},
                     {"reboot", reboot, false},
                     {"renew", renew, true},
                     {"rebind", rebind, true}};
    for (const auto& [what, schedule, forRenewals] : schedules)
    {
        const std::string problem = Problem(schedule, forRenewals);
        if (!problem.empty())
        {
            return who + what + ": " + problem;
        }
    }
    const struct
    {
        bool wrong;
        const char* what;
    } rules[] = {
        {!(t1 > 0 && t1 <= t2 && t2 <= 1), "T1 and T2 must be shares with 0 < t1 <= t2 <= 1"},
        {!(t1Spread >= 0 && t1Spread < 1), "T1 may come at once: the spread must be below 1"},
        {startDelayMin < 0 || startDelayMax < startDelayMin, "the start delay has no range"},
        {pauseMin < 0 || pauseMax < pauseMin, "the pause after DISCOVERs has no range"},
        {requestPause < 0 || timerFuzz < 0 || offerWait < 0, "times must not be negative"},
        {nakDelay < 0 || nakDelayNext < 0 || nakDelayMax < nakDelay || nakDelayMax < nakDelayNext,
         "the pauses after NAKs have no order"},
        {declineDelay < 0 || declineDelayMax < declineDelay,
         "the pauses after DECLINEs have no order"},
        {probing.wait < 0 || probing.min < 0 || probing.max < probing.min ||
             probing.announceWait < 0 || probing.announceInterval < 0,
         "the waits of address probing have no order"},
        {maxMessageSize != 0 && maxMessageSize < 576, "option 57 must be at least 576"},
        {rebind.kind == RetrySchedule::HALVING, "only renewals can be of the halving kind"},
    };
    for (const auto& [wrong, what] : rules)
    {
        if (wrong)
        {
            return who + what;
        }
    }
    return {};
}

} // namespace ns3::dhcpbackup
