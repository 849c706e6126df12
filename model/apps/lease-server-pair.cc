/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * LeaseServer: what it does as one of two.
 */

#include "lease-server.h"

#include "ns3/failover-machine.h"
#include "ns3/log.h"
#include "ns3/partner-machine.h"

namespace ns3::dhcpbackup
{

NS_LOG_COMPONENT_DEFINE("LeaseServerPair");

void
LeaseServer::SetPartner(Ipv4Address partner, const PartnerSettings& settings)
{
    m_partner = partner;
    m_pairSettings = settings;
}

void
LeaseServer::SetFailover(Ipv4Address partner, const FailoverSettings& settings)
{
    m_partner = partner;
    m_failover = settings;
}

void
LeaseServer::OpenPair()
{
    m_machine->SetRules(nullptr);
    m_pair = nullptr;
    if (m_partner == Ipv4Address())
    {
        return;
    }
    m_pair = std::make_unique<PartnerPort>(
        GetNode(),
        m_clock,
        m_partner.Get(),
        MakePair(),
        PartnerPort::Owner{[this](const PartnerLease& lease, bool newer) {
                               TakeOver(lease, newer);
                           },
                           [this](IpAddr from, uint32_t count) {
                               std::vector<PartnerLease> leases;
                               for (auto& [address, binding] : m_machine->LeasesFrom(from, count))
                               {
                                   leases.push_back({address, 0, binding});
                               }
                               return leases;
                           },
                           [this](const char* from, const char* to) {
                               NS_LOG_INFO("pair: " << from << " -> " << to);
                               m_pairState(from, to);
                           },
                           [this](const char* reason) { Lose(reason); },
                           [this](uint32_t bytes) { m_partnerTx(bytes); }});
    m_settled = false;
    m_machine->SetRules(&m_pair->Machine());
}

std::unique_ptr<ServerPair>
LeaseServer::MakePair() const
{
    if (!m_failover)
    {
        return std::make_unique<PartnerMachine>(m_pairSettings, m_settled, LocalNow());
    }
    const FailoverStart start = m_settled                     ? FailoverStart::SETTLED
                                : m_fate == StoreFate::LOST ? FailoverStart::LOST
                                                            : FailoverStart::KEPT;
    return std::make_unique<FailoverMachine>(*m_failover, start, m_downSince, LocalNow());
}

void
LeaseServer::TakeOver(const PartnerLease& lease, bool newer)
{
    if (m_machine->TakeOver(lease.address, lease.binding, newer, LocalNow()))
    {
        m_store->Write(lease.address, LeaseOf(lease.address).binding);
        ScheduleExpiry();
    }
}

PartnerLease
LeaseServer::LeaseOf(IpAddr address) const
{
    return {address, 0, m_machine->TableFor(address)->At(address)};
}

void
LeaseServer::AdoptFrom(LeaseServer& partner, IpAddr address)
{
    Binding binding = partner.LeaseOf(address).binding;
    partner.m_pair->Know({address, 0, binding});
    for (Instant Binding::*instant : {&Binding::expiry, &Binding::changed})
    {
        binding.*instant = m_clock.ToLocal(partner.m_clock.ToSimulation(binding.*instant));
    }
    if (m_machine->TakeOver(address, binding, false, LocalNow()))
    {
        m_machine->Stored(address, binding);
        m_pair->Know({address, 0, binding});
        ScheduleExpiry();
    }
}

} // namespace ns3::dhcpbackup
