/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * ServerMachine: what stands in replies and where they go.
 */

#include "server-machine.h"

#include "ns3/allocation-rules.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// dnsmasq grants no lease shorter than this, seconds.
constexpr uint32_t SHORTEST_LEASE = 120;

} // namespace

DhcpOptions
RelayAgentOptionsOf(const DhcpMessage& message)
{
    DhcpOptions subOptions;
    if (const auto agent = message.options.Find(OPT_RELAY_AGENT))
    {
        ParseRelayAgentOption(*agent, subOptions);
    }
    return subOptions;
}

void
AddSubnetOptions(const SubnetConfig& config, DhcpOptions& options)
{
    options.AddU32(OPT_SUBNET_MASK, config.mask);
    if (config.router != 0)
    {
        options.AddU32(OPT_ROUTER, config.router);
    }
    for (const IpAddr server : config.dns)
    {
        const uint8_t bytes[] = {uint8_t(server >> 24),
                                 uint8_t(server >> 16),
                                 uint8_t(server >> 8),
                                 uint8_t(server)};
        options.Join(OPT_DNS, bytes);
    }
}

void
EchoOptions(const DhcpMessage& request, DhcpMessage& reply)
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

uint32_t
ServerMachine::LeaseTimeFor(const Work& work) const
{
    const SubnetConfig& config = work.subnet.config;
    const auto asked = work.m.options.GetU32(OPT_LEASE_TIME);
    if (!asked)
    {
        return config.leaseTime;
    }
    if (m_profile.leaseTimeRule == LeaseTimeRule::SHORTEN)
    {
        return std::clamp(*asked, std::min(SHORTEST_LEASE, config.leaseTime), config.leaseTime);
    }
    const uint32_t shortest = config.minLeaseTime != 0 ? config.minLeaseTime : config.leaseTime;
    return std::clamp(*asked, shortest, std::max(config.maxLeaseTime, config.leaseTime));
}

uint32_t
ServerMachine::BoundedLease(const Work& work, IpAddr address) const
{
    const uint32_t lease = LeaseTimeFor(work);
    return m_rules ? m_rules->Limit(address, lease, work.now) : lease;
}

IpAddr
ServerMachine::ServerIdFor(const Work& work) const
{
    if (m_profile.writesOverride && work.overridden != 0)
    {
        return work.overridden;
    }
    if (m_profile.remembersOverride && work.own != 0)
    {
        const IpAddr known = work.subnet.table.At(work.own).serverId;
        return known != 0 ? known : m_config.serverId;
    }
    return m_config.serverId;
}

const char*
ServerMachine::Refuse(const Work& work, const char* reason) const
{
    DhcpMessage reply = MakeReply(work.m, DHCPNAK);
    reply.options.AddU32(OPT_SERVER_ID, ServerIdFor(work));
    reply.options.AddText(OPT_MESSAGE, reason);
    EchoOptions(work.m, reply);
    work.out.Reply(reply, ReplyPathFor(work.m, reply), MaxDatagramOf(work.m));
    return nullptr;
}

void
ServerMachine::SendReply(const Work& work, DhcpMessage& reply, uint32_t lease) const
{
    const SubnetConfig& config = work.subnet.config;
    reply.options.AddU32(OPT_SERVER_ID, ServerIdFor(work));
    if (lease != 0)
    {
        reply.options.AddU32(OPT_LEASE_TIME, lease);
        if (lease != INFINITE_LEASE && m_profile.sendsTimers)
        {
            reply.options.AddU32(OPT_T1, uint32_t(config.t1 * lease));
            reply.options.AddU32(OPT_T2, uint32_t(config.t2 * lease));
        }
    }
    AddSubnetOptions(config, reply.options);
    EchoOptions(work.m, reply);
    work.out.Reply(reply, ReplyPathFor(work.m, reply), MaxDatagramOf(work.m));
}

} // namespace ns3::dhcpbackup
