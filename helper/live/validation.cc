/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "validation.h"

#include "ns3/asked-servers.h"
#include "ns3/child-runs.h"
#include "ns3/scenario-runner.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iomanip>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

namespace ns3::dhcpbackup
{

namespace
{

namespace fs = std::filesystem;

/// Long enough that no lease ends while others are asked for, if the server allows less.
constexpr Duration VALIDATION_LEASE = 45 * SECOND;

/// States in the order of columns, shapes in that of lines.
const char* const STATES[] = {"S0", "S1", "S2", "S3", "S7", "S4", "U", "C", "O", "W", "Y"};
const char* const SHAPES[] = {"REN", "IRB", "SEL", "SELov", "SELoth"};

/// The answer in a cell, 0 if it was not asked for.
char
AnswerAt(const std::vector<AnswerCell>& cells, const std::string& shape, const std::string& state)
{
    const auto cell = std::find_if(cells.begin(), cells.end(), [&](const AnswerCell& one) {
        return one.shape == shape && one.state == state;
    });
    return cell == cells.end() ? '\0' : cell->answer;
}

/// What a child leaves for its parent.
void
WriteCells(const std::string& file, const std::string& version, const std::vector<AnswerCell>& cells)
{
    std::string text = version + "\n";
    for (const AnswerCell& cell : cells)
    {
        text += cell.shape + " " + cell.state + " " + cell.answer + "\n";
    }
    WriteFile(file, text);
}

void
ReadCells(const std::string& file, AnswerComparison& comparison)
{
    std::ifstream text(file);
    std::getline(text, comparison.version);
    AnswerCell cell;
    while (text >> cell.shape >> cell.state >> cell.answer)
    {
        comparison.real.push_back(cell);
    }
}

Duration
LeaseFor(ServerKind kind)
{
    return std::max(VALIDATION_LEASE, ProgramOf(kind).ShortestLease());
}

} // namespace

std::vector<AnswerComparison>
CompareAnswers(const std::vector<ServerKind>& kinds)
{
    std::vector<AnswerComparison> comparisons;
    for (const ServerKind kind : kinds)
    {
        for (const bool authoritative : {true, false})
        {
            comparisons.emplace_back();
            comparisons.back().kind = kind;
            comparisons.back().authoritative = authoritative;
        }
    }
    std::string folder = (fs::temp_directory_path() / "dhcp-backup-validate-XXXXXX").string();
    if (!mkdtemp(folder.data()))
    {
        throw std::runtime_error("cannot make " + folder);
    }
    const auto fileOf = [&](size_t i) { return folder + "/" + std::to_string(i); };
    try
    {
        ChildJobs jobs;
        jobs.count = jobs.atOnce = comparisons.size(); // they wait most of the time
        jobs.work = [&](size_t i, const ChildJobs::Tell&) {
            const AnswerComparison& one = comparisons[i];
            const ServerProgram& program = ProgramOf(one.kind);
            AskedRealServer server(program, one.authoritative, LeaseFor(one.kind));
            const auto cells = AnswerProbe(server, LeaseFor(one.kind)).Ask();
            WriteCells(fileOf(i), server.Version(), cells);
        };
        jobs.ended = [&](size_t i, const std::string& failure) {
            if (!failure.empty())
            {
                throw std::runtime_error(std::string(ProgramOf(comparisons[i].kind).Name()) + ": " +
                                         failure);
            }
        };
        jobs.progress = [](const std::vector<double>&) {};
        RunInChildren(jobs);
        for (size_t i = 0; i < comparisons.size(); ++i)
        {
            AnswerComparison& one = comparisons[i];
            ReadCells(fileOf(i), one);
            AskedMachine machine(one.kind, one.authoritative, LeaseFor(one.kind));
            one.profile = AnswerProbe(machine, LeaseFor(one.kind)).Ask();
        }
    }
    catch (...)
    {
        fs::remove_all(folder);
        throw;
    }
    fs::remove_all(folder);
    return comparisons;
}

std::string
AnswerTable(const AnswerComparison& comparison)
{
    std::ostringstream table;
    table << ProgramOf(comparison.kind).Name() << " " << comparison.version
          << (comparison.authoritative ? ", authoritative\n" : ", not authoritative\n")
          << "        ";
    for (const char* const state : STATES)
    {
        table << std::left << std::setw(5) << state;
    }
    table << "\n";
    for (const char* const shape : SHAPES)
    {
        table << "  " << std::left << std::setw(6) << shape;
        for (const char* const state : STATES)
        {
            const char real = AnswerAt(comparison.real, shape, state);
            const char profile = AnswerAt(comparison.profile, shape, state);
            std::string text(1, real == '\0' ? ' ' : real);
            text += real == profile ? "" : std::string("/") + profile;
            table << std::left << std::setw(5) << text;
        }
        table << "\n";
    }
    return table.str();
}

size_t
CountDifferences(const AnswerComparison& comparison)
{
    return std::count_if(comparison.real.begin(),
                         comparison.real.end(),
                         [&](const AnswerCell& cell) {
                             return AnswerAt(comparison.profile, cell.shape, cell.state) !=
                                    cell.answer;
                         });
}

} // namespace ns3::dhcpbackup
