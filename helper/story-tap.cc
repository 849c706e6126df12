/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "story-tap.h"

#include "ns3/simulator.h"

namespace ns3::dhcpbackup
{

namespace
{

std::array<uint8_t, 16>
HardwareAddressOf(uint32_t subscriber)
{
    std::array<uint8_t, 16> chaddr{};
    BackupNetworkHelper::HardwareAddressOf(subscriber).CopyTo(chaddr.data());
    return chaddr;
}

Instant
Present()
{
    return Simulator::Now().GetNanoSeconds();
}

const char*
ReasonOf(MessagePurpose purpose)
{
    switch (purpose)
    {
    case MessagePurpose::RELAYED:
        return "";
    case MessagePurpose::REPLAY:
        return "the relay replays its promise";
    case MessagePurpose::PROBE:
        return "the relay looks for the server";
    case MessagePurpose::RESEND:
        return "the relay repeats the request";
    case MessagePurpose::QUERY:
        return "the relay asks about the lease";
    }
    return "";
}

} // namespace

StoryTap::StoryTap(const BackupNetwork& network, uint32_t subscriber, uint32_t relay)
    : m_story(HardwareAddressOf(subscriber), relay),
      m_subscriber(subscriber)
{
    network.TraceSubscribers("Tx", MakeCallback(&StoryTap::ClientTx, this));
    network.TraceSubscribers("Rx", MakeCallback(&StoryTap::ClientRx, this));
    network.TraceSubscribers("Phase", MakeCallback(&StoryTap::ClientPhase, this));
    network.TraceSubscribers("Bound", MakeCallback(&StoryTap::ClientBound, this));
    network.TraceSubscribers("Adopted", MakeCallback(&StoryTap::ClientAdopted, this));
    network.TraceSubscribers("Lost", MakeCallback(&StoryTap::ClientLost, this));
    network.TraceSubscribers("Power", MakeCallback(&StoryTap::ClientPower, this));
    const auto& application = network.relays[relay];
    application->TraceConnectWithoutContext("ServerTx", MakeCallback(&StoryTap::RelayUp, this));
    application->TraceConnectWithoutContext("ClientTx", MakeCallback(&StoryTap::RelayDown, this));
    application->TraceConnectWithoutContext("Mirror", MakeCallback(&StoryTap::RelayRecord, this));
    application->TraceConnectWithoutContext("StoodIn", MakeCallback(&StoryTap::RelayStoodIn, this));
    application->TraceConnectWithoutContext("Settled", MakeCallback(&StoryTap::RelaySettled, this));
    application->TraceConnectWithoutContext("State",
                                            MakeCallback(&StoryTap::RelayStateChanged, this));
    for (const auto& server : {network.server, network.partner})
    {
        if (server)
        {
            server->TraceConnectWithoutContext("Rx", MakeCallback(&StoryTap::ServerRx, this));
            server->TraceConnectWithoutContext("Tx", MakeCallback(&StoryTap::ServerTx, this));
            server->TraceConnectWithoutContext("Binding",
                                               MakeCallback(&StoryTap::ServerBinding, this));
        }
    }
    network.faults->TraceConnectWithoutContext("Fault",
                                               MakeCallback(&StoryTap::FaultChanged, this));
}

void
StoryTap::Note(StoryEvent::Kind kind, IpAddr address, Instant expiry, const std::string& text)
{
    StoryEvent event;
    event.at = Present();
    event.kind = kind;
    event.address = address;
    event.expiry = expiry;
    event.text = text;
    m_story.Note(event);
}

void
StoryTap::ClientTx(uint32_t, const DhcpMessage& message)
{
    m_story.Message(StoryEvent::CLIENT_TX, message, "", Present());
}

void
StoryTap::ClientRx(uint32_t, const DhcpMessage& message)
{
    m_story.Message(StoryEvent::CLIENT_RX, message, "", Present());
}

void
StoryTap::ClientPhase(uint32_t subscriber, ns3::dhcpbackup::ClientPhase, ns3::dhcpbackup::ClientPhase to)
{
    if (subscriber == m_subscriber)
    {
        Note(StoryEvent::PHASE, 0, 0, ToString(to));
    }
}

void
StoryTap::ClientBound(uint32_t subscriber, const ClientLease& lease)
{
    if (subscriber == m_subscriber)
    {
        Note(StoryEvent::BOUND, lease.address, lease.expiry, lease.renewed ? "renewed" : "new");
    }
}

void
StoryTap::ClientAdopted(uint32_t subscriber, const DhcpMessage&, const ClientLease& lease)
{
    if (subscriber == m_subscriber)
    {
        Note(StoryEvent::BOUND, lease.address, lease.expiry, "granted before the run");
    }
}

void
StoryTap::ClientLost(uint32_t subscriber, IpAddr address, LossCause cause)
{
    if (subscriber == m_subscriber)
    {
        Note(StoryEvent::LOST, address, 0, ToString(cause));
    }
}

void
StoryTap::ClientPower(uint32_t subscriber, bool on)
{
    if (subscriber == m_subscriber)
    {
        Note(StoryEvent::POWER, 0, 0, on ? "switched on" : "switched off");
    }
}

void
StoryTap::RelayUp(uint32_t, const DhcpMessage& message, MessagePurpose purpose)
{
    m_story.Message(StoryEvent::RELAY_UP, message, ReasonOf(purpose), Present());
}

void
StoryTap::RelayDown(uint32_t, const DhcpMessage& message)
{
    m_story.Message(StoryEvent::RELAY_DOWN, message, "", Present());
}

void
StoryTap::RelayRecord(uint32_t, const MirrorRecord& record, bool held)
{
    Note(StoryEvent::RELAY_RECORD, record.address, held ? record.clientExpiry : 0, "");
}

void
StoryTap::RelayStoodIn(uint32_t, const MirrorRecord& record)
{
    Note(StoryEvent::STOOD_IN, record.address, record.clientExpiry, "");
}

void
StoryTap::RelaySettled(uint32_t, IpAddr address, Settlement settlement)
{
    Note(StoryEvent::SETTLED, address, 0, ToString(settlement));
}

void
StoryTap::RelayStateChanged(uint32_t, RelayState, RelayState to)
{
    Note(StoryEvent::RELAY_STATE, 0, 0, ToString(to));
}

void
StoryTap::ServerRx(const DhcpMessage& message)
{
    m_story.Message(StoryEvent::SERVER_RX, message, "", Present());
}

void
StoryTap::ServerTx(const DhcpMessage& message)
{
    m_story.Message(StoryEvent::SERVER_TX, message, "", Present());
}

void
StoryTap::ServerBinding(BindingEvent event, IpAddr address, const Binding& binding)
{
    const bool granted = event == BindingEvent::GRANTED;
    Note(StoryEvent::SERVER_BINDING, address, granted ? binding.expiry : 0, ToString(event));
}

void
StoryTap::FaultChanged(uint32_t, const Fault& fault, bool begins)
{
    Note(StoryEvent::FAULT, 0, 0, (begins ? "begins: " : "heals: ") + ToString(fault));
}

} // namespace ns3::dhcpbackup
