/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "bulk-query.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// A sub-option of option 82, or an empty text if there is none.
std::string
SubOption(ByteView agentInfo, uint8_t code)
{
    DhcpOptions subOptions;
    ParseRelayAgentOption(agentInfo, subOptions);
    const auto data = subOptions.Find(code);
    return data ? std::string(data->begin(), data->end()) : std::string();
}

ByteView
Bytes(const std::string& text)
{
    return ByteView(reinterpret_cast<const uint8_t*>(text.data()), text.size());
}

/// The second, by the server's clock, in which a binding changed last.
uint32_t
ChangedAt(const Binding& binding, Instant now)
{
    const bool ranOut = AddressStateOf(binding, now) == AddressState::EXPIRED;
    return (ranOut ? std::max(binding.changed, binding.expiry) : binding.changed) / SECOND;
}

} // namespace

BulkQuery::BulkQuery(const DhcpMessage& message)
    : m_message(message)
{
    const ByteView agent = message.options.Find(OPT_RELAY_AGENT).value_or(ByteView());
    const ClientIdentity client = ClientIdentity::Of(message);
    const std::pair<Key, std::string> selections[] = {
        {Key::RELAY_ID, SubOption(agent, SUB_RELAY_ID)},
        {Key::REMOTE_ID, SubOption(agent, SUB_REMOTE_ID)},
        {Key::CLIENT_ID, client.clientId},
        {Key::HARDWARE, message.hlen != 0 ? client.HardwareKey() : std::string()}};
    for (const auto& [key, value] : selections)
    {
        if (value.empty())
        {
            continue;
        }
        if (m_key != Key::NONE)
        {
            m_status = QueryStatus::MALFORMED;
        }
        m_key = key;
        m_value = value;
    }
    const uint32_t start = message.options.GetU32(OPT_QUERY_START_TIME).value_or(0);
    const uint32_t end = message.options.GetU32(OPT_QUERY_END_TIME).value_or(UINT32_MAX);
    const bool aimless = message.options.Has(OPT_RELAY_AGENT) && m_key != Key::RELAY_ID &&
                         m_key != Key::REMOTE_ID; // option 82 without what selects by it
    // An address is the matter of a plain leasequery.
    if (message.ciaddr != 0 || start > end || aimless)
    {
        m_status = QueryStatus::MALFORMED;
    }
}

bool
BulkQuery::Selects(const Binding& binding, Instant now) const
{
    const auto start = m_message.options.GetU32(OPT_QUERY_START_TIME);
    const auto end = m_message.options.GetU32(OPT_QUERY_END_TIME);
    if (start || end)
    {
        const bool changed = binding.changed != NEVER;
        if (!changed || ChangedAt(binding, now) < start.value_or(0) ||
            ChangedAt(binding, now) > end.value_or(UINT32_MAX))
        {
            return false;
        }
    }
    switch (m_key)
    {
    case Key::RELAY_ID:
        return SubOption(Bytes(binding.agentInfo), SUB_RELAY_ID) == m_value;
    case Key::REMOTE_ID:
        return SubOption(Bytes(binding.agentInfo), SUB_REMOTE_ID) == m_value;
    case Key::CLIENT_ID:
        return binding.client.clientId == m_value;
    case Key::HARDWARE:
        return binding.client.HardwareKey() == m_value;
    case Key::NONE:
        break;
    }
    return true;
}

AddressState
AddressStateOf(const Binding& binding, Instant now)
{
    switch (binding.state)
    {
    case BindingState::OFFERED:
        return AddressState::TRANSITIONING;
    case BindingState::DECLINED:
        return AddressState::ABANDONED;
    case BindingState::ACTIVE:
        return binding.expiry > now ? AddressState::ACTIVE : AddressState::EXPIRED;
    case BindingState::EXPIRED:
        // A release ends a lease before its time.
        return binding.expiry < binding.changed ? AddressState::RELEASED : AddressState::EXPIRED;
    case BindingState::FREE:
        break;
    }
    return AddressState::AVAILABLE;
}

} // namespace ns3::dhcpbackup
