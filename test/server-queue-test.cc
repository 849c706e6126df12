/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What stands around the server's machine: queue, workers and stable store.
 */

#include "ns3/service-queue.h"
#include "ns3/simulator.h"
#include "ns3/stable-store.h"

#include <gtest/gtest.h>
#include <memory>

using namespace ns3;
using namespace ns3::dhcpbackup;

namespace
{

/// A queue whose finished jobs are written down as "number@milliseconds".
class QueueTest : public testing::Test
{
  protected:
    ~QueueTest() override
    {
        Simulator::Destroy();
    }

    ServiceQueue& Make(uint32_t capacity, QueueDrop drop, uint32_t workers)
    {
        queue = std::make_unique<ServiceQueue>(
            capacity,
            drop,
            workers,
            [this]() { return MilliSeconds(serviceTime); },
            [this](const ServiceQueue::Job& job) {
                done += std::to_string(job.device) + "@" +
                        std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
            });
        return *queue;
    }

    /// Push jobs 1 to n; returns for each whether nothing was lost.
    std::string Push(uint32_t n)
    {
        std::string kept;
        for (uint32_t i = 1; i <= n; ++i)
        {
            ServiceQueue::Job job;
            job.device = i;
            kept += queue->Push(job) ? '+' : '-';
        }
        return kept;
    }

    uint32_t serviceTime{10};
    std::string done;
    std::unique_ptr<ServiceQueue> queue;
};

} // namespace

TEST_F(QueueTest, DropsWhatArrivesWhileItIsFull)
{
    Make(2, DROP_NEWEST, 1);
    EXPECT_EQ(Push(5), "+++--");
    EXPECT_EQ(queue->Length(), 2u);
    Simulator::Run();
    EXPECT_EQ(done, "1@10 2@20 3@30 ");
}

TEST_F(QueueTest, DropsWhatHasWaitedLongest)
{
    Make(2, DROP_OLDEST, 1);
    EXPECT_EQ(Push(5), "+++--");
    EXPECT_EQ(queue->Length(), 2u);
    Simulator::Run();
    EXPECT_EQ(done, "1@10 4@20 5@30 ");
}

TEST_F(QueueTest, WithoutRoomNothingWaits)
{
    for (const QueueDrop drop : {DROP_NEWEST, DROP_OLDEST})
    {
        Make(0, drop, 1);
        EXPECT_EQ(Push(2), "+-");
    }
}

TEST_F(QueueTest, WorkersServeSideBySide)
{
    Make(10, DROP_NEWEST, 3);
    EXPECT_EQ(Push(7), "+++++++");
    EXPECT_EQ(queue->Length(), 4u);
    Simulator::Run();
    EXPECT_EQ(done, "1@10 2@10 3@10 4@20 5@20 6@20 7@30 ");
}

TEST_F(QueueTest, TheServiceTimeIsAskedWhenAMessageIsTaken)
{
    Make(10, DROP_NEWEST, 1);
    Push(3);
    serviceTime = 50;
    Simulator::Run();
    EXPECT_EQ(done, "1@10 2@60 3@110 ");
}

TEST_F(QueueTest, APauseServesAnewAStallOnlyTakesNothingNew)
{
    Make(10, DROP_NEWEST, 1);
    Push(3);
    Simulator::Schedule(MilliSeconds(5), &ServiceQueue::Pause, queue.get());
    Simulator::Schedule(MilliSeconds(100), &ServiceQueue::Resume, queue.get());
    Simulator::Schedule(MilliSeconds(105), &ServiceQueue::Stall, queue.get(), true);
    Simulator::Schedule(MilliSeconds(200), &ServiceQueue::Stall, queue.get(), false);
    Simulator::Run();
    EXPECT_EQ(done, "1@110 2@210 3@220 ");
}

TEST_F(QueueTest, APausedQueueFills)
{
    Make(1, DROP_NEWEST, 1);
    queue->Pause();
    EXPECT_EQ(Push(2), "+-");
    EXPECT_EQ(queue->Length(), 1u);
}

TEST_F(QueueTest, AStalledQueueFills)
{
    Make(1, DROP_NEWEST, 1);
    queue->Stall(true);
    EXPECT_EQ(Push(2), "+-");
    EXPECT_EQ(queue->Clear(), 1u);
    EXPECT_EQ(Push(2), "++") << "a crash ends the stall";
    EXPECT_EQ(queue->Clear(), 2u) << "the one in hand is lost too";
}

namespace
{

/// A store whose doings are written down as "what@milliseconds".
class StoreTest : public testing::Test
{
  public:
    ~StoreTest() override
    {
        Simulator::Destroy();
    }

