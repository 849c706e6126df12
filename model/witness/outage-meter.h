/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_OUTAGE_METER_H
#define DHCPBACKUP_OUTAGE_METER_H

#include "ns3/client-machine.h"
#include "ns3/relay-machine.h"
#include "ns3/time-histogram.h"

#include <map>
#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// A time in which a subscriber wanted an address and had none.
struct ClientOutage
{
    /// How it began.
    enum Cause : uint8_t
    {
        SWITCHED_ON, //!< waits for its first address since it was switched on
        EXPIRED,     //!< the lease ran out
        REFUSED      //!< a server or relay said NAK
    };

    uint32_t subscriber{0};   //!< whose
    Instant from{0};          //!< when it began
    Instant to{0};            //!< when it ended, or the run did
    Cause cause{SWITCHED_ON}; //!< how it began
    bool censored{false};     //!< the run ended first
    bool left{false};         //!< the subscriber was switched off or left first
};

/**
 * @param cause how an outage began
 * @return for example "expired"
 */
const char* ToString(ClientOutage::Cause cause);

/// What happened in one second of the run.
struct SecondCounts
{
    uint32_t withoutService{0};  //!< subscribers without an address at its end
    uint32_t discovers{0};       //!< DISCOVERs worked on by the server
    uint32_t requests{0};        //!< REQUESTs worked on by the server
    uint32_t drops{0};           //!< messages lost at the server
    uint32_t queuePeak{0};       //!< most messages that waited at the server
    uint32_t answeredByServer{0}; //!< renewals
    uint32_t answeredByRelay{0}; //!< renewals
    uint32_t journal{0};         //!< promises not settled at its end, all relays
    uint32_t replays{0};         //!< replays sent, all relays
    uint32_t relayDiscovers{0};  //!< clients' DISCOVERs passed on, all relays
    uint32_t relayRequests{0};   //!< clients' REQUESTs passed on, all relays
};

/// A span of time.
struct Span
{
    Instant from{NEVER}; //!< its beginning, NEVER if it never began
    Instant to{0};       //!< its end
};

/**
 * @ingroup dhcp-backup
 * @brief Measures what subscribers suffer and what the server has to do.
 *
 * A client outage is a time in which the subscriber is switched on and has no valid address. It is
 * told everything by trace sources and changes nothing.
 */
class OutageMeter
{
  public:
    /// @param subscribers how many there are; they are numbered from 0
    explicit OutageMeter(uint32_t subscribers);

    /**
     * @brief A subscriber is switched on or off.
     * @param subscriber its number
     * @param on whether it is on from now
     * @param now the time
     */
    void ClientPower(uint32_t subscriber, bool on, Instant now);

    /**
     * @brief A subscriber has gained or renewed a lease.
     * @param subscriber its number
     * @param lease the lease
     * @param now the time
     */
    void ClientBound(uint32_t subscriber, const ClientLease& lease, Instant now);

    /**
     * @brief A subscriber has lost its address.
     * @param subscriber its number
     * @param cause why
     * @param now the time
     */
    void ClientLost(uint32_t subscriber, LossCause cause, Instant now);

    /**
     * @brief A subscriber sends a message.
     * @param message the message
     */
    void ClientTx(const DhcpMessage& message);

    /**
     * @brief The server works on a message that has waited.
     * @param message the message
     * @param now the time
     */
    void ServerRx(const DhcpMessage& message, Instant now);

    /**
     * @brief The server has worked on a message that came some time ago.
     * @param waited time from its arrival to the end of the work, nanoseconds
     */
    void ServerServed(Duration waited);

    /**
     * @brief A message is lost or ignored at the server.
     * @param reason the server's word for why
     * @param now the time
     */
    void ServerDrop(const char* reason, Instant now);

    /**
     * @brief The server's queue has another length.
     * @param length messages that wait now
     * @param now the time
     */
    void ServerQueue(uint32_t length, Instant now);

    /**
     * @brief A relay has answered a subscriber's renewal.
     * @param subscriber its number
     * @param xid the transaction that is answered
     */
    void RelayStoodIn(uint32_t subscriber, uint32_t xid);

    /**
     * @brief A relay sends a message to a server.
     * @param message the message
     * @param purpose why it is sent
     * @param now the time
     */
    void RelayTx(const DhcpMessage& message, MessagePurpose purpose, Instant now);

    /**
     * @brief A server tells its partner something.
     * @param bytes of the message, behind the UDP header
     */
    void PartnerTx(uint32_t bytes);

    /**
     * @brief A relay's journal has another size.
     * @param relay its number
     * @param entries how many entries it has now
     * @param now the time
     */
    void RelayJournal(uint32_t relay, uint32_t entries, Instant now);

    /**
     * @brief A relay's mirror has another size.
     * @param relay its number
     * @param leases how many leases it has now
     */
    void RelayMirror(uint32_t relay, uint32_t leases);

    /**
     * @brief A relay's journal entry is settled.
     * @param settlement how it was settled
     */
    void RelaySettled(Settlement settlement);

    /**
     * @brief A relay's opinion of its server has changed.
     * @param from what it was
     * @param to what it is now
     * @param now the time
     */
    void RelayState(ns3::dhcpbackup::RelayState from, ns3::dhcpbackup::RelayState to, Instant now);

