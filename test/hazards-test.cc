/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * Hazards H1 to H16: the harm is there without the counter and gone with it. What the manual says
 * of them is what comes out.
 */

#include "hazard-world.h"

#include "ns3/hazards.h"

#include <algorithm>
#include <fstream>
#include <gmock/gmock.h>
#include <limits>
#include <map>
#include <sstream>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// What came out of both runs of a hazard.
struct Figures
{
    double without{0};
    double with{0};
};

/// A hazard that no scenario can show, since the relay does not do it wrong: here one does.
struct NaiveHazard
{
    const char* number;
    const char* wrong;
    const char* counter;
    const char* measure;
    double (*run)(bool countered);
};

/// The server is away while all ten clients renew for the first time, and back before their leases
/// end in its books.
HazardWorld&
Outage(HazardWorld& world)
{
    world.RunUntil(20 * MINUTE);
    world.serverUp = false;
    world.RunUntil(45 * MINUTE);
    world.serverUp = true;
    world.RunUntil(3 * HOUR);
    EXPECT_GE(world.stoodIn, 10u);
    return world;
}

double
RunH8(bool countered)
{
    NaiveRelay relay;
    relay.forgetsClientId = !countered;
    HazardWorld world(relay);
    return Outage(world).Losses();
}

double
RunH9(bool countered)
{
    NaiveRelay relay;
    relay.passesOwn = !countered;
    HazardWorld world(relay);
    return Outage(world).unasked;
}

double
RunH11(bool countered)
{
    NaiveRelay relay;
    relay.passesLate = !countered;
    HazardWorld world(relay);
    world.RunUntil(20 * MINUTE);
    world.serverDelay = 3 * SECOND; // the relay answers after two
    world.RunUntil(45 * MINUTE);
    EXPECT_GE(world.stoodIn, 3u);
    return world.unasked;
}

double
RunH13(bool countered)
{
    RelayConfig config;
    config.giaddr = GATEWAY;
    config.servers = {SERVER};
    RelayPolicy policy;
    policy.backup = true;
    policy.interception = INTERCEPT_SNOOP;
    RelayTranscript out;
    const Instant crashed = 10 * MINUTE;
    std::stringstream mirror;
    std::stringstream journal;
    {
        RelayMachine before(config, policy, Draw(1, 1));
        for (uint8_t n = 1; n <= 10; ++n)
        {
            before.FromClient(Selecting(Client(n), Ip(n), SERVER, n), n, BROADCAST, 0, out);
            const DhcpMessage ack = Answer(out.up.back().message, DHCPACK, Ip(n), 3600);
            before.FromServer(ack, SERVER, GATEWAY, 0, out);
        }
        before.Save(mirror, journal, crashed);
    }
    // One minute later the relay is back; its clock is two hours fast from now on.
    const Duration step = 2 * HOUR;
    const Instant now = crashed + 1 * MINUTE + step;
    const Instant saved = countered ? crashed + step : crashed;
    RelayMachine after(config, policy, Draw(1, 1), 1);
    EXPECT_TRUE(after.Load(mirror, journal, saved, now, out).empty());
    after.Wake(now, out);
    return 10.0 - after.Mirror().Size();
}

double
RunH16(bool countered)
{
    NaiveRelay relay;
    relay.trustsTraffic = !countered;
    HazardWorld world(relay);
    // All clients renew twice while the server is away.
    world.RunUntil(20 * MINUTE);
    world.serverUp = false;
    world.RunUntil(75 * MINUTE);
    EXPECT_GE(world.stoodIn, 2 * 10u);
    return world.falselySettled;
}

const NaiveHazard NAIVE[] = {
    {"H8",
     "a replay without option 61 does not match the server's lease",
     "the relay keeps and replays the identifier exactly",
     "leases lost of 10",
     RunH8},
    {"H9",
     "answers to replays and probes reach clients",
     "the relay owns these transactions",
     "replies nobody asked for",
     RunH9},
    {"H11",
     "the server's ACK follows the relay's",
     "the first one reaches the client, the second the books",
     "replies nobody asked for",
     RunH11},
    {"H13",
     "the clock is set while the relay is down, by 2 h",
     "files carry elapsed times",
     "leases forgotten of 10",
     RunH13},
    {"H16",
     "clients' messages are taken for the server's life",
     "only answers of servers count",
     "promises taken for confirmed",
     RunH16},
};

/// What both runs of a simulated hazard give; each is run once in this process.
const Figures&
FiguresOf(const Hazard& hazard)
{
    static std::map<std::string, Figures> known;
    const auto it = known.find(hazard.number);
    if (it != known.end())
    {
        return it->second;
    }
    return known[hazard.number] = {MeasureHazard(hazard, false), MeasureHazard(hazard, true)};
}

