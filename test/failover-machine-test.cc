/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/failover-machine.h"

#include <gtest/gtest.h>
#include <memory>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

constexpr IpAddr FIRST = Ip(250);
constexpr IpAddr SECOND_SERVER = Ip(251);

/// Remembers what a server of a pair does.
struct FailoverTranscript : public ServerPairOutput
{
    void ToPartner(const PartnerMessage& message) override
    {
        sent.push_back(message);
    }

    void Settled(uint32_t, bool) override
    {
        ADD_FAILURE() << "no client waits for the partner";
    }

    void Adopt(const PartnerLease& lease, bool newer) override
    {
        adopted.emplace_back(lease, newer);
    }

    std::vector<PartnerLease> LeasesFrom(IpAddr from, uint32_t count) override
    {
        std::vector<PartnerLease> found;
        for (const PartnerLease& lease : leases)
        {
            if (lease.address >= from && found.size() < count)
            {
                found.push_back(lease);
            }
        }
        return found;
    }

    void PairStateChanged(const char*, const char* to) override
    {
        states.emplace_back(to);
    }

    std::vector<PartnerMessage> sent;
    std::vector<std::pair<PartnerLease, bool>> adopted;
    std::vector<PartnerLease> leases; // that the server has
    std::vector<std::string> states;
};

/// Two servers whose messages arrive at once, or not at all.
class FailoverMachineTest : public testing::Test
{
  protected:
    FailoverMachineTest()
    {
        settings.leaseTime = HOUR;
        settings.mclt = 10 * MINUTE;
    }

    FailoverSettings SettingsOf(int i) const
    {
        FailoverSettings own = settings;
        own.first = i == 0;
        own.partnerId = i == 0 ? SECOND_SERVER : FIRST;
        return own;
    }

    void Start()
    {
        for (int i : {0, 1})
        {
            Begin(i, FailoverStart::SETTLED);
        }
    }

    void Begin(int i, FailoverStart start, Instant downSince = 0)
    {
        machine[i] = std::make_unique<FailoverMachine>(SettingsOf(i), start, downSince, now);
        out[i].sent.clear();
        out[i].states.clear();
        up[i] = true;
    }

    void Deliver()
    {
        for (bool any = true; any;)
        {
            any = false;
            for (int i : {0, 1})
            {
                std::vector<PartnerMessage> messages;
                messages.swap(out[i].sent);
                for (const PartnerMessage& message : messages)
                {
                    any = true;
                    if (linked && up[0] && up[1])
                    {
                        machine[1 - i]->Receive(message, now, out[1 - i]);
                    }
                }
            }
        }
    }

    void Pass(Duration time)
    {
        const Instant end = now + time;
        Deliver();
        while (true)
        {
            Instant next = NEVER;
            for (int i : {0, 1})
            {
                next = up[i] ? std::min(next, machine[i]->NextWake()) : next;
            }
            if (next > end)
            {
                break;
            }
            now = std::max(now, next);
            for (int i : {0, 1})
            {
                if (up[i])
                {
                    machine[i]->Wake(now, out[i]);
                }
            }
            Deliver();
        }
        now = end;
    }

    /// A lease that was granted now.
    PartnerLease Lease(uint8_t n, Duration length) const
    {
        PartnerLease lease;
        lease.address = Ip(n);
        lease.binding.client = Client(n);
        lease.binding.state = BindingState::ACTIVE;
        lease.binding.changed = now;
        lease.binding.expiry = now + length;
        return lease;
    }

    /// The lease that a server may grant for an address, seconds.
    uint32_t May(int i, uint8_t n, uint32_t wanted = 3600)
    {
        return machine[i]->Limit(Ip(n), wanted, now);
    }

    FailoverSettings settings;
    Instant now{HOUR};
    bool linked{true};
    bool up[2]{true, true};
    std::unique_ptr<FailoverMachine> machine[2];
    FailoverTranscript out[2];
};

} // namespace

