/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-program.h"

#include "ns3/json-text.h"
#include "ns3/scenario-runner.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <filesystem>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

namespace json = boost::json;
namespace fs = std::filesystem;

constexpr char LEASE_FILE[] = "leases4.csv";

/// The hook by which leases are asked for and set, if the installation has it.
json::array
Hooks()
{
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator("/usr/lib", ignored))
    {
        const fs::path hook = entry.path() / "kea/hooks/libdhcp_lease_cmds.so";
        if (fs::exists(hook, ignored))
        {
            return {{{"library", hook.string()}}};
        }
    }
    return {};
}

/// Bits of a mask.
int
PrefixLength(IpAddr mask)
{
    return __builtin_popcount(mask);
}

json::array
Subnets(const ServerDuties& duties)
{
    json::array subnets;
    int id = 0;
    for (const SubnetConfig& subnet : duties.subnets)
    {
        const uint32_t least = subnet.minLeaseTime != 0 ? subnet.minLeaseTime : subnet.leaseTime;
        const uint32_t most = subnet.maxLeaseTime != 0 ? subnet.maxLeaseTime : subnet.leaseTime;
        json::object section{
            {"id", ++id},
            {"subnet",
             AddressText(subnet.network) + "/" + std::to_string(PrefixLength(subnet.mask))},
            {"pools",
             json::array{json::object{{"pool",
                                       AddressText(subnet.poolFirst) + " - " +
                                           AddressText(subnet.poolLast)}}}},
            {"valid-lifetime", subnet.leaseTime},
            {"min-valid-lifetime", least},
            {"max-valid-lifetime", most},
            {"calculate-tee-times", true},
            {"t1-percent", subnet.t1},
            {"t2-percent", subnet.t2},
            {"option-data",
             json::array{json::object{{"name", "routers"}, {"data", AddressText(subnet.router)}}}}};
        subnets.push_back(section);
    }
    return subnets;
}

/// All that happens once, without a line for each lease.
json::array
Loggers()
{
    const json::array outputs{json::object{{"output", "stdout"}, {"flush", true}}};
    return {json::object{{"name", "kea-dhcp4"}, {"severity", "WARN"}, {"output_options", outputs}},
            json::object{{"name", "kea-dhcp4.dhcp4"},
                         {"severity", "INFO"},
                         {"output_options", outputs}}};
}

/// Kea 2.2.
class Kea : public ServerProgram
{
  public:
    std::vector<std::string> Configure(const ServerDuties& duties) const override
    {
        const std::string& folder = duties.folder;
        const json::object server{
            {"interfaces-config",
             {{"interfaces", json::array{duties.interface}},
              {"dhcp-socket-type", "udp"},
              {"service-sockets-max-retries", 100},
              {"service-sockets-retry-wait-time", 100}}},
            {"control-socket",
             {{"socket-type", "unix"}, {"socket-name", folder + "/control"}}},
            {"lease-database",
             {{"type", "memfile"},
              {"persist", true},
              {"name", folder + "/" + LEASE_FILE},
              {"lfc-interval", 0}}},
            {"hooks-libraries", Hooks()},
            {"authoritative", duties.authoritative},
            {"subnet4", Subnets(duties)},
            {"loggers", Loggers()}};
        const std::string file = folder + "/kea.json";
        WriteFile(file, PrettyJson(json::object{{"Dhcp4", server}}));
        return {"env", "KEA_PIDFILE_DIR=" + folder, "KEA_LOCKFILE_DIR=" + folder, Name(), "-c",
                file};
    }

    const char* Name() const override
    {
        return "kea-dhcp4";
    }

    const char* Package() const override
    {
        return "kea-dhcp4-server";
    }

    const char* VersionOption() const override
    {
        return "-v";
    }

    const char* ReadyText() const override
    {
        return "DHCP4_STARTED";
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
        // address,hwaddr,client_id,valid_lifetime,expire,subnet_id,...,state,...
        std::vector<FiledLease> leases;
        std::istringstream lines(text);
        std::string line;
        while (std::getline(lines, line))
        {
            std::vector<std::string> columns;
            std::istringstream values(line);
            std::string value;
            while (std::getline(values, value, ','))
            {
                columns.push_back(value);
            }
            FiledLease lease;
            if (columns.size() >= 10 && ParseAddress(columns[0], lease.address) &&
                ParseHardware(columns[1], lease.hardware))
            {
                // A lease that was taken back is written once more with no time left.
                const bool held = columns[3] != "0" && columns[9] == "0";
                lease.expiry = held ? std::atoll(columns[4].c_str()) : 0;
                leases.push_back(lease);
            }
        }
        return leases;
    }
};

} // namespace

const ServerProgram&
KeaProgram()
{
    static const Kea program;
    return program;
}

} // namespace ns3::dhcpbackup
