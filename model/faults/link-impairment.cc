/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "link-impairment.h"

#include "ns3/abort.h"
#include "ns3/csma-net-device.h"
#include "ns3/packet.h"
#include "ns3/point-to-point-net-device.h"
#include "ns3/pointer.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/simulator.h"

#include <boost/container/small_vector.hpp>

namespace ns3::dhcpbackup
{

NS_OBJECT_ENSURE_REGISTERED(LinkImpairment);

namespace
{

/// Bytes of a frame's header.
constexpr uint32_t PPP_HEADER = 2;
constexpr uint32_t ETHERNET_HEADER = 14;
/// In an IPv4 header: its least size, and where its length and addresses are.
constexpr size_t IPV4_HEADER = 20;
constexpr size_t IPV4_LENGTH = 2;
constexpr size_t IPV4_ADDRESSES = 12;
/// Tells the draws for one message apart.
constexpr uint64_t GOLDEN_RATIO = 0x9e3779b97f4a7c15;

/// Room for any frame.
using FrameBytes = boost::container::small_vector<uint8_t, 1600>;

FrameBytes
BytesOf(Ptr<const Packet> packet)
{
    FrameBytes bytes(packet->GetSize());
    packet->CopyData(bytes.data(), bytes.size());
    return bytes;
}

/// The chance that one of two independent things happens.
double
Either(double one, double other)
{
    return 1 - (1 - one) * (1 - other);
}

/// Whether a link that flaps is down: at the beginning of each period.
bool
IsDownIn(const Fault& flapping, Instant now)
{
    const Duration phase = (now - flapping.at) % flapping.period;
    return double(phase) < (1 - flapping.up) * double(flapping.period);
}

} // namespace

TypeId
LinkImpairment::GetTypeId()
{
    static TypeId tid = TypeId("ns3::dhcpbackup::LinkImpairment")
                            .SetParent<ErrorModel>()
                            .SetGroupName("DhcpBackup")
                            .AddConstructor<LinkImpairment>();
    return tid;
}

LinkImpairment::LinkImpairment()
    : m_draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun())
{
}

void
LinkImpairment::DoDispose()
{
    m_device = nullptr;
    ErrorModel::DoDispose();
}

void
LinkImpairment::Install(Ptr<NetDevice> device, uint32_t link)
{
    const bool csma = bool(DynamicCast<CsmaNetDevice>(device));
    NS_ABORT_MSG_UNLESS(csma || DynamicCast<PointToPointNetDevice>(device),
                        "LinkImpairment needs a point-to-point or CSMA device");
    m_device = device;
    m_link = link;
    m_header = csma ? ETHERNET_HEADER : PPP_HEADER;
    device->SetAttribute("ReceiveErrorModel", PointerValue(this));
}

void
LinkImpairment::Begin(uint32_t id, const Fault& fault)
{
    if (m_faults.Add(id, fault))
    {
        Compose();
    }
}

void
LinkImpairment::Heal(uint32_t id)
{
    if (m_faults.Remove(id))
    {
        Compose();
    }
}

void
LinkImpairment::Compose()
{
    m_effects = {};
    for (const auto& [id, fault] : m_faults.All())
    {
        Effects& all = m_effects;
        switch (fault.kind)
        {
        case FaultKind::LINK_DOWN:
            all.down = true;
            break;
        case FaultKind::LINK_FLAPPING:
            all.flapping.push_back(fault);
            break;
        case FaultKind::LOSS:
            all.loss = Either(all.loss, fault.share);
            break;
        case FaultKind::DELAY:
            all.extra += fault.extra;
            all.jitters.push_back(fault.jitter);
            break;
        case FaultKind::RATE_LIMIT:
            all.queue = all.rate == 0 ? fault.queue : std::min(all.queue, fault.queue);
            all.rate = all.rate == 0 ? fault.rate : std::min(all.rate, fault.rate);
            break;
        case FaultKind::DUPLICATION:
            all.duplication = Either(all.duplication, fault.share);
            break;
        case FaultKind::CORRUPTION:
            all.corruption = Either(all.corruption, fault.share);
            break;
        default:
            NS_ABORT_MSG(ToString(fault) << " is no fault of a link");
        }
    }
}

bool
LinkImpairment::IsDown() const
{
    const Instant now = Simulator::Now().GetNanoSeconds();
    const auto& flapping = m_effects.flapping;
    return m_effects.down || std::any_of(flapping.begin(), flapping.end(), [now](const Fault& f) {
               return IsDownIn(f, now);
           });
}

