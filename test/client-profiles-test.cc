/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-host.h"

#include <gtest/gtest.h>
#include <cmath>
#include <set>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// Start a client and let it send its first message.
void
Begin(ClientHost& host)
{
    host.Start();
    host.ToSend();
}

/// The pauses between NAKs, each answered to the REQUEST for an offer, and the next DISCOVER.
std::vector<double>
PausesAfterNaks(ClientHost& host, size_t count)
{
    std::vector<double> pauses;
    Begin(host);
    for (size_t i = 0; i < count; ++i)
    {
        host.Offer();
        host.Nak();
        pauses.push_back(host.ToSend());
        EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    }
    return pauses;
}

/// Let a bound client be switched off and on again while its lease is live.
void
Reboot(ClientHost& host)
{
    host.Acquire();
    host.machine.Stop(host.state, host.out);
    host.now += 60 * SECOND;
    host.Start();
    host.ToSend();
}

} // namespace

TEST(ClientProfiles, AllOfThemArePossibleAndNamedOnce)
{
    std::set<std::string> names;
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        EXPECT_EQ(profile.Validate(), "") << profile.name;
        EXPECT_TRUE(names.insert(profile.name).second) << profile.name;
        EXPECT_STREQ(FindClientProfile(profile.name).name, profile.name);
    }
    EXPECT_EQ(names.size(), 10u);
    EXPECT_THROW(FindClientProfile("dhclien"), std::invalid_argument);
}

TEST(ClientProfiles, ImpossibleOnesAreRefusedWithOneSentence)
{
    const struct
    {
        void (*spoil)(ClientProfile& p);
        const char* finding;
    } cases[] = {
        {[](ClientProfile& p) { p.t1 = 0.9; }, "T1 and T2 must be shares"},
        {[](ClientProfile& p) { p.t1 = 0; }, "T1 and T2 must be shares"},
        {[](ClientProfile& p) { p.t2 = 1.1; }, "T1 and T2 must be shares"},
        {[](ClientProfile& p) { p.t1 = NAN; }, "T1 and T2 must be shares"},
        {[](ClientProfile& p) { p.t1Spread = 1; }, "T1 may come at once"},
        {[](ClientProfile& p) { p.startDelayMin = 11 * SECOND; }, "the start delay"},
        {[](ClientProfile& p) { p.startDelayMin = -1; }, "the start delay"},
        {[](ClientProfile& p) { p.pauseMin = 1; }, "the pause after DISCOVERs"},
        {[](ClientProfile& p) { p.requestPause = -1; }, "times must not be negative"},
        {[](ClientProfile& p) { p.timerFuzz = -1; }, "times must not be negative"},
        {[](ClientProfile& p) { p.offerWait = -1; }, "times must not be negative"},
        {[](ClientProfile& p) { p.nakDelay = 1; }, "the pauses after NAKs"},
        {[](ClientProfile& p) { p.nakDelayNext = 1; }, "the pauses after NAKs"},
        {[](ClientProfile& p) { p.declineDelay = 11 * SECOND; }, "the pauses after DECLINEs"},
        {[](ClientProfile& p) { p.probing.min = 3 * SECOND; }, "the waits of address probing"},
        {[](ClientProfile& p) { p.maxMessageSize = 575; }, "option 57"},
        {[](ClientProfile& p) { p.rebind.kind = RetrySchedule::HALVING; }, "only renewals"},
        {[](ClientProfile& p) { p.discover.first = 0; }, "discover: waits must be longer than 0"},
        {[](ClientProfile& p) { p.discover.longest = SECOND; }, "discover: the longest wait"},
        {[](ClientProfile& p) { p.request.jitter = 4 * SECOND; }, "request: the jitter"},
        {[](ClientProfile& p) { p.reboot.jitterShare = 1; }, "reboot: the jitter"},
        {[](ClientProfile& p) { p.reboot.lag = -1; }, "reboot: the jitter"},
        {[](ClientProfile& p) { p.reboot = p.renew; }, "reboot: it is a share of a lease"},
        {[](ClientProfile& p) { p.discover.kind = RetrySchedule::HALVING; },
         "discover: it is a share of a lease"},
        {[](ClientProfile& p) { p.renew.kind = RetrySchedule::GROWING; p.renew.first += 1; },
         "renew: growing waits are whole seconds"},
        {[](ClientProfile& p) { p.request.patience = 0; }, "request: it gives up before"},
    };
    for (const auto& [spoil, finding] : cases)
    {
        ClientProfile profile;
        spoil(profile);
        const std::string problem = profile.Validate();
        EXPECT_EQ(problem.rfind(std::string("client profile rfc2131: ") + finding, 0), 0u)
            << problem << ", expected " << finding;
    }
}