TEST_F(FailoverMachineTest, DefaultsAreThoseOfDhcpd)
{
    const FailoverSettings defaults;
    EXPECT_EQ(defaults.mclt, HOUR);
    EXPECT_EQ(defaults.maxUnackedUpdates, 10u);
    EXPECT_EQ(defaults.split, 128u);
    EXPECT_EQ(defaults.autoPartnerDown, NEVER);
    EXPECT_EQ(defaults.Validate(), "");
    FailoverSettings bad;
    bad.mclt = 0;
    EXPECT_NE(bad.Validate(), "");
    bad = {};
    bad.maxUnackedUpdates = 0;
    EXPECT_NE(bad.Validate(), "");
    bad = {};
    bad.split = 257;
    EXPECT_NE(bad.Validate(), "");
}

TEST_F(FailoverMachineTest, TheFirstLeaseIsMcltAndTheNextOneIsWhole)
{
    Start();
    EXPECT_EQ(May(0, 5), 600u);
    EXPECT_EQ(machine[0]->Changed(Lease(5, 600 * SECOND), now, out[0]), 0u)
        << "the client does not wait";
    EXPECT_EQ(May(0, 5), 600u) << "the partner has not acknowledged yet";
    Deliver();
    now += 300 * SECOND; // T1
    EXPECT_EQ(May(0, 5), 3600u);
    // The partner knows of 300 + 3600 s from the grant: so much and MCLT may be granted at most.
    EXPECT_EQ(May(0, 5, 100000), 3600u + 600u);
}

TEST_F(FailoverMachineTest, ThePartnerKeepsTheAddressUntilThePotentialExpiry)
{
    Start();
    const PartnerLease lease = Lease(5, 600 * SECOND);
    machine[0]->Changed(lease, now, out[0]);
    Deliver();
    ASSERT_EQ(out[1].adopted.size(), 1u);
    EXPECT_EQ(out[1].adopted[0].first.binding.expiry, now + 300 * SECOND + HOUR);
    // What the partner may grant itself counts from what the first server knows: its own lease.
    EXPECT_EQ(May(1, 5, 100000), 600u + 600u);
}

TEST_F(FailoverMachineTest, NoMoreUpdatesAreOnTheirWayThanTheWindowHolds)
{
    settings.maxUnackedUpdates = 3;
    Start();
    for (uint8_t n = 1; n <= 8; ++n)
    {
        machine[0]->Changed(Lease(n, HOUR), now, out[0]);
    }
    EXPECT_EQ(out[0].sent.size(), 3u);
    Deliver();
    EXPECT_EQ(out[1].adopted.size(), 8u);
}

TEST_F(FailoverMachineTest, ALostUpdateIsRepeated)
{
    Start();
    linked = false;
    machine[0]->Changed(Lease(5, HOUR), now, out[0]);
    Pass(2 * SECOND + SECOND / 2); // and two repetitions are lost too
    linked = true;
    Pass(SECOND);
    EXPECT_EQ(out[1].adopted.size(), 1u);
    Pass(10 * SECOND);
    EXPECT_EQ(out[1].adopted.size(), 1u) << "once acknowledged it is not told again";
}

TEST_F(FailoverMachineTest, SilenceIsNoticedAfterMaxResponseDelayAndAnEndAtOnce)
{
    settings.maxResponseDelay = 6 * SECOND;
    Start();
    Pass(MINUTE);
    linked = false;
    Pass(6 * SECOND - 1);
    EXPECT_EQ(machine[1]->State(), FailoverState::NORMAL);
    Pass(1);
    EXPECT_EQ(machine[1]->State(), FailoverState::COMMUNICATIONS_INTERRUPTED);
    linked = true;
    Pass(6 * SECOND);
    ASSERT_EQ(machine[0]->State(), FailoverState::NORMAL);
    ASSERT_EQ(machine[1]->State(), FailoverState::NORMAL);
    PartnerMessage bye;
    bye.type = PartnerMessageType::BYE;
    machine[1]->Receive(bye, now, out[1]);
    EXPECT_EQ(machine[1]->State(), FailoverState::COMMUNICATIONS_INTERRUPTED);
}

