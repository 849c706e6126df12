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
    REBOOTING    //!< asks whether it may use it
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
    uint8_t attempt{0};          //!< transmissions of the present message so far
    uint32_t subscriber{0};      //!< whose draws it takes
    uint32_t transaction{0};     //!< transactions begun so far
    uint32_t xid{0};             //!< the present one
    IpAddr address{0};           //!< offered, held or remembered
    IpAddr serverId{0};          //!< who offered or granted it
    Instant since{0};            //!< start of acquisition or renewal, for secs
    Instant requested{0};        //!< first transmission of the present REQUEST
    Instant t1{NEVER};           //!< when to renew
    Instant t2{NEVER};           //!< when to rebind
    Instant expiry{0};           //!< when the lease ends
    Instant wake{NEVER};         //!< when the machine wants to be woken

    /// @return whether the client may use its address
    bool HoldsAddress() const
    {
        return phase == ClientPhase::BOUND || phase == ClientPhase::RENEWING ||
               phase == ClientPhase::REBINDING;
    }
};

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
     * @brief Switch the client off without a word; it remembers its lease.
     * @param state the client
     * @param out told of what it does
     */
    void Stop(ClientState& state, ClientOutput& out) const;

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
    /// Draw a new xid.
    void NewTransaction(ClientState& state) const;
    /// A draw of [-1, 1) for one event of the present transaction.
    double Spread(const ClientState& state, DrawPurpose purpose, uint32_t n) const;
    /// When to retransmit what was just sent (RFC 2131 section 4.1).
    Instant Backoff(const ClientState& state, Instant now) const;
    /// When to ask again while the present timer runs (RFC 2131 section 4.4.5).
    Instant RenewRetry(Instant now, Instant end) const;
    /// Send the message of the present phase.
    void Transmit(ClientState& state,
                  const ClientIdentity& identity,
                  Instant now,
                  ClientOutput& out) const;
    /// Take an offer.
    void Accept(ClientState& state,
                const ClientIdentity& identity,
                const DhcpMessage& offer,
                Instant now,
                ClientOutput& out) const;
    /// Take an ACK.
    const char* Bind(ClientState& state,
                     const DhcpMessage& ack,
                     Instant now,
                     ClientOutput& out) const;
    /// Set T1 and T2 from an ACK.
    void SetTimers(ClientState& state, const DhcpMessage& ack, uint32_t lease) const;

    const ClientProfile& m_profile; //!< times and habits
    Draw m_draw;                    //!< random numbers
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_CLIENT_MACHINE_H
