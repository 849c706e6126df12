/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/lease-table.h"

#include <gtest/gtest.h>
#include <map>
#include <sstream>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

TEST(TimerWheel, FiresAtTheEndOfTheTickAndNeverEarly)
{
    TimerWheel wheel(10 * MILLISECOND);
    const std::vector<Instant> times = {1,
                                        10 * MILLISECOND,
                                        11 * MILLISECOND,
                                        3 * SECOND,
                                        700 * SECOND,
                                        2 * HOUR,
                                        200 * 24 * HOUR};
    for (uint32_t i = 0; i < times.size(); ++i)
    {
        wheel.Schedule(i, times[i]);
    }
    std::map<uint32_t, Instant> fired;
    while (wheel.Size() > 0)
    {
        const Instant now = wheel.NextWake();
        wheel.Advance(now, [&](uint32_t id) { fired[id] = now; });
    }
    for (uint32_t i = 0; i < times.size(); ++i)
    {
        EXPECT_GE(fired[i], times[i]);
        EXPECT_LT(fired[i], times[i] + 10 * MILLISECOND);
    }
    EXPECT_EQ(wheel.NextWake(), NEVER);
}

TEST(TimerWheel, AgreesWithASortedListOverManyRandomTimers)
{
    TimerWheel wheel(1);
    std::map<uint32_t, Instant> model;
    const Draw draw(3, 1);
    Instant now = 0;
    for (uint32_t step = 0; step < 20000; ++step)
    {
        const uint32_t bits = draw.Bits(DrawPurpose::ARRIVAL, 0, step);
        const uint32_t id = bits % 500;
        if (bits >> 30 == 0)
        {
            wheel.Cancel(id);
            model.erase(id);
        }
        else
        {
            const Instant when = now + 1 + (bits >> 9) % (1u << (bits >> 24) % 20);
            wheel.Schedule(id, when);
            model[id] = when;
        }
        now += bits % 97;
        wheel.Advance(now, [&](uint32_t fired) {
            ASSERT_EQ(model.count(fired), 1u);
            EXPECT_LE(model[fired], now);
            model.erase(fired);
        });
        ASSERT_EQ(wheel.Size(), model.size());
        for (const auto& [other, when] : model)
        {
            ASSERT_GT(when, now) << "timer " << other << " did not fire";
        }
    }
}

TEST(TimerWheel, MovesAndCancels)
{
    TimerWheel wheel;
    wheel.Schedule(5, 1 * SECOND);
    wheel.Schedule(5, 2 * SECOND);
    EXPECT_EQ(wheel.Size(), 1u);
    EXPECT_EQ(wheel.Earliest(), 5u);
    wheel.Schedule(5, NEVER);
    EXPECT_EQ(wheel.Size(), 0u);
    EXPECT_EQ(wheel.Earliest(), TimerWheel::NONE);
}

TEST(AddressPool, NeverUsedFirstThenLongestFree)
{
    AddressPool pool(Ip(10), Ip(12));
    EXPECT_EQ(pool.Next(), Ip(10));
    pool.Take(Ip(10));
    pool.Take(Ip(11));
    pool.Return(Ip(11));
    EXPECT_EQ(pool.Next(), Ip(12));
    pool.Take(Ip(12));
    EXPECT_EQ(pool.Next(), Ip(11));
    pool.Return(Ip(10));
    pool.Take(Ip(11));
    EXPECT_EQ(pool.Next(), Ip(10));
    pool.Take(Ip(10));
    EXPECT_EQ(pool.Next(), 0u);
    EXPECT_EQ(pool.FreeCount(), 0u);
}

namespace
{

Binding
Lease(const ClientIdentity& client, Instant expiry)
{
    Binding binding;
    binding.client = client;
    binding.state = BindingState::ACTIVE;
    binding.expiry = expiry;
    binding.changed = 0;
    return binding;
}

} // namespace

TEST(LeaseTable, ALeaseEndsAtItsVeryInstant)
{
    LeaseTable table(AddressPool(Ip(10), Ip(12)));
    table.Assign(Ip(10), Lease(Client(1), 100 * SECOND));
    EXPECT_TRUE(table.IsInUse(Ip(10), 100 * SECOND - 1));
    EXPECT_FALSE(table.IsInUse(Ip(10), 100 * SECOND));
    EXPECT_EQ(table.ActiveCount(), 1u);
}

TEST(LeaseTable, AClientHasOneAddress)
{
    LeaseTable table(AddressPool(Ip(10), Ip(12)));
    table.Assign(Ip(10), Lease(Client(1), 100 * SECOND));
    table.Assign(Ip(11), Lease(Client(1), 100 * SECOND));
    EXPECT_EQ(table.AddressOf(Client(1).Key()), Ip(11));
    EXPECT_EQ(table.At(Ip(10)).state, BindingState::FREE);
    EXPECT_EQ(table.ActiveCount(), 1u);
    EXPECT_EQ(table.Pool().FreeCount(), 2u);
}

namespace
{

JournalEntry
Promise(uint8_t n, Instant expiry)
{
    JournalEntry entry;
    entry.client = Client(n);
    entry.address = Ip(n);
    entry.serverId = SERVER;
    entry.port = n;
    entry.grantedAt = expiry - HOUR;
    entry.expiry = expiry;
    return entry;
}

} // namespace

