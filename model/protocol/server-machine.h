/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SERVER_MACHINE_H
#define DHCPBACKUP_SERVER_MACHINE_H

#include "ns3/bulk-query.h"
#include "ns3/lease-table.h"
#include "ns3/server-config.h"

#include <functional>
#include <iosfwd>
#include <optional>
#include <vector>

namespace ns3::dhcpbackup
{

class AllocationRules;

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

/// What a server finds in its store when it comes back from a crash.
enum class StoreFate : uint8_t
{
    KEPT,  //!< all that had reached it
    STALE, //!< what it held when the last snapshot was taken
    LOST   //!< nothing
};

/**
 * @ingroup dhcp-backup
 * @brief The server of RFC 2131 section 4.3 as a pure machine: message or time in, actions out.
 *
 * How it answers REQUESTs is data, see ServerProfile; what it does not know of bindings it leaves
 * to LeaseTable.
 */
class ServerMachine
{
  public:
    /// @param config what all subnets share; Validate() must find nothing
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
     * @brief Have a lease that was granted before the run, and have it in the store.
     * @param request what a client would send for it
     * @param now the present
     * @param grantedAt given the ACK that the client had got; returns when that was
     * @return the address, or 0 if there is none for this client
     */
    IpAddr Adopt(const DhcpMessage& request,
                 Instant now,
                 const std::function<Instant(const DhcpMessage& ack)>& grantedAt);

    /**
     * @brief Give the next answer to a bulk leasequery: a binding that it selects, and when there
     *        are no more a DHCPLEASEQUERYDONE. The table is walked through, never copied.
     * @param query the query and how far its answers have got
     * @param now the present
     * @param reply gets the answer
     * @return false if all have been given
     */
    bool AnswerBulk(BulkQuery& query, Instant now, DhcpMessage& reply);

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
     * @brief Be one of a pair, or alone again.
     * @param rules what the pair allows, or nullptr; must outlive its use
     */
    void SetRules(const AllocationRules* rules)
    {
        m_rules = rules;
    }

    /**
     * @brief Take over what the partner says of an address; nobody is told of it.
     * @param address the address
     * @param binding its binding
     * @param newer only if it is newer than what is known
     * @param now the present
     * @return whether anything has changed
     */
    bool TakeOver(IpAddr address, const Binding& binding, bool newer, Instant now);

    /**
     * @brief Look up what is worth telling a partner: leases, also such that have ended.
     * @param from the first address
     * @param count how many at most
     * @return addresses and bindings, by ascending address
     */
    std::vector<std::pair<IpAddr, Binding>> LeasesFrom(IpAddr from, uint32_t count) const;

    /**
     * @brief The stable store has caught up.
     * @param address the address of a binding that changed
     * @param binding what was written of it
     */
    void Stored(IpAddr address, const Binding& binding);

    /// Remember what the stable store holds now; costs as much as all leases.
    void TakeSnapshot();

    /**
     * @brief Come back after a crash. Offers are forgotten in any case.
     * @param fate what the store holds; STALE without a snapshot is LOST
     * @param now the present
     */
    void Restart(StoreFate fate, Instant now);

    /**
     * @brief Write all leases.
     * @param os where to
     * @param now the present
     */
    void Save(std::ostream& os, Instant now) const;

    /**
     * @brief Read what Save wrote; before the first message.
     * @param is where from
     * @param now the present
     * @return one line an error with its place; records without error are loaded all the same
     */
    std::vector<std::string> Load(std::istream& is, Instant now);

    /// @return leases that are active in all subnets
    uint32_t ActiveLeases() const
    {
        return m_active;
    }

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

    /// @return how it behaves
    const ServerProfile& Profile() const
    {
        return m_profile;
    }

  private:
    /// A subnet and its leases.
    struct Subnet
    {
        SubnetConfig config;           //!< description
        LeaseTable table;              //!< leases
        std::vector<Binding> snapshot; //!< what the store held, empty if none was taken
    };

    /// The last grant to a client, to tell older replays.
    struct LastGrant
    {
        Instant at{0};     //!< when it was
        IpAddr address{0}; //!< what was granted
        IpAddr relay{0};   //!< giaddr of the last request that had come through a relay
    };

    /// A message that is being worked on.
    struct Work
    {
        const DhcpMessage& m;  //!< the message
        Subnet& subnet;        //!< where its client is
        ClientIdentity client; //!< under which it is known
        IpAddr own;            //!< the address that the client has or had, or 0
        IpAddr overridden;     //!< the relay's server identifier override, or 0
        Instant now;           //!< the present
        ServerOutput& out;     //!< told of what the server does
    };

