/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include "ns3/quiescence-auditor.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;
using testing::HasSubstr;

namespace
{

/// A lease on which all agree; each test makes one of them disagree.
class QuiescenceAuditorTest : public testing::Test
{
  protected:
    QuiescenceAuditorTest()
    {
        client.phase = ClientPhase::BOUND;
        client.address = Ip(7);
        client.subscriber = 1;
        client.expiry = 100 * SECOND;
        server.client = Client(7);
        server.expiry = 101 * SECOND;
        server.state = BindingState::ACTIVE;
        relay.client = PackedIdentity(Client(7));
        relay.address = Ip(7);
        relay.clientExpiry = 100 * SECOND;
    }

    /// Check the lease; gives the evidence.
    std::string Check(bool hasServer = true, bool hasRelay = true, bool mirrors = true)
    {
        auditor.CheckLease(client,
                           Client(7),
                           hasServer ? &server : nullptr,
                           hasRelay ? &relay : nullptr,
                           mirrors,
                           0);
        EXPECT_TRUE(log.Count() == 0 || log.First()[0].invariant == "I4");
        return log.Count() == 0 ? "" : log.First()[0].evidence;
    }

    MessageMemory memory{4};
    ViolationLog log{memory};
    QuiescenceAuditor auditor{log};
    ClientState client;
    Binding server;
    MirrorRecord relay;
};

/// An outage of subscriber 1.
ClientOutage
Outage(Instant from, Instant to)
{
    ClientOutage outage;
    outage.subscriber = 1;
    outage.from = from;
    outage.to = to;
    return outage;
}

} // namespace

TEST_F(QuiescenceAuditorTest, I4_AgreementIsFine)
{
    EXPECT_EQ(Check(), "");
    EXPECT_EQ(Check(true, false, false), "") << "a plain relay has no record";
}

TEST_F(QuiescenceAuditorTest, I4_ServerWithoutTheLease)
{
    EXPECT_THAT(Check(false),
                HasSubstr("subscriber 1 believes in 10.0.0.7 until 100.000000 s, the server has no "
                          "such lease"));
}

TEST_F(QuiescenceAuditorTest, I4_ServerWithAnotherClient)
{
    server.client = Client(8);
    EXPECT_THAT(Check(), HasSubstr("the server has no such lease"));
}

TEST_F(QuiescenceAuditorTest, I4_ServerWhoseLeaseIsOver)
{
    server.state = BindingState::EXPIRED;
    EXPECT_THAT(Check(), HasSubstr("the server has no such lease"));
}

TEST_F(QuiescenceAuditorTest, I4_ServerWithLess)
{
    server.expiry = 100 * SECOND - 1;
    EXPECT_THAT(Check(), HasSubstr("the server until"));
}

TEST_F(QuiescenceAuditorTest, I4_RelayWithoutTheLease)
{
    EXPECT_THAT(Check(true, false), HasSubstr("the relay has no such lease"));
}

TEST_F(QuiescenceAuditorTest, I4_RelayWithAnotherClient)
{
    relay.client = PackedIdentity(Client(8));
    EXPECT_THAT(Check(), HasSubstr("the relay has no such lease"));
}

TEST_F(QuiescenceAuditorTest, I4_RelayWithLess)
{
    relay.clientExpiry = 100 * SECOND - 1;
    EXPECT_THAT(Check(), HasSubstr("the relay until"));
}

TEST_F(QuiescenceAuditorTest, I4_RecordedConflictAndOpenTransactionAreFine)
{
    server.client = Client(8);
    relay.revoked = true;
    EXPECT_EQ(Check(), "");
    relay.revoked = false;
    client.phase = ClientPhase::RENEWING;
    EXPECT_EQ(Check(), "");
}

TEST_F(QuiescenceAuditorTest, I10_OutagesMustEndWithinTheBound)
{
    const Instant healed = 1000 * SECOND;
    const Duration bound = 60 * SECOND;
    auditor.CheckOutages({Outage(10 * SECOND, 500 * SECOND),
                          Outage(900 * SECOND, 1060 * SECOND),
                          Outage(1500 * SECOND, 1560 * SECOND)},
                         healed,
                         bound,
                         2000 * SECOND);
    EXPECT_EQ(log.Count(), 0u);
    auditor.CheckOutages({Outage(900 * SECOND, 1060 * SECOND + 1)}, healed, bound, 2000 * SECOND);
    ASSERT_EQ(log.Count(), 1u);
    EXPECT_EQ(log.First()[0].invariant, "I10");
    EXPECT_THAT(log.First()[0].evidence, HasSubstr("subscriber 1 had no address from 900"));
    auditor.CheckOutages({Outage(1500 * SECOND, 1561 * SECOND)}, healed, bound, 2000 * SECOND);
    EXPECT_EQ(log.Count(), 2u);
}

TEST_F(QuiescenceAuditorTest, I10_JournalsMustDrainWithinTheBound)
{
    auditor.CheckJournal(3, 0, 0, 60 * SECOND, 100 * SECOND);
    auditor.CheckJournal(3, 5, 50 * SECOND, 60 * SECOND, 110 * SECOND);
    EXPECT_EQ(log.Count(), 0u);
    auditor.CheckJournal(3, 5, 50 * SECOND, 60 * SECOND, 110 * SECOND + 1);
    ASSERT_EQ(log.Count(), 1u);
    EXPECT_EQ(log.First()[0].invariant, "I10");
    EXPECT_THAT(log.First()[0].evidence, HasSubstr("relay 3 still owes 5 promises"));
}
