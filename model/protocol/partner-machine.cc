/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "partner-machine.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

std::string
PartnerSettings::Validate() const
{
    if (heartbeatDelay <= 0 || maxResponseDelay <= 0 || syncTimeout <= 0 || requestTimeout <= 0)
    {
        return "heartbeatDelay, maxResponseDelay, syncTimeout and requestTimeout must be more than "
               "zero";
    }
    if (maxResponseDelay <= heartbeatDelay)
    {
        return "maxResponseDelay must be more than heartbeatDelay, or a healthy partner is suspected";
    }
    return maxAckDelay < 0 || pageSize == 0 ? "maxAckDelay must not be negative, pageSize not 0" : "";
}

const char*
ToString(PartnerState state)
{
    static const char* const names[] = {"waiting",
                                        "syncing",
                                        "ready",
                                        "hot-standby",
                                        "load-balancing",
                                        "communication-recovery",
                                        "partner-down",
                                        "unavailable"};
    return names[size_t(state)];
}

PartnerMachine::PartnerMachine(const PartnerSettings& settings, bool settled, Instant now)
    : m_settings(settings),
      m_state(settled ? Normal() : PartnerState::WAITING),
      m_partner(settled ? Normal() : PartnerState::UNAVAILABLE),
      m_poke(now),
      m_heartbeatAt(now + settings.heartbeatDelay)
{
    const std::string error = settings.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
}

PartnerState
PartnerMachine::Normal() const
{
    return m_settings.mode == PartnerMode::HOT_STANDBY ? PartnerState::HOT_STANDBY
                                                       : PartnerState::LOAD_BALANCING;
}

const char*
PartnerMachine::StateName() const
{
    return ToString(m_state);
}

bool
PartnerMachine::IsInterrupted(Instant now) const
{
    return now - m_poke > m_settings.maxResponseDelay;
}

bool
PartnerMachine::ShouldPartnerDown(Instant now) const
{
    if (!IsInterrupted(now))
    {
        return false;
    }
    // All clients are the first one's in a hot standby pair: it has none to watch.
    const bool blind = m_settings.mode == PartnerMode::HOT_STANDBY && m_settings.first;
    return blind || m_settings.maxUnackedClients == 0 ||
           m_unacked.size() > m_settings.maxUnackedClients;
}

bool
PartnerMachine::IsInScope(const DhcpMessage& message) const
{
    switch (m_state)
    {
    case PartnerState::HOT_STANDBY:
        return m_settings.first;
    case PartnerState::LOAD_BALANCING:
    case PartnerState::COMMUNICATION_RECOVERY:
        return BelongsToFirst(message) == m_settings.first;
    case PartnerState::PARTNER_DOWN:
        return true;
    default:
        return false;
    }
}

bool
PartnerMachine::Serves(const DhcpMessage& message, Instant now)
{
    if (now < m_disabledUntil)
    {
        return false;
    }
    const bool mine = IsInScope(message);
    const bool waits = message.type == DHCPDISCOVER || message.type == DHCPREQUEST;
    if (!mine && waits && IsInterrupted(now) && message.secs * SECOND > m_settings.maxAckDelay &&
        m_unacked.size() <= m_settings.maxUnackedClients)
    {
        m_unacked.insert(ClientKeyOf(message));
    }
    return mine;
}

PartnerMessage
PartnerMachine::Ask(PartnerMessageType type)
{
    PartnerMessage message;
    message.type = type;
    message.id = ++m_lastId;
    return message;
}

uint32_t
PartnerMachine::SendUpdate(const PartnerLease& lease, Instant now, ServerPairOutput& out)
{
    PartnerMessage update = Ask(PartnerMessageType::UPDATE);
    update.leases.push_back(lease);
    m_open[update.id] = {false, now + m_settings.requestTimeout};
    out.ToPartner(update);
    return update.id;
}

uint32_t
PartnerMachine::Changed(const PartnerLease& lease, Instant now, ServerPairOutput& out)
{
    if (m_state == Normal())
    {
        return SendUpdate(lease, now, out);
    }
    if (m_state == PartnerState::COMMUNICATION_RECOVERY)
    {
        m_overflow = m_overflow || m_delayed.size() >= m_settings.delayedUpdates;
        if (!m_overflow)
        {
            m_delayed.push_back(lease);
        }
    }
    return 0;
}

void
PartnerMachine::Poke(Instant now)
{
    m_poke = now;
    m_unacked.clear();
}

