/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// What a client asks for: mask, router, DNS, lease time, server id, T1, T2.
constexpr uint8_t PARAMETERS[] =
    {OPT_SUBNET_MASK, OPT_ROUTER, OPT_DNS, OPT_LEASE_TIME, OPT_SERVER_ID, OPT_T1, OPT_T2};

/// Draws that one transaction may take for one purpose.
constexpr uint64_t DRAWS_PER_TRANSACTION = 256;

IpAddr
FirstAddress(const DhcpMessage& message, OptionCode code)
{
    const auto data = message.options.Find(code);
    if (!data || data->size() < 4)
    {
        return 0;
    }
    const ByteView& d = *data;
    return IpAddr(d[0]) << 24 | IpAddr(d[1]) << 16 | IpAddr(d[2]) << 8 | d[3];
}

/// RFC 6842 section 3: an identifier that comes back changed is not an answer to us.
bool
IsForAnotherClient(const ClientIdentity& identity, const DhcpMessage& message)
{
    const auto id = message.options.Find(OPT_CLIENT_ID);
    const bool changed =
        id && !std::equal(id->begin(),
                          id->end(),
                          identity.clientId.begin(),
                          identity.clientId.end(),
                          [](uint8_t a, char b) { return a == uint8_t(b); });
    return changed || message.chaddr != identity.chaddr;
}

} // namespace

const char*
ToString(ClientPhase phase)
{
    static const char* const names[] = {"INIT",
                                        "SELECTING",
                                        "REQUESTING",
                                        "BOUND",
                                        "RENEWING",
                                        "REBINDING",
                                        "INIT-REBOOT",
                                        "REBOOTING"};
    return names[size_t(phase)];
}

const char*
ToString(LossCause cause)
{
    static const char* const names[] = {"expired", "refused", "stopped"};
    return names[size_t(cause)];
}

ClientMachine::ClientMachine(const ClientProfile& profile, const Draw& draw)
    : m_profile(profile),
      m_draw(draw)
{
}

void
ClientMachine::Enter(ClientState& state, ClientPhase phase, ClientOutput& out) const
{
    const ClientPhase old = state.phase;
    state.phase = phase;
    state.attempt = 0;
    if (old != phase)
    {
        out.PhaseChanged(old, phase);
    }
}

void
ClientMachine::NewTransaction(ClientState& state) const
{
    ++state.transaction;
    state.xid = m_draw.Bits(DrawPurpose::XID, state.subscriber, state.transaction);
}

double
ClientMachine::Spread(const ClientState& state, DrawPurpose purpose, uint32_t n) const
{
    const uint64_t event = state.transaction * DRAWS_PER_TRANSACTION + n;
    return 2 * m_draw.Uniform(purpose, state.subscriber, event) - 1;
}

Instant
ClientMachine::Backoff(const ClientState& state, Instant now) const
{
    const uint32_t doublings = std::min<uint32_t>(state.attempt - 1, 16);
    const Duration wait = std::min(m_profile.firstRetry << doublings, m_profile.maxRetry);
    const double jitter = Spread(state, DrawPurpose::RETRY_JITTER, state.attempt);
    return now + wait + Duration(jitter * m_profile.retryJitter);
}

Instant
ClientMachine::RenewRetry(Instant now, Instant end) const
{
    const Duration wait = std::max((end - now) / 2, m_profile.minRenewRetry);
    return wait >= end - now ? end : now + wait;
}

void
ClientMachine::Restart(ClientState& state, Instant first, ClientOutput& out) const
{
    Enter(state, ClientPhase::INIT, out);
    NewTransaction(state);
    state.wake = first;
}

void
ClientMachine::Start(ClientState& state, Instant now, ClientOutput& out) const
{
    const double share = m_draw.Uniform(DrawPurpose::START_DELAY,
                                        state.subscriber,
                                        state.transaction);
    const Duration spread = m_profile.startDelayMax - m_profile.startDelayMin;
    const Instant first = now + m_profile.startDelayMin + Duration(share * spread);
    Restart(state, first, out);
    if (state.address != 0 && state.expiry > first)
    {
        Enter(state, ClientPhase::INIT_REBOOT, out);
    }
}