TEST(ClientProfiles, StartDelaysAreDrawnFromTheirRange)
{
    const std::pair<const char*, std::pair<double, double>> ranges[] = {{"rfc2131", {1, 10}},
                                                                       {"dhclient", {0, 0}},
                                                                       {"systemd", {0, 0}},
                                                                       {"dhcpcd", {0, 2}},
                                                                       {"dhcpcd-9.4", {0, 2}},
                                                                       {"udhcpc", {0, 0}},
                                                                       {"networkmanager", {0, 9}},
                                                                       {"android", {0, 0}},
                                                                       {"apple", {0, 0}},
                                                                       {"windows", {1, 10}}};
    for (const auto& [name, range] : ranges)
    {
        double earliest = 100;
        double latest = 0;
        for (uint32_t subscriber = 0; subscriber < 300; ++subscriber)
        {
            ClientHost host(name, subscriber);
            host.Start();
            const double delay = double(host.state.wake) / SECOND;
            earliest = std::min(earliest, delay);
            latest = std::max(latest, delay);
        }
        // Of 300 draws the extremes come near to the ends of the range.
        const double near = 0.05 * (range.second - range.first);
        EXPECT_GE(earliest, range.first) << name;
        EXPECT_LE(earliest, range.first + near) << name;
        EXPECT_LE(latest, range.second) << name;
        EXPECT_GE(latest, range.second - near) << name;
    }
}

TEST(ClientProfiles, TimersAreFuzzyForRfc2131AndSystemdOnly)
{
    const std::set<std::string> fuzzy = {"rfc2131", "systemd"};
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        ClientHost host(profile);
        host.Acquire();
        const Duration t1 = host.state.t1 - host.state.requested;
        const Duration t2 = host.state.t2 - host.state.requested;
        const std::string name = profile.name;
        EXPECT_EQ(t1 != 1800 * SECOND, fuzzy.count(name) == 1 || name == "dhclient") << name;
        EXPECT_EQ(t2 != (name == "udhcpc" ? 3600 : 3150) * SECOND, fuzzy.count(name) == 1) << name;
    }
}

TEST(ClientProfiles, WhoReleasesAndWhoNoticesItsLinkIsData)
{
    const std::set<std::string> releasing = {"rfc2131", "systemd", "apple"};
    const std::set<std::string> blind = {"dhclient", "udhcpc"};
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        EXPECT_EQ(profile.releases, releasing.count(profile.name) == 1) << profile.name;
        EXPECT_EQ(profile.noticesCarrier, blind.count(profile.name) == 0) << profile.name;
    }
}

TEST(ClientProfiles, DhclientGivesUpAfterAMinuteAndSleepsForMinutes)
{
    std::set<int64_t> pauses;
    for (uint32_t subscriber = 0; subscriber < 50; ++subscriber)
    {
        ClientHost host("dhclient", subscriber);
        Begin(host);
        EXPECT_EQ(host.now, 0) << "no start delay";
        const uint32_t xid = host.Last().xid;
        double first = host.ToSend();
        EXPECT_GE(first, 3);
        EXPECT_LT(first, 9) << "3 s and up to twice as much again";
        double wait = 0;
        while (wait < 100)
        {
            ASSERT_LE(host.now, 61 * SECOND);
            wait = host.ToSend();
            EXPECT_LE(wait, 450.001 + 61);
        }
        EXPECT_NE(host.Last().xid, xid);
        EXPECT_EQ(host.Last().type, DHCPDISCOVER);
        EXPECT_GE(host.now, (61 + 150) * SECOND);
        EXPECT_LT(host.now, (61 + 450) * SECOND);
        pauses.insert(host.now / SECOND);
    }
    EXPECT_GT(pauses.size(), 30u) << "the pause is drawn";
}

