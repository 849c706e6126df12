/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What the client says and hears.
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

/// What those ask for that do not follow options 58 and 59.
constexpr uint8_t PARAMETERS_WITHOUT_TIMERS[] =
    {OPT_SUBNET_MASK, OPT_ROUTER, OPT_DNS, OPT_LEASE_TIME, OPT_SERVER_ID};

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

/// Mask, router and server that a message names.
ClientLease
ParametersOf(const DhcpMessage& message)
{
    ClientLease parameters;
    parameters.mask = message.options.GetU32(OPT_SUBNET_MASK).value_or(0);
    parameters.router = FirstAddress(message, OPT_ROUTER);
    parameters.serverId = message.options.GetU32(OPT_SERVER_ID).value_or(0);
    return parameters;
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

/// Cycles are drawn until one fits; a lease is at most about twenty times as long as its cycle.
constexpr uint32_t MAX_CYCLES_DRAWN = 1000;

} // namespace

DhcpMessage
ClientMachine::Compose(const ClientState& state, const ClientIdentity& identity, Instant now) const
{
    DhcpMessage message;
    identity.PutInto(message);
    message.type = state.phase == ClientPhase::SELECTING   ? DHCPDISCOVER
                   : state.phase == ClientPhase::INFORMING ? DHCPINFORM
                                                           : DHCPREQUEST;
    message.xid = state.xid;
    message.secs = std::min<int64_t>((now - state.since) / SECOND, UINT16_MAX);
    message.flags = m_profile.broadcastReplies ? FLAG_BROADCAST : 0;
    if (state.HoldsAddress() || state.phase == ClientPhase::INFORMING)
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
    if (m_profile.maxMessageSize != 0)
    {
        message.options.AddU16(OPT_MAX_MESSAGE_SIZE, m_profile.maxMessageSize);
    }
    message.options.Add(OPT_PARAMETER_LIST,
                        m_profile.honoursTimers ? ByteView(PARAMETERS)
                                                : ByteView(PARAMETERS_WITHOUT_TIMERS));
    return message;
}

DhcpMessage
ClientMachine::Question(const ClientState& state, const ClientIdentity& identity, Instant now) const
{
    ClientState asking = state;
    asking.phase = ClientPhase::SELECTING;
    asking.since = now;
    return Compose(asking, identity, now);
}

void
ClientMachine::Transmit(ClientState& state,
                        const ClientIdentity& identity,
                        Instant now,
                        ClientOutput& out) const
{
    if (m_profile.newXidEachTry && state.attempt > 0 && state.phase != ClientPhase::REQUESTING)
    {
        NewTransaction(state);
    }
    const DhcpMessage message = Compose(state, identity, now);
    if (state.attempt == 0 && state.phase != ClientPhase::REBINDING)
    {
        state.requested = now;
    }
    state.lastTry = std::min<int64_t>((now - state.requested) / MILLISECOND, UINT32_MAX);
    ++state.attempt;
    state.wake = NextWake(state, now);
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
        return ConsiderOffer(state, identity, message, now, out);
    }
    if (message.type == DHCPACK && state.phase == ClientPhase::INFORMING)
    {
        ClientLease parameters = ParametersOf(message);
        parameters.xid = message.xid;
        Enter(state, ClientPhase::INFORMED, out);
        state.wake = NEVER;
        out.Informed(parameters);
        return nullptr;
    }
    if (message.type == DHCPACK && asking)
    {
        return Bind(state, message, now, out);
    }
    if (message.type == DHCPNAK && asking)
    {
        return Refuse(state, message, now, out);
    }
    return "not expected in this state";
}

const char*
ClientMachine::ConsiderOffer(ClientState& state,
                             const ClientIdentity& identity,
                             const DhcpMessage& offer,
                             Instant now,
                             ClientOutput& out) const
{
    if (!IsHostAddress(offer.yiaddr))
    {
        return "unusable address";
    }
    const Instant expiry = LeaseEnd(now, offer.options.GetU32(OPT_LEASE_TIME).value_or(0));
    const bool first = state.expiry == 0;
    const bool longer = m_profile.offerRule == OfferRule::LONGEST_LEASE && expiry > state.expiry;
    if (!first && !longer)
    {
        return "another offer is preferred";
    }
    state.address = offer.yiaddr;
    state.serverId = *offer.options.GetU32(OPT_SERVER_ID);
    if (m_profile.offerWait == 0)
    {
        Accept(state, identity, now, out);
        return nullptr;
    }
    state.expiry = expiry;
    if (first)
    {
        state.wake = now + m_profile.offerWait;
    }
    return nullptr;
}

