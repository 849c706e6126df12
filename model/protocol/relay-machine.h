/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_MACHINE_H
#define DHCPBACKUP_RELAY_MACHINE_H

#include "ns3/relay-books.h"
#include "ns3/relay-health.h"
#include "ns3/relay-probe.h"
#include "ns3/relay-replay.h"
#include "ns3/relay-stand-in.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A relay that can stand in for its server (patent application CN101729610A), as a pure
 *        machine: message or time in, actions out. Without backup it is a plain relay.
 *
 * It remembers the leases that servers granted through it (RelayBooks). When a server does not
 * answer a renewal in time (RelayRequests), it builds the ACK from its record (RelayStandIn), keeps
 * the promise in a journal, looks for the server (RelayProbe), and replays the journal
 * (RelayReplay) when RelayHealth says that a server answers again. This class only says who does
 * what when.
 */
class RelayMachine
{
  public:
    /**
     * @param config who the relay is
     * @param policy what it does on silence; Validate() must find nothing
     * @param draw random numbers for xids
     */
    RelayMachine(const RelayConfig& config, const RelayPolicy& policy, const Draw& draw);

    RelayMachine(const RelayMachine&) = delete;
    RelayMachine& operator=(const RelayMachine&) = delete;

    /**
     * @brief A message from an access line.
     * @param message the message
     * @param port the access line
     * @param destination IPv4 destination: broadcast, the relay or, when snooping, a server
     * @param now the present
     * @param out told of what the relay does
     * @return what becomes of the packet
     */
    RelayVerdict FromClient(const DhcpMessage& message,
                            uint32_t port,
                            IpAddr destination,
                            Instant now,
                            RelayOutput& out);

    /**
     * @brief A message from the servers' side.
     * @param message the message
     * @param source IPv4 source
     * @param destination IPv4 destination: the relay or, when snooping, a client
     * @param now the present
     * @param out told of what the relay does
     * @return what becomes of the packet
     */
    RelayVerdict FromServer(const DhcpMessage& message,
                            IpAddr source,
                            IpAddr destination,
                            Instant now,
                            RelayOutput& out);

    /**
     * @brief Go on, since NextWake() has come.
     * @param now the present
     * @param out told of what the relay does
     */
    void Wake(Instant now, RelayOutput& out);

    /// @return when the machine wants to be woken, or NEVER
    Instant NextWake();

    /// @return what the relay thinks of its server
    RelayState State() const
    {
        return m_health.State();
    }

    /// @return promises that the server has not settled
    const RenewalJournal& Journal() const
    {
        return m_books.Journal();
    }

    /// @return copies of the leases behind the relay
    const LeaseMirror& Mirror() const
    {
        return m_books.Mirror();
    }

  private:
    /// Note what a client's message means for the books. May answer; then returns true.
    bool Observe(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out);
    /// A client gives its lease up.
    void OnGivenUp(const DhcpMessage& message, RelayOutput& out);
    /// A renewal passes: watch for its answer. Returns true if it was answered by a NAK.
    bool OnRenewal(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out);
    /// Relay to all servers.
    void Relay(const DhcpMessage& message, uint32_t port, RelayOutput& out);
    /// Look at renewals that were awaited up to an instant.
    void CheckAwaited(Instant until, Instant now, RelayOutput& out);
    /// Answer a renewal on the server's behalf, if no limit forbids it.
    void StandIn(const AwaitedRenewal& request, Instant now, RelayOutput& out);
    /// An answer to a message of the relay's own.
    void OnOwnAnswer(const Reconciler::Transaction& sent,
                     const DhcpMessage& reply,
                     Instant now,
                     RelayOutput& out);
    /// An ACK or NAK to a client. Returns why it must not reach the client, or nullptr.
    const char* OnAnswer(const DhcpMessage& reply, Instant now, RelayOutput& out);
    /// Own messages that nobody answered.
    void OnOverdue(Instant now, RelayOutput& out);
    /// Replay what is due.
    void SendReplays(Instant now, RelayOutput& out);
    /// The server a message about a lease goes to.
    IpAddr ServerFor(IpAddr serverId) const;
    /// Do what a changed opinion of the server asks for, and tell of it.
    void Follow(RelayState old, Instant now, RelayOutput& out);

    RelayPolicy m_policy;     //!< what to do on silence
    RelayAgent m_agent;       //!< the plain relay
    RelayRequests m_requests; //!< what clients asked
    RelayBooks m_books;       //!< leases and promises
    RelayHealth m_health;     //!< opinion of the server
    RelayStandIn m_standIn;   //!< speaks for the server
    RelayProbe m_probe;       //!< looks for the server
    RelayReplay m_replay;     //!< paces the replay of promises
    Reconciler m_own;         //!< messages of the relay's own
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_MACHINE_H
