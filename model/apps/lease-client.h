/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_LEASE_CLIENT_H
#define DHCPBACKUP_LEASE_CLIENT_H

#include "ns3/application.h"
#include "ns3/arp-probe-port.h"
#include "ns3/client-id.h"
#include "ns3/client-machine.h"
#include "ns3/dhcp-frame.h"
#include "ns3/event-id.h"
#include "ns3/ipv4.h"
#include "ns3/local-clock.h"
#include "ns3/nstime.h"
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

    /// @return the device that is configured
    Ptr<NetDevice> GetDevice() const
    {
        return m_device;
    }

    /// @param profile times and habits, before the start; Validate() must find nothing
    void SetProfile(const ClientProfile& profile);

    /// @return times and habits
    const ClientProfile& GetProfile() const
    {
        return m_profile;
    }

    /// @param name a profile by its name, before the start
    void SetProfileName(std::string name);

    /// @return the profile's name
    std::string GetProfileName() const;

    /// @param broadcast whether servers and relays shall broadcast their replies
    void SetBroadcastReplies(bool broadcast);

    /// @return whether servers and relays shall broadcast their replies
    bool GetBroadcastReplies() const;

    /// @return what the client would ask without an address; nothing is sent. After the start
    DhcpMessage Question() const;

    /**
     * @brief Use a lease that was granted before the run, as Question() asks; after the start.
     * @param ack what granted it
     * @return when the client had asked for it, may be negative
     */
    Time Adopt(const DhcpMessage& ack);

    /// Switch the host's client on; it asks for the address that it remembers, if any. Before the
    /// application starts this undoes SwitchOff.
    void SwitchOn();

    /**
     * @brief Switch it off; the address goes at once. Before the application starts: it starts off.
     * @param graceful true if the host is shut down in good order, so that a client whose profile
     *        says so releases its lease; false if the power goes
     */
    void SwitchOff(bool graceful = false);

    /**
     * @brief The host is taken away; before the application starts: it is not there yet. This adds
     *        up with SwitchOff.
     * @param graceful true if it is shut down in good order before
     */
    void Leave(bool graceful);

    /// The host is there again, and on if it has power.
    void Return();

    /// The link is gone. A client that notices loses its address; nothing is sent or heard.
    void CarrierLost();

    /// The link is there again. A client that noticed its loss starts anew, as after a reboot.
    void CarrierReturned();

    /**
     * @brief Run the host's clock at another rate, now or from the start.
     * @param rate local seconds in a true second
     */
    void SetClockRate(double rate);

    /// @return local seconds in a true second
    double GetClockRate() const;

    /// @return the host's clock
    const LocalClock& GetClock() const
    {
        return m_clock;
    }

    /// @return where the client is, and what it holds; instants are those of its own clock
    const ClientState& GetState() const
    {
        return m_state;
    }

    /// @return who the client is, known from its start on
    const ClientIdentity& GetIdentity() const
    {
        return m_identity;
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
    /// Signature of the trace Adopted: subscriber, what it would ask without the lease, lease.
    typedef void (*AdoptedCallback)(uint32_t subscriber,
                                    const DhcpMessage& question,
                                    const ClientLease& lease);
    /// Signature of the trace Lost: subscriber, address, cause.
    typedef void (*LostCallback)(uint32_t subscriber, IpAddr address, LossCause cause);
    /// Signature of the trace Phase: subscriber, old and new state.
    typedef void (*PhaseCallback)(uint32_t subscriber, ClientPhase from, ClientPhase to);
    /// Signature of the trace Power: subscriber, whether the client is on.
    typedef void (*PowerCallback)(uint32_t subscriber, bool on);
    /// Signature of the trace Informed: subscriber, mask, router and server.
    typedef void (*InformedCallback)(uint32_t subscriber, const ClientLease& parameters);
    /// Signature of the traces ArpProbe, ArpAnnouncement and ArpConflict: subscriber, address.
    typedef void (*AddressCallback)(uint32_t subscriber, IpAddr address);

  protected:
    void DoDispose() override;

  private:
    void StartApplication() override;
    void StopApplication() override;

    // ClientOutput
    void Send(const DhcpMessage& message, IpAddr destination) override;
    void Bound(const ClientLease& lease) override;
    void Lost(IpAddr address, LossCause cause) override;
    void ProbeAddress(IpAddr address) override;
    void AnnounceAddress(IpAddr address) override;
    void Informed(const ClientLease& parameters) override;
    void PhaseChanged(ClientPhase from, ClientPhase to) override;

    /// Take a datagram for the client port.
    void Receive(const UdpAddresses& addresses, ByteView payload);
    /// Take an ARP message of somebody else: it may tell that the address is in use.
    void ReceiveArp(const ArpHeader& header);
    /**
     * @brief Use an address.
     * @param lease what the machine was granted, by the host's clock
     * @return the same in simulated time
     */
    ClientLease Configure(const ClientLease& lease);
    /// Open the ports and let the machine begin, if the host runs, is on and has a link.
    void Begin();
    /// Let the machine end, and close the ports.
    void End(bool release);
    /// What the host's clock shows.
    Instant LocalNow() const;
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
    ClientIdKind m_clientId{CLIENT_ID_HARDWARE}; //!< option 61
    Ipv4Address m_staticAddress{Ipv4Address::GetZero()}; //!< the address of a host without a lease
    Ipv4Mask m_staticMask{Ipv4Mask::GetZero()}; //!< its mask
    Time m_clockOffset;                   //!< what the clock shows at instant 0
    LocalClock m_clock;                   //!< the host's clock
    ArpProbePort m_arp;                   //!< for address probing
    bool m_on{true};                      //!< switched on, or will be at the start
    bool m_away{false};                   //!< the host was taken away
    bool m_carrier{true};                 //!< the link is there
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
    TracedCallback<uint32_t, const DhcpMessage&, const ClientLease&> m_adopted; //!< taken over
    TracedCallback<uint32_t, IpAddr, LossCause> m_lost;            //!< lease over
    TracedCallback<uint32_t, ClientPhase, ClientPhase> m_phase;    //!< state changed
    TracedCallback<uint32_t, bool> m_power;                        //!< switched on or off
    TracedCallback<uint32_t, const ClientLease&> m_informed;       //!< parameters without a lease
    TracedCallback<uint32_t, IpAddr> m_arpProbe;                   //!< ARP probe sent
    TracedCallback<uint32_t, IpAddr> m_arpAnnouncement;            //!< ARP announcement sent
    TracedCallback<uint32_t, IpAddr> m_arpConflict;                //!< somebody else has it
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_LEASE_CLIENT_H