TEST(ClientProfiles, DhclientAsksTenSecondsForAnOfferOrAfterAReboot)
{
    for (uint32_t subscriber = 0; subscriber < 20; ++subscriber)
    {
        ClientHost host("dhclient", subscriber);
        Begin(host);
        host.Offer();
        const Instant asked = host.now;
        Instant last = asked;
        while (host.Last().type == DHCPREQUEST)
        {
            last = host.now;
            host.ToSend();
        }
        EXPECT_LT(last - asked, 10 * SECOND);
        EXPECT_GT(host.now - asked, 10 * SECOND) << "it looks when it is to send again";
        EXPECT_LE(host.now - asked, 32 * SECOND);
        EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    }
    ClientHost host("dhclient");
    Reboot(host);
    EXPECT_EQ(ShapeOf(host.Last()), RequestShape::INIT_REBOOT);
    const Instant asked = host.now;
    while (host.Last().type == DHCPREQUEST)
    {
        host.ToSend();
    }
    EXPECT_GT(host.now - asked, 10 * SECOND);
    EXPECT_LE(host.now - asked, 32 * SECOND);
}

TEST(ClientProfiles, DhclientRenewsAtThreeQuartersToAllOfT1AndGoesOnAcrossT2)
{
    double sum = 0;
    for (uint32_t subscriber = 0; subscriber < 200; ++subscriber)
    {
        ClientHost host("dhclient", subscriber);
        host.Acquire();
        const double t1 = double(host.state.t1 - host.state.requested) / SECOND;
        EXPECT_GE(t1, 0.75 * 1800);
        EXPECT_LE(t1, 1800);
        sum += t1;
        EXPECT_EQ(host.state.t2 - host.state.requested, 3150 * SECOND);
        const Instant t2 = host.state.t2;
        while (host.now < t2)
        {
            const double wait = host.ToSend();
            EXPECT_EQ(host.LastWasBroadcast(), host.now >= t2);
            EXPECT_LE(wait, 1800);
        }
        EXPECT_GT(host.now, t2) << "nothing happens at T2 itself";
        EXPECT_LT(host.now, t2 + 22 * SECOND);
        const double wait = host.ToSend();
        EXPECT_GE(wait, 6) << "the waits do not start anew at T2";
    }
    EXPECT_NEAR(sum / 200, 0.875 * 1800, 30);
}

TEST(ClientProfiles, UdhcpcTriesThreeTimesAndPausesTwentySeconds)
{
    ClientHost host("udhcpc");
    Begin(host);
    EXPECT_EQ(host.Waits(5), (std::vector<double>{3, 3, 23, 3, 3}));
    host.Offer();
    EXPECT_EQ(host.Last().type, DHCPREQUEST);
    EXPECT_EQ(host.Waits(3), (std::vector<double>{3, 3, 23}));
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    EXPECT_EQ(host.Last().options.GetU16(OPT_MAX_MESSAGE_SIZE), 576);
}

TEST(ClientProfiles, UdhcpcHeedsNaksOfItsOwnServerOnlyAndPausesThreeSeconds)
{
    ClientHost host("udhcpc");
    Begin(host);
    host.Offer();
    DhcpMessage nak = Answer(host.Last(), DHCPNAK, 0, 0);
    nak.options.SetU32(OPT_SERVER_ID, SERVER + 1);
    EXPECT_STREQ(host.Receive(nak), "another server");
    EXPECT_EQ(host.state.phase, ClientPhase::REQUESTING);
    EXPECT_EQ(host.Nak(), nullptr);
    EXPECT_EQ(host.ToSend(), 3);
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    EXPECT_FALSE(host.Last().options.Has(OPT_REQUESTED_ADDRESS));
}

TEST(ClientProfiles, UdhcpcForgetsItsAddressWhenSwitchedOff)
{
    ClientHost host("udhcpc");
    Reboot(host);
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
}

