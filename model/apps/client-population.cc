/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "client-population.h"

#include "ns3/abort.h"
#include "ns3/arp-probe-port.h"
#include "ns3/channel.h"
#include "ns3/enum.h"
#include "ns3/log.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("ClientPopulation");
NS_OBJECT_ENSURE_REGISTERED(ClientPopulation);

namespace
{

/// Members wait in a wheel until the tick of their time, and in a heap from then on.
constexpr Duration TICK = 10 * MILLISECOND;

} // namespace

TypeId
ClientPopulation::GetTypeId()
{
    static TypeId tid =
        TypeId("ns3::dhcpbackup::ClientPopulation")
            .SetParent<Application>()
            .SetGroupName("DhcpBackup")
            .AddConstructor<ClientPopulation>()
            .AddAttribute("ClientId",
                          "What option 61 holds: None (it is not sent), Hardware (type and "
                          "address) or Duid (RFC 4361). Servers know clients by it.",
                          EnumValue(CLIENT_ID_HARDWARE),
                          EnumAccessor<ClientIdKind>(&ClientPopulation::m_clientId, 0),
                          MakeEnumChecker(CLIENT_ID_NONE,
                                          "None",
                                          CLIENT_ID_HARDWARE,
                                          "Hardware",
                                          CLIENT_ID_DUID,
                                          "Duid"))
            .AddTraceSource("Tx",
                            "A message is sent.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_tx),
                            "ns3::dhcpbackup::ClientPopulation::MessageCallback")
            .AddTraceSource("Rx",
                            "A readable message for a subscriber has arrived.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_rx),
                            "ns3::dhcpbackup::ClientPopulation::MessageCallback")
            .AddTraceSource("Drop",
                            "What has arrived is not used, with the reason.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_drop),
                            "ns3::dhcpbackup::ClientPopulation::DropCallback")
            .AddTraceSource("Bound",
                            "A lease has been gained or renewed.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_bound),
                            "ns3::dhcpbackup::ClientPopulation::BoundCallback")
            .AddTraceSource("Adopted",
                            "The run begins with a lease that was granted before it. Given what "
                            "the subscriber would ask without it, and the lease.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_adopted),
                            "ns3::dhcpbackup::ClientPopulation::AdoptedCallback")
            .AddTraceSource("Lost",
                            "A subscriber stops using its address: expired, refused or switched "
                            "off.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_lost),
                            "ns3::dhcpbackup::ClientPopulation::LostCallback")
            .AddTraceSource("Phase",
                            "The state of RFC 2131 figure 5 changes.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_phase),
                            "ns3::dhcpbackup::ClientPopulation::PhaseCallback")
            .AddTraceSource("Power",
                            "A subscriber is switched on or off.",
                            MakeTraceSourceAccessor(&ClientPopulation::m_power),
                            "ns3::dhcpbackup::ClientPopulation::PowerCallback");
    return tid;
}

ClientPopulation::ClientPopulation()
    : m_wheel(TICK)
{
    NS_LOG_FUNCTION(this);
}

ClientPopulation::~ClientPopulation()
{
    NS_LOG_FUNCTION(this);
}

void
ClientPopulation::DoDispose()
{
    NS_LOG_FUNCTION(this);
    Simulator::Cancel(m_wake);
    m_frames.Close();
    m_device = nullptr;
    Application::DoDispose();
}

void
ClientPopulation::SetMembers(Ptr<NetDevice> device,
                             AddressPlan plan,
                             uint32_t first,
                             uint32_t step,
                             uint32_t count)
{
    NS_ABORT_MSG_UNLESS(device->SupportsSendFrom(),
                        "ClientPopulation needs a device that sends from any address");
    NS_ABORT_MSG_IF(step == 0, "subscribers need different numbers");
    m_device = device;
    m_plan = plan;
    m_first = first;
    m_step = step;
    m_states.resize(count);
    m_arrived.resize(count, false);
    m_powered.resize(count, true);
    m_away.resize(count, false);
    m_kindOf.resize(count);
    for (uint32_t member = 0; member < count; ++member)
    {
        m_states[member].subscriber = SubscriberOf(member);
    }
}

void
ClientPopulation::SetMember(uint32_t subscriber, const ClientProfile& profile, Instant arrival)
{
    const uint32_t member = MemberOf(subscriber);
    m_states[member].wake = arrival;
    size_t kind = 0;
    while (kind < m_kinds.size() && m_kinds[kind].profile != &profile)
    {
        ++kind;
    }
    if (kind == m_kinds.size())
    {
        NS_ABORT_MSG_IF(kind > UINT8_MAX, "too many kinds of clients in one population");
        const std::string problem = profile.Validate();
        NS_ABORT_MSG_UNLESS(problem.empty(), problem);
        m_kinds.push_back({&profile, nullptr});
    }
    m_kindOf[member] = kind;
}

