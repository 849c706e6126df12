/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/address-auditor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;
using testing::HasSubstr;

namespace
{

constexpr uint32_t PORT = 7;

/// An auditor that is told hand-made events. Client n is subscriber n.
class AddressAuditorTest : public testing::Test
{
  protected:
    AddressAuditorTest()
    {
        for (uint8_t n = 0; n < SUBSCRIBERS; ++n)
        {
            memory.Learn(n, FromClient(Client(n), DHCPDISCOVER, n));
        }
    }

    AddressAuditor& Auditor()
    {
        if (!auditor)
        {
            auditor = std::make_unique<AddressAuditor>(SUBSCRIBERS, rules, memory, log);
        }
        return *auditor;
    }

    /// A lease in the server's words.
    static Binding BindingOf(uint8_t n, Instant expiry)
    {
        Binding binding;
        binding.client = Client(n);
        binding.expiry = expiry;
        binding.state = BindingState::ACTIVE;
        return binding;
    }

    /// The server leases an address.
    void Grant(uint8_t n, IpAddr address, Instant expiry, Instant now)
    {
        Auditor().ServerBinding(BindingEvent::GRANTED, address, BindingOf(n, expiry), now);
    }

    /// The server's lease ends.
    void End(BindingEvent event, uint8_t n, IpAddr address, Instant now)
    {
        Auditor().ServerBinding(event, address, BindingOf(n, 0), now);
    }

    /// The client believes in a lease.
    void Bind(uint32_t subscriber, IpAddr address, Instant expiry, Instant now)
    {
        ClientLease lease;
        lease.address = address;
        lease.expiry = expiry;
        Auditor().ClientBound(subscriber, lease, now);
    }

    void Offer(uint8_t n, IpAddr address, Instant now)
    {
        const DhcpMessage discover = FromClient(Client(n), DHCPDISCOVER, n);
        Auditor().ServerReply(Answer(discover, DHCPOFFER, address, 3600), now);
    }

    MirrorRecord Record(uint8_t n, IpAddr address, Instant expiry)
    {
        MirrorRecord record;
        record.client = PackedIdentity(Client(n));
        record.address = address;
        record.port = PORT;
        record.clientExpiry = expiry;
        return record;
    }

    void StandIn(uint8_t n, IpAddr address, Instant expiry, Instant now, uint32_t relay = 0)
    {
        Auditor().RelayStoodIn(relay, Record(n, address, expiry), now);
    }

    /// The names of all violations in their order.
    std::vector<std::string> Found() const
    {
        std::vector<std::string> names;
        for (const Violation& violation : log.First())
        {
            names.push_back(violation.invariant);
        }
        return names;
    }

    /// What is said of the latest violation.
    std::string Evidence() const
    {
        return log.First().empty() ? "" : log.First().back().evidence;
    }

    using Names = std::vector<std::string>;

    static constexpr uint32_t SUBSCRIBERS = 10;
    AddressRules rules;
    MessageMemory memory{SUBSCRIBERS};
    ViolationLog log{memory};
    std::unique_ptr<AddressAuditor> auditor;
};

} // namespace

TEST_F(AddressAuditorTest, CleanLifeOfALease)
{
    Offer(1, Ip(20), 1 * SECOND);
    Grant(1, Ip(20), 101 * SECOND, 1 * SECOND);
    Bind(1, Ip(20), 100 * SECOND, 1 * SECOND);
    Auditor().RelayMirrored(0, Record(1, Ip(20), 100 * SECOND), true);
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND);
    Bind(1, Ip(20), 150 * SECOND, 50 * SECOND);
    Auditor().ClientLost(1, Ip(20), 150 * SECOND);
    End(BindingEvent::EXPIRED, 1, Ip(20), 150 * SECOND);
    Offer(2, Ip(20), 160 * SECOND);
    Grant(2, Ip(20), 260 * SECOND, 160 * SECOND);
    Bind(2, Ip(20), 260 * SECOND, 160 * SECOND);
    Auditor().Finish(200 * SECOND);
    EXPECT_EQ(Found(), Names());
    EXPECT_EQ(log.Count(), 0u);
    EXPECT_EQ(Auditor().DuplicateTime(), 0);
    EXPECT_EQ(Auditor().MaxExposure(), 49 * SECOND) << "150 s believed, 101 s recorded";
}

