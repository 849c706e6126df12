/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "relay-settings.h"

#include "ns3/boolean.h"
#include "ns3/double.h"
#include "ns3/ns3-compat.h"
#include "ns3/relay-agent.h"
#include "ns3/uinteger.h"

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(RelaySettings);

TypeId
RelaySettings::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::RelaySettings")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddAttribute("Backup",
                          "Stand in for the server when it does not answer.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RelaySettings::m_backup),
                          MakeBooleanChecker())
            .AddAttribute("Interception",
                          "How the relay comes to see renewals, which clients send by unicast: "
                          "None (only broadcasts after T2), Snoop (it looks into what it "
                          "forwards), ServerIdOverride (the server names the relay in option 54, "
                          "RFC 5107) or Proxy (the relay names itself there).",
                          EnumValue(INTERCEPT_NONE),
                          EnumAccessor<InterceptionMode>(&RelaySettings::m_interception, 0),
                          MakeEnumChecker(INTERCEPT_NONE,
                                          "None",
                                          INTERCEPT_SNOOP,
                                          "Snoop",
                                          INTERCEPT_SERVER_ID_OVERRIDE,
                                          "ServerIdOverride",
                                          INTERCEPT_PROXY,
                                          "Proxy"))
            .AddAttribute("AnswerAfter",
                          "How long the server may take for a renewal before the relay answers.",
                          TimeValue(Seconds(2)),
                          MakeTimeAccessor(&RelaySettings::m_answerAfter),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("FailuresToSuspect",
                          "Renewals in vain, in a row, until the server is looked for by probes.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RelaySettings::m_failuresToSuspect),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("FailuresToStandIn",
                          "Renewals in vain, in a row, until the server counts as away and "
                          "renewals are answered at once.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RelaySettings::m_failuresToStandIn),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("IcmpHint",
                          "Take ICMP port unreachable as a sign that the server is away.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RelaySettings::m_icmpHint),
                          MakeBooleanChecker())
            .AddAttribute("ProbeInterval",
                          "Time between two messages that look for the server.",
                          TimeValue(Seconds(1)),
                          MakeTimeAccessor(&RelaySettings::m_probeInterval),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("AnswersToReturn",
                          "Answers, in a row, until a server that counted as away counts as "
                          "back.",
                          UintegerValue(1),
                          MakeUintegerAccessor(&RelaySettings::m_answersToReturn),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("ResendClients",
                          "Clients whose unanswered requests are repeated, with growing secs, as "
                          "probes.",
                          UintegerValue(32),
                          MakeUintegerAccessor(&RelaySettings::m_resendClients),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("Grant",
                          "Which lease the relay grants: Full (the server's lease time), "
                          "Remainder (what is left of the server's lease), Mclt (what is left "
                          "and Mclt more) or Threshold (what is left, unless it is below "
                          "Threshold).",
                          EnumValue(GRANT_FULL),
                          EnumAccessor<GrantRule>(&RelaySettings::m_grant, 0),
                          MakeEnumChecker(GRANT_FULL,
                                          "Full",
                                          GRANT_REMAINDER,
                                          "Remainder",
                                          GRANT_MCLT,
                                          "Mclt",
                                          GRANT_THRESHOLD,
                                          "Threshold"))
            .AddAttribute("Mclt",
                          "Maximum client lead time, for Grant=Mclt.",
                          TimeValue(Hours(1)),
                          MakeTimeAccessor(&RelaySettings::m_mclt),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("Threshold",
                          "The shortest lease worth granting, for Grant=Threshold.",
                          TimeValue(Minutes(1)),
                          MakeTimeAccessor(&RelaySettings::m_threshold),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("StandInLimit",
                          "Longest promise beyond the end of the lease that the server knows; "
                          "the largest time stands for no limit.",
                          TimeValue(Time::Max()),
                          MakeTimeAccessor(&RelaySettings::m_standInLimit),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("MaxStandIns",
                          "Renewals of one client that the relay grants in a row; 0 for any "
                          "number.",
                          UintegerValue(0),
                          MakeUintegerAccessor(&RelaySettings::m_maxStandIns),
                          MakeUintegerChecker<uint32_t>())
            .AddAttribute("JournalCapacity",
                          "Entries that the journal can hold.",
                          UintegerValue(1000000),
                          MakeUintegerAccessor(&RelaySettings::m_journalCapacity),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("Overflow",
                          "When the journal is full: Refuse (make no promise that is not logged) "
                          "or DropFirst (forget the entry that would be replayed first).",
                          EnumValue(OVERFLOW_REFUSE),
                          EnumAccessor<OverflowRule>(&RelaySettings::m_overflow, 0),
                          MakeEnumChecker(OVERFLOW_REFUSE,
                                          "Refuse",
                                          OVERFLOW_DROP_FIRST,
                                          "DropFirst"))
            .AddAttribute("ReplayRate",
                          "Entries per second told to the server when it is back.",
                          DoubleValue(10),
                          MakeDoubleAccessor(&RelaySettings::m_replayRate),
                          MakeDoubleChecker<double>(0.001))
            .AddAttribute("ReplayOrder",
                          "Which entry is replayed first: NearestExpiry or OldestPromise.",
                          EnumValue(REPLAY_NEAREST_EXPIRY),
                          EnumAccessor<ReplayOrder>(&RelaySettings::m_replayOrder, 0),
                          MakeEnumChecker(REPLAY_NEAREST_EXPIRY,
                                          "NearestExpiry",
                                          REPLAY_OLDEST_PROMISE,
                                          "OldestPromise"))
            .AddAttribute("ReplayTimeout",
                          "How long the server may take for a message of the relay's own.",
                          TimeValue(Seconds(4)),
                          MakeTimeAccessor(&RelaySettings::m_replayTimeout),
                          MakeTimeChecker(NanoSeconds(1)))
            .AddAttribute("ReplayTries",
                          "Replays in vain, in a row, until the server counts as away again.",
                          UintegerValue(3),
                          MakeUintegerAccessor(&RelaySettings::m_replayTries),
                          MakeUintegerChecker<uint32_t>(1))
            .AddAttribute("LazyReplay",
                          "Replay a promise just before its next renewal goes to the server, not "
                          "before.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RelaySettings::m_lazyReplay),
                          MakeBooleanChecker())
            .AddAttribute("HoldDiscovers",
                          "Let no DISCOVER through while there are promises that a server which "
                          "was away does not know of.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RelaySettings::m_holdDiscovers),
                          MakeBooleanChecker())
            .AddAttribute("SyncInterval",
                          "How often mirror and journal go to stable storage: 0 for every "
                          "change, the largest time for never.",
                          TimeValue(Time::Max()),
                          MakeTimeAccessor(&RelaySettings::m_syncInterval),
                          MakeTimeChecker(NanoSeconds(0)))
            .AddAttribute("Leasequery",
                          "Ask the servers about leases that are not known: Off, Single (RFC 4388, "
                          "about one that is renewed) or Bulk (RFC 6926 over TCP, about all "
                          "after a restart without memory, and Single).",
                          EnumValue(LEASEQUERY_OFF),
                          EnumAccessor<LeasequeryUse>(&RelaySettings::m_leasequery, 0),
                          MakeEnumChecker(LEASEQUERY_OFF,
                                          "Off",
                                          LEASEQUERY_SINGLE,
                                          "Single",
                                          LEASEQUERY_BULK,
                                          "Bulk"))
            .AddAttribute("SharedLeases",
                          "The servers tell each other of their leases: what one of them leaves "
                          "unanswered goes to all, and whoever answers is believed.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RelaySettings::m_sharedLeases),
                          MakeBooleanChecker())
            .AddAttribute("SplitLease",
                          "Give clients leases of ShortLease out of the server's, and renew them "
                          "without asking it until its T1.",
                          BooleanValue(false),
                          MakeBooleanAccessor(&RelaySettings::m_splitLease),
                          MakeBooleanChecker())
            .AddAttribute("ShortLease",
                          "Lease that clients get if SplitLease is set, whole seconds.",
                          TimeValue(Minutes(10)),
                          MakeTimeAccessor(&RelaySettings::m_shortLease),
                          MakeTimeChecker(Seconds(1)))
            .AddAttribute("MaxHops",
                          "A message that has passed more relays is in a loop (RFC 1542 section "
                          "4.1.1).",
                          UintegerValue(4),
                          MakeUintegerAccessor(&RelaySettings::m_maxHops),
                          MakeUintegerChecker<uint32_t>(0, MAX_HOPS));
    return tid;
}

void
RelaySettings::SetPolicy(const RelayPolicy& policy)
{
    m_backup = policy.backup;
    m_interception = policy.interception;
    m_answerAfter = NanoSeconds(policy.answerAfter);
    m_failuresToSuspect = policy.failuresToSuspect;
    m_failuresToStandIn = policy.failuresToStandIn;
    m_icmpHint = policy.icmpHint;
    m_probeInterval = NanoSeconds(policy.probeInterval);
    m_answersToReturn = policy.answersToReturn;
    m_resendClients = policy.resendClients;
    m_grant = policy.grant;
    m_mclt = NanoSeconds(policy.mclt);
    m_threshold = NanoSeconds(policy.threshold);
    m_standInLimit = NanoSeconds(policy.standInLimit);
    m_maxStandIns = policy.maxStandIns;
    m_journalCapacity = policy.journalCapacity;
    m_overflow = policy.overflow;
    m_replayRate = policy.replayRate;
    m_replayOrder = policy.replayOrder;
    m_replayTimeout = NanoSeconds(policy.replayTimeout);
    m_replayTries = policy.replayTries;
    m_lazyReplay = policy.lazyReplay;
    m_holdDiscovers = policy.holdDiscovers;
    m_syncInterval = NanoSeconds(policy.syncInterval);
    m_leasequery = policy.leasequery;
    m_sharedLeases = policy.sharedLeases;
    m_splitLease = policy.splitLease;
    m_shortLease = NanoSeconds(policy.shortLease);
    m_maxHops = policy.maxHops;
}

RelayPolicy
RelaySettings::GetPolicy() const
{
    RelayPolicy policy;
    policy.backup = m_backup;
    policy.interception = m_interception;
    policy.answerAfter = m_answerAfter.GetNanoSeconds();
    policy.failuresToSuspect = m_failuresToSuspect;
    policy.failuresToStandIn = m_failuresToStandIn;
    policy.icmpHint = m_icmpHint;
    policy.probeInterval = m_probeInterval.GetNanoSeconds();
    policy.answersToReturn = m_answersToReturn;
    policy.resendClients = m_resendClients;
    policy.grant = m_grant;
    policy.mclt = m_mclt.GetNanoSeconds();
    policy.threshold = m_threshold.GetNanoSeconds();
    policy.standInLimit = m_standInLimit.GetNanoSeconds();
    policy.maxStandIns = m_maxStandIns;
    policy.journalCapacity = m_journalCapacity;
    policy.overflow = m_overflow;
    policy.replayRate = m_replayRate;
    policy.replayOrder = m_replayOrder;
    policy.replayTimeout = m_replayTimeout.GetNanoSeconds();
    policy.replayTries = m_replayTries;
    policy.lazyReplay = m_lazyReplay;
    policy.holdDiscovers = m_holdDiscovers;
    policy.syncInterval = m_syncInterval.GetNanoSeconds();
    policy.leasequery = m_leasequery;
    policy.sharedLeases = m_sharedLeases;
    policy.splitLease = m_splitLease;
    policy.shortLease = m_shortLease.GetNanoSeconds();
    policy.maxHops = m_maxHops;
    return policy;
}

} // namespace ns3::dhcpbackup
