/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_CLIENT_MACHINE_H
#define DHCPBACKUP_CLIENT_MACHINE_H

#include "ns3/binding.h"
#include "ns3/client-profile.h"
#include "ns3/draw.h"

namespace ns3::dhcpbackup
{

/// States of a client (RFC 2131 figure 5).
enum class ClientPhase : uint8_t
{
    INIT,        //!< no address; waits, or is switched off
    SELECTING,   //!< DISCOVER sent
    REQUESTING,  //!< an offer accepted
    BOUND,       //!< holds a lease
    RENEWING,    //!< past T1, asks its server
    REBINDING,   //!< past T2, asks any server
    INIT_REBOOT, //!< remembers an address; waits
    REBOOTING,   //!< asks whether it may use it
    PROBING,     //!< granted an address; asks by ARP whether anybody uses it (RFC 5227)
    INFORMING,   //!< has an address from elsewhere; asks for parameters (RFC 2131 section 4.4.3)
    INFORMED     //!< has them
};

/**
 * @param phase a state
 * @return its name as in RFC 2131
 */
const char* ToString(ClientPhase phase);

/// Why a client has no address any more.
enum class LossCause : uint8_t
{
    EXPIRED, //!< the lease ran out
    REFUSED, //!< a server said NAK
    STOPPED  //!< the host was switched off
};

/**
 * @param cause a cause
 * @return for example "expired"
 */
const char* ToString(LossCause cause);

/// What an ACK gave to a client.
struct ClientLease
{
    IpAddr address{0};    //!< the address
    IpAddr mask{0};       //!< option 1, 0 if missing
    IpAddr router{0};     //!< first address of option 3, 0 if missing
    IpAddr serverId{0};   //!< option 54
    Instant start{0};     //!< when the lease began to count: the REQUEST's first transmission
    Instant expiry{0};    //!< when it ends
    uint32_t xid{0};      //!< the transaction that gave it
    bool renewed{false};  //!< the client held the same address before
};

/// All that one client is, without pointers, so that a million fit in memory.
struct ClientState
{
    ClientPhase phase{ClientPhase::INIT}; //!< where it is
    uint8_t naks{0};             //!< NAKs in a row
    uint8_t conflicts{0};        //!< addresses declined in a row
    uint8_t prefix{0};           //!< PROBING: the ones in the mask
    uint32_t subscriber{0};      //!< whose draws it takes
    uint32_t transaction{0};     //!< transactions begun so far
    uint32_t xid{0};             //!< the present one
    uint32_t attempt{0};         //!< transmissions of the present message, probes or announcements
    uint32_t wait{0};            //!< the last wait of a growing schedule, seconds
    uint32_t lastTry{0};         //!< from the REQUEST's first to its last transmission, ms
    IpAddr address{0};           //!< offered, held or remembered
    IpAddr serverId{0};          //!< who offered or granted it
    IpAddr router{0};            //!< PROBING: option 3
    Instant since{0};            //!< start of acquisition or renewal, for secs
    Instant requested{0};        //!< first transmission of the present message
    Instant t1{NEVER};           //!< when to renew
    Instant t2{NEVER};           //!< when to rebind
    Instant expiry{0};           //!< when the lease ends; SELECTING: the best offer's, 0 for none
    Instant wake{NEVER};         //!< when the machine wants to be woken

