/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "live-run.h"

#include "ns3/design.h"
#include "ns3/live-keeper.h"
#include "ns3/quantity-text.h"
#include "ns3/server-program.h"

#include <cstdlib>
#include <sstream>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

/// Looks for what real servers cannot do.
class LiveChecker
{
  public:
    explicit LiveChecker(const Scenario& scenario)
        : m_scenario(scenario)
    {
    }

    std::vector<ScenarioProblem> Check()
    {
        if (m_scenario.server.real == SERVER_RFC2131)
        {
            Add("server.real", "none", "kea, dhcpd or dnsmasq");
            return m_problems;
        }
        CheckServer(ProgramOf(m_scenario.server.real));
        CheckLeases(ProgramOf(m_scenario.server.real));
        CheckFaults();
        CheckDesigns();
        return m_problems;
    }

  private:
    void Add(const std::string& place, const std::string& found, const std::string& expected)
    {
        m_problems.push_back({place, "found " + found + ", expected " + expected});
    }

    /// A thing that only the simulated server has.
    void Only(const std::string& place, bool wanted)
    {
        if (wanted)
        {
            Add(place, "a value", "none: only simulated servers have it");
        }
    }

    void CheckServer(const ServerProgram& program)
    {
        if (!IsInstalled(program.Name()))
        {
            Add("server.real",
                "no program " + std::string(program.Name()),
                "Debian's package " + std::string(program.Package()) +
                    ", which ./outage setup --live installs");
        }
        const Server& server = m_scenario.server;
        Only("server.hold", server.hold != 0);
        Only("server.quietAfterLoss", server.quietAfterLoss != 0);
        Only("server.ignoreOldReplays", server.ignoreOldReplays);
        Only("network.sharedPool", m_scenario.network.sharedPool);
        Only("leases.reserved", m_scenario.leases.reserved != 0);
        if (server.leasequery && server.real != SERVER_DHCPD)
        {
            Add("server.leasequery", "true", "false, since only dhcpd answers it");
        }
        const Subscribers& subscribers = m_scenario.subscribers;
        for (uint32_t i = 0; i < subscribers.GroupCount(); ++i)
        {
            if (subscribers.Group(i).arrival.AnySettled())
            {
                Add(subscribers.PlaceOf(i) + ".arrival.kind",
                    ToString(subscribers.Group(i).arrival.kind),
                    "another, since a real server begins without leases");
            }
        }
    }

    void CheckLeases(const ServerProgram& program)
    {
        const Leases& leases = m_scenario.leases;
        const Duration shortest = leases.minTime != 0 ? leases.minTime : leases.time;
        if (shortest < program.ShortestLease())
        {
            Add(leases.minTime != 0 ? "leases.minTime" : "leases.time",
                DurationText(shortest),
                "at least " + DurationText(program.ShortestLease()) + ", the shortest lease of " +
                    program.Name());
        }
        const bool usual = leases.t1 == 0.5 && leases.t2 == 0.875;
        if (!usual && m_scenario.server.real != SERVER_KEA)
        {
            Add("leases.t1",
                "t1 or t2 of your own",
                "0.5 and 0.875, since only kea takes others here");
        }
    }

    void CheckFaults()
    {
        const std::vector<Fault>& faults = m_scenario.faults.faults;
        for (size_t i = 0; i < faults.size(); ++i)
        {
            const bool server = faults[i].target.kind == TargetKind::SERVER;
            if (server && faults[i].kind != FaultKind::SERVER_CRASH &&
                faults[i].kind != FaultKind::SERVER_PAUSE)
            {
                Add("faults[" + std::to_string(i) + "].kind",
                    ToString(faults[i]),
                    "server-crash or server-pause for a real server");
            }
        }
    }

    void CheckDesigns()
    {
        for (size_t i = 0; i < m_scenario.designs.size(); ++i)
        {
            const std::string& name = m_scenario.designs[i];
            const Design design = MakeDesign(name, m_scenario.relay);
            if (design.hold != 0 || design.servers != ServerArrangement::ONE)
            {
                Add("designs[" + std::to_string(i) + "]",
                    name,
                    "a design with one server that is left as it is");
            }
        }
    }

    static bool IsInstalled(const std::string& program)
    {
        const char* const path = std::getenv("PATH");
        std::istringstream folders(std::string(path ? path : "") + ":" + SERVER_FOLDERS);
        std::string folder;
        while (std::getline(folders, folder, ':'))
        {
            if (access((folder + "/" + program).c_str(), X_OK) == 0)
            {
                return true;
            }
        }
        return false;
    }

    const Scenario& m_scenario;              //!< to look at
    std::vector<ScenarioProblem> m_problems; //!< what was found
};

} // namespace

std::vector<ScenarioProblem>
LiveErrors(const Scenario& scenario)
{
    return LiveChecker(scenario).Check();
}

} // namespace ns3::dhcpbackup
