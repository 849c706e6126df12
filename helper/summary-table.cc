/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "summary-table.h"

#include <algorithm>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace ns3::dhcpbackup
{

namespace
{

/// A line of the table: a metric and how to say it.
struct Row
{
    const char* metric; //!< its name
    const char* text;   //!< for people
};

constexpr Row ROWS[] = {
    {"renewal_survival", "leases that survived the faults [%]"},
    {"leases_lost", "leases lost"},
    {"renewals_by_server", "renewals answered by the server"},
    {"renewals_by_relay", "renewals answered by a relay"},
    {"client_outages", "client outages"},
    {"client_outage_total", "time without address, all clients [s]"},
    {"client_outage_p50", "length of a client outage, median [s]"},
    {"client_outage_max", "length of a client outage, longest [s]"},
    {"first_address_p50", "wait for the first address, median [s]"},
    {"first_address_max", "wait for the first address, longest [s]"},
    {"client_outages_censored", "still without address at the end"},
    {"time_to_recover_max", "last client back after healing [s]"},
    {"server_discover_peak", "DISCOVERs at the server, peak [1/s]"},
    {"server_request_peak", "REQUESTs at the server, peak [1/s]"},
    {"server_queue_peak", "messages waiting at the server, peak"},
    {"server_queue_drops", "messages dropped: queue full"},
    {"server_utilisation", "server busy, whole run [%]"},
    {"journal_peak", "promises open at relays, peak"},
    {"resync_messages", "resync messages"},
    {"resync_duration", "resync duration [s]"},
    {"resync_conflicts", "resync conflicts"},
    {"duplicate_address_time", "time on a doubled address, all clients [s]"},
    {"exposure_max", "lease beyond the server's record, worst [s]"},
    {"violations", "violated invariants"},
};

/// How often subscribers with each kind of client asked, if there are several kinds.
void
AddProfiles(std::ostream& os, const std::vector<RunRecord>& records, int textWidth, int valueWidth)
{
    const size_t profiles = records.empty() ? 0 : records[0].profiles.size();
    for (size_t i = 0; profiles > 1 && i < profiles; ++i)
    {
        const ProfileCounts& p = records[0].profiles[i];
        os << std::left << std::setw(textWidth)
           << "REQUESTs of each " + p.profile + " client (" + std::to_string(p.subscribers) + ")";
        for (const RunRecord& record : records)
        {
            const ProfileCounts& counts = record.profiles[i];
            os << std::right << std::setw(valueWidth) << std::fixed << std::setprecision(1)
               << double(counts.requests) / counts.subscribers;
        }
        os << "\n";
    }
}

std::string
ValueText(const RunRecord& record, const std::string& name)
{
    const double value = record.Value(name);
    if (std::isnan(value))
    {
        return "-";
    }
    const auto metric = std::find_if(record.metrics.begin(),
                                     record.metrics.end(),
                                     [&name](const Metric& m) { return m.name == name; });
    std::ostringstream os;
    if (metric->unit == "share")
    {
        os << std::fixed << std::setprecision(2) << 100 * value;
    }
    else
    {
        os << std::fixed << std::setprecision(metric->unit == "s" ? 1 : 0) << value;
    }
    return os.str();
}

} // namespace

std::string
SummaryTable(const std::vector<RunRecord>& records)
{
    constexpr int textWidth = 46;
    constexpr int valueWidth = 15;
    std::ostringstream os;
    os << std::left << std::setw(textWidth) << "";
    for (const RunRecord& record : records)
    {
        os << std::right << std::setw(valueWidth) << record.design;
    }
    os << "\n";
    for (const Row& row : ROWS)
    {
        os << std::left << std::setw(textWidth) << row.text;
        for (const RunRecord& record : records)
        {
            os << std::right << std::setw(valueWidth) << ValueText(record, row.metric);
        }
        os << "\n";
    }
    AddProfiles(os, records, textWidth, valueWidth);
    for (const RunRecord& record : records)
    {
        for (size_t i = 0; i < std::min<size_t>(record.violations.size(), 3); ++i)
        {
            const Violation& violation = record.violations[i];
            os << record.design << ": " << violation.invariant << " violated at "
               << double(violation.at) / SECOND << " s: " << violation.evidence << "\n";
        }
    }
    return os.str();
}

} // namespace ns3::dhcpbackup
