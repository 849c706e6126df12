/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_RELAY_MACHINE_H
#define DHCPBACKUP_RELAY_MACHINE_H

#include "ns3/relay-books.h"
#include "ns3/relay-lease-split.h"
#include "ns3/relay-proxy.h"
#include "ns3/relay-rebuild.h"
#include "ns3/relay-servers.h"
#include "ns3/relay-stand-in.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A relay that can stand in for its server (patent application CN101729610A), as a pure
 *        machine: message or time in, actions out. Without backup it is a plain relay.
 *
 * It remembers the leases that servers granted through it (RelayBooks). When a server does not
 * answer a renewal in time (RelayAwaited), it builds the ACK from its record (RelayStandIn), keeps
 * the promise in a journal, looks for the server (RelayProbe), and replays the journal
 * (RelayReplay) when RelayHealth says that the server answers again. Each server is judged by
 * itself (RelayServers). This class only says who does what when: relay-machine-requests.cc for
 * what clients send, relay-machine-answers.cc for what servers send, relay-machine.cc for what time
 * brings.
 */
class RelayMachine
{
  public:
    /**
     * @param config who the relay is
     * @param policy what it does on silence; Validate() must find nothing
     * @param draw random numbers for xids
     * @param life how often the relay has started before, since each life has xids of its own
     */
    RelayMachine(const RelayConfig& config,
                 const RelayPolicy& policy,
                 const Draw& draw,
                 uint32_t life = 0);

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
     * @brief A server says that a lease is behind this relay (RFC 6926). What the relay has learnt
     *        since it came back is newer.
     * @param reply a DHCPLEASEACTIVE
     * @param server the server's number
     * @param at an instant by the relay's clock not after that at which this was so
     * @param out told of what the relay learns
     */
    void OnBulkAnswer(const DhcpMessage& reply, uint8_t server, Instant at, RelayOutput& out);

    /**
     * @param message a client's message
     * @param port its access line
     * @return the message as it goes to servers
     */
    DhcpMessage Upstream(const DhcpMessage& message, uint32_t port) const
    {
        return m_agent.Upstream(message, port);
    }

    /**
     * @param reply a server's message
     * @param port the access line of the client that it is for
     * @return the message as the client gets it
     */
    DhcpMessage Downstream(const DhcpMessage& reply, uint32_t port) const;

    /**
     * @brief Know a lease that was granted through this relay before the run.
     * @param ack what granted it
     * @param client whose it is
     * @param port the client's access line
     * @param asked when the client had asked for it
     * @param granted when the server had been asked: before, if the relay has renewed it since
     * @param out told of what the relay does
     */
    void Adopt(const DhcpMessage& ack,
               const ClientIdentity& client,
               uint32_t port,
               Instant asked,
               Instant granted,
               RelayOutput& out);

    /**
     * @brief Go on, since NextWake() has come.
     * @param now the present
     * @param out told of what the relay does
     */
    void Wake(Instant now, RelayOutput& out);

    /// @return when the machine wants to be woken, or NEVER
    Instant NextWake();

    /**
     * @brief A server's host says that nobody listens on its port. Only a policy with icmpHint
     *        takes it as a sign that the server is away.
     * @param server the server's address
     * @param now the present
     * @param out told of what the relay does
     */
    void OnUnreachable(IpAddr server, Instant now, RelayOutput& out);

    /**
     * @brief Write mirror and journal, times relative to now.
     * @param mirror where the mirror goes
     * @param journal where the journal goes
     * @param now the present
     */
    void Save(std::ostream& mirror, std::ostream& journal, Instant now) const;

    /**
     * @brief Come back from a crash with what was saved; before anything else.
     * @param mirror a saved mirror
     * @param journal a saved journal
     * @param saved when both were saved, by the clock of now
     * @param now the present
     * @param out told of what the relay knows again
     * @return one line an error with its place; records without error are loaded all the same
     */
    std::vector<std::string> Load(std::istream& mirror,
                                  std::istream& journal,
                                  Instant saved,
                                  Instant now,
                                  RelayOutput& out);

    /// @return what the relay thinks of its servers: of the one that needs most attention
    RelayState State() const;

    /// @return promises that the server has not settled
    const RenewalJournal& Journal() const
    {
        return m_books.Journal();
    }

