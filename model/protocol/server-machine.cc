/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * ServerMachine: subnets, DISCOVER, RELEASE, DECLINE, INFORM, expiry, restart.
 */

#include "server-machine.h"

#include "ns3/abort.h"
#include "ns3/allocation-rules.h"
#include "ns3/record-file.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

namespace
{

/// First line of a lease file; its number is the format's version.
const char HEADING[] = "dhcp-backup lease-table 2";

} // namespace

const char*
ToString(BindingEvent event)
{
    static const char* const names[] = {"granted", "expired", "released", "declined"};
    return names[size_t(event)];
}

ServerMachine::ServerMachine(const ServerConfig& config)
    : m_config(config),
      m_profile(ProfileOf(config.kind, config.authoritative))
{
    const std::string error = config.Validate();
    NS_ABORT_MSG_UNLESS(error.empty(), error);
    if (config.cacheThreshold >= 0)
    {
        m_profile.cacheThreshold = config.cacheThreshold;
    }
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
    AddressPool pool(subnet.poolFirst, subnet.poolLast);
    if (m_config.halves && pool.Size() > 1)
    {
        NS_ABORT_MSG_UNLESS(subnet.classes.empty(), "a pool has either classes or halves");
        pool.AddPart(pool.AddressAt((pool.Size() + 1) / 2), subnet.poolLast);
    }
    for (const SubscriberClass& part : subnet.classes)
    {
        pool.AddPart(part.poolFirst, part.poolLast);
    }
    Subnet added{subnet, LeaseTable(pool, m_config.reallocationHold), {}};
    if (m_profile.matchesHardware || m_config.leasequery)
    {
        added.table.IndexHardware();
    }
    for (const Reservation& reservation : subnet.reservations)
    {
        added.table.Reserve(reservation.address, reservation.client);
    }
    m_subnets.insert(at, std::move(added));
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
    // RFC 3527 section 3: where the relay names a link, giaddr is but the way back.
    if (const auto link = RelayAgentOptionsOf(message).GetU32(SUB_LINK_SELECTION))
    {
        return Find(*link);
    }
    if (message.giaddr != 0)
    {
        return Find(message.giaddr);
    }
    return Find(message.ciaddr != 0 ? message.ciaddr : origin.interfaceAddress);
}

ClientIdentity
ServerMachine::ClientOf(const DhcpMessage& message, const LeaseTable& table) const
{
    ClientIdentity client = ClientIdentity::Of(message);
    if (m_profile.matchesHardware && client.clientId.empty())
    {
        if (const IpAddr known = table.AddressOfHardware(client.HardwareKey()))
        {
            return table.At(known).client;
        }
    }
    return client;
}

uint32_t
ServerMachine::PartFor(const Subnet& subnet, const DhcpMessage& message) const
{
    if (m_config.halves)
    {
        return m_rules && subnet.table.Pool().Size() > 1 ? m_rules->HalfFor(message) : 0;
    }
    const auto& classes = subnet.config.classes;
    if (classes.empty())
    {
        return 0;
    }
    const DhcpOptions agent = RelayAgentOptionsOf(message);
    const auto id = agent.Find(SUB_SUBSCRIBER_ID);
    const std::string subscriber = id ? std::string(id->begin(), id->end()) : std::string();
    const auto it = std::find_if(classes.begin(), classes.end(), [&](const SubscriberClass& c) {
        return c.subscriberId == subscriber;
    });
    return it == classes.end() ? 0 : it - classes.begin() + 1;
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
    switch (message.type)
    {
    case DHCPRELEASE:
        return OnRelease(message, now, out);
    case DHCPDECLINE:
        return OnDecline(message, now, out);
    case DHCPLEASEQUERY:
        return OnLeasequery(message, now, out);
    case DHCPDISCOVER:
    case DHCPREQUEST:
    case DHCPINFORM:
        break;
    default:
        return "not a message for a server";
    }
    Subnet* const subnet = SubnetFor(message, origin);
    if (!subnet)
    {
        return "no such subnet";
    }
    Expire(*subnet, now, out);
    const ClientIdentity client = ClientOf(message, subnet->table);
    const IpAddr own = subnet->table.AddressOf(client.Key());
    const IpAddr overridden =
        RelayAgentOptionsOf(message).GetU32(SUB_SERVER_ID_OVERRIDE).value_or(0);
    const Work work{message, *subnet, client, own, overridden, now, out};
    if (message.type == DHCPINFORM)
    {
        return OnInform(work);
    }
    return message.type == DHCPDISCOVER ? OnDiscover(work) : OnRequest(work);
}

const char*
ServerMachine::OnDiscover(const Work& work)
{
    if (work.now < m_quietUntil)
    {
        return "quiet after the loss of the store";
    }
    LeaseTable& table = work.subnet.table;
    const IpAddr address = Choose(work);
    if (address == 0)
    {
        return "pool exhausted";
    }
    if (!(table.At(address).state == BindingState::ACTIVE && table.IsInUse(address, work.now)))
    {
        Binding offer;
        if (work.own == address)
        {
            offer = table.At(address);
        }
        offer.client = work.client;
        offer.state = BindingState::OFFERED;
        offer.expiry = work.now + m_config.offerHold;
        Assign(work.subnet, address, offer);
    }
    DhcpMessage reply = MakeReply(work.m, DHCPOFFER);
    reply.yiaddr = address;
    SendReply(work, reply, BoundedLease(work, address));
    return nullptr;
}

