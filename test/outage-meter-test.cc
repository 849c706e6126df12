/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/run-record.h"

#include <cmath>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;
using testing::ElementsAre;

namespace
{

/// A meter that is told hand-made events.
class OutageMeterTest : public testing::Test
{
  protected:
    /// A lease that counts from an instant.
    static ClientLease Lease(IpAddr address, Instant start, uint32_t xid = 1, bool renewed = false)
    {
        ClientLease lease;
        lease.address = address;
        lease.start = start;
        lease.xid = xid;
        lease.renewed = renewed;
        return lease;
    }

    /// A subscriber switches on and gets an address two seconds later.
    void Arrive(uint32_t subscriber, Instant at)
    {
        meter.ClientPower(subscriber, true, at);
        meter.ClientBound(subscriber, Lease(Ip(100 + subscriber), at), at + 2 * SECOND);
    }

    /// A subscriber renews.
    void Renew(uint32_t subscriber, Instant at, uint32_t xid = 1)
    {
        meter.ClientBound(subscriber, Lease(Ip(100 + subscriber), at, xid, true), at);
    }

    /// The figure of the whole run.
    double Value(const std::string& name)
    {
        RunRecord record;
        record.metrics = MetricsOf(meter, addresses, books, 3, conditions);
        return record.Value(name);
    }

    static constexpr uint32_t SUBSCRIBERS = 8;
    OutageMeter meter{SUBSCRIBERS};
    MessageMemory memory{SUBSCRIBERS};
    ViolationLog log{memory};
    AddressAuditor addresses{SUBSCRIBERS, AddressRules(), memory, log};
    MessageAuditor::Books books;
    RunConditions conditions{1 * MILLISECOND, 1000 * SECOND, 0, 17};
};

DhcpMessage
Message(MessageType type)
{
    return FromClient(Client(1), type, 1);
}

} // namespace

TEST_F(OutageMeterTest, FirstAddressIsTheWaitFromSwitchingOn)
{
    Arrive(0, 1 * SECOND);
    meter.ClientPower(1, true, 1 * SECOND);
    meter.ClientBound(1, Lease(Ip(101), 0), 7 * SECOND);
    meter.ClientPower(2, true, 3 * SECOND);
    meter.Finish(10 * SECOND);
    // Waits of 2 s and 6 s, and one of 7 s that the end cut off.
    EXPECT_EQ(Value("first_address_p50"), 6);
    EXPECT_EQ(Value("first_address_max"), 7);
    EXPECT_EQ(Value("client_outages"), 0) << "nobody lost an address";
    EXPECT_EQ(Value("client_outages_censored"), 1);
    EXPECT_EQ(Value("client_outage_total"), 0);
    EXPECT_TRUE(std::isnan(Value("client_outage_max")));
}

TEST_F(OutageMeterTest, OutagesAreSummedAndCensoredOnesCountSoFar)
{
    for (uint32_t i = 0; i < 4; ++i)
    {
        Arrive(i, 0);
    }
    meter.ClientLost(0, LossCause::EXPIRED, 10 * SECOND);
    meter.ClientBound(0, Lease(Ip(100), 11 * SECOND), 11 * SECOND);
    meter.ClientLost(1, LossCause::REFUSED, 10 * SECOND);
    meter.ClientBound(1, Lease(Ip(200), 14 * SECOND), 14 * SECOND);
    meter.ClientLost(2, LossCause::EXPIRED, 20 * SECOND);
    meter.ClientLost(3, LossCause::STOPPED, 20 * SECOND);
    meter.ClientPower(3, false, 20 * SECOND);
    meter.Finish(100 * SECOND);
    // 1 s, 4 s and 80 s so far; who switches off has no outage.
    EXPECT_EQ(Value("client_outages"), 3);
    EXPECT_EQ(Value("client_outages_censored"), 1);
    EXPECT_EQ(Value("client_outage_total"), 85);
    EXPECT_EQ(Value("client_outage_p50"), 4);
    EXPECT_EQ(Value("client_outage_p95"), 80);
    EXPECT_EQ(Value("client_outage_p99"), 80);
    EXPECT_EQ(Value("client_outage_max"), 80);
    EXPECT_EQ(Value("address_changes"), 1) << "only subscriber 1 came back with another address";
    EXPECT_EQ(Value("renewals_by_nobody"), 2);
    ASSERT_EQ(meter.Outages().size(), 7u);
    const ClientOutage& last = meter.Outages().back();
    EXPECT_EQ(last.subscriber, 2u);
    EXPECT_EQ(last.cause, ClientOutage::EXPIRED);
    EXPECT_TRUE(last.censored);
    EXPECT_EQ(meter.Outages()[5].cause, ClientOutage::REFUSED);
    EXPECT_FALSE(meter.Outages()[5].censored);
}

