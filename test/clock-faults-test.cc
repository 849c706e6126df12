/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "fault-play.h"

#include <algorithm>
#include <utility>

using namespace ns3;
using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

TEST_F(FaultPlay, ClocksRunAtTheProductOfAllRates)
{
    const auto add = [this](Instant at, Duration length, double rate) -> Fault& {
        Fault& fault = Add(FaultKind::CLOCK_RATE, at, length);
        fault.clockRate = rate;
        return fault;
    };
    add(4 * MINUTE, 10 * MINUTE, 1.1);
    add(5 * MINUTE, 2 * MINUTE, 0.5).target.index = 1;
    Build();
    network.clients[2]->SetClockRate(3);
    const auto rates = [this](Instant at) {
        RunUntil(at);
        return std::vector<double>{network.clients[0]->GetClockRate(),
                                   network.clients[1]->GetClockRate(),
                                   network.clients[2]->GetClockRate()};
    };
    EXPECT_EQ(rates(3 * MINUTE), (std::vector<double>{1, 1, 3}));
    EXPECT_EQ(rates(4 * MINUTE + 1), (std::vector<double>{1.1, 1.1, 3 * 1.1}));
    EXPECT_EQ(rates(6 * MINUTE), (std::vector<double>{1.1, 1.1 * 0.5, 3 * 1.1}));
    EXPECT_EQ(rates(8 * MINUTE), (std::vector<double>{1.1, 1.1, 3 * 1.1}));
    EXPECT_EQ(rates(15 * MINUTE), (std::vector<double>{1, 1, 3}));
}

TEST_F(FaultPlay, ASlowClockKeepsAnAddressTooLong)
{
    // The lease of 10 min ends after 20 true minutes for a client at half the rate.
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 0.5;
    scenario.faults.faults[0].target.index = 0;
    Add(FaultKind::SERVER_CRASH, 3 * MINUTE, HOUR);
    Build();
    RunUntil(14 * MINUTE);
    EXPECT_TRUE(network.clients[0]->GetState().HoldsAddress());
    EXPECT_FALSE(network.clients[1]->GetState().HoldsAddress());
    RunUntil(20 * MINUTE);
    EXPECT_FALSE(network.clients[0]->GetState().HoldsAddress());
}

/// The instants that applications tell of, and the first message of a client after a time.
struct ClockLog
{
    void Binding(BindingEvent event, IpAddr, const dhcpbackup::Binding& binding)
    {
        event == BindingEvent::EXPIRED ? ends.push_back(Simulator::Now().GetNanoSeconds())
                                       : promises.push_back(binding.expiry);
    }

    void Tx(uint32_t, const DhcpMessage&)
    {
        asked = asked == 0 ? Simulator::Now().GetNanoSeconds() : asked;
    }

    void StoodIn(uint32_t, const MirrorRecord& record)
    {
        if (answered == 0)
        {
            answered = Simulator::Now().GetNanoSeconds();
            promise = record.clientExpiry;
            known = record.serverExpiry;
        }
    }

    void Logged(uint32_t, const JournalEntry& entry)
    {
        owed = owed.address == 0 ? entry : owed;
    }

    std::vector<Instant> ends;     //!< when leases ran out at the server
    std::vector<Instant> promises; //!< their ends as the server told them
    Instant asked{0};              //!< when the client sent first
    Instant answered{0};           //!< when the relay stood in first
    Instant promise{0};            //!< until when
    Instant known{0};              //!< until when the server has granted it
    JournalEntry owed;             //!< what its journal got first
};

TEST_F(FaultPlay, AServersFastClockEndsLeasesBeforeTheirClientsDo)
{
    // No renewal gets through. A lease of 10 min that began at g ends at the server's 10 min + g,
    // and its clock has been too fast since 1 min.
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 1.5;
    scenario.faults.faults[0].target = {TargetKind::SERVER, ALL_TARGETS};
    Add(FaultKind::LINK_DOWN, 2 * MINUTE, HOUR);
    Build();
    ClockLog log;
    network.server->TraceConnectWithoutContext("Binding", MakeCallback(&ClockLog::Binding, &log));
    RunUntil(10 * MINUTE - 1);
    EXPECT_EQ(LeasesOfServer(), 0u);
    std::vector<Instant> ends;
    for (uint32_t i = 0; i < 4; ++i)
    {
        const ClientState& client = network.clients[i]->GetState();
        EXPECT_TRUE(client.HoldsAddress()) << i;
        ends.push_back(MINUTE + Instant(double(client.expiry - MINUTE) / 1.5));
        EXPECT_EQ(network.clients[i]->GetClockRate(), 1) << "the fault is the server's";
    }
    std::sort(ends.begin(), ends.end());
    ASSERT_EQ(log.ends.size(), ends.size());
    for (uint32_t i = 0; i < 4; ++i)
    {
        EXPECT_NEAR(double(log.ends[i]), double(ends[i]), double(20 * MILLISECOND)) << i;
    }
}

