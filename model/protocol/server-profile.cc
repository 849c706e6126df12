/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-profile.h"

namespace ns3::dhcpbackup
{

namespace
{

constexpr Verdict GO_ON = Verdict::GO_ON;
constexpr Verdict REFUSE = Verdict::REFUSE;
constexpr Verdict IGNORE = Verdict::IGNORE;

// Columns: wrongSubnet, outsidePool, noRecord, endedHere, endedOther, holdsOther, inUse.

/// RFC 2131 section 4.3.2.
ServerProfile
Rfc2131Profile()
{
    ServerProfile profile{};
    profile.selecting = {REFUSE, REFUSE, GO_ON, GO_ON, GO_ON, GO_ON, REFUSE};
    profile.rebooting = {REFUSE, GO_ON, IGNORE, GO_ON, REFUSE, REFUSE, REFUSE};
    profile.renewing = {REFUSE, IGNORE, GO_ON, GO_ON, GO_ON, REFUSE, REFUSE};
    profile.serverIdRule = ServerIdRule::OWN_OR_OVERRIDE;
    profile.otherServer = IGNORE;
    profile.writesOverride = true;
    profile.leaseTimeRule = LeaseTimeRule::CLAMP;
    profile.sendsTimers = true;
    profile.padsReplies = true;
    profile.answersLeasequery = true;
    profile.answersBulkLeasequery = true;
    profile.serviceTime = 100 * MICROSECOND;
    return profile;
}

ServerProfile
KeaProfile(bool authoritative)
{
    const Verdict unknown = authoritative ? REFUSE : IGNORE;
    ServerProfile profile{};
    profile.selecting = {IGNORE, IGNORE, GO_ON, GO_ON, GO_ON, GO_ON, REFUSE};
    profile.rebooting = {GO_ON, GO_ON, unknown, GO_ON, REFUSE, REFUSE, REFUSE};
    profile.renewing = profile.selecting;
    profile.serverIdRule = ServerIdRule::OWN_OR_OVERRIDE;
    profile.otherServer = IGNORE;
    profile.matchesHardware = true;
    profile.leaseTimeRule = LeaseTimeRule::CLAMP;
    profile.sendsTimers = true;
    profile.serviceTime = 100 * MICROSECOND;
    return profile;
}

ServerProfile
DhcpdProfile(bool authoritative)
{
    const Verdict wrongSubnet = authoritative ? REFUSE : IGNORE;
    ServerProfile profile{};
    profile.selecting = {wrongSubnet, IGNORE, GO_ON, GO_ON, GO_ON, GO_ON, REFUSE};
    profile.rebooting = profile.selecting;
    profile.renewing = profile.selecting;
    profile.serverIdRule = ServerIdRule::ANY;
    profile.otherServer = IGNORE;
    profile.leaseTimeRule = LeaseTimeRule::CLAMP;
    profile.padsReplies = true;
    profile.answersLeasequery = true;
    profile.cacheThreshold = 0.25;
    profile.serviceTime = 1 * MILLISECOND;
    return profile;
}

ServerProfile
DnsmasqProfile(bool authoritative)
{
    // It forgets a lease the moment it runs out.
    const Verdict renewing = authoritative ? GO_ON : REFUSE;
    const Verdict rebooting = authoritative ? GO_ON : IGNORE;
    const Verdict notHere = authoritative ? REFUSE : GO_ON;
    ServerProfile profile{};
    profile.selecting = {REFUSE, REFUSE, GO_ON, GO_ON, GO_ON, GO_ON, REFUSE};
    profile.rebooting = {notHere, notHere, rebooting, rebooting, rebooting, REFUSE, REFUSE};
    profile.renewing = {REFUSE, REFUSE, renewing, renewing, renewing, REFUSE, REFUSE};
    profile.serverIdRule = ServerIdRule::OVERRIDE_FIRST;
    profile.otherServer = authoritative ? REFUSE : IGNORE;
    profile.writesOverride = true;
    profile.remembersOverride = true;
    profile.matchesHardware = true;
    profile.leaseTimeRule = LeaseTimeRule::SHORTEN;
    profile.sendsTimers = true;
    profile.padsReplies = true;
    profile.serviceTime = 240 * MICROSECOND;
    profile.serviceTimePerLease = 614; // 1.1 ms at 1400 leases
    return profile;
}

} // namespace

const std::vector<std::pair<std::string, ServerKind>>&
ServerKindNames()
{
    static const std::vector<std::pair<std::string, ServerKind>> names = {
        {"rfc2131", SERVER_RFC2131},
        {"kea", SERVER_KEA},
        {"dhcpd", SERVER_DHCPD},
        {"dnsmasq", SERVER_DNSMASQ},
    };
    return names;
}

ServerProfile
ProfileOf(ServerKind kind, bool authoritative)
{
    switch (kind)
    {
    case SERVER_KEA:
        return KeaProfile(authoritative);
    case SERVER_DHCPD:
        return DhcpdProfile(authoritative);
    case SERVER_DNSMASQ:
        return DnsmasqProfile(authoritative);
    case SERVER_RFC2131:
        break;
    }
    return Rfc2131Profile();
}

} // namespace ns3::dhcpbackup