    /**
     * @brief A fault begins or heals.
     * @param begins true if it begins, false if it heals
     * @param now the time
     */
    void FaultChanged(bool begins, Instant now);

    /**
     * @brief The run is over: outages that are still open are censored.
     * @param now the time
     */
    void Finish(Instant now);

    /// @return how many subscribers there are
    size_t SubscriberCount() const
    {
        return m_subscribers.size();
    }

    /// @return all outages in the order of their ends
    const std::vector<ClientOutage>& Outages() const
    {
        return m_outages;
    }

    /// @return one entry a second of the run
    const std::vector<SecondCounts>& Seconds() const
    {
        return m_seconds;
    }

    /// Leases that were live when a fault began, and what became of them.
    struct Survival
    {
        uint32_t exposed{0};  //!< live then, each counted once
        uint32_t lost{0};     //!< ended before the client renewed with the server after healing
        uint32_t renewed{0};  //!< the client renewed with the server after healing
        uint32_t released{0}; //!< switched off by their owners: not counted
        uint32_t pending{0};  //!< held, but not renewed with the server before the run ended
    };

    /**
     * @param first a subscriber
     * @param count how many from there on; as many as there are, if it is more
     * @return what became of their leases that were live when a fault began
     */
    Survival GetSurvival(uint32_t first = 0, uint32_t count = UINT32_MAX) const;

    /**
     * @param first a subscriber
     * @param count how many from there on
     * @return their times from the last healing to the address, of those without one at that
     *         instant
     */
    std::vector<Duration> RecoveryTimes(uint32_t first = 0, uint32_t count = UINT32_MAX) const;

    /// Sums over the run.
    struct Totals
    {
        uint64_t clientMessages{0};      //!< sent by subscribers
        uint64_t renewalsByServer{0};    //!< answered by the server
        uint64_t renewalsByRelay{0};     //!< answered by a relay
        uint64_t renewalsByNobody{0};    //!< leases that ran out unanswered
        uint64_t addressChanges{0};      //!< subscribers that came back with another address
        uint64_t serverMessages{0};      //!< worked on by the server
        uint64_t replays{0};             //!< sent by relays
        uint64_t replayBytes{0};         //!< of DHCP in them
        uint64_t partnerMessages{0};     //!< between two servers, both ways
        uint64_t partnerBytes{0};        //!< in them, behind the UDP headers
        uint64_t probes{0};              //!< probes and repeated requests sent by relays
        uint64_t confirmed{0};           //!< promises that the server confirmed
        uint64_t conflicts{0};           //!< promises that the server refused
        uint32_t journalPeak{0};         //!< most promises open at once, all relays
        uint32_t relayStatePeak{0};      //!< most leases and promises kept at once, all relays
    };

    /// @return sums over the run
    const Totals& GetTotals() const
    {
        return m_totals;
    }

    /// @return messages lost or ignored at the server, by reason
    const std::map<std::string, uint64_t>& DropsByCause() const
    {
        return m_drops;
    }

    /// @return times that messages spent at the server
    const TimeHistogram& WaitingTimes() const
    {
        return m_waits;
    }

    /// @return from the first relay that began to reconcile to the last that was done
    Span ReconcileSpan() const
    {
        return m_reconcile;
    }

    /// @return from the first fault to the last healing
    Span FaultSpan() const
    {
        return m_fault;
    }

  private:
    /// What a lease that was live when a fault began has come to.
    enum class Fate : uint8_t
    {
        NOT_EXPOSED,
        PENDING,
        RENEWED,
        LOST,
        RELEASED
    };

    /// What is known of a subscriber.
    struct Subscriber
    {
        Instant without{NEVER};      //!< since when it lacks an address, NEVER if it does not
        uint32_t relayXid{0};        //!< the transaction that a relay answered last
        bool relayAnswered{false};   //!< a relay has answered one that was not seen to end
        IpAddr lastAddress{0};       //!< the address it had last
        ClientOutage::Cause cause{}; //!< why it lacks one
        Fate fate{Fate::NOT_EXPOSED}; //!< of its lease
        bool bound{false};           //!< has an address
    };

    /// The counts of the present second.
    SecondCounts& At(Instant now);
    /// An outage begins.
    void BeginOutage(uint32_t subscriber, ClientOutage::Cause cause, Instant now);
    /// An outage ends.
    void EndOutage(uint32_t subscriber, bool censored, bool left, Instant now);

    std::vector<Subscriber> m_subscribers;                //!< by index
    std::vector<ClientOutage> m_outages;                  //!< that have ended
    std::vector<SecondCounts> m_seconds;                  //!< by second
    std::map<uint32_t, uint32_t> m_journals;              //!< entries by relay
    std::map<std::string, uint64_t> m_drops;              //!< by reason
    TimeHistogram m_waits;                                //!< at the server
    Totals m_totals;                                      //!< sums
    Span m_reconcile;                                     //!< all relays
    Span m_fault;                                         //!< all faults
    uint32_t m_faults{0};                                 //!< in force
    uint32_t m_withoutService{0};                         //!< subscribers
    std::map<uint32_t, uint32_t> m_mirrors;               //!< leases by relay
    uint32_t m_journal{0};                                //!< entries of all relays
    uint32_t m_mirror{0};                                 //!< leases of all relays
    uint32_t m_queue{0};                                  //!< messages that wait at the server
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_OUTAGE_METER_H