void
ClientMachine::Stop(ClientState& state, ClientOutput& out) const
{
    if (state.HoldsAddress())
    {
        out.Lost(state.address, LossCause::STOPPED);
    }
    else
    {
        state.address = 0;
    }
    Enter(state, ClientPhase::INIT, out);
    state.wake = NEVER;
}

void
ClientMachine::Wake(ClientState& state,
                    const ClientIdentity& identity,
                    Instant now,
                    ClientOutput& out) const
{
    if (state.HoldsAddress() && now >= state.expiry)
    {
        out.Lost(state.address, LossCause::EXPIRED);
        Restart(state, now, out);
    }
    switch (state.phase)
    {
    case ClientPhase::INIT:
        state.since = now;
        Enter(state, ClientPhase::SELECTING, out);
        break;
    case ClientPhase::INIT_REBOOT:
        state.since = now;
        Enter(state, ClientPhase::REBOOTING, out);
        break;
    case ClientPhase::REQUESTING:
    case ClientPhase::REBOOTING:
        if (state.attempt == m_profile.requestTries)
        {
            Restart(state, now, out);
            state.since = now;
            Enter(state, ClientPhase::SELECTING, out);
        }
        break;
    case ClientPhase::BOUND:
        NewTransaction(state);
        state.since = now;
        Enter(state, ClientPhase::RENEWING, out);
        break;
    case ClientPhase::RENEWING:
        if (now >= state.t2)
        {
            // The same transaction goes on, to anybody now: its REQUEST's first transmission
            // stays that at T1, from which the lease will count.
            const uint8_t attempts = state.attempt;
            Enter(state, ClientPhase::REBINDING, out);
            state.attempt = attempts;
        }
        break;
    case ClientPhase::SELECTING:
    case ClientPhase::REBINDING:
        break;
    }
    Transmit(state, identity, now, out);
}

void
ClientMachine::Transmit(ClientState& state,
                        const ClientIdentity& identity,
                        Instant now,
                        ClientOutput& out) const
{
    DhcpMessage message;
    identity.PutInto(message);
    message.type = state.phase == ClientPhase::SELECTING ? DHCPDISCOVER : DHCPREQUEST;
    message.xid = state.xid;
    message.secs = std::min<int64_t>((now - state.since) / SECOND, UINT16_MAX);
    message.flags = m_profile.broadcastReplies ? FLAG_BROADCAST : 0;
    if (state.HoldsAddress())
    {
        message.ciaddr = state.address;
    }
    else if (state.address != 0)
    {
        message.options.AddU32(OPT_REQUESTED_ADDRESS, state.address);
    }
    if (state.phase == ClientPhase::REQUESTING)
    {
        message.options.AddU32(OPT_SERVER_ID, state.serverId);
    }
    message.options.Add(OPT_PARAMETER_LIST, PARAMETERS);
    if (state.attempt == 0)
    {
        state.requested = now;
    }
    state.attempt = std::min<uint32_t>(state.attempt + 1, UINT8_MAX);
    switch (state.phase)
    {
    case ClientPhase::RENEWING:
        state.wake = RenewRetry(now, state.t2);
        break;
    case ClientPhase::REBINDING:
        state.wake = RenewRetry(now, state.expiry);
        break;
    default:
        state.wake = Backoff(state, now);
        break;
    }
    out.Send(message, state.phase == ClientPhase::RENEWING ? state.serverId : BROADCAST);
}