void
ClientMachine::Accept(ClientState& state,
                      const ClientIdentity& identity,
                      Instant now,
                      ClientOutput& out) const
{
    Enter(state, ClientPhase::REQUESTING, out);
    Transmit(state, identity, now, out);
}

const char*
ClientMachine::Bind(ClientState& state,
                    const DhcpMessage& ack,
                    Instant now,
                    ClientOutput& out) const
{
    auto lease = ack.options.GetU32(OPT_LEASE_TIME);
    if (!lease || *lease == 0 || !IsHostAddress(ack.yiaddr))
    {
        return "no usable lease";
    }
    lease = std::max(*lease, m_profile.minLease);
    const Instant expiry = LeaseEnd(LeaseStart(state), *lease);
    if (expiry <= now)
    {
        return "the lease is over already";
    }
    const bool held = state.HoldsAddress();
    if (held && ack.yiaddr != state.address)
    {
        out.Lost(state.address, LossCause::REFUSED);
    }
    ClientLease granted = ParametersOf(ack);
    granted.renewed = held && ack.yiaddr == state.address;
    state.address = ack.yiaddr;
    state.serverId = granted.serverId;
    state.expiry = expiry;
    SetTimers(state, ack, *lease);
    state.naks = 0;
    if (m_profile.probing.count == 0 || granted.renewed)
    {
        Use(state, granted, now, out);
        return nullptr;
    }
    for (state.prefix = 0; granted.mask != 0; granted.mask <<= 1)
    {
        ++state.prefix;
    }
    state.router = granted.router;
    const double share = Share(state, DrawPurpose::ADDRESS_PROBE, 0);
    Enter(state, ClientPhase::PROBING, out);
    state.wake = now + Duration(share * m_profile.probing.wait);
    return nullptr;
}

ClientLease
ClientMachine::Adopt(ClientState& state,
                     const DhcpMessage& ack,
                     Instant now,
                     ClientOutput& out) const
{
    const uint32_t granted = ack.options.GetU32(OPT_LEASE_TIME).value_or(0);
    const uint32_t seconds = std::max(granted, m_profile.minLease);
    ClientLease lease = ParametersOf(ack);
    lease.address = ack.yiaddr;
    state.address = lease.address;
    state.serverId = lease.serverId;
    const auto bind = [&](Instant requested) {
        state.requested = requested;
        SetTimers(state, ack, seconds);
        state.expiry = LeaseEnd(LeaseStart(state), seconds);
        return std::min(state.t1, state.expiry) - requested;
    };
    Duration cycle = 0;
    for (uint32_t tries = 0; tries < MAX_CYCLES_DRAWN; ++tries)
    {
        NewTransaction(state);
        cycle = bind(now);
        if (Share(state, DrawPurpose::ADOPTED_AGE, 0) * (state.expiry - now) < cycle)
        {
            break;
        }
    }
    if (state.t1 != NEVER)
    {
        bind(now - Duration(Share(state, DrawPurpose::ADOPTED_AGE, 1) * cycle));
    }
    Enter(state, ClientPhase::BOUND, out);
    state.attempt = m_profile.probing.announcements;
    state.wake = std::min(state.t1, state.expiry);
    lease.start = LeaseStart(state);
    lease.expiry = state.expiry;
    lease.xid = state.xid;
    return lease;
}

const char*
ClientMachine::Refuse(ClientState& state,
                      const DhcpMessage& nak,
                      Instant now,
                      ClientOutput& out) const
{
    if (m_profile.nakFromOwnServer && nak.options.GetU32(OPT_SERVER_ID) != state.serverId)
    {
        return "another server";
    }
    const bool held = state.HoldsAddress();
    if (held)
    {
        out.Lost(state.address, LossCause::REFUSED);
    }
    state.address = 0;
    if (held && m_profile.stopsOnNak)
    {
        Fail(state, out);
        return nullptr;
    }
    const Duration pause = Doubled(m_profile.nakDelay,
                                   m_profile.nakDelayNext,
                                   m_profile.nakDelayMax,
                                   state.naks);
    state.naks = std::min<uint32_t>(state.naks + 1, UINT8_MAX);
    Restart(state, now + pause, out);
    return nullptr;
}

void
ClientMachine::Release(ClientState& state, const ClientIdentity& identity, ClientOutput& out) const
{
    if (state.HoldsAddress())
    {
        NewTransaction(state);
        DhcpMessage message;
        identity.PutInto(message);
        message.type = DHCPRELEASE;
        message.xid = state.xid;
        message.ciaddr = state.address;
        message.options.AddU32(OPT_SERVER_ID, state.serverId);
        out.Send(message, state.serverId);
    }
    Stop(state, out);
    state.address = 0;
}

} // namespace ns3::dhcpbackup