    /// @return whether the client may use its address
    bool HoldsAddress() const
    {
        return phase == ClientPhase::BOUND || phase == ClientPhase::RENEWING ||
               phase == ClientPhase::REBINDING;
    }
};

static_assert(sizeof(ClientState) <= 88, "a million of them must fit in memory");

/// What a client does; the machine's owner carries it out.
class ClientOutput
{
  public:
    virtual ~ClientOutput() = default;
    /**
     * @brief Send a message.
     * @param message the message
     * @param destination BROADCAST, or the server's address
     */
    virtual void Send(const DhcpMessage& message, IpAddr destination) = 0;
    /**
     * @brief Use an address; an earlier one has been lost before.
     * @param lease what was granted
     */
    virtual void Bound(const ClientLease& lease) = 0;
    /**
     * @brief Stop using the address.
     * @param address the address
     * @param cause why
     */
    virtual void Lost(IpAddr address, LossCause cause) = 0;
    /**
     * @brief Ask by ARP whether anybody uses an address: sender address 0 (RFC 5227 section 2.1.1).
     * @param address the address
     */
    virtual void ProbeAddress(IpAddr address) = 0;
    /**
     * @brief Tell by ARP that the address is in use from now on (RFC 5227 section 2.3).
     * @param address the address
     */
    virtual void AnnounceAddress(IpAddr address) = 0;
    /**
     * @brief A server has told the parameters for an address that is not its own.
     * @param parameters mask, router and server; neither address nor lease
     */
    virtual void Informed(const ClientLease& parameters) = 0;
    /**
     * @brief The state changed.
     * @param from old state
     * @param to new state
     */
    virtual void PhaseChanged(ClientPhase from, ClientPhase to) = 0;
};

/**
 * @ingroup dhcp-backup
 * @brief The client of RFC 2131 section 4.4 as a pure machine: message or time in, actions out.
 *
 * It owns nothing but references to data that all clients share; what is a client's own is in
 * ClientState. The owner calls Wake at state.wake.
 */
class ClientMachine
{
  public:
    /**
     * @param profile times and habits; must outlive the machine
     * @param draw random numbers
     */
    ClientMachine(const ClientProfile& profile, const Draw& draw);

    /**
     * @brief Switch the client on: INIT-REBOOT if it remembers a lease that has not run out, else
     *        INIT (RFC 2131 section 3.2).
     * @param state the client
     * @param now the present
     * @param out told of what it does
     */
    void Start(ClientState& state, Instant now, ClientOutput& out) const;

    /**
     * @brief Switch the client on with an address from elsewhere: it asks for parameters only
     *        (RFC 2131 section 4.4.3).
     * @param state the client
     * @param address its address
     * @param now the present
     * @param out told of what it does
     */
    void StartInform(ClientState& state, IpAddr address, Instant now, ClientOutput& out) const;

    /**
     * @brief Switch the client off without a word; it remembers its lease.
     * @param state the client
     * @param out told of what it does
     */
    void Stop(ClientState& state, ClientOutput& out) const;

    /**
     * @brief Switch the client off; it gives its lease back and forgets it (RFC 2131 4.4.6).
     * @param state the client
     * @param identity who it is
     * @param out told of what it does
     */
    void Release(ClientState& state, const ClientIdentity& identity, ClientOutput& out) const;

    /**
     * @brief Somebody else uses the address that is being probed: the client declines it and waits
     *        (RFC 2131 section 3.1 no. 5, RFC 5227 section 2.1.1). Nothing happens otherwise.
     * @param state the client
     * @param identity who it is
     * @param now the present
     * @param out told of what it does
     */
    void Conflict(ClientState& state,
                  const ClientIdentity& identity,
                  Instant now,
                  ClientOutput& out) const;

    /**
     * @brief The question that a client without an address would ask.
     * @param state the client
     * @param identity who it is
     * @param now the present
     * @return the message; nothing is sent
     */
    DhcpMessage Question(const ClientState& state,
                         const ClientIdentity& identity,
                         Instant now) const;

    /**
     * @brief Be BOUND with a lease that was granted before the run.
     *
     * How long ago is drawn from what one finds when one looks at a client of this profile at any
     * time of its life: cycles from one renewal to the next are met in proportion to their
     * length, and each of their instants alike.
     * @param state the client, as Start() left it
     * @param ack what granted the lease
     * @param now the present
     * @param out told of what it does; nothing is sent
     * @return the lease
     */
    ClientLease Adopt(ClientState& state,
                      const DhcpMessage& ack,
                      Instant now,
                      ClientOutput& out) const;

    /**
     * @brief Go on, since state.wake has come.
     * @param state the client
     * @param identity who it is
     * @param now the present
     * @param out told of what it does
     */
    void Wake(ClientState& state,
              const ClientIdentity& identity,
              Instant now,
              ClientOutput& out) const;

