/*
 * SPDX-License-Identifier: GPL-2.0-only
 */

#include "results-database.h"

#include "ns3/json-document.h"
#include "ns3/metric-catalogue.h"
#include "ns3/results-format.h"

#include <cmath>
#include <cstdlib>
#include <limits>
#include <sqlite3.h>
#include <sstream>
#include <stdexcept>

namespace ns3::dhcpbackup
{

namespace
{

/// The columns of all tables but the key; those of CSV files are named by their headings.
struct TableColumns
{
    std::string table;   //!< its name
    std::string columns; //!< separated by commas
};

std::vector<TableColumns>
Tables()
{
    const auto columnsOf = [](const std::string& heading) {
        return heading.substr(0, heading.find('\n'));
    };
    return {{"runs", "design,scenario,trace_hash,stopped_at_s"},
            {"metrics", "design,metric,value,unit"},
            {"faults", "design,n,event"},
            {"violations", "design,n,invariant,at_s,evidence"},
            {"timeline", columnsOf(TimelineHeading())},
            {"outages", columnsOf(OutagesHeading())},
            {"profiles", columnsOf(ProfilesHeading())},
            {"groups", columnsOf(GroupsHeading())}};
}

/// Names and hashes stay text even if they look like numbers; the rest is what it looks like.
bool
IsText(const std::string& column)
{
    return column == "design" || column == "scenario" || column == "trace_hash" ||
           column == "profile" || column == "group_name";
}

std::vector<std::string>
Fields(const std::string& line)
{
    std::vector<std::string> fields;
    std::istringstream stream(line);
    for (std::string field; std::getline(stream, field, ',');)
    {
        fields.push_back(field);
    }
    return fields;
}

std::vector<std::string>
KeyFields(const ResultsKey& key)
{
    return {key.scenarioHash, std::to_string(key.seed), std::to_string(key.run)};
}

/// The rows of a run. Hash, numbers and names of designs hold no quotes.
std::string
WhereOf(const ResultsKey& key, const std::string& design)
{
    return " WHERE scenario_hash='" + key.scenarioHash + "' AND seed=" + std::to_string(key.seed) +
           " AND run=" + std::to_string(key.run) + " AND design='" + design + "'";
}

/// Seconds, empty for never; an empty text becomes NULL.
std::string
SecondsText(Instant at)
{
    return at == NEVER ? "" : NumberText(double(at) / SECOND);
}

} // namespace

ResultsDatabase::ResultsDatabase(const std::string& path)
{
    if (sqlite3_open(path.c_str(), &m_database) != SQLITE_OK)
    {
        const std::string reason = sqlite3_errmsg(m_database);
        sqlite3_close(m_database);
        throw std::runtime_error("cannot open " + path + ": " + reason);
    }
    try
    {
        Prepare(path);
    }
    catch (...)
    {
        sqlite3_close(m_database);
        throw;
    }
}

ResultsDatabase::~ResultsDatabase()
{
    sqlite3_close(m_database);
}

void
ResultsDatabase::Fail()
{
    throw std::runtime_error(std::string("cannot write results.sqlite: ") +
                             sqlite3_errmsg(m_database));
}

void
ResultsDatabase::Execute(const std::string& sql, RowReader reader, void* target)
{
    if (sqlite3_exec(m_database, sql.c_str(), reader, target, nullptr) != SQLITE_OK)
    {
        Fail();
    }
}

void
ResultsDatabase::Prepare(const std::string& path)
{
    const auto readNumber = [](void* number, int, char** values, char**) {
        *static_cast<int64_t*>(number) = std::strtoll(values[0], nullptr, 10);
        return 0;
    };
    int64_t tables = 0;
    int64_t format = 0;
    Execute("SELECT COUNT(*) FROM sqlite_master", readNumber, &tables);
    Execute("PRAGMA user_version", readNumber, &format);
    if (tables > 0)
    {
        CheckResultsFormat(path, format);
    }
    Execute("PRAGMA user_version = " + std::to_string(RESULTS_FORMAT));
    Execute("BEGIN");
    for (const TableColumns& table : Tables())
    {
        std::string columns = "scenario_hash TEXT, seed INTEGER, run INTEGER";
        for (const std::string& column : Fields(table.columns))
        {
            columns += ", " + column + (IsText(column) ? " TEXT" : " NUMERIC");
        }
        Execute("CREATE TABLE IF NOT EXISTS " + table.table + " (" + columns + ")");
        Execute("CREATE INDEX IF NOT EXISTS " + table.table + "_key ON " + table.table +
                " (scenario_hash, seed, run, design)");
    }
}

void
ResultsDatabase::Insert(const ResultsKey& key,
                        const std::string& table,
                        const std::vector<std::vector<std::string>>& rows)
{
    const std::vector<std::string> first = KeyFields(key);
    if (rows.empty())
    {
        return;
    }
    std::string places = "?";
    for (size_t i = 1; i < first.size() + rows.front().size(); ++i)
    {
        places += ",?";
    }
    sqlite3_stmt* statement = nullptr;
    const std::string sql = "INSERT INTO " + table + " VALUES (" + places + ")";
    bool good = sqlite3_prepare_v2(m_database, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK;
    for (size_t r = 0; good && r < rows.size(); ++r)
    {
        int place = 0;
        for (const std::vector<std::string>* part : {&first, &rows[r]})
        {
            for (const std::string& value : *part)
            {
                ++place;
                value.empty() ? sqlite3_bind_null(statement, place)
                              : sqlite3_bind_text(statement,
                                                  place,
                                                  value.data(),
                                                  int(value.size()),
                                                  SQLITE_STATIC);
            }
        }
        good = sqlite3_step(statement) == SQLITE_DONE && sqlite3_reset(statement) == SQLITE_OK;
    }
    sqlite3_finalize(statement);
    if (!good)
    {
        Fail();
    }
}

void
ResultsDatabase::AddRun(const ResultsKey& key,
                        const std::string& scenario,
                        const RunRecord& record)
{
    const std::string& design = record.design;
    for (const TableColumns& table : Tables())
    {
        Execute("DELETE FROM " + table.table + WhereOf(key, design));
    }
    Insert(key, "runs", {{design, scenario, record.traceHash, SecondsText(record.stoppedAt)}});
    std::vector<std::vector<std::string>> rows;
    for (const Metric& metric : record.metrics)
    {
        if (FindMetric(metric.name)->measured)
        {
            continue; // the same run must give the same database on every machine
        }
        const std::string value = std::isnan(metric.value) ? "" : NumberText(metric.value);
        rows.push_back({design, metric.name, value, metric.unit});
    }
    Insert(key, "metrics", rows);
    rows.clear();
    for (const std::string& fault : record.faults)
    {
        rows.push_back({design, std::to_string(rows.size()), fault});
    }
    Insert(key, "faults", rows);
    rows.clear();
    for (const Violation& violation : record.violations)
    {
        rows.push_back({design,
                        std::to_string(rows.size()),
                        violation.invariant,
                        SecondsText(violation.at),
                        violation.evidence});
    }
    Insert(key, "violations", rows);
}

std::vector<Metric>
ResultsDatabase::MetricsOfRun(const ResultsKey& key, const std::string& design)
{
    std::vector<Metric> metrics;
    const auto collect = [](void* to, int, char** values, char**) {
        const double value = values[1] ? std::strtod(values[1], nullptr)
                                       : std::numeric_limits<double>::quiet_NaN();
        static_cast<std::vector<Metric>*>(to)->push_back({values[0], values[2], value});
        return 0;
    };
    // 17 digits give a number back exactly; SQLite's own text has 15.
    Execute("SELECT metric, CASE WHEN value NOTNULL THEN printf('%!.17g', value) END, unit "
            "FROM metrics" +
                WhereOf(key, design) + " ORDER BY rowid",
            collect,
            &metrics);
    return metrics;
}

void
ResultsDatabase::AddTable(const ResultsKey& key, const std::string& table, const std::string& csv)
{
    std::istringstream lines(csv);
    std::string line;
    std::getline(lines, line);
    std::vector<std::vector<std::string>> rows;
    while (std::getline(lines, line))
    {
        rows.push_back(Fields(line));
    }
    Insert(key, table, rows);
}

void
ResultsDatabase::Commit()
{
    Execute("COMMIT");
    Execute("BEGIN");
}

} // namespace ns3::dhcpbackup