TEST_F(OutageMeterTest, SwitchingOffEndsAnOutage)
{
    Arrive(0, 0);
    meter.ClientLost(0, LossCause::EXPIRED, 10 * SECOND);
    meter.ClientPower(0, false, 15 * SECOND);
    meter.Finish(100 * SECOND);
    EXPECT_EQ(Value("client_outage_total"), 5);
    EXPECT_EQ(Value("client_outages_censored"), 0);
}

TEST_F(OutageMeterTest, SurvivalCountsExposedLeases)
{
    // 0 renews after the healing, 1 loses its lease, 2 is switched off, 3 holds on, 4 renews with a
    // relay only, 5 comes during the fault, 6 is refused after the healing.
    for (const uint32_t i : {0, 1, 2, 3, 4, 6})
    {
        Arrive(i, 0);
    }
    meter.FaultChanged(true, 100 * SECOND);
    meter.ClientLost(1, LossCause::EXPIRED, 150 * SECOND);
    meter.ClientLost(2, LossCause::STOPPED, 150 * SECOND);
    meter.RelayStoodIn(4, 77);
    Renew(4, 160 * SECOND, 77);
    Arrive(5, 170 * SECOND);
    meter.FaultChanged(false, 200 * SECOND);
    Renew(0, 210 * SECOND);
    meter.ClientLost(6, LossCause::REFUSED, 220 * SECOND);
    meter.ClientBound(1, Lease(Ip(101), 230 * SECOND), 230 * SECOND);
    meter.ClientLost(0, LossCause::EXPIRED, 900 * SECOND); // long after, of no interest
    meter.Finish(1000 * SECOND);
    const auto survival = meter.GetSurvival();
    EXPECT_EQ(survival.exposed, 6u);
    EXPECT_EQ(survival.renewed, 1u);
    EXPECT_EQ(survival.lost, 2u);
    EXPECT_EQ(survival.released, 1u);
    EXPECT_EQ(survival.pending, 2u);
    EXPECT_EQ(Value("leases_exposed"), 6);
    EXPECT_EQ(Value("leases_lost"), 2);
    EXPECT_EQ(Value("leases_pending"), 2);
    EXPECT_EQ(Value("renewal_survival"), 3.0 / 5) << "(6 - 2 - 1) / (6 - 1)";
}

TEST_F(OutageMeterTest, SurvivalWithoutExposedLeasesIsNothing)
{
    Arrive(0, 0);
    meter.Finish(10 * SECOND);
    EXPECT_TRUE(std::isnan(Value("renewal_survival")));
    EXPECT_EQ(Value("leases_exposed"), 0);
}

TEST_F(OutageMeterTest, RenewalWhoseRequestWasSentInTheFaultDoesNotSettleALease)
{
    Arrive(0, 0);
    meter.FaultChanged(true, 100 * SECOND);
    meter.FaultChanged(false, 200 * SECOND);
    // The answer comes after the healing, but the lease counts from before it.
    meter.ClientBound(0, Lease(Ip(100), 199 * SECOND, 1, true), 201 * SECOND);
    EXPECT_EQ(meter.GetSurvival().pending, 1u);
    meter.RelayStoodIn(0, 5);
    Renew(0, 202 * SECOND, 5);
    EXPECT_EQ(meter.GetSurvival().pending, 1u) << "a relay's word does not settle it";
    Renew(0, 203 * SECOND);
    EXPECT_EQ(meter.GetSurvival().renewed, 1u);
}

