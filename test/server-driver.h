/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_TEST_SERVER_DRIVER_H
#define DHCPBACKUP_TEST_SERVER_DRIVER_H

#include "transcript.h"

#include <gtest/gtest.h>
#include <memory>
#include <sstream>

namespace ns3::dhcpbackup::test
{

/// The second subnet of the tests: 10.0.1.0/24.
constexpr IpAddr
Ip2(uint8_t host)
{
    return 10u << 24 | 1 << 8 | host;
}

/// A server of two subnets and the relay in front of it, driven by messages.
class ServerDriver
{
  public:
    ServerDriver()
    {
        config.serverId = SERVER;
        subnets = {Subnet(Ip(0)), Subnet(Ip2(0))};
    }

    /// A subnet of 256 addresses that gives out .10 to .12.
    static SubnetConfig Subnet(IpAddr network)
    {
        SubnetConfig subnet;
        subnet.network = network;
        subnet.mask = 0xffffff00;
        subnet.router = network + 1;
        subnet.poolFirst = network + 10;
        subnet.poolLast = network + 12;
        return subnet;
    }

    /// The machine, made from config and subnets when it is first used.
    ServerMachine& Machine()
    {
        if (!m_machine)
        {
            m_machine = std::make_unique<ServerMachine>(config);
            for (const SubnetConfig& subnet : subnets)
            {
                m_machine->AddSubnet(subnet);
            }
        }
        return *m_machine;
    }

    /// A message through a relay, the one of the first subnet unless it has giaddr set.
    const char* Relayed(DhcpMessage message)
    {
        message.giaddr = message.giaddr == 0 ? GATEWAY : message.giaddr;
        return Machine().Receive(message, {message.giaddr, SERVER}, now, out);
    }

    /// Send a message and give back the answer's letter: A, N, O for an OFFER, or - for silence.
    char Ask(const DhcpMessage& message)
    {
        const size_t before = out.sent.size();
        Relayed(message);
        if (out.sent.size() == before)
        {
            return '-';
        }
        EXPECT_EQ(out.sent.size(), before + 1) << "one answer";
        switch (Last().type)
        {
        case DHCPACK:
            return 'A';
        case DHCPNAK:
            return 'N';
        case DHCPOFFER:
            return 'O';
        default:
            return '?';
        }
    }

    /// DISCOVER and REQUEST; returns the address.
    IpAddr Acquire(const ClientIdentity& client)
    {
        EXPECT_EQ(Ask(FromClient(client, DHCPDISCOVER, 1)), 'O');
        const IpAddr address = Last().yiaddr;
        EXPECT_EQ(Ask(Selecting(client, address, SERVER, 2)), 'A');
        return address;
    }

    /// Write the leases into a file and start another machine from it.
    void RestartFromFile()
    {
        std::stringstream file;
        Machine().Save(file, now);
        m_machine = nullptr;
        EXPECT_EQ(Machine().Load(file, now), std::vector<std::string>());
    }

    const DhcpMessage& Last() const
    {
        return out.sent.back().message;
    }

    Binding At(IpAddr address)
    {
        return Machine().TableFor(address)->At(address);
    }

    ServerConfig config;
    std::vector<SubnetConfig> subnets;
    ServerTranscript out;
    Instant now{100 * SECOND + 3}; //!< between two ticks of the timing wheel

  private:
    std::unique_ptr<ServerMachine> m_machine;
};

/// Put option 82 with these sub-options at the end of a message.
inline DhcpMessage
WithAgent(DhcpMessage message, const DhcpOptions& subOptions)
{
    message.options.AddText(OPT_RELAY_AGENT, WriteRelayAgentOption(subOptions));
    return message;
}

/// Option 82 with a circuit and the relay's override (RFC 5107).
inline DhcpOptions
Override(IpAddr address)
{
    DhcpOptions subOptions;
    subOptions.AddText(SUB_CIRCUIT_ID, "line-7");
    subOptions.AddU32(SUB_SERVER_ID_OVERRIDE, address);
    return subOptions;
}

} // namespace ns3::dhcpbackup::test

#endif // DHCPBACKUP_TEST_SERVER_DRIVER_H
