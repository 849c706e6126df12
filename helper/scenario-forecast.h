/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#ifndef DHCPBACKUP_SCENARIO_FORECAST_H
#define DHCPBACKUP_SCENARIO_FORECAST_H

#include "ns3/scenario.h"

#include <string>
#include <vector>

namespace ns3::dhcpbackup
{

/// Messages that the server works on for a new lease: DISCOVER and REQUEST.
constexpr double SERVER_MESSAGES_PER_LEASE = 2;
/// Messages on the way for a new lease: DISCOVER, OFFER, REQUEST, ACK.
constexpr double MESSAGES_PER_LEASE = 4;
/// Messages on the way for a renewal: REQUEST, ACK.
constexpr double MESSAGES_PER_RENEWAL = 2;

/// What the closed forms say of one fault, as if the network were settled when it begins.
struct FaultForecast
{
    bool total{false};         //!< nothing gets through; else nothing below is known
    double struck{0};          //!< subscribers with a lease whose server is out of reach
    double waiting{0};         //!< subscribers who switch on meanwhile and must wait
    double plainLost{0};       //!< leases that run out with plain relays
    double plainShare{0};      //!< the same as a share of those struck
    double backupShare{0};     //!< share of leases that run out with backup
    double drainSeconds{0};    //!< least time in which the server serves plainLost new leases
    double journal{0};         //!< renewals that relays promise, counted once a subscriber
    double journalPerRelay{0}; //!< the same at one relay
    double resyncSeconds{0};   //!< replay of a relay's journal
    double resyncRate{0};      //!< replays a second that reach the server from all relays
};

/**
 * @ingroup dhcp-backup
 * @brief What can be said about a scenario without simulating it, by closed forms.
 *
 * With lease time L, first renewal T1 and random phases, the age of a lease at the beginning of a
 * fault of length D is uniform on [0, T1). So a plain design loses the share
 * (D - (L - T1)) / T1 of the leases, between 0 and 1, and D / T1 of the subscribers, at most all,
 * renew once or more during the fault.
 */
struct ScenarioForecast
{
    double renewalRate{0};         //!< settled renewals a second: N / T1
    double renewalLoad{0};         //!< share of its time that the server works on them
    double capacity{0};            //!< messages a second that the server can work on; 0: no limit
    double arrivalRate{0};         //!< messages a second at the server at the height of the arrival
    double overflowSeconds{0};     //!< until the arrival fills the queue; 0: it never does
    double arrivalDrainSeconds{0}; //!< least time in which the server serves all who arrive
    double messages{0};            //!< DHCP messages in one design, repetitions not counted
    double memoryBytes{0};         //!< memory of one design, roughly
    double wallSeconds{0};         //!< time that the run of one design takes, roughly
    std::vector<FaultForecast> faults; //!< by index in the scenario
};

/**
 * @brief Work out what can be said beforehand.
 * @param scenario a scenario without errors
 * @return the forecast
 */
ScenarioForecast MakeForecast(const Scenario& scenario);

} // namespace ns3::dhcpbackup

#endif // DHCPBACKUP_SCENARIO_FORECAST_H
