/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_RELAY_H
#define DHCPBACKUP_LEASE_RELAY_H

#include "ns3/bulk-leasequery-client.h"
#include "ns3/direct-lines.h"
#include "ns3/event-id.h"
#include "ns3/ipv4-address.h"
#include "ns3/local-clock.h"
#include "ns3/relay-settings.h"
#include "ns3/relay-store.h"
#include "ns3/socket.h"
#include "ns3/subscriber-routing.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <memory>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A DHCP relay on an access router that can stand in for its servers.
 *
 * What is addressed to the relay comes through a socket on port 67; renewals that only pass by are
 * seen by the router's forwarding path (SubscriberRouting). Replies to clients are frames on their
 * access lines, since all lines share one gateway address and a client may have none.
 */
class LeaseRelay : public RelaySettings, private RelayOutput
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LeaseRelay();
    ~LeaseRelay() override;

    /**
     * @brief Add an access line; before the start.
     * @param device the relay's device on the line, with an IPv4 interface and address
     * @return the line's number, counted from 0; the first line's address becomes giaddr
     */
    uint32_t AddAccessDevice(Ptr<NetDevice> device);

    /**
     * @brief Add an access line with many subscribers behind one device; before the start.
     * @param device the relay's device on the line, without an IPv4 interface
     * @return the line's number, counted from 0 together with the others
     */
    uint32_t AddDirectLine(Ptr<NetDevice> device);

    /**
     * @brief Know a lease that was granted through this relay before the run; after the start.
     * @param ack what granted it
     * @param client whose it is
     * @param line the client's access line
     * @param asked when the client had asked for it, may be negative
     * @param granted when the server had been asked: before, if the relay has renewed it since
     */
    void Adopt(const DhcpMessage& ack,
               const ClientIdentity& client,
               uint32_t line,
               Time asked,
               Time granted);

    /**
     * @brief Say which address the relay has towards its clients; before the start. Not needed if
     *        the first line has an interface with an address.
     * @param gateway giaddr, an address of the node
     */
    void SetGateway(Ipv4Address gateway);

    /**
     * @brief Take and send the DHCP messages of a link to the servers past the IP stack of the node
     *        (see DirectLink); before the start. The relay must have one such link only.
     * @param device the relay's device on it, with an IPv4 interface
     */
    void UseDirectLink(Ptr<NetDevice> device);

    /// @param server address of a server to relay to; before the start
    void AddServer(Ipv4Address server);

    /**
     * @brief Say what an access line is; before the start.
     * @param line its number
     * @param trusted what is behind it may add option 82 itself (RFC 3046 section 2.1)
     * @param subscriberId option 82 sub-option 6 (RFC 3993), none if empty
     */
    void SetLine(uint32_t line, bool trusted, const std::string& subscriberId);

    /**
     * @brief The relay's process dies: nothing is relayed, mirror and journal are lost except what
     *        stable storage has (attribute SyncInterval). IP packets go on being forwarded.
     */
    void Crash();

    /**
     * @brief The relay's process comes back.
     * @param storeLost true if stable storage is gone, too
     * @return one line for each damaged record of the store, with its place
     */
    std::vector<std::string> Restart(bool storeLost);

    /**
     * @brief Run the host's clock at another rate, now or from the start.
     * @param rate local seconds in a true second
     */
    void SetClockRate(double rate);

    /// @return local seconds in a true second
    double GetClockRate() const;

    /// @return the host's clock, by which the machine reckons
    const LocalClock& GetClock() const
    {
        return m_clock;
    }

    /// @return the protocol machine, to look at mirror and journal, whose instants are those of the
    ///         host's clock; nullptr before the start and after a crash
    const RelayMachine* GetMachine() const
    {
        return m_machine.get();
    }

    /**
     * @brief Make this relay's random draws those of a relay of the scenario.
     * @param stream the relay's index
     * @return the number of streams used: 1
     */
    int64_t AssignStreams(int64_t stream) DHCPBACKUP_ASSIGN_STREAMS_OVERRIDE;

    /// Signature of the trace State: relay, old and new state.
    typedef void (*StateCallback)(uint32_t relay, RelayState from, RelayState to);
    /// Signature of the trace StoodIn: relay, lease with its new end in simulated time.
    typedef void (*StoodInCallback)(uint32_t relay, const MirrorRecord& record);
    /// Signature of the trace Logged: relay, what the server must be told, in simulated time.
    typedef void (*LoggedCallback)(uint32_t relay, const JournalEntry& entry);
    /// Signature of the trace Process: relay, whether it runs from now on.
    typedef void (*ProcessCallback)(uint32_t relay, bool runs);
    /// Signature of the trace Settled: relay, address, how.
    typedef void (*SettledCallback)(uint32_t relay, IpAddr address, Settlement settlement);
    /// Signature of the trace Mirror: relay, lease with its ends in simulated time, whether it
    /// holds from now on or is over.
    typedef void (*MirrorCallback)(uint32_t relay, const MirrorRecord& record, bool held);
    /// Signature of the trace ServerTx: relay, message, why it is sent.
    typedef void (*ServerTxCallback)(uint32_t relay,
                                     const DhcpMessage& message,
                                     MessagePurpose purpose);
    /// Signature of the traces ServerRx and ClientTx: relay, message.
    typedef void (*MessageCallback)(uint32_t relay, const DhcpMessage& message);
    /// Signature of the trace Drop: relay, reason.
    typedef void (*DropCallback)(uint32_t relay, const char* reason);
    /// Signature of the trace Journal: relay, entries not settled.
    typedef void (*JournalCallback)(uint32_t relay, uint32_t entries);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    // RelayOutput
    void ToServer(const DhcpMessage& message, IpAddr server, MessagePurpose purpose) override;
    void ToClient(const DhcpMessage& reply, uint32_t port, IpAddr source) override;
    void StateChanged(RelayState from, RelayState to) override;
    void StoodIn(const MirrorRecord& record) override;
    void Logged(const JournalEntry& entry) override;
    void Settled(IpAddr address, Settlement settlement) override;
    void Mirrored(const MirrorRecord& record, bool held) override;

    /// What the host's clock shows.
    Instant LocalNow() const;
    /// How long it takes until the host's clock shows an instant; nothing if it has passed.
    Time Until(Instant local) const;
    /// A record with simulated instead of local time, for traces.
    MirrorRecord InSimulation(const MirrorRecord& record) const;
    /// Start the protocol, with empty books.
    void Open();
    /// Stop the protocol.
    void Close();
    /// Ask every server for the leases behind this relay, if that is wanted.
    void Rebuild();
    /// Write mirror and journal to stable storage, if they go there at all.
    void Store();
    /// A message of the relay's own came back as an ICMP error.
    void IcmpError(Ipv4Address source, uint8_t ttl, uint8_t type, uint8_t code, uint32_t info);
    /// A host says that nobody listens on the server's port.
    void OnUnreachable(IpAddr host);
    /// Look at an ICMP error that passes by on its way to a client.
    void InterceptIcmp(Ptr<const Packet> packet);
    /// Take what is addressed to the relay.
    void Receive(Ptr<Socket> socket);
    /// Look at a packet that passes by; true if it goes no further.
    bool Intercept(Ptr<const Packet> packet, const Ipv4Header& header, Ptr<const NetDevice> device);
    /// The same if it belongs to DHCP.
    bool InterceptDatagram(Ptr<const Packet> packet,
                           const Ipv4Header& header,
                           Ptr<const NetDevice> device,
                           bool fromClient);
    /// Know that an address is to be found on an access line.
    void LearnRoute(IpAddr address, uint32_t line);
    /// Look at a message that passes by; true if it goes no further.
    bool InspectPassing(ByteView payload, uint32_t device, IpAddr source, IpAddr destination);
    /// Look at a datagram from the servers' side; true if the stack shall not have it.
    bool InspectCore(const UdpAddresses& addresses, ByteView payload);
    /// Look at a message from a direct line; true if it goes no further.
    bool InspectDirect(uint32_t line, ByteView payload, IpAddr source, IpAddr destination);
    /// Handle a message and tell of drops; true if it goes no further.
    bool IsConsumed(ByteView payload, uint32_t device, IpAddr source, IpAddr destination);
    /// A message from one side or the other.
    RelayVerdict Handle(ByteView payload,
                        uint32_t device,
                        IpAddr source,
                        IpAddr destination);
    /// Trace the journal's size if it has changed.
    void TellJournal(size_t entries);
    /// The machine's time has come.
    void Wake();
    /// Tell of the journal and ask to be woken when the machine wants to be.
    void AfterStep();

    std::string m_remoteId;                          //!< attribute RemoteId
    std::string m_relayId;                           //!< attribute RelayId
    Ipv4Address m_linkSelection;                     //!< attribute LinkSelection
    Time m_clockOffset;                              //!< attribute ClockOffset
    LocalClock m_clock;                              //!< the host's clock
    bool m_snooping{false};                          //!< whether passing packets are looked at
    RelayConfig m_config;                            //!< who the relay is
    std::vector<Ptr<NetDevice>> m_lines;             //!< access devices by number
    DirectLines m_direct;                            //!< those past the stack
    Ptr<NetDevice> m_coreDevice;                     //!< the servers' side, if it is past the stack
    DirectLink m_core;                               //!< the same, open while the relay is there
    boost::unordered_flat_map<uint32_t, uint32_t> m_lineOf; //!< device index -> line
    Ptr<SubscriberRouting> m_routing;                //!< the router's forwarding path
    Ptr<Socket> m_socket;                            //!< port 67
    std::unique_ptr<RelayMachine> m_machine;         //!< the protocol
    std::vector<std::unique_ptr<BulkLeasequeryClient>> m_bulk; //!< by server, since a restart
    size_t m_journalTold{0};                         //!< journal size last traced
    EventId m_wake;                                  //!< next call of Wake
    Instant m_wakeAt{NEVER};                         //!< when that is, by the host's clock
    uint32_t m_lives{0};                             //!< starts so far
    EventId m_sync;                                  //!< next call of Store
    RelayStore m_store;                              //!< what survives a crash

    TracedCallback<uint32_t, RelayState, RelayState> m_state;          //!< state changed
    TracedCallback<uint32_t, const MirrorRecord&> m_stoodIn;           //!< answered a renewal
    TracedCallback<uint32_t, const JournalEntry&> m_logged;            //!< journal entry made
    TracedCallback<uint32_t, bool> m_process;                          //!< crashed, or back
    TracedCallback<uint32_t, IpAddr, Settlement> m_settled;            //!< journal entry closed
    TracedCallback<uint32_t, const MirrorRecord&, bool> m_mirrored;    //!< lease learnt or over
    TracedCallback<uint32_t, const DhcpMessage&, MessagePurpose> m_serverTx; //!< to a server
    TracedCallback<uint32_t, const DhcpMessage&> m_serverRx;           //!< came from a server
    TracedCallback<uint32_t, const DhcpMessage&> m_clientTx;           //!< sent to a client
    TracedCallback<uint32_t, const char*> m_drop;                      //!< refused or swallowed
    TracedCallback<uint32_t, uint32_t> m_journal;                      //!< journal size changed
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_RELAY_H