bool
LinkImpairment::DoCorrupt(Ptr<Packet> packet)
{
    if (m_delivering || m_faults.All().empty() || !IsMeant(packet))
    {
        return false;
    }
    const uint64_t message = MessageHash(packet);
    if (IsDown() || IsStruck(m_effects.loss, DrawPurpose::LINK_LOSS, message))
    {
        return true;
    }
    const std::optional<Duration> turn = Queue(packet->GetSize());
    if (!turn)
    {
        return true;
    }
    const Duration wait = *turn + m_effects.extra;
    if (IsStruck(m_effects.duplication, DrawPurpose::LINK_DOUBLE, message))
    {
        // The second one has a delay of its own; it is not damaged.
        DeliverLater(packet, wait + Jitter(message + GOLDEN_RATIO));
    }
    if (IsStruck(m_effects.corruption, DrawPurpose::LINK_DAMAGE, message))
    {
        Damage(packet, message);
    }
    const Duration late = wait + Jitter(message);
    if (late == 0)
    {
        return false;
    }
    DeliverLater(packet, late);
    return true;
}

bool
LinkImpairment::IsStruck(double chance, DrawPurpose purpose, uint64_t message) const
{
    return m_draw.Uniform(purpose, m_link, message) < chance;
}

std::optional<Duration>
LinkImpairment::Queue(uint32_t bytes)
{
    if (m_effects.rate == 0)
    {
        return 0;
    }
    const Instant now = Simulator::Now().GetNanoSeconds();
    while (!m_departures.empty() && m_departures.front() <= now)
    {
        m_departures.pop_front();
    }
    // The first of them does not wait: it is under way.
    if (m_departures.size() > m_effects.queue)
    {
        return std::nullopt;
    }
    const Instant begin = m_departures.empty() ? now : m_departures.back();
    const double seconds = 8.0 * bytes / double(m_effects.rate);
    m_departures.push_back(begin + Duration(seconds * SECOND));
    return m_departures.back() - now;
}

Duration
LinkImpairment::Jitter(uint64_t message) const
{
    Duration sum = 0;
    for (const Duration largest : m_effects.jitters)
    {
        message += GOLDEN_RATIO;
        sum += Duration(m_draw.Uniform(DrawPurpose::LINK_JITTER, m_link, message) * largest);
    }
    return sum;
}

void
LinkImpairment::Damage(Ptr<Packet> packet, uint64_t message) const
{
    FrameBytes bytes = BytesOf(packet);
    if (bytes.size() <= m_header)
    {
        return;
    }
    const double place = m_draw.Uniform(DrawPurpose::DAMAGED_BIT, m_link, message);
    const size_t bit = 8 * m_header + size_t(place * 8 * (bytes.size() - m_header));
    bytes[bit / 8] ^= 1 << bit % 8;
    packet->RemoveAtStart(bytes.size());
    packet->AddAtEnd(Create<Packet>(bytes.data(), bytes.size()));
}

bool
LinkImpairment::IsMeant(Ptr<const Packet> packet) const
{
    if (m_source == 0)
    {
        return true;
    }
    const FrameBytes bytes = BytesOf(packet);
    const size_t at = m_header + IPV4_ADDRESSES;
    return bytes.size() >= m_header + IPV4_HEADER && bytes[m_header] >> 4 == 4 &&
           (IpAddr(bytes[at]) << 24 | bytes[at + 1] << 16 | bytes[at + 2] << 8 | bytes[at + 3]) ==
               m_source;
}

uint64_t
LinkImpairment::MessageHash(Ptr<const Packet> packet) const
{
    const FrameBytes bytes = BytesOf(packet);
    size_t from = std::min<size_t>(m_header, bytes.size());
    size_t to = bytes.size();
    if (to - from >= IPV4_HEADER && bytes[from] >> 4 == 4)
    {
        // Left out are the identification, which counts a host's packets, what follows from it, and
        // the frame's trailer.
        const size_t length = bytes[from + IPV4_LENGTH] << 8 | bytes[from + IPV4_LENGTH + 1];
        to = std::min(to, from + length);
        from += IPV4_ADDRESSES;
    }
    uint64_t hash = 0xcbf29ce484222325; // FNV-1a
    for (size_t i = from; i < to; ++i)
    {
        hash = (hash ^ bytes[i]) * 0x100000001b3;
    }
    return hash;
}

void
LinkImpairment::DeliverLater(Ptr<const Packet> packet, Duration wait)
{
    Simulator::Schedule(NanoSeconds(wait),
                        &LinkImpairment::Deliver,
                        Ptr<LinkImpairment>(this),
                        packet->Copy());
}

void
LinkImpairment::Deliver(Ptr<Packet> packet)
{
    if (!m_device || IsDown())
    {
        return;
    }
    m_delivering = true;
    if (Ptr<CsmaNetDevice> csma = DynamicCast<CsmaNetDevice>(m_device))
    {
        csma->Receive(packet, nullptr);
    }
    else
    {
        DynamicCast<PointToPointNetDevice>(m_device)->Receive(packet);
    }
    m_delivering = false;
}

void
LinkImpairment::DoReset()
{
    m_faults = {};
    Compose();
}

} // namespace ns3::dhcpbackup