TEST_F(AddressAuditorTest, I1_TwoHoldersAreFoundAndTheirTimeIsCounted)
{
    Grant(1, Ip(20), 1000 * SECOND, 0);
    Bind(1, Ip(20), 900 * SECOND, 10 * SECOND);
    Bind(2, Ip(20), 900 * SECOND, 40 * SECOND);
    Bind(1, Ip(20), 950 * SECOND, 60 * SECOND); // a renewal is no new holder
    EXPECT_EQ(Found(), Names{"I1"});
    EXPECT_EQ(log.First().at(0).at, 40 * SECOND);
    EXPECT_THAT(Evidence(), HasSubstr("10.0.0.20 is held by subscribers 1 2"));
    Bind(3, Ip(20), 900 * SECOND, 70 * SECOND);
    EXPECT_EQ(Found(), (Names{"I1", "I1"}));
    Auditor().ClientLost(1, Ip(20), 75 * SECOND);
    Auditor().ClientLost(2, Ip(20), 90 * SECOND);
    // Two holders from 40 s to 70 s, three to 75 s, two to 90 s, then one.
    EXPECT_EQ(Auditor().DuplicateTime(), (2 * 30 + 3 * 5 + 2 * 15) * SECOND);
    Auditor().Finish(500 * SECOND);
    EXPECT_EQ(Auditor().DuplicateTime(), (2 * 30 + 3 * 5 + 2 * 15) * SECOND);
}

TEST_F(AddressAuditorTest, I1_DoubledAddressAtTheEndIsCountedUpToThere)
{
    Grant(1, Ip(20), 1000 * SECOND, 0);
    Bind(1, Ip(20), 900 * SECOND, 0);
    Bind(2, Ip(20), 900 * SECOND, 5 * SECOND);
    Auditor().Finish(8 * SECOND);
    EXPECT_EQ(Auditor().DuplicateTime(), 6 * SECOND);
}

TEST_F(AddressAuditorTest, I2_ClientBelievesInMoreThanWasGranted)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Bind(1, Ip(20), 100 * SECOND, 1 * SECOND);
    EXPECT_EQ(Found(), Names());
    Bind(1, Ip(20), 100 * SECOND + 1, 2 * SECOND);
    EXPECT_EQ(Found(), Names{"I2"});
    EXPECT_THAT(Evidence(), HasSubstr("subscriber 1 believes in 10.0.0.20"));
}

TEST_F(AddressAuditorTest, I2_PromiseToTheLastClientIsNoneToTheNext)
{
    Grant(1, Ip(20), 1000 * SECOND, 0);
    End(BindingEvent::RELEASED, 1, Ip(20), 10 * SECOND);
    Grant(2, Ip(20), 110 * SECOND, 10 * SECOND);
    Bind(2, Ip(20), 111 * SECOND, 10 * SECOND);
    EXPECT_EQ(Found(), Names{"I2"});
}

TEST_F(AddressAuditorTest, I2_WithoutABoundTheExcessIsExposure)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    StandIn(1, Ip(20), 400 * SECOND, 90 * SECOND);
    Bind(1, Ip(20), 400 * SECOND, 90 * SECOND);
    EXPECT_EQ(Found(), Names());
    EXPECT_EQ(Auditor().MaxExposure(), 300 * SECOND);
}

TEST_F(AddressAuditorTest, I2_WithABoundTheExcessIsAViolation)
{
    rules.bound = 60 * SECOND;
    Grant(1, Ip(20), 100 * SECOND, 0);
    StandIn(1, Ip(20), 160 * SECOND, 90 * SECOND);
    Bind(1, Ip(20), 160 * SECOND, 90 * SECOND);
    EXPECT_EQ(Found(), Names());
    StandIn(1, Ip(20), 161 * SECOND, 95 * SECOND);
    Bind(1, Ip(20), 161 * SECOND, 95 * SECOND);
    EXPECT_EQ(Found(), Names{"I2"});
    // An infinite lease has no end to go beyond.
    Grant(2, Ip(21), NEVER, 0);
    Bind(2, Ip(21), NEVER, 0);
    EXPECT_EQ(Found(), Names{"I2"});
}

TEST_F(AddressAuditorTest, I3_RelayGrantsWhatNoServerDid)
{
    StandIn(1, Ip(20), 400 * SECOND, 90 * SECOND);
    EXPECT_EQ(Found(), Names{"I3"});
    EXPECT_THAT(Evidence(),
                HasSubstr("relay 0 grants 10.0.0.20 to 020000000001, which no server did"));
}

TEST_F(AddressAuditorTest, I3_RelayGrantsToAnotherIdentity)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    StandIn(2, Ip(20), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), Names{"I3"}) << "another hardware address";
    MirrorRecord record = Record(1, Ip(20), 150 * SECOND);
    record.client = PackedIdentity(Client(1, false));
    Auditor().RelayStoodIn(0, record, 50 * SECOND);
    EXPECT_EQ(Found(), (Names{"I3", "I3"})) << "the same one without its client identifier";
}

