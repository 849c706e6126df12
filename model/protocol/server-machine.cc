/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-machine.h"

#include "ns3/abort.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

IpAddr
OverrideIn(const DhcpMessage& message)
{
    const auto agent = message.options.Find(OPT_RELAY_AGENT);
    DhcpOptions subOptions;
    if (!agent || !ParseRelayAgentOption(*agent, subOptions))
    {
        return 0;
    }
    return subOptions.GetU32(SUB_SERVER_ID_OVERRIDE).value_or(0);
}

/// Echo what must come back: option 61 (RFC 6842 section 3), option 82 last (RFC 3046 section 2.2).
void
Echo(const DhcpMessage& request, DhcpMessage& reply)
{
    for (const uint8_t code : {OPT_CLIENT_ID, OPT_RELAY_AGENT})
    {
        if (const auto data = request.options.Find(code))
        {
            reply.options.Add(code, *data);
        }
    }
}

size_t
MaxDatagramOf(const DhcpMessage& request)
{
    return request.options.GetU16(OPT_MAX_MESSAGE_SIZE).value_or(MIN_DATAGRAM);
}

} // namespace

std::string
SubnetConfig::Validate() const
{
    const bool contiguous = (~mask & (~mask + 1)) == 0;
    if (!contiguous || (network & ~mask) != 0)
    {
        return ToString(network) + " is not the network of mask " + ToString(mask);
    }
    if (poolFirst > poolLast || (poolFirst & mask) != network || (poolLast & mask) != network)
    {
        return "the pool " + ToString(poolFirst) + " - " + ToString(poolLast) +
               " does not lie in subnet " + ToString(network);
    }
    if (leaseTime == 0 || !(0 < t1 && t1 < t2 && t2 < 1))
    {
        return "the lease must be longer than 0 s and 0 < t1 < t2 < 1";
    }
    return {};
}

ReplyPath
ReplyPathFor(const DhcpMessage& request, const DhcpMessage& reply)
{
    if (request.giaddr != 0)
    {
        return {ReplyPath::TO_RELAY, request.giaddr};
    }
    if (reply.type == DHCPNAK)
    {
        return {ReplyPath::TO_ALL, BROADCAST};
    }
    if (request.ciaddr != 0)
    {
        return {ReplyPath::TO_ADDRESS, request.ciaddr};
    }
    if (request.flags & FLAG_BROADCAST)
    {
        return {ReplyPath::TO_ALL, BROADCAST};
    }
    return {ReplyPath::TO_HARDWARE, reply.yiaddr};
}

const char*
ToString(BindingEvent event)
{
    static const char* const names[] = {"granted", "expired", "released", "declined"};
    return names[size_t(event)];
}

ServerMachine::ServerMachine(const ServerConfig& config)
    : m_config(config)
{
}

void
ServerMachine::AddSubnet(const SubnetConfig& subnet)
{
    const std::string error = subnet.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
    const auto at = std::upper_bound(
        m_subnets.begin(),
        m_subnets.end(),
        subnet.network,
        [](IpAddr network, const Subnet& other) { return network < other.config.network; });
    m_subnets.insert(at, {subnet, LeaseTable(AddressPool(subnet.poolFirst, subnet.poolLast))});
}

ServerMachine::Subnet*
ServerMachine::Find(IpAddr address)
{
    auto at = std::upper_bound(
        m_subnets.begin(),
        m_subnets.end(),
        address,
        [](IpAddr a, const Subnet& other) { return a < other.config.network; });
    if (at == m_subnets.begin())
    {
        return nullptr;
    }
    --at;
    return (address & at->config.mask) == at->config.network ? &*at : nullptr;
}

const LeaseTable*
ServerMachine::TableFor(IpAddr address) const
{
    const Subnet* subnet = const_cast<ServerMachine*>(this)->Find(address);
    return subnet ? &subnet->table : nullptr;
}

ServerMachine::Subnet*
ServerMachine::SubnetFor(const DhcpMessage& message, const MessageOrigin& origin)
{
    if (message.giaddr != 0)
    {
        return Find(message.giaddr);
    }
    return Find(message.ciaddr != 0 ? message.ciaddr : origin.interfaceAddress);
}

IpAddr
ServerMachine::ServerIdFor(const DhcpMessage& message) const
{
    const IpAddr overridden = OverrideIn(message);
    return overridden != 0 ? overridden : m_config.serverId;
}

bool
ServerMachine::IsForMe(const DhcpMessage& message) const
{
    const IpAddr named = message.options.GetU32(OPT_SERVER_ID).value_or(0);
    return named == m_config.serverId || named == ServerIdFor(message);
}

