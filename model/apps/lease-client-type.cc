/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Attributes and trace sources of LeaseClient.
 */

#include "lease-client.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(LeaseClient);

TypeId
LeaseClient::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::LeaseClient")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseClient>()
            .AddAttribute("Profile",
                          "The client whose times and habits it has: rfc2131, dhclient, systemd, "
                          "dhcpcd, dhcpcd-9.4, udhcpc, networkmanager, android, apple or windows. "
                          "SetProfile takes others.",
                          StringValue("rfc2131"),
                          MakeStringAccessor(&LeaseClient::SetProfileName,
                                             &LeaseClient::GetProfileName),
                          MakeStringChecker())
            .AddAttribute("ClientId",
                          "Option 61. With it servers know the client by that, not by its hardware "
                          "address: Hardware (hardware type and address), Duid (RFC 4361) or None.",
                          EnumValue(CLIENT_ID_HARDWARE),
                          EnumAccessor<ClientIdKind>(&LeaseClient::m_clientId, 0),
                          MakeEnumChecker(CLIENT_ID_NONE,
                                          "None",
                                          CLIENT_ID_HARDWARE,
                                          "Hardware",
                                          CLIENT_ID_DUID,
                                          "Duid"))
            .AddAttribute("StaticAddress",
                          "The address of a host that only asks for parameters (INFORM); 0.0.0.0 "
                          "for a host that wants a lease.",
                          Ipv4AddressValue(Ipv4Address::GetZero()),
                          MakeIpv4AddressAccessor(&LeaseClient::m_staticAddress),
                          MakeIpv4AddressChecker())
            .AddAttribute("StaticMask",
                          "The mask of StaticAddress.",
                          Ipv4MaskValue(Ipv4Mask("255.255.255.0")),
                          MakeIpv4MaskAccessor(&LeaseClient::m_staticMask),
                          MakeIpv4MaskChecker())
            .AddAttribute("ClockRate",
                          "How fast the host's clock runs: local seconds in a true second.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&LeaseClient::SetClockRate,
                                             &LeaseClient::GetClockRate),
                          MakeDoubleChecker<double>(MIN_CLOCK_RATE, MAX_CLOCK_RATE))
            .AddAttribute("ClockOffset",
                          "What the host's clock shows when the simulation begins. Read at the "
                          "start.",
                          TimeValue(Time()),
                          MakeTimeAccessor(&LeaseClient::m_clockOffset),
                          MakeTimeChecker())
            .AddAttribute("BroadcastReplies",
                          "Ask servers and relays to broadcast their replies (flags field).",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LeaseClient::SetBroadcastReplies,
                                              &LeaseClient::GetBroadcastReplies),
                          MakeBooleanChecker())
            .AddAttribute("Subscriber",
                          "Index of the subscriber in the scenario; names the random draws. The "
                          "largest value stands for the node's id.",
                          UintegerValue(UINT32_MAX),
                          MakeUintegerAccessor(&LeaseClient::m_subscriber),
                          MakeUintegerChecker<uint32_t>())
            .AddTraceSource("Tx",
                            "A message is sent.",
                            MakeTraceSourceAccessor(&LeaseClient::m_tx),
                            "ns3::dhcpbackup::LeaseClient::MessageCallback")
            .AddTraceSource("Rx",
                            "A readable message has arrived.",
                            MakeTraceSourceAccessor(&LeaseClient::m_rx),
                            "ns3::dhcpbackup::LeaseClient::MessageCallback")
            .AddTraceSource("Drop",
                            "What has arrived is not used, with the reason.",
                            MakeTraceSourceAccessor(&LeaseClient::m_drop),
                            "ns3::dhcpbackup::LeaseClient::DropCallback")
            .AddTraceSource("Bound",
                            "A lease has been gained or renewed; the host uses the address.",
                            MakeTraceSourceAccessor(&LeaseClient::m_bound),
                            "ns3::dhcpbackup::LeaseClient::BoundCallback")
            .AddTraceSource("Adopted",
                            "The run begins with a lease that was granted before it. Given what "
                            "the subscriber would ask without it, and the lease.",
                            MakeTraceSourceAccessor(&LeaseClient::m_adopted),
                            "ns3::dhcpbackup::LeaseClient::AdoptedCallback")
            .AddTraceSource("Lost",
                            "The host stops using its address: expired, refused or switched off.",
                            MakeTraceSourceAccessor(&LeaseClient::m_lost),
                            "ns3::dhcpbackup::LeaseClient::LostCallback")
            .AddTraceSource("Phase",
                            "The state of RFC 2131 figure 5 changes.",
                            MakeTraceSourceAccessor(&LeaseClient::m_phase),
                            "ns3::dhcpbackup::LeaseClient::PhaseCallback")
            .AddTraceSource("Power",
                            "The client is switched on or off, by its user or with its link.",
                            MakeTraceSourceAccessor(&LeaseClient::m_power),
                            "ns3::dhcpbackup::LeaseClient::PowerCallback")
            .AddTraceSource("Informed",
                            "A server has told the parameters for a host with an address of its "
                            "own.",
                            MakeTraceSourceAccessor(&LeaseClient::m_informed),
                            "ns3::dhcpbackup::LeaseClient::InformedCallback")
            .AddTraceSource("ArpProbe",
                            "The client asks whether anybody uses the address it was granted.",
                            MakeTraceSourceAccessor(&LeaseClient::m_arpProbe),
                            "ns3::dhcpbackup::LeaseClient::AddressCallback")
            .AddTraceSource("ArpAnnouncement",
                            "The client tells that it uses its address from now on.",
                            MakeTraceSourceAccessor(&LeaseClient::m_arpAnnouncement),
                            "ns3::dhcpbackup::LeaseClient::AddressCallback")
            .AddTraceSource("ArpConflict",
                            "Somebody else uses the address that is being probed.",
                            MakeTraceSourceAccessor(&LeaseClient::m_arpConflict),
                            "ns3::dhcpbackup::LeaseClient::AddressCallback");
    return tid;
}

} // namespace ns3::dhcpbackup
