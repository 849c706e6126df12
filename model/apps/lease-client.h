/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_CLIENT_H
#define DHCPBACKUP_LEASE_CLIENT_H

#include "ns3/application.h"
#include "ns3/client-machine.h"
#include "ns3/dhcp-frame.h"
#include "ns3/event-id.h"
#include "ns3/ipv4.h"
#include "ns3/ns3-compat.h"
#include "ns3/socket.h"
#include "ns3/traced-callback.h"

#include <memory>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief A DHCP client that configures the IP stack of its host (RFC 2131).
 *
 * The address and the default route come with the lease and go with it. Until there is an address
 * the interface holds 0.0.0.0/0, since ns-3's stack must not be without any. Broadcasts and what
 * arrives are frames on the device, as with real clients; renewals go through the stack, so they
 * take part in routing and ARP.
 */
class LeaseClient : public Application, private ClientOutput
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    LeaseClient();
    ~LeaseClient() override;

    /// @param device the device to configure; its node must have an IPv4 stack
    void SetDevice(Ptr<NetDevice> device);

    /// @param profile times and habits, before the start
    void SetProfile(const ClientProfile& profile);

    /// @param broadcast whether servers and relays shall broadcast their replies
    void SetBroadcastReplies(bool broadcast);

    /// @return whether servers and relays shall broadcast their replies
    bool GetBroadcastReplies() const;

    /// Switch the host's client on; it asks for the address that it remembers, if any.
    void SwitchOn();

    /// Switch it off without a word to the server; the address goes at once.
    void SwitchOff();

    /// @return where the client is, and what it holds
    const ClientState& GetState() const
    {
        return m_state;
    }

    /**
     * @brief Make this client's random draws those of a subscriber.
     * @param stream the subscriber's index
     * @return the number of streams used: 1
     */
    int64_t AssignStreams(int64_t stream) DHCPBACKUP_ASSIGN_STREAMS_OVERRIDE;

    /// Signature of the traces Tx and Rx: subscriber, message.
    typedef void (*MessageCallback)(uint32_t subscriber, const DhcpMessage& message);
    /// Signature of the trace Drop: subscriber, reason.
    typedef void (*DropCallback)(uint32_t subscriber, const char* reason);
    /// Signature of the trace Bound: subscriber, lease.
    typedef void (*BoundCallback)(uint32_t subscriber, const ClientLease& lease);
    /// Signature of the trace Lost: subscriber, address, cause.
    typedef void (*LostCallback)(uint32_t subscriber, IpAddr address, LossCause cause);
    /// Signature of the trace Phase: subscriber, old and new state.
    typedef void (*PhaseCallback)(uint32_t subscriber, ClientPhase from, ClientPhase to);
    /// Signature of the trace Power: subscriber, whether the client is on.
    typedef void (*PowerCallback)(uint32_t subscriber, bool on);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    // ClientOutput
    void Send(const DhcpMessage& message, IpAddr destination) override;
    void Bound(const ClientLease& lease) override;
    void Lost(IpAddr address, LossCause cause) override;
    void PhaseChanged(ClientPhase from, ClientPhase to) override;

    /// Take a datagram for the client port.
    void Receive(const UdpAddresses& addresses, ByteView payload);
    /// The machine's time has come.
    void Wake();
    /// Ask to be woken when the machine wants to be.
    void ScheduleWake();
    /// Put an address on the interface, in place of the one it has.
    void ReplaceAddress(IpAddr address, IpAddr mask);
    /// Set the default route; 0 takes it away.
    void SetRouter(IpAddr router);

    Ptr<NetDevice> m_device;              //!< the device to configure
    Ptr<Ipv4> m_ipv4;                     //!< the host's stack
    uint32_t m_interface{0};              //!< its interface for the device
    Ptr<Socket> m_socket;                 //!< for unicast; also keeps port 68 from being refused
    DhcpFramePort m_frames;               //!< for everything else
    bool m_useClientId{true};             //!< send option 61
    uint32_t m_subscriber{UINT32_MAX};    //!< whose draws to take
    ClientProfile m_profile;              //!< times and habits
    ClientIdentity m_identity;            //!< who the client is
    std::unique_ptr<ClientMachine> m_machine; //!< RFC 2131
    ClientState m_state;                  //!< where it is
    IpAddr m_router{0};                   //!< the default route that is set
    EventId m_wake;                       //!< next call of Wake
    Instant m_wakeAt{NEVER};              //!< when that is

    TracedCallback<uint32_t, const DhcpMessage&> m_tx;             //!< sent
    TracedCallback<uint32_t, const DhcpMessage&> m_rx;             //!< arrived
    TracedCallback<uint32_t, const char*> m_drop;                  //!< received and not used
    TracedCallback<uint32_t, const ClientLease&> m_bound;          //!< lease gained or renewed
    TracedCallback<uint32_t, IpAddr, LossCause> m_lost;            //!< lease over
    TracedCallback<uint32_t, ClientPhase, ClientPhase> m_phase;    //!< state changed
    TracedCallback<uint32_t, bool> m_power;                        //!< switched on or off
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_CLIENT_H