TEST_F(OutageMeterTest, OverlappingFaultsExposeOnceAndHealWithTheLast)
{
    Arrive(0, 0);
    meter.FaultChanged(true, 100 * SECOND);
    Arrive(1, 110 * SECOND);
    meter.FaultChanged(true, 120 * SECOND);
    meter.FaultChanged(false, 130 * SECOND);
    Renew(0, 140 * SECOND);
    EXPECT_EQ(meter.GetSurvival().exposed, 1u) << "the second fault joins the first";
    EXPECT_EQ(meter.GetSurvival().pending, 1u) << "one fault is still in force";
    meter.FaultChanged(false, 150 * SECOND);
    Renew(0, 160 * SECOND);
    EXPECT_EQ(meter.GetSurvival().renewed, 1u);
    EXPECT_EQ(meter.FaultSpan().from, 100 * SECOND);
    EXPECT_EQ(meter.FaultSpan().to, 150 * SECOND);
    meter.FaultChanged(true, 500 * SECOND);
    meter.FaultChanged(false, 600 * SECOND);
    EXPECT_EQ(meter.GetSurvival().exposed, 2u) << "a fault of its own exposes again";
    EXPECT_EQ(meter.FaultSpan().from, 100 * SECOND);
}

TEST_F(OutageMeterTest, LeaseThatWasLostOnceStaysLost)
{
    Arrive(0, 0);
    meter.FaultChanged(true, 100 * SECOND);
    meter.ClientLost(0, LossCause::EXPIRED, 150 * SECOND);
    meter.FaultChanged(false, 200 * SECOND);
    meter.ClientBound(0, Lease(Ip(100), 210 * SECOND), 210 * SECOND);
    meter.FaultChanged(true, 300 * SECOND);
    meter.FaultChanged(false, 310 * SECOND);
    Renew(0, 320 * SECOND);
    EXPECT_EQ(meter.GetSurvival().exposed, 1u);
    EXPECT_EQ(meter.GetSurvival().lost, 1u);
}

TEST_F(OutageMeterTest, RecoveryCountsFromTheLastHealing)
{
    for (uint32_t i = 0; i < 4; ++i)
    {
        Arrive(i, 0);
    }
    meter.FaultChanged(true, 100 * SECOND);
    for (uint32_t i = 0; i < 3; ++i)
    {
        meter.ClientLost(i, LossCause::EXPIRED, 150 * SECOND);
    }
    meter.ClientBound(0, Lease(Ip(100), 190 * SECOND), 190 * SECOND); // before the healing
    meter.FaultChanged(false, 200 * SECOND);
    meter.ClientBound(1, Lease(Ip(101), 203 * SECOND), 203 * SECOND);
    meter.ClientLost(3, LossCause::EXPIRED, 210 * SECOND); // after it
    meter.ClientBound(3, Lease(Ip(103), 290 * SECOND), 290 * SECOND);
    meter.ClientBound(2, Lease(Ip(102), 260 * SECOND), 260 * SECOND);
    meter.Finish(300 * SECOND);
    EXPECT_THAT(meter.RecoveryTimes(), ElementsAre(3 * SECOND, 60 * SECOND));
    EXPECT_EQ(Value("time_to_recover_p50"), 3);
    EXPECT_EQ(Value("time_to_recover_p95"), 60);
    EXPECT_EQ(Value("time_to_recover_p99"), 60);
    EXPECT_EQ(Value("time_to_recover_max"), 60);
}

TEST_F(OutageMeterTest, RenewalsAreCountedByWhoAnswered)
{
    Arrive(0, 0);
    Arrive(1, 0);
    Renew(0, 10 * SECOND, 5);
    meter.RelayStoodIn(0, 6);
    Renew(0, 20 * SECOND, 6);
    meter.RelayStoodIn(1, 6); // its ACK was lost; the server answers the next transaction
    Renew(1, 30 * SECOND, 7);
    Renew(1, 40 * SECOND, 6); // an xid of long ago by chance: the relay's answer is used up
    meter.ClientLost(0, LossCause::EXPIRED, 50 * SECOND);
    meter.ClientLost(1, LossCause::REFUSED, 50 * SECOND);
    meter.ClientTx(Message(DHCPREQUEST));
    meter.ClientTx(Message(DHCPREQUEST));
    meter.ClientTx(Message(DHCPDISCOVER));
    EXPECT_EQ(Value("renewals_by_server"), 3);
    EXPECT_EQ(Value("renewals_by_relay"), 1);
    EXPECT_EQ(Value("renewals_by_nobody"), 1);
    EXPECT_EQ(Value("client_messages_per_renewal"), 3.0 / 4);
    // Three messages of eight subscribers in 1000 s.
    EXPECT_DOUBLE_EQ(Value("client_messages_per_day"), 3.0 / 8 * 86.4);
    const auto& seconds = meter.Seconds();
    EXPECT_EQ(seconds[10].answeredByServer, 1u);
    EXPECT_EQ(seconds[10].answeredByRelay, 0u);
    EXPECT_EQ(seconds[20].answeredByRelay, 1u);
}

