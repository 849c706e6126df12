/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_MACHINE_H
#define DHCPBACKUP_SERVER_MACHINE_H

#include "ns3/lease-table.h"

#include <vector>

namespace ns3::dhcpbackup
{

/// One subnet that a server serves.
struct SubnetConfig
{
    IpAddr network{0};             //!< its first address
    IpAddr mask{0};                //!< its mask
    IpAddr router{0};              //!< option 3, 0 for none
    std::vector<IpAddr> dns;       //!< option 6
    IpAddr poolFirst{0};           //!< first address to give out
    IpAddr poolLast{0};            //!< last address to give out
    uint32_t leaseTime{3600};      //!< option 51, seconds
    double t1{0.5};                //!< option 58 as a share of the lease
    double t2{0.875};              //!< option 59 as a share of the lease

    /// @return empty if all is well, else one sentence
    std::string Validate() const;
};

/// What all subnets of a server share.
struct ServerConfig
{
    IpAddr serverId{0};                  //!< option 54
    Duration offerHold{60 * SECOND};     //!< how long an offered address waits for its REQUEST
    Duration declineHold{24 * HOUR};     //!< how long an address that was declined is not used
};

/// How a message came to the server.
struct MessageOrigin
{
    IpAddr source{0};           //!< IPv4 source
    IpAddr interfaceAddress{0}; //!< the server's address on the receiving interface
};

/// Where a reply goes (RFC 2131 section 4.1).
struct ReplyPath
{
    /// Kinds of way.
    enum Kind : uint8_t
    {
        TO_RELAY,    //!< to giaddr, port 67
        TO_ADDRESS,  //!< to ciaddr, port 68
        TO_HARDWARE, //!< to yiaddr and chaddr in a frame, since the client cannot answer ARP yet
        TO_ALL       //!< to everybody on the link, port 68
    };

    Kind kind{TO_ALL};     //!< which way
    IpAddr destination{0}; //!< IPv4 destination
};

/**
 * @brief Where a reply goes.
 * @param request the message that is answered
 * @param reply the answer
 * @return the way as of RFC 2131 section 4.1
 */
ReplyPath ReplyPathFor(const DhcpMessage& request, const DhcpMessage& reply);

/// What became of a binding.
enum class BindingEvent : uint8_t
{
    GRANTED,  //!< leased or renewed
    EXPIRED,  //!< the lease ran out
    RELEASED, //!< the client gave it back
    DECLINED  //!< the client found it in use
};

/**
 * @param event an event
 * @return for example "granted"
 */
const char* ToString(BindingEvent event);

/// What a server does; the machine's owner carries it out.
class ServerOutput
{
  public:
    virtual ~ServerOutput() = default;
    /**
     * @brief Send a reply.
     * @param reply the message
     * @param path where to
     * @param maxDatagram the largest IP datagram that the client takes, bytes
     */
    virtual void Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram) = 0;
    /**
     * @brief A binding changed.
     * @param event how
     * @param address the address
     * @param binding the binding: after a grant the new one, else the one that ended
     */
    virtual void BindingChanged(BindingEvent event, IpAddr address, const Binding& binding) = 0;
};

/**
 * @ingroup dhcp-backup
 * @brief The server of RFC 2131 section 4.3 as a pure machine: message or time in, actions out.
 */
class ServerMachine
{
  public:
    /// @param config what all subnets share
    explicit ServerMachine(const ServerConfig& config);

    /**
     * @brief Serve a subnet.
     * @param subnet its description; Validate() must find nothing
     */
    void AddSubnet(const SubnetConfig& subnet);

    /**
     * @brief Take a message.
     * @param message the message
     * @param origin how it came
     * @param now the present
     * @param out told of what the server does
     * @return nullptr if the message had an effect, else why the server is silent
     */
    const char* Receive(const DhcpMessage& message,
                        const MessageOrigin& origin,
                        Instant now,
                        ServerOutput& out);

    /**
     * @brief End what has run out.
     * @param now the present
     * @param out told of it
     */
    void Expire(Instant now, ServerOutput& out);

    /// @return an instant before which Expire has nothing to do, or NEVER
    Instant NextExpiry() const
    {
        return m_nextExpiry;
    }

    /**
     * @brief Come back after a crash.
     * @param storeLost true if all leases are forgotten, false if only the offers are
     */
    void Restart(bool storeLost);

    /// @return leases that are active in all subnets
    uint32_t ActiveLeases() const;

    /**
     * @param address an address
     * @return the lease table of its subnet or nullptr
     */
    const LeaseTable* TableFor(IpAddr address) const;

    /// @return what all subnets share
    const ServerConfig& Config() const
    {
        return m_config;
    }

  private:
    /// A subnet and its leases.
    struct Subnet
    {
        SubnetConfig config; //!< description
        LeaseTable table;    //!< leases
    };

    /// End what has run out in one subnet.
    void Expire(Subnet& subnet, Instant now, ServerOutput& out);
    /// The subnet of an address, or nullptr.
    Subnet* Find(IpAddr address);
    /// The subnet to serve a message from: by giaddr, else ciaddr, else the interface.
    Subnet* SubnetFor(const DhcpMessage& message, const MessageOrigin& origin);
    /// The server identifier to write: the relay's if it overrides ours (RFC 5107).
    IpAddr ServerIdFor(const DhcpMessage& message) const;
    /// Whether option 54 names this server, by its own name or the relay's override.
    bool IsForMe(const DhcpMessage& message) const;

    const char* OnDiscover(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnRequest(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnSelecting(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnReboot(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnRenew(Subnet& subnet, const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnRelease(const DhcpMessage& m, ServerOutput& out);
    const char* OnDecline(const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnInform(Subnet& subnet, const DhcpMessage& m, ServerOutput& out);

    /// Whether the client may have the address: of the pool, and nobody else's.
    bool MayHave(const Subnet& subnet, IpAddr address, const DhcpMessage& m, Instant now) const;
    /// Lease the address and say so.
    const char* Grant(Subnet& subnet,
                      IpAddr address,
                      const DhcpMessage& m,
                      Instant now,
                      ServerOutput& out);
    /// Refuse (RFC 2131 section 4.3.2).
    const char* Refuse(const DhcpMessage& m, const char* reason, ServerOutput& out);
    /// Complete a reply with the options of the subnet and those to echo, and send it.
    void SendReply(const Subnet& subnet,
                   const DhcpMessage& m,
                   DhcpMessage& reply,
                   ServerOutput& out) const;

    ServerConfig m_config;          //!< what all subnets share
    std::vector<Subnet> m_subnets;  //!< in the order of their networks
    Instant m_nextExpiry{NEVER};    //!< no table has anything to do before
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_MACHINE_H
