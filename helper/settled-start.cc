/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "settled-start.h"

#include "ns3/simulator.h"

namespace ns3::dhcpbackup
{

namespace
{

DhcpMessage
QuestionOf(const BackupNetwork& network, uint32_t subscriber)
{
    return network.populations.empty() ? network.clients[subscriber]->Question()
                                       : network.HomeOf(subscriber).Question(subscriber);
}

Time
LetAdopt(const BackupNetwork& network, uint32_t subscriber, const DhcpMessage& ack)
{
    return network.populations.empty() ? network.clients[subscriber]->Adopt(ack)
                                       : network.HomeOf(subscriber).Adopt(subscriber, ack);
}

/// Give a subscriber, its relay and the server the lease that they would have.
void
Settle(const BackupNetwork& network, uint32_t subscriber)
{
    const uint32_t relays = network.relays.size();
    const Ptr<LeaseRelay> relay = network.relays[subscriber % relays];
    const uint32_t line = network.populations.empty() ? subscriber / relays : 0;
    const DhcpMessage question = QuestionOf(network, subscriber);
    const DhcpMessage request = relay->GetMachine()->Upstream(question, line);
    network.server->Adopt(request, [&](const DhcpMessage& ack) {
        const DhcpMessage seen = relay->GetMachine()->Downstream(ack, line);
        const Time asked = LetAdopt(network, subscriber, seen);
        relay->Adopt(ack, ClientIdentity::Of(question), line, asked);
        network.LearnRoute(subscriber % relays, ack.yiaddr);
        return asked;
    });
}

void
SettleAll(const BackupNetwork* network, uint32_t subscribers)
{
    for (uint32_t subscriber = 0; subscriber < subscribers; ++subscriber)
    {
        Settle(*network, subscriber);
    }
}

/// Applications that start at once are about to.
void
AwaitStarts(const BackupNetwork* network, uint32_t subscribers)
{
    Simulator::ScheduleNow(&SettleAll, network, subscribers);
}

} // namespace

void
ScheduleSettledStart(const BackupNetwork& network, uint32_t subscribers)
{
    Simulator::ScheduleNow(&AwaitStarts, &network, subscribers);
}

} // namespace ns3::dhcpbackup
