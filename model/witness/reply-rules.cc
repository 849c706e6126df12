/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "reply-rules.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// FNV-1a of an option's data, never 0; 0 if the option is missing.
uint64_t
HashOf(const DhcpMessage& message, uint8_t code)
{
    const auto data = message.options.Find(code);
    if (!data)
    {
        return 0;
    }
    uint64_t hash = 0xcbf29ce484222325;
    for (const uint8_t byte : *data)
    {
        hash = (hash ^ byte) * 0x100000001b3;
    }
    return std::max<uint64_t>(hash, 1);
}

/// Whether a field that must be unused is.
template <size_t N>
bool
IsUnused(const std::array<uint8_t, N>& field)
{
    return std::all_of(field.begin(), field.end(), [](uint8_t byte) { return byte == 0; });
}

/// The rules for fields.
const char*
FieldFault(const RequestFacts& request,
           const DhcpMessage& reply,
           ReplySide side,
           bool copiesFields)
{
    if (reply.op != BOOTREPLY)
    {
        return "op must be BOOTREPLY";
    }
    if (reply.xid != request.xid)
    {
        return "xid must be the request's";
    }
    if (reply.htype != request.htype || reply.hlen != request.hlen ||
        reply.chaddr != request.chaddr)
    {
        return "htype, hlen and chaddr must be the request's";
    }
    if (!copiesFields && (reply.hops != 0 || reply.secs != 0))
    {
        return "hops and secs must be 0";
    }
    if (side == ReplySide::SERVER && reply.giaddr != request.giaddr)
    {
        return "giaddr must be the request's";
    }
    const bool mayBroadcast = reply.type == DHCPNAK && reply.giaddr != 0;
    if (reply.flags != request.flags && !(mayBroadcast && reply.flags == FLAG_BROADCAST))
    {
        return "flags must be the request's";
    }
    if (reply.type == DHCPNAK && reply.giaddr != 0 && !(reply.flags & FLAG_BROADCAST))
    {
        return "a NAK through a relay must have the broadcast flag (section 4.3.2)";
    }
    return nullptr;
}

/// The rules for the answer to a leasequery, which tells of another client than the one who asks
/// (RFC 4388 section 6.4).
const char*
QueryFault(const RequestFacts& query, const DhcpMessage& reply)
{
    if (reply.type != DHCPLEASEACTIVE && reply.type != DHCPLEASEUNASSIGNED &&
        reply.type != DHCPLEASEUNKNOWN)
    {
        return "the message type does not answer a leasequery";
    }
    if (reply.op != BOOTREPLY || reply.xid != query.xid || reply.giaddr != query.giaddr)
    {
        return "op must be BOOTREPLY, xid and giaddr must be the query's";
    }
    if (query.ciaddr != 0 && reply.ciaddr != query.ciaddr)
    {
        return "ciaddr must be the address that is asked about";
    }
    return reply.options.GetU32(OPT_SERVER_ID) ? nullptr : "option 54 must be there";
}

/// The rules for options and addresses of a NAK.
const char*
NakFault(const DhcpMessage& reply)
{
    if (reply.ciaddr != 0 || reply.yiaddr != 0 || reply.siaddr != 0)
    {
        return "ciaddr, yiaddr and siaddr of a NAK must be 0";
    }
    if (!IsUnused(reply.sname) || !IsUnused(reply.file))
    {
        return "sname and file of a NAK must be unused";
    }
    constexpr uint8_t vendorClass = 60;
    constexpr uint8_t allowed[] =
        {OPT_SERVER_ID, OPT_MESSAGE, OPT_CLIENT_ID, OPT_RELAY_AGENT, vendorClass};
    for (const auto& item : reply.options)
    {
        if (std::find(std::begin(allowed), std::end(allowed), item.code) == std::end(allowed))
        {
            return "a NAK must not carry other options than 54, 56, 60, 61 and 82";
        }
    }
    return nullptr;
}

/// The rules for addresses and lease of an OFFER or ACK.
const char*
GrantFault(const RequestFacts& request, const DhcpMessage& reply)
{
    const bool offer = reply.type == DHCPOFFER;
    if (reply.ciaddr != 0 && (offer || reply.ciaddr != request.ciaddr))
    {
        return offer ? "ciaddr of an OFFER must be 0" : "ciaddr must be the request's or 0";
    }
    if (request.type == DHCPINFORM)
    {
        // Section 4.3.5 besides the table.
        return reply.yiaddr != 0 || reply.options.Has(OPT_LEASE_TIME)
                   ? "the answer to an INFORM must have neither yiaddr nor option 51"
                   : nullptr;
    }
    if (reply.yiaddr == 0)
    {
        return "yiaddr must be the address that is given";
    }
    return reply.options.GetU32(OPT_LEASE_TIME) ? nullptr : "option 51 must be there";
}

} // namespace

RequestFacts
RequestFacts::Of(const DhcpMessage& message)
{
    RequestFacts facts;
    facts.chaddr = message.chaddr;
    facts.clientId = HashOf(message, OPT_CLIENT_ID);
    facts.agent = HashOf(message, OPT_RELAY_AGENT);
    facts.xid = message.xid;
    facts.ciaddr = message.ciaddr;
    facts.giaddr = message.giaddr;
    facts.flags = message.flags;
    facts.type = message.type;
    facts.htype = message.htype;
    facts.hlen = message.hlen;
    return facts;
}

const char*
ReplyFault(const RequestFacts& request,
           const DhcpMessage& reply,
           ReplySide side,
           bool copiesFields)
{
    if (request.type == DHCPLEASEQUERY)
    {
        return QueryFault(request, reply);
    }
    if (const char* fault = FieldFault(request, reply, side, copiesFields))
    {
        return fault;
    }
    const bool toDiscover = request.type == DHCPDISCOVER && reply.type == DHCPOFFER;
    const bool toRequest = request.type == DHCPREQUEST &&
                           (reply.type == DHCPACK || reply.type == DHCPNAK);
    const bool toInform = request.type == DHCPINFORM && reply.type == DHCPACK;
    if (!toDiscover && !toRequest && !toInform)
    {
        return "the message type does not answer the request's";
    }
    if (const char* fault = reply.type == DHCPNAK ? NakFault(reply) : GrantFault(request, reply))
    {
        return fault;
    }
    if (!reply.options.GetU32(OPT_SERVER_ID))
    {
        return "option 54 must be there";
    }
    if (reply.options.Has(OPT_REQUESTED_ADDRESS) || reply.options.Has(OPT_PARAMETER_LIST) ||
        reply.options.Has(OPT_MAX_MESSAGE_SIZE))
    {
        return "options 50, 55 and 57 must not be there";
    }
    // RFC 2131 forbids option 61 in replies, RFC 6842 demands it: servers of both times are met.
    const uint64_t clientId = HashOf(reply, OPT_CLIENT_ID);
    if (clientId != 0 && clientId != request.clientId)
    {
        return "option 61 must not come back changed (RFC 6842)";
    }
    const uint64_t agent = side == ReplySide::SERVER ? request.agent : 0;
    if (HashOf(reply, OPT_RELAY_AGENT) != agent)
    {
        return side == ReplySide::SERVER ? "option 82 must come back as it was (RFC 3046)"
                                         : "option 82 must not reach the client (RFC 3046)";
    }
    return nullptr;
}

} // namespace ns3::dhcpbackup
