/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "failover-machine.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// How long a server that comes back looks for its partner before it serves alone, as dhcpd does.
constexpr Duration STARTUP_TIME = 15 * SECOND;
/// Messages are sent so often in maxResponseDelay that one may get lost (draft section 8.3).
constexpr int CONTACTS = 3;

} // namespace

std::string
FailoverSettings::Validate() const
{
    if (mclt < SECOND || leaseTime < SECOND || maxResponseDelay < CONTACTS)
    {
        return "mclt and leaseTime must be at least one second, maxResponseDelay more than zero";
    }
    if (maxUnackedUpdates == 0 || pageSize == 0 || split > 256)
    {
        return "maxUnackedUpdates and pageSize must be at least one, split at most 256";
    }
    return loadBalanceMax < 0 || autoPartnerDown < 0
               ? "loadBalanceMax and autoPartnerDown must not be negative"
               : "";
}

const char*
ToString(FailoverState state)
{
    static const char* const names[] = {"startup",
                                        "normal",
                                        "communications-interrupted",
                                        "partner-down",
                                        "potential-conflict",
                                        "recover",
                                        "recover-wait",
                                        "recover-done"};
    return names[size_t(state)];
}

FailoverState
FailoverMachine::FirstState(FailoverStart start)
{
    return start == FailoverStart::SETTLED ? FailoverState::NORMAL
           : start == FailoverStart::KEPT  ? FailoverState::STARTUP
                                           : FailoverState::RECOVER;
}

FailoverMachine::FailoverMachine(const FailoverSettings& settings,
                                 FailoverStart start,
                                 Instant downSince,
                                 Instant now)
    : m_settings(settings),
      m_state(FirstState(start)),
      m_partner(start == FailoverStart::SETTLED ? FailoverState::NORMAL : FailoverState::STARTUP),
      m_connected(start == FailoverStart::SETTLED),
      m_since(now),
      m_heard(now),
      m_contactAt(m_connected ? now + settings.maxResponseDelay / CONTACTS : now),
      // Without its store it does not know what it had granted just before it came back.
      m_recoverUntil((start == FailoverStart::KEPT ? downSince : now) + settings.mclt)
{
    const std::string error = settings.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
}

const char*
FailoverMachine::StateName() const
{
    return ToString(m_state);
}

bool
FailoverMachine::Serves(const DhcpMessage& message, Instant)
{
    const bool serving = m_state == FailoverState::NORMAL ||
                         m_state == FailoverState::COMMUNICATIONS_INTERRUPTED ||
                         m_state == FailoverState::PARTNER_DOWN;
    const auto named = message.options.GetU32(OPT_SERVER_ID);
    if (!serving || (named && *named == m_settings.partnerId))
    {
        return false;
    }
    if (m_state != FailoverState::NORMAL || message.type != DHCPDISCOVER)
    {
        return true; // both answer renewals
    }
    const bool mine = (LoadBalancingHash(message) < m_settings.split) == m_settings.first;
    return mine || message.secs * SECOND >= m_settings.loadBalanceMax;
}

uint32_t
FailoverMachine::HalfFor(const DhcpMessage&) const
{
    return m_settings.first ? 0 : 1;
}

bool
FailoverMachine::MayUseBothHalves(Instant now) const
{
    return m_state == FailoverState::PARTNER_DOWN && now - m_since >= m_settings.mclt;
}

uint32_t
FailoverMachine::Limit(IpAddr address, uint32_t lease, Instant now) const
{
    if (m_state == FailoverState::PARTNER_DOWN)
    {
        return lease;
    }
    const auto known = m_known.find(address);
    const Duration left = known == m_known.end() ? 0 : std::max<Duration>(known->second - now, 0);
    return std::min<int64_t>(lease, (left + m_settings.mclt) / SECOND);
}

void
FailoverMachine::OnContact(Instant now)
{
    m_connected = true;
    m_heard = now;
}

void
FailoverMachine::OnDisconnect(Instant now, ServerPairOutput& out)
{
    m_connected = false;
    m_pageAt = NEVER;
    ReturnUpdates();
    if (m_state == FailoverState::NORMAL)
    {
        Enter(FailoverState::COMMUNICATIONS_INTERRUPTED, now, out);
    }
}

void
FailoverMachine::SayState(PartnerMessageType type, uint32_t id, ServerPairOutput& out)
{
    PartnerMessage message;
    message.type = type;
    message.id = id;
    message.state = uint8_t(m_state);
    out.ToPartner(message);
}

void
FailoverMachine::Receive(const PartnerMessage& message, Instant now, ServerPairOutput& out)
{
    if (message.type == PartnerMessageType::BYE)
    {
        if (m_connected)
        {
            OnDisconnect(now, out);
        }
        return;
    }
    OnContact(now);
    switch (message.type)
    {
    case PartnerMessageType::HEARTBEAT:
    case PartnerMessageType::STATE:
        m_partner = FailoverState(std::min(message.state, uint8_t(FailoverState::RECOVER_DONE)));
        if (message.type == PartnerMessageType::HEARTBEAT)
        {
            SayState(PartnerMessageType::STATE, message.id, out);
        }
        RunModel(now, out);
        break;
    case PartnerMessageType::UPDATE: {
        for (PartnerLease lease : message.leases)
        {
            Acknowledged(lease.address, lease.binding.expiry);
            // The partner may renew up to what it has told: nobody else gets the address before.
            lease.binding.expiry = std::max(lease.binding.expiry, lease.potential);
            out.Adopt(lease, false);
        }
        PartnerMessage done;
        done.type = PartnerMessageType::DONE;
        done.id = message.id;
        out.ToPartner(done);
        break;
    }
    case PartnerMessageType::DONE: {
        const auto open = m_open.find(message.id);
        if (open != m_open.end())
        {
            Acknowledged(open->second.lease.address, open->second.lease.potential);
            m_open.erase(open);
        }
        break;
    }
    case PartnerMessageType::PAGE:
        TellPage(message, out);
        break;
    case PartnerMessageType::LEASES:
        OnLeases(message, now, out);
        break;
    default:
        break;
    }
    SendUpdates(now, out);
}

