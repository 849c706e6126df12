/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_ANSWER_PROBE_H
#define DHCPBACKUP_ANSWER_PROBE_H

#include "ns3/binding.h"
#include "ns3/dhcp-message.h"
#include "ns3/server-config.h"

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A server that can be asked, real or simulated.
class AskedServer
{
  public:
    virtual ~AskedServer() = default;

    /**
     * @brief Ask as a relay does.
     * @param message with giaddr and option 82
     * @return the answer; nothing if there is none in good time
     */
    virtual std::optional<DhcpMessage> Ask(const DhcpMessage& message) = 0;

    /// @param time how long to do nothing
    virtual void Wait(Duration time) = 0;

    /// Die.
    virtual void Kill() = 0;

    /// @param keep whether it finds its lease file when it comes back
    virtual void Restart(bool keep) = 0;
};

/// A cell of the table of answers.
struct AnswerCell
{
    std::string shape; //!< of the REQUEST
    std::string state; //!< of the server
    char answer{'-'};  //!< A for an ACK with a fresh lease of the address, N for a NAK, - for silence
};

/**
 * @ingroup dhcp-backup
 * @brief Asks a server for an address in every way and state that matters to relays that replay.
 *
 * Shapes: REN has the address in ciaddr, IRB in option 50; SEL adds option 54 = the server, SELov the
 * relay with its override in option 82 (RFC 5107), SELoth another server.
 * States: S0 the lease is active, S1 just expired, S2 expired 15 s ago; S3 active, after a restart with
 * the lease file; S7 the same, expired meanwhile; S4 after a restart without it; U unknown client,
 * free address; C somebody else's; O outside the pool, W in another subnet; Y the client holds
 * another address. Each cell has a client of its own.
 */
class AnswerProbe
{
  public:
    /// @param server to ask; it serves Subnets() with leases of that time as ServerId()
    /// @param leaseTime how long its leases last
    AnswerProbe(AskedServer& server, Duration leaseTime);

    /**
     * @param leaseTime whole seconds
     * @return what the server must serve
     */
    static std::vector<SubnetConfig> Subnets(Duration leaseTime);

    /// @return the server's address
    static IpAddr ServerId();

    /// @return all cells, by shape and then in the order in which they were asked for
    std::vector<AnswerCell> Ask();

  private:
    /// Where a client's address is, by shape.
    using Addresses = std::map<std::string, IpAddr>;

    /// A client that was not there before.
    ClientIdentity NewClient();
    /// Let a client of each shape get an address.
    void Acquire(const std::string& state);
    /// DISCOVER and REQUEST; gives the address, 0 for none.
    IpAddr AcquireOne(const ClientIdentity& client);
    /// An address of the pool that nobody was ever given.
    IpAddr FreeAddress();
    /// Ask in each shape for an address that a function gives for it.
    void AskAll(const std::string& state, const std::function<IpAddr(const std::string&)>& address);
    /// The same for the address that the clients of a state have.
    void AskAgain(const std::string& state);
    /// The REQUEST of a shape.
    DhcpMessage RequestOf(const std::string& shape, const ClientIdentity& client, IpAddr address);
    /// A message that comes through the relay.
    DhcpMessage Relayed(const ClientIdentity& client, MessageType type);

    AskedServer& m_server;                      //!< to ask
    Duration m_leaseTime;                       //!< of its leases
    uint32_t m_clients{0};                      //!< so many have been made
    uint32_t m_xid{0x1000};                     //!< the last one
    std::set<IpAddr> m_given;                   //!< by the server
    std::map<std::string, std::map<std::string, ClientIdentity>> m_who; //!< by state and shape
    std::map<std::string, Addresses> m_where;   //!< by state and shape
    std::vector<AnswerCell> m_cells;            //!< asked for
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_ANSWER_PROBE_H