TEST_F(AddressAuditorTest, I3_RelayGrantsWhatIsOver)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    StandIn(1, Ip(20), 200 * SECOND, 100 * SECOND - 1);
    EXPECT_EQ(Found(), Names()) << "just in time";
    StandIn(1, Ip(20), 300 * SECOND, 200 * SECOND);
    EXPECT_EQ(Found(), Names{"I3"});
    EXPECT_THAT(Evidence(), HasSubstr("whose lease ended at 200.000000 s"));
}

TEST_F(AddressAuditorTest, I3_RelayGrantsWhatWasGivenBack)
{
    for (const BindingEvent event : {BindingEvent::RELEASED, BindingEvent::DECLINED})
    {
        const IpAddr address = event == BindingEvent::RELEASED ? Ip(20) : Ip(21);
        Grant(1, address, 100 * SECOND, 0);
        End(event, 1, address, 10 * SECOND);
        StandIn(1, address, 150 * SECOND, 50 * SECOND);
    }
    EXPECT_EQ(Found(), (Names{"I3", "I3"}));
}

TEST_F(AddressAuditorTest, I3_ReleaseThatOnlyTheRelaySawCounts)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    DhcpMessage release = FromClient(Client(2), DHCPRELEASE, 5);
    release.ciaddr = Ip(20);
    Auditor().RelayPassed(release); // a stranger's
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), Names());
    release = FromClient(Client(1), DHCPRELEASE, 5);
    release.ciaddr = Ip(20);
    Auditor().RelayPassed(release);
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), Names{"I3"});
    Grant(3, Ip(30), 100 * SECOND, 0);
    DhcpMessage decline = FromClient(Client(3), DHCPDECLINE, 5);
    decline.options.AddU32(OPT_REQUESTED_ADDRESS, Ip(30));
    Auditor().RelayPassed(decline);
    StandIn(3, Ip(30), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), (Names{"I3", "I3"}));
}

TEST_F(AddressAuditorTest, I3_RefusalThatTheRelayHeardCountsUntilTheNextGrant)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Auditor().RelayHeard(Answer(Renewal(Client(1), Ip(20), 5), DHCPACK, Ip(20), 100));
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), Names());
    Auditor().RelayHeard(Answer(Renewal(Client(1), Ip(20), 5), DHCPNAK, 0, 0));
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), Names{"I3"});
    Grant(1, Ip(20), 160 * SECOND, 60 * SECOND);
    StandIn(1, Ip(20), 200 * SECOND, 70 * SECOND);
    EXPECT_EQ(Found(), Names{"I3"});
}

TEST_F(AddressAuditorTest, I3_RelayGrantsOnAnotherCircuit)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Auditor().RelayMirrored(3, Record(1, Ip(20), 100 * SECOND), true);
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND, 3);
    EXPECT_EQ(Found(), Names());
    StandIn(1, Ip(20), 150 * SECOND, 50 * SECOND, 4);
    EXPECT_EQ(Found(), Names{"I3"}) << "another relay";
    MirrorRecord moved = Record(1, Ip(20), 150 * SECOND);
    ++moved.port;
    Auditor().RelayStoodIn(3, moved, 50 * SECOND);
    EXPECT_EQ(Found(), (Names{"I3", "I3"})) << "another line";
    Auditor().RelayMirrored(3, moved, true);
    Auditor().RelayStoodIn(3, moved, 50 * SECOND);
    EXPECT_EQ(Found(), (Names{"I3", "I3"})) << "the server has granted it there";
}

TEST_F(AddressAuditorTest, I6_ServerOffersAnothersLease)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Offer(1, Ip(20), 50 * SECOND);
    EXPECT_EQ(Found(), Names()) << "its own";
    Offer(2, Ip(20), 100 * SECOND - 1);
    EXPECT_EQ(Found(), Names{"I6"});
    EXPECT_THAT(Evidence(),
                HasSubstr("the server offers 10.0.0.20, which is leased to subscriber 1"));
}

TEST_F(AddressAuditorTest, I6_ServerGrantsAnothersLease)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Grant(2, Ip(20), 150 * SECOND, 50 * SECOND);
    EXPECT_EQ(Found(), Names{"I6"});
    EXPECT_THAT(Evidence(), HasSubstr("the server grants 10.0.0.20"));
}

TEST_F(AddressAuditorTest, I6_ServerMayOfferWhatIsOver)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Offer(2, Ip(20), 100 * SECOND);
    EXPECT_EQ(Found(), Names()) << "expired";
    Grant(1, Ip(21), 100 * SECOND, 0);
    End(BindingEvent::RELEASED, 1, Ip(21), 10 * SECOND);
    Offer(3, Ip(21), 20 * SECOND);
    EXPECT_EQ(Found(), Names()) << "released";
    Grant(4, Ip(22), 100 * SECOND, 0);
    Grant(4, Ip(23), 100 * SECOND, 10 * SECOND);
    Offer(5, Ip(22), 20 * SECOND);
    EXPECT_EQ(Found(), Names()) << "its client took another one";
    Grant(6, Ip(24), 100 * SECOND, 0);
    Auditor().ServerRestarted(true);
    Offer(7, Ip(24), 20 * SECOND);
    EXPECT_EQ(Found(), Names()) << "the server has forgotten it";
}

