/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/client-id.h"
#include "ns3/lease-mirror.h"
#include "ns3/lease-table.h"

#include <gtest/gtest.h>
#include <malloc.h>
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

TEST(RenewalJournal, KeepsKindAndServer)
{
    RenewalJournal journal({10});
    JournalEntry release = Promise(1, HOUR);
    release.kind = JournalKind::RELEASE;
    release.server = 3;
    journal.Record(release);
    std::stringstream file;
    journal.Save(file, 0);
    RenewalJournal loaded({10});
    EXPECT_TRUE(loaded.Load(file, 0).empty());
    EXPECT_EQ(loaded.Find(Ip(1))->kind, JournalKind::RELEASE);
    EXPECT_EQ(loaded.OwedTo(3), 1u);
    EXPECT_EQ(loaded.OwedTo(0), 0u);
}

TEST(RenewalJournal, ADamagedRecordSparesItsNeighbours_Cve2021_25217)
{
    RenewalJournal journal({10});
    for (uint8_t n = 1; n <= 4; ++n)
    {
        journal.Record(Promise(n, n * HOUR));
    }
    std::ostringstream saved;
    journal.Save(saved, 0);
    const std::string text = saved.str();
    for (size_t at = 0; at < text.size(); ++at)
    {
        std::string damaged = text;
        damaged[at] ^= 1;
        std::istringstream file(damaged);
        RenewalJournal loaded({10});
        const auto errors = loaded.Load(file, 0);
        ASSERT_FALSE(errors.empty()) << "flip at " << at;
        EXPECT_EQ(errors[0].compare(0, 5, "line "), 0);
        EXPECT_GE(loaded.Size(), at <= text.find('\n') ? 0u : 2u) << "flip at " << at;
    }
    for (size_t length = 0; length < text.size() - 1; ++length)
    {
        std::istringstream file(text.substr(0, length));
        RenewalJournal loaded({10});
        EXPECT_FALSE(loaded.Load(file, 0).empty()) << "cut at " << length;
    }
}

TEST(RenewalJournal, NothingIsOverwrittenSilentlyWhenLoading)
{
    RenewalJournal journal({10});
    journal.Record(Promise(1, HOUR));
    journal.Record(Promise(2, HOUR));
    std::ostringstream saved;
    journal.Save(saved, 0);
    RenewalJournal used({10});
    used.Record(Promise(1, 5 * HOUR));
    std::istringstream file(saved.str());
    const auto errors = used.Load(file, 0);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_NE(errors[0].find("10.0.0.1 stands twice"), std::string::npos) << errors[0];
    EXPECT_EQ(used.Find(Ip(1))->expiry, 5 * HOUR);
    EXPECT_EQ(used.Size(), 2u);
    RenewalJournal small({1});
    std::istringstream again(saved.str());
    EXPECT_EQ(small.Load(again, 0).size(), 1u) << "what does not fit is named";
    EXPECT_EQ(small.Size(), 1u);
}

TEST(RenewalJournal, TheLastEventOfAnAddressCounts)
{
    RenewalJournal journal({10});
    journal.Record(Promise(1, HOUR));
    journal.StartReplay(0);
    JournalEntry release = Promise(1, HOUR);
    release.kind = JournalKind::RELEASE;
    journal.Record(release);
    EXPECT_EQ(journal.Size(), 1u);
    EXPECT_EQ(journal.OwedTo(0), 1u);
    EXPECT_EQ(journal.StartReplay(0)->kind, JournalKind::RELEASE) << "waits anew";
    EXPECT_EQ(journal.Find(Ip(1))->renewals, 1u) << "a release is no promise";
    journal.Settle(Ip(1));
    journal.RetryLater(Ip(1));
    EXPECT_EQ(journal.WaitingFor(0), 0u);
    EXPECT_EQ(journal.OwedTo(0), 0u);
}

