/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * LeaseServer: its attributes and trace sources.
 */

#include "lease-server.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/string.h"
#include "ns3/uinteger.h"

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(LeaseServer);

TypeId
LeaseServer::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::LeaseServer")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<LeaseServer>()
            .AddAttribute("ServerId",
                          "The address in option 54; 0.0.0.0 stands for the first address of the "
                          "node that is not loopback.",
                          Ipv4AddressValue(Ipv4Address::GetAny()),
                          MakeIpv4AddressAccessor(&LeaseServer::m_serverId),
                          MakeIpv4AddressChecker())
            .AddAttribute("OfferHold",
                          "How long an offered address waits for its REQUEST.",
                          TimeValue(Seconds(60)),
                          MakeTimeAccessor(&LeaseServer::m_offerHold),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("DeclineHold",
                          "How long an address is not used after a client declined it.",
                          TimeValue(Hours(24)),
                          MakeTimeAccessor(&LeaseServer::m_declineHold),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("Profile",
                          "Whose answers the server gives: the RFC's or those of a real server.",
                          EnumValue(SERVER_RFC2131),
                          EnumAccessor<ServerKind>(&LeaseServer::m_kind, 0),
                          MakeEnumChecker(SERVER_RFC2131,
                                          "rfc2131",
                                          SERVER_KEA,
                                          "kea",
                                          SERVER_DHCPD,
                                          "dhcpd",
                                          SERVER_DNSMASQ,
                                          "dnsmasq"))
            .AddAttribute("Authoritative",
                          "Whether the server is configured to know every address of its subnets, "
                          "which makes real servers refuse where they would else be silent.",
                          BooleanValue(true),
                          MakeBooleanAccessor(&LeaseServer::m_authoritative),
                          MakeBooleanChecker())
            .AddAttribute("CacheThreshold",
                          "A lease younger than this share of its length is confirmed, not "
                          "renewed; negative for the profile's own.",
                          DoubleValue(-1),
                          MakeDoubleAccessor(&LeaseServer::m_cacheThreshold),
                          MakeDoubleChecker<double>())
            .AddAttribute("Leasequery",
                          "Answer leasequery (RFC 4388, and RFC 6926 on TCP port 67), if the "
                          "profile can.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LeaseServer::m_leasequery),
                          MakeBooleanChecker())
            .AddAttribute("ReallocationHold",
                          "How long an address whose lease ran out is kept for its last client; "
                          "with the MCLT of relays that stand in, their promises are safe.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&LeaseServer::m_reallocationHold),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("QuietAfterLoss",
                          "How long DISCOVERs are ignored after a restart without the store, so "
                          "that clients and relays can report their leases first.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&LeaseServer::m_quietAfterLoss),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("IgnoreOldReplays",
                          "Refuse a REQUEST whose secs field says that it is older than what was "
                          "granted since to another client, or to the client behind another relay.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&LeaseServer::m_ignoreOldReplays),
                          MakeBooleanChecker())
            .AddAttribute("ServiceTime",
                          "Time that a worker takes for one message; negative for the profile's "
                          "own.",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&LeaseServer::m_serviceTime),
                          MakeTimeChecker())
            .AddAttribute("ServiceTimePerLease",
                          "What each active lease adds to the time for one message; negative for "
                          "the profile's own.",
                          TimeValue(NanoSeconds(-1)),
                          MakeTimeAccessor(&LeaseServer::m_serviceTimePerLease),
                          MakeTimeChecker())
            .AddAttribute("QueueSize",
                          "Messages that can wait for a worker; while so many wait, messages are "
                          "lost. 166 relayed messages fill Linux's default socket buffer.",
                          UintegerValue(166),
                          MakeUintegerAccessor(&LeaseServer::m_queueSize),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("QueueDrop",
                          "Which message is lost when the queue is full: the newest, as by a "
                          "socket buffer, or the oldest, as by Kea's packet queue.",
                          EnumValue(DROP_NEWEST),
                          EnumAccessor<QueueDrop>(&LeaseServer::m_queueDrop, 0),
                          MakeEnumChecker(DROP_NEWEST,
                                          "newest",
                                          DROP_OLDEST,
                                          "oldest"))
            .AddAttribute("Workers",
                          "How many messages are worked on at a time.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LeaseServer::m_workers),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("StoreSync",
                          "When a granted lease reaches the stable store: before its ACK leaves, "
                          "behind it, or never. A crash keeps what had reached the store.",
                          EnumValue(SYNC_BEFORE_ACK),
                          EnumAccessor<SyncRule>(&LeaseServer::m_storeSync, 0),
                          MakeEnumChecker(SYNC_BEFORE_ACK,
                                          "before-ack",
                                          SYNC_BEHIND,
                                          "behind",
                                          SYNC_NEVER,
                                          "never"))
            .AddAttribute("StoreLatency",
                          "How long one sync of the store takes.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&LeaseServer::m_storeLatency),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("StoreBatch",
                          "Changes that one sync writes at most; it starts when so many wait.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&LeaseServer::m_storeBatch),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("StoreDelay",
                          "How long a change waits for others of its batch at most.",
                          TimeValue(Seconds(0)),
                          MakeTimeAccessor(&LeaseServer::m_storeDelay),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("LoadTimePerLease",
                          "Time to read one lease from the store at a restart, before the server "
                          "answers again.",
                          TimeValue(MicroSeconds(5)),
                          MakeTimeAccessor(&LeaseServer::m_loadTimePerLease),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("LeaseFile",
                          "A file of leases that is read at the start, if it is there, and written "
                          "at the stop; empty for none.",
                          StringValue(""),
                          MakeStringAccessor(&LeaseServer::m_leaseFile),
                          MakeStringChecker())
            .AddAttribute("ClockRate",
                          "How fast the host's clock runs: local seconds in a true second.",
                          DoubleValue(1),
                          MakeDoubleAccessor(&LeaseServer::SetClockRate,
                                             &LeaseServer::GetClockRate),
                          MakeDoubleChecker<double>(MIN_CLOCK_RATE, MAX_CLOCK_RATE))
            .AddAttribute("ClockOffset",
                          "What the host's clock shows when the simulation begins. Read at the "
                          "start.",
                          TimeValue(Time()),
                          MakeTimeAccessor(&LeaseServer::m_clockOffset),
                          MakeTimeChecker(Time()))
            .AddTraceSource("Rx",
                            "A message is taken from the queue and worked on.",
                            MakeTraceSourceAccessor(&LeaseServer::m_rx),
                            "ns3::dhcpbackup::LeaseServer::MessageCallback")
            .AddTraceSource("Tx",
                            "A reply is sent.",
                            MakeTraceSourceAccessor(&LeaseServer::m_tx),
                            "ns3::dhcpbackup::LeaseServer::MessageCallback")
            .AddTraceSource("Drop",
                            "A message is lost or ignored, with the reason.",
                            MakeTraceSourceAccessor(&LeaseServer::m_drop),
                            "ns3::dhcpbackup::LeaseServer::DropCallback")
            .AddTraceSource("Served",
                            "A message has been worked on; the time since its arrival.",
                            MakeTraceSourceAccessor(&LeaseServer::m_served),
                            "ns3::dhcpbackup::LeaseServer::ServedCallback")
            .AddTraceSource("QueueLength",
                            "Messages that wait for the worker.",
                            MakeTraceSourceAccessor(&LeaseServer::m_queueLength),
                            "ns3::TracedValueCallback::Uint32")
            .AddTraceSource("Binding",
                            "A lease is granted, renewed or ends.",
                            MakeTraceSourceAccessor(&LeaseServer::m_binding),
                            "ns3::dhcpbackup::LeaseServer::BindingCallback")
            .AddTraceSource("PairState",
                            "The state of the server in a pair changed; old and new name.",
                            MakeTraceSourceAccessor(&LeaseServer::m_pairState),
                            "ns3::dhcpbackup::LeaseServer::PairStateCallback")
            .AddTraceSource("PartnerTx",
                            "A message is sent to the partner; its bytes behind the UDP header.",
                            MakeTraceSourceAccessor(&LeaseServer::m_partnerTx),
                            "ns3::dhcpbackup::LeaseServer::PartnerTxCallback")
            .AddTraceSource("Restarted",
                            "The server reads its store after a crash; what has become of the "
                            "store.",
                            MakeTraceSourceAccessor(&LeaseServer::m_restarted),
                            "ns3::dhcpbackup::LeaseServer::RestartedCallback");
    return tid;
}

} // namespace ns3::dhcpbackup
