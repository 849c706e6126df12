/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-program.h"

#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr char LEASE_FILE[] = "dnsmasq.leases";

/// dnsmasq 2.90.
class Dnsmasq : public ServerProgram
{
  public:
    std::vector<std::string> Configure(const ServerDuties& duties) const override
    {
        std::vector<std::string> words{Name(),
                                       "--no-daemon", // nor another user, who may not be there
                                       "--conf-file=/dev/null",
                                       "--port=0",
                                       "--no-ping",
                                       "--no-resolv",
                                       "--no-hosts",
                                       "--interface=" + duties.interface,
                                       "--except-interface=lo",
                                       "--dhcp-leasefile=" + duties.folder + "/" + LEASE_FILE,
                                       "--dhcp-lease-max=1000000"};
        for (const SubnetConfig& subnet : duties.subnets)
        {
            words.push_back("--dhcp-range=" + AddressText(subnet.poolFirst) + "," +
                            AddressText(subnet.poolLast) + "," + AddressText(subnet.mask) + "," +
                            std::to_string(subnet.leaseTime));
        }
        if (duties.authoritative)
        {
            words.push_back("--dhcp-authoritative");
        }
        return words;
    }

    const char* Name() const override
    {
        return "dnsmasq";
    }

    const char* Package() const override
    {
        return "dnsmasq-base";
    }

    const char* ReadyText() const override
    {
        return "DHCP, IP range";
    }

    Duration ShortestLease() const override
    {
        return 2 * MINUTE;
    }

    std::vector<std::string> LeaseFiles() const override
    {
        return {LEASE_FILE};
    }

    std::vector<FiledLease> ReadLeases(const std::string& text) const override
    {
        // expiry, hardware address, address, host name, client identifier
        std::vector<FiledLease> leases;
        std::istringstream lines(text);
        std::string line;
        while (std::getline(lines, line))
        {
            std::istringstream words(line);
            std::string hardware;
            std::string address;
            FiledLease lease;
            if (words >> lease.expiry >> hardware >> address &&
                ParseHardware(hardware, lease.hardware) && ParseAddress(address, lease.address))
            {
                leases.push_back(lease);
            }
        }
        return leases;
    }
};

} // namespace

const ServerProgram&
DnsmasqProgram()
{
    static const Dnsmasq program;
    return program;
}

} // namespace ns3::dhcpbackup
