/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "transcript.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fstream>
#include <gtest/gtest.h>
#include <map>
#include <sstream>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

constexpr uint32_t DRAWS = 200;
/// The means of dhclient at 600 s (26.2 and 5.5) and of Android at 86400 s (101.4) lie near the end
/// of the rounding, so about every second seed fails one of the 80 cells by chance; means of many
/// draws are compared below.
constexpr uint32_t SEED = 1;
/// The table is rounded to whole numbers.
constexpr double ROUNDING = 0.5;

/// A figure of the table in test/data/client-requests.csv.
struct Cell
{
    std::string profile;
    uint32_t lease;
    bool broadcasts; // of these, else of all
    double expected;
};

std::vector<Cell>
ReadTable()
{
    std::ifstream file(DHCPBACKUP_SOURCE_DIR "/test/data/client-requests.csv");
    std::vector<Cell> cells;
    std::string line;
    while (std::getline(file, line))
    {
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        std::replace(line.begin(), line.end(), ',', ' ');
        std::istringstream words(line);
        std::vector<std::string> profiles;
        std::string word;
        while (words >> word && !std::isdigit(word[0]))
        {
            profiles.push_back(word);
        }
        const uint32_t lease = std::stoul(word);
        double all = 0;
        double broadcasts = 0;
        words >> all >> broadcasts;
        for (const std::string& profile : profiles)
        {
            cells.push_back({profile, lease, false, all});
            cells.push_back({profile, lease, true, broadcasts});
        }
    }
    return cells;
}

/// Counts the REQUESTs of a client whose first lease is granted and whose renewals are not answered.
class SilentServer : public ClientOutput
{
  public:
    SilentServer(const ClientProfile& profile, uint32_t subscriber, uint32_t lease)
        : m_machine(profile, Draw(SEED, 1)),
          m_identity(Client(1)),
          m_lease(lease)
    {
        m_state.subscriber = subscriber;
        m_machine.Start(m_state, 0, *this);
        while (!m_over)
        {
            m_now = m_state.wake;
            m_machine.Wake(m_state, m_identity, m_now, *this);
            if (m_pending.type == DHCPOFFER || m_pending.type == DHCPACK)
            {
                const DhcpMessage reply = m_pending;
                m_pending = {};
                m_machine.Receive(m_state, m_identity, reply, m_now, *this);
            }
            if (m_pending.type == DHCPACK)
            {
                const DhcpMessage reply = m_pending;
                m_pending = {};
                m_machine.Receive(m_state, m_identity, reply, m_now, *this);
            }
        }
    }

    void Send(const DhcpMessage& message, IpAddr destination) override
    {
        if (m_over || message.type == DHCPDECLINE)
        {
            return;
        }
        if (m_bound)
        {
            ++requests;
            broadcasts += destination == BROADCAST;
            return;
        }
        const bool discover = message.type == DHCPDISCOVER;
        m_pending = Answer(message, discover ? DHCPOFFER : DHCPACK, Ip(7), m_lease);
    }

    void Bound(const ClientLease&) override
    {
        m_bound = true;
    }

    void Lost(IpAddr, LossCause) override
    {
        m_over = true;
    }

    void ProbeAddress(IpAddr) override
    {
    }

    void AnnounceAddress(IpAddr) override
    {
    }

    void Informed(const ClientLease&) override
    {
    }

    void PhaseChanged(ClientPhase, ClientPhase) override
    {
    }

    uint32_t requests{0};
    uint32_t broadcasts{0};

  private:
    ClientMachine m_machine;
    ClientIdentity m_identity;
    ClientState m_state;
    uint32_t m_lease;
    DhcpMessage m_pending;
    Instant m_now{0};
    bool m_bound{false};
    bool m_over{false};
};

class ClientRequests : public testing::TestWithParam<Cell>
{
};

std::string
CellName(const testing::TestParamInfo<Cell>& info)
{
    std::string name = info.param.profile + "_" + std::to_string(info.param.lease) +
                       (info.param.broadcasts ? "_broadcasts" : "_all");
    std::replace_if(name.begin(), name.end(), [](char c) { return !std::isalnum(c); }, '_');
    return name;
}

} // namespace

TEST_P(ClientRequests, InATotalOutageAreAsManyAsItsSourceSays)
{
    const Cell& cell = GetParam();
    const ClientProfile& profile = FindClientProfile(cell.profile);
    double sum = 0;
    double squares = 0;
    for (uint32_t subscriber = 0; subscriber < DRAWS; ++subscriber)
    {
        const SilentServer run(profile, subscriber, cell.lease);
        const double count = cell.broadcasts ? run.broadcasts : run.requests;
        sum += count;
        squares += count * count;
    }
    const double mean = sum / DRAWS;
    const double variance = (squares - sum * mean) / (DRAWS - 1);
    const double error = std::sqrt(std::max(variance, 0.0) / DRAWS);
    EXPECT_NEAR(mean, cell.expected, std::max(ROUNDING, 3 * error)) << "standard error " << error;
}

INSTANTIATE_TEST_SUITE_P(EachCell, ClientRequests, testing::ValuesIn(ReadTable()), CellName);

TEST(ClientRequestTable, MeansOfManyDrawsAgreeWithTheSourcesStepByStep)
{
    constexpr uint32_t draws = 5000;
    // Means of 40,000 runs (Android: 20,000) of programs that repeat send_request() of dhclient.c in
    // whole seconds, and scheduleFastKick() of DhcpClient.java in milliseconds.
    const struct
    {
        const char* profile;
        uint32_t lease;
        double requests;
        double broadcasts;
    } sources[] = {{"dhclient", 600, 26.12, 5.473},
                   {"dhclient", 3600, 149.3, 32.84},
                   {"android", 86400, 101.434, 29.641}};
    for (const auto& [name, lease, requests, broadcasts] : sources)
    {
        double all = 0;
        double toAll = 0;
        for (uint32_t subscriber = 0; subscriber < draws; ++subscriber)
        {
            const SilentServer run(FindClientProfile(name), subscriber, lease);
            all += run.requests;
            toAll += run.broadcasts;
        }
        // More than four standard errors of each.
        EXPECT_NEAR(all / draws, requests, requests / 150) << name << " " << lease;
        EXPECT_NEAR(toAll / draws, broadcasts, broadcasts / 100) << name << " " << lease;
    }
}

TEST(ClientRequestTable, HasEveryProfileAndLease)
{
    std::map<std::string, int> cells;
    for (const Cell& cell : ReadTable())
    {
        ++cells[cell.profile];
    }
    for (const std::string& name : ClientProfileNames())
    {
        EXPECT_EQ(cells[name], 8) << name;
    }
}
