/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_PARTNER_MACHINE_H
#define DHCPBACKUP_PARTNER_MACHINE_H

#include "ns3/partner-settings.h"
#include "ns3/server-pair.h"

#include <boost/unordered/unordered_flat_set.hpp>
#include <deque>
#include <map>

namespace ns3::dhcpbackup
{

/// What a server of a Kea pair is doing; the names are Kea's.
enum class PartnerState : uint8_t
{
    WAITING,                //!< it has started and looks what the partner does
    SYNCING,                //!< it copies the partner's leases
    READY,                  //!< it has them and waits for the partner to notice
    HOT_STANDBY,            //!< both are well, the first serves
    LOAD_BALANCING,         //!< both are well, each serves its half
    COMMUNICATION_RECOVERY, //!< the partner is silent: each serves its half and keeps its updates
    PARTNER_DOWN,           //!< the partner is down: this one serves all
    UNAVAILABLE             //!< said of a partner that does not answer
};

/**
 * @param state a state
 * @return Kea's name for it, for example "partner-down"
 */
const char* ToString(PartnerState state);

/**
 * @ingroup dhcp-backup
 * @brief One server of a pair after Kea's High Availability hook.
 *
 * It asks the partner for its state by heartbeats. A lease is told to the partner before the client
 * is: the ACK waits for the partner's. When the partner has been silent for maxResponseDelay, the
 * clients that it should serve are watched: each whose secs says that it has waited for more than
 * maxAckDelay is an unacked one, and only when there are more than maxUnackedClients the partner is
 * taken for down. The first server of a hot standby pair sees no such clients and does not wait for
 * them. A server that starts copies the partner's leases, page by page, while that one serves
 * nobody.
 */
class PartnerMachine : public ServerPair
{
  public:
    /**
     * @param settings who it is, patience and limits; Validate() must find nothing
     * @param settled whether the pair has been well for long, else the server has just started
     * @param now the present
     */
    PartnerMachine(const PartnerSettings& settings, bool settled, Instant now);

    const char* StateName() const override;
    bool Serves(const DhcpMessage& message, Instant now) override;
    uint32_t Changed(const PartnerLease& lease, Instant now, ServerPairOutput& out) override;
    void Receive(const PartnerMessage& message, Instant now, ServerPairOutput& out) override;
    void OnUnreachable(Instant now, ServerPairOutput& out) override;
    void Wake(Instant now, ServerPairOutput& out) override;
    Instant NextWake() const override;

    /// @return what it is doing
    PartnerState State() const
    {
        return m_state;
    }

  private:
    /// A question that the partner has not answered.
    struct Question
    {
        bool heartbeat;   //!< or an update
        Instant deadline; //!< the end of patience
    };

    /// The state of a pair that is well.
    PartnerState Normal() const;
    /// Whether a client is this server's, by the state it is in.
    bool IsInScope(const DhcpMessage& message) const;
    /// Whether the partner has been silent for too long.
    bool IsInterrupted(Instant now) const;
    /// Whether the partner is to be taken for down.
    bool ShouldPartnerDown(Instant now) const;
    /// A message with a number of its own.
    PartnerMessage Ask(PartnerMessageType type);
    /// Send an update; gives its number.
    uint32_t SendUpdate(const PartnerLease& lease, Instant now, ServerPairOutput& out);
    /// The partner has answered something.
    void Poke(Instant now);
    /// A question was in vain.
    void OnSilence(uint32_t id, Instant now, ServerPairOutput& out);
    /// Go to the state that own and partner's state ask for.
    void RunModel(Instant now, ServerPairOutput& out);
    /// The partner has copied all leases.
    void OnEnable(Instant now, ServerPairOutput& out);
    /// Ask the partner for its state.
    void SendHeartbeat(Instant now, ServerPairOutput& out);
    /// The same from COMMUNICATION_RECOVERY.
    void Recover(Instant now, ServerPairOutput& out);
    void Enter(PartnerState state, Instant now, ServerPairOutput& out);
    /// Ask for the next page of leases.
    void AskForPage(Instant now, ServerPairOutput& out);
    /// Leases of a page have come.
    void OnLeases(const PartnerMessage& message, Instant now, ServerPairOutput& out);

    PartnerSettings m_settings;              //!< who it is
    PartnerState m_state;                    //!< what it is doing
    PartnerState m_partner;                  //!< what the partner last said
    Instant m_poke;                          //!< when the partner answered last
    Instant m_heartbeatAt;                   //!< next heartbeat, NEVER while one is on its way
    uint32_t m_lastId{0};                    //!< of a question
    std::map<uint32_t, Question> m_open;     //!< not yet answered, by number: oldest first
    boost::unordered_flat_set<std::string> m_unacked; //!< clients that the partner leaves waiting
    std::deque<PartnerLease> m_delayed;      //!< updates that the partner must still be told
    bool m_overflow{false};                  //!< there were too many of them
    uint32_t m_page{0};                      //!< number of the question about a page
    IpAddr m_pageFrom{0};                    //!< where that page begins
    uint32_t m_pageGot{0};                   //!< leases of it that have come
    Instant m_syncDeadline{NEVER};           //!< end of patience with it
    Instant m_disabledUntil{0};              //!< the partner copies leases till then
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_PARTNER_MACHINE_H