void
ClientPopulation::StartApplication()
{
    NS_LOG_FUNCTION(this);
    NS_ABORT_MSG_UNLESS(m_device, "ClientPopulation needs SetMembers before it starts");
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    for (Kind& kind : m_kinds)
    {
        kind.machine = std::make_unique<ClientMachine>(*kind.profile, draw);
    }
    const Ptr<Channel> line = m_device->GetChannel();
    NS_ABORT_MSG_UNLESS(line && line->GetNDevices() == 2,
                        "ClientPopulation needs a line with another end");
    const Ptr<NetDevice> end = line->GetDevice(line->GetDevice(0) == m_device ? 1 : 0);
    m_gateway = Mac48Address::ConvertFrom(end->GetAddress());
    m_frames.Listen(m_device,
                    CLIENT_PORT,
                    MakeCallback(&ClientPopulation::Receive, this),
                    DhcpFramePort::ALL_FRAMES);
    for (uint32_t member = 0; member < m_states.size(); ++member)
    {
        Arm(member);
    }
    ScheduleWake();
}

void
ClientPopulation::StopApplication()
{
    NS_LOG_FUNCTION(this);
    Simulator::Cancel(m_wake);
    m_frames.Close();
}

ClientIdentity
ClientPopulation::IdentityOf(uint32_t member) const
{
    ClientIdentity identity;
    const Mac48Address address = m_plan.addressOf(SubscriberOf(member));
    address.CopyTo(identity.chaddr.data());
    identity.clientId = MakeClientId(m_clientId, address);
    return identity;
}

uint32_t
ClientPopulation::Find(const DhcpMessage& message) const
{
    Mac48Address address;
    address.CopyFrom(message.chaddr.data());
    const std::optional<uint32_t> subscriber = m_plan.subscriberOf(address);
    return subscriber && Has(*subscriber) ? MemberOf(*subscriber) : TimerWheel::NONE;
}

template <typename F>
void
ClientPopulation::Step(uint32_t member, F&& act)
{
    m_turn = member;
    act(*m_kinds[m_kindOf[member]].machine, m_states[member], Simulator::Now().GetNanoSeconds());
    Arm(member);
}

void
ClientPopulation::SwitchOn(uint32_t subscriber)
{
    const uint32_t member = MemberOf(subscriber);
    const bool ran = Runs(member);
    m_powered[member] = true;
    m_arrived[member] = m_arrived[member] || m_states[member].wake == NEVER;
    if (!ran && Runs(member))
    {
        Begin(member);
    }
    ScheduleWake();
}

DhcpMessage
ClientPopulation::Question(uint32_t subscriber)
{
    SwitchOn(subscriber);
    const uint32_t member = MemberOf(subscriber);
    return m_kinds[m_kindOf[member]].machine->Question(m_states[member],
                                                       IdentityOf(member),
                                                       Simulator::Now().GetNanoSeconds());
}

Time
ClientPopulation::Adopt(uint32_t subscriber, const DhcpMessage& ack)
{
    const DhcpMessage question = Question(subscriber);
    ClientLease lease;
    Step(MemberOf(subscriber),
         [&](const ClientMachine& machine, ClientState& state, Instant now) {
             lease = machine.Adopt(state, ack, now, *this);
         });
    m_adopted(subscriber, question, lease);
    ScheduleWake();
    return NanoSeconds(lease.start);
}

void
ClientPopulation::Begin(uint32_t member)
{
    m_power(SubscriberOf(member), true);
    Step(member, [this](const ClientMachine& machine, ClientState& state, Instant now) {
        machine.Start(state, now, *this);
    });
}

void
ClientPopulation::SwitchOff(uint32_t subscriber, bool graceful)
{
    const uint32_t member = MemberOf(subscriber);
    End(member, graceful);
    m_powered[member] = false;
    ScheduleWake();
}

void
ClientPopulation::End(uint32_t member, bool graceful)
{
    if (!Runs(member))
    {
        return;
    }
    const uint32_t subscriber = SubscriberOf(member);
    const bool releases = graceful && GetProfile(subscriber).releases;
    Step(member, [&](const ClientMachine& machine, ClientState& state, Instant) {
        releases ? machine.Release(state, IdentityOf(member), *this)
                 : machine.Stop(state, *this);
    });
    m_power(subscriber, false);
}

void
ClientPopulation::Leave(uint32_t subscriber, bool graceful)
{
    const uint32_t member = MemberOf(subscriber);
    End(member, graceful);
    m_away[member] = true;
    ScheduleWake();
}