TEST_F(FaultPlay, AServersSlowClockKeepsAddressesThatNobodyUses)
{
    Add(FaultKind::CLOCK_RATE, MINUTE, 10 * MINUTE).clockRate = 0.5;
    scenario.faults.faults[0].target = {TargetKind::SERVER, ALL_TARGETS};
    Add(FaultKind::POWER_LOSS, 2 * MINUTE, HOUR);
    Build();
    // At 11 min, when the clock is true again, it shows 6 min. Clients got their leases within 12
    // s.
    RunUntil(15 * MINUTE);
    EXPECT_EQ(LeasesOfServer(), 4u);
    RunUntil(15 * MINUTE + 12 * SECOND);
    EXPECT_EQ(LeasesOfServer(), 0u);
}

TEST_F(FaultPlay, WhatAServerTellsOfItsLeasesIsInSimulatedTime)
{
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 2;
    scenario.faults.faults[0].target = {TargetKind::SERVER, ALL_TARGETS};
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 1.25;
    scenario.faults.faults[1].target = {TargetKind::SERVER, ALL_TARGETS};
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    Build();
    ClockLog log;
    RunUntil(2 * MINUTE);
    const Instant end = network.clients[0]->GetState().expiry;
    EXPECT_EQ(network.server->GetClockRate(), 2.5) << "rates multiply";
    network.server->TraceConnectWithoutContext("Binding", MakeCallback(&ClockLog::Binding, &log));
    network.clients[0]->TraceConnectWithoutContext("Tx", MakeCallback(&ClockLog::Tx, &log));
    // The server's lease of 10 min ends after 4, before the client renews at 5.
    RunUntil(6 * MINUTE);
    ASSERT_EQ(log.ends.size(), 1u);
    EXPECT_NEAR(double(log.ends[0]), MINUTE + double(end - MINUTE) / 2.5, double(20 * MILLISECOND));
    RunUntil(2 * HOUR);
    EXPECT_EQ(network.server->GetClockRate(), 1);
    ASSERT_FALSE(log.promises.empty());
    EXPECT_NEAR(double(log.promises[0] - log.asked), double(4 * MINUTE), double(20 * MILLISECOND));
}

