/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "message-auditor.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

std::string
Seconds(Instant at)
{
    return std::to_string(double(at) / SECOND) + " s";
}

} // namespace

MessageAuditor::MessageAuditor(uint32_t subscribers, const MessageMemory& memory, ViolationLog& log)
    : m_memory(memory),
      m_log(log),
      m_transactions(subscribers),
      m_habits(subscribers)
{
}

void
MessageAuditor::SetHabits(uint32_t subscriber, const Habits& habits)
{
    m_habits[subscriber] = habits;
}

bool
MessageAuditor::CountsWell(const Transaction& transaction,
                           const Habits& habits,
                           const ClientLease& lease) const
{
    const uint32_t length = std::max(transaction.lease, habits.minLease);
    // Clients keep the time between first and last transmission in whole milliseconds.
    const Duration early = transaction.last - lease.start;
    const bool start = habits.countsFromLast ? early >= 0 && early < MILLISECOND
                                             : lease.start == transaction.first;
    return start && lease.expiry == LeaseEnd(lease.start, length);
}

MessageAuditor::Transaction*
MessageAuditor::Find(const DhcpMessage& message)
{
    const auto subscriber = m_memory.Find(message);
    if (!subscriber)
    {
        return nullptr;
    }
    Transaction& transaction = m_transactions[*subscriber];
    return transaction.facts.xid == message.xid ? &transaction : nullptr;
}

void
MessageAuditor::ClientTx(uint32_t subscriber, const DhcpMessage& message, Instant now)
{
    Transaction& transaction = m_transactions[subscriber];
    if (message.xid != transaction.facts.xid)
    {
        Close(transaction);
        transaction = {};
    }
    transaction.facts = RequestFacts::Of(message);
    if (message.type == DHCPREQUEST)
    {
        ++m_books.sent;
        ++transaction.sent;
        transaction.first = std::min(transaction.first, now);
        transaction.last = now;
    }
}

void
MessageAuditor::ClientRx(uint32_t subscriber, const DhcpMessage& message, Instant now)
{
    Transaction& transaction = m_transactions[subscriber];
    if (message.xid != transaction.facts.xid)
    {
        return;
    }
    const bool tooLate = message.type == DHCPOFFER && transaction.facts.type == DHCPREQUEST;
    const char* const fault =
        tooLate ? nullptr : ReplyFault(transaction.facts, message, ReplySide::CLIENT, m_copiesAllowed);
    if (fault)
    {
        m_log.Report("I7",
                     now,
                     "subscriber " + std::to_string(subscriber) + " gets " + Describe(message) +
                         ": " + fault,
                     {subscriber});
    }
    if (message.type == DHCPACK)
    {
        transaction.lease = message.options.GetU32(OPT_LEASE_TIME).value_or(0);
    }
    else if (message.type == DHCPNAK && transaction.by == By::NOBODY)
    {
        Answered(subscriber, By::REFUSED, now);
    }
}

void
MessageAuditor::ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now)
{
    const Transaction& transaction = m_transactions[subscriber];
    if (!CountsWell(transaction, m_habits[subscriber], lease))
    {
        m_log.Report("I9",
                     now,
                     "subscriber " + std::to_string(subscriber) + " counts its lease of " +
                         std::to_string(transaction.lease) + " s from " + Seconds(lease.start) +
                         " to " + Seconds(lease.expiry) + ", its REQUEST was sent at " +
                         (transaction.sent == 0 ? "no time" : Seconds(transaction.first)),
                     {subscriber});
    }
    Answered(subscriber, transaction.relayAnswered ? By::RELAY : By::SERVER, now);
}

void
MessageAuditor::Answered(uint32_t subscriber, By by, Instant now)
{
    Transaction& transaction = m_transactions[subscriber];
    if (transaction.by != By::NOBODY || transaction.sent == 0)
    {
        m_log.Report("I8",
                     now,
                     "subscriber " + std::to_string(subscriber) +
                         (transaction.sent == 0 ? " takes an answer without a REQUEST"
                                                : " takes two answers to one REQUEST"),
                     {subscriber});
        return;
    }
    transaction.by = by;
}

void
MessageAuditor::AllowCopiedFields()
{
    m_copiesAllowed = true;
}

void
MessageAuditor::ServerRx(const DhcpMessage& message)
{
    m_served[message.xid] = {RequestFacts::Of(message), ++m_servedCount};
    m_servedOrder.emplace_back(m_servedCount, message.xid);
    if (m_servedOrder.size() > MAX_SERVED)
    {
        const auto [number, xid] = m_servedOrder.front();
        m_servedOrder.pop_front();
        const auto oldest = m_served.find(xid);
        if (oldest != m_served.end() && oldest->second.number == number)
        {
            m_served.erase(oldest);
        }
    }
    if (message.type == DHCPREQUEST)
    {
        if (Transaction* transaction = Find(message))
        {
            ++transaction->served;
        }
    }
}

void
MessageAuditor::ServerTx(const DhcpMessage& message, Instant now)
{
    const auto served = m_served.find(message.xid);
    const char* const fault = served == m_served.end()
                                  ? "it answers no message of late"
                                  : ReplyFault(served->second.facts,
                                               message,
                                               ReplySide::SERVER,
                                               m_copiesAllowed);
    if (fault)
    {
        const auto subscriber = m_memory.Find(message);
        m_log.Report("I7",
                     now,
                     "the server sends " + Describe(message) + ": " + fault,
                     subscriber ? std::vector<uint32_t>{*subscriber} : std::vector<uint32_t>());
    }
    Transaction* const transaction = Find(message);
    if (transaction && message.type != DHCPOFFER)
    {
        ++transaction->replied;
    }
}

void
MessageAuditor::RelayStoodIn(const std::array<uint8_t, 16>& chaddr, uint32_t xid)
{
    const auto subscriber = m_memory.Find(chaddr);
    if (subscriber && m_transactions[*subscriber].facts.xid == xid)
    {
        m_transactions[*subscriber].relayAnswered = true;
    }
}

void
MessageAuditor::Close(Transaction& transaction)
{
    uint64_t left = transaction.sent;
    const bool answered = transaction.by != By::NOBODY;
    m_books.ackedByServer += transaction.by == By::SERVER;
    m_books.ackedByRelay += transaction.by == By::RELAY;
    m_books.refused += transaction.by == By::REFUSED;
    left -= answered;
    const auto take = [&left](uint64_t count) {
        count = std::min(left, count);
        left -= count;
        return count;
    };
    // The answer that was taken came from the server unless a relay gave it.
    const bool serverAnswered = answered && transaction.by != By::RELAY;
    const uint32_t replied = std::min(transaction.replied, transaction.served);
    m_books.lostAfter += take(replied - std::min<uint32_t>(replied, serverAnswered));
    m_books.ignored += take(transaction.served - replied);
    m_books.lostBefore += left;
}

void
MessageAuditor::Finish(Instant now)
{
    for (Transaction& transaction : m_transactions)
    {
        if (transaction.by == By::NOBODY)
        {
            m_books.pending += transaction.sent;
        }
        else
        {
            Close(transaction);
        }
        transaction = {};
    }
    const Books& b = m_books;
    const uint64_t found = b.ackedByServer + b.ackedByRelay + b.refused + b.lostBefore +
                           b.ignored + b.lostAfter + b.pending;
    if (found != b.sent)
    {
        m_log.Report("I8",
                     now,
                     std::to_string(b.sent) + " REQUESTs were sent, but " + std::to_string(found) +
                         " are accounted for",
                     {});
    }
}

} // namespace ns3::dhcpbackup