TEST(ClientProfiles, UdhcpcIgnoresOptions58And59AndBroadcastsInTheLastThirtySeconds)
{
    ClientHost host("udhcpc");
    Begin(host);
    EXPECT_EQ(host.Last().options.Find(OPT_PARAMETER_LIST)->size(), 5u) << "asks for neither";
    host.Offer();
    DhcpMessage ack = Answer(host.Last(), DHCPACK, Ip(7), 600);
    ack.options.AddU32(OPT_T1, 10);
    ack.options.AddU32(OPT_T2, 20);
    EXPECT_EQ(host.Receive(ack), nullptr);
    const Instant start = host.now;
    std::vector<double> unicast;
    std::vector<double> broadcast;
    while (host.out.losses.empty())
    {
        host.ToSend();
        (host.LastWasBroadcast() ? broadcast : unicast).push_back(double(host.now - start) / SECOND);
    }
    // Half of what is left, after 3 s of waiting for an answer, in whole seconds.
    EXPECT_EQ(unicast, (std::vector<double>{300, 451, 527, 565, 584}));
    EXPECT_EQ(broadcast, (std::vector<double>{587, 590, 593, 596})) << "the last is the DISCOVER";
    EXPECT_EQ(host.Last().type, DHCPDISCOVER);
    EXPECT_EQ(host.out.losses[0], LossCause::EXPIRED);
}

TEST(ClientProfiles, ShortLeasesAreTakenForLongerBySome)
{
    for (const auto& [name, seconds] :
         {std::make_pair("rfc2131", 10), {"udhcpc", 30}, {"dhcpcd", 20}, {"dhclient", 10}})
    {
        ClientHost host(name);
        Begin(host);
        host.Offer();
        host.Ack(10);
        EXPECT_EQ(host.state.expiry - host.now, seconds * SECOND) << name;
    }
}

TEST(ClientProfiles, SystemdWaitsFourSecondsTwiceAndAsksOnceAfterAReboot)
{
    ClientHost host("systemd");
    Begin(host);
    EXPECT_EQ(host.now, 0);
    EXPECT_TRUE(AreNear(host.Waits(7), {4, 4, 8, 16, 32, 64, 64}, 1, 1));
    host.Offer();
    EXPECT_TRUE(AreNear(host.Waits(8), {4, 8, 16, 32, 64, 64, 64, 64}, 1, 1)) << "without end";
    EXPECT_EQ(host.Last().type, DHCPREQUEST);
    ClientHost other("systemd");
    Reboot(other);
    EXPECT_EQ(ShapeOf(other.Last()), RequestShape::INIT_REBOOT);
    EXPECT_TRUE(AreNear(other.Waits(1), {4}, 1, 1));
    EXPECT_EQ(other.Last().type, DHCPDISCOVER);
}

TEST(ClientProfiles, LeaseCountsFromTheLastTransmissionForMost)
{
    const std::set<std::string> fromFirst = {"rfc2131", "windows"};
    for (const std::string& name : ClientProfileNames())
    {
        const bool fromLast = fromFirst.count(name) == 0;
        ClientHost host(FindClientProfile(name));
        host.Acquire();
        host.ToSend();
        const Instant first = host.now;
        host.ToSend();
        host.ToSend();
        EXPECT_EQ(host.Ack(), nullptr) << name;
        const Instant from = fromLast ? host.now / MILLISECOND * MILLISECOND : first;
        EXPECT_NEAR(host.state.expiry - from, 3600 * SECOND, MILLISECOND) << name;
        EXPECT_EQ(host.out.leases.back().expiry, host.state.expiry) << name;
        EXPECT_NEAR(host.out.leases.back().start - from, 0, MILLISECOND) << name;
    }
}

TEST(ClientProfiles, RepeatedNaksAreFollowedByGrowingPauses)
{
    const std::pair<const char*, std::vector<double>> cases[] = {
        {"rfc2131", {0, 0, 0, 0}},
        {"dhclient", {0, 0, 0, 0}},
        {"systemd", {0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1800, 1800}},
        {"dhcpcd", {0, 1, 2, 4, 8, 16, 32, 60, 60}},
        {"udhcpc", {3, 3, 3, 3}},
        {"networkmanager", {0, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300}}};
    for (const auto& [name, pauses] : cases)
    {
        ClientHost host(name);
        EXPECT_EQ(PausesAfterNaks(host, pauses.size()), pauses) << name;
        host.Acquire();
        host.ToSend();
        host.Nak();
        EXPECT_EQ(host.ToSend(), pauses[0]) << name << ": an ACK makes it forget";
        ClientHost restarted(name);
        PausesAfterNaks(restarted, 3);
        restarted.machine.Stop(restarted.state, restarted.out);
        EXPECT_EQ(PausesAfterNaks(restarted, 1)[0], pauses[0]) << name << ": so does a restart";
    }
}

