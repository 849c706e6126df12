/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * The profiles that can be asked for by name. Each figure names the place in the client's source
 * where it was read; what a source does not say is as in RFC 2131.
 */

#include "client-profile.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

using Kind = RetrySchedule::Kind;

RetrySchedule
MakeSchedule(Kind kind, Duration first, Duration longest, Duration jitter)
{
    RetrySchedule schedule;
    schedule.kind = kind;
    schedule.first = first;
    schedule.longest = longest;
    schedule.jitter = jitter;
    return schedule;
}

/// Messages that all follow one schedule.
void
UseForAll(ClientProfile& profile, const RetrySchedule& schedule)
{
    profile.discover = schedule;
    profile.request = schedule;
    profile.reboot = schedule;
    profile.renew = schedule;
    profile.rebind = schedule;
}

/// ISC dhclient 4.4.3-P1. It counts a lease from the arrival of the ACK (dhclient.c, dhcpack()),
/// which is the last REQUEST but for a round trip.
ClientProfile
Dhclient()
{
    ClientProfile p;
    p.name = "dhclient";
    p.text = "ISC dhclient 4.4.3: retries each 7 to 21 s until the lease ends";
    p.startDelayMin = 0; // clparse.c: initial_delay 0, on purpose
    p.startDelayMax = 0;
    // send_discover(), send_request(): initial_interval 3, grows by random() % (2 * interval);
    // above backoff_cutoff 15 it is 15 / 2 + random() % 15.
    UseForAll(p, MakeSchedule(Kind::GROWING, 3 * SECOND, 15 * SECOND, 0));
    p.discover.patience = 61 * SECOND; // clparse.c: timeout 60; the last wait ends a second later
    p.pauseMin = 150 * SECOND;         // state_panic(): retry_interval 300 / 2 + random() % 300
    p.pauseMax = 450 * SECOND;
    p.request.patience = 10 * SECOND; // send_request(): reboot_timeout 10, looked at when it is to
    p.request.waitsOut = true;        // send again
    p.reboot = p.request;
    p.t1Spread = 0.25; // dhcpack(): renewal * 3 / 4 + random() % renewal / 4
    p.timerFuzz = 0;
    p.countsFromLast = true;
    p.rebindsAtT2 = false;    // send_request() goes on; only the destination changes
    p.releases = false;       // dhclient(8): not unless called with -r
    p.noticesCarrier = false; // nothing in dhclient.c looks at the link
    return p;
}

/// systemd-networkd 252 (sd-dhcp-client.c).
ClientProfile
Systemd()
{
    ClientProfile p;
    p.name = "systemd";
    p.text = "systemd-networkd 252: RFC 2131's renewals, one try after a reboot";
    p.startDelayMin = 0; // client_start()
    p.startDelayMax = 0;
    p.discover.firstTwice = true; // client_timeout_resend(): attempt is set back after the first
    p.request.tries = 0;          // max_attempts: UINT64_MAX
    p.reboot.tries = 1;           // DHCP_STATE_REBOOTING: starts over at the first timeout
    p.nakDelay = 0;               // client_handle_message(): start_delay, then doubled between
    p.nakDelayNext = 1 * SECOND;  // RESTART_AFTER_NAK_MIN_USEC
    p.nakDelayMax = 30 * MINUTE;  // and RESTART_AFTER_NAK_MAX_USEC
    p.countsFromLast = true;      // client_set_lease_timeouts(): from request_sent
    return p;
}

/// dhcpcd. It counts a lease from the arrival of the ACK (dhcp.c, dhcp_bind()).
ClientProfile
Dhcpcd(bool version10)
{
    ClientProfile p;
    p.name = version10 ? "dhcpcd" : "dhcpcd-9.4";
    p.text = version10 ? "dhcpcd 10.3: 4 to 64 s between renewals, probes its address"
                       : "dhcpcd 9.4 (Debian 12): as 10.3, but repeats a REQUEST without end";
    p.startDelayMin = 0; // dhcp_start(): 1 s +- 1 s
    p.startDelayMax = 2 * SECOND;
    // send_message(): 4 s, doubled up to 64 s, +- 1 s.
    UseForAll(p, MakeSchedule(Kind::DOUBLING, 4 * SECOND, 64 * SECOND, 1 * SECOND));
    if (version10)
    {
        p.request.patience = 180 * SECOND; // if-options.h: DEFAULT_REQUEST, new in version 10
    }
    p.reboot.patience = 5 * SECOND; // if-options.h: DEFAULT_REBOOT
    p.timerFuzz = 0;                // dhcp_bind(): timers in whole seconds
    p.minLease = 20;                // DHCP_MIN_LEASE
    p.countsFromLast = true;
    p.nakDelay = 0; // dhcp_handledhcp(): nakoff 0, 1, 2 .. NAKOFF_MAX
    p.nakDelayNext = 1 * SECOND;
    p.nakDelayMax = 60 * SECOND;
    p.probing.count = 3;         // arp.h: the constants of RFC 5227
    p.declineDelay = 1 * SECOND; // dhcp_addr_duplicated(): DHCP_RAND_MAX
    p.declineDelayMax = 1 * SECOND;
    p.releases = false; // dhcpcd.conf(5): the option release is off
    return p;
}