TEST(RenewalJournal, OneEntryAClientNearestExpiryFirst)
{
    RenewalJournal journal({10});
    journal.Record(Promise(1, 2 * HOUR));
    journal.Record(Promise(2, 3 * HOUR));
    journal.Record(Promise(1, 4 * HOUR));
    EXPECT_EQ(journal.Size(), 2u);
    EXPECT_EQ(journal.Find(Ip(1))->renewals, 2u);
    EXPECT_EQ(journal.StartReplay(0)->address, Ip(2));
    EXPECT_EQ(journal.StartReplay(0)->address, Ip(1));
    EXPECT_EQ(journal.StartReplay(0), nullptr);
    EXPECT_EQ(journal.Size(), 2u) << "kept until settled";
    journal.RetryLater(Ip(1));
    EXPECT_EQ(journal.StartReplay(0)->address, Ip(1));
    journal.Settle(Ip(1));
    journal.Settle(Ip(2));
    EXPECT_EQ(journal.Size(), 0u);
    EXPECT_EQ(journal.HighWater(), 2u);
}

TEST(RenewalJournal, RefusesWhatDoesNotFit)
{
    RenewalJournal journal({1});
    EXPECT_TRUE(journal.Record(Promise(1, HOUR)));
    EXPECT_FALSE(journal.Record(Promise(2, HOUR)));
    EXPECT_TRUE(journal.Record(Promise(1, 2 * HOUR))) << "prolonging needs no room";
    EXPECT_TRUE(journal.Overflowed());
}

TEST(RenewalJournal, WhatIsSavedCanBeLoaded_Cve2019_6474)
{
    RenewalJournal journal({100});
    for (uint8_t n = 1; n < 50; ++n)
    {
        journal.Record(Promise(n, (100 - n) * MINUTE));
        journal.Record(Promise(n, (100 - n) * MINUTE + 1));
    }
    std::stringstream file;
    journal.Save(file, 5);
    RenewalJournal loaded({100});
    EXPECT_TRUE(loaded.Load(file, 1005).empty());
    EXPECT_EQ(loaded.Size(), 49u);
    EXPECT_EQ(loaded.Find(Ip(7))->client, Client(7));
    EXPECT_EQ(loaded.Find(Ip(7))->renewals, 2u);
    EXPECT_EQ(loaded.Find(Ip(7))->expiry, journal.Find(Ip(7))->expiry + 1000);
    EXPECT_EQ(loaded.StartReplay(0)->address, Ip(49));
}

TEST(RenewalJournal, LoadsNothingOfAnotherVersion)
{
    std::istringstream file("dhcp-backup renewal-journal 1\nrecords 0\n");
    RenewalJournal journal({10});
    ASSERT_EQ(journal.Load(file, 0).size(), 1u);
}

TEST(LeaseMirror, FollowsClientsAndAddresses)
{
    LeaseMirror mirror;
    DhcpOptions options;
    options.AddU32(OPT_LEASE_TIME, 3600);
    mirror.SetClientExpiry(mirror.Learn(Client(1), Ip(1), options), 2 * HOUR);
    mirror.SetClientExpiry(mirror.Learn(Client(2), Ip(2), options), 1 * HOUR);
    EXPECT_EQ(mirror.Earliest()->address, Ip(2));
    mirror.Learn(Client(1), Ip(3), options);
    EXPECT_EQ(mirror.Find(Ip(1)), nullptr) << "a client holds one lease";
    mirror.Learn(Client(2), Ip(3), options);
    EXPECT_EQ(mirror.FindClient(Client(1).Key()), nullptr) << "an address has one client";
    EXPECT_EQ(mirror.Size(), 1u);
    mirror.SetClientExpiry(*mirror.Find(Ip(3)), 1 * HOUR);
    int ended = 0;
    mirror.Expire(1 * HOUR, [&ended](const MirrorRecord&) { ++ended; });
    EXPECT_EQ(ended, 1);
    EXPECT_EQ(mirror.Size(), 0u);
}

TEST(Draw, DependsOnPurposeSubjectAndIndexAlone)
{
    const Draw draw(1, 1);
    EXPECT_EQ(draw.Bits(DrawPurpose::XID, 3, 4), Draw(1, 1).Bits(DrawPurpose::XID, 3, 4));
    EXPECT_NE(draw.Bits(DrawPurpose::XID, 3, 4), draw.Bits(DrawPurpose::ARRIVAL, 3, 4));
    EXPECT_NE(draw.Bits(DrawPurpose::XID, 3, 4), draw.Bits(DrawPurpose::XID, 4, 4));
    EXPECT_NE(draw.Bits(DrawPurpose::XID, 3, 4), draw.Bits(DrawPurpose::XID, 3, 5));
    EXPECT_NE(draw.Bits(DrawPurpose::XID, 3, 4), Draw(2, 1).Bits(DrawPurpose::XID, 3, 4));
    double sum = 0;
    for (uint32_t i = 0; i < 10000; ++i)
    {
        sum += draw.Uniform(DrawPurpose::ARRIVAL, i, 0);
    }
    EXPECT_NEAR(sum / 10000, 0.5, 0.01);
}
