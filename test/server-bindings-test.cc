/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What a server keeps of its bindings: the store, its crash, the file; reservations and classes.
 */

#include "server-driver.h"

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

class ServerBindings : public testing::Test, protected ServerDriver
{
  protected:
    /// The store has caught up with an address.
    void Sync(IpAddr address)
    {
        Machine().Stored(address, At(address));
    }

    /// What stands in the lease file now.
    std::string Saved()
    {
        std::ostringstream file;
        Machine().Save(file, now);
        return file.str();
    }

    /// Load a file into a fresh machine.
    std::vector<std::string> LoadInto(ServerDriver& other, const std::string& text) const
    {
        other.config = config;
        other.subnets = subnets;
        other.now = now;
        std::istringstream file(text);
        return other.Machine().Load(file, now);
    }
};

} // namespace

TEST_F(ServerBindings, ACrashKeepsExactlyWhatTheStoreHad)
{
    const IpAddr first = Acquire(Client(1));
    Sync(first);
    now += 100 * SECOND;
    const IpAddr second = Acquire(Client(2));
    EXPECT_EQ(Ask(Renewal(Client(1), first, 3)), 'A');
    EXPECT_EQ(At(first).expiry, now + HOUR);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(At(first).client, Client(1));
    EXPECT_EQ(At(first).expiry, now - 100 * SECOND + HOUR) << "the renewal was not stored";
    EXPECT_EQ(At(second).state, BindingState::FREE) << "nor was the second lease";
    EXPECT_EQ(Machine().ActiveLeases(), 1u);
    EXPECT_EQ(Machine().TableFor(first)->Pool().FreeCount(), 2u);
    EXPECT_EQ(Ask(Rebooting(Client(2), second, 4)), '-') << "an unknown client";
    EXPECT_EQ(Machine().TableFor(first)->UnstoredCount(), 0u);
}

TEST_F(ServerBindings, ASyncCoversWhatWasWrittenThenNotWhatCameAfter)
{
    const IpAddr address = Acquire(Client(1));
    const Binding written = At(address);
    now += 100 * SECOND;
    EXPECT_EQ(Ask(Renewal(Client(1), address, 3)), 'A');
    Machine().Stored(address, written);
    EXPECT_EQ(Machine().TableFor(address)->UnstoredCount(), 1u);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(At(address).expiry, written.expiry);
}

TEST_F(ServerBindings, AReleaseThatWasNotStoredIsForgotten)
{
    const IpAddr address = Acquire(Client(1));
    Sync(address);
    DhcpMessage release = FromClient(Client(1), DHCPRELEASE, 3);
    release.ciaddr = address;
    EXPECT_EQ(Relayed(release), nullptr);
    EXPECT_EQ(Machine().ActiveLeases(), 0u);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(Machine().ActiveLeases(), 1u);
    EXPECT_EQ(Ask(Renewal(Client(2), address, 4)), 'N');
}

TEST_F(ServerBindings, AMoveThatWasNotStoredIsUndoneAtBothAddresses)
{
    const IpAddr old = Acquire(Client(1));
    Sync(old);
    EXPECT_EQ(Ask(Selecting(Client(1), old + 1, SERVER, 3)), 'A');
    EXPECT_EQ(At(old).state, BindingState::FREE);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(At(old).state, BindingState::ACTIVE);
    EXPECT_EQ(At(old + 1).state, BindingState::FREE);
    EXPECT_EQ(Machine().ActiveLeases(), 1u);
}

TEST_F(ServerBindings, AMoveThatWasStoredLeavesOneLease)
{
    const IpAddr old = Acquire(Client(1));
    Sync(old);
    now += SECOND;
    EXPECT_EQ(Ask(Selecting(Client(1), old + 1, SERVER, 3)), 'A');
    Sync(old + 1);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(At(old).state, BindingState::FREE);
    EXPECT_EQ(At(old + 1).state, BindingState::ACTIVE);
    EXPECT_EQ(Machine().ActiveLeases(), 1u);
    EXPECT_EQ(Machine().TableFor(old)->Pool().FreeCount(), 2u);
}

TEST_F(ServerBindings, AnOfferIsNeverStoredAndGivesNoRecord)
{
    EXPECT_EQ(Ask(FromClient(Client(1), DHCPDISCOVER, 1)), 'O');
    const IpAddr offered = Last().yiaddr;
    EXPECT_EQ(Ask(Rebooting(Client(1), offered, 2)), '-') << "an offer is no lease";
    now += 61 * SECOND;
    Machine().Expire(now, out);
    EXPECT_EQ(At(offered).state, BindingState::FREE);
    EXPECT_TRUE(out.events.empty()) << "no lease has ended";
    EXPECT_EQ(Ask(Rebooting(Client(1), offered + 1, 3)), '-') << "nor does it stay one";
}