/// busybox udhcpc 1.35 (dhcpc.c, udhcpc_main()). It counts a lease from the arrival of the ACK.
ClientProfile
Udhcpc()
{
    ClientProfile p;
    p.name = "udhcpc";
    p.text = "busybox udhcpc 1.35: few tries, broadcasts in the last 30 s only, no INIT-REBOOT";
    p.startDelayMin = 0;
    p.startDelayMax = 0;
    // discover_timeout 3, discover_retries 3, tryagain_timeout 20.
    UseForAll(p, MakeSchedule(Kind::DOUBLING, 3 * SECOND, 3 * SECOND, 0));
    p.discover.tries = 3;
    p.pauseMin = 20 * SECOND;
    p.pauseMax = 20 * SECOND;
    p.request.tries = 3;
    p.requestPause = 20 * SECOND; // REQUESTING: goto leasefail
    p.reboots = false;
    p.honoursTimers = false;
    p.t2 = 1; // rebinds when 30 s are left: case RENEWING, lease_remaining > 30
    p.timerFuzz = 0;
    p.renew = MakeSchedule(Kind::HALVING, 3 * SECOND, 30 * SECOND, 0);
    p.rebind.tries = 3;
    p.dropsAfterRebind = true; // case REBINDING: packet_num < 3, else "lease lost"
    p.minLease = 30;
    p.countsFromLast = true;
    p.nakDelay = 3 * SECOND; // sleep(3)
    p.nakDelayNext = 3 * SECOND;
    p.nakDelayMax = 3 * SECOND;
    p.nakFromOwnServer = true; // svid != server_id
    p.releases = false;        // only with -R
    p.noticesCarrier = false;
    p.maxMessageSize = 576; // DHCP_MAX_SIZE
    return p;
}

/// NetworkManager's client n-dhcp4.
ClientProfile
NetworkManager()
{
    ClientProfile p;
    p.name = "networkmanager";
    p.text = "NetworkManager (n-dhcp4): renews every minute from T1 on, a new xid each time";
    p.startDelayMin = 0; // n-dhcp4-c-probe.c: up to ms_start_delay, 9 s
    p.startDelayMax = 9 * SECOND;
    // n_dhcp4_c_connection_get_timeout(): 2 s to 64 s, plus up to a second.
    RetrySchedule doubling = MakeSchedule(Kind::DOUBLING, 2 * SECOND, 64 * SECOND, SECOND / 2);
    doubling.lag = SECOND / 2;
    UseForAll(p, doubling);
    // The same: 60 s, plus up to a second.
    p.renew.first = 60 * SECOND;
    p.renew.longest = 60 * SECOND;
    p.rebind = p.renew;
    p.reboot = p.renew;
    p.reboot.patience = 2 * SECOND; // n-dhcp4-c-probe.c: ns_reinit
    p.timerFuzz = 0;
    p.countsFromLast = true; // n_dhcp4_c_connection_send_request(): base_time, and a new xid
    p.newXidEachTry = true;
    p.nakDelay = 0; // n_dhcp4_client_probe_transition_nak(): ns_nak_restart_delay
    p.nakDelayNext = 2 * SECOND;
    p.nakDelayMax = 300 * SECOND;
    p.declineDelayMax = 300 * SECOND; // 10 s, doubled: ns_decline_restart_delay
    p.releases = false; // the profile's dhcp-send-release is off
    return p;
}