const char*
ServerMachine::Receive(const DhcpMessage& message,
                       const MessageOrigin& origin,
                       Instant now,
                       ServerOutput& out)
{
    if (message.op != BOOTREQUEST)
    {
        return "not a request";
    }
    if (message.type == DHCPRELEASE)
    {
        return OnRelease(message, out);
    }
    if (message.type == DHCPDECLINE)
    {
        return OnDecline(message, now, out);
    }
    Subnet* const subnet = SubnetFor(message, origin);
    if (!subnet)
    {
        return "no such subnet";
    }
    Expire(*subnet, now, out);
    switch (message.type)
    {
    case DHCPDISCOVER:
        return OnDiscover(*subnet, message, now, out);
    case DHCPREQUEST:
        return OnRequest(*subnet, message, now, out);
    case DHCPINFORM:
        return OnInform(*subnet, message, out);
    default:
        return "not a message for a server";
    }
}

const char*
ServerMachine::OnDiscover(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out)
{
    const IpAddr wanted = m.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    const IpAddr address = subnet.table.Choose(ClientKeyOf(m), wanted, now);
    if (address == 0)
    {
        return "pool exhausted";
    }
    const Binding& binding = subnet.table.At(address);
    if (binding.state != BindingState::ACTIVE)
    {
        subnet.table.Assign(address,
                            ClientIdentity::Of(m),
                            BindingState::OFFERED,
                            now + m_config.offerHold);
        m_nextExpiry = std::min(m_nextExpiry, subnet.table.NextExpiry());
    }
    DhcpMessage reply = MakeReply(m, DHCPOFFER);
    reply.yiaddr = address;
    SendReply(subnet, m, reply, out);
    return nullptr;
}

const char*
ServerMachine::OnRequest(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out)
{
    switch (ShapeOf(m))
    {
    case RequestShape::SELECTING:
        return OnSelecting(subnet, m, now, out);
    case RequestShape::INIT_REBOOT:
        return OnReboot(subnet, m, now, out);
    case RequestShape::RENEWING:
        return OnRenew(subnet, m, now, out);
    case RequestShape::MALFORMED:
        break;
    }
    return "neither selecting nor rebooting nor renewing";
}

bool
ServerMachine::MayHave(const Subnet& subnet,
                       IpAddr address,
                       const DhcpMessage& m,
                       Instant now) const
{
    if (!subnet.table.Pool().Contains(address))
    {
        return false;
    }
    return !subnet.table.IsInUse(address, now) || subnet.table.AddressOf(ClientKeyOf(m)) == address;
}

const char*
ServerMachine::OnSelecting(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out)
{
    const IpAddr address = *m.options.GetU32(OPT_REQUESTED_ADDRESS);
    if (!IsForMe(m))
    {
        // The client took another server's offer: what was held for it is free again.
        const IpAddr own = subnet.table.AddressOf(ClientKeyOf(m));
        if (own != 0 && subnet.table.At(own).state == BindingState::OFFERED)
        {
            subnet.table.Release(own);
        }
        return "another server was selected";
    }
    if (!MayHave(subnet, address, m, now))
    {
        return Refuse(m, "address not available", out);
    }
    return Grant(subnet, address, m, now, out);
}

const char*
ServerMachine::OnReboot(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out)
{
    const IpAddr address = *m.options.GetU32(OPT_REQUESTED_ADDRESS);
    if ((address & subnet.config.mask) != subnet.config.network)
    {
        return Refuse(m, "wrong network", out);
    }
    const IpAddr own = subnet.table.AddressOf(ClientKeyOf(m));
    if (own == 0)
    {
        // RFC 2131 section 4.3.2: no record of this client, so the server MUST remain silent.
        return "unknown client";
    }
    if (own != address || !MayHave(subnet, address, m, now))
    {
        return Refuse(m, "not the client's address", out);
    }
    return Grant(subnet, address, m, now, out);
}

const char*
ServerMachine::OnRenew(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out)
{
    if ((m.ciaddr & subnet.config.mask) != subnet.config.network)
    {
        return Refuse(m, "wrong network", out);
    }
    if (!subnet.table.Pool().Contains(m.ciaddr))
    {
        return "not an address of the pool";
    }
    const IpAddr own = subnet.table.AddressOf(ClientKeyOf(m));
    const bool holdsOther = own != 0 && own != m.ciaddr && subnet.table.IsInUse(own, now);
    if (holdsOther || !MayHave(subnet, m.ciaddr, m, now))
    {
        return Refuse(m, "not the client's address", out);
    }
    return Grant(subnet, m.ciaddr, m, now, out);
}

const char*
ServerMachine::Grant(Subnet& subnet,
                     IpAddr address,
                     const DhcpMessage& m,
                     Instant now,
                     ServerOutput& out)
{
    const Instant expiry = LeaseEnd(now, subnet.config.leaseTime);
    subnet.table.Assign(address, ClientIdentity::Of(m), BindingState::ACTIVE, expiry);
    m_nextExpiry = std::min(m_nextExpiry, subnet.table.NextExpiry());
    out.BindingChanged(BindingEvent::GRANTED, address, subnet.table.At(address));
    DhcpMessage reply = MakeReply(m, DHCPACK);
    reply.ciaddr = m.ciaddr;
    reply.yiaddr = address;
    SendReply(subnet, m, reply, out);
    return nullptr;
}