void
ClientPopulation::Return(uint32_t subscriber)
{
    const uint32_t member = MemberOf(subscriber);
    if (m_away[member])
    {
        m_away[member] = false;
        if (Runs(member))
        {
            Begin(member);
        }
        ScheduleWake();
    }
}

void
ClientPopulation::Arm(uint32_t member)
{
    const Instant at = m_states[member].wake;
    if (at != NEVER && at <= m_advanced + TICK)
    {
        m_wheel.Cancel(member);
        m_due.push_back({at, member});
        std::push_heap(m_due.begin(), m_due.end());
        return;
    }
    m_wheel.Schedule(member, at == NEVER ? NEVER : at - TICK);
}

void
ClientPopulation::Wake()
{
    m_wakeAt = NEVER;
    const Instant now = Simulator::Now().GetNanoSeconds();
    m_advanced = now / TICK * TICK;
    m_wheel.Advance(now, [this](uint32_t member) { Arm(member); });
    while (!m_due.empty() && m_due.front().at <= now)
    {
        const Due due = m_due.front();
        std::pop_heap(m_due.begin(), m_due.end());
        m_due.pop_back();
        if (m_states[due.member].wake != due.at)
        {
            continue; // it has another time by now
        }
        if (!m_arrived[due.member])
        {
            m_arrived[due.member] = true;
            m_states[due.member].wake = NEVER;
            if (Runs(due.member))
            {
                Begin(due.member);
            }
            continue;
        }
        Step(due.member,
             [this, &due](const ClientMachine& machine, ClientState& state, Instant present) {
                 machine.Wake(state, IdentityOf(due.member), present, *this);
             });
    }
    ScheduleWake();
}

void
ClientPopulation::ScheduleWake()
{
    const Instant next = std::min(m_wheel.NextWake(), m_due.empty() ? NEVER : m_due.front().at);
    if (next >= m_wakeAt)
    {
        return;
    }
    Simulator::Cancel(m_wake);
    m_wakeAt = next;
    const Duration wait = std::max<Duration>(next - Simulator::Now().GetNanoSeconds(), 0);
    m_wake = Simulator::Schedule(NanoSeconds(wait), &ClientPopulation::Wake, this);
}

void
ClientPopulation::Receive(const UdpAddresses&, ByteView payload)
{
    DhcpMessage message;
    const ParseError error = ParseMessage(payload, message);
    const uint32_t member = error == ParseError::NONE ? Find(message) : TimerWheel::NONE;
    if (member == TimerWheel::NONE)
    {
        m_drop(UINT32_MAX, error == ParseError::NONE ? "nobody's" : ToString(error));
        return;
    }
    const uint32_t subscriber = SubscriberOf(member);
    if (!Runs(member))
    {
        m_drop(subscriber, "switched off");
        return;
    }
    m_rx(subscriber, message);
    Step(member, [&](const ClientMachine& machine, ClientState& state, Instant now) {
        if (const char* const reason =
                machine.Receive(state, IdentityOf(member), message, now, *this))
        {
            m_drop(subscriber, reason);
        }
    });
    ScheduleWake();
}

void
ClientPopulation::Send(const DhcpMessage& message, IpAddr destination)
{
    DhcpBytes bytes;
    const bool fits = WriteMessage(message, MAX_DATAGRAM, bytes);
    NS_ABORT_MSG_UNLESS(fits, "a client's message does not fit into a frame");
    const uint32_t subscriber = SubscriberOf(m_turn);
    m_tx(subscriber, message);
    DhcpFramePort::SendFrom(m_device,
                            {message.ciaddr, destination, CLIENT_PORT, SERVER_PORT},
                            bytes,
                            destination == BROADCAST ? Mac48Address::GetBroadcast() : m_gateway,
                            m_plan.addressOf(subscriber));
}

void
ClientPopulation::Bound(const ClientLease& lease)
{
    m_bound(SubscriberOf(m_turn), lease);
}

void
ClientPopulation::Lost(IpAddr address, LossCause cause)
{
    m_lost(SubscriberOf(m_turn), address, cause);
}

void
ClientPopulation::ProbeAddress(IpAddr address)
{
    ArpProbePort::SendRequestFrom(m_device, m_plan.addressOf(SubscriberOf(m_turn)), 0, address);
}

void
ClientPopulation::AnnounceAddress(IpAddr address)
{
    const Mac48Address own = m_plan.addressOf(SubscriberOf(m_turn));
    ArpProbePort::SendRequestFrom(m_device, own, address, address);
}

void
ClientPopulation::Informed(const ClientLease&)
{
    // Nobody here has an address from elsewhere, so nobody asks for parameters alone.
}

void
ClientPopulation::PhaseChanged(ClientPhase from, ClientPhase to)
{
    m_phase(SubscriberOf(m_turn), from, to);
}

} // namespace ns3::dhcpbackup