TEST(RenewalJournal, DropsTheFirstToMakeRoomIfItMay)
{
    RenewalJournal journal({2, OVERFLOW_DROP_FIRST});
    journal.Record(Promise(1, 3 * HOUR));
    journal.Record(Promise(2, 2 * HOUR));
    IpAddr dropped = 0;
    EXPECT_TRUE(journal.Record(Promise(3, 4 * HOUR), &dropped));
    EXPECT_EQ(dropped, Ip(2)) << "nearest expiry";
    EXPECT_TRUE(journal.Overflowed());
    journal.StartReplay(0);
    journal.StartReplay(0);
    EXPECT_FALSE(journal.Record(Promise(4, HOUR))) << "what is being replayed stays";
}

TEST(RenewalJournal, EachServerHasItsOwnQueue)
{
    RenewalJournal journal({10});
    JournalEntry second = Promise(1, HOUR);
    second.server = 1;
    journal.Record(second);
    journal.Record(Promise(2, 2 * HOUR));
    EXPECT_EQ(journal.StartReplay(0)->address, Ip(2));
    EXPECT_EQ(journal.StartReplay(0), nullptr);
    EXPECT_EQ(journal.WaitingFor(1), 1u);
    EXPECT_EQ(journal.StartReplay(7), nullptr);
}