/// Android's DhcpClient.java. It counts a lease from the arrival of the ACK (setDhcpLeaseExpiry()).
ClientProfile
Android()
{
    ClientProfile p;
    p.name = "android";
    p.text = "Android's DhcpClient: 1 to 512 s, stops for good when refused or when its lease ends";
    p.startDelayMin = 0;
    p.startDelayMax = 0;
    // PacketRetransmittingState: FIRST_TIMEOUT_MS, MAX_TIMEOUT_MS, jitterTimer() +- 10 %.
    RetrySchedule doubling = MakeSchedule(Kind::DOUBLING, 1 * SECOND, 512 * SECOND, 0);
    doubling.jitterShare = 0.1;
    UseForAll(p, doubling);
    p.request.patience = 18 * SECOND; // DhcpRequestingState: DHCP_TIMEOUT_MS / 2
    p.reboot.patience = 5 * SECOND;   // DHCP_INITREBOOT_TIMEOUT_MS
    p.honoursTimers = false;
    p.timerFuzz = 0;
    p.countsFromLast = true;
    p.stopsOnNak = true;    // DhcpReacquiringState: "returning to StoppedState"
    p.stopsOnExpiry = true; // DhcpHaveLeaseState, CMD_EXPIRE_DHCP
    // IpAddressConflictDetectingState: the DEFAULT_ARP_ constants.
    p.probing = {3,
                 100 * MILLISECOND,
                 100 * MILLISECOND,
                 300 * MILLISECOND,
                 100 * MILLISECOND,
                 2,
                 100 * MILLISECOND};
    p.declineDelay = 1 * SECOND; // DEFAULT_DHCP_RESTART_CONFIG_DELAY_MS
    p.declineDelayMax = 1 * SECOND;
    p.maxConflicts = 2; // MAX_CONFLICTS_COUNT: then it takes the address
    p.releases = false;
    return p;
}

/// Apple's IPConfiguration (bootp: ipconfigd.c, dhcp.c).
ClientProfile
Apple()
{
    ClientProfile p;
    p.name = "apple";
    p.text = "Apple's IPConfiguration: RFC 2131's renewals, DISCOVERs each 8 s, probes its address";
    p.startDelayMin = 0;
    p.startDelayMax = 0;
    // ipconfigd.c: 1, 2, 4, 8 s, plus up to a second.
    RetrySchedule doubling = MakeSchedule(Kind::DOUBLING, 1 * SECOND, 8 * SECOND, SECOND / 2);
    doubling.lag = SECOND / 2;
    p.discover = doubling;
    p.request = doubling;
    p.request.tries = 5;
    p.reboot = doubling;
    p.reboot.tries = 2; // dhcp.c: INIT-REBOOT
    p.timerFuzz = 0;
    p.countsFromLast = true;
    constexpr Duration arp = 320 * MILLISECOND; // 3 ARP probes, 0.32 s apart
    p.probing = {3, 0, arp, arp, arp, 1, arp};
    return p;
}

/// Windows 2000, from its documentation and Microsoft's article Q190552.
ClientProfile
Windows()
{
    ClientProfile p;
    p.name = "windows";
    p.text = "Windows 2000: four tries (4, 8, 16 s apart) at T1 and at T2, silent in between";
    // Q190552: the first message and up to three retries, RFC 2131's waits.
    RetrySchedule four = ClientProfile::WithTries({}, 4);
    UseForAll(p, four);
    p.pauseMin = 5 * MINUTE; // documentation: discovers again every five minutes
    p.pauseMax = 5 * MINUTE;
    p.timerFuzz = 0;
    p.releases = false; // only by ipconfig /release
    return p;
}

} // namespace

const std::vector<ClientProfile>&
KnownClientProfiles()
{
    static const std::vector<ClientProfile> known = {ClientProfile(),
                                                     Dhclient(),
                                                     Systemd(),
                                                     Dhcpcd(true),
                                                     Dhcpcd(false),
                                                     Udhcpc(),
                                                     NetworkManager(),
                                                     Android(),
                                                     Apple(),
                                                     Windows()};
    return known;
}

std::vector<std::string>
ClientProfileNames()
{
    std::vector<std::string> names;
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        names.emplace_back(profile.name);
    }
    return names;
}

const ClientProfile&
FindClientProfile(const std::string& name)
{
    const auto& known = KnownClientProfiles();
    const auto it = std::find_if(known.begin(), known.end(), [&name](const ClientProfile& p) {
        return name == p.name;
    });
    if (it == known.end())
    {
        throw std::invalid_argument("unknown client profile \"" + name + "\"");
    }
    return *it;
}

} // namespace ns3::dhcpbackup