void
FailoverMachine::OnUnreachable(Instant now, ServerPairOutput& out)
{
    if (m_connected)
    {
        OnDisconnect(now, out);
    }
}

void
FailoverMachine::RunModel(Instant now, ServerPairOutput& out)
{
    const bool partnerServes = m_partner == FailoverState::NORMAL ||
                               m_partner == FailoverState::COMMUNICATIONS_INTERRUPTED;
    switch (m_state)
    {
    case FailoverState::STARTUP:
        if (m_partner == FailoverState::PARTNER_DOWN)
        {
            Enter(FailoverState::RECOVER, now, out);
        }
        else
        {
            Enter(FailoverState::COMMUNICATIONS_INTERRUPTED, now, out);
            RunModel(now, out);
        }
        break;
    case FailoverState::COMMUNICATIONS_INTERRUPTED:
    case FailoverState::PARTNER_DOWN:
        if (m_partner == FailoverState::RECOVER_DONE ||
            (partnerServes && m_state == FailoverState::COMMUNICATIONS_INTERRUPTED))
        {
            Enter(FailoverState::NORMAL, now, out);
        }
        else if (partnerServes || m_partner == FailoverState::PARTNER_DOWN ||
                 m_partner == FailoverState::POTENTIAL_CONFLICT)
        {
            Enter(FailoverState::POTENTIAL_CONFLICT, now, out);
        }
        break;
    case FailoverState::RECOVER:
        if (m_pageAt == NEVER)
        {
            m_pageFrom = 0;
            AskForPage(now, out);
        }
        break;
    case FailoverState::RECOVER_DONE:
        if (partnerServes)
        {
            Enter(FailoverState::NORMAL, now, out);
        }
        break;
    case FailoverState::POTENTIAL_CONFLICT:
        if (m_pageAt == NEVER)
        {
            m_pageFrom = 0;
            AskForPage(now, out);
        }
        break;
    case FailoverState::NORMAL:
        if (m_partner == FailoverState::PARTNER_DOWN)
        {
            Enter(FailoverState::POTENTIAL_CONFLICT, now, out);
        }
        else if (m_partner == FailoverState::STARTUP || m_partner == FailoverState::RECOVER)
        {
            OnDisconnect(now, out); // it has been down and up again
            m_connected = true;
        }
        break;
    case FailoverState::RECOVER_WAIT:
        break;
    }
}

void
FailoverMachine::Enter(FailoverState state, Instant now, ServerPairOutput& out)
{
    const FailoverState old = m_state;
    m_state = state;
    m_since = now;
    out.PairStateChanged(ToString(old), ToString(state));
    if (m_connected)
    {
        SayState(PartnerMessageType::STATE, 0, out);
    }
    if (state == FailoverState::RECOVER || state == FailoverState::POTENTIAL_CONFLICT)
    {
        m_pageFrom = 0;
        AskForPage(now, out);
    }
}

void
FailoverMachine::Wake(Instant now, ServerPairOutput& out)
{
    if (m_connected && now - m_heard >= m_settings.maxResponseDelay)
    {
        OnDisconnect(now, out);
    }
    if (m_contactAt <= now)
    {
        m_contactAt = now + m_settings.maxResponseDelay / CONTACTS;
        SayState(PartnerMessageType::HEARTBEAT, ++m_lastId, out);
    }
    ResendUpdates(now, out);
    if (m_pageAt <= now)
    {
        AskForPage(now, out);
    }
    if (m_state == FailoverState::STARTUP && now - m_since >= STARTUP_TIME)
    {
        Enter(FailoverState::COMMUNICATIONS_INTERRUPTED, now, out);
    }
    if (m_state == FailoverState::RECOVER_WAIT && now >= m_recoverUntil)
    {
        Enter(FailoverState::RECOVER_DONE, now, out);
    }
    if (m_state == FailoverState::COMMUNICATIONS_INTERRUPTED && !m_connected &&
        m_settings.autoPartnerDown != NEVER && now - m_since >= m_settings.autoPartnerDown)
    {
        Enter(FailoverState::PARTNER_DOWN, now, out);
    }
}

Instant
FailoverMachine::NextWake() const
{
    Instant next = std::min(m_contactAt, m_pageAt);
    if (m_connected)
    {
        next = std::min(next, m_heard + m_settings.maxResponseDelay);
    }
    for (const auto& [id, update] : m_open)
    {
        next = std::min(next, update.resendAt);
    }
    if (m_state == FailoverState::STARTUP)
    {
        next = std::min(next, m_since + STARTUP_TIME);
    }
    if (m_state == FailoverState::RECOVER_WAIT)
    {
        next = std::min(next, m_recoverUntil);
    }
    if (m_state == FailoverState::COMMUNICATIONS_INTERRUPTED && !m_connected &&
        m_settings.autoPartnerDown != NEVER)
    {
        next = std::min(next, m_since + m_settings.autoPartnerDown);
    }
    return next;
}

} // namespace ns3::dhcpbackup