IpAddr
ServerMachine::Choose(const Work& work) const
{
    const LeaseTable& table = work.subnet.table;
    const IpAddr wanted = work.m.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    // A client keeps its own address, whichever half it is from.
    const bool known = m_config.halves && work.own != 0;
    const uint32_t part = known ? table.Pool().PartOf(work.own) : PartFor(work.subnet, work.m);
    const IpAddr address = table.Choose(work.client, wanted, work.now, part);
    const bool other = address == 0 && m_config.halves && table.Pool().Size() > 1 && m_rules &&
                       m_rules->MayUseBothHalves(work.now);
    return other ? table.Choose(work.client, wanted, work.now, 1 - part) : address;
}

void
ServerMachine::Assign(Subnet& subnet, IpAddr address, const Binding& binding)
{
    m_active -= subnet.table.ActiveCount();
    subnet.table.Assign(address, binding);
    m_active += subnet.table.ActiveCount();
    m_nextExpiry = std::min(m_nextExpiry, subnet.table.NextExpiry());
}

const char*
ServerMachine::OnInform(const Work& work)
{
    DhcpMessage reply = MakeReply(work.m, DHCPACK);
    reply.ciaddr = work.m.ciaddr;
    SendReply(work, reply, 0);
    return nullptr;
}

const char*
ServerMachine::OnRelease(const DhcpMessage& m, Instant now, ServerOutput& out)
{
    Subnet* const subnet = Find(m.ciaddr);
    if (!subnet || !subnet->table.Pool().Contains(m.ciaddr) ||
        subnet->table.AddressOf(ClientOf(m, subnet->table).Key()) != m.ciaddr)
    {
        return "not the client's address";
    }
    const Binding binding = subnet->table.At(m.ciaddr);
    if (binding.state != BindingState::ACTIVE)
    {
        return "not leased";
    }
    subnet->table.Release(m.ciaddr, now);
    --m_active;
    out.BindingChanged(BindingEvent::RELEASED, m.ciaddr, binding);
    return nullptr;
}

const char*
ServerMachine::OnDecline(const DhcpMessage& m, Instant now, ServerOutput& out)
{
    const IpAddr address = m.options.GetU32(OPT_REQUESTED_ADDRESS).value_or(0);
    Subnet* const subnet = Find(address);
    if (!subnet || !subnet->table.Pool().Contains(address) ||
        subnet->table.AddressOf(ClientOf(m, subnet->table).Key()) != address)
    {
        return "not the client's address";
    }
    const Binding binding = subnet->table.At(address);
    m_active -= binding.state == BindingState::ACTIVE ? 1 : 0;
    subnet->table.Quarantine(address, now + m_config.declineHold);
    m_nextExpiry = std::min(m_nextExpiry, subnet->table.NextExpiry());
    out.BindingChanged(BindingEvent::DECLINED, address, binding);
    return nullptr;
}

void
ServerMachine::Expire(Subnet& subnet, Instant now, ServerOutput& out)
{
    subnet.table.Expire(now, [this, &out](IpAddr address, const Binding& binding) {
        if (binding.state != BindingState::ACTIVE)
        {
            return;
        }
        --m_active;
        const auto last = m_lastGrants.find(binding.client.Key());
        if (last != m_lastGrants.end() && last->second.address == address)
        {
            m_lastGrants.erase(last);
        }
        out.BindingChanged(BindingEvent::EXPIRED, address, binding);
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
ServerMachine::Stored(IpAddr address, const Binding& binding)
{
    Find(address)->table.Stored(address, binding);
}

void
ServerMachine::TakeSnapshot()
{
    for (Subnet& subnet : m_subnets)
    {
        subnet.snapshot = subnet.table.Snapshot();
    }
}

void
ServerMachine::Restart(StoreFate fate, Instant now)
{
    m_nextExpiry = NEVER;
    for (Subnet& subnet : m_subnets)
    {
        if (fate == StoreFate::KEPT)
        {
            subnet.table.RestoreStored();
        }
        else if (fate == StoreFate::STALE)
        {
            subnet.table.RestoreSnapshot(subnet.snapshot);
        }
        else
        {
            subnet.table.Clear();
        }
        m_nextExpiry = std::min(m_nextExpiry, subnet.table.NextExpiry());
    }
    if (fate != StoreFate::KEPT)
    {
        m_lastGrants.clear();
    }
    if (fate == StoreFate::LOST)
    {
        m_quietUntil = now + m_config.quietAfterLoss;
    }
    CountActive();
}

void
ServerMachine::CountActive()
{
    m_active = 0;
    for (const Subnet& subnet : m_subnets)
    {
        m_active += subnet.table.ActiveCount();
    }
}

void
ServerMachine::Save(std::ostream& os, Instant now) const
{
    RecordWriter writer(os, HEADING);
    for (const Subnet& subnet : m_subnets)
    {
        subnet.table.Save(writer, now);
    }
    writer.Finish();
}

std::vector<std::string>
ServerMachine::Load(std::istream& is, Instant now)
{
    RecordReader reader(is, HEADING);
    while (reader.NextRecord())
    {
        const IpAddr address = reader.Address();
        const Binding binding = LeaseTable::ReadBinding(reader, now);
        if (!reader.EndRecord())
        {
            continue;
        }
        Subnet* const subnet = Find(address);
        const std::string error = subnet ? subnet->table.Load(address, binding)
                                         : "address " + ToString(address) + " is in no subnet";
        if (!error.empty())
        {
            reader.Fail(error);
        }
    }
    for (const Subnet& subnet : m_subnets)
    {
        m_nextExpiry = std::min(m_nextExpiry, subnet.table.NextExpiry());
    }
    CountActive();
    return reader.Errors();
}

} // namespace ns3::dhcpbackup
