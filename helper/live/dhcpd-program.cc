/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-program.h"

#include "ns3/scenario-runner.h"

#include <ctime>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

constexpr char LEASE_FILE[] = "dhcpd.leases";

std::string
SubnetText(const SubnetConfig& subnet)
{
    const uint32_t least = subnet.minLeaseTime != 0 ? subnet.minLeaseTime : subnet.leaseTime;
    const uint32_t most = subnet.maxLeaseTime != 0 ? subnet.maxLeaseTime : subnet.leaseTime;
    std::ostringstream text;
    text << "subnet " << AddressText(subnet.network) << " netmask " << AddressText(subnet.mask)
         << " {\n  range " << AddressText(subnet.poolFirst) << " " << AddressText(subnet.poolLast)
         << ";\n  option routers " << AddressText(subnet.router) << ";\n  default-lease-time "
         << subnet.leaseTime << ";\n  min-lease-time " << least << ";\n  max-lease-time " << most
         << ";\n}\n";
    return text.str();
}

/// The first word behind a key within a lease, without the semicolon.
std::string
ValueOf(const std::string& line, const std::string& key)
{
    const size_t begin = line.find_first_not_of(' ');
    if (begin == std::string::npos || line.compare(begin, key.size(), key) != 0)
    {
        return {};
    }
    const size_t end = line.find(';', begin);
    return line.substr(begin + key.size(), end - begin - key.size());
}

/// "3 2026/11/25 13:00:00", in UTC, as seconds since 1970; 0 for what is none.
int64_t
ParseDate(const std::string& text)
{
    std::tm date = {};
    const char* const end = strptime(text.c_str(), "%u %Y/%m/%d %H:%M:%S", &date);
    return end ? timegm(&date) : 0;
}

/// ISC dhcpd 4.4.
class Dhcpd : public ServerProgram
{
  public:
    std::vector<std::string> Configure(const ServerDuties& duties) const override
    {
        std::string text = duties.authoritative ? "authoritative;\n" : "not authoritative;\n";
        text += "one-lease-per-client true;\nping-check false;\ndhcp-cache-threshold 0;\n";
        text += duties.leasequery ? "allow leasequery;\n" : "";
        text += "subnet " + AddressText(duties.address & duties.mask) + " netmask " +
                AddressText(duties.mask) + " {}\n";
        for (const SubnetConfig& subnet : duties.subnets)
        {
            text += SubnetText(subnet);
        }
        const std::string file = duties.folder + "/dhcpd.conf";
        WriteFile(file, text);
        // It does not begin without a lease file; an empty one will do.
        return {"sh",
                "-c",
                "touch \"$1\" && exec dhcpd -4 -f -d --no-pid -cf \"$2\" -lf \"$1\" \"$3\"",
                Name(),
                duties.folder + "/" + LEASE_FILE,
                file,
                duties.interface};
    }

    const char* Name() const override
    {
        return "dhcpd";
    }

    const char* Package() const override
    {
        return "isc-dhcp-server";
    }

    const char* ReadyText() const override
    {
        return "Server starting service.";
    }

    Duration ShortestLease() const override
    {
        return 1 * SECOND;
    }

    std::vector<std::string> LeaseFiles() const override
    {
        return {LEASE_FILE};
    }

    std::vector<FiledLease> ReadLeases(const std::string& text) const override
    {
        std::vector<FiledLease> leases;
        FiledLease lease;
        bool active = false;
        std::istringstream lines(text);
        std::string line;
        while (std::getline(lines, line))
        {
            if (line.rfind("lease ", 0) == 0)
            {
                lease = {};
                active = false;
                ParseAddress(line.substr(6, line.find(' ', 6) - 6), lease.address);
            }
            else if (const std::string ends = ValueOf(line, "ends "); !ends.empty())
            {
                lease.expiry = ParseDate(ends);
            }
            else if (const std::string state = ValueOf(line, "binding state "); !state.empty())
            {
                active = state == "active";
            }
            else if (const std::string who = ValueOf(line, "hardware ethernet "); !who.empty())
            {
                ParseHardware(who, lease.hardware);
            }
            else if (line == "}" && lease.address != 0)
            {
                lease.expiry = active ? lease.expiry : 0;
                leases.push_back(lease);
                lease = {};
            }
        }
        return leases;
    }
};

} // namespace

const ServerProgram&
DhcpdProgram()
{
    static const Dhcpd program;
    return program;
}

} // namespace ns3::dhcpbackup