TEST(RenewalJournal, LazyPromisesWaitForTheirClient)
{
    RenewalJournal journal({10, OVERFLOW_REFUSE, REPLAY_NEAREST_EXPIRY, true});
    journal.Record(Promise(1, HOUR));
    EXPECT_EQ(journal.OwedTo(0), 0u);
    EXPECT_EQ(journal.StartReplay(0), nullptr);
    EXPECT_EQ(journal.StartReplayOf(Ip(1))->address, Ip(1));
    EXPECT_EQ(journal.StartReplayOf(Ip(1)), nullptr) << "under way";
    journal.RetryLater(Ip(1));
    EXPECT_NE(journal.StartReplayOf(Ip(1)), nullptr);
    JournalEntry release = Promise(2, HOUR);
    release.kind = JournalKind::RELEASE;
    journal.Record(release);
    EXPECT_EQ(journal.OwedTo(0), 1u) << "its client will not come";
    EXPECT_EQ(journal.StartReplay(0)->address, Ip(2));
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

namespace
{

DhcpOptions
LeaseOptions(uint32_t lease)
{
    DhcpOptions options;
    options.AddU32(OPT_LEASE_TIME, lease);
    options.AddU32(OPT_SUBNET_MASK, 0xffffff00);
    options.AddText(OPT_HOST_NAME, std::string(300, 'x'));
    return options;
}

/// Fill a mirror with leases that differ in all that is saved.
void
Fill(LeaseMirror& mirror, uint8_t count)
{
    for (uint8_t n = 1; n <= count; ++n)
    {
        ClientIdentity client = Client(n, n % 2 == 0);
        client.clientId += n % 4 == 0 ? std::string(30, char(n)) : "";
        MirrorRecord& record = mirror.Learn(client, Ip(n), LeaseOptions(3600 + n % 3));
        record.serverId = SERVER + n;
        record.server = n % 5;
        record.port = 100 + n;
        record.serverExpiry = n == 1 ? NEVER : n * HOUR;
        record.standIns = n;
        record.revoked = n % 7 == 0;
        mirror.SetClientExpiry(record, n == 1 ? NEVER : n * HOUR + MINUTE);
    }
}

} // namespace

TEST(LeaseMirror, WhatIsSavedCanBeLoaded_Cve2019_6474)
{
    LeaseMirror mirror;
    Fill(mirror, 40);
    std::stringstream file;
    mirror.Save(file, 5);
    LeaseMirror loaded;
    EXPECT_TRUE(loaded.Load(file, 1005).empty());
    ASSERT_EQ(loaded.Size(), 40u);
    mirror.ForEach([&loaded](const MirrorRecord& record) {
        const MirrorRecord* const same = loaded.Find(record.address);
        ASSERT_NE(same, nullptr);
        EXPECT_EQ(same->client.Unpack(), record.client.Unpack());
        EXPECT_EQ(loaded.FindClient(record.client.Unpack().Key()), same);
        EXPECT_EQ(same->serverId, record.serverId);
        EXPECT_EQ(same->server, record.server);
        EXPECT_EQ(same->port, record.port);
        EXPECT_EQ(same->standIns, record.standIns);
        EXPECT_EQ(same->revoked, record.revoked);
        const bool never = record.clientExpiry == NEVER;
        EXPECT_EQ(same->serverExpiry, never ? NEVER : record.serverExpiry + 1000);
        EXPECT_EQ(same->clientExpiry, never ? NEVER : record.clientExpiry + 1000);
        EXPECT_EQ(loaded.ParametersOf(*same), LeaseOptions(3600 + record.address % 256 % 3));
    });
    EXPECT_EQ(loaded.Earliest()->address, Ip(2));
}

TEST(LeaseMirror, ADamagedRecordSparesItsNeighbours_Cve2021_25217)
{
    LeaseMirror mirror;
    Fill(mirror, 4);
    std::ostringstream saved;
    mirror.Save(saved, 0);
    const std::string text = saved.str();
    for (size_t at = 0; at < text.size(); ++at)
    {
        std::string damaged = text;
        damaged[at] ^= 1;
        std::istringstream file(damaged);
        LeaseMirror loaded;
        const auto errors = loaded.Load(file, 0);
        ASSERT_FALSE(errors.empty()) << "flip at " << at;
        EXPECT_EQ(errors[0].compare(0, 5, "line "), 0);
        EXPECT_GE(loaded.Size(), at <= text.find('\n') ? 0u : 2u) << "flip at " << at;
    }
    for (size_t length = 0; length < text.size() - 1; length += 3)
    {
        std::istringstream file(text.substr(0, length));
        LeaseMirror loaded;
        EXPECT_FALSE(loaded.Load(file, 0).empty()) << "cut at " << length;
    }
}

TEST(LeaseMirror, NothingIsOverwrittenSilentlyWhenLoading)
{
    LeaseMirror mirror;
    Fill(mirror, 3);
    std::stringstream file;
    mirror.Save(file, 0);
    LeaseMirror used;
    used.Learn(Client(9), Ip(2), LeaseOptions(60));
    used.Learn(ClientIdentity(mirror.Find(Ip(3))->client.Unpack()), Ip(30), LeaseOptions(60));
    const auto errors = used.Load(file, 0);
    EXPECT_EQ(errors.size(), 2u);
    EXPECT_EQ(used.Find(Ip(2))->client.Unpack(), Client(9));
    EXPECT_EQ(used.Find(Ip(3)), nullptr);
    EXPECT_EQ(used.Size(), 3u);
}

TEST(LeaseMirror, LoadsNothingOfAnotherVersion)
{
    std::istringstream file("dhcp-backup lease-mirror 2\nrecords 0\n");
    LeaseMirror mirror;
    const auto errors = mirror.Load(file, 0);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_NE(errors[0].find("expected 'dhcp-backup lease-mirror 1'"), std::string::npos);
}

TEST(LeaseMirror, ForgetsParametersThatNobodyHasAnyMore)
{
    LeaseMirror mirror;
    for (uint32_t lease = 1; lease <= 1000; ++lease)
    {
        MirrorRecord& record = mirror.Learn(Client(1), Ip(1), LeaseOptions(lease));
        ASSERT_LE(record.parameters, 1u) << "a set is used again";
        ASSERT_EQ(mirror.ParametersOf(record).GetU32(OPT_LEASE_TIME), lease);
    }
    mirror.Learn(Client(2), Ip(2), LeaseOptions(1000));
    EXPECT_EQ(mirror.Find(Ip(1))->parameters, mirror.Find(Ip(2))->parameters) << "shared";
    mirror.Forget(Ip(1));
    EXPECT_EQ(mirror.ParametersOf(*mirror.Find(Ip(2))).GetU32(OPT_LEASE_TIME), 1000u);
}

/// How much memory is in use.
size_t
BytesInUse()
{
    return mallinfo2().uordblks + mallinfo2().hblkhd;
}

/// One of a million clients.
ClientIdentity
ClientOfMillion(uint32_t n)
{
    uint8_t bytes[] = {2, 1, uint8_t(n >> 24), uint8_t(n >> 16), uint8_t(n >> 8), uint8_t(n)};
    ns3::Mac48Address address;
    address.CopyFrom(bytes);
    ClientIdentity client;
    std::copy(std::begin(bytes), std::end(bytes), client.chaddr.begin());
    client.clientId = MakeClientId(CLIENT_ID_HARDWARE, address);
    return client;
}

constexpr uint32_t MILLION = 1'000'000;

TEST(LeaseMirror, AMillionRecordsTakeAtMost88BytesEach)
{
    const size_t before = BytesInUse();
    LeaseMirror mirror;
    const DhcpOptions options = LeaseOptions(3600);
    for (uint32_t n = 0; n < MILLION; ++n)
    {
        mirror.SetClientExpiry(mirror.Learn(ClientOfMillion(n), 1 + n, options), HOUR + n);
    }
    EXPECT_EQ(mirror.Size(), MILLION);
    EXPECT_LE((BytesInUse() - before) / double(MILLION), 88) << "bytes a record, indexes included";
}

TEST(LeaseTable, AMillionLeasesTakeAtMost64BytesEach)
{
    const size_t before = BytesInUse();
    LeaseTable table(AddressPool(1, MILLION));
    Binding binding;
    binding.state = BindingState::ACTIVE;
    for (uint32_t n = 0; n < MILLION; ++n)
    {
        binding.client = ClientOfMillion(n);
        binding.expiry = HOUR + n;
        table.Assign(1 + n, binding);
        table.Stored(1 + n, table.At(1 + n));
    }
    EXPECT_EQ(table.ActiveCount(), MILLION);
    EXPECT_LE((BytesInUse() - before) / double(MILLION), 64) << "bytes a lease, indexes included";
}

TEST(PackedIdentity, TakesEightBytesForWhatClientsSend)
{
    static_assert(sizeof(PackedIdentity) == 8, "identities are counted in millions");
    ClientIdentity client = ClientOfMillion(0xfedcba98);
    ns3::Mac48Address address;
    address.CopyFrom(client.chaddr.data());
    constexpr size_t COUNT = 10'000;
    for (const ClientIdKind kind : {CLIENT_ID_NONE, CLIENT_ID_HARDWARE, CLIENT_ID_DUID})
    {
        client.clientId = MakeClientId(kind, address);
        const size_t before = BytesInUse();
        const std::vector<PackedIdentity> packed(COUNT, PackedIdentity(client));
        EXPECT_LT(BytesInUse() - before, COUNT * 9) << "nothing but the vector";
        EXPECT_EQ(packed.back().Unpack(), client);
        EXPECT_TRUE(packed.back() == PackedIdentity(client));
        EXPECT_FALSE(packed.back() == PackedIdentity(ClientOfMillion(1)));
    }
}

TEST(PackedIdentity, GivesBackWhatItWasGiven)
{
    for (const size_t idLength : {0, 1, 7, 15, 16, 40, 254, 255, 300, 5000})
    {
        ClientIdentity identity = Client(5);
        identity.clientId = std::string(idLength, char(idLength));
        PackedIdentity packed(identity);
        EXPECT_EQ(packed.Unpack(), identity) << idLength;
        PackedIdentity copy(packed);
        PackedIdentity assigned;
        assigned = packed;
        packed = PackedIdentity();
        EXPECT_EQ(copy.Unpack(), identity) << idLength;
        EXPECT_EQ(assigned.Unpack(), identity) << idLength;
        EXPECT_EQ(packed.Unpack(), ClientIdentity());
    }
    ClientIdentity wide;
    wide.hlen = 16;
    wide.chaddr.fill(7);
    EXPECT_EQ(PackedIdentity(wide).Unpack(), wide);
    ClientIdentity unclean = Client(5);
    unclean.chaddr[12] = 1;
    EXPECT_EQ(PackedIdentity(unclean).Unpack(), unclean) << "bytes behind hlen are kept, too";
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
