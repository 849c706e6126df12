/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * ServerMachine: bulk leasequery (RFC 6926).
 */

#include "server-machine.h"

namespace ns3::dhcpbackup
{

bool
ServerMachine::AnswerBulk(BulkQuery& query, Instant now, DhcpMessage& reply)
{
    if (query.done)
    {
        return false;
    }
    const bool good = query.Status() == QueryStatus::SUCCESS;
    for (; good && query.subnet < m_subnets.size(); ++query.subnet, query.index = 0)
    {
        const LeaseTable& table = m_subnets[query.subnet].table;
        while (query.index < table.Pool().Size())
        {
            const IpAddr address = table.Pool().AddressAt(query.index++);
            if (query.Selects(table.At(address), now))
            {
                reply = BulkAnswer(query.Message(), address, table.At(address), now);
                return true;
            }
        }
    }
    reply = MakeReply(query.Message(), DHCPLEASEQUERYDONE);
    reply.options.AddU32(OPT_SERVER_ID, m_config.serverId);
    if (!good)
    {
        const uint8_t status[] = {uint8_t(query.Status())};
        reply.options.Add(OPT_STATUS_CODE, status);
    }
    query.done = true;
    return true;
}

DhcpMessage
ServerMachine::BulkAnswer(const DhcpMessage& query,
                          IpAddr address,
                          const Binding& binding,
                          Instant now)
{
    const AddressState state = AddressStateOf(binding, now);
    const bool active = state == AddressState::ACTIVE;
    DhcpMessage reply = MakeReply(query, active ? DHCPLEASEACTIVE : DHCPLEASEUNASSIGNED);
    reply.ciaddr = address;
    reply.options.AddU32(OPT_SERVER_ID, m_config.serverId);
    reply.options.AddU32(OPT_BASE_TIME, now / SECOND);
    reply.options.AddU8(OPT_DHCP_STATE, uint8_t(state));
    // When a lease began is not on record, since each renewal counts as a change.
    if (state == AddressState::EXPIRED || state == AddressState::RELEASED)
    {
        const Instant since = state == AddressState::EXPIRED ? binding.expiry : binding.changed;
        reply.options.AddU32(OPT_START_TIME_OF_STATE, (now - since) / SECOND);
    }
    if (query.options.Has(OPT_PARAMETER_LIST) && IsAskedFor(query, OPT_DATA_SOURCE))
    {
        reply.options.AddU8(OPT_DATA_SOURCE, 0);
    }
    if (active)
    {
        AnswerActive(query, address, binding, now, reply);
    }
    return reply;
}

} // namespace ns3::dhcpbackup
