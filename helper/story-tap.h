/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_STORY_TAP_H
#define DHCPBACKUP_STORY_TAP_H

#include "ns3/backup-network-helper.h"
#include "ns3/subscriber-story.h"

namespace ns3::dhcpbackup
{

/**
 * @ingroup dhcp-backup
 * @brief Connects the story of one subscriber to the trace sources of a network.
 */
class StoryTap
{
  public:
    /**
     * @param network the network; its applications must not outlive the tap
     * @param subscriber whose story to write
     * @param relay number of the relay that serves it
     */
    StoryTap(const BackupNetwork& network, uint32_t subscriber, uint32_t relay);
    StoryTap(const StoryTap&) = delete;
    StoryTap& operator=(const StoryTap&) = delete;

    /// @return what has happened so far
    const SubscriberStory& Story() const
    {
        return m_story;
    }

  private:
    // Sinks of trace sources.
    void ClientTx(uint32_t subscriber, const DhcpMessage& message);
    void ClientRx(uint32_t subscriber, const DhcpMessage& message);
    void ClientPhase(uint32_t subscriber, ns3::dhcpbackup::ClientPhase from,
                     ns3::dhcpbackup::ClientPhase to);
    void ClientBound(uint32_t subscriber, const ClientLease& lease);
    void ClientAdopted(uint32_t subscriber, const DhcpMessage& question, const ClientLease& lease);
    void ClientLost(uint32_t subscriber, IpAddr address, LossCause cause);
    void ClientPower(uint32_t subscriber, bool on);
    void RelayUp(uint32_t relay, const DhcpMessage& message, MessagePurpose purpose);
    void RelayDown(uint32_t relay, const DhcpMessage& message);
    void RelayRecord(uint32_t relay, const MirrorRecord& record, bool held);
    void RelayStoodIn(uint32_t relay, const MirrorRecord& record);
    void RelaySettled(uint32_t relay, IpAddr address, Settlement settlement);
    void RelayStateChanged(uint32_t relay, RelayState from, RelayState to);
    void ServerRx(const DhcpMessage& message);
    void ServerTx(const DhcpMessage& message);
    void ServerBinding(BindingEvent event, IpAddr address, const Binding& binding);
    void FaultChanged(uint32_t index, const Fault& fault, bool begins);

    /// Note an event of the present.
    void Note(StoryEvent::Kind kind, IpAddr address, Instant expiry, const std::string& text);

    SubscriberStory m_story; //!< what happened
    uint32_t m_subscriber;   //!< to whom
};

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_STORY_TAP_H
