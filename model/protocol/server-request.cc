/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * ServerMachine: REQUESTs, judged by the rules of the server's profile.
 */

#include "server-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// Keeps a reply instead of sending it.
class AnswerKeeper : public ServerOutput
{
  public:
    void Reply(const DhcpMessage& reply, const ReplyPath&, size_t) override
    {
        m_reply = reply;
    }

    void BindingChanged(BindingEvent, IpAddr, const Binding&) override
    {
    }

    /// @return the last one
    const DhcpMessage& Get() const
    {
        return m_reply;
    }

  private:
    DhcpMessage m_reply; //!< the last one
};

} // namespace

const char*
ServerMachine::OnRequest(const Work& work)
{
    const RequestRules* rules = &m_profile.selecting;
    IpAddr address = work.m.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    switch (ShapeOf(work.m))
    {
    case RequestShape::SELECTING:
        if (!IsForMe(work))
        {
            return OnOtherServer(work);
        }
        if (m_config.ignoreOldReplays && IsOutdated(work, address))
        {
            return Refuse(work, "older than what was granted since");
        }
        break;
    case RequestShape::INIT_REBOOT:
        rules = &m_profile.rebooting;
        break;
    case RequestShape::RENEWING:
        rules = &m_profile.renewing;
        address = work.m.ciaddr;
        if (m_config.ignoreOldReplays && work.m.giaddr != 0 && WasServedElsewhere(work))
        {
            return Refuse(work, "repeated for a client that has moved since");
        }
        break;
    case RequestShape::MALFORMED:
        return "neither selecting nor rebooting nor renewing";
    }
    switch (Judge(*rules, work, address))
    {
    case Verdict::REFUSE:
        return Refuse(work, "address not available");
    case Verdict::IGNORE:
        return "not for the server to say";
    case Verdict::GO_ON:
        break;
    }
    return Grant(work, address);
}

Verdict
ServerMachine::Judge(const RequestRules& rules, const Work& work, IpAddr address) const
{
    const LeaseTable& table = work.subnet.table;
    const SubnetConfig& config = work.subnet.config;
    const bool inPool = table.Pool().Contains(address) &&
                        (work.own == address ||
                         table.Pool().PartOf(address) == PartFor(work.subnet, work.m));
    if ((address & config.mask) != config.network && rules.wrongSubnet != Verdict::GO_ON)
    {
        return rules.wrongSubnet;
    }
    if (!inPool && rules.outsidePool != Verdict::GO_ON)
    {
        return rules.outsidePool;
    }
    const Verdict verdict = JudgeRecord(rules, work, address);
    if (verdict != Verdict::GO_ON)
    {
        return verdict;
    }
    const bool free = inPool && table.MayHave(address, work.client, work.now);
    return free ? Verdict::GO_ON : rules.inUse;
}

Verdict
ServerMachine::JudgeRecord(const RequestRules& rules, const Work& work, IpAddr address) const
{
    if (work.own == 0)
    {
        return rules.noRecord;
    }
    const Binding& binding = work.subnet.table.At(work.own);
    if (binding.state == BindingState::ACTIVE && binding.expiry > work.now)
    {
        return work.own == address ? Verdict::GO_ON : rules.holdsOther;
    }
    if (binding.changed == NEVER)
    {
        // An offer is no lease.
        return rules.noRecord;
    }
    return work.own == address ? rules.endedHere : rules.endedOther;
}

bool
ServerMachine::IsForMe(const Work& work) const
{
    const IpAddr named = work.m.options.GetU32(OPT_SERVER_ID).value_or(0);
    switch (m_profile.serverIdRule)
    {
    case ServerIdRule::ANY:
        return true;
    case ServerIdRule::OVERRIDE_FIRST:
        return named == (work.overridden != 0 ? work.overridden : m_config.serverId);
    case ServerIdRule::OWN_OR_OVERRIDE:
        break;
    }
    return named == m_config.serverId || (work.overridden != 0 && named == work.overridden);
}

const char*
ServerMachine::OnOtherServer(const Work& work)
{
    // What was held for the client is free again (RFC 2131 section 3.1, step 4).
    if (work.own != 0 && work.subnet.table.At(work.own).state == BindingState::OFFERED)
    {
        work.subnet.table.Release(work.own, work.now);
    }
    if (m_profile.otherServer == Verdict::REFUSE && work.overridden == 0)
    {
        return Refuse(work, "wrong server identifier");
    }
    return "another server was selected";
}

