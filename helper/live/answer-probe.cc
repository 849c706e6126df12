/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "answer-probe.h"

#include "ns3/dhcp-option.h"

#include <algorithm>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

constexpr IpAddr NETWORK = 10u << 24;
constexpr IpAddr OTHER_NETWORK = NETWORK + 256;
constexpr IpAddr SERVER = 172u << 24 | 16u << 16 | 1;
constexpr IpAddr GATEWAY = NETWORK + 1;
constexpr uint32_t POOL_FIRST = 10;
constexpr uint32_t POOL_LAST = 199;
constexpr uint32_t OUTSIDE_POOL = 220;

/// From the end of a lease to S1: its whole seconds may be rounded up.
constexpr Duration JUST_EXPIRED = 2 * SECOND;
/// And to S2 and S7.
constexpr Duration LONG_EXPIRED = 15 * SECOND;

/// The shapes; those with option 54 of somebody else were measured in fewer states.
const char* const SHAPES[] = {"REN", "IRB", "SEL", "SELov", "SELoth"};

bool
IsMeasured(const std::string& shape, const std::string& state)
{
    const bool inPool = state != "O" && state != "W" && state != "Y";
    return inPool || (shape != "SELov" && shape != "SELoth");
}

} // namespace

AnswerProbe::AnswerProbe(AskedServer& server, Duration leaseTime)
    : m_server(server),
      m_leaseTime(leaseTime)
{
}

std::vector<SubnetConfig>
AnswerProbe::Subnets(Duration leaseTime)
{
    std::vector<SubnetConfig> subnets;
    for (const IpAddr network : {NETWORK, OTHER_NETWORK})
    {
        SubnetConfig subnet;
        subnet.network = network;
        subnet.mask = 0xffffff00;
        subnet.router = network + 1;
        subnet.poolFirst = network + POOL_FIRST;
        subnet.poolLast = network + POOL_LAST;
        subnet.leaseTime = uint32_t(leaseTime / SECOND);
        subnets.push_back(subnet);
    }
    return subnets;
}

IpAddr
AnswerProbe::ServerId()
{
    return SERVER;
}

ClientIdentity
AnswerProbe::NewClient()
{
    ++m_clients;
    ClientIdentity client;
    client.chaddr = {0x02, 0x06, 0, 0, uint8_t(m_clients >> 8), uint8_t(m_clients)};
    client.clientId = std::string("\1", 1) + std::string(client.chaddr.begin(),
                                                         client.chaddr.begin() + client.hlen);
    return client;
}

DhcpMessage
AnswerProbe::Relayed(const ClientIdentity& client, MessageType type)
{
    DhcpMessage message;
    message.op = BOOTREQUEST;
    message.type = type;
    message.xid = ++m_xid;
    message.hops = 1;
    message.giaddr = GATEWAY;
    client.PutInto(message);
    return message;
}

DhcpMessage
AnswerProbe::RequestOf(const std::string& shape, const ClientIdentity& client, IpAddr address)
{
    DhcpMessage message = Relayed(client, DHCPREQUEST);
    DhcpOptions agent;
    agent.AddText(SUB_CIRCUIT_ID, "line-7");
    if (shape == "REN")
    {
        message.ciaddr = address;
    }
    else
    {
        message.options.AddU32(OPT_REQUESTED_ADDRESS, address);
    }
    if (shape == "SELov")
    {
        message.options.AddU32(OPT_SERVER_ID, GATEWAY);
        agent.AddU32(SUB_SERVER_ID_OVERRIDE, GATEWAY);
    }
    else if (shape == "SEL" || shape == "SELoth")
    {
        message.options.AddU32(OPT_SERVER_ID, shape == "SEL" ? SERVER : SERVER + 99);
    }
    message.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(agent));
    return message;
}

IpAddr
AnswerProbe::AcquireOne(const ClientIdentity& client)
{
    DhcpMessage discover = Relayed(client, DHCPDISCOVER);
    DhcpOptions agent;
    agent.AddText(SUB_CIRCUIT_ID, "line-7");
    discover.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(agent));
    const auto offer = m_server.Ask(discover);
    const auto ack = offer ? m_server.Ask(RequestOf("SEL", client, offer->yiaddr)) : offer;
    if (!ack || ack->type != DHCPACK)
    {
        throw std::runtime_error("the server does not grant an address that it has offered");
    }
    m_given.insert(ack->yiaddr);
    return ack->yiaddr;
}

IpAddr
AnswerProbe::FreeAddress()
{
    IpAddr address = NETWORK + (POOL_FIRST + POOL_LAST) / 2;
    while (m_given.count(address) > 0)
    {
        ++address;
    }
    m_given.insert(address);
    return address;
}

void
AnswerProbe::Acquire(const std::string& state)
{
    for (const char* const shape : SHAPES)
    {
        if (IsMeasured(shape, state))
        {
            m_who[state][shape] = NewClient();
            m_where[state][shape] = AcquireOne(m_who[state][shape]);
        }
    }
}

void
AnswerProbe::AskAll(const std::string& state,
                    const std::function<IpAddr(const std::string&)>& address)
{
    for (const char* const shape : SHAPES)
    {
        if (!IsMeasured(shape, state))
        {
            continue;
        }
        const auto& known = m_who[state];
        const auto client = known.find(shape);
        const IpAddr wanted = address(shape);
        const auto answer = m_server.Ask(
            RequestOf(shape, client == known.end() ? NewClient() : client->second, wanted));
        AnswerCell cell{shape, state, '-'};
        if (answer)
        {
            const bool fresh =
                answer->type == DHCPACK && answer->yiaddr == wanted &&
                answer->options.GetU32(OPT_LEASE_TIME) == uint32_t(m_leaseTime / SECOND);
            cell.answer = fresh ? 'A' : answer->type == DHCPNAK ? 'N' : '?';
        }
        m_cells.push_back(cell);
    }
}

void
AnswerProbe::AskAgain(const std::string& state)
{
    AskAll(state, [&](const std::string& shape) { return m_where[state][shape]; });
}

std::vector<AnswerCell>
AnswerProbe::Ask()
{
    for (const char* const state : {"S0", "S1", "S2", "S3", "Y", "other"})
    {
        Acquire(state);
    }
    AskAgain("S0");
    AskAll("U", [this](const std::string&) { return FreeAddress(); });
    AskAll("C", [this](const std::string& shape) { return m_where["other"][shape]; });
    AskAll("O", [](const std::string&) { return NETWORK + OUTSIDE_POOL; });
    AskAll("W", [](const std::string&) { return OTHER_NETWORK + OUTSIDE_POOL / 2; });
    AskAll("Y", [this](const std::string&) { return FreeAddress(); });
    m_server.Kill();
    m_server.Restart(true);
    AskAgain("S3");
    m_server.Wait(m_leaseTime + JUST_EXPIRED);
    AskAgain("S1");
    m_server.Wait(LONG_EXPIRED);
    AskAgain("S2");
    Acquire("S7");
    m_server.Kill();
    m_server.Wait(m_leaseTime + LONG_EXPIRED);
    m_server.Restart(true);
    AskAgain("S7");
    Acquire("S4");
    m_server.Kill();
    m_server.Restart(false);
    AskAgain("S4");
    return m_cells;
}

} // namespace ns3::dhcpbackup
