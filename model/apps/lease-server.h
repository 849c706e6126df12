/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_SERVER_H
#define DHCPBACKUP_LEASE_SERVER_H

#include "ns3/application.h"
#include "ns3/bulk-leasequery-server.h"
#include "ns3/dhcp-frame.h"
#include "ns3/direct-link.h"
#include "ns3/local-clock.h"
#include "ns3/failover-settings.h"
#include "ns3/ns3-compat.h"
#include "ns3/partner-port.h"
#include "ns3/partner-settings.h"
#include "ns3/server-control.h"
#include "ns3/service-queue.h"
#include "ns3/socket.h"
#include "ns3/stable-store.h"
#include "ns3/traced-callback.h"
#include "ns3/traced-value.h"

#include <memory>
#include <optional>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A DHCP server (RFC 2131) with a bounded request queue and a stable store, that can crash,
 *        be paused and be slowed down.
 */
class LeaseServer : public Application, public ServerControl, private ServerOutput
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LeaseServer();
    ~LeaseServer() override;

    /**
     * @brief Serve a subnet; before the start.
     * @param subnet its description
     */
    void AddSubnet(const SubnetConfig& subnet);

    /**
     * @brief Take and send the DHCP messages of a link past the IP stack of the node (see
     *        DirectLink); before the start. All relays and clients must be reached by it.
     * @param device the server's device on it, with an IPv4 interface
     */
    void UseDirectLink(Ptr<NetDevice> device);

    /**
     * @brief Make the server one of two; before the start. The partner is told the same, with its
     *        own part in it.
     * @param partner the other server's address
     * @param settings how the pair works
     */
    void SetPartner(Ipv4Address partner, const PartnerSettings& settings);

    /**
     * @brief Make the server one of two that do DHCP failover; before the start. The partner is
     *        told the same, with its own part in it.
     * @param partner the other server's address
     * @param settings how the pair works
     */
    void SetFailover(Ipv4Address partner, const FailoverSettings& settings);

    /// @return the name of the state in its pair; nullptr without a partner, or while it is down
    const char* GetPairState() const
    {
        return m_pair ? m_pair->Machine().StateName() : nullptr;
    }

    /**
     * @brief Die: what waits in the queue is lost. Nothing happens if the server is down.
     * @param kind what the network sees of it
     */
    void Crash(CrashKind kind) override;

    /**
     * @brief Come back after a crash: read the store, which takes LoadTimePerLease for each lease,
     *        then serve. Nothing happens if the server is up or coming up.
     * @param fate what the store holds
     */
    void Restart(StoreFate fate) override;

    /**
     * @brief Have a lease that was granted before the run, and have it in the store; after the
     *        start.
     * @param request what the client would send for it, as it comes from its relay
     * @param grantedAt given the ACK that the client had got; returns when that was, which may be
     *        negative
     * @return whether there is an address for this client
     */
    bool Adopt(const DhcpMessage& request,
               const std::function<Time(const DhcpMessage& ack)>& grantedAt);

    /**
     * @brief Have a lease that the partner had granted before the run, and have it in the store;
     *        after the start.
     * @param partner the other server
     * @param address the address
     */
    void AdoptFrom(LeaseServer& partner, IpAddr address);

    /// Remember what the store holds now, for a later Restart with a stale store.
    void TakeSnapshot() override;

    /**
     * @brief Work more slowly from the next message on.
     * @param factor by which each message takes longer, above 0; 1 for normal
     */
    void SetSlowdown(double factor) override;

    /**
     * @brief Run the host's clock, by which leases end, at another rate, now or from the start. How
     *        fast the server works does not follow from it.
     * @param rate local seconds in a true second
     */
    void SetClockRate(double rate) override;

    /// @return local seconds in a true second
    double GetClockRate() const override;

    /// @return the host's clock, by which the machine reckons
    const LocalClock& GetClock() const
    {
        return m_clock;
    }

    /**
     * @brief Write all leases to a file: to a temporary one that then takes its place.
     * @param path the file; one that could not be read as a whole is not overwritten
     * @return empty if all went well, else one sentence
     */
    std::string SaveLeases(const std::string& path);

    /**
     * @brief Read leases from a file; after the start and before the first message.
     * @param path the file
     * @return one line an error with its place; records without error are loaded all the same
     */
    std::vector<std::string> LoadLeases(const std::string& path);

    /// Stop working, as by SIGSTOP: the socket buffer goes on filling.
    void Pause() override;

    /// Go on working.
    void Resume() override;

    /// @return the protocol machine, to look at leases, whose instants are those of the host's
    ///         clock; nullptr before the start
    const ServerMachine* GetMachine() const
    {
        return m_machine.get();
    }

    /// @return messages that wait
    uint32_t GetQueueLength() const
    {
        return m_queueLength;
    }

    /// Signature of the traces Tx and Rx: message.
    typedef void (*MessageCallback)(const DhcpMessage& message);
    /// Signature of the trace Drop: reason.
    typedef void (*DropCallback)(const char* reason);
    /// Signature of the trace Served: time from arrival to reply.
    typedef void (*ServedCallback)(Time waited);
    /// Signature of the trace Restarted: what has become of the store.
    typedef void (*RestartedCallback)(StoreFate fate);
    /// Signature of the trace PairState: from, to.
    typedef void (*PairStateCallback)(const char* from, const char* to);
    /// Signature of the trace PartnerTx: bytes of the message, behind the UDP header.
    typedef void (*PartnerTxCallback)(uint32_t bytes);
    /// Signature of the trace Binding: event, address, binding in simulated time.
    typedef void (*BindingCallback)(BindingEvent event, IpAddr address, const Binding& binding);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    // ServerOutput
    void Reply(const DhcpMessage& reply, const ReplyPath& path, size_t maxDatagram) override;
    void BindingChanged(BindingEvent event, IpAddr address, const Binding& binding) override;
    /// Tell the witnesses of a binding, in simulated time.
    void Tell(BindingEvent event, IpAddr address, const Binding& binding);

    /// Open the sockets.
    void Open();
    /// Open the channel to the partner.
    void OpenPair();
    /// What decides for this server of a pair.
    std::unique_ptr<ServerPair> MakePair() const;
    /// Take over a lease of the partner's.
    void TakeOver(const PartnerLease& lease, bool newer);
    /// The binding of an address, to be told to the partner.
    PartnerLease LeaseOf(IpAddr address) const;
    /// Take what the socket has received.
    void Receive(Ptr<Socket> socket);
    /// Take a datagram of the direct link; false if the stack shall have it.
    bool TakeFrame(const UdpAddresses& addresses, ByteView payload);
    /// Let a message that has come now wait for a worker.
    void Enqueue(ServiceQueue::Job& job);
    /// The worker has finished a message.
    void Process(const ServiceQueue::Job& job);
    /// What the host's clock shows.
    Instant LocalNow() const;
    /// Leases run out.
    void Expire();
    /// Ask to be woken when leases run out.
    void ScheduleExpiry();
    /// The store has been read: serve.
    void ComeUp();
    /// What the attributes say to the machine.
    ServerConfig MakeConfig() const;
    /// Time that a worker takes for a message now.
    Time ServiceTime() const;
    /**
     * @brief Send bytes where a reply goes.
     * @param bytes the reply as it stands on the wire
     * @param reply the same as a message
     * @param path where to
     * @param device index of the device on which the request came
     */
    void Transmit(const DhcpBytes& bytes,
                  const DhcpMessage& reply,
                  const ReplyPath& path,
                  uint32_t device);
    /// The address that names this server.
    IpAddr OwnAddress() const;
    /// A message is lost.
    void Lose(const char* reason);

    Ipv4Address m_serverId;     //!< option 54, 0.0.0.0 for the first address of the node
    Time m_offerHold;           //!< how long an offer waits
    Time m_declineHold;         //!< how long a declined address rests
    ServerKind m_kind;          //!< whose answers it gives
    bool m_authoritative;       //!< it knows every address of its subnets
    double m_cacheThreshold;    //!< younger leases are not renewed, negative for the kind's own
    bool m_leasequery;          //!< it answers RFC 4388 and, if its kind can, RFC 6926
    Time m_reallocationHold;    //!< how long an address waits for its last client
    Time m_quietAfterLoss;      //!< how long DISCOVERs are ignored after the store was lost
    bool m_ignoreOldReplays;    //!< refuse what is older than what was granted since
    Time m_serviceTime;         //!< time for one message, negative for the kind's own
    Time m_serviceTimePerLease; //!< what a lease adds to it, negative for the kind's own
    Time m_clockOffset;         //!< what the clock shows at instant 0
    LocalClock m_clock;         //!< the host's clock
    double m_slowdown{1};       //!< factor of the service time
    uint32_t m_queueSize;       //!< messages that wait at most
    QueueDrop m_queueDrop;      //!< which message is lost when so many wait
    uint32_t m_workers;         //!< messages served at a time
    SyncRule m_storeSync;       //!< when changes reach the store
    Time m_storeLatency;        //!< how long a sync takes
    uint32_t m_storeBatch;      //!< changes that one sync writes at most
    Time m_storeDelay;          //!< how long a change waits for others
    Time m_loadTimePerLease;    //!< time to read a lease at a restart
    std::string m_leaseFile;    //!< read at the start, written at the end
    std::string m_damagedFile;  //!< could not be read as a whole, must not be overwritten
    std::vector<SubnetConfig> m_subnets;       //!< to serve
    std::unique_ptr<ServerMachine> m_machine;  //!< RFC 2131
    std::unique_ptr<ServiceQueue> m_queue;     //!< waiting requests
    std::unique_ptr<StableStore> m_store;      //!< where bindings are written
    std::unique_ptr<BulkLeasequeryServer> m_bulk; //!< TCP port 67, if it is open
    Ipv4Address m_partner;                        //!< the other server of a pair, or 0.0.0.0
    PartnerSettings m_pairSettings;               //!< how a pair after Kea works
    std::optional<FailoverSettings> m_failover;   //!< how a failover pair works
    bool m_settled{true};                         //!< it has not been down yet
    StoreFate m_fate{};                           //!< what the last restart found
    Instant m_downSince{0};                       //!< when it last went down, by the host's clock
    std::unique_ptr<PartnerPort> m_pair;          //!< the channel to the partner
    IpAddr m_changedAddress{0}; //!< the binding that the message being answered has changed
    Ptr<Socket> m_socket;       //!< port 67
    Ptr<NetDevice> m_linkDevice; //!< the link past the stack, if there is one
    DirectLink m_link;          //!< the same, open from the start on
    bool m_up{false};           //!< it works, or is paused
    uint32_t m_device{0};       //!< index of the device of the message being answered
    bool m_changed{false};      //!< the message being answered has changed a binding
    EventId m_loading;          //!< end of reading the store
    EventId m_expiry;           //!< next call of Expire
    Instant m_expiryAt{NEVER};  //!< when that is, by the host's clock

    TracedValue<uint32_t> m_queueLength{0};                             //!< messages that wait
    TracedCallback<const DhcpMessage&> m_rx;                            //!< arrived and readable
    TracedCallback<const DhcpMessage&> m_tx;                            //!< sent
    TracedCallback<const char*> m_drop;                                 //!< lost or ignored
    TracedCallback<Time> m_served;                                      //!< worked on
    TracedCallback<BindingEvent, IpAddr, const Binding&> m_binding;     //!< binding changed
    TracedCallback<const char*, const char*> m_pairState;               //!< state in a pair
    TracedCallback<uint32_t> m_partnerTx;                               //!< messages to the partner
    TracedCallback<StoreFate> m_restarted;                              //!< back after a crash
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_SERVER_H