TEST(ClientProfiles, DhcpcdAsksForThreeMinutesInVersion10AndForEverBefore)
{
    for (const bool version10 : {true, false})
    {
        ClientHost host(version10 ? "dhcpcd" : "dhcpcd-9.4");
        Begin(host);
        EXPECT_LE(host.now, 2 * SECOND);
        host.Offer();
        const Instant asked = host.now;
        EXPECT_TRUE(AreNear(host.Waits(5), {4, 8, 16, 32, 64}, 1, 1));
        host.ToSend();
        EXPECT_EQ(host.Last().type, version10 ? DHCPDISCOVER : DHCPREQUEST);
        if (version10)
        {
            EXPECT_EQ(host.now - asked, 180 * SECOND);
        }
    }
}

TEST(ClientProfiles, ARebootIsGivenUpWhenTheSourceSaysSo)
{
    const std::pair<const char*, double> cases[] = {{"dhcpcd", 5},
                                                    {"networkmanager", 2},
                                                    {"android", 5}};
    for (const auto& [name, seconds] : cases)
    {
        ClientHost host(name);
        Reboot(host);
        EXPECT_EQ(ShapeOf(host.Last()), RequestShape::INIT_REBOOT) << name;
        const Instant asked = host.now;
        while (host.Last().type == DHCPREQUEST)
        {
            host.ToSend();
        }
        EXPECT_EQ(host.now - asked, seconds * SECOND) << name;
    }
    ClientHost host("apple");
    Reboot(host);
    EXPECT_TRUE(AreNear(host.Waits(2), {1, 2}, 0, 1));
    EXPECT_EQ(host.Last().type, DHCPDISCOVER) << "two tries";
}

TEST(ClientProfiles, NetworkManagerBacksOffFromTwoSecondsAndTakesANewXidEachTime)
{
    ClientHost host("networkmanager");
    Begin(host);
    EXPECT_LE(host.now, 9 * SECOND);
    EXPECT_TRUE(AreNear(host.Waits(7), {2, 4, 8, 16, 32, 64, 64}, 0, 1));
    EXPECT_NE(host.out.sent[0].message.xid, host.out.sent[1].message.xid);
    const uint32_t xid = host.Last().xid;
    host.Offer();
    host.ToSend();
    EXPECT_EQ(host.Last().xid, xid) << "a REQUEST must match the offer";
    host.Ack();
    host.ToSend();
    const DhcpMessage first = host.Last();
    EXPECT_TRUE(AreNear(host.Waits(3), {60, 60, 60}, 0, 1));
    EXPECT_STREQ(host.Receive(Answer(first, DHCPACK, Ip(7), 3600)), "another transaction");
    EXPECT_EQ(host.Ack(), nullptr);
}

TEST(ClientProfiles, AndroidStopsForGoodWhenItsLeaseIsRefusedOrEnds)
{
    ClientHost refused("android");
    refused.Acquire();
    refused.ToSend();
    refused.Nak();
    EXPECT_EQ(refused.state.phase, ClientPhase::INIT);
    EXPECT_EQ(refused.state.wake, NEVER);
    EXPECT_EQ(refused.out.losses.back(), LossCause::REFUSED);
    ClientHost expired("android");
    expired.Acquire(60);
    while (expired.out.losses.empty())
    {
        expired.ToWake();
    }
    EXPECT_EQ(expired.state.wake, NEVER);
    EXPECT_EQ(expired.out.losses.back(), LossCause::EXPIRED);
    EXPECT_EQ(expired.state.phase, ClientPhase::INIT);
    ClientHost asking("android");
    Begin(asking);
    asking.Offer();
    asking.Nak();
    EXPECT_EQ(asking.ToSend(), 0) << "a NAK for an offer only makes it begin again";
    EXPECT_EQ(asking.out.sent.size(), 3u);
    EXPECT_EQ(asking.Last().type, DHCPDISCOVER);
}