void
PartnerMachine::Receive(const PartnerMessage& message, Instant now, ServerPairOutput& out)
{
    PartnerMessage reply;
    reply.id = message.id;
    reply.type = PartnerMessageType::DONE;
    const auto open = m_open.find(message.id);
    switch (message.type)
    {
    case PartnerMessageType::HEARTBEAT:
        reply.type = PartnerMessageType::STATE;
        reply.state = uint8_t(m_state);
        out.ToPartner(reply);
        break;
    case PartnerMessageType::UPDATE:
        for (const PartnerLease& lease : message.leases)
        {
            out.Adopt(lease, false);
        }
        out.ToPartner(reply);
        break;
    case PartnerMessageType::PAGE:
        TellPage(message, out);
        break;
    case PartnerMessageType::DISABLE:
        m_disabledUntil = now + m_settings.syncTimeout;
        out.ToPartner(reply);
        break;
    case PartnerMessageType::ENABLE:
        OnEnable(now, out);
        break;
    case PartnerMessageType::LEASES:
        OnLeases(message, now, out);
        break;
    case PartnerMessageType::BYE: // Kea's connections end with each answer: nobody notices
        break;
    case PartnerMessageType::STATE:
    case PartnerMessageType::DONE:
        if (open == m_open.end())
        {
            if (m_state == PartnerState::SYNCING && message.id == m_page)
            {
                AskForPage(now, out); // the partner serves nobody now
            }
            break;
        }
        Poke(now);
        m_heartbeatAt = now + m_settings.heartbeatDelay;
        if (open->second.heartbeat)
        {
            m_partner = PartnerState(std::min(message.state, uint8_t(PartnerState::UNAVAILABLE)));
            m_open.erase(open);
            RunModel(now, out);
            break;
        }
        m_open.erase(open);
        out.Settled(message.id, true);
        break;
    }
}

void
PartnerMachine::OnSilence(uint32_t id, Instant now, ServerPairOutput& out)
{
    const bool heartbeat = m_open[id].heartbeat;
    m_open.erase(id);
    m_partner = PartnerState::UNAVAILABLE;
    if (heartbeat)
    {
        m_heartbeatAt = now + m_settings.heartbeatDelay;
    }
    else
    {
        out.Settled(id, false);
    }
    RunModel(now, out);
}

void
PartnerMachine::OnUnreachable(Instant now, ServerPairOutput& out)
{
    while (!m_open.empty())
    {
        OnSilence(m_open.begin()->first, now, out);
    }
}

void
PartnerMachine::Wake(Instant now, ServerPairOutput& out)
{
    while (!m_open.empty() && m_open.begin()->second.deadline <= now)
    {
        OnSilence(m_open.begin()->first, now, out);
    }
    if (m_syncDeadline <= now)
    {
        Enter(PartnerState::WAITING, now, out);
    }
    if (m_heartbeatAt <= now)
    {
        SendHeartbeat(now, out);
    }
}

void
PartnerMachine::SendHeartbeat(Instant now, ServerPairOutput& out)
{
    const PartnerMessage heartbeat = Ask(PartnerMessageType::HEARTBEAT);
    m_heartbeatAt = NEVER;
    m_open[heartbeat.id] = {true, now + m_settings.requestTimeout};
    out.ToPartner(heartbeat);
}

void
PartnerMachine::OnEnable(Instant now, ServerPairOutput& out)
{
    if (m_state == PartnerState::PARTNER_DOWN)
    {
        // What it granted now the partner would not learn: it is ready, and no updates go to it
        // until a heartbeat has told so. As Kea does since 1.9.12, ask at once and wait for that.
        m_disabledUntil = now + m_settings.syncTimeout;
        SendHeartbeat(now, out);
        return;
    }
    m_disabledUntil = 0;
}

Instant
PartnerMachine::NextWake() const
{
    const Instant deadline = m_open.empty() ? NEVER : m_open.begin()->second.deadline;
    return std::min({deadline, m_heartbeatAt, m_syncDeadline});
}

