/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "server-pair.h"

#include <algorithm>

namespace ns3::dhcpbackup
{

uint8_t
LoadBalancingHash(const DhcpMessage& message)
{
    // FNV-1a, and the last step of MurmurHash3, since FNV's last bytes reach few bits.
    uint64_t hash = 0xcbf29ce484222325;
    for (const char c : ClientKeyOf(message))
    {
        hash = (hash ^ uint8_t(c)) * 0x100000001b3;
    }
    hash = (hash ^ hash >> 33) * 0xff51afd7ed558ccd;
    return hash >> 56;
}

bool
BelongsToFirst(const DhcpMessage& message)
{
    return LoadBalancingHash(message) < 128;
}

void
ServerPair::Know(const PartnerLease&)
{
}

uint32_t
ServerPair::HalfFor(const DhcpMessage& message) const
{
    return BelongsToFirst(message) ? 0 : 1;
}

bool
ServerPair::MayUseBothHalves(Instant) const
{
    return false;
}

uint32_t
ServerPair::Limit(IpAddr, uint32_t lease, Instant) const
{
    return lease;
}

void
ServerPair::TellPage(const PartnerMessage& question, ServerPairOutput& out)
{
    const std::vector<PartnerLease> leases = out.LeasesFrom(question.from, question.count);
    PartnerMessage reply;
    reply.type = PartnerMessageType::LEASES;
    reply.id = question.id;
    reply.count = leases.size();
    size_t told = 0;
    do
    {
        const size_t piece = std::min(LEASES_IN_MESSAGE, leases.size() - told);
        reply.leases.assign(leases.begin() + told, leases.begin() + told + piece);
        told += piece;
        out.ToPartner(reply);
    } while (told < leases.size());
}

} // namespace ns3::dhcpbackup