TEST_F(ServerBindings, AStaleStoreKnowsOnlyWhatTheSnapshotHeld)
{
    const IpAddr first = Acquire(Client(1));
    Sync(first);
    const IpAddr unsynced = Acquire(Client(2));
    Machine().TakeSnapshot();
    Sync(unsynced);
    const Instant before = At(first).expiry;
    now += 600 * SECOND;
    EXPECT_EQ(Ask(Renewal(Client(1), first, 3)), 'A');
    Sync(first);
    const IpAddr third = Acquire(Client(3));
    Sync(third);
    Machine().Restart(StoreFate::STALE, now);
    EXPECT_EQ(At(first).expiry, before);
    EXPECT_EQ(Machine().ActiveLeases(), 1u);
    EXPECT_EQ(At(unsynced).state, BindingState::FREE) << "it had not reached the store then";
    EXPECT_EQ(At(third).state, BindingState::FREE);
    EXPECT_EQ(Acquire(Client(4)), unsynced) << "the hazard of a stale store";
}

TEST_F(ServerBindings, StaleWithoutASnapshotIsLost)
{
    Sync(Acquire(Client(1)));
    Machine().Restart(StoreFate::STALE, now);
    EXPECT_EQ(Machine().ActiveLeases(), 0u);
}

TEST_F(ServerBindings, LeasesThatRanOutInTheDowntimeEndAfterTheRestart)
{
    const IpAddr address = Acquire(Client(1));
    Sync(address);
    now += 2 * HOUR;
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_LE(Machine().NextExpiry(), now);
    Machine().Expire(now, out);
    EXPECT_EQ(out.events.back(), std::make_pair(BindingEvent::EXPIRED, address));
    EXPECT_EQ(Machine().ActiveLeases(), 0u);
    EXPECT_EQ(Acquire(Client(1)), address) << "remembered";
}

TEST_F(ServerBindings, WhatIsSavedCanBeLoaded_Cve2019_6474)
{
    config.leasequery = true;
    subnets[0].poolLast = Ip(250);
    for (uint8_t n = 1; n <= 100; ++n)
    {
        now += SECOND;
        ClientIdentity client = Client(n, n % 2 == 0);
        client.clientId += n % 4 == 0 ? std::string("\0,\n\xff", 4) : "";
        Relayed(WithAgent(FromClient(client, DHCPDISCOVER, 1), Override(GATEWAY)));
        Relayed(WithAgent(Selecting(client, Last().yiaddr, SERVER, 2), Override(GATEWAY)));
        EXPECT_EQ(Last().type, DHCPACK);
    }
    DhcpMessage release = FromClient(Client(2), DHCPRELEASE, 3);
    release.ciaddr = Ip(11);
    Relayed(release);
    DhcpMessage decline = FromClient(Client(1, false), DHCPDECLINE, 3);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, Ip(10));
    Relayed(decline);
    Relayed(FromClient(Client(101), DHCPDISCOVER, 1)); // an offer is not saved
    ServerDriver loaded;
    EXPECT_EQ(LoadInto(loaded, Saved()), std::vector<std::string>());
    EXPECT_EQ(loaded.Machine().ActiveLeases(), 98u);
    for (uint8_t n = 1; n <= 100; ++n)
    {
        EXPECT_EQ(loaded.At(Ip(9 + n)), At(Ip(9 + n))) << int(n);
        EXPECT_FALSE(n > 2 && At(Ip(9 + n)).agentInfo.empty());
    }
    EXPECT_EQ(loaded.At(Ip(110)).state, BindingState::FREE);
    EXPECT_EQ(loaded.Machine().TableFor(Ip(10))->Pool().FreeCount(), 241u - 99);
    EXPECT_NE(loaded.Acquire(Client(102)), Ip(10)) << "the quarantine goes on";
}

TEST_F(ServerBindings, TimesInAFileAreRelative)
{
    const IpAddr address = Acquire(Client(1));
    const std::string text = Saved();
    now += 10 * MINUTE; // another clock
    ServerDriver loaded;
    EXPECT_EQ(LoadInto(loaded, text), std::vector<std::string>());
    EXPECT_EQ(loaded.At(address).expiry, At(address).expiry + 10 * MINUTE);
}