void
PartnerMachine::RunModel(Instant now, ServerPairOutput& out)
{
    const bool absent = m_partner == PartnerState::UNAVAILABLE;
    const bool serving = m_partner == PartnerState::HOT_STANDBY ||
                         m_partner == PartnerState::LOAD_BALANCING ||
                         m_partner == PartnerState::COMMUNICATION_RECOVERY;
    if (absent && m_state != PartnerState::PARTNER_DOWN && ShouldPartnerDown(now))
    {
        Enter(PartnerState::PARTNER_DOWN, now, out);
        return;
    }
    switch (m_state)
    {
    case PartnerState::WAITING:
        // Of two that have just started the first one goes on first.
        if (serving || m_partner == PartnerState::PARTNER_DOWN || m_partner == PartnerState::READY ||
            (m_partner == PartnerState::WAITING && m_settings.first))
        {
            Enter(PartnerState::SYNCING, now, out);
        }
        break;
    case PartnerState::READY:
        if (serving || (m_partner == PartnerState::READY && m_settings.first))
        {
            Enter(Normal(), now, out);
        }
        break;
    case PartnerState::HOT_STANDBY:
    case PartnerState::LOAD_BALANCING:
        if (m_partner == PartnerState::PARTNER_DOWN)
        {
            Enter(PartnerState::WAITING, now, out);
        }
        else if (absent && m_state == PartnerState::LOAD_BALANCING && m_settings.delayedUpdates > 0)
        {
            Enter(PartnerState::COMMUNICATION_RECOVERY, now, out);
        }
        break;
    case PartnerState::COMMUNICATION_RECOVERY:
        Recover(now, out);
        break;
    case PartnerState::PARTNER_DOWN:
        if (serving || m_partner == PartnerState::PARTNER_DOWN)
        {
            Enter(PartnerState::WAITING, now, out);
        }
        else if (m_partner == PartnerState::READY)
        {
            Enter(Normal(), now, out);
        }
        break;
    case PartnerState::SYNCING:
    case PartnerState::UNAVAILABLE:
        break;
    }
}

void
PartnerMachine::Recover(Instant now, ServerPairOutput& out)
{
    switch (m_partner)
    {
    case PartnerState::UNAVAILABLE:
        break;
    case PartnerState::PARTNER_DOWN:
        Enter(PartnerState::WAITING, now, out);
        break;
    case PartnerState::LOAD_BALANCING:
    case PartnerState::COMMUNICATION_RECOVERY:
        if (m_overflow)
        {
            Enter(PartnerState::WAITING, now, out);
            break;
        }
        while (!m_delayed.empty())
        {
            SendUpdate(m_delayed.front(), now, out);
            m_delayed.pop_front();
        }
        Enter(Normal(), now, out);
        break;
    default:
        Enter(Normal(), now, out); // the partner has started anew and will copy all leases
        break;
    }
}

void
PartnerMachine::Enter(PartnerState state, Instant now, ServerPairOutput& out)
{
    const PartnerState old = m_state;
    m_state = state;
    if (old == PartnerState::PARTNER_DOWN)
    {
        m_disabledUntil = 0;
    }
    m_syncDeadline = NEVER;
    m_unacked.clear();
    m_delayed.clear();
    m_overflow = false;
    out.PairStateChanged(ToString(old), ToString(state));
    if (state == PartnerState::SYNCING)
    {
        const PartnerMessage disable = Ask(PartnerMessageType::DISABLE);
        m_page = disable.id;
        m_pageFrom = 0;
        m_syncDeadline = now + m_settings.syncTimeout;
        out.ToPartner(disable);
    }
}

void
PartnerMachine::AskForPage(Instant now, ServerPairOutput& out)
{
    PartnerMessage question = Ask(PartnerMessageType::PAGE);
    question.from = m_pageFrom;
    question.count = m_settings.pageSize;
    m_page = question.id;
    m_pageGot = 0;
    m_syncDeadline = now + m_settings.syncTimeout;
    out.ToPartner(question);
}

void
PartnerMachine::OnLeases(const PartnerMessage& message, Instant now, ServerPairOutput& out)
{
    if (m_state != PartnerState::SYNCING || message.id != m_page)
    {
        return;
    }
    for (const PartnerLease& lease : message.leases)
    {
        out.Adopt(lease, true);
        m_pageFrom = std::max(m_pageFrom, lease.address + 1);
    }
    m_pageGot += message.leases.size();
    if (m_pageGot < message.count)
    {
        return;
    }
    Poke(now);
    if (message.count >= m_settings.pageSize)
    {
        AskForPage(now, out);
        return;
    }
    out.ToPartner(Ask(PartnerMessageType::ENABLE));
    Enter(PartnerState::READY, now, out);
}

} // namespace ns3::dhcpbackup