TEST(ClientProfiles, AndroidDoublesToTheLimitWithATenthOfJitter)
{
    ClientHost host("android");
    Begin(host);
    const std::vector<double> waits = host.Waits(11);
    double expected = 1;
    for (const double wait : waits)
    {
        EXPECT_NEAR(wait, expected, 0.1 * expected);
        EXPECT_NE(wait, expected);
        expected = std::min(2 * expected, 512.0);
    }
    host.Offer();
    const Instant asked = host.now;
    while (host.Last().type == DHCPREQUEST)
    {
        host.ToSend();
    }
    EXPECT_EQ(host.now - asked, 18 * SECOND);
}

TEST(ClientProfiles, AppleDiscoversEveryEightSeconds)
{
    ClientHost host("apple");
    Begin(host);
    EXPECT_TRUE(AreNear(host.Waits(6), {1, 2, 4, 8, 8, 8}, 0, 1));
    host.Offer();
    EXPECT_TRUE(AreNear(host.Waits(4), {1, 2, 4, 8}, 0, 1));
    EXPECT_EQ(host.Last().type, DHCPREQUEST);
    host.ToSend();
    EXPECT_EQ(host.Last().type, DHCPDISCOVER) << "five tries";
}

TEST(ClientProfiles, WindowsTriesFourTimesAndIsSilentInBetween)
{
    ClientHost host("windows");
    Begin(host);
    EXPECT_TRUE(AreNear(host.Waits(3), {4, 8, 16}, 1, 1));
    EXPECT_TRUE(AreNear(host.Waits(1), {32 + 300}, 1, 1)) << "a pause of five minutes";
    host.Offer();
    host.Ack();
    const Instant start = host.state.requested;
    host.ToSend();
    EXPECT_EQ(host.now - start, 1800 * SECOND);
    EXPECT_TRUE(AreNear(host.Waits(3), {4, 8, 16}, 1, 1));
    EXPECT_FALSE(host.LastWasBroadcast());
    host.ToSend();
    EXPECT_EQ(host.now - start, 3150 * SECOND) << "silent until T2";
    EXPECT_TRUE(host.LastWasBroadcast());
    EXPECT_TRUE(AreNear(host.Waits(3), {4, 8, 16}, 1, 1));
    EXPECT_TRUE(host.out.losses.empty());
    host.ToSend();
    EXPECT_EQ(host.now - start, 3600 * SECOND) << "silent until the lease ends";
    EXPECT_EQ(host.out.losses, std::vector<LossCause>{LossCause::EXPIRED});
}

TEST(ClientProfiles, AnAddressIsLostWhenItsLeaseEndsAndNotLater_Rfc2131_4_4_5)
{
    for (const ClientProfile& profile : KnownClientProfiles())
    {
        for (uint32_t subscriber = 0; subscriber < 20; ++subscriber)
        {
            ClientHost host(profile, subscriber);
            host.Acquire();
            const Instant expiry = host.state.expiry;
            while (host.out.losses.empty())
            {
                host.ToWake();
            }
            const bool early = profile.dropsAfterRebind;
            EXPECT_LE(host.now, expiry) << profile.name;
            EXPECT_GE(host.now, expiry - (early ? 30 * SECOND : 0)) << profile.name;
        }
    }
}

TEST(ClientProfiles, WaitsOfManyRetransmissionsStayDrawn)
{
    // More than 256 of one transaction: none of them repeats the draws of an earlier one.
    ClientHost host("dhclient");
    host.Acquire(86400);
    host.ToSend();
    std::vector<double> waits = host.Waits(1200);
    for (const size_t lag : {256u, 512u, 1024u})
    {
        int same = 0;
        for (size_t i = 0; i + lag < waits.size(); ++i)
        {
            same += waits[i] == waits[i + lag];
        }
        EXPECT_EQ(same, 0) << lag;
    }
}