TEST_F(OutageMeterTest, RatesAreCountedInSecondsAndPeaksComparedWithTheSteadyState)
{
    conditions.settled = 9 * SECOND + 1;
    meter.ServerRx(Message(DHCPDISCOVER), 9 * SECOND); // before everybody has settled
    for (int i = 0; i < 4; ++i)
    {
        meter.ServerRx(Message(DHCPREQUEST), (10 + 2 * i) * SECOND + 999 * MILLISECOND);
        meter.RelayTx(Message(DHCPREQUEST), MessagePurpose::RELAYED, (10 + 5 * i) * SECOND);
    }
    meter.FaultChanged(true, 30 * SECOND);
    for (int i = 0; i < 5; ++i)
    {
        meter.ServerRx(Message(DHCPREQUEST), 31 * SECOND + i);
        meter.ServerRx(Message(DHCPDISCOVER), 31 * SECOND + i);
        meter.ServerRx(Message(DHCPDISCOVER), 32 * SECOND + i);
        meter.RelayTx(Message(DHCPREQUEST), MessagePurpose::RELAYED, 31 * SECOND + i);
        meter.RelayTx(Message(DHCPDISCOVER), MessagePurpose::RELAYED, 31 * SECOND + 2 * i);
    }
    meter.RelayTx(Message(DHCPDISCOVER), MessagePurpose::RELAYED, 31 * SECOND);
    EXPECT_EQ(Value("server_messages"), 20);
    EXPECT_EQ(Value("server_request_peak"), 5);
    EXPECT_EQ(Value("server_discover_peak"), 5);
    EXPECT_EQ(Value("server_peak"), 10);
    EXPECT_EQ(Value("relay_request_peak"), 5);
    EXPECT_EQ(Value("relay_discover_peak"), 6);
    // Four REQUESTs in the twenty seconds from 10 s to 30 s.
    EXPECT_DOUBLE_EQ(Value("server_request_peak_over_steady"), 5 / (4 / 20.0));
    EXPECT_DOUBLE_EQ(Value("relay_request_peak_over_steady"), 5 / (4 / 20.0));
    EXPECT_EQ(meter.Seconds()[10].requests, 1u);
    EXPECT_EQ(meter.Seconds()[11].requests, 0u);
    // 20 messages of 1 ms in 1000 s.
    EXPECT_DOUBLE_EQ(Value("server_utilisation"), 20e-6);
}

TEST_F(OutageMeterTest, QueueWaitsAndDropsOfTheServer)
{
    meter.ServerQueue(3, 1 * SECOND);
    meter.ServerQueue(7, 1 * SECOND + 1);
    meter.ServerQueue(2, 1 * SECOND + 2);
    meter.ServerQueue(1, 4 * SECOND);
    EXPECT_EQ(meter.Seconds()[1].queuePeak, 7u);
    EXPECT_EQ(meter.Seconds()[2].queuePeak, 2u) << "what waits goes on waiting";
    EXPECT_EQ(meter.Seconds()[4].queuePeak, 2u);
    EXPECT_EQ(Value("server_queue_peak"), 7);
    EXPECT_TRUE(std::isnan(Value("server_wait_p50")));
    for (int i = 1; i <= 100; ++i)
    {
        meter.ServerServed(i * SECOND);
    }
    for (const auto& [name, exact] : {std::make_pair("server_wait_p50", 50.0),
                                      std::make_pair("server_wait_p95", 95.0),
                                      std::make_pair("server_wait_p99", 99.0)})
    {
        EXPECT_GE(Value(name), exact);
        EXPECT_LT(Value(name), exact * (1 + 1.0 / 64)) << name;
    }
    EXPECT_EQ(Value("server_wait_max"), 100);
    EXPECT_EQ(Value("server_queue_drops"), 0);
    meter.ServerDrop("queue full", 5 * SECOND);
    meter.ServerDrop("queue full", 5 * SECOND);
    meter.ServerDrop("no such subnet", 6 * SECOND);
    EXPECT_EQ(Value("server_queue_drops"), 2);
    EXPECT_EQ(meter.DropsByCause().at("queue full"), 2u);
    EXPECT_EQ(meter.DropsByCause().at("no such subnet"), 1u);
    EXPECT_EQ(meter.Seconds()[5].drops, 2u);
    EXPECT_EQ(meter.Seconds()[6].drops, 1u);
}