/// What follows from the scenarios: the least without the counter, the most with it.
const std::map<std::string, Figures> BOUNDS = {
    // Ten newcomers have leases of others from 80 min at the latest until the link is back, 95 min.
    {"H1", {10 * 2 * 900, 0}},
    // Somebody has another's address until one of them renews.
    {"H2", {1, 0}},
    // Who came before 100 min renews after 120 min, who came after the crash is there at 110 min.
    {"H3", {2 * 600, 0}},
    // Half of a lease of four minutes.
    {"H4", {120, 120}},
    {"H5", {1, 0}},
    // All that were switched off.
    {"H6", {20, 0}},
    // All that moved.
    {"H7", {10, 0}},
    {"H10", {1, 0}},
    // The server knows 70 min at most, the relay promises an hour at 225 min or later; against two
    // halves of a lease and the time that the relay waits for the server.
    {"H12", {(225 + 60 - 70) * 60, 2 * (1800 + 2)}},
    {"H14", {1, 0}},
    // Two relays with a hundred promises, one of them confirmed by the probe; room for fifty, and
    // two are worked on meanwhile.
    {"H15", {2 * (100 - 1 - 50 - 2), 0}},
};

class SimulatedHazard : public testing::TestWithParam<Hazard>
{
};

class NaiveRelayHazard : public testing::TestWithParam<NaiveHazard>
{
};

std::vector<std::string>
CellsOf(const std::string& row)
{
    std::vector<std::string> cells;
    for (size_t at = 0; at < row.size();)
    {
        const size_t end = std::min(row.find("  ", at), row.size());
        cells.push_back(row.substr(at, end - at));
        at = std::min(row.find_first_not_of(' ', end), row.size());
    }
    return cells;
}

/// The rows of the manual's tables by the number of the hazard.
std::map<std::string, std::vector<std::string>>
RowsOfTheManual()
{
    const std::string here = __FILE__;
    std::ifstream manual(here.substr(0, here.rfind('/')) + "/../doc/hazards.rst");
    std::map<std::string, std::vector<std::string>> rows;
    for (std::string line; std::getline(manual, line);)
    {
        const std::vector<std::string> cells = CellsOf(line);
        if (cells.size() == 6 && cells[0][0] == 'H')
        {
            rows[cells[0]] = cells;
        }
    }
    return rows;
}

} // namespace

TEST_P(SimulatedHazard, IsThereWithoutTheCounterAndGoneWithIt)
{
    const Figures& figures = FiguresOf(GetParam());
    const Figures& bounds = BOUNDS.at(GetParam().number);
    EXPECT_GE(figures.without, bounds.without);
    EXPECT_LE(figures.with, bounds.with);
    EXPECT_LT(figures.with, figures.without);
}

TEST_P(SimulatedHazard, IsAValidScenarioBothTimesThatDiffersInItsCounterOnly)
{
    const HazardTrial without = GetParam().make(false);
    const HazardTrial with = GetParam().make(true);
    EXPECT_TRUE(without.scenario.Errors().empty());
    EXPECT_TRUE(with.scenario.Errors().empty());
    EXPECT_EQ(without.scenario.Population(), with.scenario.Population());
    const auto& faults = without.scenario.faults.faults;
    ASSERT_EQ(faults.size(), 1u);
    ASSERT_EQ(with.scenario.faults.faults.size(), 1u);
    EXPECT_EQ(ToString(faults[0]), ToString(with.scenario.faults.faults[0]));
}

INSTANTIATE_TEST_SUITE_P(All,
                         SimulatedHazard,
                         testing::ValuesIn(SimulatedHazards()),
                         [](const auto& info) { return info.param.number; });

TEST_P(NaiveRelayHazard, IsDoneWrongByANaiveRelayOnly)
{
    EXPECT_GE(GetParam().run(false), 10) << "each client suffers";
    EXPECT_EQ(GetParam().run(true), 0);
}

INSTANTIATE_TEST_SUITE_P(All, NaiveRelayHazard, testing::ValuesIn(NAIVE), [](const auto& info) {
    return std::string(info.param.number);
});

TEST(HazardsManual, TheTablesSayWhatComesOut)
{
    const auto rows = RowsOfTheManual();
    EXPECT_EQ(rows.size(), 16u);
    std::map<std::string, std::vector<std::string>> expected;
    for (const Hazard& hazard : SimulatedHazards())
    {
        const Figures& figures = FiguresOf(hazard);
        expected[hazard.number] = {hazard.number,
                                   hazard.wrong,
                                   hazard.counter,
                                   hazard.measure,
                                   HazardFigure(figures.without),
                                   HazardFigure(figures.with)};
    }
    for (const NaiveHazard& hazard : NAIVE)
    {
        expected[hazard.number] = {hazard.number,
                                   hazard.wrong,
                                   hazard.counter,
                                   hazard.measure,
                                   HazardFigure(hazard.run(false)),
                                   HazardFigure(hazard.run(true))};
    }
    ASSERT_EQ(expected.size(), 16u) << "all of them have figures";
    for (const auto& [number, cells] : expected)
    {
        const auto row = rows.find(number);
        ASSERT_NE(row, rows.end()) << number;
        EXPECT_EQ(row->second, cells);
    }
}

TEST(HazardsText, FiguresHaveOneDigitUnlessTheyAreWhole)
{
    EXPECT_EQ(HazardFigure(0), "0");
    EXPECT_EQ(HazardFigure(12345), "12345");
    EXPECT_EQ(HazardFigure(1714.84), "1714.8");
    Hazard hazard = SimulatedHazards().front();
    const std::string text = HazardText(hazard, 12.5, 0);
    EXPECT_THAT(text, testing::StartsWith("H1 "));
    EXPECT_THAT(text, testing::HasSubstr("without 12.5, with 0\n"));
}
