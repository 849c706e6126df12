/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "figures.h"

#include "ns3/metric-catalogue.h"
#include "ns3/scenario-runner.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>
#include <spawn.h>
#include <sstream>
#include <sys/wait.h>

extern char** environ;

namespace ns3::dhcpbackup
{

namespace
{

/// Colours that colour-blind people tell apart (Okabe and Ito 2008), one a design.
const char* const COLOURS[] = {"#D55E00", "#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

/// More steps of a curve than these cannot be seen.
constexpr size_t MAX_STEPS = 4000;

double
Minutes(Instant at)
{
    return double(at) / MINUTE;
}

/// What all plots have in common: terminal, shaded faults, time axis.
std::string
Preamble(const Scenario& scenario, const std::string& terminal)
{
    std::ostringstream os;
    os << "set terminal " << terminal << "\n"
       << "set datafile separator ','\n"
       << "set grid front lc rgb '#bbbbbb' lw 0.5\n"
       << "set border 3\nset tics nomirror\n"
       << "set key outside bottom center horizontal\nset bmargin 5\n"
       << "set style fill solid\n";
    int number = 0;
    std::set<FaultKind> named;
    for (const Fault& fault : scenario.Occurrences().faults)
    {
        ++number;
        os << "set object " << number << " rectangle from " << Minutes(fault.at) << ", graph 0 to "
           << Minutes(fault.Healing())
           << ", graph 1 behind fillcolor rgb '#e8e8e8' fillstyle solid noborder\n";
        // Names of repeated faults would cover each other.
        if (!named.insert(fault.kind).second)
        {
            continue;
        }
        os << "set label " << number << " '" << ToString(fault.kind) << "' at " << Minutes(fault.at)
           << ", graph 0.97 offset 0.5,0 font ',10' textcolor rgb '#555555'\n";
    }
    return os.str();
}

/// The axis of simulated time.
std::string
TimeAxis(const Scenario& scenario)
{
    return "set xlabel 'simulated time [min]'\nset xrange [0:" +
           std::to_string(Minutes(scenario.EffectiveDuration())) + "]\n";
}

/// Colour and dashes of a design's line, and the beginning of its title.
std::string
LookOf(size_t design)
{
    return " lw 2 dt " + std::to_string(1 + design / 6) + " lc rgb '" + COLOURS[design % 6] +
           "' title '";
}

/// One curve a design from a column of timeline.csv.
std::string
Curves(const Scenario& scenario, const std::string& column, const std::string& style)
{
    std::string text;
    for (size_t i = 0; i < scenario.designs.size(); ++i)
    {
        const std::string& design = scenario.designs[i];
        text += (i == 0 ? "plot " : ", ");
        // Reading the lines of all designs once for each of them would take long.
        text += "'< grep \"^" + design + ",\" timeline.csv' using ($2/60):(" + column + ") with " +
                style + LookOf(i) + design + "'";
    }
    return text + "\n";
}

std::string
ServicePlot(const Scenario& scenario)
{
    return "set title '" + scenario.name + ": subscribers without an address'\n" +
           TimeAxis(scenario) + "set ylabel 'subscribers'\nset yrange [0:*]\n" +
           Curves(scenario, "$3", "lines");
}

std::string
RatePlot(const Scenario& scenario)
{
    return "set title '" + scenario.name + ": messages that the server works on'\n" +
           TimeAxis(scenario) + "set ylabel 'DISCOVER and REQUEST per second'\nset yrange [0:*]\n" +
           Curves(scenario, "$4+$5", "lines");
}

std::string
JournalPlot(const Scenario& scenario)
{
    return "set title '" + scenario.name + ": promises that relays owe the server'\n" +
           TimeAxis(scenario) + "set ylabel 'journal entries, all relays'\nset yrange [0:*]\n" +
           Curves(scenario, "$10", "lines");
}

/// The time from the first fault's healing on in which journals are replayed.
std::string
ResyncPlot(const Scenario& scenario, const std::vector<RunRecord>& records)
{
    double longest = 0;
    for (const RunRecord& record : records)
    {
        const double duration = record.Value("resync_duration");
        longest = duration > longest ? duration : longest;
    }
    const double from = double(scenario.faults.LastHealing()) / MINUTE;
    const double to = from + longest / 60 * 1.2 + 0.5;
    return "set title '" + scenario.name + ": resynchronisation after the last healing'\n" +
           "set xlabel 'simulated time [min]'\nset xrange [" + std::to_string(from - 0.1) + ":" +
           std::to_string(to) + "]\nset ylabel 'replays per second, all relays'\n" +
           "set yrange [0:*]\n" + Curves(scenario, "$11", "steps");
}

/// Lengths of client outages in minutes by design; or of first waits, if nobody lost an address.
struct OutageLengths
{
    std::map<std::string, std::vector<double>> minutes; //!< sorted
    bool firstWaits{false};                             //!< waits for the first address
};

OutageLengths
ReadOutages(const std::string& folder)
{
    std::map<std::string, std::vector<double>> outages;
    std::map<std::string, std::vector<double>> waits;
    std::ifstream file(folder + "/outages.csv");
    std::string line;
    std::getline(file, line);
    while (std::getline(file, line))
    {
        std::istringstream fields(line);
        std::string design;
        std::string cause;
        std::string length;
        std::string skipped;
        std::getline(fields, design, ',');
        std::getline(fields, skipped, ',');
        std::getline(fields, cause, ',');
        std::getline(fields, skipped, ',');
        std::getline(fields, skipped, ',');
        std::getline(fields, length, ',');
        (cause == "switched-on" ? waits : outages)[design].push_back(std::stod(length) / 60);
    }
    OutageLengths lengths;
    lengths.firstWaits = outages.empty();
    lengths.minutes = outages.empty() ? waits : outages;
    for (auto& [design, minutes] : lengths.minutes)
    {
        std::sort(minutes.begin(), minutes.end());
    }
    return lengths;
}

/// How many outages are no longer than a time; the curves are data of their own in plots/.
std::string
OutagePlot(const Scenario& scenario, const std::string& folder)
{
    const OutageLengths lengths = ReadOutages(folder);
    std::string text = "set title '" + scenario.name + ": " +
                       (lengths.firstWaits ? "waits for the first address" : "client outages") +
                       " by their length'\nset xlabel 'no longer than [min]'\nset xrange [0:*]\n" +
                       "set ylabel 'subscribers, cumulative'\nset yrange [0:*]\n" +
                       "unset object\nunset label\n";
    for (size_t i = 0; i < scenario.designs.size(); ++i)
    {
        const std::string& design = scenario.designs[i];
        const std::string look = LookOf(i);
        const auto minutes = lengths.minutes.find(design);
        text += (i == 0 ? "plot " : ", ");
        if (minutes == lengths.minutes.end())
        {
            text += "NaN" + look + design + ": none'";
            continue;
        }
        std::ostringstream data;
        const size_t count = minutes->second.size();
        const size_t step = count / MAX_STEPS + 1;
        for (size_t n = 1; n <= count; ++n)
        {
            if (n % step == 0 || n == count)
            {
                data << minutes->second[n - 1] << ',' << n << '\n';
            }
        }
        const std::string file = "plots/outages-" + design + ".csv";
        WriteFile(folder + "/" + file, data.str());
        text += "'" + file + "' using 1:2 with steps" + look + design + "'";
    }
    return text + "\n";
}

/// REQUESTs of a subscriber by its client: a group of bars a client, one a design.
std::string
ProfilePlot(const Scenario& scenario, const std::vector<RunRecord>& records)
{
    const size_t profiles = records.empty() ? 0 : records[0].profiles.size();
    const double width = 0.8 / std::max<size_t>(records.size(), 1);
    std::string names;
    for (size_t i = 0; i < profiles; ++i)
    {
        names += (i == 0 ? "'" : ", '") + records[0].profiles[i].profile + "' " + std::to_string(i);
    }
    std::ostringstream os;
    os << "set title '" << scenario.name << ": REQUESTs of one subscriber, by its client'\n"
       << "unset object\nunset label\nset xtics (" << names << ") font ',9'\n"
       << "set xrange [-0.6:" << profiles << " - 0.4]\n"
       << "set ylabel 'REQUESTs sent, whole run'\nset logscale y\nset yrange [0.5:*]\n"
       << "set offsets graph 0, 0, graph 0.1, 0\nset boxwidth " << 0.9 * width << "\n";
    for (size_t i = 0; i < records.size(); ++i)
    {
        // The lines of a design stand together, behind the heading.
        std::ostringstream points;
        points << "'profiles.csv' skip 1 every ::" << i * profiles << "::" << (i + 1) * profiles - 1
               << " using ($0 + " << (double(i) - 0.5 * double(records.size() - 1)) * width
               << "):($5 / $3)";
        os << (i == 0 ? "plot " : ", ") << points.str() << " with boxes lc rgb '" << COLOURS[i % 6]
           << "' title '" << records[i].design << "', " << points.str()
           << ":(sprintf('%.0f', $5 / $3)) with labels offset 0,0.5 notitle";
    }
    os << "\nunset logscale y\nunset offsets\n";
    return os.str();
}

/// What designs are chosen by, a panel a metric: means over runs and their intervals.
std::string
ComparisonPlot(const Scenario& scenario)
{
    std::ostringstream os;
    os << "set multiplot layout 2,3 title '" << scenario.name << ": designs side by side'\n"
       << "unset object\nunset label\nunset key\nset bmargin 6\nset yrange [0:*]\n"
       << "set offsets 0.5, 0.5, graph 0.1, 0\nset lmargin 10\nset rmargin 2\nset ytics font ',7'\n"
       << "set xtics rotate by 25 right font ',8' (";
    const auto& designs = scenario.designs;
    for (size_t i = 0; i < designs.size(); ++i)
    {
        os << (i == 0 ? "'" : ", '") << designs[i] << "' " << i;
    }
    os << ")\n";
    for (const char* const name : {"renewal_survival",
                                   "client_outage_total",
                                   "client_outage_max",
                                   "server_peak",
                                   "resync_messages",
                                   "client_messages_per_day"})
    {
        os << "set title '" << FindMetric(name)->title << "' font ',9'\n";
        const std::string factor = std::string(FindMetric(name)->unit) == "share" ? "100" : "1";
        for (size_t i = 0; i < designs.size(); ++i)
        {
            const auto column = [&](int number) {
                return "(strcol(1) eq '" + designs[i] + "' && strcol(2) eq '" + name + "' ? " +
                       factor + "*column(" + std::to_string(number) + ") : NaN)";
            };
            os << (i == 0 ? "plot " : ", ") << "'intervals.csv' using (" << i << "):" << column(5);
            // Without replications there are no intervals.
            os << (scenario.run.replications > 1
                       ? ":" + column(6) + ":" + column(7) + " with yerrorbars"
                       : " with points")
               << " pt 7 lw 2 lc rgb '" << COLOURS[i % 6] << "'";
        }
        // The axis: gnuplot takes a panel without any value for an error.
        os << ", 0 lc rgb '#bbbbbb' lw 0.5\n";
    }
    os << "unset multiplot\n";
    return os.str();
}

} // namespace

bool
RunGnuplot(const std::string& folder)
{
    const std::string command = "cd '" + folder + "' && exec gnuplot plots/plots.gp";
    const char* const arguments[] = {"sh", "-c", command.c_str(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1, 0);
    posix_spawn_file_actions_adddup2(&actions, 1, 2);
    pid_t child = 0;
    const int failed =
        posix_spawnp(&child, "sh", &actions, nullptr, const_cast<char* const*>(arguments), environ);
    posix_spawn_file_actions_destroy(&actions);
    int status = 0;
    return failed == 0 && waitpid(child, &status, 0) == child && status == 0;
}

FigureOutcome
DrawFigures(const Scenario& scenario,
            const std::vector<RunRecord>& records,
            const std::string& folder)
{
    std::filesystem::create_directory(folder + "/plots");
    const std::pair<std::string, std::string> plots[] = {
        {"without-service", ServicePlot(scenario)},
        {"server-rates", RatePlot(scenario)},
        {"outages", OutagePlot(scenario, folder)},
        {"journal", JournalPlot(scenario)},
        {"resync", ResyncPlot(scenario, records)},
        {"profiles", ProfilePlot(scenario, records)},
        {"comparison", ComparisonPlot(scenario)}};
    FigureOutcome outcome;
    std::string script;
    for (const auto& [name, body] : plots)
    {
        for (const std::string format : {"svg", "png"})
        {
            const std::string terminal = format == "svg"
                                             ? "svg size 900,480 font 'sans,12' background 'white'"
                                             : "pngcairo size 900,480 font 'sans,10'";
            const std::string file = "plots/" + name + "." + format;
            script += "reset\n" + Preamble(scenario, terminal) + "set output '" + file + "'\n" +
                      body + "unset output\n";
            outcome.files.push_back(file);
        }
    }
    WriteFile(folder + "/plots/plots.gp", script);
    if (!RunGnuplot(folder))
    {
        outcome.files.clear();
        outcome.problem = "plots skipped: gnuplot is missing or failed (Debian: apt-get install "
                          "gnuplot-nox, then: cd " +
                          folder + " && gnuplot plots/plots.gp)";
    }
    return outcome;
}

} // namespace ns3::dhcpbackup
