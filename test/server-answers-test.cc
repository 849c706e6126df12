/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

/**
 * @file
 * What real servers answer, cell by cell: test/data/server-answers.csv.
 */

#include "server-driver.h"

#include <algorithm>
#include <fstream>

using namespace ns3::dhcpbackup;
using namespace ns3::dhcpbackup::test;

namespace
{

/// A line of the table.
struct Cell
{
    std::string server;
    std::string configured;
    std::string shape;
    std::string state;
    std::string answer;
};

void
PrintTo(const Cell& cell, std::ostream* os)
{
    *os << cell.answer;
}

std::vector<Cell>
ReadCells()
{
    std::vector<Cell> cells;
    std::ifstream file(DHCPBACKUP_SOURCE_DIR "/test/data/server-answers.csv");
    bool heading = true;
    for (std::string line; std::getline(file, line);)
    {
        if (line.empty() || line[0] == '#')
        {
            continue;
        }
        if (!heading)
        {
            std::istringstream fields(line);
            Cell cell;
            for (std::string* field :
                 {&cell.server, &cell.configured, &cell.shape, &cell.state, &cell.answer})
            {
                std::getline(fields, *field, ',');
            }
            cells.push_back(cell);
        }
        heading = false;
    }
    return cells;
}

std::string
NameOf(const testing::TestParamInfo<Cell>& info)
{
    const Cell& cell = info.param;
    return cell.server + "_" + cell.configured + "_" + cell.shape + "_" + cell.state;
}

class ServerAnswers : public testing::TestWithParam<Cell>
{
  protected:
    ServerAnswers()
    {
        const auto& names = ServerKindNames();
        const auto kind = std::find_if(names.begin(), names.end(), [](const auto& name) {
            return name.first == GetParam().server;
        });
        driver.config.kind = kind->second;
        driver.config.authoritative = GetParam().configured == "auth";
        driver.config.cacheThreshold = 0;
    }

    /// Bring the server into the state by messages; returns the address to ask for.
    IpAddr Prepare(const std::string& state)
    {
        const ClientIdentity client = Client(1);
        if (state == "U")
        {
            return Ip(11);
        }
        if (state == "O")
        {
            return Ip(200);
        }
        if (state == "W")
        {
            return Ip2(10);
        }
        if (state == "C")
        {
            return driver.Acquire(Client(2));
        }
        const IpAddr address = driver.Acquire(client);
        const Instant granted = driver.now;
        driver.now += 600 * SECOND;
        if (state == "Y")
        {
            return address + 1;
        }
        if (state == "S1" || state == "S2")
        {
            driver.now = granted + HOUR + (state == "S2" ? 15 * SECOND : 0);
            driver.Machine().Expire(driver.now, driver.out);
        }
        else if (state == "S3")
        {
            driver.RestartFromFile();
        }
        else if (state == "S7")
        {
            driver.RestartFromFile();
            driver.now = granted + HOUR + 15 * SECOND;
        }
        else if (state == "S4")
        {
            driver.Machine().Restart(StoreFate::LOST, driver.now);
        }
        else
        {
            EXPECT_EQ(state, "S0");
        }
        return address;
    }

    /// The REQUEST of a shape.
    static DhcpMessage Request(const std::string& shape, IpAddr address)
    {
        DhcpOptions circuit;
        circuit.AddText(SUB_CIRCUIT_ID, "line-7");
        if (shape == "REN")
        {
            return WithAgent(Renewal(Client(1), address, 7), circuit);
        }
        if (shape == "IRB")
        {
            return WithAgent(Rebooting(Client(1), address, 7), circuit);
        }
        if (shape == "SELov")
        {
            return WithAgent(Selecting(Client(1), address, GATEWAY, 7), Override(GATEWAY));
        }
        const IpAddr server = shape == "SEL" ? SERVER : SERVER + 99;
        EXPECT_TRUE(shape == "SEL" || shape == "SELoth") << shape;
        return WithAgent(Selecting(Client(1), address, server, 7), circuit);
    }

    ServerDriver driver;
};

} // namespace

TEST_P(ServerAnswers, AsMeasured)
{
    const IpAddr address = Prepare(GetParam().state);
    const std::string answer(1, driver.Ask(Request(GetParam().shape, address)));
    ASSERT_EQ(answer, GetParam().answer);
    if (answer == "A")
    {
        EXPECT_EQ(driver.Last().yiaddr, address);
        EXPECT_EQ(driver.Last().options.GetU32(OPT_LEASE_TIME), 3600u) << "a fresh lease";
        EXPECT_EQ(driver.At(address).client, Client(1));
        EXPECT_EQ(driver.At(address).expiry, driver.now + HOUR);
        EXPECT_EQ(driver.Machine().ActiveLeases(), 1u) << "a client has one lease";
    }
    if (answer != "-")
    {
        uint8_t last = 0;
        for (const auto& item : driver.Last().options)
        {
            last = item.code;
        }
        EXPECT_EQ(last, OPT_RELAY_AGENT) << "all of them echo option 82 last";
    }
}

INSTANTIATE_TEST_SUITE_P(Table, ServerAnswers, testing::ValuesIn(ReadCells()), NameOf);

TEST(ServerAnswersTable, HasEveryCell)
{
    EXPECT_EQ(ReadCells().size(), 6u * (3 * 11 + 2 * 8));
}