TEST_F(ServerBindings, ADamagedRecordSparesItsNeighbours_Cve2021_25217)
{
    subnets[0].poolLast = Ip(14);
    for (uint8_t n = 0; n < 5; ++n)
    {
        Acquire(Client(n));
    }
    const std::string text = Saved();
    for (size_t at = 0; at < text.size(); ++at)
    {
        std::string damaged = text;
        damaged[at] ^= 1;
        ServerDriver loaded;
        const auto errors = LoadInto(loaded, damaged);
        ASSERT_FALSE(errors.empty()) << "flip at " << at;
        const size_t line = 1 + std::count(text.begin(), text.begin() + at, '\n');
        EXPECT_EQ(errors[0].find("line " + std::to_string(line) + ": "), 0u) << errors[0];
        const bool heading = at <= text.find('\n');
        EXPECT_GE(loaded.Machine().ActiveLeases(), heading ? 0u : 3u) << "flip at " << at;
    }
    for (size_t length = 0; length < text.size() - 1; ++length)
    {
        ServerDriver loaded;
        EXPECT_FALSE(LoadInto(loaded, text.substr(0, length)).empty()) << "cut at " << length;
        // A record that lacks but its line end is whole.
        const size_t whole = std::count(text.begin(), text.begin() + length + 1, '\n');
        EXPECT_EQ(loaded.Machine().ActiveLeases(), whole < 2 ? 0 : std::min<size_t>(whole - 1, 5))
            << "what is whole is loaded, cut at " << length;
    }
}

TEST_F(ServerBindings, AFileOfAnotherVersionOrPlaceIsNamed)
{
    ServerDriver loaded;
    auto errors = LoadInto(loaded, "dhcp-backup lease-table 1\nrecords 0\n");
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0],
              "line 1: found 'dhcp-backup lease-table 1', expected 'dhcp-backup lease-table 2'");
    Acquire(Client(1));
    const std::string text = Saved();
    subnets = {ServerDriver::Subnet(Ip2(0))};
    ServerDriver elsewhere;
    errors = LoadInto(elsewhere, text);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0], "line 2: address 10.0.0.10 is in no subnet");
    subnets = {ServerDriver::Subnet(Ip(0))};
    subnets[0].poolFirst = Ip(11);
    ServerDriver smaller;
    errors = LoadInto(smaller, text);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0], "line 2: address 10.0.0.10 is not in the pool");
}

TEST_F(ServerBindings, ARecordThatStandsTwiceIsNamed)
{
    Acquire(Client(1));
    std::string text = Saved();
    const size_t first = text.find('\n') + 1;
    const std::string record = text.substr(first, text.find('\n', first) + 1 - first);
    text = text.substr(0, first) + record + record + "records 2\n";
    ServerDriver loaded;
    const auto errors = LoadInto(loaded, text);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0], "line 3: address 10.0.0.10 or its client stands twice");
    EXPECT_EQ(loaded.Machine().ActiveLeases(), 1u);
}

TEST_F(ServerBindings, AClientThatStandsTwiceIsNamed)
{
    Acquire(Client(1));
    const std::string one = Saved();
    ServerDriver other;
    other.Acquire(Client(2));
    other.Acquire(Client(1));
    std::ostringstream file;
    other.Machine().Save(file, other.now);
    const std::string two = file.str();
    const size_t record = two.rfind('\n', two.rfind("records") - 2) + 1;
    const std::string text = one.substr(0, one.rfind("records")) +
                             two.substr(record, two.rfind("records") - record) + "records 2\n";
    ServerDriver loaded;
    const auto errors = LoadInto(loaded, text);
    ASSERT_EQ(errors.size(), 1u);
    EXPECT_EQ(errors[0], "line 3: address 10.0.0.11 or its client stands twice");
    EXPECT_EQ(loaded.At(Ip(10)).client, Client(1));
    EXPECT_EQ(loaded.At(Ip(11)).state, BindingState::FREE);
}

