/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/partner-machine.h"

#include <gtest/gtest.h>
#include <memory>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// Remembers what a server of a pair does.
struct PairTranscript : public ServerPairOutput
{
    void ToPartner(const PartnerMessage& message) override
    {
        sent.push_back(message);
    }

    void Settled(uint32_t id, bool done) override
    {
        settled.emplace_back(id, done);
    }

    void Adopt(const PartnerLease& lease, bool newer) override
    {
        adopted.emplace_back(lease.address, newer);
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
    std::vector<std::pair<uint32_t, bool>> settled;
    std::vector<std::pair<IpAddr, bool>> adopted;
    std::vector<PartnerLease> leases; // that the server has
    std::vector<std::string> states;
};

PartnerLease
Lease(uint8_t n)
{
    PartnerLease lease;
    lease.address = Ip(n);
    lease.binding.client = Client(n);
    lease.binding.state = BindingState::ACTIVE;
    return lease;
}

DhcpMessage
Waiting(uint8_t n, uint16_t secs)
{
    DhcpMessage message = FromClient(Client(n), DHCPREQUEST, n);
    message.secs = secs;
    return message;
}

/// Two servers whose messages arrive at once, or not at all.
class PartnerMachineTest : public testing::Test
{
  protected:
    void Start(PartnerMode mode, bool settled = true)
    {
        settings.mode = mode;
        for (int i : {0, 1})
        {
            settings.first = i == 0;
            machine[i] = std::make_unique<PartnerMachine>(settings, settled, now);
        }
    }

    /// A server comes back from a crash.
    void Restart(int i)
    {
        settings.first = i == 0;
        machine[i] = std::make_unique<PartnerMachine>(settings, false, now);
        out[i].sent.clear();
        up[i] = true;
    }

    /// Deliver what was sent to a server that hears.
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

    PartnerState State(int i) const
    {
        return machine[i]->State();
    }

    PartnerSettings settings;
    Instant now{HOUR};
    bool linked{true};
    bool up[2]{true, true};
    std::unique_ptr<PartnerMachine> machine[2];
    PairTranscript out[2];
};

} // namespace

TEST_F(PartnerMachineTest, DefaultsAreKeas)
{
    EXPECT_EQ(settings.heartbeatDelay, 10 * SECOND);
    EXPECT_EQ(settings.maxResponseDelay, 60 * SECOND);
    EXPECT_EQ(settings.maxAckDelay, 10 * SECOND);
    EXPECT_EQ(settings.maxUnackedClients, 10u);
    EXPECT_EQ(settings.pageSize, 10000u);
    EXPECT_EQ(settings.syncTimeout, 60 * SECOND);
    EXPECT_EQ(settings.delayedUpdates, 100u);
    EXPECT_EQ(settings.Validate(), "");
    settings.maxResponseDelay = settings.heartbeatDelay;
    EXPECT_NE(settings.Validate(), "");
}

TEST_F(PartnerMachineTest, OnlyTheFirstServesInHotStandby)
{
    Start(PartnerMode::HOT_STANDBY);
    Pass(HOUR);
    EXPECT_TRUE(machine[0]->Serves(Waiting(1, 100), now));
    EXPECT_FALSE(machine[1]->Serves(Waiting(1, 100), now));
    EXPECT_TRUE(out[0].states.empty()) << "nothing has happened";
    EXPECT_TRUE(out[1].states.empty());
}

TEST_F(PartnerMachineTest, EachServesItsHalfInLoadBalancing)
{
    Start(PartnerMode::LOAD_BALANCING);
    int first = 0;
    for (int n = 0; n < 200; ++n)
    {
        const DhcpMessage message = Waiting(n, 0);
        const bool served = machine[0]->Serves(message, now);
        EXPECT_NE(served, machine[1]->Serves(message, now)) << "one of them, not both";
        first += served;
    }
    EXPECT_NEAR(first, 100, 3 * 7.1) << "three standard errors of a fair coin";
}