TEST_F(OutageMeterTest, JournalsOfAllRelaysAddUp)
{
    meter.RelayJournal(0, 3, 1 * SECOND);
    meter.RelayJournal(1, 4, 2 * SECOND);
    meter.RelayJournal(0, 1, 3 * SECOND);
    meter.RelayJournal(1, 5, 4 * SECOND);
    EXPECT_EQ(Value("journal_peak"), 7);
    EXPECT_EQ(meter.Seconds()[2].journal, 7u);
    EXPECT_EQ(meter.Seconds()[3].journal, 5u);
    EXPECT_EQ(meter.Seconds()[4].journal, 6u);
    meter.ServerQueue(0, 6 * SECOND);
    EXPECT_EQ(meter.Seconds()[5].journal, 6u) << "debts stay in quiet seconds";
}

TEST_F(OutageMeterTest, MirrorsAndJournalsOfAllRelaysAreTheirState)
{
    meter.RelayMirror(0, 10);
    meter.RelayMirror(1, 20);
    meter.RelayMirror(0, 5);
    EXPECT_EQ(Value("relay_state_peak"), 30);
    meter.RelayJournal(0, 6, 1 * SECOND);
    EXPECT_EQ(Value("relay_state_peak"), 31);
    meter.RelayJournal(0, 0, 2 * SECOND);
    meter.RelayMirror(1, 26);
    EXPECT_EQ(Value("relay_state_peak"), 31);
    meter.RelayMirror(1, 27);
    EXPECT_EQ(Value("relay_state_peak"), 32);
}

TEST_F(OutageMeterTest, ResyncMessagesBytesPaceAndSpan)
{
    EXPECT_TRUE(std::isnan(Value("resync_duration")));
    meter.RelayState(RelayState::STANDING_IN, RelayState::RECONCILING, 10 * SECOND);
    meter.RelayState(RelayState::STANDING_IN, RelayState::RECONCILING, 12 * SECOND);
    for (const Instant at : {10 * SECOND, 11 * SECOND, 11 * SECOND + 1})
    {
        meter.RelayTx(Message(DHCPREQUEST), MessagePurpose::REPLAY, at);
    }
    meter.RelayTx(Message(DHCPREQUEST), MessagePurpose::PROBE, 11 * SECOND);
    meter.RelayTx(Message(DHCPREQUEST), MessagePurpose::RESEND, 11 * SECOND);
    meter.RelayState(RelayState::RECONCILING, RelayState::FORWARDING, 13 * SECOND);
    meter.RelayState(RelayState::RECONCILING, RelayState::FORWARDING, 17 * SECOND);
    meter.RelaySettled(Settlement::CONFIRMED);
    meter.RelaySettled(Settlement::CONFIRMED);
    meter.RelaySettled(Settlement::CONFLICT);
    meter.RelaySettled(Settlement::ENDED);
    EXPECT_EQ(Value("resync_messages"), 3);
    EXPECT_EQ(Value("resync_bytes"), 3 * 300) << "each is padded to BOOTP's smallest message";
    EXPECT_EQ(Value("resync_peak_rate"), 2);
    EXPECT_EQ(Value("resync_duration"), 7);
    EXPECT_EQ(Value("resync_confirmed"), 2);
    EXPECT_EQ(Value("resync_conflicts"), 1);
    EXPECT_EQ(Value("probes"), 2);
    EXPECT_EQ(Value("relay_request_peak"), 0) << "none of them is a client's";
}

TEST_F(OutageMeterTest, MessagesBetweenServersAndTheirBytes)
{
    EXPECT_EQ(Value("partner_messages"), 0);
    meter.PartnerTx(40);
    meter.PartnerTx(2);
    EXPECT_EQ(Value("partner_messages"), 2);
    EXPECT_EQ(Value("partner_bytes"), 42);
}