TEST_F(FailoverMachineTest, WhatChangedInTheInterruptionIsToldAfterwards)
{
    settings.maxResponseDelay = 6 * SECOND;
    Start();
    linked = false;
    machine[0]->Changed(Lease(1, HOUR), now, out[0]);
    Pass(10 * SECOND);
    machine[0]->Changed(Lease(2, HOUR), now, out[0]);
    const PartnerLease last = Lease(1, HOUR);
    machine[0]->Changed(last, now, out[0]);
    EXPECT_EQ(May(0, 2), 600u);
    EXPECT_TRUE(out[1].adopted.empty());
    linked = true;
    Pass(6 * SECOND);
    ASSERT_EQ(out[1].adopted.size(), 2u) << "each address once, as it is now";
    EXPECT_EQ(out[1].adopted[0].first.address, Ip(1));
    EXPECT_EQ(out[1].adopted[0].first.binding.changed, last.binding.changed);
    EXPECT_EQ(May(0, 2), 3600u);
}

TEST_F(FailoverMachineTest, NewClientsAreSharedAndRenewalsAreBoths)
{
    Start();
    int first = 0;
    for (int n = 0; n < 200; ++n)
    {
        DhcpMessage message = FromClient(Client(n), DHCPDISCOVER, n);
        const bool mine = machine[0]->Serves(message, now);
        EXPECT_NE(mine, machine[1]->Serves(message, now));
        first += mine;
        message.secs = 3;
        EXPECT_TRUE(machine[0]->Serves(message, now) && machine[1]->Serves(message, now))
            << "who has waited for long";
        const DhcpMessage renewal = Renewal(Client(n), Ip(n), n);
        EXPECT_TRUE(machine[0]->Serves(renewal, now) && machine[1]->Serves(renewal, now));
    }
    EXPECT_NEAR(first, 100, 3 * 7.1);
    EXPECT_TRUE(machine[0]->Serves(Selecting(Client(1), Ip(1), FIRST, 1), now));
    EXPECT_FALSE(machine[1]->Serves(Selecting(Client(1), Ip(1), FIRST, 1), now));
    settings.split = 256;
    Start();
    EXPECT_TRUE(machine[0]->Serves(FromClient(Client(1), DHCPDISCOVER, 1), now));
    EXPECT_TRUE(machine[0]->Serves(FromClient(Client(2), DHCPDISCOVER, 1), now));
}

TEST_F(FailoverMachineTest, ThePartnersHalfIsUsedOnlyInPartnerDownAfterMclt)
{
    settings.autoPartnerDown = HOUR;
    Start();
    up[0] = false;
    Pass(settings.maxResponseDelay + HOUR - 1);
    EXPECT_EQ(machine[1]->State(), FailoverState::COMMUNICATIONS_INTERRUPTED);
    EXPECT_TRUE(machine[1]->Serves(FromClient(Client(1), DHCPDISCOVER, 1), now));
    EXPECT_EQ(May(1, 5), 600u);
    Pass(1);
    ASSERT_EQ(machine[1]->State(), FailoverState::PARTNER_DOWN);
    EXPECT_EQ(May(1, 5), 3600u) << "nobody else could know better";
    Pass(settings.mclt - 1);
    EXPECT_FALSE(machine[1]->MayUseBothHalves(now));
    Pass(1);
    EXPECT_TRUE(machine[1]->MayUseBothHalves(now));
    EXPECT_EQ(machine[0]->HalfFor({}), 0u);
    EXPECT_EQ(machine[1]->HalfFor({}), 1u);
}