TEST_F(PartnerMachineTest, TheClientIsAnsweredWhenThePartnerKnows)
{
    Start(PartnerMode::HOT_STANDBY);
    const uint32_t id = machine[0]->Changed(Lease(5), now, out[0]);
    ASSERT_NE(id, 0u);
    EXPECT_TRUE(out[0].settled.empty());
    Deliver();
    EXPECT_EQ(out[1].adopted, (std::vector<std::pair<IpAddr, bool>>{{Ip(5), false}}));
    EXPECT_EQ(out[0].settled, (std::vector<std::pair<uint32_t, bool>>{{id, true}}));
}

TEST_F(PartnerMachineTest, TheClientIsNotAnsweredWhenThePartnerIsSilent)
{
    Start(PartnerMode::HOT_STANDBY);
    linked = false;
    const uint32_t id = machine[0]->Changed(Lease(5), now, out[0]);
    Pass(settings.requestTimeout);
    EXPECT_EQ(out[0].settled, (std::vector<std::pair<uint32_t, bool>>{{id, false}}));
}

TEST_F(PartnerMachineTest, AnAnsweredUpdateDefersTheNextHeartbeat)
{
    Start(PartnerMode::HOT_STANDBY);
    now += 9 * SECOND;
    machine[0]->Changed(Lease(5), now, out[0]);
    Deliver();
    EXPECT_EQ(machine[0]->NextWake(), now + 10 * SECOND);
}

TEST_F(PartnerMachineTest, StandbyTakesOverWhenMoreThanSoManyClientsHaveWaitedForSoLong)
{
    Start(PartnerMode::HOT_STANDBY);
    up[0] = false;
    Pass(80 * SECOND + 1);
    for (uint8_t n = 1; n <= 10; ++n)
    {
        EXPECT_FALSE(machine[1]->Serves(Waiting(n, 11), now));
        EXPECT_FALSE(machine[1]->Serves(Waiting(n, 12), now)) << "the same client counts once";
    }
    Pass(MINUTE);
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY) << "ten are not more than ten";
    EXPECT_FALSE(machine[1]->Serves(Waiting(11, 10), now)) << "10 s are not more than 10 s";
    Pass(MINUTE);
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY);
    EXPECT_FALSE(machine[1]->Serves(Waiting(11, 11), now));
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY) << "the next heartbeat decides";
    Pass(20 * SECOND);
    EXPECT_EQ(State(1), PartnerState::PARTNER_DOWN);
    EXPECT_TRUE(machine[1]->Serves(Waiting(12, 0), now));
    EXPECT_EQ(machine[1]->Changed(Lease(1), now, out[1]), 0u) << "nobody to wait for";
}

TEST_F(PartnerMachineTest, ClientsDoNotCountBeforeCommunicationIsInterrupted)
{
    Start(PartnerMode::HOT_STANDBY);
    up[0] = false;
    now += 60 * SECOND; // exactly maxResponseDelay is not more than it
    for (uint8_t n = 1; n <= 11; ++n)
    {
        machine[1]->Serves(Waiting(n, 100), now);
    }
    Pass(5 * MINUTE);
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY);
}

TEST_F(PartnerMachineTest, WithoutSecsTheStandbyNeverTakesOver)
{
    Start(PartnerMode::HOT_STANDBY);
    up[0] = false;
    for (int second = 0; second < 3600; ++second)
    {
        machine[1]->Serves(Waiting(second, 0), now);
        Pass(SECOND);
    }
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY);
}

TEST_F(PartnerMachineTest, APartnerWhoseHostRefusesIsUnavailableAtOnceButDownOnlyAfterPatience)
{
    settings.heartbeatDelay = SECOND;
    settings.maxResponseDelay = 3 * SECOND;
    settings.maxUnackedClients = 0;
    Start(PartnerMode::HOT_STANDBY);
    up[0] = false;
    for (int i = 1; i <= 3; ++i)
    {
        Pass(SECOND);
        machine[1]->OnUnreachable(now, out[1]);
        EXPECT_EQ(State(1), PartnerState::HOT_STANDBY) << i;
    }
    Pass(SECOND);
    machine[1]->OnUnreachable(now, out[1]);
    EXPECT_EQ(State(1), PartnerState::PARTNER_DOWN);
}