bool
ServerMachine::IsOutdated(const Work& work, IpAddr address) const
{
    const LeaseTable& table = work.subnet.table;
    const Instant event = work.now - work.m.secs * SECOND;
    if (table.Pool().Contains(address))
    {
        const Binding& binding = table.At(address);
        const bool own = work.own == address;
        if (own && binding.state == BindingState::OFFERED)
        {
            return false; // no replay: the client answers an offer
        }
        const bool held = own && binding.state == BindingState::ACTIVE;
        if (!held && binding.changed != NEVER && binding.changed > event)
        {
            return true;
        }
    }
    return WasServedElsewhere(work);
}

bool
ServerMachine::WasServedElsewhere(const Work& work) const
{
    const Instant event = work.now - work.m.secs * SECOND;
    const auto last = m_lastGrants.find(work.client.Key());
    return last != m_lastGrants.end() && last->second.at > event &&
           last->second.relay != work.m.giaddr;
}

bool
ServerMachine::IsFresh(const Work& work, const Binding& binding) const
{
    return m_profile.cacheThreshold > 0 && binding.state == BindingState::ACTIVE &&
           binding.expiry > work.now && binding.expiry != NEVER &&
           binding.client == work.client &&
           double(work.now - binding.changed) <
               m_profile.cacheThreshold * double(binding.expiry - binding.changed);
}

const char*
ServerMachine::Grant(const Work& work, IpAddr address)
{
    const Binding& before = work.subnet.table.At(address);
    if (work.own == address && IsFresh(work, before))
    {
        Acknowledge(work, address, (before.expiry - work.now) / SECOND);
        return nullptr;
    }
    const uint32_t lease = BoundedLease(work, address);
    Record(work, address, lease);
    work.out.BindingChanged(BindingEvent::GRANTED, address, work.subnet.table.At(address));
    Acknowledge(work, address, lease);
    return nullptr;
}

void
ServerMachine::Acknowledge(const Work& work, IpAddr address, uint32_t lease) const
{
    DhcpMessage reply = MakeReply(work.m, DHCPACK);
    reply.ciaddr = work.m.ciaddr;
    reply.yiaddr = address;
    SendReply(work, reply, lease);
}

void
ServerMachine::Record(const Work& work, IpAddr address, uint32_t lease)
{
    const Binding& before = work.subnet.table.At(address);
    Binding binding;
    binding.client = work.client;
    binding.state = BindingState::ACTIVE;
    binding.expiry = LeaseEnd(work.now, lease);
    binding.changed = work.now;
    if (m_profile.remembersOverride)
    {
        const IpAddr known = work.own == address ? before.serverId : 0;
        binding.serverId = work.overridden != 0 ? work.overridden : known;
    }
    const auto agent = work.m.options.Find(OPT_RELAY_AGENT);
    if (m_config.leasequery && agent)
    {
        binding.agentInfo.assign(agent->begin(), agent->end());
    }
    else if (work.own == address)
    {
        // A renewal by unicast passes no relay that would tell where the client is; it has not moved.
        binding.agentInfo = before.agentInfo;
    }
    Assign(work.subnet, address, binding);
    if (m_config.ignoreOldReplays)
    {
        LastGrant& last = m_lastGrants[work.client.Key()];
        // A unicast renewal does not tell where the client is: where it was before.
        const IpAddr relay = work.m.ciaddr != 0 && work.m.giaddr == 0 ? last.relay : work.m.giaddr;
        last = {work.now, address, relay};
    }
}

IpAddr
ServerMachine::Adopt(const DhcpMessage& request,
                     Instant now,
                     const std::function<Instant(const DhcpMessage& ack)>& grantedAt)
{
    Subnet* const subnet = SubnetFor(request, {});
    if (!subnet)
    {
        return 0;
    }
    LeaseTable& table = subnet->table;
    const ClientIdentity client = ClientOf(request, table);
    const IpAddr address = table.Choose(client, 0, now, PartFor(*subnet, request));
    if (address == 0)
    {
        return 0;
    }
    const IpAddr own = table.AddressOf(client.Key());
    const IpAddr overridden =
        RelayAgentOptionsOf(request).GetU32(SUB_SERVER_ID_OVERRIDE).value_or(0);
    AnswerKeeper answer;
    const Work asked{request, *subnet, client, own, overridden, now, answer};
    const uint32_t lease = LeaseTimeFor(asked);
    Acknowledge(asked, address, lease);
    const Instant then = grantedAt(answer.Get());
    Record({request, *subnet, client, own, overridden, then, answer}, address, lease);
    table.Stored(address, table.At(address));
    return address;
}

} // namespace ns3::dhcpbackup