TEST_F(FaultPlay, ARelayIsAsPatientAsItsClockSays)
{
    const std::vector<std::pair<double, Duration>> cases = {{1, 2 * SECOND},
                                                            {0.5, 4 * SECOND},
                                                            {2, 1 * SECOND}};
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    for (const auto& [rate, patience] : cases)
    {
        scenario.faults.faults.clear();
        Add(FaultKind::CLOCK_RATE, 2 * MINUTE, HOUR).clockRate = rate;
        scenario.faults.faults[0].target = {TargetKind::RELAY, 0};
        Add(FaultKind::SERVER_CRASH, 3 * MINUTE, HOUR).hostDown = true;
        Build("relay-backup");
        ClockLog log;
        RunUntil(3 * MINUTE);
        network.clients[0]->TraceConnectWithoutContext("Tx", MakeCallback(&ClockLog::Tx, &log));
        network.relays[0]->TraceConnectWithoutContext("StoodIn",
                                                      MakeCallback(&ClockLog::StoodIn, &log));
        RunUntil(6 * MINUTE);
        ASSERT_GT(log.answered, 0) << rate;
        EXPECT_NEAR(double(log.answered - log.asked), double(patience), double(5 * MILLISECOND))
            << rate;
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, AWaitThatIsUnderWayGoesOnAtTheNewRate)
{
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    scenario.relay.answerAfter = 3 * SECOND; // the client repeats its REQUEST after a minute
    Add(FaultKind::SERVER_CRASH, 3 * MINUTE, HOUR).hostDown = true;
    for (const double rate : {0.25, 4.0})
    {
        Build("relay-backup");
        ClockLog log;
        RunUntil(3 * MINUTE);
        network.clients[0]->TraceConnectWithoutContext("Tx", MakeCallback(&ClockLog::Tx, &log));
        network.relays[0]->TraceConnectWithoutContext("StoodIn",
                                                      MakeCallback(&ClockLog::StoodIn, &log));
        Instant now = 3 * MINUTE;
        while (log.asked == 0)
        {
            RunUntil(now += SECOND);
        }
        network.relays[0]->SetClockRate(rate);
        RunUntil(6 * MINUTE);
        const Duration passed = now - log.asked;
        EXPECT_NEAR(double(log.answered - log.asked),
                    passed + (3 * SECOND - passed) / rate,
                    double(20 * MILLISECOND))
            << rate;
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, ARelaysSlowClockPromisesMoreThanIsLeftAndAFastOneNever)
{
    scenario.subscribers.count = 1;
    scenario.network.relays = 1;
    scenario.relay.threshold = 10 * SECOND;
    for (const double rate : {1.0, 0.5, 1.5})
    {
        SCOPED_TRACE(rate);
        scenario.faults.faults.clear();
        Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = rate;
        scenario.faults.faults[0].target = {TargetKind::RELAY, ALL_TARGETS};
        Add(FaultKind::SERVER_CRASH, 3 * MINUTE, HOUR).hostDown = true;
        Build("survivable-relay");
        ClockLog log;
        RunUntil(3 * MINUTE);
        const Instant end = network.clients[0]->GetState().expiry; // of the server's lease
        network.clients[0]->TraceConnectWithoutContext("Tx", MakeCallback(&ClockLog::Tx, &log));
        network.relays[0]->TraceConnectWithoutContext("StoodIn",
                                                      MakeCallback(&ClockLog::StoodIn, &log));
        network.relays[0]->TraceConnectWithoutContext("Logged",
                                                      MakeCallback(&ClockLog::Logged, &log));
        RunUntil(6 * MINUTE);
        ASSERT_GT(log.answered, 0);
        // What is left by the relay's clock when it is asked. It answers 2 of its seconds later,
        // and what the client gets is in whole seconds.
        const double left = double(end - log.asked) + (1 - rate) * double(log.asked - MINUTE);
        const double granted = double(network.clients[0]->GetState().expiry - log.asked);
        const Duration passage = 20 * MILLISECOND;
        EXPECT_LE(granted, left - 2 * SECOND + passage);
        EXPECT_GE(granted, left - 3 * SECOND - passage);
        EXPECT_EQ(network.clients[0]->GetState().expiry > end + SECOND, rate < 1);
        EXPECT_NEAR(double(log.known), MINUTE + double(end - MINUTE) / rate, double(passage));
        EXPECT_EQ(log.owed.expiry, log.promise);
        EXPECT_NEAR(double(log.owed.grantedAt), double(log.answered), double(passage));
        // What it grants, it keeps by the same clock.
        const double kept = double(log.promise - log.asked) * rate - granted;
        EXPECT_GE(kept, 2 * SECOND - passage);
        EXPECT_LE(kept, 3 * SECOND + passage);
        Simulator::Destroy();
    }
}

TEST_F(FaultPlay, ClocksOfRelaysAndServersMultiplyAndHeal)
{
    const auto add = [this](Instant at, TargetKind target, int32_t index, double rate) {
        Fault& fault = Add(FaultKind::CLOCK_RATE, at, 10 * MINUTE);
        fault.clockRate = rate;
        fault.target = {target, index};
    };
    add(4 * MINUTE, TargetKind::RELAY, ALL_TARGETS, 1.5);
    add(6 * MINUTE, TargetKind::RELAY, 1, 0.5);
    add(6 * MINUTE, TargetKind::SERVER, ALL_TARGETS, 3);
    add(20 * MINUTE, TargetKind::RELAY, ALL_TARGETS, 0.5);
    add(20 * MINUTE, TargetKind::SERVER, ALL_TARGETS, 0.5);
    // A crash does not set the clock.
    Add(FaultKind::RELAY_CRASH, 7 * MINUTE, MINUTE);
    Add(FaultKind::SERVER_CRASH, 7 * MINUTE, MINUTE);
    Build();
    network.relays[0]->SetClockRate(2);
    const auto rates = [this](Instant at) {
        RunUntil(at);
        return std::vector<double>{network.relays[0]->GetClockRate(),
                                   network.relays[1]->GetClockRate(),
                                   network.server->GetClockRate()};
    };
    EXPECT_EQ(rates(4 * MINUTE - 1), (std::vector<double>{2, 1, 1}));
    EXPECT_EQ(rates(5 * MINUTE), (std::vector<double>{2 * 1.5, 1.5, 1}));
    EXPECT_EQ(rates(9 * MINUTE), (std::vector<double>{2 * 1.5, 1.5 * 0.5, 3}));
    EXPECT_EQ(rates(15 * MINUTE), (std::vector<double>{2, 0.5, 3}));
    EXPECT_EQ(rates(17 * MINUTE), (std::vector<double>{2, 1, 1}));
    network.relays[0]->SetClockRate(3);
    network.server->SetClockRate(1.5);
    EXPECT_EQ(rates(21 * MINUTE), (std::vector<double>{1.5, 0.5, 0.75}));
    EXPECT_EQ(rates(31 * MINUTE), (std::vector<double>{3, 1, 1.5}));
}

TEST_F(FaultPlay, AServerIsQuietAfterTheLossOfItsStoreAsLongAsItsClockSays)
{
    // 2 min by its clock are 4 from its return at 4 min on.
    scenario.server.quietAfterLoss = 2 * MINUTE;
    scenario.subscribers.latecomers = {1, 5 * MINUTE, SECOND};
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 0.5;
    scenario.faults.faults[0].target = {TargetKind::SERVER, ALL_TARGETS};
    Add(FaultKind::SERVER_CRASH, 3 * MINUTE, MINUTE).store = StoreFate::LOST;
    Build();
    RunUntil(8 * MINUTE);
    EXPECT_FALSE(IsBound(4));
    RunUntil(9 * MINUTE + 20 * SECOND); // it asks once a minute
    EXPECT_TRUE(IsBound(4));
}

TEST_F(FaultPlay, ARelayJudgesWhatItHadStoredByItsOwnClock)
{
    // The relay's clock shows 1 min and half of what has passed since. It takes the leases that
    // were renewed at 15 min, when it shows 8 min, for good until it shows 18 min: at 35 min.
    scenario.relay.syncInterval = 0;
    Add(FaultKind::CLOCK_RATE, MINUTE, HOUR).clockRate = 0.5;
    scenario.faults.faults[0].target = {TargetKind::RELAY, ALL_TARGETS};
    Add(FaultKind::POWER_LOSS, 16 * MINUTE, HOUR);
    Add(FaultKind::RELAY_CRASH, 30 * MINUTE, SECOND);
    Build("relay-backup");
    RunUntil(31 * MINUTE);
    EXPECT_EQ(network.relays[0]->GetMachine()->Mirror().Size(), 2u);
    RunUntil(37 * MINUTE);
    EXPECT_EQ(network.relays[0]->GetMachine()->Mirror().Size(), 0u);
}

TEST_F(FaultPlay, AfterAFaultOfClocksNobodyIsBlamedForWhatTheyShow_I4)
{
    // Each clock shows a time of its own from now on, so instants must be compared as simulated.
    const std::pair<FaultTarget, double> clocks[] = {{{TargetKind::SUBSCRIBERS, 0}, 1.1},
                                                     {{TargetKind::RELAY, ALL_TARGETS}, 0.8},
                                                     {{TargetKind::SERVER, ALL_TARGETS}, 0.5}};
    for (const auto& [target, rate] : clocks)
    {
        Fault& fault = Add(FaultKind::CLOCK_RATE, 30 * MINUTE, HOUR);
        fault.clockRate = rate;
        fault.target = target;
    }
    Build("relay-backup");
    WitnessRules rules;
    rules.recovery = 30 * MINUTE;
    WitnessTap witness(network, scenario.Population(), rules);
    RunUntil(3 * HOUR);
    EXPECT_LT(network.relays[0]->GetClock().ToLocal(3 * HOUR), 3 * HOUR - 10 * MINUTE);
    witness.Finish();
    ASSERT_LT(witness.Violations().Count(), ViolationLog::MAX_KEPT) << "else some are not kept";
    for (const Violation& violation : witness.Violations().First())
    {
        EXPECT_NE(violation.invariant, "I4") << violation.evidence;
    }
}

} // namespace
