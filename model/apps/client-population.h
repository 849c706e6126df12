/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CLIENT_POPULATION_H
#define DHCPBACKUP_CLIENT_POPULATION_H

#include "ns3/application.h"
#include "ns3/client-id.h"
#include "ns3/client-machine.h"
#include "ns3/dhcp-frame.h"
#include "ns3/event-id.h"
#include "ns3/ns3-compat.h"
#include "ns3/timer-wheel.h"
#include "ns3/traced-callback.h"

#include <memory>
#include <optional>
#include <vector>

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Many DHCP clients on one device, each as on a host of its own but for its IP stack.
 *
 * Every subscriber is the ClientMachine of LeaseClient with its own hardware address, IPv4 address
 * and timers, and sends its own frames; they share the access line. A subscriber is its ClientState
 * and a timer in a wheel, about 100 bytes; all of them wait for one simulator event.
 *
 * Frames are built and read here, past the IP stack: the far end must answer by frames too, as
 * LeaseRelay does, since nobody here answers ARP.
 */
class ClientPopulation : public Application, private ClientOutput
{
  public:
    /**
     * @brief Get the type ID.
     * @return the object TypeId
     */
    static TypeId GetTypeId();

    ClientPopulation();
    ~ClientPopulation() override;

    /// Which subscriber has which hardware address.
    struct AddressPlan
    {
        Mac48Address (*addressOf)(uint32_t subscriber);                      //!< there
        std::optional<uint32_t> (*subscriberOf)(const Mac48Address& address); //!< and back
    };

    /**
     * @brief Who lives here; before the start.
     * @param device the device on the access line, which must be able to send from any address
     * @param plan the subscribers' hardware addresses
     * @param first the first subscriber
     * @param step from one subscriber to the next
     * @param count how many
     */
    void SetMembers(Ptr<NetDevice> device,
                    AddressPlan plan,
                    uint32_t first,
                    uint32_t step,
                    uint32_t count);

    /// @return the device on the access line
    Ptr<NetDevice> GetDevice() const
    {
        return m_device;
    }

    /**
     * @brief Say what a subscriber is and when it comes; before the start.
     * @param subscriber the subscriber
     * @param profile times and habits; must outlive this object
     * @param arrival when it is switched on, NEVER for not by itself
     */
    void SetMember(uint32_t subscriber, const ClientProfile& profile, Instant arrival);

    /**
     * @brief What a subscriber without an address would ask; it is switched on if it is not.
     * @param subscriber the subscriber
     * @return the message; nothing is sent
     */
    DhcpMessage Question(uint32_t subscriber);

    /**
     * @brief Let a subscriber have a lease that was granted before the run, as Question() asks.
     * @param subscriber the subscriber
     * @param ack what granted it
     * @return when the subscriber had asked for it, may be negative
     */
    Time Adopt(uint32_t subscriber, const DhcpMessage& ack);

    /**
     * @brief Switch a subscriber on now; it asks for the address that it remembers, if any.
     * @param subscriber the subscriber
     */
    void SwitchOn(uint32_t subscriber);

    /**
     * @brief Switch a subscriber off.
     * @param subscriber the subscriber
     * @param graceful true if a client whose profile says so shall release its lease; false if the
     *        power goes
     */
    void SwitchOff(uint32_t subscriber, bool graceful = false);

    /**
     * @brief Take a subscriber away. This adds up with SwitchOff.
     * @param subscriber the subscriber
     * @param graceful true if it is shut down in good order before
     */
    void Leave(uint32_t subscriber, bool graceful);

    /**
     * @brief A subscriber is there again, and on if it has power.
     * @param subscriber the subscriber
     */
    void Return(uint32_t subscriber);

    /**
     * @param subscriber any subscriber
     * @return whether it lives here
     */
    bool Has(uint32_t subscriber) const
    {
        return subscriber >= m_first && (subscriber - m_first) % m_step == 0 &&
               MemberOf(subscriber) < m_states.size();
    }

    /**
     * @param subscriber a subscriber that lives here
     * @return its times and habits
     */
    const ClientProfile& GetProfile(uint32_t subscriber) const
    {
        return *m_kinds[m_kindOf[MemberOf(subscriber)]].profile;
    }

    /**
     * @param subscriber a subscriber that lives here
     * @return who it is on the wire
     */
    ClientIdentity GetIdentity(uint32_t subscriber) const
    {
        return IdentityOf(MemberOf(subscriber));
    }

    /**
     * @param subscriber a subscriber that lives here
     * @return where it is, and what it holds
     */
    const ClientState& GetState(uint32_t subscriber) const
    {
        return m_states[MemberOf(subscriber)];
    }

