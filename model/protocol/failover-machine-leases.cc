/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * FailoverMachine: what the partner is told of leases, and copies of them.
 */

#include "failover-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// An update that is not acknowledged is repeated: datagrams get lost, which TCP's do not.
constexpr Duration RESEND_AFTER = 1 * SECOND;

} // namespace

Instant
FailoverMachine::PotentialExpiry(const Binding& binding) const
{
    if (binding.state != BindingState::ACTIVE || binding.expiry == NEVER)
    {
        return binding.expiry;
    }
    // The client renews when half of its lease has passed.
    return binding.changed + (binding.expiry - binding.changed) / 2 + m_settings.leaseTime;
}

void
FailoverMachine::Acknowledged(IpAddr address, Instant expiry)
{
    Instant& known = m_known[address];
    known = std::max(known, expiry);
}

void
FailoverMachine::Know(const PartnerLease& lease)
{
    Acknowledged(lease.address, PotentialExpiry(lease.binding));
}

void
FailoverMachine::Queue(const PartnerLease& lease)
{
    if (m_queued.insert_or_assign(lease.address, lease).second)
    {
        m_order.push_back(lease.address);
    }
}

uint32_t
FailoverMachine::Changed(const PartnerLease& lease, Instant now, ServerPairOutput& out)
{
    PartnerLease told = lease;
    told.potential = PotentialExpiry(lease.binding);
    Queue(told);
    SendUpdates(now, out);
    return 0;
}

void
FailoverMachine::SendUpdates(Instant now, ServerPairOutput& out)
{
    while (m_connected && m_state == FailoverState::NORMAL && !m_order.empty() &&
           m_open.size() < m_settings.maxUnackedUpdates)
    {
        const auto queued = m_queued.find(m_order.front());
        m_order.pop_front();
        PartnerMessage update;
        update.type = PartnerMessageType::UPDATE;
        update.id = ++m_lastId;
        update.leases.push_back(queued->second);
        m_open[update.id] = {queued->second, now + RESEND_AFTER};
        m_queued.erase(queued);
        out.ToPartner(update);
    }
}

void
FailoverMachine::ReturnUpdates()
{
    for (auto& [id, update] : m_open)
    {
        // What has changed since then is told instead.
        if (m_queued.find(update.lease.address) == m_queued.end())
        {
            Queue(update.lease);
        }
    }
    m_open.clear();
}

void
FailoverMachine::ResendUpdates(Instant now, ServerPairOutput& out)
{
    for (auto& [id, update] : m_open)
    {
        if (update.resendAt > now)
        {
            continue;
        }
        update.resendAt = now + RESEND_AFTER;
        PartnerMessage again;
        again.type = PartnerMessageType::UPDATE;
        again.id = id;
        again.leases.push_back(update.lease);
        out.ToPartner(again);
    }
}

void
FailoverMachine::AskForPage(Instant now, ServerPairOutput& out)
{
    PartnerMessage question;
    question.type = PartnerMessageType::PAGE;
    question.id = ++m_lastId;
    question.from = m_pageFrom;
    question.count = m_settings.pageSize;
    m_page = question.id;
    m_pageGot = 0;
    m_pageAt = now + m_settings.maxResponseDelay;
    out.ToPartner(question);
}

void
FailoverMachine::OnLeases(const PartnerMessage& message, Instant now, ServerPairOutput& out)
{
    if (m_pageAt == NEVER || message.id != m_page)
    {
        return;
    }
    for (const PartnerLease& lease : message.leases)
    {
        Acknowledged(lease.address, lease.binding.expiry);
        out.Adopt(lease, true);
        m_pageFrom = std::max(m_pageFrom, lease.address + 1);
    }
    m_pageGot += message.leases.size();
    if (m_pageGot < message.count)
    {
        return;
    }
    if (message.count >= m_settings.pageSize)
    {
        AskForPage(now, out);
        return;
    }
    m_pageAt = NEVER;
    OnCopied(now, out);
}

void
FailoverMachine::OnCopied(Instant now, ServerPairOutput& out)
{
    if (m_state == FailoverState::RECOVER)
    {
        Enter(FailoverState::RECOVER_WAIT, now, out);
    }
    else
    {
        Enter(FailoverState::NORMAL, now, out);
    }
}

} // namespace ns3::dhcpbackup
