/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * ServerMachine: leasequery (RFC 4388).
 */

#include "server-machine.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

void
AddText(const DhcpMessage& query, uint8_t code, const std::string& text, DhcpMessage& reply)
{
    if (!text.empty() && IsAskedFor(query, code))
    {
        reply.options.AddText(code, text);
    }
}

/// What all clients of a subnet are told, as far as a query lists it.
void
AddListed(const DhcpMessage& query, const SubnetConfig& config, DhcpMessage& reply)
{
    DhcpOptions all;
    AddSubnetOptions(config, all);
    for (const auto& item : all)
    {
        if (query.options.Has(OPT_PARAMETER_LIST) && IsAskedFor(query, item.code))
        {
            reply.options.Add(item.code, item.data);
        }
    }
}

} // namespace

bool
IsAskedFor(const DhcpMessage& query, uint8_t code)
{
    const auto list = query.options.Find(OPT_PARAMETER_LIST);
    return !list || std::find(list->begin(), list->end(), code) != list->end();
}

std::optional<Binding>
ServerMachine::Lookup(const DhcpMessage& m, IpAddr& address, bool& managed)
{
    if (m.ciaddr != 0)
    {
        const LeaseTable* const table = TableFor(m.ciaddr);
        managed = table && table->Pool().Contains(m.ciaddr);
        address = m.ciaddr;
        return managed ? std::make_optional(table->At(m.ciaddr)) : std::nullopt;
    }
    const bool byId = m.options.Has(OPT_CLIENT_ID);
    const ClientIdentity client = ClientIdentity::Of(m);
    const std::string key = byId ? client.Key() : client.HardwareKey();
    std::optional<Binding> latest;
    for (const Subnet& subnet : m_subnets)
    {
        const LeaseTable& table = subnet.table;
        const IpAddr found = byId ? table.AddressOf(key) : table.AddressOfHardware(key);
        if (found == 0)
        {
            continue;
        }
        const Binding binding = table.At(found);
        if (binding.state == BindingState::ACTIVE && (!latest || binding.changed > latest->changed))
        {
            latest = binding;
            address = found;
        }
    }
    return latest;
}

const char*
ServerMachine::OnLeasequery(const DhcpMessage& m, Instant now, ServerOutput& out)
{
    if (!m_config.leasequery)
    {
        return "leasequery is not allowed";
    }
    if (m.giaddr == 0)
    {
        return "leasequery without giaddr"; // RFC 4388 section 6.4: nowhere to answer to
    }
    const bool byId = m.options.Has(OPT_CLIENT_ID);
    if ((m.ciaddr != 0) + (m.hlen != 0) + byId != 1)
    {
        return "leasequery that asks for no or several things"; // section 6.3
    }
    IpAddr address = 0;
    bool managed = false;
    const std::optional<Binding> binding = Lookup(m, address, managed);
    const bool active =
        binding && binding->state == BindingState::ACTIVE && binding->expiry > now;
    const MessageType type = active    ? DHCPLEASEACTIVE
                             : managed ? DHCPLEASEUNASSIGNED
                                       : DHCPLEASEUNKNOWN;
    DhcpMessage reply = MakeReply(m, type);
    reply.ciaddr = m.ciaddr;
    reply.options.AddU32(OPT_SERVER_ID, m_config.serverId);
    if (active)
    {
        AnswerActive(m, address, *binding, now, reply);
    }
    out.Reply(reply, ReplyPathFor(m, reply), MaxDatagramOf(m));
    return nullptr;
}

void
ServerMachine::AnswerActive(const DhcpMessage& m,
                            IpAddr address,
                            const Binding& binding,
                            Instant now,
                            DhcpMessage& reply)
{
    const SubnetConfig& config = Find(address)->config;
    reply.ciaddr = address;
    reply.htype = binding.client.htype;
    reply.hlen = binding.client.hlen;
    reply.chaddr = binding.client.chaddr;
    const bool infinite = binding.expiry == NEVER;
    const uint32_t remaining = infinite ? INFINITE_LEASE : (binding.expiry - now) / SECOND;
    if (IsAskedFor(m, OPT_LEASE_TIME))
    {
        reply.options.AddU32(OPT_LEASE_TIME, remaining);
    }
    // RFC 4388 section 6.4.2: what is left until T1 and T2, left out once they have passed.
    for (const auto& [code, share] : {std::pair{OPT_T1, config.t1}, std::pair{OPT_T2, config.t2}})
    {
        const double length = double(binding.expiry - binding.changed);
        const Instant due = infinite ? 0 : binding.changed + Duration(share * length);
        if (due > now && IsAskedFor(m, code))
        {
            reply.options.AddU32(code, (due - now) / SECOND);
        }
    }
    if (IsAskedFor(m, OPT_CLIENT_LAST_TRANSACTION))
    {
        reply.options.AddU32(OPT_CLIENT_LAST_TRANSACTION, (now - binding.changed) / SECOND);
    }
    AddListed(m, config, reply);
    AddText(m, OPT_CLIENT_ID, binding.client.clientId, reply);
    AddText(m, OPT_RELAY_AGENT, binding.agentInfo, reply);
}

} // namespace ns3::dhcpbackup
