/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "settled-start.h"

#include "ns3/draw.h"
#include "ns3/rng-seed-manager.h"
#include "ns3/server-pair.h"
#include "ns3/simulator.h"

namespace ns3::dhcpbackup
{

namespace
{

/// How long before the client the server was asked: relays that split leases renew them by
/// themselves until the server's T1.
Time
GrantedBefore(const LeaseRelay& relay, uint32_t subscriber, const DhcpMessage& ack)
{
    if (!relay.GetPolicy().splitLease)
    {
        return Time();
    }
    const Draw draw(RngSeedManager::GetSeed(), RngSeedManager::GetRun());
    const uint32_t lease = ack.options.GetU32(OPT_LEASE_TIME).value_or(0);
    const double t1 = ack.options.GetU32(OPT_T1).value_or(lease / 2);
    return Seconds(draw.Uniform(DrawPurpose::ADOPTED_SPLIT, subscriber, 0) * t1);
}

/// Give a subscriber, its relay and the servers the lease that they would have.
void
Settle(const BackupNetwork& network, uint32_t subscriber)
{
    const SubscriberPlace place = network.plan->PlaceOf(subscriber);
    const Ptr<LeaseRelay> relay = network.relays[place.relay];
    const DhcpMessage question = network.subscribers->Question(subscriber);
    const DhcpMessage request = relay->GetMachine()->Upstream(question, place.line);
    IpAddr address = 0;
    const auto grantedAt = [&](const DhcpMessage& ack) {
        const DhcpMessage seen = relay->GetMachine()->Downstream(ack, place.line);
        const Time asked = network.subscribers->Adopt(subscriber, seen);
        const Time granted = asked - GrantedBefore(*relay, subscriber, ack);
        relay->Adopt(ack, ClientIdentity::Of(question), place.line, asked, granted);
        network.LearnRoute(place.relay, ack.yiaddr);
        address = ack.yiaddr;
        return granted;
    };
    const bool second = network.partner && network.secondServes && !BelongsToFirst(request);
    const Ptr<LeaseServer> server = second ? network.partner : network.server;
    const Ptr<LeaseServer> other = second ? network.server : network.partner;
    const bool adopted = server->Adopt(request, grantedAt);
    if (other && network.serversTell && adopted)
    {
        other->AdoptFrom(*server, address);
    }
    else if (other && !network.serversTell && !adopted)
    {
        other->Adopt(request, grantedAt); // its part of the pool has room
    }
}

void
SettleAll(const BackupNetwork* network, const BackupNetworkHelper* helper)
{
    for (uint32_t subscriber = 0; subscriber < helper->SubscriberCount(); ++subscriber)
    {
        if (helper->IsSettled(subscriber))
        {
            Settle(*network, subscriber);
        }
    }
}

/// Applications that start at once are about to.
void
AwaitStarts(const BackupNetwork* network, const BackupNetworkHelper* helper)
{
    Simulator::ScheduleNow(&SettleAll, network, helper);
}

} // namespace

void
ScheduleSettledStart(const BackupNetwork& network, const BackupNetworkHelper& helper)
{
    if (helper.AnySettled())
    {
        Simulator::ScheduleNow(&AwaitStarts, &network, &helper);
    }
}

} // namespace ns3::dhcpbackup