    void Make(SyncRule rule, int64_t latency, uint32_t batch, int64_t delay)
    {
        store = std::make_unique<StableStore>(
            StableStore::Settings{rule, MilliSeconds(latency), batch, MilliSeconds(delay)},
            [this](IpAddr address, const Binding&) { Note("w", address); },
            [this]() { Note("s", 0); });
    }

    void Note(const std::string& what, uint32_t n)
    {
        log += what + (n == 0 ? "" : std::to_string(n)) + "@" +
               std::to_string(Simulator::Now().GetMilliSeconds()) + " ";
    }

    /// A change and the reply that follows it.
    void Change(uint32_t n)
    {
        store->Write(n, {});
        store->Then([this, n]() { Note("r", n); });
    }

    /// Changes 1 to n, one every 10 ms.
    void Changes(uint32_t n)
    {
        for (uint32_t i = 1; i <= n; ++i)
        {
            Simulator::Schedule(MilliSeconds(10 * i), &StoreTest::Change, this, i);
        }
    }

    std::string log;
    std::unique_ptr<StableStore> store;
};

} // namespace

TEST_F(StoreTest, WithoutLatencyEverythingIsWrittenAtOnce)
{
    Make(SYNC_BEFORE_ACK, 0, 1, 0);
    Changes(2);
    Simulator::Run();
    EXPECT_EQ(log, "w1@10 r1@10 w2@20 r2@20 ");
}

TEST_F(StoreTest, TheReplyLeavesAfterTheSyncOneSyncAtATime)
{
    Make(SYNC_BEFORE_ACK, 15, 1, 0);
    Changes(3);
    Simulator::Run();
    EXPECT_EQ(log, "w1@25 r1@25 s@25 w2@40 r2@40 s@40 w3@55 r3@55 s@55 ");
}

TEST_F(StoreTest, ABatchSharesOneSync)
{
    Make(SYNC_BEFORE_ACK, 15, 3, 1000);
    Changes(4);
    Simulator::Run();
    EXPECT_EQ(log, "w1@45 r1@45 w2@45 r2@45 w3@45 r3@45 s@45 w4@1055 r4@1055 s@1055 ");
}

TEST_F(StoreTest, ASyncWritesNoMoreThanABatch)
{
    Make(SYNC_BEHIND, 15, 2, 0);
    for (uint32_t n = 1; n <= 5; ++n)
    {
        store->Write(n, {});
    }
    Simulator::Run();
    EXPECT_EQ(log, "w1@15 s@15 w2@30 w3@30 s@30 w4@45 w5@45 s@45 ") << "the first did not wait";
}

TEST_F(StoreTest, BehindTheReplyLeavesAtOnce)
{
    Make(SYNC_BEHIND, 15, 2, 50);
    Changes(3);
    Simulator::Run();
    EXPECT_EQ(log, "r1@10 r2@20 r3@30 w1@35 w2@35 s@35 w3@95 s@95 ");
}

TEST_F(StoreTest, NeverWritesNothing)
{
    Make(SYNC_NEVER, 15, 1, 0);
    Changes(2);
    Simulator::Run();
    EXPECT_EQ(log, "r1@10 r2@20 ");
    EXPECT_FALSE(store->IsBehind());
}

TEST_F(StoreTest, ACrashLosesWhatWaitsAndItsReplies)
{
    Make(SYNC_BEFORE_ACK, 15, 1, 0);
    Changes(2);
    Simulator::Schedule(MilliSeconds(24), &StableStore::Clear, store.get());
    Simulator::Schedule(MilliSeconds(30), &StoreTest::Change, this, 3);
    Simulator::Run();
    EXPECT_EQ(log, "w3@45 r3@45 s@45 ");
}

TEST_F(StoreTest, APauseStartsTheSyncAnew)
{
    Make(SYNC_BEFORE_ACK, 15, 1, 0);
    Changes(1);
    Simulator::Schedule(MilliSeconds(20), &StableStore::Pause, store.get());
    Simulator::Schedule(MilliSeconds(100), &StableStore::Resume, store.get());
    Simulator::Run();
    EXPECT_EQ(log, "w1@115 r1@115 s@115 ");
}

TEST_F(StoreTest, IsBehindWhenTwoBatchesWait)
{
    Make(SYNC_BEFORE_ACK, 15, 2, 0);
    for (uint32_t n = 1; n <= 4; ++n)
    {
        EXPECT_FALSE(store->IsBehind());
        Change(n);
    }
    EXPECT_TRUE(store->IsBehind());
}