    /**
     * @brief Take a message that arrived at the client.
     * @param state the client
     * @param identity who it is
     * @param message the message
     * @param now the present
     * @param out told of what it does
     * @return nullptr if the message was used, else why not
     */
    const char* Receive(ClientState& state,
                        const ClientIdentity& identity,
                        const DhcpMessage& message,
                        Instant now,
                        ClientOutput& out) const;

  private:
    /// Change the phase and tell.
    void Enter(ClientState& state, ClientPhase phase, ClientOutput& out) const;
    /// Begin to acquire an address: to INIT, with the first message at an instant.
    void Restart(ClientState& state, Instant first, ClientOutput& out) const;
    /// Fail: to INIT, for good.
    void Fail(ClientState& state, ClientOutput& out) const;
    /// Draw a new xid.
    void NewTransaction(ClientState& state) const;
    /// A draw of [0, 1) for the n-th event of the present transaction, which may need several.
    double Share(const ClientState& state,
                 DrawPurpose purpose,
                 uint32_t n,
                 uint32_t part = 0) const;
    /// A draw of [0, 1) for the wait behind the message that was just sent.
    double RetryShare(const ClientState& state, uint32_t part) const;
    /// A pause that doubles with each occurrence, from the second one on.
    static Duration Doubled(Duration first, Duration second, Duration max, uint32_t occurrence);
    /// The schedule of the present phase, or nullptr.
    const RetrySchedule* Schedule(const ClientState& state) const;
    /// When to retransmit what was just sent.
    Instant NextTry(ClientState& state, const RetrySchedule& schedule, Instant now) const;
    /// The same, within the limits of the phase and of the client's patience.
    Instant NextWake(ClientState& state, Instant now) const;
    /// Whether the client has asked often or long enough.
    bool IsTired(const ClientState& state, const RetrySchedule& schedule, Instant now) const;
    /// The schedule for the present message has run out. True if a message is to be sent at once.
    bool GiveUp(ClientState& state, Instant now, ClientOutput& out) const;
    /// What a wake means for the phase. True if its message is to be sent.
    bool Advance(ClientState& state, Instant now, ClientOutput& out) const;
    /// Probe the granted address, or use it if that is done.
    void Probe(ClientState& state, Instant now, ClientOutput& out) const;
    /// Announce the address if that is not done. True if it was to be.
    bool Announce(ClientState& state, Instant now, ClientOutput& out) const;
    /// The message of the present phase.
    DhcpMessage Compose(const ClientState& state,
                        const ClientIdentity& identity,
                        Instant now) const;
    /// Send the message of the present phase.
    void Transmit(ClientState& state,
                  const ClientIdentity& identity,
                  Instant now,
                  ClientOutput& out) const;
    /// Take or keep an offer.
    const char* ConsiderOffer(ClientState& state,
                              const ClientIdentity& identity,
                              const DhcpMessage& offer,
                              Instant now,
                              ClientOutput& out) const;
    /// Ask for the address that was offered.
    void Accept(ClientState& state,
                const ClientIdentity& identity,
                Instant now,
                ClientOutput& out) const;
    /// Take an ACK.
    const char* Bind(ClientState& state,
                     const DhcpMessage& ack,
                     Instant now,
                     ClientOutput& out) const;
    /// Take a NAK.
    const char* Refuse(ClientState& state,
                       const DhcpMessage& nak,
                       Instant now,
                       ClientOutput& out) const;
    /// When the lease that the present REQUEST wins begins to count.
    Instant LeaseStart(const ClientState& state) const;
    /// Use the granted address.
    void Use(ClientState& state, ClientLease lease, Instant now, ClientOutput& out) const;
    /// Set T1 and T2 from an ACK.
    void SetTimers(ClientState& state, const DhcpMessage& ack, uint32_t lease) const;

    const ClientProfile& m_profile; //!< times and habits
    Draw m_draw;                    //!< random numbers
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CLIENT_MACHINE_H
