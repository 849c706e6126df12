/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * LeaseRelay: its attributes and trace sources.
 */

#include "lease-relay.h"

#include "ns3/double.h"
#include "ns3/string.h"

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(LeaseRelay);

TypeId
LeaseRelay::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::LeaseRelay")
            .SetParent<RelaySettings>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseRelay>()
            .AddAttribute("RemoteId",
                          "Option 82 sub-option 2; empty for \"relay\" and the relay's number.",
                          StringValue(""),
                          MakeStringAccessor(&LeaseRelay::m_remoteId),
                          MakeStringChecker())
            .AddAttribute("RelayId",
                          "Option 82 sub-option 12 (RFC 6925); empty for none.",
                          StringValue(""),
                          MakeStringAccessor(&LeaseRelay::m_relayId),
                          MakeStringChecker())
            .AddAttribute("LinkSelection",
                          "Option 82 sub-option 5 (RFC 3527): subnet from which the server shall "
                          "choose; 0.0.0.0 for none.",
                          Ipv4AddressValue(Ipv4Address("0.0.0.0")),
                          MakeIpv4AddressAccessor(&LeaseRelay::m_linkSelection),
                          MakeIpv4AddressChecker())
            .AddAttribute("ClockRate",
                          "How fast the host's clock runs: local seconds in a true second.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&LeaseRelay::SetClockRate, &LeaseRelay::GetClockRate),
                          MakeDoubleChecker<double>(MIN_CLOCK_RATE, MAX_CLOCK_RATE))
            .AddAttribute("ClockOffset",
                          "What the host's clock shows when the simulation begins. Read at the "
                          "start.",
                          TimeValue(Time()),
                          MakeTimeAccessor(&LeaseRelay::m_clockOffset),
                          MakeTimeChecker(Time()))
            .AddTraceSource("State",
                            "The relay's opinion of its server changes.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_state),
                            "ns3::dhcpbackup::LeaseRelay::StateCallback")
            .AddTraceSource("StoodIn",
                            "The relay has answered a renewal itself.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_stoodIn),
                            "ns3::dhcpbackup::LeaseRelay::StoodInCallback")
            .AddTraceSource("Logged",
                            "The journal has an entry that the server must be told; also when it "
                            "is read from the store after a crash.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_logged),
                            "ns3::dhcpbackup::LeaseRelay::LoggedCallback")
            .AddTraceSource("Process",
                            "The relay's process dies, or comes back.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_process),
                            "ns3::dhcpbackup::LeaseRelay::ProcessCallback")
            .AddTraceSource("Settled",
                            "A promise is closed: confirmed, refused or ended.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_settled),
                            "ns3::dhcpbackup::LeaseRelay::SettledCallback")
            .AddTraceSource("Mirror",
                            "The relay learns of a lease, or that one is over.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_mirrored),
                            "ns3::dhcpbackup::LeaseRelay::MirrorCallback")
            .AddTraceSource("ServerTx",
                            "The relay sends a message to a server.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_serverTx),
                            "ns3::dhcpbackup::LeaseRelay::ServerTxCallback")
            .AddTraceSource("ServerRx",
                            "A server's message has come to the relay, or passes by.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_serverRx),
                            "ns3::dhcpbackup::LeaseRelay::MessageCallback")
            .AddTraceSource("ClientTx",
                            "The relay sends a reply to a client.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_clientTx),
                            "ns3::dhcpbackup::LeaseRelay::MessageCallback")
            .AddTraceSource("Drop",
                            "A message is refused or swallowed, with the reason.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_drop),
                            "ns3::dhcpbackup::LeaseRelay::DropCallback")
            .AddTraceSource("Journal",
                            "The number of promises that the server has not settled changes.",
                            MakeTraceSourceAccessor(&LeaseRelay::m_journal),
                            "ns3::dhcpbackup::LeaseRelay::JournalCallback");
    return tid;
}

} // namespace ns3::dhcpbackup