TEST_F(ServerBindings, AReservedAddressGoesToItsClientAlone)
{
    subnets[0].reservations = {{Client(7).Key(), Ip(10)}, {Client(8).HardwareKey(), Ip(11)}};
    EXPECT_EQ(Acquire(Client(1)), Ip(12));
    EXPECT_EQ(Ask(FromClient(Client(2), DHCPDISCOVER, 1)), '-') << "nothing is left for others";
    EXPECT_EQ(Ask(Selecting(Client(2), Ip(10), SERVER, 2)), 'N');
    EXPECT_EQ(Ask(Renewal(Client(2), Ip(11), 3)), 'N');
    EXPECT_EQ(Acquire(Client(7)), Ip(10)) << "by client identifier";
    EXPECT_EQ(Acquire(Client(8)), Ip(11)) << "by hardware address";
    now += 3 * HOUR;
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(Selecting(Client(2), Ip(10), SERVER, 2)), 'N') << "after the lease too";
    EXPECT_EQ(Acquire(Client(2)), Ip(12));
    EXPECT_EQ(Ask(FromClient(Client(3), DHCPDISCOVER, 3)), '-') << "nor is it in the pool";
    Machine().Restart(StoreFate::LOST, now);
    EXPECT_EQ(Ask(Selecting(Client(2), Ip(10), SERVER, 2)), 'N') << "after the loss of the store";
    EXPECT_EQ(Acquire(Client(3)), Ip(12));
    EXPECT_EQ(Acquire(Client(8)), Ip(11));
    EXPECT_EQ(Ask(FromClient(Client(4), DHCPDISCOVER, 3)), '-');
}

TEST_F(ServerBindings, AReservedAddressThatWasDeclinedRests)
{
    subnets[0].reservations = {{Client(7).Key(), Ip(11)}};
    EXPECT_EQ(Acquire(Client(7)), Ip(11));
    DhcpMessage decline = FromClient(Client(7), DHCPDECLINE, 3);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, Ip(11));
    Relayed(decline);
    EXPECT_EQ(Acquire(Client(7)), Ip(10)) << "one from the pool meanwhile";
    now += 25 * HOUR;
    Machine().Expire(now, out);
    EXPECT_EQ(Acquire(Client(7)), Ip(11));
    EXPECT_EQ(Machine().TableFor(Ip(10))->Pool().FreeCount(), 2u);
}

TEST_F(ServerBindings, ReservationsThatCannotBeAreRefused)
{
    SubnetConfig subnet = Subnet(Ip(0));
    subnet.reservations = {{"a", Ip(10)}, {"b", Ip(10)}};
    EXPECT_NE(subnet.Validate().find("10.0.0.10"), std::string::npos);
    subnet.reservations = {{"a", Ip(13)}};
    EXPECT_NE(subnet.Validate().find("10.0.0.13"), std::string::npos);
    subnet.reservations = {{"a", Ip(12)}};
    EXPECT_EQ(subnet.Validate(), "");
}

TEST_F(ServerBindings, TheRelaysLinkSelectionChoosesTheSubnet_Rfc3527_3)
{
    DhcpOptions link;
    link.AddU32(SUB_LINK_SELECTION, Ip2(0));
    EXPECT_EQ(Ask(WithAgent(FromClient(Client(1), DHCPDISCOVER, 1), link)), 'O');
    EXPECT_EQ(Last().yiaddr, Ip2(10));
    EXPECT_EQ(out.sent.back().path.destination, GATEWAY) << "the way back is giaddr's";
    link.SetU32(SUB_LINK_SELECTION, 192u << 24);
    EXPECT_EQ(Ask(WithAgent(FromClient(Client(1), DHCPDISCOVER, 2), link)), '-');
}

TEST_F(ServerBindings, TheSubscriberIdentifierChoosesThePartOfThePool_Rfc3993)
{
    subnets[0].classes = {{"gold", Ip(11), Ip(11)}, {"dark", Ip(12), Ip(12)}};
    const auto line = [](const std::string& subscriber) {
        DhcpOptions options;
        options.AddText(SUB_SUBSCRIBER_ID, subscriber);
        return options;
    };
    const auto discover = [&](uint8_t n, const std::string& subscriber) {
        return WithAgent(FromClient(Client(n), DHCPDISCOVER, n), line(subscriber));
    };
    EXPECT_EQ(Ask(discover(1, "gold")), 'O');
    EXPECT_EQ(Last().yiaddr, Ip(11));
    EXPECT_EQ(Ask(discover(2, "gold")), '-') << "the class has no more";
    EXPECT_EQ(Ask(discover(3, "dark")), 'O');
    EXPECT_EQ(Last().yiaddr, Ip(12));
    EXPECT_EQ(Ask(discover(4, "golden")), 'O') << "the whole identifier counts";
    EXPECT_EQ(Last().yiaddr, Ip(10)) << "who is of no class gets what is set apart for none";
    EXPECT_EQ(Ask(FromClient(Client(5), DHCPDISCOVER, 5)), '-');
    now += 2 * MINUTE;
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(Selecting(Client(6), Ip(11), SERVER, 6)), 'N') << "not of the class";
    EXPECT_EQ(Ask(WithAgent(Selecting(Client(6), Ip(11), SERVER, 7), line("gold"))), 'A');
    SubnetConfig subnet = Subnet(Ip(0));
    subnet.classes = {{"gold", Ip(10), Ip(11)}, {"dark", Ip(11), Ip(12)}};
    EXPECT_NE(subnet.Validate().find("dark"), std::string::npos) << "parts must not overlap";
    subnet.classes = {{"gold", Ip(10), Ip(13)}};
    EXPECT_NE(subnet.Validate().find("gold"), std::string::npos);
}