const char*
ServerMachine::Refuse(const DhcpMessage& m, const char* reason, ServerOutput& out)
{
    DhcpMessage reply = MakeReply(m, DHCPNAK);
    reply.options.AddU32(OPT_SERVER_ID, ServerIdFor(m));
    reply.options.AddText(OPT_MESSAGE, reason);
    Echo(m, reply);
    out.Reply(reply, ReplyPathFor(m, reply), MaxDatagramOf(m));
    return nullptr;
}

void
ServerMachine::SendReply(const Subnet& subnet,
                         const DhcpMessage& m,
                         DhcpMessage& reply,
                         ServerOutput& out) const
{
    const SubnetConfig& config = subnet.config;
    reply.options.AddU32(OPT_SERVER_ID, ServerIdFor(m));
    if (m.type != DHCPINFORM)
    {
        reply.options.AddU32(OPT_LEASE_TIME, config.leaseTime);
        if (config.leaseTime != INFINITE_LEASE)
        {
            reply.options.AddU32(OPT_T1, uint32_t(config.t1 * config.leaseTime));
            reply.options.AddU32(OPT_T2, uint32_t(config.t2 * config.leaseTime));
        }
    }
    reply.options.AddU32(OPT_SUBNET_MASK, config.mask);
    if (config.router != 0)
    {
        reply.options.AddU32(OPT_ROUTER, config.router);
    }
    for (const IpAddr server : config.dns)
    {
        const uint8_t bytes[] = {uint8_t(server >> 24),
                                 uint8_t(server >> 16),
                                 uint8_t(server >> 8),
                                 uint8_t(server)};
        reply.options.Join(OPT_DNS, bytes);
    }
    Echo(m, reply);
    out.Reply(reply, ReplyPathFor(m, reply), MaxDatagramOf(m));
}

const char*
ServerMachine::OnRelease(const DhcpMessage& m, ServerOutput& out)
{
    Subnet* const subnet = Find(m.ciaddr);
    if (!subnet || !subnet->table.Pool().Contains(m.ciaddr) ||
        subnet->table.AddressOf(ClientKeyOf(m)) != m.ciaddr)
    {
        return "not the client's address";
    }
    const Binding binding = subnet->table.At(m.ciaddr);
    if (binding.state != BindingState::ACTIVE)
    {
        return "not leased";
    }
    subnet->table.Release(m.ciaddr);
    out.BindingChanged(BindingEvent::RELEASED, m.ciaddr, binding);
    return nullptr;
}

const char*
ServerMachine::OnDecline(const DhcpMessage& m, Instant now, ServerOutput& out)
{
    const IpAddr address = m.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    Subnet* const subnet = Find(address);
    if (!subnet || !subnet->table.Pool().Contains(address) ||
        subnet->table.AddressOf(ClientKeyOf(m)) != address)
    {
        return "not the client's address";
    }
    const Binding binding = subnet->table.At(address);
    subnet->table.Quarantine(address, now + m_config.declineHold);
    m_nextExpiry = std::min(m_nextExpiry, subnet->table.NextExpiry());
    out.BindingChanged(BindingEvent::DECLINED, address, binding);
    return nullptr;
}

const char*
ServerMachine::OnInform(Subnet& subnet, const DhcpMessage& m, ServerOutput& out)
{
    DhcpMessage reply = MakeReply(m, DHCPACK);
    reply.ciaddr = m.ciaddr;
    SendReply(subnet, m, reply, out);
    return nullptr;
}

void
ServerMachine::Expire(Subnet& subnet, Instant now, ServerOutput& out)
{
    subnet.table.Expire(now, [&out](IpAddr address, const Binding& binding) {
        if (binding.state == BindingState::ACTIVE)
        {
            out.BindingChanged(BindingEvent::EXPIRED, address, binding);
        }
    });
}

void
ServerMachine::Expire(Instant now, ServerOutput& out)
{
    m_nextExpiry = NEVER;
    for (Subnet& subnet : m_subnets)
    {
        Expire(subnet, now, out);
        m_nextExpiry = std::min(m_nextExpiry, subnet.table.NextExpiry());
    }
}

void
ServerMachine::Restart(bool storeLost)
{
    for (Subnet& subnet : m_subnets)
    {
        if (storeLost)
        {
            subnet.table.Clear();
        }
        else
        {
            subnet.table.DropOffers();
        }
    }
}

uint32_t
ServerMachine::ActiveLeases() const
{
    uint32_t active = 0;
    for (const Subnet& subnet : m_subnets)
    {
        active += subnet.table.ActiveCount();
    }
    return active;
}

} // namespace ns3::dhcpbackup
