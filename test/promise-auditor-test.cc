/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/promise-auditor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;
using testing::HasSubstr;

namespace
{

/// An auditor that is told hand-made events of relay 0.
class PromiseAuditorTest : public testing::Test
{
  protected:
    /// The relay grants a lease and says so to the client.
    void Promise(uint8_t n, uint32_t xid)
    {
        MirrorRecord record;
        record.client = PackedIdentity(Client(n));
        record.address = Ip(n);
        record.xid = xid;
        JournalEntry entry;
        entry.client = Client(n);
        entry.address = Ip(n);
        auditor.RelayLogged(0, entry);
        auditor.RelayStoodIn(0, record);
        Acknowledge(n, xid);
    }

    void Acknowledge(uint8_t n, uint32_t xid)
    {
        const DhcpMessage request = Renewal(Client(n), Ip(n), xid);
        auditor.RelayToClient(0, Answer(request, DHCPACK, Ip(n), 3600), 0);
    }

    /// The relay hears an ACK of the server.
    void Hear(uint8_t n, uint32_t xid)
    {
        const DhcpMessage request = Renewal(Client(n), Ip(n), xid);
        auditor.RelayRx(0, Answer(request, DHCPACK, Ip(n), 3600));
    }

    void Replay(uint8_t n, IpAddr address)
    {
        const DhcpMessage message = Selecting(Client(n), address, SERVER, 1);
        auditor.RelayToServer(0, message, MessagePurpose::REPLAY, 0);
    }

    /// The evidence of the only violation.
    std::string Found() const
    {
        EXPECT_LE(log.Count(), 1u);
        EXPECT_TRUE(log.Count() == 0 || log.First()[0].invariant == "I5");
        return log.Count() == 0 ? "" : log.First()[0].evidence;
    }

    MessageMemory memory{2};
    ViolationLog log{memory};
    PromiseAuditor auditor{2, memory, log};
};

} // namespace

TEST_F(PromiseAuditorTest, CleanLifeOfPromises)
{
    Promise(7, 1);
    auditor.RelayJournal(0, 1, 0);
    Promise(7, 2); // prolonged: still one entry
    Promise(8, 3);
    auditor.RelayJournal(0, 2, 0);
    Hear(9, 4);
    Acknowledge(9, 4); // the server's own ACK passes
    Replay(7, Ip(7));
    Replay(7, Ip(7)); // repeated
    Hear(7, 5);
    auditor.RelaySettled(0, Ip(7), Settlement::CONFIRMED, 0);
    auditor.RelayJournal(0, 1, 0);
    auditor.RelaySettled(0, Ip(8), Settlement::CONFLICT, 0);
    auditor.RelayJournal(0, 0, 0);
    auditor.RelayJournal(1, 0, 0);
    EXPECT_EQ(Found(), "");
}

TEST_F(PromiseAuditorTest, WhatACrashTookIsNotOwedUnlessTheStoreHadIt)
{
    Promise(7, 1);
    Promise(8, 2);
    auditor.RelayProcess(0);
    auditor.RelayJournal(0, 0, 0);
    JournalEntry stored;
    stored.client = Client(8);
    stored.address = Ip(8);
    auditor.RelayProcess(0);
    auditor.RelayLogged(0, stored);
    auditor.RelayJournal(0, 1, 0);
    Replay(8, Ip(8));
    EXPECT_EQ(Found(), "");
    Replay(7, Ip(7));
    EXPECT_THAT(Found(), HasSubstr("replays 10.0.0.7, which it does not owe"));
}

TEST_F(PromiseAuditorTest, I5_AckWithoutAPromise)
{
    Acknowledge(7, 1);
    EXPECT_THAT(Found(), HasSubstr("relay 0 acknowledges 10.0.0.7 without a promise"));
}

TEST_F(PromiseAuditorTest, I5_AckInAnotherTransactionThanThePromise)
{
    Promise(7, 1);
    Acknowledge(7, 2);
    EXPECT_THAT(Found(), HasSubstr("without a promise"));
}

TEST_F(PromiseAuditorTest, I5_JournalThatLostAPromise)
{
    Promise(7, 1);
    Promise(8, 2);
    auditor.RelayJournal(0, 1, 0);
    EXPECT_THAT(Found(), HasSubstr("has 1 entries in its journal, but owes 2"));
}

TEST_F(PromiseAuditorTest, I5_PromiseThatIsSettledTwice)
{
    Promise(7, 1);
    Hear(7, 5);
    auditor.RelaySettled(0, Ip(7), Settlement::CONFIRMED, 0);
    EXPECT_EQ(Found(), "");
    auditor.RelaySettled(0, Ip(7), Settlement::CONFIRMED, 0);
    EXPECT_THAT(Found(), HasSubstr("settles 10.0.0.7, which it does not owe"));
}

TEST_F(PromiseAuditorTest, I5_PromisesOfRelaysAreApart)
{
    Promise(7, 1);
    auditor.RelaySettled(1, Ip(7), Settlement::ENDED, 0);
    EXPECT_THAT(Found(), HasSubstr("relay 1 settles"));
}

TEST_F(PromiseAuditorTest, I5_ReplayOfWhatIsNotOwed)
{
    Replay(7, Ip(7));
    EXPECT_THAT(Found(), HasSubstr("replays 10.0.0.7, which it does not owe to this client"));
}

TEST_F(PromiseAuditorTest, I5_ReplayInTheNameOfAnotherClient)
{
    Promise(7, 1);
    Replay(8, Ip(7));
    EXPECT_THAT(Found(), HasSubstr("does not owe to this client"));
}

TEST_F(PromiseAuditorTest, I5_ConfirmedByAnAckForAnotherAddress)
{
    Promise(7, 1);
    Hear(8, 5);
    auditor.RelaySettled(0, Ip(7), Settlement::CONFIRMED, 0);
    EXPECT_THAT(Found(), HasSubstr("takes 10.0.0.7 for confirmed by an ACK for 10.0.0.8"));
}