TEST_F(ServerBindings, AClassHasRoomAgainWhenItsLeasesEnd)
{
    subnets[0].classes = {{"gold", Ip(11), Ip(11)}};
    DhcpOptions gold;
    gold.AddText(SUB_SUBSCRIBER_ID, "gold");
    EXPECT_EQ(Ask(WithAgent(Selecting(Client(1), Ip(11), SERVER, 1), gold)), 'A');
    now += 2 * HOUR;
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(WithAgent(FromClient(Client(2), DHCPDISCOVER, 2), gold)), 'O');
    EXPECT_EQ(Last().yiaddr, Ip(11));
}

TEST_F(ServerBindings, AWishIsHeardOnlyForWhatIsFreeAndOfTheClass_Rfc2131_4_3_1)
{
    subnets[0].classes = {{"gold", Ip(12), Ip(12)}};
    const IpAddr taken = Acquire(Client(1));
    const auto wish = [](uint8_t n, IpAddr address) {
        DhcpMessage discover = FromClient(Client(n), DHCPDISCOVER, n);
        discover.options.AddU32(OPT_REQUESTED_ADDRESS, address);
        return discover;
    };
    EXPECT_EQ(Ask(wish(2, taken)), 'O');
    EXPECT_EQ(Last().yiaddr, Ip(11)) << "taken";
    now += 2 * MINUTE;
    Machine().Expire(now, out);
    EXPECT_EQ(Ask(wish(3, Ip(12))), 'O');
    EXPECT_EQ(Last().yiaddr, Ip(11)) << "of another class";
    now += 2 * MINUTE;
    Machine().Expire(now, out);
    DhcpOptions gold;
    gold.AddText(SUB_SUBSCRIBER_ID, "gold");
    EXPECT_EQ(Ask(WithAgent(FromClient(Client(1), DHCPDISCOVER, 4), gold)), 'O');
    EXPECT_EQ(Last().yiaddr, Ip(12)) << "who is of a class now leaves the address it had";
}

TEST_F(ServerBindings, ADeclineThatWasNotStoredIsForgotten)
{
    const IpAddr address = Acquire(Client(1));
    Sync(address);
    DhcpMessage decline = FromClient(Client(1), DHCPDECLINE, 3);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    EXPECT_EQ(Relayed(decline), nullptr);
    EXPECT_EQ(At(address).state, BindingState::DECLINED);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(At(address).state, BindingState::ACTIVE);
    EXPECT_EQ(At(address).client, Client(1));
    EXPECT_EQ(Relayed(decline), nullptr);
    Sync(address);
    Machine().Restart(StoreFate::KEPT, now);
    EXPECT_EQ(At(address).state, BindingState::DECLINED);
}

TEST_F(ServerBindings, HardwareIsFoundWhileAClientWithItHasAnAddress)
{
    config.kind = SERVER_KEA;
    ClientIdentity second = Client(1);
    second.clientId.back() = 77;
    const IpAddr one = Acquire(Client(1));
    const IpAddr two = Acquire(second);
    ASSERT_NE(one, two);
    const LeaseTable& table = *Machine().TableFor(one);
    EXPECT_EQ(table.AddressOfHardware(Client(1).HardwareKey()), two) << "the later one";
    const auto decline = [this](const ClientIdentity& client, IpAddr address) {
        DhcpMessage message = FromClient(client, DHCPDECLINE, 3);
        message.options.AddU32(OPT_REQUESTED_ADDRESS, address);
        EXPECT_EQ(Relayed(message), nullptr);
    };
    decline(Client(1), one);
    EXPECT_EQ(table.AddressOfHardware(Client(1).HardwareKey()), two) << "it is not the first's";
    decline(second, two);
    EXPECT_EQ(table.AddressOfHardware(Client(1).HardwareKey()), 0u);
    EXPECT_EQ(At(Acquire(Client(1, false))).client, Client(1, false));
}
