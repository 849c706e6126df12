/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_PROGRAM_H
#define DHCPBACKUP_SERVER_PROGRAM_H

#include "ns3/server-config.h"

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// What a server is to serve, and where.
struct ServerDuties
{
    std::string folder;                //!< for all its files, without a slash at the end
    std::string interface;             //!< where it listens
    IpAddr address{0};                 //!< of the interface: its name in option 54
    IpAddr mask{0};                    //!< of the interface's own subnet, which it does not serve
    bool authoritative{true};          //!< it knows every address of its subnets
    bool leasequery{false};            //!< it answers RFC 4388
    std::vector<SubnetConfig> subnets; //!< behind relays
};

/// A lease as it stands in a server's file.
struct FiledLease
{
    IpAddr address{0};                //!< whose lease it is
    std::array<uint8_t, 6> hardware{}; //!< who has it
    int64_t expiry{0};                //!< when it ends, in seconds since 1970; 0 if it has no holder
};

/**
 * @ingroup dhcp-backup
 * @brief A real DHCP server: how it is configured and started, and how its files are read.
 */
class ServerProgram
{
  public:
    virtual ~ServerProgram() = default;

    /**
     * @brief Write its configuration files.
     * @param duties what it is to serve
     * @return its command line, which keeps it in the foreground
     * @throw std::runtime_error if a file cannot be written
     */
    virtual std::vector<std::string> Configure(const ServerDuties& duties) const = 0;

    /// @return the name of its program
    virtual const char* Name() const = 0;

    /// @return the Debian package that it comes in
    virtual const char* Package() const = 0;

    /// @return the option with which it says its version
    virtual const char* VersionOption() const
    {
        return "--version";
    }

    /// @return what it says in its log when it serves
    virtual const char* ReadyText() const = 0;

    /// @return the shortest lease that it grants
    virtual Duration ShortestLease() const = 0;

    /// @return the names of its lease files in its folder; it makes those that are missing
    virtual std::vector<std::string> LeaseFiles() const = 0;

    /**
     * @brief Read its lease file.
     * @param text all of the file
     * @return its leases; of an address that is there more than once, the last one counts
     */
    virtual std::vector<FiledLease> ReadLeases(const std::string& text) const = 0;
};

/**
 * @param kind a server that there is a program of: not SERVER_RFC2131
 * @return the program
 */
const ServerProgram& ProgramOf(ServerKind kind);

/**
 * @param text an address such as 10.0.0.1
 * @param address gets it
 * @return whether it is one
 */
bool ParseAddress(const std::string& text, IpAddr& address);

/**
 * @param text a hardware address such as 02:01:00:00:00:11
 * @param hardware gets it
 * @return whether it is one
 */
bool ParseHardware(const std::string& text, std::array<uint8_t, 6>& hardware);

/**
 * @param address an address
 * @return for example 10.0.0.1
 */
std::string AddressText(IpAddr address);

/// @return Kea's DHCPv4 server
const ServerProgram& KeaProgram();
/// @return ISC's server
const ServerProgram& DhcpdProgram();
/// @return dnsmasq
const ServerProgram& DnsmasqProgram();

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_PROGRAM_H