TEST_F(PartnerMachineTest, TheFirstOfHotStandbyWatchesNoClients)
{
    Start(PartnerMode::HOT_STANDBY);
    up[1] = false;
    Pass(90 * SECOND);
    EXPECT_EQ(State(0), PartnerState::PARTNER_DOWN);
    EXPECT_EQ(machine[0]->Changed(Lease(1), now, out[0]), 0u);
}

TEST_F(PartnerMachineTest, WhoComesBackCopiesAllLeasesWhileThePartnerServesNobody)
{
    settings.pageSize = 20;
    Start(PartnerMode::HOT_STANDBY);
    up[0] = false;
    settings.maxUnackedClients = 0;
    machine[1] = std::make_unique<PartnerMachine>(
        [this] {
            PartnerSettings second = settings;
            second.first = false;
            return second;
        }(),
        true,
        now);
    Pass(2 * MINUTE);
    ASSERT_EQ(State(1), PartnerState::PARTNER_DOWN);
    for (uint8_t n = 1; n <= 50; ++n)
    {
        out[1].leases.push_back(Lease(n));
    }
    Restart(0);
    EXPECT_FALSE(machine[0]->Serves(Waiting(1, 0), now));
    out[1].states.clear();
    Pass(15 * SECOND);
    ASSERT_EQ(out[0].adopted.size(), 50u);
    for (uint8_t n = 1; n <= 50; ++n)
    {
        EXPECT_EQ(out[0].adopted[n - 1], (std::pair<IpAddr, bool>{Ip(n), true}));
    }
    Pass(30 * SECOND);
    EXPECT_EQ(out[0].states,
              (std::vector<std::string>{"syncing", "ready", "hot-standby"}));
    EXPECT_EQ(out[1].states, std::vector<std::string>{"hot-standby"});
    EXPECT_TRUE(machine[0]->Serves(Waiting(1, 0), now));
    EXPECT_FALSE(machine[1]->Serves(Waiting(1, 0), now));
}

TEST_F(PartnerMachineTest, NothingIsGrantedUntoldBetweenTheCopyAndTheReturnToNormal)
{
    Start(PartnerMode::LOAD_BALANCING);
    settings.maxUnackedClients = 0;
    Start(PartnerMode::LOAD_BALANCING);
    up[0] = false;
    Pass(2 * MINUTE);
    ASSERT_EQ(State(1), PartnerState::PARTNER_DOWN);
    Restart(0);
    for (Instant end = now + MINUTE; now < end && State(1) == PartnerState::PARTNER_DOWN;)
    {
        const bool copied = State(0) == PartnerState::READY;
        EXPECT_FALSE(copied && machine[1]->Serves(Waiting(1, 0), now))
            << "the first has its copy and would not be told";
        Pass(100 * MILLISECOND);
    }
    EXPECT_EQ(State(1), PartnerState::LOAD_BALANCING);
    EXPECT_EQ(State(0), PartnerState::READY);
    const bool first = BelongsToFirst(Waiting(1, 0));
    EXPECT_NE(machine[1]->Serves(Waiting(1, 0), now), first) << "its own half, at once";
    Pass(10 * SECOND);
    EXPECT_EQ(State(0), PartnerState::LOAD_BALANCING);
}

TEST_F(PartnerMachineTest, AServerThatStaysDisabledServesAgainInTheEnd)
{
    settings.maxUnackedClients = 0;
    Start(PartnerMode::LOAD_BALANCING);
    up[0] = false;
    Pass(2 * MINUTE);
    ASSERT_EQ(State(1), PartnerState::PARTNER_DOWN);
    PartnerMessage enable;
    enable.type = PartnerMessageType::ENABLE;
    machine[1]->Receive(enable, now, out[1]);
    EXPECT_FALSE(machine[1]->Serves(Waiting(1, 0), now));
    now += settings.syncTimeout;
    EXPECT_TRUE(machine[1]->Serves(Waiting(1, 0), now)) << "the first died behind its copy";
}

