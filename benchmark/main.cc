/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "measurement.h"

#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace ns3::dhcpbackup::benchmark
{

namespace
{

const char* const USAGE = R"(Usage: dhcp-backup-bench [--quick] [--results FOLDER]

Renewals and first leases a CPU second, each measured in a process of its own:
  packet floor   the same packets on the same devices and links, without DHCP
  plain, relay-backup
                 subscribers of a population, with all witnesses
  ns-3 DHCP      DhcpClient and DhcpServer of ns-3: one LAN, and many small ones
"direct" and "sockets" say how DHCP passes the core (network.core.sockets).

  --quick           2,000 subscribers and 100 clients instead of a million and 1,000
  --results FOLDER  write bench.csv and bench.gp there (default benchmark-results)
)";

/// One line of the table.
struct Row
{
    std::string what;
    std::string core;
    uint32_t subscribers;
    Measurement found;
    double ofFloor; ///< renewals as a share of the packet floor's, 0 if there is none
};

/// What is measured.
struct Sizes
{
    std::vector<uint32_t> populations{10'000, 100'000, 1'000'000};
    uint32_t renewals{300'000};
    uint32_t lan{1000};
    uint32_t segments{400};
};

void
Print(const Row& row)
{
    std::printf("%-14s %-8s %9u %12.0f",
                row.what.c_str(),
                row.core.c_str(),
                row.subscribers,
                row.found.renewals);
    row.ofFloor > 0 ? std::printf(" %9.2f", row.ofFloor) : std::printf(" %9s", "-");
    row.found.doras > 0 ? std::printf(" %10.0f", row.found.doras) : std::printf(" %10s", "-");
    row.found.bytes > 0 ? std::printf(" %10.0f\n", row.found.bytes) : std::printf(" %10s\n", "-");
    std::fflush(stdout);
}

std::vector<Row>
MeasureAll(const Sizes& sizes)
{
    std::vector<Row> rows;
    const auto add = [&rows](const Row& row) {
        rows.push_back(row);
        Print(row);
    };
    std::printf("%-14s %-8s %9s %12s %9s %10s %10s\n",
                "",
                "core",
                "clients",
                "renewals/s",
                "of floor",
                "DORAs/s",
                "bytes");
    for (const Core core : {Core::DIRECT, Core::SOCKETS})
    {
        const std::string name = core == Core::DIRECT ? "direct" : "sockets";
        for (const uint32_t count : sizes.populations)
        {
            const Measurement floor =
                InChild([&] { return PacketFloor(count, sizes.renewals, core); });
            add({"packet floor", name, count, floor, 0});
            for (const char* design : {"plain", "relay-backup"})
            {
                const Measurement found =
                    InChild([&] { return Renewals(count, sizes.renewals, core, design); });
                add({design, name, count, found, found.renewals / floor.renewals});
            }
        }
    }
    add({"ns-3 DHCP", "one LAN", sizes.lan, InChild([&] { return Ns3Dhcp(1, sizes.lan); }), 0});
    add({"ns-3 DHCP",
         "LANs",
         sizes.segments * 10,
         InChild([&] { return Ns3Dhcp(sizes.segments, 10); }),
         0});
    return rows;
}

/// The ratios that the table is for.
void
PrintRatios(const std::vector<Row>& rows)
{
    const auto rate = [&rows](const std::string& what, const std::string& core, bool largest) {
        double found = 0;
        for (const Row& row : rows)
        {
            if (row.what == what && row.core == core && (found == 0 || largest))
            {
                found = row.found.renewals;
            }
        }
        return found;
    };
    const double ours = rate("relay-backup", "direct", true);
    std::printf("\nrelay-backup, direct, at the largest population:\n"
                "  cost of a renewal against the smallest population   %8.2f\n"
                "  renewals a CPU second against ns-3 DHCP on one LAN  %8.0f\n"
                "  the same against ns-3 DHCP on many small LANs       %8.1f\n",
                rate("relay-backup", "direct", false) / ours,
                ours / rate("ns-3 DHCP", "one LAN", false),
                ours / rate("ns-3 DHCP", "LANs", false));
}

void
Write(const std::vector<Row>& rows, const std::string& folder)
{
    std::ofstream csv(folder + "/bench.csv");
    csv << "what,core,subscribers,renewals [1/CPU s],of packet floor [share],"
           "first leases [1/CPU s],heap [bytes/subscriber]\n";
    for (const Row& row : rows)
    {
        csv << row.what << ',' << row.core << ',' << row.subscribers << ',' << row.found.renewals
            << ',' << row.ofFloor << ',' << row.found.doras << ',' << row.found.bytes << '\n';
    }
    csv.close();
    std::ofstream plot(folder + "/bench.gp");
    plot << "set terminal svg size 900,540 font 'sans,13'\n"
            "set output 'bench.svg'\n"
            "set datafile separator ','\n"
            "set title 'Renewals a CPU second'\n"
            "set xlabel 'subscribers'\nset ylabel 'renewals [1/CPU s]'\n"
            "set logscale xy\nset grid\nset key outside bottom center horizontal\n"
            "plot for [core in 'direct sockets'] for [what in '\"packet floor\" plain "
            "relay-backup'] "
            "'bench.csv' using 3:(strcol(1) eq what && strcol(2) eq core ? $4 : NaN) "
            "with linespoints title what.', '.core, "
            "'' using 3:(strcol(1) eq 'ns-3 DHCP' ? $4 : NaN) with points pt 7 title 'ns-3 DHCP'\n";
    plot.close();
    if (!csv || !plot)
    {
        throw std::runtime_error("cannot write " + folder + "/bench.csv and bench.gp");
    }
}

} // namespace

} // namespace ns3::dhcpbackup::benchmark

int
main(int argc, char** argv)
{
    using namespace ns3::dhcpbackup::benchmark;
    Sizes sizes;
    std::string folder = "benchmark-results";
    for (int i = 1; i < argc; ++i)
    {
        if (std::strcmp(argv[i], "--quick") == 0)
        {
            sizes = {{500, 2000}, 5000, 100, 10};
        }
        else if (std::strcmp(argv[i], "--results") == 0 && i + 1 < argc)
        {
            folder = argv[++i];
        }
        else
        {
            const bool help = std::strcmp(argv[i], "--help") == 0;
            (help ? std::cout : std::cerr) << USAGE;
            return help ? 0 : 2;
        }
    }
    try
    {
        const std::vector<Row> rows = MeasureAll(sizes);
        PrintRatios(rows);
        Write(rows, folder);
    }
    catch (const std::exception& error)
    {
        std::cerr << "bench: " << error.what() << "\n";
        return 1;
    }
    return 0;
}
