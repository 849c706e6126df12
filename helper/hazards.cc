/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "hazards.h"

#include "ns3/hazard-trials.h"

#include <cmath>
#include <iomanip>
#include <sstream>

namespace ns3::dhcpbackup
{

const std::vector<Hazard>&
SimulatedHazards()
{
    static const std::vector<Hazard> hazards = {
        {"H1",
         "a link is cut; the server lets leases end that the relay extends",
         "relay-backup-bounded: mclt, and the server keeps the address so long",
         "two hosts on one address [client-s]",
         SharedPoolTrial},
        {"H2",
         "the server comes back without its leases",
         "server.quietAfterLoss",
         "two hosts on one address [client-s]",
         LostStoreTrial},
        {"H3",
         "the server crashes with leases that are not on disk yet",
         "server.store.sync before-ack instead of behind",
         "two hosts on one address [client-s]",
         UnwrittenLeasesTrial},
        {"H4",
         "a client keeps an address that the server has refused to its relay",
         "short leases of the relay: grant mclt, mclt 4min",
         "longest use after the refusal [s]",
         LateRefusalTrial},
        {"H5",
         "the server gives an address away before it hears of the promise",
         "holdDiscovers, and replay at once, instead of lazyReplay",
         "two hosts on one address [client-s]",
         LateReplayTrial},
        {"H6",
         "a release is lost in the outage, and the replay brings the lease back",
         "the relay sees and logs it: interception snoop instead of none",
         "leases of nobody at the server",
         LostReleaseTrial},
        {"H7",
         "a client moves to another relay; the old one replays its promise",
         "server.ignoreOldReplays",
         "leases of nobody at the server",
         MovedClientTrial},
        {"H10",
         "a lossy link is taken for a server that is away",
         "failuresToStandIn 5 instead of 1",
         "times a relay stood in",
         LossyLinkTrial},
        {"H12",
         "the relay extends a lease that the server would end",
         "maxStandIns 2",
         "longest promise beyond the server's [s]",
         EndlessLeaseTrial},
        {"H14",
         "the relay crashes in the outage",
         "syncInterval 0 (stable storage) instead of never",
         "leases lost",
         RelayCrashTrial},
        {"H15",
         "all relays replay at once, and the server's queue is full",
         "replayRate 5 instead of 10000",
         "messages dropped at the server",
         ReplayFloodTrial},
    };
    return hazards;
}

double
MeasureHazard(const Hazard& hazard, bool countered)
{
    const HazardTrial trial = hazard.make(countered);
    const RunRecord record = RunScenario(trial.scenario, trial.design, {}, {}, trial.actions);
    return trial.figure(record);
}

std::string
HazardFigure(double value)
{
    std::ostringstream os;
    os << std::fixed << std::setprecision(value == std::floor(value) ? 0 : 1) << value;
    return os.str();
}

std::string
HazardText(const Hazard& hazard, double without, double with)
{
    constexpr int numberWidth = 5;
    constexpr int measureWidth = 48;
    std::ostringstream os;
    os << std::left << std::setw(numberWidth) << hazard.number << hazard.wrong << "\n"
       << std::setw(numberWidth) << ""
       << "against it: " << hazard.counter << "\n"
       << std::setw(numberWidth) << "" << std::setw(measureWidth) << hazard.measure << "without "
       << HazardFigure(without) << ", with " << HazardFigure(with) << "\n";
    return os.str();
}

} // namespace ns3::dhcpbackup