TEST_F(OutageMeterTest, LevelsGoOnThroughQuietSeconds)
{
    Arrive(0, 0);
    meter.ClientLost(0, LossCause::EXPIRED, 5 * SECOND);
    meter.ClientBound(0, Lease(Ip(100), 8 * SECOND), 8 * SECOND);
    meter.Finish(10 * SECOND);
    std::vector<uint32_t> without;
    for (const SecondCounts& second : meter.Seconds())
    {
        without.push_back(second.withoutService);
    }
    EXPECT_THAT(without, ElementsAre(1, 1, 0, 0, 0, 1, 1, 1, 0, 0, 0));
}

TEST_F(OutageMeterTest, FiguresOfTheAuditors)
{
    books = {10, 1, 2, 3, 4, 5, 6, 7};
    Binding binding;
    binding.client = Client(1);
    binding.expiry = 100 * SECOND;
    binding.state = BindingState::ACTIVE;
    addresses.ServerBinding(BindingEvent::GRANTED, Ip(20), binding, 0);
    ClientLease lease = Lease(Ip(20), 0);
    lease.expiry = 130 * SECOND;
    addresses.ClientBound(1, lease, 0);
    addresses.ClientBound(2, lease, 10 * SECOND);
    addresses.Finish(15 * SECOND);
    EXPECT_EQ(Value("requests_sent"), 10);
    EXPECT_EQ(Value("requests_acked_by_server"), 1);
    EXPECT_EQ(Value("requests_acked_by_relay"), 2);
    EXPECT_EQ(Value("requests_refused"), 3);
    EXPECT_EQ(Value("requests_lost"), 4);
    EXPECT_EQ(Value("requests_ignored"), 5);
    EXPECT_EQ(Value("requests_answer_lost"), 6);
    EXPECT_EQ(Value("requests_pending"), 7);
    EXPECT_EQ(Value("duplicate_address_time"), 10) << "two clients for 5 s";
    EXPECT_EQ(Value("exposure_max"), 30);
    EXPECT_EQ(Value("violations"), 3);
    EXPECT_EQ(Value("events"), 17);
}

TEST(Quantile, SmallestValueThatTheShareDoesNotExceed)
{
    const std::vector<Duration> sample = {4 * SECOND, 1 * SECOND, 3 * SECOND, 2 * SECOND};
    EXPECT_EQ(Quantile(sample, 0.5), 2);
    EXPECT_EQ(Quantile(sample, 0.51), 3);
    EXPECT_EQ(Quantile(sample, 0.25), 1);
    EXPECT_EQ(Quantile(sample, 0.01), 1);
    EXPECT_EQ(Quantile(sample, 1), 4);
    EXPECT_TRUE(std::isnan(Quantile({}, 0.5)));
}

TEST(TimeHistogram, QuantilesAreWrongByLessThanOneIn64)
{
    TimeHistogram histogram;
    EXPECT_EQ(histogram.Quantile(0.5), -1);
    std::vector<Duration> sample;
    for (Duration value = 1; value < 1000 * HOUR; value += value / 3 + 1)
    {
        sample.push_back(value);
        histogram.Add(value);
    }
    EXPECT_EQ(histogram.Count(), sample.size());
    for (size_t rank = 1; rank <= sample.size(); ++rank)
    {
        const Duration exact = sample[rank - 1];
        const Duration found = histogram.Quantile((rank - 0.5) / sample.size());
        EXPECT_GE(found, exact);
        EXPECT_LT(found - exact, exact / 64 + 1) << exact;
    }
    EXPECT_EQ(histogram.Quantile(1), sample.back());
}

TEST(TimeHistogram, SmallValuesAreExact)
{
    TimeHistogram histogram;
    for (Duration value = 0; value < 128; ++value)
    {
        histogram.Add(value);
    }
    EXPECT_EQ(histogram.Quantile(0.0001), 0);
    EXPECT_EQ(histogram.Quantile(64 / 128.0), 63);
    EXPECT_EQ(histogram.Quantile(65 / 128.0), 64);
    EXPECT_EQ(histogram.Quantile(100 / 128.0), 99);
    TimeHistogram largest;
    largest.Add(NEVER);
    EXPECT_EQ(largest.Quantile(0.5), NEVER);
}