    // server-machine.cc
    /// End what has run out in one subnet.
    void Expire(Subnet& subnet, Instant now, ServerOutput& out);
    /// The subnet of an address, or nullptr.
    Subnet* Find(IpAddr address);
    /// The subnet to serve a message from: link selection, giaddr, ciaddr or the interface.
    Subnet* SubnetFor(const DhcpMessage& message, const MessageOrigin& origin);
    /// Who sent a message, under the identity that the table knows.
    ClientIdentity ClientOf(const DhcpMessage& message, const LeaseTable& table) const;
    /// The part of the pool that is meant for the sender of a message.
    uint32_t PartFor(const Subnet& subnet, const DhcpMessage& message) const;
    const char* OnDiscover(const Work& work);
    /// The address to offer to a client, or 0.
    IpAddr Choose(const Work& work) const;
    const char* OnInform(const Work& work);
    /// Give an address to a client, and keep count.
    void Assign(Subnet& subnet, IpAddr address, const Binding& binding);
    const char* OnRelease(const DhcpMessage& m, Instant now, ServerOutput& out);
    const char* OnDecline(const DhcpMessage& m, Instant now, ServerOutput& out);
    /// Count active leases anew.
    void CountActive();

    // server-request.cc
    const char* OnRequest(const Work& work);
    /// What the rules say about a REQUEST for an address.
    Verdict Judge(const RequestRules& rules, const Work& work, IpAddr address) const;
    /// What the rules say about what the client had before.
    Verdict JudgeRecord(const RequestRules& rules, const Work& work, IpAddr address) const;
    /// Whether option 54 names this server.
    bool IsForMe(const Work& work) const;
    /// The client took another server's offer.
    const char* OnOtherServer(const Work& work);
    /// Whether a REQUEST repeats what is older than what was granted since.
    bool IsOutdated(const Work& work, IpAddr address) const;
    /// Whether the client has been served behind another relay since what a REQUEST repeats.
    bool WasServedElsewhere(const Work& work) const;
    /// Lease the address and say so.
    const char* Grant(const Work& work, IpAddr address);
    /// Write down that the address is leased.
    void Record(const Work& work, IpAddr address, uint32_t lease);
    /// Say that the address is leased.
    void Acknowledge(const Work& work, IpAddr address, uint32_t lease) const;
    /// Whether a lease is too young to be renewed.
    bool IsFresh(const Work& work, const Binding& binding) const;

    // server-reply.cc
    /// The lease time to grant, seconds.
    uint32_t LeaseTimeFor(const Work& work) const;
    /// The same within what a pair allows for an address.
    uint32_t BoundedLease(const Work& work, IpAddr address) const;
    /// The server identifier to write.
    IpAddr ServerIdFor(const Work& work) const;
    /// Refuse (RFC 2131 section 4.3.2).
    const char* Refuse(const Work& work, const char* reason) const;
    /**
     * @brief Complete a reply with the options of the subnet and those to echo, and send it.
     * @param work the message that is answered
     * @param reply the reply so far
     * @param lease lease time to write, 0 for none
     */
    void SendReply(const Work& work, DhcpMessage& reply, uint32_t lease) const;

    // server-bulk-leasequery.cc
    /// What a bulk leasequery is told of an address.
    DhcpMessage BulkAnswer(const DhcpMessage& query,
                           IpAddr address,
                           const Binding& binding,
                           Instant now);

    // server-leasequery.cc
    const char* OnLeasequery(const DhcpMessage& m, Instant now, ServerOutput& out);
    /// The lease that a leasequery asks for; sets whether the server manages the address.
    std::optional<Binding> Lookup(const DhcpMessage& m, IpAddr& address, bool& managed);
    void AnswerActive(const DhcpMessage& m,
                      IpAddr address,
                      const Binding& binding,
                      Instant now,
                      DhcpMessage& reply);

    ServerConfig m_config;         //!< what all subnets share
    ServerProfile m_profile;       //!< how it behaves
    std::vector<Subnet> m_subnets; //!< in the order of their networks
    const AllocationRules* m_rules{nullptr}; //!< what a pair allows
    Instant m_nextExpiry{NEVER};   //!< no table has anything to do before
    Instant m_quietUntil{0};       //!< DISCOVERs are ignored before
    uint32_t m_active{0};          //!< ACTIVE leases in all subnets
    boost::unordered_flat_map<std::string, LastGrant> m_lastGrants; //!< kept for IsOutdated only
};

/**
 * @brief The sub-options of a message's option 82.
 * @param message the message
 * @return them, empty if there are none or they are malformed
 */
DhcpOptions RelayAgentOptionsOf(const DhcpMessage& message);

/**
 * @brief Append what all clients of a subnet are told: mask, router and name servers.
 * @param config the subnet
 * @param options gets them
 */
void AddSubnetOptions(const SubnetConfig& config, DhcpOptions& options);

/**
 * @brief Whether the answer to a leasequery carries an option (RFC 4388 section 6.4.2).
 * @param query the query
 * @param code the option's code
 * @return true if it is in the query's list, or if there is no list
 */
bool IsAskedFor(const DhcpMessage& query, uint8_t code);

/**
 * @brief Append what must come back: option 61 (RFC 6842 section 3), option 82 last (RFC 3046
 *        section 2.2).
 * @param request the message that is answered
 * @param reply gets them
 */
void EchoOptions(const DhcpMessage& request, DhcpMessage& reply);

/**
 * @param request a message of a client
 * @return the largest IP datagram that it takes, bytes
 */
size_t MaxDatagramOf(const DhcpMessage& request);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SERVER_MACHINE_H