const char*
ClientMachine::Receive(ClientState& state,
                       const ClientIdentity& identity,
                       const DhcpMessage& message,
                       Instant now,
                       ClientOutput& out) const
{
    const bool asking = state.phase == ClientPhase::REQUESTING ||
                        state.phase == ClientPhase::REBOOTING ||
                        state.phase == ClientPhase::RENEWING ||
                        state.phase == ClientPhase::REBINDING;
    if (message.op != BOOTREPLY)
    {
        return "not a reply";
    }
    if (message.xid != state.xid)
    {
        return "another transaction";
    }
    if (IsForAnotherClient(identity, message))
    {
        return "another client";
    }
    if (!message.options.GetU32(OPT_SERVER_ID))
    {
        return "no server identifier";
    }
    if (message.type == DHCPOFFER && state.phase == ClientPhase::SELECTING)
    {
        if (!IsHostAddress(message.yiaddr))
        {
            return "unusable address";
        }
        Accept(state, identity, message, now, out);
        return nullptr;
    }
    if (message.type == DHCPACK && asking)
    {
        return Bind(state, message, now, out);
    }
    if (message.type == DHCPNAK && asking)
    {
        if (state.HoldsAddress())
        {
            out.Lost(state.address, LossCause::REFUSED);
        }
        state.address = 0;
        Restart(state, now, out);
        return nullptr;
    }
    return "not expected in this state";
}

void
ClientMachine::Accept(ClientState& state,
                      const ClientIdentity& identity,
                      const DhcpMessage& offer,
                      Instant now,
                      ClientOutput& out) const
{
    state.address = offer.yiaddr;
    state.serverId = *offer.options.GetU32(OPT_SERVER_ID);
    Enter(state, ClientPhase::REQUESTING, out);
    Transmit(state, identity, now, out);
}

const char*
ClientMachine::Bind(ClientState& state,
                    const DhcpMessage& ack,
                    Instant now,
                    ClientOutput& out) const
{
    const auto lease = ack.options.GetU32(OPT_LEASE_TIME);
    if (!lease || *lease == 0 || !IsHostAddress(ack.yiaddr))
    {
        return "no usable lease";
    }
    const Instant expiry = LeaseEnd(state.requested, *lease);
    if (expiry <= now)
    {
        return "the lease is over already";
    }
    const bool held = state.HoldsAddress();
    if (held && ack.yiaddr != state.address)
    {
        out.Lost(state.address, LossCause::REFUSED);
    }
    ClientLease granted;
    granted.renewed = held && ack.yiaddr == state.address;
    granted.address = ack.yiaddr;
    granted.mask = ack.options.GetU32(OPT_SUBNET_MASK).value_or(0);
    granted.router = FirstAddress(ack, OPT_ROUTER);
    granted.serverId = *ack.options.GetU32(OPT_SERVER_ID);
    granted.start = state.requested;
    granted.expiry = expiry;
    granted.xid = ack.xid;
    state.address = granted.address;
    state.serverId = granted.serverId;
    state.expiry = expiry;
    SetTimers(state, ack, *lease);
    Enter(state, ClientPhase::BOUND, out);
    state.wake = std::min(state.t1, expiry);
    out.Bound(granted);
    return nullptr;
}

void
ClientMachine::SetTimers(ClientState& state, const DhcpMessage& ack, uint32_t lease) const
{
    if (lease == INFINITE_LEASE)
    {
        state.t1 = NEVER;
        state.t2 = NEVER;
        return;
    }
    const auto given1 = ack.options.GetU32(OPT_T1);
    const auto given2 = ack.options.GetU32(OPT_T2);
    const bool sane = given1 && given2 && *given1 <= *given2 && *given2 <= lease;
    const Duration length = lease * SECOND;
    const Duration t1 = sane ? *given1 * SECOND : Duration(m_profile.t1 * length);
    const Duration t2 = sane ? *given2 * SECOND : Duration(m_profile.t2 * length);
    const Duration fuzz1 = Spread(state, DrawPurpose::TIMER_FUZZ, 0) * m_profile.timerFuzz;
    const Duration fuzz2 = Spread(state, DrawPurpose::TIMER_FUZZ, 1) * m_profile.timerFuzz;
    state.t2 = state.requested + std::clamp<Duration>(t2 + fuzz2, 0, length);
    state.t1 = std::min(state.requested + std::max<Duration>(t1 + fuzz1, 0), state.t2);
}

} // namespace ns3::dhcpbackup