TEST_F(AddressAuditorTest, I6_LeaseThatARestartKeptCounts)
{
    Grant(1, Ip(20), 100 * SECOND, 0);
    Auditor().ServerRestarted(false);
    Offer(2, Ip(20), 20 * SECOND);
    EXPECT_EQ(Found(), Names{"I6"});
}

TEST_F(AddressAuditorTest, I6_ServerWithASlowStoreMayForgetInACrash)
{
    rules.storesAtOnce = false;
    Grant(1, Ip(20), 100 * SECOND, 0);
    Auditor().ServerRestarted(false);
    Offer(2, Ip(20), 20 * SECOND);
    EXPECT_EQ(Found(), Names());
}

TEST_F(AddressAuditorTest, I6_ServerOffersWhatItHoldsForAnother)
{
    rules.offerHold = 10 * SECOND;
    Offer(1, Ip(20), 0);
    Offer(1, Ip(20), 1 * SECOND);
    Offer(2, Ip(20), 11 * SECOND - 1);
    EXPECT_EQ(Found(), Names{"I6"});
    EXPECT_THAT(Evidence(), HasSubstr("which is held for subscriber 1"));
    Offer(3, Ip(21), 0);
    Offer(4, Ip(21), 10 * SECOND);
    Offer(5, Ip(22), 0);
    Offer(5, Ip(23), 1 * SECOND);
    Offer(6, Ip(22), 2 * SECOND);
    Offer(7, Ip(24), 0);
    Auditor().ServerRestarted(false);
    Offer(8, Ip(24), 1 * SECOND);
    Offer(9, Ip(25), 2 * SECOND);
    Grant(9, Ip(26), 100 * SECOND, 3 * SECOND);
    Offer(8, Ip(25), 4 * SECOND);
    EXPECT_EQ(Found(), Names{"I6"}) << "over, offered or granted something else, forgotten";
}

TEST_F(AddressAuditorTest, I6_ServerOffersWhatWasDeclined)
{
    rules.declineHold = 100 * SECOND;
    Grant(1, Ip(20), 1000 * SECOND, 0);
    End(BindingEvent::DECLINED, 1, Ip(20), 10 * SECOND);
    Offer(2, Ip(20), 110 * SECOND - 1);
    EXPECT_EQ(Found(), Names{"I6"});
    EXPECT_THAT(Evidence(), HasSubstr("which was declined"));
    Offer(2, Ip(20), 110 * SECOND);
    EXPECT_EQ(Found(), Names{"I6"});
}

TEST(ViolationLog, KeepsTheFirstWithTheLastMessagesAndCountsAll)
{
    MessageMemory memory(2);
    ViolationLog log(memory);
    uint32_t alarms = 0;
    log.SetAlarm([&alarms] { ++alarms; });
    for (uint32_t i = 1; i <= MessageMemory::LENGTH + 1; ++i)
    {
        const DhcpMessage message = FromClient(Client(1), DHCPREQUEST, 0x100 + i);
        memory.Note(1, MessagePlace::CLIENT_SENDS, message, i * SECOND);
    }
    log.Report("I1", 7 * SECOND, "what", {1, 0});
    EXPECT_EQ(log.First()[0].evidence,
              "what; subscriber 1: 2.000000 s sends REQUEST 00000102; 3.000000 s sends REQUEST "
              "00000103; 4.000000 s sends REQUEST 00000104; 5.000000 s sends REQUEST 00000105;; "
              "subscriber 0:");
    for (uint32_t i = 0; i < ViolationLog::MAX_KEPT; ++i)
    {
        log.Report("I2", 0, "", {});
    }
    EXPECT_EQ(log.First().size(), ViolationLog::MAX_KEPT);
    EXPECT_EQ(log.Count(), ViolationLog::MAX_KEPT + 1);
    EXPECT_EQ(alarms, ViolationLog::MAX_KEPT + 1);
}

TEST(MessageMemory, KnowsClientsByTheirHardwareAddresses)
{
    MessageMemory memory(3);
    memory.Learn(2, FromClient(Client(9), DHCPDISCOVER, 1));
    EXPECT_EQ(memory.Find(FromClient(Client(9), DHCPREQUEST, 2)), 2u);
    EXPECT_EQ(memory.Find(Client(9).chaddr), 2u);
    EXPECT_FALSE(memory.Find(Client(8).chaddr));
}
