/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

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
                                        "REBOOTING",
                                        "PROBING",
                                        "INFORMING",
                                        "INFORMED"};
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
    state.wait = 0;
    if (phase == ClientPhase::SELECTING)
    {
        state.expiry = 0; // no offer yet
    }
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

void
ClientMachine::Restart(ClientState& state, Instant first, ClientOutput& out) const
{
    Enter(state, ClientPhase::INIT, out);
    NewTransaction(state);
    state.wake = first;
}

void
ClientMachine::Fail(ClientState& state, ClientOutput& out) const
{
    Enter(state, ClientPhase::INIT, out);
    state.wake = NEVER;
}

void
ClientMachine::Start(ClientState& state, Instant now, ClientOutput& out) const
{
    const double share = m_draw.Uniform(DrawPurpose::START_DELAY,
                                        state.subscriber,
                                        state.transaction);
    const Duration spread = m_profile.startDelayMax - m_profile.startDelayMin;
    const Instant first = now + m_profile.startDelayMin + Duration(share * spread);
    state.naks = 0;
    state.conflicts = 0;
    Restart(state, first, out);
    if (m_profile.reboots && state.address != 0 && state.expiry > first)
    {
        Enter(state, ClientPhase::INIT_REBOOT, out);
    }
}

void
ClientMachine::StartInform(ClientState& state,
                           IpAddr address,
                           Instant now,
                           ClientOutput& out) const
{
    state.expiry = 0;
    Start(state, now, out);
    state.address = address;
    Enter(state, ClientPhase::INFORMING, out);
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
    Fail(state, out);
}

void
ClientMachine::Conflict(ClientState& state,
                        const ClientIdentity& identity,
                        Instant now,
                        ClientOutput& out) const
{
    if (state.phase != ClientPhase::PROBING)
    {
        return;
    }
    const uint32_t before = state.conflicts;
    state.conflicts = std::min<uint32_t>(before + 1, UINT8_MAX);
    if (m_profile.maxConflicts != 0 && state.conflicts > m_profile.maxConflicts)
    {
        state.attempt = m_profile.probing.count;
        Probe(state, now, out);
        return;
    }
    NewTransaction(state);
    DhcpMessage message;
    identity.PutInto(message);
    message.type = DHCPDECLINE;
    message.xid = state.xid;
    message.options.AddU32(OPT_REQUESTED_ADDRESS, state.address);
    message.options.AddU32(OPT_SERVER_ID, state.serverId);
    out.Send(message, BROADCAST);
    state.address = 0;
    const Duration pause = Doubled(m_profile.declineDelay,
                                   2 * m_profile.declineDelay,
                                   m_profile.declineDelayMax,
                                   before);
    Restart(state, now + pause, out);
}

bool
ClientMachine::GiveUp(ClientState& state, Instant now, ClientOutput& out) const
{
    Duration pause = 0;
    switch (state.phase)
    {
    case ClientPhase::SELECTING: {
        const double share = Share(state, DrawPurpose::RETRY_JITTER, 0);
        pause = m_profile.pauseMin + Duration(share * (m_profile.pauseMax - m_profile.pauseMin));
        break;
    }
    case ClientPhase::REQUESTING:
        pause = m_profile.requestPause;
        break;
    case ClientPhase::REBOOTING:
        break;
    case ClientPhase::REBINDING:
        out.Lost(state.address, LossCause::EXPIRED);
        break;
    default:
        return true;
    }
    Restart(state, now + pause, out);
    if (pause != 0)
    {
        return false;
    }
    state.since = now;
    Enter(state, ClientPhase::SELECTING, out);
    return true;
}

bool
ClientMachine::Advance(ClientState& state, Instant now, ClientOutput& out) const
{
    switch (state.phase)
    {
    case ClientPhase::INIT:
        state.since = now;
        Enter(state, ClientPhase::SELECTING, out);
        return true;
    case ClientPhase::INIT_REBOOT:
        state.since = now;
        Enter(state, ClientPhase::REBOOTING, out);
        return true;
    case ClientPhase::BOUND:
        if (Announce(state, now, out))
        {
            return false;
        }
        NewTransaction(state);
        state.since = now;
        Enter(state, ClientPhase::RENEWING, out);
        return true;
    case ClientPhase::RENEWING:
        if (now >= state.t2)
        {
            // The same transaction goes on, to anybody now: its REQUEST's first transmission
            // stays that at T1, from which the lease may count.
            const uint32_t wait = state.wait;
            Enter(state, ClientPhase::REBINDING, out);
            state.wait = m_profile.rebindsAtT2 ? 0 : wait;
        }
        return true;
    case ClientPhase::PROBING:
        Probe(state, now, out);
        return false;
    case ClientPhase::INFORMED:
        return false;
    case ClientPhase::REBINDING:
        return !(m_profile.dropsAfterRebind && IsTired(state, m_profile.rebind, now)) ||
               GiveUp(state, now, out);
    case ClientPhase::INFORMING:
        state.since = state.attempt == 0 ? now : state.since;
        return true;
    case ClientPhase::SELECTING:
    case ClientPhase::REQUESTING:
    case ClientPhase::REBOOTING:
        return !IsTired(state, *Schedule(state), now) || GiveUp(state, now, out);
    }
    return false;
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
        if (m_profile.stopsOnExpiry)
        {
            Fail(state, out);
            return;
        }
        Restart(state, now, out);
    }
    if (state.phase == ClientPhase::SELECTING && state.expiry != 0)
    {
        Accept(state, identity, now, out);
    }
    else if (Advance(state, now, out))
    {
        Transmit(state, identity, now, out);
    }
}

void
ClientMachine::Probe(ClientState& state, Instant now, ClientOutput& out) const
{
    const AddressProbing& probing = m_profile.probing;
    if (state.attempt >= probing.count)
    {
        ClientLease lease;
        lease.mask = state.prefix == 0 ? 0 : ~IpAddr(0) << (32 - state.prefix);
        lease.router = state.router;
        Use(state, lease, now, out);
        return;
    }
    out.ProbeAddress(state.address);
    ++state.attempt;
    const double share = Share(state, DrawPurpose::ADDRESS_PROBE, state.attempt);
    const Duration wait = state.attempt < probing.count
                              ? probing.min + Duration(share * (probing.max - probing.min))
                              : probing.announceWait;
    state.wake = now + wait;
}

bool
ClientMachine::Announce(ClientState& state, Instant now, ClientOutput& out) const
{
    const AddressProbing& probing = m_profile.probing;
    if (probing.count == 0 || state.attempt >= probing.announcements || now >= state.t1)
    {
        return false;
    }
    out.AnnounceAddress(state.address);
    ++state.attempt;
    const Instant end = std::min(state.t1, state.expiry);
    state.wake = state.attempt < probing.announcements
                     ? std::min(now + probing.announceInterval, end)
                     : end;
    return true;
}

void
ClientMachine::Use(ClientState& state, ClientLease lease, Instant now, ClientOutput& out) const
{
    lease.address = state.address;
    lease.serverId = state.serverId;
    lease.start = LeaseStart(state);
    lease.expiry = state.expiry;
    lease.xid = state.xid;
    state.conflicts = 0;
    Enter(state, ClientPhase::BOUND, out);
    state.wake = std::min(state.t1, state.expiry);
    out.Bound(lease);
    if (!lease.renewed)
    {
        Announce(state, now, out);
    }
    else
    {
        state.attempt = m_profile.probing.announcements;
    }
}

} // namespace ns3::dhcpbackup