    /// Signature of the traces Tx and Rx: subscriber, message.
    typedef void (*MessageCallback)(uint32_t subscriber, const DhcpMessage& message);
    /// Signature of the trace Drop: subscriber, or the largest number if unknown; reason.
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

  protected:
    void DoDispose() override;

  private:
    /// One kind of client.
    struct Kind
    {
        const ClientProfile* profile;           //!< times and habits
        std::unique_ptr<ClientMachine> machine; //!< RFC 2131 with them
    };

    /// A member that is to be woken in the present tick of the wheel.
    struct Due
    {
        Instant at;      //!< when
        uint32_t member; //!< who

        /// The order of the heap: the earliest on top, of several the member with the least number.
        bool operator<(const Due& other) const
        {
            return at != other.at ? at > other.at : member > other.member;
        }
    };

    void StartApplication() override;
    void StopApplication() override;

    // ClientOutput, for the member whose turn it is
    void Send(const DhcpMessage& message, IpAddr destination) override;
    void Bound(const ClientLease& lease) override;
    void Lost(IpAddr address, LossCause cause) override;
    void PhaseChanged(ClientPhase from, ClientPhase to) override;
    void ProbeAddress(IpAddr address) override;
    void AnnounceAddress(IpAddr address) override;
    void Informed(const ClientLease& parameters) override;

    /// The member that a subscriber is.
    uint32_t MemberOf(uint32_t subscriber) const
    {
        return (subscriber - m_first) / m_step;
    }

    /// The subscriber that a member is.
    uint32_t SubscriberOf(uint32_t member) const
    {
        return m_first + member * m_step;
    }

    /// Who a member is on the wire.
    ClientIdentity IdentityOf(uint32_t member) const;
    /// Let a member's machine act, and set its timer to what it then wants.
    template <typename F>
    void Step(uint32_t member, F&& act);
    /// The member that a message is for, or NONE.
    uint32_t Find(const DhcpMessage& message) const;
    /// Take a datagram for the client port.
    void Receive(const UdpAddresses& addresses, ByteView payload);
    /// Whether a member's client is at work.
    bool Runs(uint32_t member) const
    {
        return m_arrived[member] && m_powered[member] && !m_away[member];
    }

    /// Let a member's client begin.
    void Begin(uint32_t member);
    /// Let a member's client end, if it is at work.
    void End(uint32_t member, bool graceful);
    /// Set a member's timer to what its machine wants.
    void Arm(uint32_t member);
    /// Somebody's time has come.
    void Wake();
    /// Ask to be woken for the next one.
    void ScheduleWake();

    Ptr<NetDevice> m_device;                  //!< on the access line
    AddressPlan m_plan{};                     //!< hardware addresses
    uint32_t m_first{0};                      //!< first subscriber
    uint32_t m_step{1};                       //!< from one to the next
    ClientIdKind m_clientId;                  //!< attribute ClientId
    std::vector<Kind> m_kinds;                //!< the different clients that live here
    std::vector<uint8_t> m_kindOf;            //!< by member: which of them
    std::vector<ClientState> m_states;        //!< by member
    std::vector<bool> m_arrived;              //!< by member: its time to come has come
    std::vector<bool> m_powered;              //!< by member: not switched off
    std::vector<bool> m_away;                 //!< by member: taken away
    TimerWheel m_wheel;                       //!< by member: a tick before its time
    Instant m_advanced{0};                    //!< the tick that the wheel has come to
    std::vector<Due> m_due;                   //!< heap of those of the present tick
    uint32_t m_turn{0};                       //!< the member whose machine runs
    Mac48Address m_gateway;                   //!< the line's other end: the way to other networks
    DhcpFramePort m_frames;                   //!< the line
    EventId m_wake;                           //!< next call of Wake
    Instant m_wakeAt{NEVER};                  //!< when that is

    TracedCallback<uint32_t, const DhcpMessage&> m_tx;          //!< sent
    TracedCallback<uint32_t, const DhcpMessage&> m_rx;          //!< arrived
    TracedCallback<uint32_t, const char*> m_drop;               //!< received and not used
    TracedCallback<uint32_t, const ClientLease&> m_bound;       //!< lease gained or renewed
    TracedCallback<uint32_t, const DhcpMessage&, const ClientLease&> m_adopted; //!< taken over
    TracedCallback<uint32_t, IpAddr, LossCause> m_lost;         //!< lease over
    TracedCallback<uint32_t, ClientPhase, ClientPhase> m_phase; //!< state changed
    TracedCallback<uint32_t, bool> m_power;                     //!< switched on or off
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CLIENT_POPULATION_H