    /// @return true if leases are mirrored at all
    bool IsWatching() const
    {
        return m_watching;
    }

    /// @return copies of the leases behind the relay
    const LeaseMirror& Mirror() const
    {
        return m_books.Mirror();
    }

  private:
    /// Whether a message must wait, was answered by a NAK, or makes a lazy replay due.
    const char* BeforeRelaying(const DhcpMessage& message,
                               uint32_t port,
                               Instant now,
                               RelayOutput& out);
    /// Answer a renewal within the server's lease, which needs no promise. Whether that was done.
    bool RenewWithinLease(const DhcpMessage& message,
                          uint32_t port,
                          Instant now,
                          RelayOutput& out);
    /// Send a client's message on. Returns why that is impossible, or nullptr.
    const char* Relay(const DhcpMessage& message,
                      uint32_t port,
                      IpAddr destination,
                      RelayOutput& out);
    /// Note what a client's message means for the books.
    void Observe(const DhcpMessage& message,
                 uint32_t port,
                 IpAddr destination,
                 Instant now,
                 RelayOutput& out);
    /// A client gives its lease up.
    void OnGivenUp(const DhcpMessage& message, Instant now, RelayOutput& out);
    /// A renewal has passed: wait for its answer, or answer at once.
    void OnRenewal(const DhcpMessage& message,
                   uint32_t port,
                   IpAddr destination,
                   Instant now,
                   RelayOutput& out);
    /// A client renews a lease that the relay does not know.
    void OnUnknownLease(const DhcpMessage& message, uint32_t port, Instant now, RelayOutput& out);
    /// Let servers that share their leases have a renewal that would not reach them.
    void ShareRenewal(const DhcpMessage& message,
                      uint32_t port,
                      IpAddr destination,
                      const MirrorRecord& record,
                      RelayOutput& out);
    /// The record that a renewal is about, if it is the client's own.
    MirrorRecord* RecordOf(const DhcpMessage& renewal);
    /// Whether a renewal need not wait for the server.
    bool IsHopeless(const MirrorRecord& record, IpAddr destination) const;
    /// Look at renewals that a server was to answer up to an instant.
    void CheckAwaited(RelayUpstream& server, Instant until, Instant now, RelayOutput& out);
    /// Answer a renewal on the server's behalf, if no limit forbids it.
    void StandIn(const AwaitedRenewal& request, Instant now, RelayOutput& out);
    /// An answer to a message of the relay's own.
    void OnOwnAnswer(const Reconciler::Transaction& sent,
                     const DhcpMessage& reply,
                     uint8_t server,
                     RelayOutput& out);
    /// The answer to a question about a lease.
    void OnQueryAnswer(const Reconciler::Transaction& sent,
                       const DhcpMessage& reply,
                       RelayOutput& out);
    /// An ACK or NAK to a client. Returns why it must not reach the client, or nullptr.
    const char* OnAnswer(const DhcpMessage& reply, uint8_t server, Instant now, RelayOutput& out);
    /// An ACK or NAK to a renewal that the relay has answered: for its books alone.
    void OnLateAnswer(MirrorRecord& record,
                      const DhcpMessage& reply,
                      uint8_t server,
                      Instant asked,
                      RelayOutput& out);
    /// Own messages that nobody answered.
    void OnOverdue(Instant now, RelayOutput& out);
    /// Replay what is due to a server.
    void SendReplays(uint8_t server, Instant now, RelayOutput& out);
    /// Tell a server of a journal entry.
    void SendReplay(const JournalEntry& entry, Instant now, RelayOutput& out);

    RelayPolicy m_policy;                  //!< what to do on silence
    RelayAgent m_agent;                    //!< the plain relay
    RelayRequests m_requests;              //!< what clients asked
    RelayBooks m_books;                    //!< leases and promises
    RelayStandIn m_standIn;                //!< speaks for the servers
    RelayLeaseSplit m_split;               //!< what clients are told of leases
    RelayProxy m_proxy;                    //!< knows which server clients mean
    RelayRebuild m_rebuild;                //!< leases to ask the servers about
    Reconciler m_own;                      //!< messages of the relay's own
    RelayServers m_servers;                //!< looked for and reconciled with one by one
    bool m_watching;                       //!< whether leases are mirrored at all
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_RELAY_MACHINE_H