TEST_F(PartnerMachineTest, ACopyThatBreaksOffEndsTheDisablingAndIsTriedAgain)
{
    Start(PartnerMode::HOT_STANDBY);
    Restart(1);
    PartnerMessage disable;
    disable.type = PartnerMessageType::DISABLE;
    machine[0]->Receive(disable, now, out[0]);
    EXPECT_FALSE(machine[0]->Serves(Waiting(1, 0), now));
    now += settings.syncTimeout;
    EXPECT_TRUE(machine[0]->Serves(Waiting(1, 0), now)) << "not longer than a page may take";
    Pass(10 * SECOND);
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY);
    Restart(1);
    now += 10 * SECOND;
    machine[1]->Wake(now, out[1]);
    PartnerMessage state;
    state.type = PartnerMessageType::STATE;
    state.state = uint8_t(PartnerState::HOT_STANDBY);
    state.id = out[1].sent.back().id;
    machine[1]->Receive(state, now, out[1]);
    ASSERT_EQ(State(1), PartnerState::SYNCING);
    out[1].sent.clear(); // the question is lost
    now += settings.syncTimeout;
    machine[1]->Wake(now, out[1]);
    EXPECT_EQ(State(1), PartnerState::WAITING);
    Pass(MINUTE);
    EXPECT_EQ(State(1), PartnerState::HOT_STANDBY);
}

TEST_F(PartnerMachineTest, OfTwoThatStartTogetherTheFirstGoesFirst)
{
    Start(PartnerMode::LOAD_BALANCING, false);
    Pass(MINUTE);
    EXPECT_EQ(State(0), PartnerState::LOAD_BALANCING);
    EXPECT_EQ(State(1), PartnerState::LOAD_BALANCING);
    const std::vector<std::string> way{"syncing", "ready", "load-balancing"};
    EXPECT_EQ(out[0].states, way);
    EXPECT_EQ(out[1].states, way);
}

TEST_F(PartnerMachineTest, UpdatesAreKeptInCommunicationRecoveryAndSentAfterwards)
{
    Start(PartnerMode::LOAD_BALANCING);
    linked = false;
    Pass(25 * SECOND);
    ASSERT_EQ(State(0), PartnerState::COMMUNICATION_RECOVERY);
    for (uint8_t n = 1; n <= 5; ++n)
    {
        EXPECT_EQ(machine[0]->Changed(Lease(n), now, out[0]), 0u) << "nobody waits";
    }
    EXPECT_TRUE(out[1].adopted.empty());
    linked = true;
    Pass(MINUTE);
    EXPECT_EQ(State(0), PartnerState::LOAD_BALANCING);
    EXPECT_EQ(State(1), PartnerState::LOAD_BALANCING);
    EXPECT_EQ(out[1].adopted.size(), 5u);
    EXPECT_EQ(out[0].states,
              (std::vector<std::string>{"communication-recovery", "load-balancing"}));
}

TEST_F(PartnerMachineTest, MoreUpdatesThanCanBeKeptMakeItCopyAllLeases)
{
    settings.delayedUpdates = 4;
    Start(PartnerMode::LOAD_BALANCING);
    linked = false;
    Pass(25 * SECOND);
    for (uint8_t n = 1; n <= 5; ++n)
    {
        machine[0]->Changed(Lease(n), now, out[0]);
    }
    linked = true;
    Pass(2 * MINUTE);
    ASSERT_GE(out[0].states.size(), 3u);
    EXPECT_EQ(out[0].states[1], "waiting");
    EXPECT_EQ(out[0].states[2], "syncing");
    EXPECT_EQ(State(0), PartnerState::LOAD_BALANCING);
    EXPECT_EQ(State(1), PartnerState::LOAD_BALANCING);
}

TEST_F(PartnerMachineTest, TwoThatBothThoughtTheOtherDownStartAnew)
{
    settings.maxUnackedClients = 0;
    Start(PartnerMode::LOAD_BALANCING);
    linked = false;
    Pass(2 * MINUTE);
    ASSERT_EQ(State(0), PartnerState::PARTNER_DOWN);
    ASSERT_EQ(State(1), PartnerState::PARTNER_DOWN);
    linked = true;
    Pass(2 * MINUTE);
    EXPECT_EQ(State(0), PartnerState::LOAD_BALANCING);
    EXPECT_EQ(State(1), PartnerState::LOAD_BALANCING);
}