TEST_F(FailoverMachineTest, WhoeverLostItsStoreCopiesAllAndWaitsForMclt)
{
    settings.pageSize = 20;
    Start();
    for (uint8_t n = 1; n <= 50; ++n)
    {
        out[1].leases.push_back(Lease(n, HOUR));
    }
    up[0] = false;
    Pass(2 * MINUTE);
    Begin(0, FailoverStart::LOST, now);
    EXPECT_FALSE(machine[0]->Serves(Renewal(Client(1), Ip(1), 1), now));
    Pass(settings.mclt - 1);
    EXPECT_EQ(out[0].adopted.size(), 50u);
    EXPECT_EQ(out[0].states, std::vector<std::string>{"recover-wait"});
    EXPECT_FALSE(machine[0]->Serves(Renewal(Client(1), Ip(1), 1), now));
    EXPECT_EQ(machine[1]->State(), FailoverState::COMMUNICATIONS_INTERRUPTED);
    Pass(1);
    EXPECT_EQ(out[0].states,
              (std::vector<std::string>{"recover-wait", "recover-done", "normal"}));
    EXPECT_EQ(machine[1]->State(), FailoverState::NORMAL);
    EXPECT_TRUE(machine[0]->Serves(Renewal(Client(1), Ip(1), 1), now));
}

TEST_F(FailoverMachineTest, WhoeverKeptItsStoreServesAtOnceOrAfterALook)
{
    Start();
    up[0] = false;
    Pass(2 * MINUTE);
    Begin(0, FailoverStart::KEPT, now - 2 * MINUTE);
    EXPECT_FALSE(machine[0]->Serves(Renewal(Client(1), Ip(1), 1), now));
    Pass(SECOND);
    EXPECT_EQ(machine[0]->State(), FailoverState::NORMAL);
    EXPECT_EQ(machine[1]->State(), FailoverState::NORMAL);
    up[1] = false;
    Begin(0, FailoverStart::KEPT, now);
    Pass(15 * SECOND - 1);
    EXPECT_EQ(machine[0]->State(), FailoverState::STARTUP);
    Pass(1);
    EXPECT_EQ(machine[0]->State(), FailoverState::COMMUNICATIONS_INTERRUPTED);
    EXPECT_TRUE(machine[0]->Serves(Renewal(Client(1), Ip(1), 1), now));
}

TEST_F(FailoverMachineTest, WhoeverComesBackToAPartnerThatThoughtItDownRecoversFirst)
{
    settings.autoPartnerDown = MINUTE;
    Start();
    up[0] = false;
    const Instant down = now;
    Pass(5 * MINUTE);
    ASSERT_EQ(machine[1]->State(), FailoverState::PARTNER_DOWN);
    Begin(0, FailoverStart::KEPT, down);
    Pass(SECOND);
    EXPECT_EQ(machine[0]->State(), FailoverState::RECOVER_WAIT);
    Pass(down + settings.mclt - now - 1);
    EXPECT_EQ(machine[0]->State(), FailoverState::RECOVER_WAIT);
    Pass(1);
    EXPECT_EQ(machine[0]->State(), FailoverState::NORMAL) << "MCLT since it went down";
    EXPECT_EQ(machine[1]->State(), FailoverState::NORMAL);
}

TEST_F(FailoverMachineTest, TwoThatThoughtEachOtherDownCompareAllLeases)
{
    settings.autoPartnerDown = MINUTE;
    Start();
    linked = false;
    Pass(5 * MINUTE);
    ASSERT_EQ(machine[0]->State(), FailoverState::PARTNER_DOWN);
    ASSERT_EQ(machine[1]->State(), FailoverState::PARTNER_DOWN);
    for (int i : {0, 1})
    {
        out[i].leases.push_back(Lease(10 + i, HOUR));
        out[i].states.clear();
    }
    linked = true;
    Pass(MINUTE);
    for (int i : {0, 1})
    {
        ASSERT_EQ(out[i].adopted.size(), 1u) << i;
        EXPECT_EQ(out[i].adopted[0].first.address, Ip(11 - i));
        EXPECT_TRUE(out[i].adopted[0].second) << "only if it is newer";
        EXPECT_EQ(out[i].states, (std::vector<std::string>{"potential-conflict", "normal"}));
    }
}
